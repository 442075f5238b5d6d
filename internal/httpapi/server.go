package httpapi

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"golang.org/x/sync/semaphore"

	"parley/internal/auth"
	"parley/internal/blob"
	"parley/internal/channel"
	"parley/internal/kb"
	"parley/internal/live"
	"parley/internal/parley"
	"parley/internal/store"
)

// Options are what the server is wired with.
type Options struct {
	DB    *store.DB
	Blobs *blob.Store
	Hub   *live.Hub

	// BaseURL is where people reach the server, such as https://inbox.example.org.
	BaseURL    string
	MailDomain string // of fallback addresses
	Version    string
	SetupCode  string         // asked of who sets up from another machine (ATK-17)
	Proxies    []netip.Prefix // whose X-Forwarded-For is believed (ATK-22)
	Demo       func(ctx context.Context, admin *parley.User) error
	Probe      func(ctx context.Context, acct *parley.ChannelAccount, secrets map[string]string) (ProbeResult, error)
	Directory  channel.Directory
	Help       *kb.Site // the public pages of the knowledge base; nil: none
	SettingsOptions
	ChatOptions
}

// ProbeResult is what a mailbox's servers answered.
type ProbeResult struct {
	IMAP ProbeSide `json:"imap"`
	SMTP ProbeSide `json:"smtp"`
}

// ProbeSide is one server's answer.
type ProbeSide struct {
	OK      bool     `json:"ok"`
	Message string   `json:"message"`
	Folders []string `json:"folders"`
}

// Server answers under /api.
type Server struct {
	Options
	mux   *http.ServeMux
	api   huma.API
	table []Route
	oidc  oidcCache
	turns *semaphore.Weighted // of quick routes
	names atomic.Pointer[names]

	newest atomic.Pointer[stretch] // of the log, as streams tell it
}

// shapeHuma sets what the library keeps for the whole process, once.
var shapeHuma = sync.OnceFunc(func() {
	huma.DefaultArrayNullable = false
	huma.NewError = newHumaError
})

// New makes the server with all routes.
func New(o Options) *Server {
	s := &Server{Options: o, mux: http.NewServeMux(), turns: semaphore.NewWeighted(int64(o.DB.AtOnce()))}
	shapeHuma()
	config := huma.DefaultConfig("Parley", o.Version)
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "/api/openapi", "", ""
	config.CreateHooks = nil
	config.Info.Description = "The API of Parley's own interface."
	s.api = humago.New(s.mux, config)
	s.routes()
	return s
}

// OpenAPI returns the description of the API.
func (s *Server) OpenAPI() ([]byte, error) { return json.MarshalIndent(s.api.OpenAPI(), "", "  ") }

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	ctx := context.WithValue(r.Context(), requestKey{}, &requestInfo{r: r, w: w, address: s.ClientAddress(r)})
	s.mux.ServeHTTP(w, r.WithContext(ctx))
}

type requestKey struct{}

// requestInfo is what handlers need of the connection.
type requestInfo struct {
	r       *http.Request
	w       http.ResponseWriter
	address string
}

func info(ctx context.Context) *requestInfo { return ctx.Value(requestKey{}).(*requestInfo) }

const sessionCookie = "parley_session"

// identify returns who asks, and refuses writes without the CSRF token
// (ATK-35).
func (s *Server) identify(ctx context.Context) (*auth.Identity, error) {
	req := info(ctx)
	token := ""
	if c, err := req.r.Cookie(sessionCookie); err == nil {
		token = c.Value
	}
	id, err := auth.Identify(ctx, s.DB, token, req.address)
	if err != nil {
		return nil, err
	}
	if req.r.Method != http.MethodGet && req.r.Method != http.MethodHead {
		if subtle.ConstantTimeCompare([]byte(req.r.Header.Get("X-CSRF-Token")), []byte(id.Session.CSRF)) != 1 {
			return nil, &parley.Error{Kind: parley.Forbidden, Code: "csrf", Message: "this page is out of date: reload it"}
		}
	}
	return id, nil
}

func (s *Server) setSession(w http.ResponseWriter, token string, maxAge int) {
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: token, Path: "/", MaxAge: maxAge, HttpOnly: true,
		Secure: strings.HasPrefix(s.BaseURL, "https:"), SameSite: http.SameSiteLaxMode})
}

// ClientAddress is who connects: what a configured proxy says, else the peer.
func (s *Server) ClientAddress(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	peer, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	forwarded := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
	for i := len(forwarded) - 1; i >= 0 && s.trusts(peer); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(forwarded[i]))
		if err != nil {
			break
		}
		peer = next
	}
	return peer.Unmap().String()
}

// ByProxy reports whether a configured proxy brings r, so that what it adds can
// be believed.
func (s *Server) ByProxy(r *http.Request) bool {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && s.trusts(peer.Addr())
}

func (s *Server) trusts(a netip.Addr) bool {
	for _, p := range s.Proxies {
		if p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

// local reports whether the request comes from the machine itself.
func (s *Server) local(ctx context.Context) bool {
	a, err := netip.ParseAddr(info(ctx).address)
	return err == nil && a.IsLoopback()
}

func logInternal(ctx context.Context, err error) {
	req := info(ctx)
	slog.Error("request", "method", req.r.Method, "path", req.r.URL.Path, "err", err)
}
