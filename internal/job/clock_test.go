package job_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/job"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// hands is a clock that a test sets.
type hands struct{ atomic.Int64 }

func newHands() *hands {
	h := &hands{}
	h.Store(time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC).UnixMilli())
	return h
}

func (h *hands) now() time.Time        { return time.UnixMilli(h.Load()) }
func (h *hands) jump(by time.Duration) { h.Add(by.Milliseconds()) }

// SAFE-07: the clock is put back by an hour. What was to run at once runs, the
// job of a dead worker is taken up, a retry is not an hour late, and a job of
// later waits for its time.
func TestRunner_clockPutBack(t *testing.T) {
	t.Parallel()
	clock := newHands()
	db := storetest.NewAt(t, clock.now)
	later := clock.now().Add(2 * time.Hour)
	enqueue(t, db, job.Spec{Kind: "lost"})
	enqueue(t, db, job.Spec{Kind: "retry"})
	storetest.Write(t, db, func(tx *store.Tx) error {
		jobs, err := tx.TakeJobs(job.QueueDefault, "gone", time.Minute, 2)
		if err != nil || len(jobs) != 2 {
			t.Fatalf("took %d jobs, %v", len(jobs), err)
		}
		return tx.FinishJob(jobs[1].ID, "gone", "waiting", tx.Now.Add(time.Minute), "not today")
	})
	enqueue(t, db, job.Spec{Kind: "at once"})
	enqueue(t, db, job.Spec{Kind: "later", RunAt: later})
	clock.jump(-time.Hour)
	done := make(chan string, 4)
	r := job.NewRunner(db)
	for _, kind := range []string{"lost", "retry", "at once", "later"} {
		r.Handle(kind, func(context.Context, *job.Work) error { done <- kind; return nil })
	}
	run(t, r)
	ran := map[string]bool{}
	for range 3 {
		ran[<-done] = true
	}
	waiting, err := db.Read(t.Context()).Jobs("waiting", 5)
	if ran["later"] || len(ran) != 3 || err != nil || len(waiting) != 1 || !waiting[0].RunAt.Equal(later) {
		t.Fatalf("ran %v; %d wait, %v", ran, len(waiting), err)
	}
}

// SAFE-07: the clock jumps a day forward while a job runs. It goes on running,
// once, and what has come due by the new clock runs beside it.
func TestRunner_clockJumpsForward(t *testing.T) {
	t.Parallel()
	clock := newHands()
	db := storetest.NewAt(t, clock.now)
	begun, end, due := make(chan int64, 2), make(chan struct{}), make(chan struct{}, 1)
	r := job.NewRunner(db)
	r.Handle("long", func(ctx context.Context, w *job.Work) error { begun <- w.Attempt; <-end; return ctx.Err() })
	r.Handle("tomorrow", func(context.Context, *job.Work) error { due <- struct{}{}; return nil })
	enqueue(t, db, job.Spec{Kind: "long"})
	enqueue(t, db, job.Spec{Kind: "tomorrow", RunAt: clock.now().Add(20 * time.Hour)})
	run(t, r)
	<-begun
	clock.jump(24 * time.Hour)
	if err := job.Settle(r, t.Context()); err != nil {
		t.Fatal(err)
	}
	poke(t, db)
	<-due
	close(end)
	await(t, db, func() bool { n, _ := db.Read(t.Context()).CountJobs("done"); return n == 2 })
	if len(begun) != 0 {
		t.Fatal("the long job began a second time beside itself")
	}
}

// SAFE-07: a lease taken before the clock was put back keeps nobody away for
// longer than it would have; one taken before a jump forward is free.
func TestLease_clockJumps(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]time.Duration{"forward by a day": 24 * time.Hour, "back by an hour": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := newHands()
			db := storetest.NewAt(t, clock.now)
			lease := func(holder string) (mine bool) {
				storetest.Write(t, db, func(tx *store.Tx) (err error) {
					mine, err = tx.Lease("mailbox/1", holder, tx.Now.Add(time.Minute))
					return err
				})
				return mine
			}
			if !lease("a") || lease("b") {
				t.Fatal("before the jump the first holder has the lease")
			}
			clock.jump(by)
			if !lease("b") || lease("a") {
				t.Error("after the jump nobody could take over")
			}
		})
	}
}
