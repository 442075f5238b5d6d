package demo

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
)

// The shop's pages carry the one line that visitors' sites paste (CHAT-01), one
// of them under a policy without anything inline, and nobody but the machine
// itself sees them.
func TestSite(t *testing.T) {
	t.Parallel()
	s := &Site{BaseURL: "https://chat.example/", Portal: func(context.Context) string { return "12345678" }}
	get := func(path, from string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", path, nil)
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w
	}
	const here = "127.0.0.1:4000"
	for _, path := range []string{"/", "/pricing.html", "/app/wood", "/inline.html", "/sdk.html", "/strict.html"} {
		w := get(path, here)
		if want := `<script id="hs-script-loader" async src="https://chat.example/12345678.js"></script>`; w.Code != 200 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d, without the line", path, w.Code)
		}
	}
	if policy := get("/strict.html", here).Header().Get("Content-Security-Policy"); !strings.Contains(policy, "frame-src https://chat.example;") || strings.Contains(policy, "unsafe") {
		t.Errorf("strict policy: %q", policy)
	}
	for path, want := range map[string]int{"/shop.css": 200, "/../demo.go": 404, "/nowhere": 404} {
		if w := get(path, here); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
	if w := get("/", "192.0.2.7:4000"); w.Code != 403 {
		t.Errorf("from outside: %d", w.Code)
	}
}
