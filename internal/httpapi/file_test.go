package httpapi

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// upload sends bytes as the interface does.
func (c *caller) upload(name, kind, body string) Attachment {
	c.o.t.Helper()
	req := httptest.NewRequest(http.MethodPost, "/api/files?name="+name, strings.NewReader(body))
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-CSRF-Token", c.csrf)
	req.AddCookie(&http.Cookie{Name: sessionCookie, Value: c.cookie})
	res := httptest.NewRecorder()
	c.o.server.ServeHTTP(res, req)
	if res.Code != http.StatusCreated {
		c.o.t.Fatalf("upload: %d %s", res.Code, res.Body)
	}
	return read[Attachment](c.o.t, answer{status: res.Code, header: res.Header(), body: res.Body.Bytes()})
}

// ATK-32, ATK-02: whatever a file claims to be, it comes back as a download
// that runs nothing; only plain pictures and PDFs are shown in place. Names are
// never paths. Another's upload does not exist.
func TestFiles_runNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	mia, sam := o.as(o.mia), o.as(o.sam)
	for _, f := range []struct{ name, kind, body, disposition string }{
		{"x.svg", "image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "attachment"},
		{"x.html", "text/html", `<script>alert(1)</script>`, "attachment"},
		{"x.png", "text/html", "\x89PNG\r\n\x1a\n<script>alert(1)</script>", "attachment"},
		{"x.xhtml", "application/xhtml+xml", `<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>`, "attachment"},
		{"..%2F..%2Fetc%2Fpasswd", "application/pdf", "%PDF-1.4", "inline"},
	} {
		up := mia.upload(f.name, f.kind, f.body)
		if strings.ContainsAny(up.Name, `/\`) || strings.HasPrefix(up.Name, ".") {
			t.Errorf("%s is shown as %q", f.name, up.Name)
		}
		got := mia.must(http.StatusOK, http.MethodGet, strings.TrimPrefix(up.URL, "/api"), "")
		h := got.header
		if !strings.HasPrefix(h.Get("Content-Disposition"), f.disposition) || h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s comes as %v", f.name, h)
		}
		if f.disposition == "attachment" && h.Get("Content-Type") != "application/octet-stream" {
			t.Errorf("%s comes as %s", f.name, h.Get("Content-Type"))
		}
		sam.must(http.StatusNotFound, http.MethodGet, strings.TrimPrefix(up.URL, "/api"), "")
	}
}

// ATK-28: no operator, value or order of a search reaches the database as SQL.
func TestSearch_isNoSQL(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	mia := o.as(o.mia)
	for _, q := range []string{`from:'`, `subject:%27%20OR%201=1--`, `tag:")%20OR%201=1`, `"');DROP%20TABLE%20thread;--"`, `before:2026'`, `is:unread'`, `%25_\`, `"%22%22"`, `NEAR(a%20b)`, `a*%20OR%20b`, `%00`, `words:x`} {
		got := mia.call(http.MethodGet, "/search?q="+q, "")
		if got.status != http.StatusOK {
			t.Errorf("%s: %d %s", q, got.status, got.body)
		}
	}
	for _, path := range []string{"/search?order=newest;DROP", "/search?cursor=' OR 1=1", "/views/1%20OR%201=1/threads"} {
		if got := mia.call(http.MethodGet, strings.ReplaceAll(path, " ", "%20"), ""); got.status != http.StatusBadRequest {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	if got := read[SearchPage](t, mia.must(http.StatusOK, http.MethodGet, "/search?q=order", "")); len(got.Threads) != 2 {
		t.Errorf("the threads are %d", len(got.Threads))
	}
}
