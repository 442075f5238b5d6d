package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
)

// scan brings rows of some columns into structs of a type. The driver's values
// are taken as they are: what database/sql makes of them for each field costs
// more than the query of a list.
type scan struct {
	plan  []field // no index where the struct has no such field
	cells []any
	dest  []any // the addresses of cells
}

type byColumn struct {
	t       reflect.Type
	columns string
}

var columnPlans sync.Map // byColumn → []field

func newScan(rows *sql.Rows, t reflect.Type) (*scan, error) {
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	s := &scan{plan: columnPlan(t, columns), cells: make([]any, len(columns)), dest: make([]any, len(columns))}
	for i := range s.cells {
		s.dest[i] = &s.cells[i]
	}
	return s, nil
}

func columnPlan(t reflect.Type, columns []string) []field {
	key := byColumn{t, strings.Join(columns, ",")}
	if p, ok := columnPlans.Load(key); ok {
		return p.([]field)
	}
	p := make([]field, len(columns))
	for i, c := range columns {
		for _, f := range planOf(t) {
			if f.column == c {
				p[i] = f
			}
		}
	}
	columnPlans.Store(key, p)
	return p
}

func (s *scan) row(rows *sql.Rows, v reflect.Value) error {
	if err := rows.Scan(s.dest...); err != nil {
		return err
	}
	for i, f := range s.plan {
		if f.index == nil {
			continue
		}
		if err := decode(v.FieldByIndex(f.index), f.kind, s.cells[i]); err != nil {
			return fmt.Errorf("column %s: %w", f.column, err)
		}
	}
	return nil
}

// decode is the reverse of encode.
func decode(v reflect.Value, kind fieldKind, cell any) error {
	switch kind {
	case kindTime:
		ms, err := whole(cell)
		*v.Addr().Interface().(*time.Time) = fromMillis(ms)
		return err
	case kindBool:
		n, err := whole(cell)
		v.SetBool(n != 0)
		return err
	case kindBytes:
		v.SetBytes([]byte(text(cell)))
		return nil
	case kindJSON:
		return decodeJSON(v, text(cell))
	}
	switch v.Kind() {
	case reflect.String:
		if cell == nil {
			return errNull
		}
		v.SetString(text(cell))
		return nil
	case reflect.Float32, reflect.Float64:
		f, err := fraction(cell)
		v.SetFloat(f)
		return err
	case reflect.Bool:
		n, err := whole(cell)
		v.SetBool(n != 0)
		return err
	case reflect.Uint32, reflect.Uint64:
		n, err := whole(cell)
		v.SetUint(uint64(n))
		return err
	}
	n, err := whole(cell)
	v.SetInt(n)
	return err
}

func decodeJSON(v reflect.Value, value string) error {
	if v.Kind() == reflect.Slice && value == "[]" {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		return nil
	}
	return json.Unmarshal([]byte(value), v.Addr().Interface())
}

// errNull says that a query returned nothing where a value must be.
var errNull = errors.New("it is NULL")

// whole is a cell as a number; PostgreSQL's sums are texts.
func whole(cell any) (int64, error) {
	switch c := cell.(type) {
	case int64:
		return c, nil
	case bool:
		return int64(btoi(c)), nil
	case float64:
		if n := int64(c); float64(n) == c {
			return n, nil
		}
	case string:
		return strconv.ParseInt(c, 10, 64)
	case []byte:
		return strconv.ParseInt(string(c), 10, 64)
	case nil:
		return 0, errNull
	}
	return 0, fmt.Errorf("%v is not a whole number", cell)
}

func fraction(cell any) (float64, error) {
	switch c := cell.(type) {
	case float64:
		return c, nil
	case int64:
		return float64(c), nil
	case string:
		return strconv.ParseFloat(c, 64)
	case nil:
		return 0, errNull
	}
	return 0, fmt.Errorf("%v is not a number", cell)
}

// text is a cell as a string.
func text(cell any) string {
	switch c := cell.(type) {
	case string:
		return c
	case []byte:
		return string(c)
	case nil:
		return ""
	}
	return fmt.Sprint(cell)
}
