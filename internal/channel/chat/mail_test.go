package chat_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"parley/internal/blob"
	"parley/internal/channel"
	"parley/internal/channel/chat"
	"parley/internal/deliver"
	"parley/internal/ingest"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/triage"
	"parley/internal/visitor"
)

// works lets jobs and followers run until the test ends.
func (h *house) works() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{}, 2)
	go func() { h.jobs.Run(ctx); done <- struct{}{} }()
	go func() { h.desk.Run(ctx); done <- struct{}{} }()
	h.t.Cleanup(func() { cancel(); <-done; <-done })
}

// later moves the clock on and wakes whoever waits.
func (h *house) later(d time.Duration) {
	h.t.Helper()
	h.ahead.Add(int64(d))
	h.write(func(tx *store.Tx) error { _, err := tx.Event(&parley.Event{Kind: "test.tick"}); return err })
}

// mail returns the next mail that left.
func (h *house) mail() *channel.Outbound {
	h.t.Helper()
	select {
	case m := <-h.sent.mails:
		return m
	case <-time.After(10 * time.Second):
		h.t.Fatal("waited in vain for a mail")
		return nil
	}
}

// noMail wants that nothing left, after all work that is due.
func (h *house) noMail(why string) {
	h.t.Helper()
	select {
	case m := <-h.sent.mails:
		h.t.Errorf("%s: %q left for %v", why, m.Text, m.To)
	case <-time.After(300 * time.Millisecond):
	}
}

// receive takes a mail in as the SMTP door would.
func (h *house) receive(in *channel.Inbound) channel.Result {
	h.t.Helper()
	blobs, err := blob.Open(h.t.TempDir())
	if err != nil {
		h.t.Fatal(err)
	}
	defer blobs.Close()
	in.Channel, in.AccountID = parley.ChannelEmail, h.mailbox.ID
	res, err := ingest.New(h.db, blobs, nil).Receive(h.t.Context(), in)
	if err != nil {
		h.t.Fatal(err)
	}
	return res
}

// waitJob waits until the job that will look at a chat stands.
func (h *house) waitJob() {
	h.t.Helper()
	waitFor(h.t, h.db, "the job", func(r *store.Reader) bool {
		n, err := r.CountJobs("waiting")
		return err == nil && n > 0
	})
}

// CHAT-16, ATK-10: what stays unread for five minutes is mailed to a visitor who
// left, once, in the team's words alone; the answer by mail comes back into the
// thread and proves the address.
func TestMail_continues(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	h.works()
	b := h.browser()
	b.enter(nil)
	thread, _ := b.say("", "BUY CHEAP PILLS")
	b.must(http.StatusOK, "POST", "/chat/v1/email", object{"email": "jane@customer.test"})
	h.answer(thread, "It ships on Monday.")
	h.waitJob()
	h.noMail("the visitor may still read it")
	h.later(6 * time.Minute)
	m := h.mail()
	if m.To[0].Address != "jane@customer.test" || !strings.Contains(m.Text, "It ships on Monday.") || strings.Contains(m.Text+m.HTML+m.Subject, "PILLS") || m.From.Address != h.mailbox.Address {
		t.Errorf("got %+v", m)
	}
	if m.ReplyTo == nil || parley.ReplyToken(m.ReplyTo.Address) == "" {
		t.Errorf("the mail cannot be answered: %v", m.ReplyTo)
	}
	h.later(10 * time.Minute)
	h.noMail("it was mailed already")
	r := h.db.Read(t.Context())
	res := h.receive(&channel.Inbound{Key: "mail-1", From: parley.Address{Address: "jane@customer.test"}, To: []parley.Address{{Address: h.mailbox.Address}},
		Delivered: []string{m.ReplyTo.Address}, InReplyTo: []string{m.MailID}, Subject: "Re", Text: "Thanks", Reply: "Thanks", MailID: "j1@customer.test"})
	th := h.thread(r, thread)
	if res.ThreadID != th.ID {
		t.Errorf("the answer went to thread %v", res)
	}
	if v, err := r.Visitor(th.VisitorID); err != nil || !v.EmailVerified {
		t.Errorf("got %+v, %v", v, err)
	}
	for _, x := range b.must(http.StatusOK, "GET", "/chat/v1/threads/"+thread, nil)["messages"].([]any) {
		if x.(object)["text"] == "Thanks" {
			t.Error("a mail is shown to who did not prove to be its author")
		}
	}
}

// CHAT-16: who reads, or is there, gets no mail; neither does an unknown address.
func TestMail_notNeeded(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	h.works()
	reads, here, unknown := h.browser(), h.browser(), h.browser()
	for _, b := range []*browser{reads, here, unknown} {
		b.enter(nil)
		thread, _ := b.say("", "hello")
		if b != unknown {
			b.must(http.StatusOK, "POST", "/chat/v1/email", object{"email": "jane@customer.test"})
		}
		m := h.answer(thread, "hi")
		switch b {
		case reads:
			b.must(http.StatusNoContent, "POST", "/chat/v1/read", object{"thread_id": thread, "seq": m.Seq})
		case here:
			b.socket(b.seq).next("hello")
		}
	}
	waitFor(t, h.db, "three jobs", func(r *store.Reader) bool { n, err := r.CountJobs("waiting"); return err == nil && n >= 3 })
	h.later(6 * time.Minute)
	h.noMail("read, here or unknown")
}

// THR-06: a chat that an agent lets go on by e-mail, and closes without a mail,
// is mailed to its visitor as it ends, once; before an address is known the
// switch is refused.
func TestMail_switchThenClose(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	h.works()
	b := h.browser()
	b.enter(nil)
	thread, _ := b.say("", "my words")
	h.answer(thread, "our words")
	err := h.db.Write(t.Context(), func(tx *store.Tx) error {
		return visitor.GoOnByEmail(tx, parley.ByUser(h.admin.ID), h.thread(&tx.Reader, thread))
	})
	if parley.KindOf(err) != parley.Conflict {
		t.Errorf("without an address: %v", err)
	}
	b.must(http.StatusOK, "POST", "/chat/v1/email", object{"email": "jane@customer.test"})
	h.switchToMail(thread)
	h.do(thread, triage.Verb{Action: triage.Close})
	if m := h.mail(); m.To[0].Address != "jane@customer.test" || !strings.Contains(m.Text, "our words") || strings.Contains(m.Text, "my words") {
		t.Errorf("got %+v", m)
	}
	h.do(thread, triage.Verb{Action: triage.Reopen})
	h.do(thread, triage.Verb{Action: triage.Close})
	h.later(10 * time.Minute)
	h.noMail("it was mailed already")
}

// An agent goes on by e-mail: the first mail holds what was said, to an address
// that is not proved the team's words alone.
func TestMail_switch(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	h.works()
	b := h.browser()
	b.enter(nil)
	thread, _ := b.say("", "my words")
	h.answer(thread, "our words")
	b.must(http.StatusOK, "POST", "/chat/v1/email", object{"email": "jane@customer.test"})
	h.switchToMail(thread)
	h.write(func(tx *store.Tx) error {
		_, err := deliver.Reply(tx, h.admin, h.thread(&tx.Reader, thread), deliver.NewMessage{ClientID: "first-mail", AccountID: h.mailbox.ID,
			To: []parley.Address{{Address: "jane@customer.test"}}, Subject: "Your chat", Text: "Let us go on here.", HTML: "<p>Let us go on <b>here</b>.</p>"})
		return err
	})
	h.later(time.Minute)
	m := h.mail()
	if !strings.Contains(m.Text, "> our words") || !strings.Contains(m.HTML, "our words") || strings.Contains(m.Text+m.HTML, "my words") {
		t.Errorf("got %q and %q", m.Text, m.HTML)
	}
}

// CHAT-19, CHAT-20, ATK-10: closing by the team asks for a rating, once, and
// mails the transcript: to an unproved address without the visitor's words, to
// colleagues whole.
func TestClosing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	h.works()
	h.change(func(f *parley.Chatflow, s *parley.ChatSettings) {
		f.Options.Rating, s.Sites = true, []string{"https://www.shop.test"}
	})
	h.write(func(tx *store.Tx) error {
		in, err := tx.Inbox(h.account.InboxID)
		if err != nil {
			return err
		}
		in.Settings.ChatTranscript = parley.ChatTranscript{On: true, UserIDs: []parley.UserID{h.admin.ID}}
		return settings.UpdateInbox(tx, parley.ByUser(h.admin.ID), in)
	})
	b := h.browser()
	b.enter(nil)
	thread, _ := b.say("", "spam spam spam")
	b.must(http.StatusOK, "POST", "/chat/v1/email", object{"email": "victim@customer.test"})
	h.answer(thread, "Can we help?")
	line := b.socket(b.seq)
	if got, _ := b.ask("POST", "/chat/v1/rating", object{"thread_id": thread, "score": 5}); got != http.StatusConflict {
		t.Errorf("a rating before the end: got %d", got)
	}
	h.do(thread, triage.Verb{Action: triage.Close})
	for f := line.next("thread"); f["thread"].(object)["rating_asked"] != true; f = line.next("thread") {
	}
	mails := map[string]*channel.Outbound{}
	for range 2 {
		m := h.mail()
		mails[m.To[0].Address] = m
	}
	victim, ada := mails["victim@customer.test"], mails["ada@shop.test"]
	if victim == nil || strings.Contains(victim.Text+victim.HTML+victim.Subject, "spam spam") || !strings.Contains(victim.Text, "Can we help?") || !strings.Contains(victim.Text, "https://www.shop.test/#hs-chat-open") {
		t.Errorf("to the visitor: %+v", victim)
	}
	if ada == nil || !strings.Contains(ada.Text, "spam spam spam") {
		t.Errorf("to a colleague: %+v", ada)
	}
	b.must(http.StatusUnprocessableEntity, "POST", "/chat/v1/rating", object{"thread_id": thread, "score": 6})
	b.must(http.StatusNoContent, "POST", "/chat/v1/rating", object{"thread_id": thread, "score": 4, "comment": "Fine"})
	if got, _ := b.ask("POST", "/chat/v1/rating", object{"thread_id": thread, "score": 1}); got != http.StatusConflict {
		t.Errorf("a second rating: got %d", got)
	}
	r := h.db.Read(t.Context())
	ratings, err := r.Ratings(h.thread(r, thread).ID)
	if err != nil || len(ratings) != 1 || ratings[0].Score != 4 || ratings[0].Comment != "Fine" || ratings[0].UserID != h.admin.ID {
		t.Errorf("got %+v, %v", ratings, err)
	}
}

// CHAT-22: a chat in which nobody writes is called idle once, and closed only
// where the inbox wants it.
func TestIdle(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	b := h.browser()
	b.enter(nil)
	thread, _ := b.say("", "hello")
	idle := func() int {
		t.Helper()
		if err := h.desk.MarkIdle(t.Context()); err != nil {
			t.Fatal(err)
		}
		r, n := h.db.Read(t.Context()), 0
		events, err := r.ThreadEvents(h.thread(r, thread).ID, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Kind == parley.ThreadIdle {
				n++
			}
		}
		return n
	}
	if n := idle(); n != 0 {
		t.Errorf("idle at once")
	}
	h.ahead.Add(int64(31 * time.Minute))
	if n := idle() + idle(); n != 2 {
		t.Errorf("called idle %d times in two looks, want once in each history", n)
	}
	if th := h.thread(h.db.Read(t.Context()), thread); th.Status != parley.ThreadOpen {
		t.Error("closed by itself")
	}
	h.write(func(tx *store.Tx) error {
		in, err := tx.Inbox(h.account.InboxID)
		if err != nil {
			return err
		}
		in.Settings.CloseIdleChats = true
		return settings.UpdateInbox(tx, parley.ByUser(h.admin.ID), in)
	})
	b.say(thread, "still there?")
	h.ahead.Add(int64(31 * time.Minute))
	if n := idle(); n != 2 {
		t.Errorf("after another silence: %d", n)
	}
	if th := h.thread(h.db.Read(t.Context()), thread); th.Status != parley.ThreadClosed {
		t.Error("the inbox closes idle chats, and this one stands open")
	}
}
