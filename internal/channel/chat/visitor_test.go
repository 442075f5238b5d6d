package chat_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"parley/internal/channel"
	"parley/internal/channel/chat"
	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/triage"
)

// CHAT-25, ATK-14, ATK-34: a session opens its own visitor's threads; every
// other is not there, by whatever route.
func TestSession_opensOneVisitorsThreads(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{Signals: 1000})
	owner, stranger, nobody := h.browser(), h.browser(), h.browser()
	owner.enter(nil)
	stranger.enter(nil)
	thread, said := owner.say("", "my secret")
	own, _ := stranger.say("", "mine")
	for _, path := range []string{"GET /chat/v1/threads/{id}", "POST /chat/v1/messages", "POST /chat/v1/read", "POST /chat/v1/rating", "POST /chat/v1/close"} {
		method, path, _ := strings.Cut(path, " ")
		body := object{"thread_id": thread, "client_id": "12345678", "text": "let me in", "seq": 1, "score": 5}
		path = strings.ReplaceAll(path, "{id}", thread)
		if got, out := stranger.ask(method, path, body); got != http.StatusNotFound {
			t.Errorf("%s by another visitor: got %d %v", path, got, out)
		}
		if got, _ := nobody.ask(method, path, body); got != http.StatusUnauthorized {
			t.Errorf("%s without a session: got %d", path, got)
		}
	}
	if list := stranger.must(http.StatusOK, "GET", "/chat/v1/threads", nil)["threads"].([]any); len(list) != 1 || list[0].(object)["id"] != own {
		t.Errorf("got %v", list)
	}
	if th := h.thread(h.db.Read(t.Context()), thread); th.Status != parley.ThreadOpen {
		t.Error("a stranger closed it")
	}
	line := stranger.socket(0)
	line.next("hello")
	owner.say(thread, "more secrets")
	stranger.say(own, "done")
	for {
		m := line.next("message")["message"].(object)
		if m["thread_id"] != own {
			t.Fatalf("a stranger's line told %v", m)
		}
		if m["text"] == "done" {
			break
		}
	}
	_ = said
	// A code opens one session; a visitor id of one's own making, none.
	code := owner.view("https://www.shop.test/", nil)["code"]
	owner.must(http.StatusOK, "POST", "/chat/v1/session", object{"code": code})
	owner.must(http.StatusUnauthorized, "POST", "/chat/v1/session", object{"code": code})
	forger := h.browser()
	forger.visitor = strings.Repeat("a", 32)
	if out := forger.view("https://www.shop.test/", nil); out["visitor"] == strings.Repeat("a", 32) {
		t.Error("an id that was not made here stays")
	}
	old := owner.view("https://www.shop.test/", nil)["code"]
	h.ahead.Add(int64(2 * time.Minute))
	owner.must(http.StatusUnauthorized, "POST", "/chat/v1/session", object{"code": old})
}

// CHAT-13: the same cookie sees former threads; a cleared one none.
func TestSession_returns(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	b := h.browser()
	b.enter(nil)
	thread, _ := b.say("", "hello")
	h.answer(thread, "hi")
	open := b.view("https://www.shop.test/", nil)
	if open["unread"] != 1.0 || open["open_threads"].([]any)[0] != thread {
		t.Errorf("got %v", open)
	}
	b.token = ""
	if list := b.enter(nil)["threads"].([]any); len(list) != 1 || list[0].(object)["unread"] != 1.0 {
		t.Errorf("got %v", list)
	}
	if list := h.browser().enter(nil)["threads"].([]any); len(list) != 0 {
		t.Errorf("a cleared cookie shows %v", list)
	}
}

// CHAT-11: a typed address links the threads to the contact, is shown as
// unproved, changes nothing of the contact and shows the visitor nothing.
func TestContact_typedAddressProvesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	var jane *parley.Contact
	h.write(func(tx *store.Tx) error {
		jane = &parley.Contact{FirstName: "Jane", Email: "jane@customer.test", Language: "fr"}
		return crm.Create(tx, parley.Origin{Actor: parley.System, Source: parley.SourceConversations}, jane)
	})
	real := h.browser()
	token, err := h.chat.Keys.IdentityToken(channel.Identity{Email: "jane@customer.test", FirstName: "Janet", LastName: "Doe"}, h.now())
	if err != nil {
		t.Fatal(err)
	}
	signedIn := object{"identification": object{"email": "Jane@customer.test", "token": token}}
	real.enter(signedIn)
	hers, _ := real.say("", "my order")
	b := h.browser()
	b.enter(nil)
	first, _ := b.say("", "hello")
	if got, out := b.ask("POST", "/chat/v1/email", object{"email": "no address"}); got != http.StatusUnprocessableEntity {
		t.Errorf("got %d %v", got, out)
	}
	if v := b.must(http.StatusOK, "POST", "/chat/v1/email", object{"email": " JANE@customer.test "}); v["email"] != "jane@customer.test" || v["email_verified"] != false {
		t.Errorf("got %v", v)
	}
	second, _ := b.say("", "again")
	r := h.db.Read(t.Context())
	for _, id := range []string{first, second} {
		if th := h.thread(r, id); th.ContactID != jane.ID {
			t.Errorf("thread %s belongs to contact %d, want %d", id, th.ContactID, jane.ID)
		}
	}
	b.token = ""
	if list := b.enter(nil)["threads"].([]any); len(list) != 2 {
		t.Errorf("somebody who typed her address sees %v", list)
	}
	if got, _ := b.ask("GET", "/chat/v1/threads/"+hers, nil); got != http.StatusNotFound {
		t.Errorf("and her thread: %d", got)
	}
	c, err := r.Contact(jane.ID)
	if err != nil || c.FirstName != "Jane" || c.LastName != "Doe" || c.Language != "fr" {
		t.Errorf("got %+v, %v: names fill in what is empty and no more", c, err)
	}
	// Another device of hers, while the site vouches for her, shows what she wrote
	// and not what was written in her name.
	other := h.browser()
	if list := other.enter(signedIn)["threads"].([]any); len(list) != 1 || list[0].(object)["id"] != hers {
		t.Errorf("her other device shows %v", list)
	}
	// Without the token it is another browser's cookie like any.
	other.token = ""
	if list := other.enter(nil)["threads"].([]any); len(list) != 0 {
		t.Errorf("without a token it shows %v", list)
	}
}

// API-27, SDK-04: a token that proves nothing leaves the visitor anonymous and
// breaks nothing; another person on the same browser is another visitor.
func TestIdentification(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	good, _ := h.chat.Keys.IdentityToken(channel.Identity{Email: "a@customer.test"}, h.now())
	old, _ := h.chat.Keys.IdentityToken(channel.Identity{Email: "a@customer.test"}, h.now().Add(-13*time.Hour))
	for _, token := range []string{"", "rubbish", old, good + "x"} {
		b := h.browser()
		out := b.view("https://www.shop.test/", object{"identification": object{"email": "a@customer.test", "token": token}})
		if out["identification_error"] == nil || out["known"] != false {
			t.Errorf("token %.10q: got %v", token, out)
		}
	}
	b := h.browser()
	if out := b.view("https://www.shop.test/", object{"identification": object{"email": "b@customer.test", "token": good}}); out["identification_error"] == nil {
		t.Error("the token of another address was taken")
	}
	b.enter(object{"identification": object{"email": "a@customer.test", "token": good}})
	thread, _ := b.say("", "of a")
	id := b.visitor
	next, _ := h.chat.Keys.IdentityToken(channel.Identity{Email: "c@customer.test"}, h.now())
	b.token = ""
	if out := b.enter(object{"identification": object{"email": "c@customer.test", "token": next}}); b.visitor == id || len(out["threads"].([]any)) != 0 {
		t.Errorf("somebody else on the same browser sees %v", out["threads"])
	}
	if got, _ := b.ask("GET", "/chat/v1/threads/"+thread, nil); got != http.StatusNotFound {
		t.Errorf("got %d", got)
	}
}

// CHAT-24, SPAM-09, SPAM-10: a blocked visitor sees what all see, and nothing of
// it comes into the inbox until the sender is unblocked.
func TestBlocked_neverNotices(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	b := h.browser()
	b.enter(nil)
	line := b.socket(b.seq)
	thread, _ := b.say("", "buy this")
	h.do(thread, triage.Verb{Action: triage.Block})
	_, before := b.say(thread, "and this")
	if before["status"] != "sent" {
		t.Errorf("got %v", before)
	}
	another, _ := b.say("", "and that")
	b.token = ""
	if out := b.enter(nil); out["blocked"] != false || len(out["threads"].([]any)) != 2 {
		t.Errorf("got %v", out)
	}
	for f := line.next("message"); f["message"].(object)["text"] != "and that"; f = line.next("message") {
	}
	r := h.db.Read(t.Context())
	for _, id := range []string{thread, another} {
		if th := h.thread(r, id); !th.Spam {
			t.Errorf("thread %s stands in the inbox", id)
		}
	}
	h.do(thread, triage.Verb{Action: triage.Unblock})
	third, _ := b.say("", "sorry")
	if th := h.thread(h.db.Read(t.Context()), third); th.Spam {
		t.Error("unblocked, and still spam")
	}
}

// CHAT-15, ATK-18, ATK-32: files both ways, with links that cannot be guessed
// and content that never runs.
func TestFiles(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	b := h.browser()
	b.enter(nil)
	if got, _ := b.upload("virus.exe", []byte("MZ")); got != http.StatusUnsupportedMediaType {
		t.Errorf("a program: got %d", got)
	}
	if got, _ := b.upload("big.txt", make([]byte, 20<<20+1)); got != http.StatusRequestEntityTooLarge {
		t.Errorf("20 MB and a byte: got %d", got)
	}
	got, f := b.upload("notes.txt", []byte("hello"))
	if got != http.StatusOK || f["content_type"] != "text/plain" {
		t.Fatalf("got %d %v", got, f)
	}
	thief := h.browser()
	thief.enter(nil)
	if got, _ := thief.ask("POST", "/chat/v1/messages", object{"client_id": "12345678", "text": "x", "file_ids": []any{f["id"]}}); got != http.StatusUnprocessableEntity {
		t.Errorf("another visitor's file: got %d", got)
	}
	out := b.must(http.StatusOK, "POST", "/chat/v1/messages", object{"client_id": "12345678", "text": "", "file_ids": []any{f["id"]}})
	link := out["message"].(object)["files"].([]any)[0].(object)["url"].(string)
	res, err := http.Get(h.web.URL + link)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, _ := io.ReadAll(res.Body)
	if string(data) != "hello" || res.Header.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") || !strings.Contains(res.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("got %q with %v", data, res.Header)
	}
	for _, bad := range []string{"/chat/files/rubbish/a.txt", strings.Replace(link, "/chat/files/", "/chat/files/A", 1), "/chat/thumbs/1", "/chat/avatars/" + strings.Repeat("0", 64)} {
		if res, err := http.Get(h.web.URL + bad); err != nil || res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: got %v, %v", bad, res.StatusCode, err)
		}
	}
	th := h.thread(h.db.Read(t.Context()), out["thread"].(object)["id"].(string))
	if !th.HasAttachment {
		t.Error("the thread shows no attachment")
	}
	h.change(func(_ *parley.Chatflow, s *parley.ChatSettings) { s.Attachments = false })
	if got, _ := b.upload("notes.txt", []byte("hello")); got != http.StatusForbidden {
		t.Errorf("where files are off: got %d", got)
	}
}

// CHAT-17: a required consent comes first, and is kept with its words.
func TestConsent(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	h.change(func(f *parley.Chatflow, _ *parley.ChatSettings) {
		f.Build.Consent = parley.ConsentAsk{Mode: "required", Text: "We keep what you write."}
	})
	b := h.browser()
	b.enter(nil)
	got, out := b.ask("POST", "/chat/v1/messages", object{"client_id": "12345678", "text": "hi"})
	if got != http.StatusUnprocessableEntity || out["error"].(object)["code"] != "consent_required" {
		t.Fatalf("got %d %v", got, out)
	}
	out = b.must(http.StatusOK, "POST", "/chat/v1/messages", object{"client_id": "12345678", "text": "hi", "consent": "We keep what you write."})
	b.say("", "once is enough")
	b.must(http.StatusOK, "POST", "/chat/v1/email", object{"email": "x@customer.test"})
	r := h.db.Read(t.Context())
	th := h.thread(r, out["thread"].(object)["id"].(string))
	list, err := r.Consents(th.VisitorID)
	if err != nil || len(list) != 1 || list[0].Text != "We keep what you write." || list[0].CreatedAt.IsZero() || list[0].ContactID != th.ContactID || th.ContactID == 0 {
		t.Errorf("got %+v, %v", list, err)
	}
}

// CHAT-07, CHAT-08, CHAT-09: who is there, when somebody will be, and that a
// person away is still there for those with an open chat.
func TestAvailability(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	state := func(b *browser) object {
		t.Helper()
		h.desk.Forget()
		return b.view("https://www.shop.test/", nil)["chatflow"].(object)["availability"].(object)
	}
	served, fresh := h.browser(), h.browser()
	served.enter(nil)
	thread, _ := served.say("", "hello")
	h.answer(thread, "hi")
	h.change(func(_ *parley.Chatflow, s *parley.ChatSettings) {
		s.Availability.Mode, s.ReplyTime = "users", "minutes"
	})
	if a := state(fresh); a["state"] != "available" || a["reply_time"] != "minutes" {
		t.Errorf("got %v", a)
	}
	h.write(func(tx *store.Tx) error {
		h.admin.Availability = parley.Away
		return tx.Save("user", h.admin)
	})
	if a := state(fresh); a["state"] != "away" || a["away"] != "return_time" {
		t.Errorf("a new visitor: got %v", a)
	}
	if a := state(served); a["state"] != "available" {
		t.Errorf("one who is being served: got %v", a)
	}
	now := h.now().UTC()
	h.change(func(_ *parley.Chatflow, s *parley.ChatSettings) {
		tomorrow := now.AddDate(0, 0, 1)
		s.Availability = parley.ChatAvailability{Mode: "hours", Timezone: "UTC", Hours: []parley.WeeklyHours{{Day: tomorrow.Weekday(), Start: 540, End: 1020}}}
	})
	want := time.Date(now.Year(), now.Month(), now.Day()+1, 9, 0, 0, 0, time.UTC).Format(time.RFC3339)
	if a := state(fresh); a["state"] != "away" || !strings.HasPrefix(a["returns_at"].(string), want[:16]) {
		t.Errorf("out of hours: got %v, want back at %s", a, want)
	}
	h.write(func(tx *store.Tx) error {
		_, err := settings.AddHoliday(tx, parley.System, "Closed", now.AddDate(0, 0, 1).Format(time.DateOnly))
		return err
	})
	if a := state(fresh); a["state"] != "away" || a["returns_at"] != nil && strings.HasPrefix(a["returns_at"].(string), want[:16]) {
		t.Errorf("a holiday: got %v, not back at %s", a, want)
	}
}
