package chat_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/internal/channel/chat"
	"parley/internal/live"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/triage"
)

// CHAT-02, SAFE-09: a line that is cut again and again, and the ten tabs beside
// it, tell each thing once and in order.
func TestLine_noGapNoRepeat(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{Messages: 1000})
	b := h.browser()
	b.enter(nil)
	thread, _ := b.say("", "first")
	const total = 60
	var writers sync.WaitGroup
	writers.Go(func() {
		for i := range total {
			h.answer(thread, fmt.Sprint("answer ", i))
		}
	})
	heard := func(cut int) []string {
		var got []string
		after := b.seq
		for len(got) < total {
			s := b.socket(after)
			for range cut {
				f := s.next("message")
				m := f["message"].(object)
				after = int64(f["seq"].(float64))
				if m["from"] == "agent" {
					got = append(got, m["text"].(string))
				}
				if len(got) == total {
					break
				}
			}
			s.ws.CloseNow()
		}
		return got
	}
	var tabs sync.WaitGroup
	for i := range 10 {
		tabs.Go(func() {
			got := heard(3 + i*7)
			for n, text := range got {
				if text != fmt.Sprint("answer ", n) {
					t.Errorf("tab %d heard %q as number %d", i, text, n)
					return
				}
			}
		})
	}
	tabs.Wait()
	writers.Wait()
}

// The three transports tell the same.
func TestLine_streamAndPoll(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	b := h.browser()
	b.enter(nil)
	thread, _ := b.say("", "first")
	h.answer(thread, "second")
	poll, polled := object{"seq": float64(b.seq)}, []any{}
	texts := func(frames []any) (out []string) {
		for _, f := range frames {
			if m, ok := f.(object)["message"].(object); ok && m["event"] == "" {
				out = append(out, m["text"].(string))
			}
		}
		return out
	}
	want := []string{h.flow.Build.Welcome, "first", "second"}
	for len(texts(polled)) < 3 {
		poll = b.must(http.StatusOK, "GET", fmt.Sprintf("/chat/v1/poll?after=%.0f", poll["seq"]), nil)
		polled = append(polled, poll["frames"].([]any)...)
	}
	if got := texts(polled); !slices.Equal(got, want) {
		t.Errorf("poll: got %q", got)
	}
	req, _ := http.NewRequestWithContext(t.Context(), "GET", fmt.Sprintf("%s/chat/v1/stream?after=%d", h.web.URL, b.seq), nil)
	req.Header.Set("Authorization", "Bearer "+b.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var frames []any
	buf := make([]byte, 64<<10)
	text := ""
	for len(texts(frames)) < 3 {
		n, err := res.Body.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		text += string(buf[:n])
		for {
			event, rest, ok := strings.Cut(text, "\n\n")
			if !ok {
				break
			}
			text = rest
			if _, data, ok := strings.Cut(event, "data: "); ok {
				var f object
				json.Unmarshal([]byte(data), &f)
				frames = append(frames, f)
			}
		}
	}
	if got := texts(frames); !slices.Equal(got, want) {
		t.Errorf("stream: got %q", got)
	}
	if seq := int64(poll["seq"].(float64)); seq <= b.seq {
		t.Errorf("the poll goes on after %d, which is where it began", seq)
	}
	ahead := b.must(http.StatusOK, "GET", "/chat/v1/poll?after=999999", nil)
	if f := ahead["frames"].([]any)[0].(object); f["reset"] != true {
		t.Errorf("a line from the future: got %v", f)
	}
}

// CHAT-14: typing both ways, the page the visitor is on, who is there, and what
// each side has read.
func TestLine_presence(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	b := h.browser()
	b.enter(nil)
	thread, said := b.say("", "hello")
	line := b.socket(b.seq)
	line.next("hello")
	th := h.thread(h.db.Read(t.Context()), thread)
	team, _ := h.hub.Subscribe(h.admin.ID)
	defer team.Close()
	team.View(th.ID, th.VisitorID, "reply")
	if f := line.next("typing"); f["on"] != true || f["author"].(object)["name"] != "Ada Lovell" || f["thread_id"] != thread {
		t.Errorf("got %v", f)
	}
	team.View(th.ID, th.VisitorID, "")
	if f := line.next("typing"); f["on"] != false {
		t.Errorf("got %v", f)
	}
	wait := func(what string, ok func(p *live.VisitorPresence) bool) {
		t.Helper()
		for late := time.After(10 * time.Second); ; {
			select {
			case s := <-team.Signals():
				if s.Visitor != nil && ok(s.Visitor) {
					return
				}
			case <-late:
				t.Fatalf("waited in vain for %s", what)
			}
		}
	}
	line.send(object{"t": "page", "url": "https://www.shop.test/cart", "title": "Cart"})
	wait("the page", func(p *live.VisitorPresence) bool { return p.Online && p.Page.Title == "Cart" })
	line.send(object{"t": "typing", "thread_id": thread, "on": true})
	wait("typing", func(p *live.VisitorPresence) bool { return p.Typing && p.Page.Title == "Cart" })
	line.send(object{"t": "typing", "thread_id": thread, "on": false})
	wait("the end of typing", func(p *live.VisitorPresence) bool { return !p.Typing })
	h.do(thread, triage.Verb{Action: triage.Read})
	if f := line.next("read"); f["seq"].(float64) < said["seq"].(float64) {
		t.Errorf("got %v, want up to %v", f, said["seq"])
	}
	m := h.answer(thread, "hi")
	line.send(object{"t": "read", "thread_id": thread, "seq": m.Seq})
	waitFor(t, h.db, "the answer to be read", func(r *store.Reader) bool {
		now, err := r.MessageByID(m.ID)
		return err == nil && now.Status == parley.MessageRead
	})
	line.ws.CloseNow()
	wait("the visitor to be gone", func(p *live.VisitorPresence) bool { return !p.Online })
}

// waitFor asks after each commit until ok holds.
func waitFor(t *testing.T, db *store.DB, what string, ok func(r *store.Reader) bool) {
	t.Helper()
	for late := time.After(10 * time.Second); ; {
		changed := db.Changed()
		if ok(db.Read(context.Background())) {
			return
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// ATK-37: one visitor or address opens so many lines and no more, and the lines
// of others stay.
func TestLine_limits(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{LinesVisitor: 2, LinesAddress: 3})
	b, other := h.browser(), h.browser()
	b.enter(nil)
	other.enter(nil)
	b.socket(0)
	second := b.socket(0)
	if got, _ := b.ask("GET", "/chat/v1/poll?after=0", nil); got != http.StatusTooManyRequests {
		t.Errorf("a third line of a visitor: got %d", got)
	}
	other.socket(0).next("hello")
	if got, _ := other.ask("GET", "/chat/v1/poll?after=0", nil); got != http.StatusTooManyRequests {
		t.Errorf("a fourth line of an address: got %d", got)
	}
	second.next("hello")
}

// ROUTE-22: who waits for somebody reads the place in the queue, and hears when
// the wait is over.
func TestLine_queue(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	h.account.Settings.Routing = []parley.RoutingRule{{ID: "r1", Name: "Chat", Option: parley.RouteSpecific, UserIDs: []parley.UserID{h.admin.ID}, AvailableOnly: true, Queue: true}}
	h.write(func(tx *store.Tx) error {
		if err := settings.SetAvailability(tx, h.admin, h.admin, parley.Away); err != nil {
			return err
		}
		return settings.UpdateAccount(tx, parley.ByUser(h.admin.ID), h.account, nil)
	})
	first, second := h.browser(), h.browser()
	first.enter(nil)
	second.enter(nil)
	line := second.socket(second.seq)
	before, _ := first.say("", "hello")
	thread, _ := second.say("", "hello")
	if f := line.next("queue"); f["thread_id"] != thread || f["position"] != 2.0 {
		t.Errorf("got %v", f)
	}
	second.token = ""
	if out := second.enter(nil); out["chatflow"].(object)["queue_position"] != 2.0 {
		t.Errorf("got %v", out["chatflow"])
	}
	if f := second.socket(second.seq).next("queue"); f["position"] != 2.0 {
		t.Errorf("a line opened while waiting: got %v", f)
	}
	h.do(before, triage.Verb{Action: triage.Assign, Assignee: parley.ByUser(h.admin.ID)})
	if f := line.next("queue"); f["position"] != 1.0 {
		t.Errorf("the one before was taken: got %v", f)
	}
	h.account.Settings.Routing = nil
	h.write(func(tx *store.Tx) error { return settings.UpdateAccount(tx, parley.ByUser(h.admin.ID), h.account, nil) })
	h.write(triage.Drain)
	if f := line.next("queue"); f["position"] != nil {
		t.Errorf("the queue is no more: got %v", f)
	}
}
