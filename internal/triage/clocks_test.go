package triage_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
	"parley/internal/view"
)

// SPAM-13, SPAM-17, SPAM-15: spam goes after 90 days and trash after 30, each by
// its own clock; in the trash only the trash clock runs; a restored spam thread
// begins anew; purging twice does nothing, leaves a trace in the log and
// nothing else.
func TestRunClocks_purges(t *testing.T) {
	t.Parallel()
	now := &atomic.Int64{}
	now.Store(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli())
	db := storetest.NewAt(t, func() time.Time { return time.UnixMilli(now.Load()) })
	ctx := context.Background()
	const inbox = parley.InboxID(1)
	threads := map[string]*parley.Thread{}
	storetest.Write(t, db, func(tx *store.Tx) error {
		if err := tx.Insert("inbox", &parley.Inbox{ID: inbox, Name: "Support", Everyone: true}); err != nil {
			return err
		}
		if err := view.CreateStandards(tx, inbox); err != nil {
			return err
		}
		for _, name := range []string{"spam", "trash", "spam then trash", "kept"} {
			th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: inbox, Status: parley.ThreadOpen, Channel: parley.ChannelEmail, BotState: parley.BotNone, CreatedAt: tx.Now}
			threads[name] = th
			if err := tx.Insert("thread", th); err != nil {
				return err
			}
			m := &parley.Message{Kind: parley.KindMessage, Direction: parley.Incoming, Status: parley.MessageReceived, From: parley.Address{Address: "a@b.example"}, Text: "hello"}
			if err := triage.Append(tx, th, triage.NewMessage{Message: m}); err != nil {
				return err
			}
			if err := triage.Store(tx, th); err != nil {
				return err
			}
		}
		return nil
	})
	do := func(action triage.Action, name string) {
		t.Helper()
		allowed := func(*store.Tx, *parley.Thread) error { return nil }
		res, err := triage.Do(ctx, db, parley.ByUser(5), triage.Verb{Action: action}, []parley.ThreadID{threads[name].ID}, allowed)
		if err != nil || res.Outcomes[0].Err != nil {
			t.Fatalf("%s %s: %v %v", action, name, err, res.Outcomes)
		}
	}
	after := func(days int, want ...string) {
		t.Helper()
		now.Add((time.Duration(days) * 24 * time.Hour).Milliseconds())
		for range 2 {
			if _, err := triage.RunClocks(ctx, db); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range want {
			if _, err := db.Read(ctx).Thread(threads[name].ID); err != nil {
				t.Errorf("after %d more days %q: %v", days, name, err)
			}
			delete(threads, name)
		}
		for name, th := range threads {
			if _, err := db.Read(ctx).Thread(th.ID); parley.KindOf(err) != parley.NotFound {
				t.Errorf("after %d more days %q is still there: %v", days, name, err)
			}
		}
	}
	do(triage.Spam, "spam")
	do(triage.Spam, "spam then trash")
	do(triage.Trash, "trash")
	all := map[string]*parley.Thread{}
	for name, th := range threads {
		all[name] = th
	}
	keep := func() {
		threads = map[string]*parley.Thread{}
		for name, th := range all {
			threads[name] = th
		}
	}
	after(29, "spam", "trash", "spam then trash", "kept")
	keep()
	do(triage.Trash, "spam then trash")
	after(2, "spam", "spam then trash", "kept")
	keep()
	do(triage.Restore, "spam then trash")
	after(60, "spam then trash", "kept")
	keep()
	after(31, "kept")
	events, err := db.Read(ctx).Events(0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	purged := 0
	for _, e := range events {
		if e.Kind == parley.ThreadPurged {
			purged++
		}
	}
	if purged != 3 {
		t.Errorf("%d purges are in the log, want 3", purged)
	}
	counts, err := db.Read(ctx).Counts(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range counts {
		if real, err := db.Read(ctx).CountOf(c.ViewID, 0); err != nil || real < 0 || real > 1 {
			t.Errorf("view %d counts %d, %v", c.ViewID, real, err)
		}
	}
}

// SAFE-07: a clock that jumps a day ahead and an hour back wakes a snoozed
// thread once, and purges nothing before its days are over by the clock.
func TestRunClocks_jumps(t *testing.T) {
	t.Parallel()
	now := &atomic.Int64{}
	now.Store(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli())
	db := storetest.NewAt(t, func() time.Time { return time.UnixMilli(now.Load()) })
	ctx := context.Background()
	snoozed := &parley.Thread{InboxID: 1, Status: parley.ThreadOpen, Channel: parley.ChannelEmail, BotState: parley.BotNone}
	trashed := *snoozed
	storetest.Write(t, db, func(tx *store.Tx) error {
		if err := tx.Insert("inbox", &parley.Inbox{ID: 1, Name: "Support", Everyone: true}); err != nil {
			return err
		}
		if err := view.CreateStandards(tx, 1); err != nil {
			return err
		}
		for _, th := range []*parley.Thread{snoozed, &trashed} {
			th.ID, th.CreatedAt = parley.ThreadID(tx.NewID()), tx.Now
			if err := tx.Insert("thread", th); err != nil {
				return err
			}
		}
		return nil
	})
	do := func(v triage.Verb, id parley.ThreadID) {
		t.Helper()
		res, err := triage.Do(ctx, db, parley.ByUser(5), v, []parley.ThreadID{id}, func(*store.Tx, *parley.Thread) error { return nil })
		if err != nil || res.Outcomes[0].Err != nil {
			t.Fatalf("%s: %v %v", v.Action, err, res.Outcomes)
		}
	}
	do(triage.Verb{Action: triage.Snooze, Until: time.UnixMilli(now.Load()).Add(3 * time.Hour)}, snoozed.ID)
	do(triage.Verb{Action: triage.Trash}, trashed.ID)
	for _, jump := range []struct {
		by      time.Duration
		snoozed bool
	}{{-time.Hour, true}, {24 * time.Hour, false}, {-time.Hour, false}, {-24 * time.Hour, false}} {
		now.Add(jump.by.Milliseconds())
		if _, err := triage.RunClocks(ctx, db); err != nil {
			t.Fatal(err)
		}
		th, err := db.Read(ctx).Thread(snoozed.ID)
		if err != nil || th.Snoozed() != jump.snoozed {
			t.Errorf("after a jump by %v: snoozed is %v, %v", jump.by, th.Snoozed(), err)
		}
		if th, err := db.Read(ctx).Thread(trashed.ID); err != nil || !th.Trashed {
			t.Errorf("after a jump by %v the trash is %v", jump.by, err)
		}
	}
}
