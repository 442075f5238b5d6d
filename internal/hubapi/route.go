package hubapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"regexp"
	"strings"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
)

// Who a route lets in beside the scope that it needs.
type door int

const (
	byToken     door = iota // an access token in the Authorization header
	byDeveloper             // the developer key: ?hapikey= (API-03)
	byEither                // one of the two
	byNobody                // the handler itself asks who it is (OAuth)
)

// Route is a line of the table.
type Route struct {
	Method string
	Path   string // segments in braces are names; {name...} takes all that is left
	Code   int    // the success code: clients accept no other (API-07)
	Scope  string // what the app must hold (API-04); {T} stands for the type of object in the path
	Search bool   // counts against the limit of searches too (API-14)

	door   door
	handle func(c *call) (any, error)
	names  []string
}

// Limits of a body in bytes: of JSON, the longest message with its HTML; of a
// file.
const (
	maxBody   = 8 << 20
	maxUpload = 50 << 20
)

var pathName = regexp.MustCompile(`\{(\w+)(?:\.\.\.)?\}`)

// add puts a route in the table. One that asks for nothing is a mistake.
func (s *Server) add(r *Route) {
	if r.Scope == "" && r.door != byDeveloper && r.door != byNobody {
		panic("hubapi: " + r.Method + " " + r.Path + " needs no scope")
	}
	for _, m := range pathName.FindAllStringSubmatch(r.Path, -1) {
		r.names = append(r.names, m[1])
	}
	s.table = append(s.table, r)
	s.root.add(r)
}

// on adds a route for access tokens with a scope.
func (s *Server) on(method, path string, code int, scope string, handle func(c *call) (any, error)) *Route {
	r := &Route{Method: method, Path: path, Code: code, Scope: scope, handle: handle}
	s.add(r)
	return r
}

// developer adds a route for developer keys.
func (s *Server) developer(method, path string, code int, handle func(c *call) (any, error)) {
	s.add(&Route{Method: method, Path: path, Code: code, door: byDeveloper, handle: handle})
}

// open adds a route whose handler asks itself who calls.
func (s *Server) open(method, path string, code int, handle func(c *call) (any, error)) {
	s.add(&Route{Method: method, Path: path, Code: code, door: byNobody, handle: handle})
}

// Routes lists the table.
func (s *Server) Routes() []*Route { return s.table }

// call is one request in its handler's hands.
type call struct {
	context.Context
	*auth.AppIdentity // nil where the handler asks who calls
	s                 *Server
	r                 *http.Request
	w                 http.ResponseWriter
	route             *Route
	names             map[string]string
	object            *parley.ObjectType // the kind of record that the path names, if it does
	status            int                // the answer's, where it differs from the route's: 207
}

// serve lets the caller in, runs the handler and writes its answer.
func (c *call) serve() error {
	if err := c.admit(); err != nil {
		return err
	}
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, maxUpload+maxBody)
	answer, err := c.route.handle(c)
	if err != nil {
		return err
	}
	if _, ok := answer.(served); ok {
		return nil
	}
	if c.status == 0 {
		c.status = c.route.Code
	}
	return c.write(c.status, answer)
}

// write answers with JSON, or with nothing for 204.
func (c *call) write(status int, answer any) error {
	if status == http.StatusNoContent {
		c.w.WriteHeader(status)
		return nil
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(answer); err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "application/json;charset=utf-8")
	c.w.WriteHeader(status)
	c.w.Write(buf.Bytes())
	return nil
}

// name is the value of a name in the path.
func (c *call) name(name string) string { return c.names[name] }

// pathID reads an identifier in the path. What is none names nothing.
func pathID[T ~int64](c *call, name string) (T, error) {
	id, err := parley.ParseID[T](name, c.names[name])
	if err != nil {
		return 0, parley.NotFoundf("%q is not the id of anything here", c.names[name])
	}
	return id, nil
}

// body reads the JSON body into v. Fields that v lacks are skipped, as programs
// send what HubSpot knows and Parley does not.
func (c *call) body(v any) error {
	kind, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if kind != "" && kind != "application/json" {
		return &fault{status: http.StatusUnsupportedMediaType, category: "VALIDATION_ERROR", message: "send JSON: Content-Type: application/json"}
	}
	data, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, maxBody))
	if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
		return parley.Errorf(parley.TooLarge, "the request is longer than %d bytes", tooLong.Limit)
	} else if err != nil {
		return parley.Invalidf("", "Invalid input JSON: the request broke off")
	}
	err = json.Unmarshal(data, v)
	var invalid *parley.Error
	if errors.As(err, &invalid) {
		return invalid
	}
	if err != nil {
		return parley.Invalidf("", "Invalid input JSON: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}

// tx runs fn in a transaction.
func (c *call) tx(fn func(tx *store.Tx) error) error { return c.s.DB.Write(c, fn) }

// read reads what is committed.
func (c *call) read() *store.Reader { return c.s.DB.Read(c) }
