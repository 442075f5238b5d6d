package search

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"parley/internal/parley"
)

// FILT-02: words are folded alike for both engines.
func TestWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Zürich, ZURICH":        "zurich zurich",
		"l'été à Łódź":          "l ete a lodz",
		"anna@example.com":      "anna example com",
		"Straße und Œuvre":      "strasse und oeuvre",
		"東京タワー":                 "東京 京タ タワ ワー",
		"v1.2-rc3":              "v1 2 rc3",
		"":                      "",
		strings.Repeat("x", 99): strings.Repeat("x", 64),
	} {
		if got := strings.Join(Words(text), " "); got != want {
			t.Errorf("Words(%q) = %q, want %q", text, got, want)
		}
	}
}

// FILT-14: operators, phrases, exclusion; what is wrong is named.
func TestParse(t *testing.T) {
	t.Parallel()
	got := Parse(`from:anna "exact phrase" -status:closed color:red before:soon https://example.org invoi`)
	want := []Term{
		{Field: "from", Value: "anna"},
		{Value: "exact phrase", Phrase: true},
		{Field: "status", Value: "closed", Negated: true},
		{Field: "color", Value: "red", Error: "unknown_operator"},
		{Field: "before", Value: "soon", Error: "not_a_date"},
		{Value: "https://example.org"},
		{Value: "invoi", Prefix: true},
	}
	if !reflect.DeepEqual(got.Terms, want) {
		t.Errorf("got  %+v\nwant %+v", got.Terms, want)
	}
}

// SAFE-10: no query makes it fail, and what is written back reads the same.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`from:a -b "c`, `":"`, `- - x:`, "a\x00b", `is:unread tag:"a b"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := Parse(s)
		again := Parse(q.String() + " ")
		if len(again.Terms) > MaxTerms {
			t.Fatalf("too many terms")
		}
		for _, term := range q.Terms {
			Words(term.Value)
		}
	})
}

// VIEW-16: groups joined by AND and OR decide on one thread.
func TestFilter_match(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	facts := &Facts{Now: now, Contact: &parley.Contact{FirstName: "Zoë", Email: "zoe@example.org"}, Thread: &parley.Thread{
		Status: parley.ThreadOpen, Channel: parley.ChannelEmail, Subject: "Invoice 12", TagIDs: []parley.TagID{7}, WaitingSince: now.Add(-90 * time.Minute),
	}}
	for text, want := range map[string]bool{
		`{"op":"and","children":[]}`:                               true,
		`{"field":"status","operator":"is","value":"open"}`:        true,
		`{"field":"tag","operator":"any_of","value":["8","7"]}`:    true,
		`{"field":"tag","operator":"none_of","value":["7"]}`:       false,
		`{"field":"contact_name","operator":"is","value":"zoe"}`:   true,
		`{"field":"waiting","operator":"longer_than","value":60}`:  true,
		`{"field":"waiting","operator":"longer_than","value":100}`: false,
		`{"field":"closed_at","operator":"unknown"}`:               true,
		`{"op":"or","children":[{"field":"status","operator":"is","value":"closed"},{"op":"and","children":[{"field":"subject","operator":"contains","value":"INVOICE"}]}]}`: true,
	} {
		f, err := ParseFilter([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := f.Match(facts); got != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
	f, _ := ParseFilter([]byte(`{"field":"waiting","operator":"longer_than","value":100}`))
	if got := f.NextChange(facts); !got.Equal(now.Add(10 * time.Minute)) {
		t.Errorf("the verdict changes at %v", got)
	}
}

// VIEW-17: what a filter may not use, and nonsense, is refused by name.
func TestFilter_refuses(t *testing.T) {
	t.Parallel()
	for text, field := range map[string]string{
		`{"field":"inbox","operator":"is","value":"1"}`:           "filter.field",
		`{"field":"status","operator":"longer_than","value":"1"}`: "filter.operator",
		`{"op":"xor"}`: "filter.op",
		`{"op":"and","children":[{"field":"created_at","operator":"after","value":"x"}]}`: "filter.children[0].value",
		`[]`: "filter",
	} {
		_, err := ParseFilter([]byte(text))
		if e, ok := err.(*parley.Error); !ok || e.Field != field {
			t.Errorf("%s: got %v, want an error about %s", text, err, field)
		}
	}
}
