package search

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Term is one part of a query: a word, a phrase, or an operator with a value.
type Term struct {
	Field   string // empty for plain text
	Value   string
	Phrase  bool // was quoted
	Negated bool
	Prefix  bool   // plain text that may go on: the word the user is typing
	Error   string // why the term cannot be used, for people; empty if it can
}

// Query is what a person asked for. All terms must hold.
type Query struct{ Terms []Term }

// Fields are the operators of FILT-14.
var Fields = []string{"from", "to", "subject", "contact", "assignee", "channel", "status", "tag", "has", "is", "before", "after", "in"}

// MaxQuery bounds the length of a query in bytes, MaxTerms its parts.
const (
	MaxQuery = 2000
	MaxTerms = 60
)

// Parse reads a query. It never fails: a term that makes no sense carries its
// error, and is named, not ignored.
func Parse(text string) Query {
	if len(text) > MaxQuery {
		text = strings.ToValidUTF8(text[:MaxQuery], "")
	}
	p := parser{in: []rune(text)}
	var q Query
	for len(q.Terms) < MaxTerms {
		t, ok := p.term()
		if !ok {
			break
		}
		q.Terms = append(q.Terms, check(t))
	}
	if n := len(q.Terms); n > 0 && !endsOpen(text) {
		last := &q.Terms[n-1]
		last.Prefix = last.Field == "" && !last.Phrase && !last.Negated
	}
	return q
}

// endsOpen reports whether text ends in a space: the last word is complete.
func endsOpen(text string) bool { return strings.HasSuffix(text, " ") }

type parser struct {
	in []rune
	at int
}

func (p *parser) term() (Term, bool) {
	for p.at < len(p.in) && unicode.IsSpace(p.in[p.at]) {
		p.at++
	}
	if p.at == len(p.in) {
		return Term{}, false
	}
	var t Term
	if p.in[p.at] == '-' && p.at+1 < len(p.in) && !unicode.IsSpace(p.in[p.at+1]) {
		t.Negated = true
		p.at++
	}
	t.Field = p.field()
	t.Value, t.Phrase = p.value()
	return t, true
}

// field takes "name:" if one stands here.
func (p *parser) field() string {
	i := p.at
	for i < len(p.in) && (unicode.IsLetter(p.in[i]) || p.in[i] == '_') {
		i++
	}
	if i == p.at || i >= len(p.in) || p.in[i] != ':' {
		return ""
	}
	name := strings.ToLower(string(p.in[p.at:i]))
	if i+2 < len(p.in) && p.in[i+1] == '/' && p.in[i+2] == '/' {
		return "" // an address on the web
	}
	p.at = i + 1
	return name
}

func (p *parser) value() (string, bool) {
	if p.at < len(p.in) && p.in[p.at] == '"' {
		p.at++
		start := p.at
		for p.at < len(p.in) && p.in[p.at] != '"' {
			p.at++
		}
		v := string(p.in[start:p.at])
		p.at = min(p.at+1, len(p.in))
		return v, true
	}
	start := p.at
	for p.at < len(p.in) && !unicode.IsSpace(p.in[p.at]) {
		p.at++
	}
	return string(p.in[start:p.at]), false
}

// allowed are the values of operators that take one of a few.
var allowed = map[string][]string{
	"status":  {"open", "closed"},
	"has":     {"attachment"},
	"is":      {"unread", "snoozed", "spam", "trash", "unassigned", "mine"},
	"channel": {"email", "chat", "messenger", "whatsapp", "form", "call"},
}

func check(t Term) Term {
	if t.Field == "" {
		return t
	}
	if !slices.Contains(Fields, t.Field) {
		t.Error = "unknown_operator"
		return t
	}
	if strings.TrimSpace(t.Value) == "" {
		t.Error = "missing_value"
		return t
	}
	if values, ok := allowed[t.Field]; ok && !slices.Contains(values, strings.ToLower(t.Value)) {
		t.Error = "unknown_value"
	}
	if t.Field == "before" || t.Field == "after" {
		if _, ok := Day(t.Value, time.UTC); !ok {
			t.Error = "not_a_date"
		}
	}
	return t
}

// Day reads a date as people write it in a query: 2026-11-22, 2026-11 or 2026.
func Day(s string, loc *time.Location) (time.Time, bool) {
	for _, layout := range []string{"2006-01-02", "2006/01/02", "2006-01", "2006"} {
		if d, err := time.ParseInLocation(layout, s, loc); err == nil {
			return d, true
		}
	}
	return time.Time{}, false
}

// String writes the query back: parsing it gives the same.
func (q Query) String() string {
	parts := make([]string, len(q.Terms))
	for i, t := range q.Terms {
		if t.Negated {
			parts[i] = "-"
		}
		if t.Field != "" {
			parts[i] += t.Field + ":"
		}
		if t.Phrase {
			parts[i] += `"` + t.Value + `"`
		} else {
			parts[i] += t.Value
		}
	}
	return strings.Join(parts, " ")
}
