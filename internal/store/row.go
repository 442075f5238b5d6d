package store

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"
	"unicode"
)

// A struct is stored in the table's columns of the same names: InboxID in
// inbox_id, and so on. Times are UTC milliseconds (zero: 0), booleans 0 or 1,
// slices, maps and structs JSON.

type field struct {
	column string
	index  []int
	kind   fieldKind
}

type fieldKind int

const (
	kindPlain fieldKind = iota
	kindTime
	kindBool
	kindBytes
	kindJSON
)

var (
	timeType  = reflect.TypeFor[time.Time]()
	bytesType = reflect.TypeFor[[]byte]()
	plans     sync.Map // reflect.Type → []field
)

func planOf(t reflect.Type) []field {
	if p, ok := plans.Load(t); ok {
		return p.([]field)
	}
	var p []field
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() && !f.Anonymous {
			p = append(p, field{column: snake(f.Name), index: f.Index, kind: kindOf(f.Type)})
		}
	}
	plans.Store(t, p)
	return p
}

func kindOf(t reflect.Type) fieldKind {
	switch {
	case t == timeType:
		return kindTime
	case t == bytesType:
		return kindBytes
	case t.Kind() == reflect.Bool:
		return kindBool
	case t.Kind() == reflect.Slice, t.Kind() == reflect.Map, t.Kind() == reflect.Struct, t.Kind() == reflect.Pointer, t.Kind() == reflect.Interface:
		return kindJSON
	}
	return kindPlain
}

// snake turns a Go name into a column: IDs and other runs of capitals stay
// together.
func snake(name string) string {
	runes := []rune(name)
	var b strings.Builder
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 {
			ends := i+1 < len(runes) && unicode.IsLower(runes[i+1]) && !(i+2 == len(runes) && runes[i+1] == 's')
			if unicode.IsLower(runes[i-1]) || ends {
				b.WriteByte('_')
			}
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// encode returns what the driver stores for v.
func encode(v reflect.Value, kind fieldKind) any {
	switch kind {
	case kindTime:
		return millis(v.Interface().(time.Time))
	case kindBool:
		if v.Bool() {
			return int64(1)
		}
		return int64(0)
	case kindBytes:
		return v.Bytes()
	case kindJSON:
		return toJSON(v.Interface())
	}
	switch v.Kind() {
	case reflect.String:
		return clean(v.String())
	case reflect.Float64:
		return v.Float()
	case reflect.Uint32, reflect.Uint64:
		return int64(v.Uint())
	}
	return v.Int()
}

// clean drops what PostgreSQL's text cannot hold.
func clean(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("store %T: %v", v, err))
	}
	if string(b) == "null" {
		if reflect.TypeOf(v) != nil && reflect.TypeOf(v).Kind() == reflect.Slice {
			return "[]"
		}
		return "null"
	}
	return clean(strings.ReplaceAll(string(b), `\u0000`, ""))
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// plain makes arguments of our types ones that drivers take.
func plain(args []any) []any {
	for i, a := range args {
		switch v := a.(type) {
		case nil, int64, string, []byte, float64:
		case time.Time:
			args[i] = millis(v)
		default:
			rv := reflect.ValueOf(a)
			args[i] = encode(rv, kindOf(rv.Type()))
		}
	}
	return args
}

// Insert adds v, a pointer to a struct, as a row of table.
func (tx *Tx) Insert(table string, v any) error {
	text, args := insertSQL(table, v)
	return tx.Exec(text, args...)
}

// InsertNew is Insert, but reports false where a unique index has the row.
func (tx *Tx) InsertNew(table string, v any) (bool, error) {
	text, args := insertSQL(table, v)
	n, err := tx.Affect(text+` ON CONFLICT DO NOTHING`, args...)
	return n > 0, err
}

type sqlKey struct {
	table string
	t     reflect.Type
	verb  string
	rows  int
}

var sqlTexts sync.Map // sqlKey → string

func insertSQL(table string, v any) (string, []any) {
	rv := reflect.ValueOf(v).Elem()
	plan := planOf(rv.Type())
	args := make([]any, len(plan))
	for i, f := range plan {
		args[i] = encode(rv.FieldByIndex(f.index), f.kind)
	}
	key := sqlKey{table: table, t: rv.Type(), verb: "insert"}
	if text, ok := sqlTexts.Load(key); ok {
		return text.(string), args
	}
	var cols, marks []string
	for i, f := range plan {
		cols = append(cols, quote(f.column))
		marks = append(marks, fmt.Sprintf("$%d", i+1))
	}
	text := fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", quote(table), strings.Join(cols, ", "), strings.Join(marks, ", "))
	sqlTexts.Store(key, text)
	return text, args
}

// Save writes all fields of v, a pointer to a struct with an ID, over its row.
func (tx *Tx) Save(table string, v any) error {
	rv := reflect.ValueOf(v).Elem()
	plan := planOf(rv.Type())
	args := make([]any, len(plan))
	var id int
	for i, f := range plan {
		args[i] = encode(rv.FieldByIndex(f.index), f.kind)
		if f.column == "id" {
			id = i
		}
	}
	key := sqlKey{table: table, t: rv.Type(), verb: "save"}
	text, ok := sqlTexts.Load(key)
	if !ok {
		var sets []string
		for i, f := range plan {
			if i != id {
				sets = append(sets, fmt.Sprintf("%s = $%d", quote(f.column), i+1))
			}
		}
		text = fmt.Sprintf("UPDATE %s SET %s WHERE id = $%d", quote(table), strings.Join(sets, ", "), id+1)
		sqlTexts.Store(key, text)
	}
	n, err := tx.Affect(text.(string), args...)
	if err == nil && n == 0 {
		return notFound(strings.ReplaceAll(table, "_", " "))
	}
	return err
}

func quote(name string) string {
	switch name {
	case "from", "to", "user", "group", "unique", "limit", "primary", "left":
		return `"` + name + `"`
	}
	return name
}

// list returns a T for each row.
func list[T any](r *Reader, text string, args ...any) ([]*T, error) {
	rows, err := r.run.query(r.ctx, text, plain(args))
	if err != nil {
		return nil, fmt.Errorf("%w in %s", err, text)
	}
	defer rows.Close()
	scan, err := newScan(rows, reflect.TypeFor[T]())
	if err != nil {
		return nil, err
	}
	out := []*T{}
	for rows.Next() {
		v := new(T)
		if err := scan.row(rows, reflect.ValueOf(v).Elem()); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// one returns the first row, or a not-found error about what.
func one[T any](r *Reader, what, text string, args ...any) (*T, error) {
	all, err := list[T](r, text, args...)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, notFound(what)
	}
	return all[0], nil
}

// scalar returns the first column of the first row, or zero.
func scalar[T any](r *Reader, text string, args ...any) (T, error) {
	var v T
	all, err := scalars[T](r, text, args...)
	if err != nil || len(all) == 0 {
		return v, err
	}
	return all[0], nil
}

// scalars returns the first column of each row.
func scalars[T any](r *Reader, text string, args ...any) ([]T, error) {
	rows, err := r.run.query(r.ctx, text, plain(args))
	if err != nil {
		return nil, fmt.Errorf("%w in %s", err, text)
	}
	defer rows.Close()
	out := []T{}
	kind := kindOf(reflect.TypeFor[T]())
	var cell any
	dest := []any{&cell}
	for rows.Next() {
		var v T
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		if err := decode(reflect.ValueOf(&v).Elem(), kind, cell); err != nil {
			return nil, fmt.Errorf("%w in %s", err, text)
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
