package triage_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/internal/deliver"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
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
