package hubapi

import (
	"net/http"

	"parley/internal/blob"
	"parley/internal/channel"
	"parley/internal/store"
)

// Options are what the server is wired with.
type Options struct {
	DB      *store.DB
	Blobs   *blob.Store
	BaseURL string // where people reach Parley
	Version string
	// Sink takes what custom channels hand in.
	Sink channel.Sink
	// PlainTargets lets apps be called by plain HTTP in private networks
	// (HOOK-01).
	PlainTargets bool

	// VouchFor makes the token by which a site tells the widget who somebody is.
	VouchFor func(who channel.Identity) (string, error)

	// Limit is how many calls an app may make in ten seconds, SearchLimit how
	// many searches in one (API-14). Zero: 190 and 5.
	Limit       int
	SearchLimit int
}

// Prefixes are the paths below which the server answers.
var Prefixes = []string{"/conversations/", "/crm/", "/crm-object-schemas/", "/files/v3/", "/settings/v3/", "/oauth/v1/", "/visitor-identification/", "/webhooks/v3/", docsPath, docsPath + "/"}

// Server answers programs of others.
type Server struct {
	Options
	root   node
	table  []*Route
	limits limits
}

// New makes the server with all routes.
func New(o Options) *Server {
	if o.Limit == 0 {
		o.Limit = 190
	}
	if o.SearchLimit == 0 {
		o.SearchLimit = 5
	}
	s := &Server{Options: o}
	s.routes()
	return s
}

// maxAddress is how long the address of a call may be, in bytes.
const maxAddress = 16 << 10

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	if s.docs(w, r) {
		return
	}
	c := &call{Context: r.Context(), s: s, r: r, w: w}
	route, names, err := s.find(r)
	if len(r.RequestURI) > maxAddress {
		err = &fault{status: http.StatusRequestURITooLong, category: "VALIDATION_ERROR", message: "this address is too long: send what you look for in a body"}
	}
	if err == nil {
		c.route, c.names = route, names
		err = c.serve()
	}
	if err != nil {
		c.refuse(err)
	}
}
