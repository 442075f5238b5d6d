package store

import (
	"strconv"
	"strings"
)

// inList returns "($1, $2 …)" and its arguments.
func inList[T any](values []T) (string, []any) { return inListFrom(1, values) }

// inListFrom is inList with the first argument numbered n.
func inListFrom[T any](n int, values []T) (string, []any) {
	var b strings.Builder
	args := make([]any, len(values))
	b.WriteByte('(')
	for i, v := range values {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(mark(n + i))
		args[i] = v
	}
	b.WriteByte(')')
	return b.String(), args
}

// where gathers conditions joined by AND, each with $? for its arguments.
type where struct {
	conds []string
	args  []any
}

// add puts args at the places of $? in cond.
func (w *where) add(cond string, args ...any) {
	for _, a := range args {
		w.args = append(w.args, a)
		cond = strings.Replace(cond, "$?", mark(len(w.args)), 1)
	}
	w.conds = append(w.conds, cond)
}

// whereIn adds that column is one of values.
func whereIn[T any](w *where, column string, values []T) {
	in, args := inListFrom(len(w.args)+1, values)
	w.args = append(w.args, args...)
	w.conds = append(w.conds, column+" IN "+in)
}

func (w *where) String() string {
	if len(w.conds) == 0 {
		return "1 = 1"
	}
	return strings.Join(w.conds, " AND ")
}

// mark is the placeholder of an argument.
func mark(n int) string { return "$" + strconv.Itoa(n) }
