// Package sheet is records as tables: CSV comes in and goes out.
//
// What comes in is kept as it came, looked at (encoding, delimiter, columns),
// mapped, tried without writing anything, and then written by a job of a hundred
// lines a transaction: a line is done exactly once, whenever the server is killed,
// and each that cannot be done says why. What goes out is what the asker may see,
// with cells that no spreadsheet takes for a formula. An import wakes nobody.
package sheet
