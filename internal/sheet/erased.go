package sheet

import (
	"slices"
	"strings"
	"unicode"

	"parley/internal/parley"
	"parley/internal/store"
)

// erased returns what becomes of a row of somebody who was erased while the
// import ran, or nil for another's row. Of the row nothing is kept but its
// number.
func erased(imp *store.RecordImport, plan *Plan, row *Row) *line {
	if len(imp.Barred) == 0 {
		return nil
	}
	is := func(word string) bool { return slices.Contains(imp.Barred, store.Bar(imp.ID, word)) }
	found := slices.ContainsFunc(words(row.Raw), is)
	for i, cell := range row.Cells {
		if i < len(plan.Columns) && plan.Columns[i].Property == keyID {
			id, err := parley.ParseID[parley.RecordID]("id", strings.TrimSpace(unguard(cell)))
			found = found || err == nil && is(store.BarID(id))
		}
	}
	if !found {
		return nil
	}
	return &line{row: &Row{Line: row.Line}, err: &parley.Error{Kind: parley.Invalid, Code: codeErased, Message: "this line is of a person who was erased"}}
}

// words are the parts of a row that can be addresses.
func words(raw string) []string {
	return strings.FieldsFunc(raw, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`,;:|<>()[]"'`, r)
	})
}
