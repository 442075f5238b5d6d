package job_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

func enqueue(t *testing.T, db *store.DB, s job.Spec) {
	t.Helper()
	storetest.Write(t, db, func(tx *store.Tx) error { _, err := job.Enqueue(tx, s); return err })
}

func run(t *testing.T, r *job.Runner) {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { r.Run(ctx) })
	t.Cleanup(func() { cancel(); wg.Wait() })
}

// A job exists exactly if its cause does; a key keeps a second one away.
func TestEnqueue_withItsCause(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	boom := errors.New("boom")
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		if _, err := job.Enqueue(tx, job.Spec{Kind: "a"}); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	enqueue(t, db, job.Spec{Kind: "b", Key: "1"})
	enqueue(t, db, job.Spec{Kind: "b", Key: "1"})
	jobs, err := db.Read(context.Background()).Jobs("waiting", 10)
	if err != nil || len(jobs) != 1 || jobs[0].Kind != "b" {
		t.Fatalf("got %+v, %v; want one job b", jobs, err)
	}
}

// A failure is retried; the last one leaves a dead job that can be retried.
func TestRunner_retriesThenKeepsTheDead(t *testing.T) {
	t.Parallel()
	clock := atomic.Int64{}
	clock.Store(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli())
	db := storetest.NewAt(t, func() time.Time { return time.UnixMilli(clock.Load()) })
	ctx := context.Background()
	calls := make(chan int64)
	fail := atomic.Bool{}
	fail.Store(true)
	r := job.NewRunner(db)
	r.Handle("flaky", func(ctx context.Context, w *job.Work) error {
		calls <- w.Attempt
		if fail.Load() {
			return errors.New("not today")
		}
		return nil
	})
	enqueue(t, db, job.Spec{Kind: "flaky", MaxAttempts: 2})
	run(t, r)
	if got := <-calls; got != 1 {
		t.Fatalf("first attempt is %d", got)
	}
	await(t, db, func() bool { j, _ := db.Read(ctx).Jobs("waiting", 1); return len(j) == 1 })
	clock.Add(time.Hour.Milliseconds())
	poke(t, db)
	if got := <-calls; got != 2 {
		t.Fatalf("second attempt is %d", got)
	}
	var dead []*store.Job
	await(t, db, func() bool { dead, _ = db.Read(ctx).Jobs("dead", 1); return len(dead) == 1 })
	if dead[0].LastError != "not today" {
		t.Fatalf("the dead job says %q", dead[0].LastError)
	}
	fail.Store(false)
	storetest.Write(t, db, func(tx *store.Tx) error { _, err := tx.RetryJob(dead[0].ID); return err })
	<-calls
	await(t, db, func() bool { j, _ := db.Read(ctx).Jobs("done", 1); return len(j) == 1 })
}

// A worker killed in the middle loses its lease; another runs the job again.
func TestRunner_workerKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	clock := atomic.Int64{}
	clock.Store(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli())
	db := storetest.NewAt(t, func() time.Time { return time.UnixMilli(clock.Load()) })
	enqueue(t, db, job.Spec{Kind: "work"})
	storetest.Write(t, db, func(tx *store.Tx) error { // a worker takes it and is never heard of again
		jobs, err := tx.TakeJobs(job.QueueDefault, "gone", time.Minute, 1)
		if err == nil && len(jobs) != 1 {
			t.Errorf("took %d jobs", len(jobs))
		}
		return err
	})
	clock.Add(2 * time.Minute.Milliseconds())
	done := make(chan int64, 1)
	r := job.NewRunner(db)
	r.Handle("work", func(_ context.Context, w *job.Work) error { done <- w.Attempt; return nil })
	run(t, r)
	if got := <-done; got != 2 {
		t.Fatalf("the second worker's attempt is %d", got)
	}
}

// Two runners on one database never run the same job twice.
func TestRunner_severalNodes(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	const n = 60
	var mu sync.Mutex
	seen := map[int]int{}
	all := make(chan struct{}, n)
	var dbs []*store.DB
	for range 2 {
		db, err := store.Open(context.Background(), store.Options{URL: url, Key: storetest.Key})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		dbs = append(dbs, db)
	}
	for i := range n {
		enqueue(t, dbs[0], job.Spec{Kind: "count", Payload: i})
	}
	for _, db := range dbs {
		r := job.NewRunner(db)
		r.Handle("count", func(_ context.Context, w *job.Work) error {
			var i int
			if err := w.Decode(&i); err != nil {
				return err
			}
			mu.Lock()
			seen[i]++
			mu.Unlock()
			all <- struct{}{}
			return nil
		})
		run(t, r)
	}
	for range n {
		<-all
	}
	mu.Lock()
	defer mu.Unlock()
	for i, times := range seen {
		if times != 1 {
			t.Errorf("job %d ran %d times", i, times)
		}
	}
}

func poke(t *testing.T, db *store.DB) {
	storetest.Write(t, db, func(tx *store.Tx) error { return tx.SetSetting("poke", true) })
}

func await(t *testing.T, db *store.DB, ok func() bool) {
	t.Helper()
	deadline := time.After(2 * time.Minute)
	for {
		changed := db.Changed()
		if ok() {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			t.Fatal("waited in vain")
		}
	}
}

// SAFE-09: a follower sees each event once, in order, through failures and a
// successor that takes over.
func TestFollow_eachEventOnce(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	storetest.Write(t, db, func(tx *store.Tx) error {
		return tx.Insert("account", &store.Account{ID: 1, Epoch: "one", Settings: map[string]any{}})
	})
	const n = 450
	var got []int64
	fails := 3
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- job.Follow(ctx, db, "test", func(tx *store.Tx, events []*parley.Event) error {
			if fails--; fails >= 0 {
				return errors.New("not yet")
			}
			for _, e := range events {
				got = append(got, e.Seq)
			}
			if len(got) == n {
				cancel()
			}
			return nil
		})
	}()
	for range n {
		storetest.Write(t, db, func(tx *store.Tx) error { _, err := tx.Event(&parley.Event{Kind: "test.happened"}); return err })
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	for i, seq := range got {
		if seq != int64(i+1) {
			t.Fatalf("event %d came in place %d", seq, i)
		}
	}
}

// SAFE-09: who follows after a process that was killed waits for no lease of
// the dead.
func TestFollow_afterACrash(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	storetest.Write(t, db, func(tx *store.Tx) error {
		return tx.Insert("account", &store.Account{ID: 1, Epoch: "one", Settings: map[string]any{}})
	})
	for range 2 {
		storetest.Write(t, db, func(tx *store.Tx) error {
			if _, err := tx.Event(&parley.Event{Kind: "test.happened"}); err != nil {
				return err
			}
			return tx.Bury(db.Node())
		})
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		seen := false
		job.Follow(ctx, db, "test", func(*store.Tx, []*parley.Event) error {
			seen = true
			cancel()
			return nil
		})
		if cancel(); !seen {
			t.Fatal("waited in vain")
		}
	}
}
