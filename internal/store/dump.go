package store

import (
	"context"
	"fmt"
)

// Dump returns every value of every table, the inner ones of full text too, by
// name of the table: for the proof that something is gone.
func (db *DB) Dump(ctx context.Context) (map[string][]byte, error) {
	r := db.Read(ctx)
	names, err := scalars[string](r, db.dialect.tableNames())
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, name := range names {
		err := db.eachRow(ctx, name, func(_ []string, values []any) {
			for _, v := range values {
				if b, ok := v.([]byte); ok {
					out[name] = append(out[name], b...)
				} else {
					out[name] = fmt.Append(out[name], v)
				}
				out[name] = append(out[name], '\n')
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// eachRow hands over the rows of a table. The values are good until the next.
func (db *DB) eachRow(ctx context.Context, table string, row func(columns []string, values []any)) error {
	rows, err := db.readers.QueryContext(ctx, `SELECT * FROM "`+table+`"`)
	if err != nil {
		return fmt.Errorf("read %s: %w", table, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		row(columns, values)
	}
	return rows.Err()
}
