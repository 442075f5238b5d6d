package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"parley/internal/auth"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// AUTO-16: in read-only mode who is signed in reads on, however long ago the
// session was seen; every change is refused with a reason that programs tell
// apart from a failure; nothing runs that stores, fetches or sends.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	o := newOptions(t)
	p := openProgram(t, &o)
	admin, _ := setUp(t, p)
	var token string
	var session *store.Session
	storetest.Write(t, p.db, func(tx *store.Tx) (err error) {
		token, session, err = auth.StartSession(tx, admin.ID, "test", "127.0.0.1")
		return err
	})
	head, err := p.db.Read(t.Context()).Head()
	if err != nil {
		t.Fatal(err)
	}

	o.ReadOnly = true
	ro := openProgram(t, &o)
	ro.db.Now = func() time.Time { return time.Now().Add(time.Hour) }
	parts, err := ro.parts(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"jobs", "imap", "smtp", "notify"} {
		if parts[name] != nil {
			t.Errorf("%s runs", name)
		}
	}
	ask := func(method, path, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-CSRF-Token", session.CSRF)
		r.AddCookie(&http.Cookie{Name: "parley_session", Value: token})
		w := httptest.NewRecorder()
		ro.handler().ServeHTTP(w, r)
		return w
	}
	if w := ask("GET", "/api/bootstrap", ""); w.Code != 200 || !strings.Contains(w.Body.String(), `"read_only":true`) {
		t.Errorf("reading: %d %s", w.Code, w.Body)
	}
	if w := ask("POST", "/api/inboxes", `{"name":"New"}`); w.Code != 503 || !strings.Contains(w.Body.String(), `"read_only"`) {
		t.Errorf("writing: %d %s", w.Code, w.Body)
	}
	if now, err := ro.db.Read(t.Context()).Head(); err != nil || now != head {
		t.Errorf("the log went from %d to %d, %v", head, now, err)
	}
}
