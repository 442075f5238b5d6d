package httpapi

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"parley/internal/auth"
	"parley/internal/parley"
)

// right is what a route asks of its caller before its handler runs. Objects
// are authorised by the handler, through package auth.
type right struct {
	name       string
	permission parley.Permission
}

var (
	public   = right{name: "public"}    // anybody: sign-in and what leads there
	signedIn = right{name: "signed-in"} // any active user; objects decide
)

// needs asks for a permission.
func needs(p parley.Permission) right { return right{name: "permission " + string(p), permission: p} }

// Route is a line of the table of routes, as the matrix test reads it
// (ATK-14).
type Route struct {
	Method string
	Path   string
	Right  string
}

// call is one request in its handler's hands.
type call struct {
	context.Context
	*auth.Identity // nil on public routes
	s              *Server
}

type output[T any] struct{ Body T }

// handle adds a route that takes I and answers O.
func handle[I, O any](s *Server, method, path string, r right, fn func(c *call, in *I) (O, error)) {
	op := s.operation(method, path, r)
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*output[O], error) {
		c, err := s.admit(ctx, r)
		if err != nil {
			return nil, present(ctx, err)
		}
		out, err := fn(c, in)
		if err != nil {
			return nil, present(ctx, err)
		}
		return &output[O]{out}, nil
	})
}

// quick adds a route that takes a millisecond and that people wait for at each
// key press. As many are at work as the database has use for, the others
// follow in the order in which they came: more would only overtake each other.
func quick[I, O any](s *Server, path string, r right, fn func(c *call, in *I) (O, error)) {
	handle(s, http.MethodGet, path, r, func(c *call, in *I) (O, error) {
		if err := s.turns.Acquire(c, 1); err != nil {
			var none O
			return none, err
		}
		defer s.turns.Release(1)
		return fn(c, in)
	})
}

// do adds a route that answers nothing.
func do[I any](s *Server, method, path string, r right, fn func(c *call, in *I) error) {
	op := s.operation(method, path, r)
	op.DefaultStatus = http.StatusNoContent
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*struct{}, error) {
		c, err := s.admit(ctx, r)
		if err == nil {
			err = fn(c, in)
		}
		if err != nil {
			return nil, present(ctx, err)
		}
		return nil, nil
	})
}

// serve adds a route that writes its own answer: files, pages, streams.
func (s *Server) serve(method, path string, r right, fn func(c *call, w http.ResponseWriter, req *http.Request) error) {
	s.table = append(s.table, Route{method, "/api" + path, r.name})
	s.mux.HandleFunc(method+" /api"+path, func(w http.ResponseWriter, req *http.Request) {
		c, err := s.admit(req.Context(), r)
		if err == nil {
			err = fn(c, w, req)
		}
		if err != nil {
			writeError(w, req, err)
		}
	})
}

// maxBody bounds JSON bodies: the longest message with its HTML.
const maxBody = 8 << 20

func (s *Server) operation(method, path string, r right) huma.Operation {
	s.table = append(s.table, Route{method, "/api" + path, r.name})
	return huma.Operation{Method: method, Path: "/api" + path, OperationID: operationID(method, path), MaxBodyBytes: maxBody, Description: "Needs: " + r.name + "."}
}

// operationID names a route: "patch-threads-id-draft".
func operationID(method, path string) string {
	return strings.Trim(strings.ToLower(method)+strings.NewReplacer("/", "-", "{", "", "}", "", ".", "-").Replace(path), "-")
}

// admit asks who calls and whether the route's right is there.
func (s *Server) admit(ctx context.Context, r right) (*call, error) {
	c := &call{Context: ctx, s: s}
	if r == public {
		return c, nil
	}
	id, err := s.identify(ctx)
	if err != nil {
		return nil, err
	}
	if r.permission != "" && !id.User.Has(r.permission) {
		return nil, parley.Errorf(parley.Forbidden, "you lack the permission for this: ask an administrator")
	}
	c.Identity = id
	return c, nil
}

// Routes lists every route with its right.
func (s *Server) Routes() []Route { return s.table }
