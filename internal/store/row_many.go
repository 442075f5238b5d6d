package store

import (
	"math/bits"
	"reflect"
	"strings"
)

// manyRows is how many rows one statement adds at most. Statements have a power
// of two of them, so that few texts are prepared.
const manyRows = 128

// insertMany adds structs, as [Tx.Insert] takes them, by few statements, and
// returns how many were not there.
func insertMany[T any](tx *Tx, table string, rows []*T) (int64, error) {
	plan := planOf(reflect.TypeFor[T]())
	columns := make([]string, len(plan))
	for i, f := range plan {
		columns[i] = quote(f.column)
	}
	return tx.putMany(table, columns, strings.Split(strings.Repeat("$?,", len(plan)-1)+"$?", ","), len(rows), func(i int, args []any) []any {
		v := reflect.ValueOf(rows[i]).Elem()
		for _, f := range plan {
			args = append(args, encode(v.FieldByIndex(f.index), f.kind))
		}
		return args
	})
}

// putMany adds n rows of some columns, each an expression of its argument $?,
// which fill appends. Rows that are there already stay as they are.
func (tx *Tx) putMany(table string, columns, exprs []string, n int, fill func(i int, args []any) []any) (int64, error) {
	var added int64
	for i := 0; i < n; {
		size := 1 << (bits.Len(uint(min(n-i, manyRows))) - 1)
		args := make([]any, 0, size*len(columns))
		for range size {
			args = fill(i, args)
			i++
		}
		k, err := tx.Affect(tx.manySQL(table, columns, exprs, size), args...)
		if err != nil {
			return added, err
		}
		added += k
	}
	return added, nil
}

func (tx *Tx) manySQL(table string, columns, exprs []string, size int) string {
	key := sqlKey{table: table, verb: tx.db.dialect.name(), rows: size}
	if text, ok := sqlTexts.Load(key); ok {
		return text.(string)
	}
	w := &where{}
	row := "(" + strings.Join(exprs, ", ") + ")"
	for range size {
		w.add(row, make([]any, len(exprs))...)
	}
	text := tx.db.dialect.insertNew(quote(table), strings.Join(columns, ", "), strings.Join(w.conds, ", "))
	sqlTexts.Store(key, text)
	return text
}
