package triage_test

import (
	"context"
	"testing"

	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
	"parley/internal/view"
)

// LIST-08, SAFE-09: work on many that is cut off in the middle goes on with the
// next worker, does nothing twice, and is taken back as one.
func TestBulk_goesOnAfterARestart(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	const inbox, user = parley.InboxID(1), parley.UserID(5)
	var ids []parley.ThreadID
	var undo int64
	storetest.Write(t, db, func(tx *store.Tx) (err error) {
		if err := tx.Insert("inbox", &parley.Inbox{ID: inbox, Name: "Support", Everyone: true}); err != nil {
			return err
		}
		if err := view.CreateStandards(tx, inbox); err != nil {
			return err
		}
		for range 250 {
			th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: inbox, Status: parley.ThreadOpen, Channel: parley.ChannelEmail, BotState: parley.BotNone, CreatedAt: tx.Now}
			ids = append(ids, th.ID)
			if err := tx.Insert("thread", th); err != nil {
				return err
			}
			if err := triage.Store(tx, th); err != nil {
				return err
			}
		}
		_, undo, err = triage.Enqueue(tx, parley.ByUser(user), triage.Verb{Action: triage.Close}, ids)
		return err
	})
	// work runs until a slice has ended at stop.
	work := func(stop int) {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		b := &triage.Bulk{DB: db, Free: func(triage.Effects) {},
			Allowed: func(*store.Tx, parley.UserID, triage.Verb) (triage.Allowed, error) { return anyone, nil },
			Tell: func(_ parley.UserID, _ parley.JobID, done, total int) {
				if done == min(stop, total) {
					cancel()
				}
			}}
		r := job.NewRunner(db)
		r.Handle(triage.BulkJob, b.Run)
		if err := r.Run(ctx); err != nil {
			t.Fatal(err)
		}
	}
	closed := func() (n int) {
		for _, id := range ids {
			if th, err := db.Read(t.Context()).Thread(id); err == nil && th.Status == parley.ThreadClosed {
				n++
			}
		}
		return n
	}
	if work(100); closed() != 100 {
		t.Fatalf("the first worker closed %d", closed())
	}
	if work(250); closed() != 250 {
		t.Fatalf("the second worker brought it to %d", closed())
	}
	events, err := db.Read(t.Context()).Events(0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	times := map[parley.ThreadID]int{}
	for _, e := range events {
		if e.Kind == "thread.closed" {
			times[e.ThreadID]++
		}
	}
	for _, id := range ids {
		if times[id] != 1 {
			t.Errorf("%d was closed %d times", id, times[id])
		}
	}
	takeBack := func() {
		t.Helper()
		storetest.Write(t, db, func(tx *store.Tx) error {
			_, err := triage.Undo(tx, parley.ByUser(user), undo, anyone)
			return err
		})
	}
	takeBack()
	if work(1); closed() == 0 {
		t.Error("taking back was one transaction of all")
	}
	if work(250); closed() != 0 {
		t.Errorf("%d are still closed after the undo", closed())
	}

	// Taken back while at work, it stops.
	storetest.Write(t, db, func(tx *store.Tx) (err error) {
		_, undo, err = triage.Enqueue(tx, parley.ByUser(user), triage.Verb{Action: triage.Close}, ids)
		return err
	})
	work(100)
	takeBack()
	work(250) // the job sees that it was taken back
	if work(1); closed() != 0 {
		t.Errorf("%d were closed by work that was taken back", closed())
	}
}
