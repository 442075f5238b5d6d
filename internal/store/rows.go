package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// TableRows are the rows of a table as they stand.
type TableRows struct {
	Name    string
	Columns []string
	Rows    [][]any

	insert string
}

// Rows returns the rows of all tables but those of full text: the yardstick of
// what an arrival costs is to insert them bare elsewhere.
func (db *DB) Rows(ctx context.Context) ([]*TableRows, error) {
	names, err := scalars[string](db.Read(ctx), db.dialect.tableNames())
	if err != nil {
		return nil, err
	}
	var out []*TableRows
	for _, name := range names {
		if slices.ContainsFunc(wordTables, func(words string) bool { return strings.HasPrefix(name, words) }) {
			continue
		}
		t := &TableRows{Name: name}
		err := db.eachRow(ctx, name, func(columns []string, values []any) {
			t.Columns = columns
			t.Rows = append(t.Rows, slices.Clone(values))
		})
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// InsertBare adds a row of t where it is not there.
func (tx *Tx) InsertBare(t *TableRows, row []any) error {
	if t.insert == "" {
		marks := make([]string, len(t.Columns))
		for i := range marks {
			marks[i] = mark(i + 1)
		}
		t.insert = fmt.Sprintf(`INSERT INTO "%s" ("%s") VALUES (%s) ON CONFLICT DO NOTHING`, t.Name, strings.Join(t.Columns, `", "`), strings.Join(marks, ", "))
	}
	return tx.Exec(t.insert, slices.Clone(row)...)
}
