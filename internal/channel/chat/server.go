package chat

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
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
	Country func(r *http.Request) string // where a proxy says the visitor is, such as "FR"; nil: nobody says
	Now     func() time.Time
	Library channel.Library // help articles; nil: none
	Widget  fs.FS           // the built loader and frame; nil where they were left out
	Limits  Limits
}

// Server answers under /chat/ and for the loader.
type Server struct {
	Options
	mux   *http.ServeMux
	table []Route
	limit *limiter
	spent *spent

	life  context.Context // of sockets; ended by Run
	end   context.CancelFunc
	lines sync.WaitGroup

	ending sync.Mutex // no line begins while Run ends them
}

// New makes the server.
func New(o Options) *Server {
	o.Limits = o.Limits.orDefault()
	life, end := context.WithCancel(context.Background())
	s := &Server{Options: o, mux: http.NewServeMux(), limit: newLimiter(o.Limits, o.Now), spent: &spent{now: o.Now}, life: life, end: end}
	s.public("POST /chat/v1/open", s.open)
	s.public("OPTIONS /chat/v1/open", s.preflight)
	s.public("POST /chat/v1/session", s.session)
	messages, files, signals := quota{"message", o.Limits.Messages}, quota{"file", o.Limits.Files}, quota{"signal", o.Limits.Signals}
	s.handle("POST /chat/v1/messages", messages, s.message)
	s.handle("POST /chat/v1/files", files, s.upload)
	act(s, "POST /chat/v1/typing", signals, s.typing)
	act(s, "POST /chat/v1/page", signals, s.page)
	act(s, "POST /chat/v1/read", signals, s.read)
	act(s, "POST /chat/v1/email", signals, s.email)
	act(s, "POST /chat/v1/consent", signals, s.consent)
	act(s, "POST /chat/v1/rating", signals, s.rating)
	act(s, "POST /chat/v1/close", signals, s.leave)
	s.handle("GET /chat/v1/threads", signals, s.threads)
	s.handle("GET /chat/v1/threads/{id}", signals, s.thread)
	s.handle("GET /chat/v1/articles", signals, s.articles)
	s.handle("GET /chat/v1/articles/{id}", signals, s.article)
	s.private("GET /chat/v1/socket", s.socket)
	s.private("GET /chat/v1/stream", s.stream)
	s.private("GET /chat/v1/poll", s.poll)
	s.public("GET /chat/files/{token}/{name}", s.file)
	s.public("GET /chat/thumbs/{token}", s.thumbnail)
	s.public("GET /chat/avatars/{hash}", s.avatar)
	s.public("GET /chat/", s.asset)
	return s
}

// Route is a line of the table of routes, as the matrix test reads it (ATK-14).
type Route struct {
	Pattern string
	Session bool // a session token opens it
}

// Routes lists every route.
func (s *Server) Routes() []Route { return s.table }

// public adds a route for anybody.
func (s *Server) public(pattern string, fn http.HandlerFunc) {
	s.table = append(s.table, Route{pattern, false})
	s.mux.HandleFunc(pattern, fn)
}

// private adds a route that opens a session token by itself.
func (s *Server) private(pattern string, fn http.HandlerFunc) {
	s.table = append(s.table, Route{pattern, true})
	s.mux.HandleFunc(pattern, fn)
}

// Run ends the open sockets when ctx ends, and waits for them.
func (s *Server) Run(ctx context.Context) error {
	<-ctx.Done()
	s.ending.Lock()
	s.end()
	s.ending.Unlock()
	s.lines.Wait()
	return nil
}

// alongside runs fn in a goroutine that Run waits for; false once Run has ended
// what there is.
func (s *Server) alongside(fn func()) bool {
	s.ending.Lock()
	defer s.ending.Unlock()
	if s.life.Err() != nil {
		return false
	}
	s.lines.Go(fn)
	return true
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
