package hubapi

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"parley/internal/parley"
)

// dated are the other forms of paths (API-01): those with a version by date,
// and those whose words stand in another order.
var dated = []struct {
	form    *regexp.Regexp
	classic string
}{
	{regexp.MustCompile(`^/conversations/conversations/(?:v3|2026-09|2026-09-beta)/`), "/conversations/v3/conversations/"},
	{regexp.MustCompile(`^/conversations/custom-channels/(?:v3|2026-09|2026-09-beta)(/|$)`), "/conversations/v3/custom-channels$1"},
	{regexp.MustCompile(`^/visitor-identification/(?:2026-09|2026-09-beta)/`), "/visitor-identification/v3/"},
	{regexp.MustCompile(`^/crm/objects/(?:v3|2026-09|2026-09-beta)/`), "/crm/v3/objects/"},
}

// classicPath is the path under which the table has what is asked for, without
// a slash at the end (API-02).
func classicPath(escaped string) string {
	escaped = strings.TrimSuffix(escaped, "/")
	for _, d := range dated {
		if d.form.MatchString(escaped) {
			return d.form.ReplaceAllString(escaped, d.classic)
		}
	}
	return escaped
}

// node is a step of the paths of the table.
type node struct {
	words  map[string]*node // by the word itself
	any    *node            // any one segment
	rest   *node            // all segments that are left
	routes map[string]*Route
}

// add puts a route at the end of its path.
func (n *node) add(r *Route) {
	for segment := range strings.SplitSeq(r.Path[1:], "/") {
		next := &n.any
		switch {
		case strings.HasSuffix(segment, "...}"):
			next = &n.rest
		case !strings.HasPrefix(segment, "{"):
			if n.words == nil {
				n.words = map[string]*node{}
			}
			at := n.words[segment]
			if at == nil {
				at = &node{}
				n.words[segment] = at
			}
			n = at
			continue
		}
		if *next == nil {
			*next = &node{}
		}
		n = *next
	}
	if n.routes == nil {
		n.routes = map[string]*Route{}
	}
	if n.routes[r.Method] != nil {
		panic("hubapi: " + r.Method + " " + r.Path + " stands in the table twice")
	}
	n.routes[r.Method] = r
}

// match finds the node of a path that knows the method, words before names;
// where none does, one that knows another method. Values are those of the names.
func (n *node) match(segments []string, method string) (found *node, values []string) {
	if len(segments) == 0 {
		if len(n.routes) == 0 {
			return nil, nil
		}
		return n, nil
	}
	var other *node
	try := func(next *node, segments []string, value ...string) bool {
		if next == nil {
			return false
		}
		at, more := next.match(segments, method)
		if at == nil {
			return false
		}
		if at.routes[method] == nil {
			other = at
			return false
		}
		found, values = at, append(value, more...)
		return true
	}
	if try(n.words[segments[0]], segments[1:]) || try(n.any, segments[1:], segments[0]) || try(n.rest, nil, strings.Join(segments, "/")) {
		return found, values
	}
	return other, nil
}

// find returns the route of a request and the values of the names in its path.
func (s *Server) find(r *http.Request) (*Route, map[string]string, error) {
	path := classicPath(r.URL.EscapedPath())
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, segment := range segments {
		word, err := url.PathUnescape(segment)
		if err != nil || segment == "" || segment == "." || segment == ".." {
			return nil, nil, noRoute()
		}
		segments[i] = word
	}
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	at, values := s.root.match(segments, method)
	if at == nil {
		return nil, nil, noRoute()
	}
	route := at.routes[method]
	if route == nil {
		return nil, nil, &fault{status: http.StatusMethodNotAllowed, category: "METHOD_NOT_ALLOWED", message: r.Method + " is not allowed here"}
	}
	names := map[string]string{}
	for i, name := range route.names {
		names[name] = values[i]
	}
	return route, names, nil
}

func noRoute() error { return parley.NotFoundf("there is nothing at this address") }
