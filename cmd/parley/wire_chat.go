package main

import (
	"context"
	"io/fs"
	"net/http"
	"regexp"
	"strings"

	"parley/internal/channel"
	"parley/internal/channel/chat"
	"parley/internal/kb"
	"parley/internal/parley"
	"parley/internal/visitor"
	"parley/web"
)

// openChat ties the widget's server to the desk behind it.
func (p *program) openChat() {
	p.desk = visitor.New(p.db, p.blobs, p.hub, p.jobs)
	widget, err := fs.Sub(web.Dist, "dist/widget")
	if err != nil {
		widget = nil
	}
	p.chat = chat.New(chat.Options{Desk: p.desk, Sink: p.receiver, Keys: chat.Keys{Seal: p.db.Seal, Unseal: p.db.Unseal}, BaseURL: p.options.BaseURL,
		Address: p.api.ClientAddress, Country: p.country, Now: p.db.Now, Widget: widget, Library: &kb.Shelf{DB: p.db, Site: p.help}})
}

// country is what a trusted proxy says of a visitor, by its two letters
// (BOT-04).
func (p *program) country(r *http.Request) string {
	code := strings.ToUpper(r.Header.Get(p.options.CountryHeader))
	if p.options.CountryHeader == "" || code == "XX" || !countryCode.MatchString(code) || !p.api.ByProxy(r) {
		return ""
	}
	return code
}

// countryCode is of ISO 3166; proxies say XX or T1 where they do not know.
var countryCode = regexp.MustCompile(`^[A-Z]{2}$`)

// portal is the number by which host pages name this installation.
func (p *program) portal(ctx context.Context) string {
	a, err := p.db.Read(ctx).Account()
	if err != nil || a == nil {
		return ""
	}
	return a.PortalID()
}

// withLoader answers for the script that host pages load, whose address is a
// number right below the root.
func (p *program) withLoader(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if (r.Method == http.MethodGet || r.Method == http.MethodHead) && chat.IsLoader(r.URL.Path) {
			p.chat.Loader(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// previewChat shows a chatflow that is being edited.
func (p *program) previewChat(f *parley.Chatflow) (string, error) { return p.chat.Preview(f) }

// vouchFor makes the token by which a site tells the widget who somebody is.
func (p *program) vouchFor(who channel.Identity) (string, error) {
	return p.chat.Keys.IdentityToken(who, p.db.Now())
}
