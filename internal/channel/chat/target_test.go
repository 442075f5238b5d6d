package chat

import (
	"testing"

	"parley/internal/parley"
)

// BOT-03: rules on the page's address; show-rules are joined by or, hide-rules
// win.
func TestFits_pages(t *testing.T) {
	t.Parallel()
	rule := func(kind, value string) parley.PageRule { return parley.PageRule{Kind: kind, Value: value} }
	param := func(kind, name, value string) parley.PageRule {
		return parley.PageRule{Kind: kind, Param: name, Value: value}
	}
	all := rule("all", "")
	const page = "https://Shop.test/pricing/plans?plan=pro&from=mail#top"
	for _, c := range []struct {
		name       string
		show, hide []parley.PageRule
		url        string
		want       bool
	}{
		{"all pages", []parley.PageRule{all}, nil, page, true},
		{"no rule shows nothing", nil, nil, page, false},
		{"is, with the query", []parley.PageRule{rule("is", "https://shop.test/pricing/plans?plan=pro&from=mail")}, nil, page, true},
		{"is, without the query", []parley.PageRule{rule("is", "https://shop.test/pricing/plans")}, nil, page, false},
		{"is, a slash at the end", []parley.PageRule{rule("is", "https://shop.test/pricing")}, nil, "https://shop.test/pricing/", true},
		{"is, no scheme", []parley.PageRule{rule("is", "shop.test/pricing")}, nil, "https://shop.test/pricing", true},
		{"is, the bare host", []parley.PageRule{rule("is", "https://SHOP.test")}, nil, "https://shop.test/#a", true},
		{"is, the case of the path counts", []parley.PageRule{rule("is", "https://shop.test/Pricing")}, nil, "https://shop.test/pricing", false},
		{"contains, in the query", []parley.PageRule{rule("contains", "plan=pro")}, nil, page, true},
		{"contains, in the fragment", []parley.PageRule{rule("contains", "top")}, nil, page, false},
		{"begins", []parley.PageRule{rule("begins", "https://shop.test/pricing")}, nil, page, true},
		{"begins, another path", []parley.PageRule{rule("begins", "https://shop.test/prices")}, nil, page, false},
		{"begins, another host", []parley.PageRule{rule("begins", "https://shop.test")}, nil, "https://shop.test.evil/", false},
		{"wildcard", []parley.PageRule{rule("wildcard", "https://*.test/*/plans*")}, nil, page, true},
		{"wildcard, no scheme", []parley.PageRule{rule("wildcard", "shop.test/*/plans*")}, nil, page, true},
		{"wildcard, no star", []parley.PageRule{rule("wildcard", "shop.test/pricing")}, nil, page, false},
		{"wildcard, a piece twice", []parley.PageRule{rule("wildcard", "*aba*ba")}, nil, "https://shop.test/aba", false},
		{"parameter is", []parley.PageRule{param("param_is", "plan", "pro")}, nil, page, true},
		{"parameter is another", []parley.PageRule{param("param_is", "plan", "p")}, nil, page, false},
		{"parameter contains", []parley.PageRule{param("param_contains", "plan", "r")}, nil, page, true},
		{"parameter missing", []parley.PageRule{param("param_contains", "size", "r")}, nil, page, false},
		{"parameter, second value", []parley.PageRule{param("param_is", "a", "2")}, nil, "https://shop.test/?a=1&a=2", true},
		{"one of two", []parley.PageRule{rule("is", "https://shop.test/x"), rule("contains", "plans")}, nil, page, true},
		{"hidden", []parley.PageRule{all}, []parley.PageRule{rule("contains", "/pricing/")}, page, false},
		{"hidden elsewhere", []parley.PageRule{all}, []parley.PageRule{rule("contains", "/checkout")}, page, true},
		{"an empty rule fits nothing", []parley.PageRule{rule("contains", "")}, nil, page, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := Fits(parley.ChatflowTarget{Show: c.show, Hide: c.hide}, Facts{URL: c.url}); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

// BOT-04: conditions on the visitor, joined by and within or.
func TestFits_visitors(t *testing.T) {
	t.Parallel()
	is := func(field, op, value string) parley.VisitorCondition {
		return parley.VisitorCondition{Field: field, Op: op, Value: value}
	}
	property := parley.VisitorCondition{Field: "property", Name: "company", Op: "contains", Value: "acme"}
	facts := Facts{URL: "https://shop.test/", Known: true, Lists: []string{"7"}, Properties: map[string]string{"company": "Acme Ltd"}, Device: "mobile", Country: "FR",
		Returning: true, Views: 3, Seconds: 20, Language: "fr-CA", Referrer: "https://search.test/?q=shop"}
	for _, c := range []struct {
		name string
		any  [][]parley.VisitorCondition
		want bool
	}{
		{"none", nil, true},
		{"known", [][]parley.VisitorCondition{{is("known", "is", "true")}}, true},
		{"unknown", [][]parley.VisitorCondition{{is("known", "is", "false")}}, false},
		{"not unknown", [][]parley.VisitorCondition{{is("known", "is_not", "false")}}, true},
		{"on a list", [][]parley.VisitorCondition{{is("list", "is", "7")}}, true},
		{"not on a list", [][]parley.VisitorCondition{{is("list", "is_not", "7")}}, false},
		{"property", [][]parley.VisitorCondition{{property}}, true},
		{"device", [][]parley.VisitorCondition{{is("device", "is", "desktop")}}, false},
		{"country", [][]parley.VisitorCondition{{is("country", "is", "fr")}}, true},
		{"returning", [][]parley.VisitorCondition{{is("returning", "is", "true")}}, true},
		{"three views", [][]parley.VisitorCondition{{is("views", "at_least", "3")}}, true},
		{"four views", [][]parley.VisitorCondition{{is("views", "at_least", "4")}}, false},
		{"time on page", [][]parley.VisitorCondition{{is("seconds_on_page", "at_most", "19")}}, false},
		{"language", [][]parley.VisitorCondition{{is("language", "is", "fr")}}, true},
		{"language and country", [][]parley.VisitorCondition{{is("language", "is", "fr-FR")}}, false},
		{"referrer", [][]parley.VisitorCondition{{is("referrer", "contains", "search.test")}}, true},
		{"and", [][]parley.VisitorCondition{{is("country", "is", "FR"), is("device", "is", "desktop")}}, false},
		{"or", [][]parley.VisitorCondition{{is("device", "is", "desktop")}, {is("country", "is", "FR")}}, true},
		{"no number", [][]parley.VisitorCondition{{is("views", "at_least", "many")}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			target := parley.ChatflowTarget{Show: []parley.PageRule{{Kind: "all"}}}
			for _, all := range c.any {
				target.Visitor.Any = append(target.Visitor.Any, parley.VisitorConditions{All: all})
			}
			if got := Fits(target, facts); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

// A page asks again when time on the page may change the answer.
func TestLookAgain(t *testing.T) {
	t.Parallel()
	after := func(seconds, show string) *parley.Chatflow {
		return &parley.Chatflow{Target: parley.ChatflowTarget{Show: []parley.PageRule{{Kind: "contains", Value: show}},
			Visitor: parley.VisitorRule{Any: []parley.VisitorConditions{{All: []parley.VisitorCondition{{Field: "seconds_on_page", Op: "at_least", Value: seconds}}}}}}}
	}
	flows := []*parley.Chatflow{after("30", "shop"), after("20", "shop"), after("10", "elsewhere")}
	if got := LookAgain(flows, Facts{URL: "https://shop.test/", Seconds: 5}); got != 20 {
		t.Errorf("got %d, want 20", got)
	}
	if got := LookAgain(flows, Facts{URL: "https://shop.test/", Seconds: 40}); got != 0 {
		t.Errorf("got %d, want 0", got)
	}
}

// CHAT-15: what runs is refused by its bytes and by its name; a wrong name hides
// nothing.
func TestKindOf(t *testing.T) {
	t.Parallel()
	png := "\x89PNG\r\n\x1a\n0000"
	for _, c := range []struct{ name, data, want string }{
		{"a.png", png, "image/png"}, {"a.exe", png, ""}, {"a.png", "MZ\x90\x00", ""}, {"a.txt", "#!/bin/sh\nrm", ""}, {"a", "\x7fELF\x02", ""},
		{"a.pdf", "%PDF-1.7", "application/pdf"}, {"a.docx", "PK\x03\x04xx", office[".docx"]}, {"a.zip", "PK\x03\x04xx", "application/zip"},
		{"a.txt", "hello", "text/plain"}, {"a.csv", "a;b", "text/csv"}, {"a.txt", "<html><script>", ""}, {"a.svg", "<svg/>", ""},
		{"a.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"}, {"a.bin", "\x00\x01\x02\x03", ""}, {"a.mp4", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "video/mp4"},
	} {
		if got := kindOf(c.name, []byte(c.data)); got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.name, c.data, got, c.want)
		}
	}
	for name, want := range map[string]string{"../../etc/passwd": "passwd", `C:\a\b.txt`: "b.txt", "a\u202Egpj.exe": "agpj.exe", "\r\n": "file", "": "file"} {
		if got := cleanName(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
