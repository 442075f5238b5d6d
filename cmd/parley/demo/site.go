package demo

import (
	"bytes"
	"context"
	"embed"
	"html"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed site
var pages embed.FS

// Site is a small shop with the chat's line on each of its pages, to see the
// widget as visitors do. It stores nothing.
type Site struct {
	Portal  func(ctx context.Context) string
	BaseURL string // of Parley, as browsers reach it
}

// strictPage is served under a policy that allows Parley's host and nothing
// inline, as careful sites have it.
const strictPage = "strict.html"

// ServeHTTP serves the pages, with Parley's own line put in.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !fromHere(r) {
		http.Error(w, "the demo shop is open to the machine itself alone", http.StatusForbidden)
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	switch {
	case name == "":
		name = "index.html"
	case strings.HasPrefix(name, "app/"):
		name = "app.html" // each address of the single-page app is the one page
	}
	data, err := pages.ReadFile("site/" + name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	base := strings.TrimSuffix(s.BaseURL, "/")
	if path.Ext(name) == ".html" {
		data = bytes.ReplaceAll(data, []byte("__PORTAL__"), []byte(html.EscapeString(s.Portal(r.Context()))))
		data = bytes.ReplaceAll(data, []byte("__BASE__"), []byte(html.EscapeString(base)))
	}
	h := w.Header()
	if name == strictPage {
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self' "+base+"; style-src 'self' "+base+"; frame-src "+base+"; connect-src "+base+"; img-src 'self'; base-uri 'none'; form-action 'none'")
	}
	h.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	h.Set("Cache-Control", "no-store")
	w.Write(data)
}
