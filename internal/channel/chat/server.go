package chat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"parley/internal/channel"
	"parley/internal/parley"
)

// Options are what the server is wired with.
type Options struct {
	Desk    channel.Desk
	Sink    channel.Sink
	Keys    Keys
	BaseURL string                       // where visitors' browsers reach it
	Address func(r *http.Request) string // whose request it is, behind proxies
	Now     func() time.Time
	Library channel.Library // help articles; nil: none
	Widget  fs.FS           // the built loader and frame; nil where they were left out
	Limits  Limits
}

// Server answers under /chat/ and for the loader.
type Server struct {
	Options
	mux   *http.ServeMux
	limit *limiter
	spent *spent

	life  context.Context // of sockets; ended by Run
	end   context.CancelFunc
	lines sync.WaitGroup
}

// New makes the server.
func New(o Options) *Server {
	o.Limits = o.Limits.orDefault()
	life, end := context.WithCancel(context.Background())
	s := &Server{Options: o, mux: http.NewServeMux(), limit: newLimiter(o.Limits, o.Now), spent: &spent{now: o.Now}, life: life, end: end}
	s.mux.HandleFunc("POST /chat/v1/open", s.open)
	s.mux.HandleFunc("OPTIONS /chat/v1/open", s.preflight)
	s.mux.HandleFunc("POST /chat/v1/session", s.session)
	messages, files, signals := quota{"message", o.Limits.Messages}, quota{"file", o.Limits.Files}, quota{"signal", o.Limits.Signals}
	s.handle("POST /chat/v1/messages", messages, s.message)
	s.handle("POST /chat/v1/files", files, s.upload)
	s.handle("POST /chat/v1/typing", signals, s.typing)
	s.handle("POST /chat/v1/page", signals, s.page)
	s.handle("POST /chat/v1/read", signals, s.read)
	s.handle("POST /chat/v1/email", signals, s.email)
	s.handle("POST /chat/v1/consent", signals, s.consent)
	s.handle("POST /chat/v1/rating", signals, s.rating)
	s.handle("POST /chat/v1/close", signals, s.leave)
	s.handle("GET /chat/v1/threads", signals, s.threads)
	s.handle("GET /chat/v1/threads/{id}", signals, s.thread)
	s.handle("GET /chat/v1/articles", signals, s.articles)
	s.handle("GET /chat/v1/articles/{id}", signals, s.article)
	s.mux.HandleFunc("GET /chat/v1/socket", s.socket)
	s.mux.HandleFunc("GET /chat/v1/stream", s.stream)
	s.mux.HandleFunc("GET /chat/v1/poll", s.poll)
	s.mux.HandleFunc("GET /chat/files/{token}/{name}", s.file)
	s.mux.HandleFunc("GET /chat/thumbs/{token}", s.thumbnail)
	s.mux.HandleFunc("GET /chat/avatars/{hash}", s.avatar)
	s.mux.HandleFunc("GET /chat/", s.asset)
	return s
}

// Run ends the open sockets when ctx ends, and waits for them.
func (s *Server) Run(ctx context.Context) error {
	<-ctx.Done()
	s.end()
	s.lines.Wait()
	return nil
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex")
	s.mux.ServeHTTP(w, r)
}

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
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
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

func (s *Server) answer(w http.ResponseWriter, v any) {
	if v == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}

// problem is how every error reads.
type problem struct {
	Error problemBody `json:"error"`
}

type problemBody struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Field   string `json:"field,omitempty"`
}

var statusOf = map[parley.ErrorKind]int{
	parley.Invalid: http.StatusUnprocessableEntity, parley.Unauthenticated: http.StatusUnauthorized, parley.Forbidden: http.StatusForbidden,
	parley.NotFound: http.StatusNotFound, parley.Conflict: http.StatusConflict, parley.TooLarge: http.StatusRequestEntityTooLarge,
	parley.RateLimited: http.StatusTooManyRequests, parley.Unavailable: http.StatusServiceUnavailable,
}

// refuse answers with an error. The cause never leaves.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var e *parley.Error
	body, status := problemBody{"internal", "something went wrong; please try again", ""}, http.StatusInternalServerError
	if errors.As(err, &e) && statusOf[e.Kind] != 0 {
		body, status = problemBody{e.Code, e.Message, e.Field}, statusOf[e.Kind]
		if body.Code == "" {
			body.Code = string(e.Kind)
		}
		if e.Code == "file_type" {
			status = http.StatusUnsupportedMediaType
		}
	}
	if status == http.StatusInternalServerError || status == http.StatusServiceUnavailable {
		if r.Context().Err() == nil {
			slog.Error("chat request", "path", r.URL.Path, "err", err)
		}
	}
	var wait *slow
	if errors.As(err, &wait) {
		w.Header().Set("Retry-After", wait.seconds())
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(problem{body})
}
