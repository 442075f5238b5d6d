package sheet

import "strings"

// starts are the signs by which spreadsheets take a cell for a formula.
const starts = "=+-@\t\r\n"

// guarded is a cell that no spreadsheet takes for a formula (ATK-19).
func guarded(cell string) string {
	if cell != "" && strings.IndexByte(starts, cell[0]) >= 0 {
		return "'" + cell
	}
	return cell
}

// unguard takes away what guarded put before a cell, so that what goes out
// comes in the same.
func unguard(cell string) string {
	cell = strings.TrimSpace(cell)
	if len(cell) > 1 && cell[0] == '\'' && strings.IndexByte(starts, cell[1]) >= 0 {
		return cell[1:]
	}
	return cell
}
