package triage_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/internal/blob"
	"parley/internal/channel"
	"parley/internal/deliver"
	"parley/internal/ingest"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/search"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
	"parley/internal/view"
)

// VIEW-03 to VIEW-16, VIEW-20, SAFE-09 and the invariants 1, 4 and 6 of the
// specification: whatever arrives and whatever people do, in any order, each
// view holds exactly the threads that its predicate names, in their places, and
// counts them right. Merge, split and undo are among it (THR-24, 25, 27).
func TestViews_holdWhatTheirPredicatesName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	batches := 20
	if testing.Short() {
		batches = 5
	}
	for batch := range batches {
		for range 20 {
			w.step()
		}
		w.leave()
		w.settle()
		w.check()
		if t.Failed() {
			t.Fatalf("after batch %d; the last steps were %q", batch, w.done[max(0, len(w.done)-25):])
		}
	}
	for _, what := range []string{"mail", "answer", "comment", "merge", "undo", "clocks", "Bob"} {
		if !testing.Short() && !slices.ContainsFunc(w.done, func(s string) bool { return strings.HasPrefix(s, what) }) {
			t.Errorf("%s never happened", what)
		}
	}
}

// world is an installation where things happen at random.
type world struct {
	t        *testing.T
	db       *store.DB
	rnd      *rand.Rand
	receiver *ingest.Receiver
	users    []*parley.User
	accounts []*parley.ChannelAccount
	tags     []*store.Tag
	mails    []string // Message-IDs that one can refer to
	undos    []undoable
	done     []string // what happened, for a failure

	mu  sync.Mutex
	now time.Time
}

// anyone may do anything: rights are not what this is about.
func anyone(*store.Tx, *parley.Thread) error { return nil }

type undoable struct {
	user *parley.User
	id   int64
}

func newWorld(t *testing.T) *world {
	seed := uint64(time.Now().UnixNano())
	if n, err := strconv.ParseUint(os.Getenv("PARLEY_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("PARLEY_SEED=%d", seed)
	w := &world{t: t, rnd: rand.New(rand.NewPCG(seed, 0)), now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}
	w.db = storetest.NewAt(t, func() time.Time {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.now
	})
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	w.receiver = ingest.New(w.db, blobs, nil)
	storetest.Write(t, w.db, w.setUp)
	return w
}

// filters are custom views of each kind of question.
var filters = []string{
	`{"field":"status","operator":"is","value":"open"}`,
	`{"op":"and","children":[{"field":"tag","operator":"known"},{"op":"or","children":[{"field":"unassigned","operator":"is","value":true},{"field":"snoozed","operator":"is","value":true}]}]}`,
	`{"op":"or","children":[{"field":"subject","operator":"contains","value":"Ä"},{"field":"contact_email","operator":"contains","value":"c1@"}]}`,
	`{"field":"waiting","operator":"longer_than","value":90}`,
	`{"op":"and","children":[{"field":"waiting","operator":"shorter_than","value":240},{"field":"has_comment","operator":"is","value":false}]}`,
	`{"op":"and","children":[]}`,
	`{"field":"latest_sent_at","operator":"after","value":"2026-11-02T12:00:00Z"}`,
}

func (w *world) setUp(tx *store.Tx) error {
	s := settings.Setup{CompanyName: "Corner Shop", Language: "en", Timezone: "UTC", FirstName: "Ada", Email: "ada@shop.test", MailDomain: "mail.test"}
	ada, err := s.Run(tx, "hash")
	if err != nil {
		return err
	}
	bob, err := settings.NewUser("bob@shop.test", "Bob", "", "en", "UTC")
	if err != nil {
		return err
	}
	bob.ID, bob.CreatedAt = parley.UserID(tx.NewID()), tx.Now
	if err := tx.Insert("user", bob); err != nil {
		return err
	}
	w.users = []*parley.User{ada, bob}
	inboxes, err := tx.Inboxes()
	if err != nil {
		return err
	}
	by := parley.ByUser(ada.ID)
	for i, in := range inboxes {
		acct := &parley.ChannelAccount{InboxID: in.ID, Channel: parley.ChannelEmail, Name: in.Name, Address: fmt.Sprintf("team%d@shop.test", i)}
		if err := settings.ConnectAccount(tx, by, acct, nil); err != nil {
			return err
		}
		w.accounts = append(w.accounts, acct)
		tag := &store.Tag{InboxID: in.ID, Name: "urgent", Color: "#c02020"}
		if err := settings.SaveTag(tx, by, tag); err != nil {
			return err
		}
		w.tags = append(w.tags, tag)
		for j, f := range filters {
			if err := settings.CreateView(tx, ada, &store.View{InboxID: in.ID, Name: fmt.Sprint("view ", j), Shared: "everyone", Filter: f}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) note(format string, args ...any) {
	w.done = append(w.done, fmt.Sprintf(format, args...))
}

// step is one thing that happens.
func (w *world) step() {
	w.advance(time.Duration(w.rnd.IntN(20)) * time.Minute)
	switch n := w.rnd.IntN(100); {
	case n < 25:
		w.arrive()
	case n < 33:
		w.answer()
	case n < 37:
		w.compose()
	case n < 42:
		w.comment()
	case n < 46:
		w.merge()
	case n < 50:
		w.split()
	case n < 58:
		w.undo()
	case n < 60:
		w.advance(time.Duration(w.rnd.IntN(200)) * time.Hour)
		w.clocks()
	default:
		w.verb()
	}
}

func (w *world) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) pick(n int) int { return w.rnd.IntN(n) }

// write runs fn; a rule that says no is part of the game.
func (w *world) write(what string, fn func(*store.Tx) error) bool {
	w.t.Helper()
	err := w.db.Write(context.Background(), fn)
	switch kind := parley.KindOf(err); {
	case err == nil:
		w.note("%s", what)
		return true
	case kind == parley.Internal || kind == parley.Unavailable:
		w.t.Errorf("%s: %v", what, err)
	}
	return false
}

// arrive is a mail: new or in a thread, from a customer, a machine or a role.
func (w *world) arrive() {
	n := len(w.mails) + 1
	acct := w.accounts[w.pick(len(w.accounts))]
	in := &channel.Inbound{AccountID: acct.ID, Channel: parley.ChannelEmail, Key: fmt.Sprint("mail ", n), MailID: fmt.Sprintf("%d@customer.test", n),
		From: parley.Address{Name: "Customer", Address: fmt.Sprintf("c%d@customer.test", w.pick(4))}, To: []parley.Address{{Address: acct.Address}},
		Subject: []string{"Ärger", "Order", ""}[w.pick(3)], Text: "Hello", Reply: "Hello", ContentHash: fmt.Sprint(n), Authenticated: "pass",
		Raw: fmt.Appendf(nil, "Subject: %d\r\n\r\nHello", n)}
	switch w.pick(10) {
	case 0:
		in.From.Address = "sales@customer.test"
	case 1:
		in.Auto = []string{"auto-reply", "list", "bounce"}[w.pick(3)]
	case 2:
		in.Silent, in.Closed, in.At = true, w.pick(2) == 0, w.db.Now().Add(-time.Duration(w.pick(5000))*time.Hour)
	case 3:
		in.Ours, in.From, in.To = true, parley.Address{Address: acct.Address}, []parley.Address{{Address: "c1@customer.test"}}
	}
	if len(w.mails) > 0 && w.pick(2) == 0 {
		in.InReplyTo = []string{w.mails[w.pick(len(w.mails))]}
	}
	w.mails = append(w.mails, in.MailID)
	res, err := w.receiver.Receive(context.Background(), in)
	if err != nil {
		w.t.Errorf("receive: %v", err)
	}
	w.note("mail %d in thread %d: %s%s", n, res.ThreadID, res.Outcome, in.Auto)
}

// threads returns all, of all inboxes.
func (w *world) threads() []*parley.Thread {
	w.t.Helper()
	var out []*parley.Thread
	for _, acct := range w.accounts {
		list, err := w.db.Read(context.Background()).ThreadsAfter(acct.InboxID, 0, 1<<20)
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, list...)
	}
	return out
}

// some returns a thread, or nil while there is none.
func (w *world) some() *parley.Thread {
	if all := w.threads(); len(all) > 0 {
		return all[w.pick(len(all))]
	}
	return nil
}

func (w *world) user() *parley.User { return w.users[w.pick(len(w.users))] }

func (w *world) answer() {
	th, u := w.some(), w.user()
	if th == nil {
		return
	}
	w.write(fmt.Sprint("answer in ", th.ID), func(tx *store.Tx) error {
		th, err := tx.Thread(th.ID)
		if err != nil {
			return err
		}
		acct := w.accounts[0]
		if acct.InboxID != th.InboxID {
			acct = w.accounts[1]
		}
		m, err := deliver.Reply(tx, u, th, deliver.NewMessage{AccountID: acct.ID, To: []parley.Address{{Address: "c1@customer.test"}}, Subject: "Re", Text: "Hi", Close: w.pick(3) == 0})
		if err == nil {
			w.mails = append(w.mails, m.MailID)
			if w.pick(4) == 0 {
				return deliver.Withdraw(tx, parley.ByUser(u.ID), m)
			}
		}
		return err
	})
}

func (w *world) compose() {
	acct := w.accounts[w.pick(len(w.accounts))]
	w.write("compose", func(tx *store.Tx) error {
		_, m, err := deliver.Compose(tx, w.users[0], acct.InboxID, deliver.NewMessage{AccountID: acct.ID, To: []parley.Address{{Address: "c2@customer.test"}}, Subject: "Offer", Text: "Hi"})
		if err == nil {
			w.mails = append(w.mails, m.MailID)
		}
		return err
	})
}

func (w *world) comment() {
	th, u := w.some(), w.user()
	if th == nil {
		return
	}
	w.write(fmt.Sprint("comment in ", th.ID), func(tx *store.Tx) error {
		th, err := tx.Thread(th.ID)
		if err != nil {
			return err
		}
		m, err := triage.AddComment(tx, parley.ByUser(u.ID), th, triage.NewComment{Text: "look"})
		if err == nil && w.pick(3) == 0 {
			return triage.DeleteComment(tx, u, m)
		}
		return err
	})
}

func (w *world) merge() {
	from, into, u := w.some(), w.some(), w.user()
	if from == nil {
		return
	}
	w.write(fmt.Sprint("merge ", from.ID, " into ", into.ID), func(tx *store.Tx) error {
		id, err := triage.Merge(tx, parley.ByUser(u.ID), from, into)
		w.undos = append(w.undos, undoable{u, id})
		return err
	})
}

func (w *world) split() {
	th, u := w.some(), w.user()
	if th == nil {
		return
	}
	w.write(fmt.Sprint("split ", th.ID), func(tx *store.Tx) error {
		messages, err := tx.Messages(th.ID, nil, 100)
		if err != nil || len(messages) == 0 {
			return err
		}
		_, id, err := triage.Split(tx, parley.ByUser(u.ID), th, []string{messages[w.pick(len(messages))].UID}, "")
		w.undos = append(w.undos, undoable{u, id})
		return err
	})
}

func (w *world) undo() {
	if len(w.undos) == 0 {
		return
	}
	u := w.undos[len(w.undos)-1-w.pick(min(3, len(w.undos)))]
	w.write(fmt.Sprint("undo ", u.id), func(tx *store.Tx) error {
		_, err := triage.Undo(tx, parley.ByUser(u.user.ID), u.id, anyone)
		return err
	})
}

func (w *world) clocks() {
	if _, err := triage.RunClocks(context.Background(), w.db); err != nil {
		w.t.Error(err)
	}
	w.note("clocks")
}

// leave takes Bob away for a moment: his threads lose their owner (VIEW-05).
func (w *world) leave() {
	w.write("Bob leaves", func(tx *store.Tx) error {
		bob, err := tx.User(w.users[1].ID)
		if err != nil {
			return err
		}
		if err := settings.DeactivateUser(tx, w.users[0], bob); err != nil {
			return err
		}
		return settings.ReactivateUser(tx, w.users[0], bob)
	})
}

// verb is an act of a person on one to three threads.
func (w *world) verb() {
	all := w.threads()
	if len(all) == 0 {
		return
	}
	var ids []parley.ThreadID
	for range 1 + w.pick(3) {
		ids = append(ids, all[w.pick(len(all))].ID)
	}
	actions := []triage.Action{triage.Close, triage.Close, triage.Reopen, triage.Assign, triage.Assign, triage.Snooze, triage.Snooze, triage.Unsnooze, triage.Tag, triage.Untag,
		triage.Spam, triage.NotSpam, triage.NotSpam, triage.Block, triage.Unblock, triage.Trash, triage.Restore, triage.Restore, triage.Purge, triage.Move, triage.Move, triage.Read, triage.Follow}
	v := triage.Verb{Action: actions[w.pick(len(actions))], TagID: w.tags[w.pick(len(w.tags))].ID, InboxID: w.accounts[w.pick(len(w.accounts))].InboxID}
	if n := w.pick(3); n < 2 {
		v.Assignee = parley.ByUser(w.users[n].ID)
	}
	if w.pick(2) == 0 {
		v.Until = w.db.Now().Add(time.Duration(1+w.pick(300)) * time.Minute)
	}
	u := w.user()
	res, err := triage.Do(context.Background(), w.db, parley.ByUser(u.ID), v, ids, anyone)
	if err != nil {
		w.t.Errorf("%s %v: %v", v.Action, ids, err)
		return
	}
	if res.UndoID != 0 {
		w.undos = append(w.undos, undoable{u, res.UndoID})
	}
	w.note("%s %v", v.Action, ids)
}

// settle lets the background work that is due be done.
func (w *world) settle() {
	w.t.Helper()
	jobs := job.NewRunner(w.db)
	view.Handle(jobs, w.db)
	settings.Handle(jobs, w.db, settings.Letters{})
	for _, kind := range []string{"deliver.send", "deliver.system"} {
		jobs.Handle(kind, func(context.Context, *job.Work) error { return nil })
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { jobs.Run(ctx) })
	for late := time.After(2 * time.Minute); ; {
		changed := w.db.Changed()
		if w.idle() {
			break
		}
		select {
		case <-changed:
		case <-late:
			w.t.Fatal("the background work does not end")
		}
	}
	cancel()
	running.Wait()
}

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
