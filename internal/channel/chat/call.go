package chat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"parley/internal/channel"
	"parley/internal/parley"
)

// call is a request of a session.
type call struct {
	*http.Request
	w      http.ResponseWriter
	ticket *ticket
	guest  *channel.Guest
}

// quota is how often a visitor may ask for something in a minute.
type quota struct {
	kind string
	most int
}

// handle adds a route that a session token opens. What is asked too often, or
// while too many wait to write, is refused before the database hears of it.
func (s *Server) handle(pattern string, q quota, fn func(c *call) (any, error)) {
	s.private(pattern, func(w http.ResponseWriter, r *http.Request) {
		out, err := s.served(w, r, q, fn)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		s.answer(w, out)
	})
}

func (s *Server) served(w http.ResponseWriter, r *http.Request, q quota, fn func(c *call) (any, error)) (any, error) {
	t, err := s.ticket(bearer(r))
	if err != nil {
		return nil, err
	}
	if err := s.limit.take(q.kind+"/"+t.Key, q.most); err != nil {
		return nil, err
	}
	if r.Method == http.MethodPost && q.kind != "file" {
		if err := swallow(w, r); err != nil { // a slow sender holds nobody's turn
			return nil, err
		}
		done, err := s.limit.write(r.Context())
		if err != nil {
			return nil, err
		}
		defer done()
	}
	g, err := s.guest(r, t)
	if err != nil {
		return nil, err
	}
	return fn(&call{r, w, t, g})
}

// swallow reads the whole body.
func swallow(w http.ResponseWriter, r *http.Request) error {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return tooLong
	case err != nil:
		return parley.Errorf(parley.Invalid, "the request did not arrive whole")
	}
	r.Body = io.NopCloser(bytes.NewReader(data))
	return nil
}

func bearer(r *http.Request) string {
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
}

// ticket opens a session token.
func (s *Server) ticket(token string) (*ticket, error) {
	var t ticket
	if err := s.Keys.take(placeSession, token, &t); err != nil || t.Expires < s.Now().Unix() {
		return nil, &parley.Error{Kind: parley.Unauthenticated, Code: "expired", Message: "this session is over: ask for a new code"}
	}
	return &t, nil
}

// admit lets a session open a line.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, token string) (*call, error) {
	t, err := s.ticket(token)
	if err != nil {
		return nil, err
	}
	g, err := s.guest(r, t)
	return &call{r, w, t, g}, err
}

func (s *Server) guest(r *http.Request, t *ticket) (*channel.Guest, error) {
	return s.guestOf(r.Context(), t)
}

// guestOf is who holds a ticket.
func (s *Server) guestOf(ctx context.Context, t *ticket) (*channel.Guest, error) {
	if t.Preview != nil {
		return &channel.Guest{Key: t.Key}, nil
	}
	g, err := s.Desk.Guest(ctx, t.Key)
	if err == nil {
		g.Identified = t.Identified
	}
	return g, err
}

// maxBody bounds JSON bodies: a message of 5,000 characters and what is around.
const maxBody = 64 << 10

var tooLong = &parley.Error{Kind: parley.TooLarge, Code: "too_large", Message: "this is too long"}

// decode reads the JSON body.
func decode(w http.ResponseWriter, r *http.Request, v any) error {
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(v)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return tooLong
	case err != nil && !errors.Is(err, io.EOF):
		return parley.Errorf(parley.Invalid, "the request is not the JSON that was expected")
	}
	return nil
}
