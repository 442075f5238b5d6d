package chat

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"parley/internal/parley"
)

// Facts are what targeting knows of a page view.
type Facts struct {
	URL        string
	Known      bool // a contact
	Lists      []string
	Properties map[string]string // of a contact whose address is proved
	Device     string
	Country    string
	Returning  bool
	Views      int
	Seconds    int // on this page
	Language   string
	Referrer   string
}

// Fits reports whether a chatflow shows for a page view: one of the rules to
// show holds and none of those to hide, and the visitor's conditions hold
// (BOT-03, BOT-04).
func Fits(t parley.ChatflowTarget, f Facts) bool {
	on := func(r parley.PageRule) bool { return onPage(r, f.URL) }
	return slices.ContainsFunc(t.Show, on) && !slices.ContainsFunc(t.Hide, on) && visitorFits(t.Visitor, f)
}

// onPage compares addresses without the fragment. The host's case counts for
// nothing, and neither does a slash at the end of "is".
func onPage(r parley.PageRule, address string) bool {
	switch r.Kind {
	case "all":
		return true
	case "param_is", "param_contains":
		return onParam(r, address)
	}
	page, value := plainURL(address), plainURL(r.Value)
	if value == "" {
		return false
	}
	if !strings.Contains(value, "://") { // written without the scheme
		_, page, _ = strings.Cut(page, "://")
	}
	switch r.Kind {
	case "is":
		return strings.TrimSuffix(page, "/") == strings.TrimSuffix(value, "/")
	case "contains":
		return strings.Contains(plainURL(address), plainURL(r.Value))
	case "begins":
		return strings.HasPrefix(page, value)
	case "wildcard":
		return wild(value, page)
	}
	return false
}

// plainURL lowers scheme and host and drops the fragment.
func plainURL(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "#")
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		return s
	}
	end := strings.IndexAny(rest, "/?")
	if end < 0 {
		end = len(rest)
	}
	host, path := strings.ToLower(rest[:end]), rest[end:]
	if path == "" {
		path = "/"
	}
	return strings.ToLower(scheme) + "://" + host + path
}

func onParam(r parley.PageRule, address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(u.Query()[r.Param], func(v string) bool {
		if r.Kind == "param_is" {
			return v == r.Value
		}
		return strings.Contains(v, r.Value)
	})
}

// wild matches a pattern in which a star stands for any run of characters, in
// time that grows with the product of the lengths and no more.
func wild(pattern, s string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == s
	}
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s = s[i+len(part):]
	}
	return strings.HasSuffix(s, parts[len(parts)-1])
}

func visitorFits(r parley.VisitorRule, f Facts) bool {
	if len(r.Any) == 0 {
		return true
	}
	return slices.ContainsFunc(r.Any, func(some parley.VisitorConditions) bool {
		return !slices.ContainsFunc(some.All, func(c parley.VisitorCondition) bool { return !holds(c, f) })
	})
}

// holds compares one thing. Words are compared without case.
func holds(c parley.VisitorCondition, f Facts) bool {
	switch c.Field {
	case "known":
		return truth(c, f.Known)
	case "returning":
		return truth(c, f.Returning)
	case "views":
		return number(c, f.Views)
	case "seconds_on_page":
		return number(c, f.Seconds)
	case "list":
		in := slices.Contains(f.Lists, c.Value)
		return in == (c.Op == "is" || c.Op == "contains")
	case "property":
		return text(c, f.Properties[c.Name])
	case "device":
		return text(c, f.Device)
	case "country":
		return text(c, f.Country)
	case "language":
		return text(c, f.Language) || (c.Op == "is" && text(c, primary(f.Language)))
	case "referrer":
		return text(c, f.Referrer)
	}
	return false
}

// primary is the language of a tag: fr of fr-FR.
func primary(tag string) string {
	p, _, _ := strings.Cut(tag, "-")
	return p
}

func truth(c parley.VisitorCondition, is bool) bool {
	want := c.Value != "false"
	if c.Op == "is_not" {
		want = !want
	}
	return is == want
}

func number(c parley.VisitorCondition, n int) bool {
	v, err := strconv.Atoi(strings.TrimSpace(c.Value))
	if err != nil {
		return false
	}
	switch c.Op {
	case "at_least":
		return n >= v
	case "at_most":
		return n <= v
	case "is":
		return n == v
	case "is_not":
		return n != v
	}
	return false
}

func text(c parley.VisitorCondition, s string) bool {
	s, v := strings.ToLower(s), strings.ToLower(strings.TrimSpace(c.Value))
	switch c.Op {
	case "is":
		return s == v
	case "is_not":
		return s != v
	case "contains":
		return v != "" && strings.Contains(s, v)
	case "not_contains":
		return v == "" || !strings.Contains(s, v)
	case "at_least", "at_most":
		n, err := strconv.Atoi(s)
		return err == nil && number(c, n)
	}
	return false
}

// LookAgain is after how many seconds on the page a chatflow that does not fit
// yet may fit; zero for never.
func LookAgain(flows []*parley.Chatflow, f Facts) int {
	again := 0
	for _, flow := range flows {
		for _, some := range flow.Target.Visitor.Any {
			for _, c := range some.All {
				n, err := strconv.Atoi(c.Value)
				if c.Field != "seconds_on_page" || c.Op != "at_least" || err != nil || n <= f.Seconds || again > 0 && n >= again {
					continue
				}
				if Fits(flow.Target, f.at(n)) {
					again = n
				}
			}
		}
	}
	return again
}

// at is the same page view after some seconds.
func (f Facts) at(seconds int) Facts {
	f.Seconds = seconds
	return f
}
