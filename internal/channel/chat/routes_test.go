package chat_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"parley/internal/channel/chat"
)

// CHAT-25: the same client id is one message; too long and too many are told in
// a friendly way.
func TestMessage_limits(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	b := h.browser()
	b.enter(nil)
	in := object{"client_id": "the-same-id", "text": "once"}
	first := b.must(http.StatusOK, "POST", "/chat/v1/messages", in)
	again := b.must(http.StatusOK, "POST", "/chat/v1/messages", in)
	if first["message"].(object)["id"] != again["message"].(object)["id"] || first["thread"].(object)["id"] != again["thread"].(object)["id"] {
		t.Errorf("got %v and %v", first, again)
	}
	got, out := b.ask("POST", "/chat/v1/messages", object{"client_id": "long-one", "text": strings.Repeat("é", 5001)})
	if got != http.StatusUnprocessableEntity || out["error"].(object)["code"] != "text_too_long" {
		t.Errorf("got %d %v", got, out)
	}
	b.say("", strings.Repeat("é", 5000))
	for range 16 {
		b.say("", "more")
	}
	got, out = b.ask("POST", "/chat/v1/messages", object{"client_id": "one-too-many", "text": "x"})
	if got != http.StatusTooManyRequests || out["error"].(object)["code"] != "slow_down" {
		t.Errorf("got %d %v", got, out)
	}
	h.ahead.Add(int64(61 * time.Second))
	b.must(http.StatusOK, "POST", "/chat/v1/messages", object{"client_id": "one-too-many", "text": "x"})
}

// routes says of each route how it is asked about a thread that is not one's
// own; a route without an entry fails the test.
var routes = map[string]struct {
	body   object
	status int // to a stranger with a session
	left   bool
}{
	"POST /chat/v1/messages": {body: object{"client_id": "12345678", "text": "x"}, status: http.StatusNotFound},
	"POST /chat/v1/read":     {body: object{"seq": 1}, status: http.StatusNotFound}, "POST /chat/v1/rating": {body: object{"score": 5}, status: http.StatusNotFound},
	"POST /chat/v1/close": {status: http.StatusNotFound}, "GET /chat/v1/threads/{id}": {status: http.StatusNotFound},
	"POST /chat/v1/typing": {body: object{"on": true}, status: http.StatusNoContent}, "POST /chat/v1/page": {body: object{"url": "https://x.test/"}, status: http.StatusNoContent},
	"POST /chat/v1/email": {body: object{"email": "x@y.test"}, status: http.StatusOK}, "POST /chat/v1/consent": {body: object{"chatflow_id": "1", "text": "yes"}, status: http.StatusNoContent},
	"POST /chat/v1/files": {status: http.StatusUnprocessableEntity}, "GET /chat/v1/threads": {status: http.StatusOK},
	"GET /chat/v1/articles": {status: http.StatusOK}, "GET /chat/v1/articles/{id}": {status: http.StatusNotFound},
	"GET /chat/v1/socket": {left: true}, "GET /chat/v1/stream": {left: true}, "GET /chat/v1/poll": {left: true}, // TestSession_opensOneVisitorsThreads listens
	"POST /chat/v1/open": {left: true}, "OPTIONS /chat/v1/open": {left: true}, "POST /chat/v1/session": {left: true},
	"GET /chat/files/{token}/{name}": {left: true}, "GET /chat/thumbs/{token}": {left: true}, "GET /chat/avatars/{hash}": {left: true}, "GET /chat/": {left: true},
}

// ATK-14: every route, without a session and about a stranger's thread.
func TestRoutes_everyOneForStrangers(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	owner, stranger, nobody := h.browser(), h.browser(), h.browser()
	owner.enter(nil)
	stranger.enter(nil)
	thread, _ := owner.say("", "secret")
	before := h.thread(h.db.Read(t.Context()), thread)
	for _, route := range h.chat.Routes() {
		e, ok := routes[route.Pattern]
		if !ok {
			t.Errorf("%s has no entry", route.Pattern)
			continue
		}
		method, path, _ := strings.Cut(strings.ReplaceAll(route.Pattern, "{id}", thread), " ")
		body := object{"thread_id": thread}
		for k, v := range e.body {
			body[k] = v
		}
		if got, _ := nobody.ask(method, path, body); route.Session && got != http.StatusUnauthorized {
			t.Errorf("%s without a session: got %d", route.Pattern, got)
		}
		if e.left {
			continue
		}
		got, out := stranger.ask(method, path, body)
		if got != e.status {
			t.Errorf("%s by a stranger: got %d %v, want %d", route.Pattern, got, out, e.status)
		}
		if list, _ := out["threads"].([]any); len(list) > 0 {
			t.Errorf("%s by a stranger: got %v", route.Pattern, out)
		}
	}
	after := h.thread(h.db.Read(t.Context()), thread)
	if after.ActivitySeq != before.ActivitySeq || after.Status != before.Status || after.ContactID != before.ContactID {
		t.Errorf("strangers changed it: %+v", after)
	}
}
