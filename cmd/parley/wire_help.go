package main

import (
	"io"
	"net/http"

	"parley/internal/kb"
)

// openHelp makes the public pages of the knowledge base.
func (p *program) openHelp() *kb.Site {
	return kb.NewSite(kb.SiteOptions{DB: p.db, BaseURL: p.options.BaseURL, Path: p.options.HelpPath, Host: p.options.HelpHost,
		Open:    func(hash string) (io.ReadSeekCloser, error) { return p.blobs.Open(hash) },
		Address: func(r *http.Request) string { return p.api.ClientAddress(r) }})
}

// withHelp answers for the help pages, wherever the operator put them.
func (p *program) withHelp(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.help.Serves(r) {
			p.help.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}
