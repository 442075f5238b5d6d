package triage_test

import (
	"context"
	"encoding/json"
	"reflect"
	"time"

	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/search"
	"parley/internal/store"
	"parley/internal/view"
)

func (w *world) idle() bool {
	w.t.Helper()
	r := w.db.Read(context.Background())
	for _, queue := range []string{job.QueueDefault, job.QueueBulk, job.QueueSend} {
		if at, err := r.NextJobAt(queue); err != nil || !at.IsZero() && !at.After(w.db.Now()) {
			return false
		}
	}
	busy, err := r.Jobs("running", 1)
	return err == nil && len(busy) == 0
}

// named says in words of the specification where a thread stands (README §3.2).
func named(kind view.Kind, th *parley.Thread) bool {
	live := !th.Spam && !th.Trashed && th.MergedInto == 0
	working := live && th.Status == parley.ThreadOpen && !th.OutboundOnly
	held := th.BotState == parley.BotActive || th.BotState == parley.BotTimedOut
	snoozed := !th.SnoozedAt.IsZero()
	switch kind {
	case view.Unassigned:
		return working && !held && !snoozed && (th.AssigneeID == 0 || th.AssigneeKind == parley.ActorTeam)
	case view.Mine:
		return working && !snoozed && th.AssigneeKind == parley.ActorUser
	case view.Open:
		return working && !held
	case view.Email:
		return working && th.Channel == parley.ChannelEmail
	case view.Snoozed:
		return live && th.Status == parley.ThreadOpen && snoozed
	case view.Closed:
		return live && th.Status == parley.ThreadClosed
	case view.Sent:
		return live && th.HasSent
	case view.Spam:
		return th.Spam && !th.Trashed && th.MergedInto == 0
	case view.Trash:
		return th.Trashed && th.MergedInto == 0
	}
	return false // no chats, calls or bots here
}

type place struct {
	view   parley.ViewID
	bucket int64
}

// check compares members and counters with what the predicates say.
func (w *world) check() {
	w.t.Helper()
	r := w.db.Read(context.Background())
	views, err := r.Views(0)
	if err != nil {
		w.t.Fatal(err)
	}
	want := map[place]int64{}
	for _, th := range w.threads() {
		w.checkThread(r, th)
		members, err := r.Members([]parley.ThreadID{th.ID})
		if err != nil {
			w.t.Fatal(err)
		}
		have := map[place]time.Time{}
		for _, m := range members {
			have[place{m.ViewID, m.Bucket}] = m.SortAt
		}
		for _, v := range views {
			p := place{view: v.ID}
			if v.Kind == string(view.Mine) {
				p.bucket = th.AssigneeID
			}
			holds := v.InboxID == th.InboxID && w.holds(r, v, th)
			if holds {
				want[p]++
			}
			at, is := have[p]
			if is != holds || is && !at.Equal(view.SortAt(view.Kind(v.Kind), th)) {
				w.t.Errorf("thread %d stands in view %q %q: %v (at %v), want %v\n%+v", th.ID, v.Kind, v.Filter, is, at, holds, *th)
			}
			delete(have, p)
		}
		if len(have) > 0 {
			w.t.Errorf("thread %d stands in strange places: %v", th.ID, have)
		}
	}
	if real, kept, err := r.RealLoads(); err != nil || !reflect.DeepEqual(real, kept) {
		w.t.Errorf("ROUTE-12: loads are kept as %v, and are %v (%v)", kept, real, err)
	}
	real, err := r.RealCounts()
	if err != nil {
		w.t.Fatal(err)
	}
	sum := int64(0)
	for _, c := range real {
		sum += c.Count
	}
	for p, n := range want {
		if got, err := r.CountOf(p.view, p.bucket); err != nil || got != n {
			w.t.Errorf("view %d counts %d, want %d (%v)", p.view, got, n, err)
		}
		sum -= n
	}
	if sum != 0 {
		w.t.Errorf("%d members belong to no thread", sum)
	}
	for _, u := range w.users {
		counts, err := r.Counts(u.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, c := range counts {
			if c.Count != want[place{c.ViewID, c.Bucket}] {
				w.t.Errorf("view %d counts %d, want %d", c.ViewID, c.Count, want[place{c.ViewID, c.Bucket}])
			}
		}
	}
}

func (w *world) holds(r *store.Reader, v *store.View, th *parley.Thread) bool {
	if v.Kind != string(view.Custom) {
		return named(view.Kind(v.Kind), th)
	}
	var f search.Filter
	if err := json.Unmarshal([]byte(v.Filter), &f); err != nil {
		w.t.Fatal(err)
	}
	facts := &search.Facts{Thread: th, Now: w.db.Now()}
	if th.ContactID != 0 {
		facts.Contact, _ = r.Contact(th.ContactID)
	}
	return !th.Spam && !th.Trashed && th.MergedInto == 0 && f.Match(facts)
}

// checkThread compares what a thread says of itself with its messages.
func (w *world) checkThread(r *store.Reader, th *parley.Thread) {
	w.t.Helper()
	if later := th.LatestReceivedAt; later.Before(th.LatestSentAt) && !th.LatestMessageAt.Equal(th.LatestSentAt) || !later.Before(th.LatestSentAt) && !th.LatestMessageAt.Equal(later) {
		w.t.Errorf("thread %d: latest message %v, received %v, sent %v", th.ID, th.LatestMessageAt, th.LatestReceivedAt, th.LatestSentAt)
	}
	messages, err := r.Messages(th.ID, nil, 1<<20)
	if err != nil {
		w.t.Fatal(err)
	}
	sent, received := false, false
	for _, m := range messages {
		if m.InboxID != th.InboxID {
			w.t.Errorf("thread %d is in inbox %d, its message %d in %d", th.ID, th.InboxID, m.ID, m.InboxID)
		}
		if m.Kind == parley.KindMessage {
			sent, received = sent || m.Direction == parley.Outgoing, received || m.Direction == parley.Incoming && !m.Automatic()
		}
	}
	if th.MergedInto == 0 && (th.HasSent != sent || th.OutboundOnly && received) {
		w.t.Errorf("thread %d: has sent %v, want %v; outbound only %v, received %v", th.ID, th.HasSent, sent, th.OutboundOnly, received)
	}
	if th.MergedInto == 0 && received && th.LatestReceivedAt.IsZero() {
		w.t.Errorf("thread %d received mail, and says never", th.ID)
	}
}
