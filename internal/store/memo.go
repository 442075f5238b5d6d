package store

import (
	"fmt"
	"regexp"
)

// memo keeps what message after message asks, by table, for one slice of the
// writer, during which nobody else writes. A write to a table empties its part.
type memo map[string]map[string]any

// settles finds statements that write a table of which a memo keeps answers.
var settles = regexp.MustCompile(`^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "?(setting|view|channel_account|association_type|participant|list)\b`)

// settled is the table of which a statement may change what a memo keeps, or "".
func settled(statement string) string {
	if m := settles.FindStringSubmatch(statement); m != nil {
		return m[1]
	}
	return ""
}

// remembered is list, of a table that settles names, asked once in a slice. The
// caller's rows are copies.
func remembered[T any](r *Reader, table, text string, args ...any) ([]*T, error) {
	return recall(r, table, func() ([]*T, error) { return list[T](r, text, args...) }, func(rows []*T) []*T {
		out := make([]*T, len(rows))
		for i, row := range rows {
			own := *row
			out[i] = &own
		}
		return out
	}, text, args)
}

// rememberedScalar is scalar, asked once in a slice.
func rememberedScalar[T any](r *Reader, table, text string, args ...any) (T, error) {
	return recall(r, table, func() (T, error) { return scalar[T](r, text, args...) }, func(v T) T { return v }, text, args)
}

func recall[T any](r *Reader, table string, ask func() (T, error), own func(T) T, text string, args []any) (T, error) {
	if r.memo == nil {
		return ask()
	}
	key := text + fmt.Sprint(args...)
	if kept, ok := r.memo[table][key]; ok {
		return own(kept.(T)), nil
	}
	v, err := ask()
	if err == nil {
		if r.memo[table] == nil {
			r.memo[table] = map[string]any{}
		}
		r.memo[table][key] = own(v)
	}
	return v, err
}

// forget empties the memo.
func (m memo) forget() { clear(m) }
