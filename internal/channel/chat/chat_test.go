package chat_test

import (
	"net/http"
	"testing"

	"parley/internal/channel/chat"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// CHAT-01, CHAT-02, CHAT-05, CHAT-21: a page view, a session, a message in the
// inbox, an answer on the visitor's socket, the end and the beginning again.
func TestChat_thereAndBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	b := h.browser()
	open := b.view("https://www.shop.test/pricing", nil)
	if open["chatflow"].(object)["welcome"] == "" || open["known"] != false {
		t.Errorf("got %v", open)
	}
	var rows int
	h.write(func(tx *store.Tx) error {
		n, err := tx.Affect(`DELETE FROM visitor`)
		rows = int(n)
		return err
	})
	if rows != 0 {
		t.Errorf("%d rows for somebody who only looks", rows)
	}
	b.enter(nil)
	line := b.socket(b.seq)
	line.next("hello")
	thread, said := b.say("", "Is it billed in euros?")
	if said["from"] != "visitor" || said["status"] != "sent" {
		t.Errorf("got %v", said)
	}
	if f := line.next("message"); f["message"].(object)["from"] != "welcome" {
		t.Errorf("first came %v, want the welcome", f)
	}
	if f := line.next("message"); f["message"].(object)["id"] != said["id"] {
		t.Errorf("then came %v", f)
	}
	th := h.thread(h.db.Read(t.Context()), thread)
	if th.Channel != parley.ChannelChat || th.Status != parley.ThreadOpen || th.ContactID != 0 || th.Preview != "Is it billed in euros?" || th.WaitingSince.IsZero() {
		t.Errorf("got %+v", th)
	}
	h.answer(thread, "It is.")
	m := line.next("message")["message"].(object)
	for m["from"] != "agent" {
		m = line.next("message")["message"].(object)
	}
	if m["text"] != "It is." || m["author"].(object)["name"] != "Ada Lovell" {
		t.Errorf("got %v", m)
	}
	h.do(thread, triage.Verb{Action: triage.Close})
	for m["event"] != "closed" {
		m = line.next("message")["message"].(object)
	}
	b.say(thread, "One more thing")
	if th = h.thread(h.db.Read(t.Context()), thread); th.Status != parley.ThreadOpen {
		t.Error("a new message did not reopen the conversation")
	}
	page := b.must(http.StatusOK, "GET", "/chat/v1/threads/"+thread, nil)
	var kinds []string
	for _, x := range page["messages"].([]any) {
		m := x.(object)
		kinds = append(kinds, m["from"].(string)+m["event"].(string))
	}
	want := []string{"welcome", "visitor", "systemjoined", "agent", "systemclosed", "visitor"}
	if len(kinds) != len(want) {
		t.Fatalf("got %v, want %v", kinds, want)
	}
	for i := range want {
		if kinds[i] != want[i] {
			t.Errorf("got %v, want %v", kinds, want)
			break
		}
	}
}
