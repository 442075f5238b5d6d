package hubapi

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"parley/internal/parley"
)

// ident is an identifier on the wire: a decimal string, taken as a number too
// (API-12).
type ident string

// UnmarshalJSON implements json.Unmarshaler.
func (id *ident) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		return json.Unmarshal(data, (*string)(id))
	}
	if bytes.Equal(data, []byte("null")) {
		*id = ""
		return nil
	}
	if _, err := strconv.ParseInt(string(data), 10, 64); err != nil {
		return parley.Invalidf("id", "%s is not an identifier", data)
	}
	*id = ident(data)
	return nil
}

// oneOrMany reads an object, or a list of them.
func oneOrMany[T any](data []byte, out *[]T) error {
	if data[0] == '[' {
		return json.Unmarshal(data, out)
	}
	var one T
	if err := json.Unmarshal(data, &one); err != nil {
		return err
	}
	*out = []T{one}
	return nil
}

// stamp is a time on the wire: ISO 8601, UTC, milliseconds (API-13). The zero
// stamp is omitted by omitzero.
type stamp struct{ time.Time }

const stampLayout = "2006-01-02T15:04:05.000Z"

// MarshalJSON implements json.Marshaler.
func (t stamp) MarshalJSON() ([]byte, error) {
	return []byte(`"` + t.UTC().Format(stampLayout) + `"`), nil
}

// UnmarshalJSON implements json.Unmarshaler; it takes milliseconds too.
func (t *stamp) UnmarshalJSON(data []byte) (err error) {
	t.Time, err = parseTime("", strings.Trim(string(data), `"`))
	return err
}

// parseTime reads a time of a caller: ISO 8601, or milliseconds since 1970.
func parseTime(field, text string) (time.Time, error) {
	if text == "" || text == "null" {
		return time.Time{}, nil
	}
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.UnixMilli(ms).UTC(), nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, parley.Invalidf(field, "%q is no time: give ISO 8601, or milliseconds since 1970", text)
}

// each makes a list for the wire: never null (API-09).
func each[T, U any](in []T, fn func(T) U) []U {
	out := make([]U, 0, len(in))
	for _, v := range in {
		out = append(out, fn(v))
	}
	return out
}

// words returns the values of a query key: repeated, joined by commas, or both
// (API-11).
func (c *call) words(key string) []string {
	var out []string
	for _, value := range c.r.URL.Query()[key] {
		for word := range strings.SplitSeq(value, ",") {
			if word = strings.TrimSpace(word); word != "" {
				out = append(out, word)
			}
		}
	}
	return out
}

// word is the value of a query key that has one.
func (c *call) word(key string) string { return c.r.URL.Query().Get(key) }

// flag reads a query key that is true or false.
func (c *call) flag(key string) (bool, error) {
	switch c.word(key) {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	}
	return false, parley.Invalidf(key, "%s is true or false", key)
}

// ids reads a query key that holds identifiers.
func queryIDs[T ~int64](c *call, key string) ([]T, error) {
	var out []T
	for _, word := range c.words(key) {
		id, err := parley.ParseID[T](key, word)
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}
