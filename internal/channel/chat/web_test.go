package chat_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"parley/internal/channel/chat"
	"parley/internal/deliver"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// CHAT-01, ATK-35: the loader knows its portal, a wrong one breaks no page, and
// the frame stands on the sites of the accounts alone.
func TestWidget_isServed(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	get := func(path string) (int, string, http.Header) {
		t.Helper()
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", path, nil)
		if chat.IsLoader(path) {
			h.chat.Loader(w, r)
		} else {
			h.chat.ServeHTTP(w, r)
		}
		body, _ := io.ReadAll(w.Body)
		return w.Code, string(body), w.Header()
	}
	if code, body, _ := get("/" + h.portal + ".js"); code != http.StatusNotFound || !strings.Contains(body, "no widget") {
		t.Errorf("a build without the widget: got %d %q", code, body)
	}
	h.chat.Widget = fstest.MapFS{"loader.js": {Data: []byte(`boot("__PARLEY_PORTAL__","__PARLEY_BASE__")`)}, "frame.html": {Data: []byte("<p>")}, "assets/a.js": {Data: []byte("1")}, "secret": {Data: []byte("x")}}
	if code, body, header := get("/" + h.portal + ".js"); code != http.StatusOK || body != `boot("`+h.portal+`","http://chat.test")` || !strings.HasPrefix(header.Get("Content-Type"), "text/javascript") {
		t.Errorf("got %d %q %v", code, body, header)
	}
	if code, body, _ := get("/00000000.js"); code != http.StatusOK || !strings.HasPrefix(body, "console.error(") {
		t.Errorf("another portal: got %d %q", code, body)
	}
	if _, _, header := get("/chat/frame.html"); !strings.HasSuffix(header.Get("Content-Security-Policy"), "frame-ancestors *") {
		t.Errorf("no sites listed: got %v", header)
	}
	h.change(func(_ *parley.Chatflow, s *parley.ChatSettings) { s.Sites = []string{"https://www.shop.test/path"} })
	if _, _, header := get("/chat/frame.html"); !strings.HasSuffix(header.Get("Content-Security-Policy"), "frame-ancestors 'self' https://www.shop.test") {
		t.Errorf("one site listed: got %v", header)
	}
	if code, _, header := get("/chat/assets/a.js"); code != http.StatusOK || !strings.Contains(header.Get("Cache-Control"), "immutable") {
		t.Errorf("got %d %v", code, header)
	}
	for _, path := range []string{"/chat/secret", "/chat/loader.js", "/chat/assets/../secret", "/chat/"} {
		if code, _, _ := get(path); code == http.StatusOK {
			t.Errorf("%s is served", path)
		}
	}
}

// CHAT-01: pages of sites that are not listed get neither an answer nor a
// chatflow.
func TestOpen_onListedSitesAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	h.change(func(_ *parley.Chatflow, s *parley.ChatSettings) { s.Sites = []string{"https://www.shop.test"} })
	ask := func(method, origin string) *http.Response {
		t.Helper()
		req, _ := http.NewRequest(method, h.web.URL+"/chat/v1/open", strings.NewReader(`{"portal_id":"`+h.portal+`","page":{"url":"https://x.test/"}}`))
		req.Header.Set("Origin", origin)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { res.Body.Close() })
		return res
	}
	for _, method := range []string{"OPTIONS", "POST"} {
		if got := ask(method, "https://www.shop.test").Header.Get("Access-Control-Allow-Origin"); got != "https://www.shop.test" {
			t.Errorf("%s from the site: got %q", method, got)
		}
		res := ask(method, "https://evil.test")
		body, _ := io.ReadAll(res.Body)
		if res.Header.Get("Access-Control-Allow-Origin") != "" || strings.Contains(string(body), `"welcome"`) || res.Header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s from elsewhere: got %v %s", method, res.Header, body)
		}
	}
}

// BOT-02, BOT-05, BOT-18: the chatflow of highest priority that fits shows; a
// preview shows the draft and keeps nothing.
func TestChatflows_priorityAndPreview(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	pricing := parley.NewChatflow("Pricing", "en", "Questions about prices?")
	pricing.AccountID = h.account.ID
	pricing.Target.Show = []parley.PageRule{{Kind: "contains", Value: "/pricing"}}
	by := parley.ByUser(h.admin.ID)
	h.write(func(tx *store.Tx) error { return settings.CreateChatflow(tx, by, pricing) })
	shown := func(page string) string {
		t.Helper()
		h.desk.Forget()
		flow, _ := h.browser().view(page, nil)["chatflow"].(object)
		name, _ := flow["name"].(string)
		return name
	}
	if got := shown("https://shop.test/pricing"); got != h.flow.Name {
		t.Errorf("got %q: the first in order shows", got)
	}
	h.write(func(tx *store.Tx) error {
		return settings.OrderChatflows(tx, by, []parley.ChatflowID{pricing.ID, h.flow.ID})
	})
	if got := shown("https://shop.test/pricing"); got != "Pricing" {
		t.Errorf("got %q", got)
	}
	h.flow.Active = false
	h.flow.Position = 2
	h.write(func(tx *store.Tx) error { return settings.UpdateChatflow(tx, by, h.flow) })
	if got := shown("https://shop.test/"); got != "" {
		t.Errorf("a page that nothing fits shows %q", got)
	}
	draft := *h.flow
	draft.Name, draft.Build.Welcome = "Draft", "Try me"
	link, err := h.chat.Preview(&draft)
	if err != nil {
		t.Fatal(err)
	}
	b := h.browser()
	_, code, _ := strings.Cut(link, "#")
	out := b.must(http.StatusOK, "POST", "/chat/v1/session", object{"code": code})
	if out["chatflow"].(object)["welcome"] != "Try me" {
		t.Errorf("got %v", out["chatflow"])
	}
	b.token = out["token"].(string)
	before, _ := h.db.Read(t.Context()).Head()
	b.must(http.StatusOK, "POST", "/chat/v1/messages", object{"client_id": "12345678", "text": "hello"})
	b.must(http.StatusNoContent, "POST", "/chat/v1/email", object{"email": "x@y.test"})
	b.socket(-1).next("hello")
	if after, _ := h.db.Read(t.Context()).Head(); after != before {
		t.Error("a preview left something behind")
	}
}

// ATK-03: what visitors and agents write reaches the other side as text, or as
// HTML that was cleaned.
func TestChat_carriesNoScript(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	b := h.browser()
	b.enter(nil)
	const attack = `<img src=x onerror=alert(1)><script>alert(2)</script>`
	thread, said := b.say("", attack)
	if said["html"] != nil || said["text"] != attack {
		t.Errorf("got %v: a visitor's words are text", said)
	}
	h.write(func(tx *store.Tx) error {
		_, err := deliver.Reply(tx, h.admin, h.thread(&tx.Reader, thread), deliver.NewMessage{ClientID: "rich-text", AccountID: h.account.ID, Text: "x", HTML: "<b>bold</b>" + attack + `<a href="javascript:alert(3)">x</a>`})
		return err
	})
	list := b.must(http.StatusOK, "GET", "/chat/v1/threads/"+thread, nil)["messages"].([]any)
	for _, x := range list {
		m := x.(object)
		if m["from"] != "agent" {
			continue
		}
		html, _ := m["html"].(string)
		if !strings.Contains(html, "<b>bold</b>") || strings.Contains(html, "script") || strings.Contains(html, "onerror") || strings.Contains(html, "<img") {
			t.Errorf("got %q", html)
		}
	}
}
