package automation_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/automation"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// HOOK-04, HOOK-05, HOOK-06, HOOK-07, SPAM-19: what happens to a conversation is told, signed, with the ids and
// words that the documents name, in its order.
func TestWebhook_conversation(t *testing.T) {
	w := setup(t)
	subs := map[string]*parley.WebhookSubscription{}
	for _, s := range [][2]string{{"conversation.creation"}, {"conversation.newMessage"}, {"conversation.deletion"},
		{"conversation.propertyChange", "assignedTo"}, {"conversation.propertyChange", "status"}, {"conversation.propertyChange", "isArchived"}} {
		subs[s[0]+s[1]] = w.subscribe(s[0], s[1])
	}
	w.start()
	th := w.open()
	w.apply(th, triage.Verb{Action: triage.Assign, Assignee: parley.ByUser(w.user.ID)})
	w.apply(th, triage.Verb{Action: triage.Assign})
	var comment *parley.Message
	w.write(func(tx *store.Tx) (err error) {
		comment, err = triage.AddComment(tx, parley.ByUser(w.user.ID), th, triage.NewComment{Text: "Look"})
		return err
	})
	for _, a := range []triage.Action{triage.Close, triage.Reopen, triage.Trash, triage.Restore, triage.Trash, triage.Purge} {
		w.apply(th, triage.Verb{Action: a})
	}
	all := w.to.count(11)
	line := func(e told) string {
		out := e.SubscriptionType + " " + e.PropertyName + e.MessageType
		if e.PropertyValue != nil {
			out += "=" + *e.PropertyValue
		}
		return out + " " + e.ChangeFlag
	}
	var got []string
	for _, e := range all {
		got = append(got, strings.TrimSpace(line(e)))
		s := subs[e.SubscriptionType+e.PropertyName]
		if e.EventID == 0 || s == nil || e.SubscriptionID != int64(s.ID) || e.PortalID != 12345678 || e.AppID != int64(w.app.ID) ||
			e.OccurredAt != w.clock.Load() || e.AttemptNumber != 0 || e.ObjectID != int64(th.ID) {
			t.Errorf("fields of %+v", e)
		}
	}
	want := []string{
		"conversation.creation  CREATED", "conversation.newMessage MESSAGE NEW_MESSAGE",
		"conversation.propertyChange assignedTo=A-" + w.user.ID.String(), "conversation.propertyChange assignedTo=",
		"conversation.newMessage COMMENT NEW_MESSAGE",
		"conversation.propertyChange status=CLOSED", "conversation.propertyChange status=OPEN",
		"conversation.propertyChange isArchived=true", "conversation.propertyChange isArchived=false", "conversation.propertyChange isArchived=true",
		"conversation.deletion  DELETED",
	}
	if !slices.Equal(got, want) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if all[4].MessageID != comment.UID || len(all[1].MessageID) != 32 {
		t.Errorf("message ids %q and %q", all[1].MessageID, all[4].MessageID)
	}
}

// HOOK-08, HOOK-09: a call that is not answered by 2xx in time is repeated with
// growing delays and the same event ids, ten times within a day; the next event
// of its object waits for it, those of others do not.
func TestWebhook_repeatsInOrder(t *testing.T) {
	w := setup(t)
	w.subscribe("conversation.creation", "")
	w.subscribe("conversation.newMessage", "")
	var ill parley.ThreadID
	fails := []int{500, 404, 302, 0}
	w.to.answer = func(n int, events []told) int {
		if slices.ContainsFunc(events, func(e told) bool { return e.ObjectID == int64(ill) }) {
			return fails[n%len(fails)]
		}
		return 204
	}
	th := w.open()
	ill = th.ID
	w.start()
	w.to.count(1)
	start := w.now()
	var last time.Time
	var gap time.Duration
	for n := 1; n <= 10; n++ {
		log := w.becomes(func(log []*parley.WebhookEvent) bool {
			return log[1].Attempt == n && log[1].State == parley.HookWaiting
		})
		if log[0].State != parley.HookQueued {
			t.Fatalf("after %d failures the next event is %s", n, log[0].State)
		}
		if log[1].Code == 0 && log[1].Reason == "" {
			t.Errorf("failure %d has no reason", n)
		}
		if !last.IsZero() && log[1].DueAt.Sub(w.now()) <= gap {
			t.Errorf("delay %d is %s after %s", n, log[1].DueAt.Sub(w.now()), gap)
		}
		last, gap = log[1].DueAt, log[1].DueAt.Sub(w.now())
		w.later(gap)
	}
	if all := w.now().Sub(start); all > 24*time.Hour || all < 12*time.Hour {
		t.Errorf("ten retries are spread over %s", all)
	}
	// The eleventh call fails too: the event is given up, and the next has its turn.
	w.becomes(func(log []*parley.WebhookEvent) bool { return log[1].State == parley.HookFailed && log[0].Attempt == 1 })
	ids := map[int64]int{}
	for i, e := range w.to.all() {
		ids[e.EventID]++
		if i < 11 && e.AttemptNumber != i {
			t.Errorf("call %d says attempt %d", i, e.AttemptNumber)
		}
	}
	first, second := w.to.all()[0], w.to.all()[11]
	if ids[first.EventID] != 11 || second.SubscriptionType != "conversation.newMessage" || second.AttemptNumber != 0 {
		t.Errorf("calls by event: %v, then %+v", ids, second)
	}
	well := w.open() // another object is not held up
	w.to.await(func(all []told) bool {
		return slices.ContainsFunc(all, func(e told) bool {
			return e.ObjectID == int64(well.ID) && e.SubscriptionType == "conversation.newMessage"
		})
	})
}

// HOOK-08: an answer that does not come in time is none.
func TestWebhook_answerTooLate(t *testing.T) {
	w := setup(t)
	w.net.Timeout = time.Second
	w.subscribe("conversation.creation", "")
	free := make(chan struct{})
	w.to.answer = func(n int, _ []told) int {
		if n == 1 {
			<-free
		}
		return 200
	}
	defer close(free)
	w.start()
	w.open()
	log := w.becomes(func(log []*parley.WebhookEvent) bool { return len(log) == 1 && log[0].Attempt == 1 })
	if log[0].Reason != "timeout" || log[0].Code != 0 || log[0].TookMS < 900 {
		t.Errorf("the log says %+v", log[0])
	}
	w.to.mu.Lock()
	clear(w.to.busy) // the receiver goes on with the first call, which nobody waits for
	w.to.mu.Unlock()
	w.write(func(tx *store.Tx) error { return automation.Resend(tx, parley.ByUser(w.user.ID), log[0]) }) // a person need not wait
	w.becomes(settled(1))
}

// HOOK-10: what happened is told whatever ends the server, before the call or
// in the middle of it; what was on the wire then comes again under its id.
func TestWebhook_restart(t *testing.T) {
	w := setup(t)
	w.subscribe("conversation.newMessage", "")
	begun := make(chan struct{})
	free := make(chan struct{})
	w.to.answer = func(n int, _ []told) int {
		if n == 1 {
			close(begun)
			<-free
		}
		return 204
	}
	w.start()
	th := w.open()
	<-begun
	w.stop()
	close(free)
	w.write(func(tx *store.Tx) error { _, err := w.say(tx, th); return err }) // while nobody works
	w.to.mu.Lock()
	clear(w.to.busy)
	w.to.mu.Unlock()
	w.start()
	all := w.to.count(3)
	if all[0].EventID != all[1].EventID || all[1].AttemptNumber != 0 || all[2].EventID == all[1].EventID || all[1].MessageID == all[2].MessageID {
		t.Errorf("told %+v", all)
	}
	w.becomes(settled(2))
}

// HOOK-04, HOOK-09: events go by the hundred at most, in as many calls at once
// as the app allows, and in more than one where it allows more.
func TestWebhook_manyAtOnce(t *testing.T) {
	w := setup(t)
	w.subscribe("conversation.creation", "")
	const n, atOnce = 450, 2
	full := make(chan struct{})
	w.to.answer = func(call int, events []told) int {
		if call == atOnce {
			close(full)
		}
		if call <= atOnce {
			<-full // the first ends when as many as may are under way
		}
		return 200
	}
	w.write(func(tx *store.Tx) error {
		for range n {
			if _, err := w.openIn(tx, w.inbox); err != nil {
				return err
			}
		}
		return w.point(tx, atOnce)
	})
	w.start()
	ids := map[int64]bool{}
	for _, e := range w.to.count(n) {
		ids[e.EventID] = true
	}
	w.becomes(settled(n))
	if len(ids) != n || w.to.most != atOnce {
		t.Errorf("%d events in %d calls, %d at once", len(ids), len(w.to.calls), w.to.most)
	}
}

// HOOK-01, HOOK-11: without settings events wait; what is switched off, lost its
// scope, lies in another inbox or was there before is not told.
func TestWebhook_paused(t *testing.T) {
	w := setup(t)
	w.open() // before anybody asked
	s := w.subscribe("conversation.creation", "")
	w.write(func(tx *store.Tx) error { return automation.DropWebhook(tx, parley.System, w.app.ID) })
	w.start()
	first := w.open()
	w.becomes(func(log []*parley.WebhookEvent) bool { return len(log) == 1 })
	w.write(func(tx *store.Tx) error { return w.point(tx, 10) })
	if all := w.to.count(1); len(all) != 1 || all[0].ObjectID != int64(first.ID) {
		t.Fatalf("told %+v", all)
	}
	w.becomes(settled(1))
	other := parley.InboxID(0)
	w.write(func(tx *store.Tx) error {
		other = parley.InboxID(tx.NewID())
		w.app.InboxIDs = []parley.InboxID{w.inbox}
		return tx.Save("app", w.app)
	})
	quiet := func(what string, open func()) {
		open()
		w.write(func(tx *store.Tx) error { // an event that is told shows that the one before was read
			s := &parley.WebhookSubscription{AppID: w.app.ID, EventType: "conversation.newMessage", Active: true}
			w.app.Scopes = []string{"conversations.read"}
			if err := tx.Save("app", w.app); err != nil {
				return err
			}
			return automation.Subscribe(tx, parley.System, s)
		})
		before := len(w.to.all())
		w.open()
		all := w.to.await(func(all []told) bool {
			return len(all) > before && all[len(all)-1].SubscriptionType == "conversation.newMessage"
		})
		for _, e := range all[before:] {
			if e.SubscriptionType == "conversation.creation" && e.ObjectID != all[len(all)-1].ObjectID {
				t.Errorf("%s: told of %+v", what, e)
			}
		}
		w.write(func(tx *store.Tx) error {
			subs, err := tx.WebhookSubscriptions(w.app.ID)
			if err != nil {
				return err
			}
			return automation.Unsubscribe(tx, parley.System, subs[len(subs)-1])
		})
	}
	quiet("another inbox", func() { w.write(func(tx *store.Tx) error { _, err := w.openIn(tx, other); return err }) })
	quiet("without the scope", func() {
		w.write(func(tx *store.Tx) error { w.app.Scopes = nil; return tx.Save("app", w.app) })
		seen, err := w.db.Read(context.Background()).Head()
		if err != nil {
			t.Fatal(err)
		}
		w.open()
		w.followed(seen + 1)
	})
	w.write(func(tx *store.Tx) error { return automation.SetActive(tx, parley.System, s, false) })
	w.open()
	head, _ := w.db.Read(context.Background()).Head()
	w.followed(head)
	if log := w.log(); slices.ContainsFunc(log, func(e *parley.WebhookEvent) bool { return e.Seq > head-3 }) {
		t.Errorf("switched off, and yet %+v", log[0])
	}
}

// followed waits until the follower has read up to an event.
func (w *world) followed(seq int64) {
	w.Helper()
	deadline := time.After(2 * time.Minute)
	for {
		changed := w.db.Changed()
		at, err := w.db.Read(context.Background()).Cursor("webhooks")
		if err != nil {
			w.Fatal(err)
		}
		if at >= seq {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			w.Fatalf("the follower stands at %d, want %d", at, seq)
		}
	}
}
