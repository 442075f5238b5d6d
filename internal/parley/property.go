package parley

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// PropertyKind is what the values of a property are.
type PropertyKind string

// The kinds of value.
const (
	KindString   PropertyKind = "string"
	KindNumber   PropertyKind = "number"
	KindDate     PropertyKind = "date"
	KindDatetime PropertyKind = "datetime"
	KindEnum     PropertyKind = "enumeration"
	KindBool     PropertyKind = "bool"
)

// Numeric reports whether values compare as numbers: times are milliseconds.
func (k PropertyKind) Numeric() bool { return k == KindNumber || k == KindDate || k == KindDatetime }

// Property defines a named value that records of a type may have. Values are
// text as programs read them (CAPI-02): digits as written, "true" or "false",
// options joined by ";", days as YYYY-MM-DD, times in ISO 8601.
type Property struct {
	ID          int64
	Type        ObjectTypeID
	Name        string // [a-z0-9_], never changes
	Label       string
	Description string
	Group       string
	Kind        PropertyKind
	Field       string // how people enter it: text, textarea, number, select, checkbox …
	Options     []Option
	Position    int64
	Unique      bool
	Hidden      bool
	FormField   bool
	External    bool   // the options are kept elsewhere: owners, pipelines, stages
	ReadOnly    bool   // values are made by the server
	Builtin     bool   // cannot be archived; name, kind and uniqueness stay
	Formula     string // of a calculated property
	CreatedBy   UserID
	UpdatedBy   UserID
	CreatedAt   time.Time
	UpdatedAt   time.Time
	ArchivedAt  time.Time
}

// Option is one of the values of an enumeration.
type Option struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Position    int64  `json:"displayOrder"`
	Hidden      bool   `json:"hidden"`
}

// MaxValue is how many characters a value may have (CAPI-02).
const MaxValue = 65_536

// Multiple reports whether a value may be several options joined by ";".
func (p *Property) Multiple() bool { return p.Kind == KindEnum && p.Field == "checkbox" }

// Calculated reports whether the value follows from others.
func (p *Property) Calculated() bool { return p.Formula != "" }

// Owner reports whether values are owners.
func (p *Property) Owner() bool { return p.Name == "hubspot_owner_id" }

// Normal returns a value as it is kept, or an error whose code names what is
// wrong with it. Empty stays empty: it clears.
func (p *Property) Normal(value string) (string, error) {
	if utf8.RuneCountInString(value) > MaxValue {
		return "", p.wrong("VALUE_TOO_LONG", "is longer than %d characters", MaxValue)
	}
	if value == "" {
		return "", nil
	}
	switch p.Kind {
	case KindNumber:
		return p.number(strings.TrimSpace(value))
	case KindBool:
		if v := strings.ToLower(strings.TrimSpace(value)); v == "true" || v == "false" {
			return v, nil
		}
		return "", p.wrong("INVALID_BOOLEAN", "%q is neither true nor false", value)
	case KindDate:
		return p.date(strings.TrimSpace(value))
	case KindDatetime:
		at, ok := ParseTime(strings.TrimSpace(value))
		if !ok {
			return "", p.wrong("INVALID_DATE", "%q is not a time: write 2026-05-01T09:30:00.000Z or milliseconds", value)
		}
		return FormatTime(at), nil
	case KindEnum:
		return p.options(value)
	}
	if p.Name == "email" && p.Builtin {
		return p.email(value)
	}
	return value, nil
}

func (p *Property) number(value string) (string, error) {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) || strings.ContainsAny(value, "xXpP_") {
		return "", p.wrong("INVALID_INTEGER", "%q is not a number", value)
	}
	return value, nil
}

func (p *Property) date(value string) (string, error) {
	if day, err := time.Parse(time.DateOnly, value); err == nil {
		return day.Format(time.DateOnly), nil
	}
	if at, ok := ParseTime(value); ok {
		return at.UTC().Format(time.DateOnly), nil
	}
	return "", p.wrong("INVALID_DATE", "%q is not a day: write 2026-05-01", value)
}

func (p *Property) options(value string) (string, error) {
	if p.External {
		return value, nil
	}
	values := []string{value}
	if p.Multiple() {
		values = values[:0]
		for _, v := range strings.Split(value, ";") {
			if v = strings.TrimSpace(v); v != "" && !slices.Contains(values, v) {
				values = append(values, v)
			}
		}
	}
	for i, v := range values {
		at := slices.IndexFunc(p.Options, func(o Option) bool { return o.Value == v })
		if at < 0 {
			at = slices.IndexFunc(p.Options, func(o Option) bool { return strings.EqualFold(o.Value, v) })
		}
		if at < 0 {
			return "", p.wrong("INVALID_OPTION", "%q is not one of the options", v)
		}
		values[i] = p.Options[at].Value
	}
	return strings.Join(values, ";"), nil
}

// email accepts what mail programs write, quoted names and other scripts too:
// a conversation must not fail for want of a tidy address.
func (p *Property) email(value string) (string, error) {
	v := strings.ToLower(strings.TrimSpace(value))
	at := strings.LastIndexByte(v, '@')
	if at < 1 || at == len(v)-1 || len(v) > 320 || strings.ContainsAny(v[at+1:], "@") || strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || strings.ContainsRune(";,<>", r) }) {
		return "", p.wrong("INVALID_EMAIL", "%q is not an e-mail address", value)
	}
	return v, nil
}

func (p *Property) wrong(code, format string, args ...any) error {
	e := Invalidf(p.Name, format, args...)
	e.Code = code
	return e
}

// Number returns what a kept value is when compared: milliseconds for times.
func (p *Property) Number(value string) (float64, bool) {
	switch p.Kind {
	case KindNumber:
		n, err := strconv.ParseFloat(value, 64)
		return n, err == nil
	case KindDate, KindDatetime:
		if day, err := time.Parse(time.DateOnly, value); err == nil {
			return float64(day.UnixMilli()), true
		}
		at, ok := ParseTime(value)
		return float64(at.UnixMilli()), ok
	}
	return 0, false
}

// ParseTime reads ISO 8601 or epoch milliseconds (API-13).
func ParseTime(s string) (time.Time, bool) {
	if ms, err := strconv.ParseInt(s, 10, 64); err == nil {
		return time.UnixMilli(ms).UTC(), true
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999Z0700", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", time.DateOnly} {
		if at, err := time.Parse(layout, s); err == nil {
			return at.UTC().Truncate(time.Millisecond), true
		}
	}
	return time.Time{}, false
}

// FormatTime writes a time as programs read it (API-13).
func FormatTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
