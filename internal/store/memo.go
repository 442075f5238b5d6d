package store

import (
	"fmt"
	"regexp"
)

// memo keeps what each message asks of settings and definitions for one slice
// of the writer, during which nobody else writes. A write to one of those
// tables empties it.
type memo map[string]any

// settles finds statements that write what a memo may hold.
var settles = regexp.MustCompile(`^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "?(?:setting|view|channel_account|association_type)\b`)

// remembered is list, asked once in a slice. The caller's rows are copies.
func remembered[T any](r *Reader, text string, args ...any) ([]*T, error) {
	return recall(r, func() ([]*T, error) { return list[T](r, text, args...) }, func(rows []*T) []*T {
		out := make([]*T, len(rows))
		for i, row := range rows {
			own := *row
			out[i] = &own
		}
		return out
	}, text, args)
}

// rememberedScalar is scalar, asked once in a slice.
func rememberedScalar[T any](r *Reader, text string, args ...any) (T, error) {
	return recall(r, func() (T, error) { return scalar[T](r, text, args...) }, func(v T) T { return v }, text, args)
}

func recall[T any](r *Reader, ask func() (T, error), own func(T) T, text string, args []any) (T, error) {
	if r.memo == nil {
		return ask()
	}
	key := text + fmt.Sprint(args...)
	if kept, ok := r.memo[key]; ok {
		return own(kept.(T)), nil
	}
	v, err := ask()
	if err == nil {
		r.memo[key] = own(v)
	}
	return v, err
}

// forget empties the memo.
func (m memo) forget() { clear(m) }
