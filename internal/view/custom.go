package view

import (
	"encoding/json"
	"maps"
	"slices"

	"parley/internal/search"
)

// CheckFilter reads the filter of a custom view and returns it in one form.
func CheckFilter(text []byte) (string, error) {
	f, err := search.ParseFilter(text)
	if err != nil {
		return "", err
	}
	out, err := json.Marshal(f)
	return string(out), err
}

// Field is a property that a custom view may ask about.
type Field struct {
	Name      string
	Type      string
	Operators []string
}

// Fields lists what custom views may ask about, by name (VIEW-16).
func Fields() []Field {
	var out []Field
	for _, name := range slices.Sorted(maps.Keys(search.FilterFields)) {
		kind := search.FilterFields[name]
		out = append(out, Field{name, string(kind), search.Operators[kind]})
	}
	return out
}
