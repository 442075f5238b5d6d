package job

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

const (
	leaseTime = 60 * time.Second
	idlePoll  = 5 * time.Second
)

// Work is a job in the hands of its handler.
type Work struct {
	ID      parley.JobID
	Attempt int64
	Last    bool // there will be no further attempt
	payload string
	runner  *Runner
}

// Decode reads the payload.
func (w *Work) Decode(v any) error {
	if err := json.Unmarshal([]byte(w.payload), v); err != nil {
		return Permanent(err)
	}
	return nil
}

// Progress records how far long work has come.
func (w *Work) Progress(ctx context.Context, done, total int64) error {
	return w.runner.db.Write(ctx, func(tx *store.Tx) error { return tx.JobProgress(w.ID, done, total) })
}

// Handler does the work of one kind.
type Handler func(ctx context.Context, w *Work) error

// Runner works jobs off until its context ends.
type Runner struct {
	db       *store.DB
	name     string
	handlers map[string]Handler
	limits   map[string]int
	periods  []period
	mu       sync.Mutex
	held     map[parley.JobID]bool // run here
}

type period struct {
	name  string
	every time.Duration
	fn    func(context.Context) error
}

// NewRunner makes a runner. Register all handlers before Run.
func NewRunner(db *store.DB) *Runner {
	return &Runner{db: db, name: db.Holder(), handlers: map[string]Handler{}, held: map[parley.JobID]bool{},
		limits: map[string]int{QueueDefault: 4, QueueSend: 8, QueueBulk: 1, QueueHooks: 16}}
}

// Handle registers the handler of a kind.
func (r *Runner) Handle(kind string, h Handler) { r.handlers[kind] = h }

// Every runs fn again and again, on one node at a time.
func (r *Runner) Every(name string, every time.Duration, fn func(context.Context) error) {
	r.periods = append(r.periods, period{name, every, fn})
}

// Run works until ctx ends, then gives back what it holds.
func (r *Runner) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	for queue, limit := range r.limits {
		wg.Go(func() { r.serve(ctx, queue, limit) })
	}
	for _, p := range r.periods {
		wg.Go(func() { r.repeat(ctx, p) })
	}
	wg.Go(func() { r.rescue(ctx) })
	wg.Wait()
	return r.db.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.ReleaseJobs(r.name) })
}

// serve hands due jobs of one queue to at most limit goroutines.
func (r *Runner) serve(ctx context.Context, queue string, limit int) {
	var wg sync.WaitGroup
	defer wg.Wait()
	slots := make(chan struct{}, limit)
	for ctx.Err() == nil {
		changed := r.db.Changed()
		jobs := r.take(ctx, queue, limit-len(slots))
		for _, j := range jobs {
			slots <- struct{}{}
			wg.Go(func() { defer func() { <-slots }(); r.work(ctx, j) })
		}
		if len(jobs) == 0 || len(slots) == limit {
			r.sleep(ctx, queue, changed)
		}
	}
}

func (r *Runner) take(ctx context.Context, queue string, n int) (jobs []*store.Job) {
	if n == 0 || !r.due(ctx, queue) {
		return nil
	}
	err := r.db.Write(ctx, func(tx *store.Tx) (err error) {
		jobs, err = tx.TakeJobs(queue, r.name, leaseTime, n)
		return err
	})
	if err != nil && ctx.Err() == nil {
		slog.Error("take jobs", "queue", queue, "err", err)
		pause(ctx, time.Second)
	}
	return jobs
}

// due asks by a read, so that idle workers write nothing.
func (r *Runner) due(ctx context.Context, queue string) bool {
	at, err := r.db.Read(ctx).NextJobAt(queue)
	return err == nil && !at.IsZero() && !at.After(r.db.Now())
}

// sleep waits for a commit, the next due job or a while.
func (r *Runner) sleep(ctx context.Context, queue string, changed <-chan struct{}) {
	wait := idlePoll
	if at, err := r.db.Read(ctx).NextJobAt(queue); err == nil && !at.IsZero() {
		wait = min(wait, max(at.Sub(r.db.Now()), 10*time.Millisecond))
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-changed:
	case <-timer.C:
	}
}

// work runs one job and records what became of it.
func (r *Runner) work(ctx context.Context, j *store.Job) {
	run, cancel := context.WithCancel(ctx)
	defer cancel()
	defer r.hold(j.ID)()
	go r.keep(run, cancel, j.ID)
	err := r.call(run, j)
	if ctx.Err() != nil && err != nil {
		return // given back by Run
	}
	state, runAt, reason := verdict(j, err, r.db.Now())
	if state != "done" {
		slog.Warn("job did not succeed", "job", j.ID, "kind", j.Kind, "attempt", j.Attempt, "state", state, "err", err)
	}
	err = r.db.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		return tx.FinishJob(j.ID, r.name, state, runAt, reason)
	})
	if err != nil {
		slog.Error("finish job", "job", j.ID, "err", err)
	}
}

func (r *Runner) call(ctx context.Context, j *store.Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("panic in a job", "kind", j.Kind, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	h := r.handlers[j.Kind]
	if h == nil {
		return fmt.Errorf("no handler for %q", j.Kind)
	}
	return h(ctx, &Work{ID: j.ID, Attempt: j.Attempt, Last: j.Attempt >= j.MaxAttempts, payload: j.Payload, runner: r})
}

// keep prolongs the lease while the job runs, and stops the job once the lease
// is lost.
func (r *Runner) keep(ctx context.Context, cancel func(), id parley.JobID) {
	tick := time.NewTicker(leaseTime / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		kept := true
		err := r.db.Write(ctx, func(tx *store.Tx) (err error) {
			kept, err = tx.KeepJob(id, r.name, leaseTime)
			return err
		})
		if err == nil && !kept {
			cancel()
		}
	}
}

// rescue gives back the jobs of workers that are gone, now and then.
func (r *Runner) rescue(ctx context.Context) {
	for {
		if err := r.settle(ctx); err != nil && ctx.Err() == nil {
			slog.Error("rescue jobs", "err", err)
		}
		if !pause(ctx, leaseTime/4) {
			return
		}
	}
}

// settle makes leases and due times true by the clock as it now is, which may
// have jumped: what runs here is kept, what nobody holds is given back, and what
// a clock put back has delayed is brought forward (SAFE-07).
func (r *Runner) settle(ctx context.Context) error {
	return r.db.Write(ctx, func(tx *store.Tx) error {
		for _, id := range r.running() {
			if _, err := tx.KeepJob(id, r.name, leaseTime); err != nil {
				return err
			}
		}
		if _, err := tx.RescueJobs(leaseTime); err != nil {
			return err
		}
		return tx.HurryJobs()
	})
}

func (r *Runner) running() []parley.JobID {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Collect(maps.Keys(r.held))
}

// hold notes that a job runs here, until release.
func (r *Runner) hold(id parley.JobID) (release func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[id] = true
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.held, id)
	}
}

func (r *Runner) repeat(ctx context.Context, p period) {
	for {
		mine := false
		r.db.Write(ctx, func(tx *store.Tx) (err error) {
			mine, err = tx.Lease("every/"+p.name, r.name, tx.Now.Add(p.every+leaseTime))
			return err
		})
		if mine {
			if err := p.fn(ctx); err != nil && ctx.Err() == nil {
				slog.Error("periodic work", "name", p.name, "err", err)
			}
		}
		if !pause(ctx, p.every) {
			return
		}
	}
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
