// Package job is durable work on the same database: enqueued in the caller's
// transaction, so that it exists exactly if its cause does.
//
// A worker takes a job under a lease. If it dies the lease runs out and
// another takes the job: so a handler runs at least once and must be harmless
// when repeated. An error is retried with growing, jittered delays; after the
// last attempt the job is dead, kept, and can be looked at and retried. A
// unique key keeps a second job of the same kind from waiting beside the first.
package job

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// Queues keep slow work from fast.
const (
	QueueDefault = "default"
	QueueSend    = "send"
	QueueBulk    = "bulk"
	QueueHooks   = "webhooks" // calls of others' servers, which may be slow to answer
)

// Spec says what is to be done.
type Spec struct {
	Kind        string
	Payload     any
	Queue       string    // QueueDefault if empty
	Key         string    // at most one job of a kind and key waits or runs; empty: any number
	RunAt       time.Time // zero: at once
	MaxAttempts int       // 0: 12, which is about a day
	Priority    int       // lower runs first
}

// Enqueue adds a job in tx. It returns zero where one of the same key stands.
func Enqueue(tx *store.Tx, s Spec) (parley.JobID, error) {
	payload, err := json.Marshal(s.Payload)
	if err != nil {
		return 0, fmt.Errorf("job %s: %w", s.Kind, err)
	}
	j := &store.Job{
		ID: parley.JobID(tx.NewID()), Kind: s.Kind, Payload: string(payload), Queue: s.Queue,
		Priority: int64(s.Priority), RunAt: s.RunAt, MaxAttempts: int64(s.MaxAttempts),
	}
	if j.Queue == "" {
		j.Queue = QueueDefault
	}
	if j.MaxAttempts == 0 {
		j.MaxAttempts = 12
	}
	if j.RunAt.IsZero() {
		j.RunAt = tx.Now
	}
	if s.Key != "" {
		j.UniqueKey = &s.Key
	}
	added, err := tx.AddJob(j)
	if err != nil || !added {
		return 0, err
	}
	return j.ID, nil
}

// Permanent marks an error that no retry can mend: the job is dead at once.
func Permanent(err error) error { return &permanent{err} }

type permanent struct{ error }

func (p *permanent) Unwrap() error { return p.error }

// Later is an error that makes a job wait without counting the attempt as
// failed.
type Later struct {
	After  time.Duration
	Reason string
}

func (l *Later) Error() string { return l.Reason }

// delay is how long the nth failure waits: 2 s doubling to 4 h, give or take
// a quarter.
func delay(attempt int64) time.Duration {
	d := 2 * time.Second << min(attempt-1, 13)
	d = min(d, 4*time.Hour)
	return d*3/4 + time.Duration(rand.Int64N(int64(d)/2))
}

// verdict is what follows from a handler's answer.
func verdict(j *store.Job, err error, now time.Time) (state string, runAt time.Time, reason string) {
	var later *Later
	var perm *permanent
	switch {
	case err == nil:
		return "done", now, ""
	case errors.As(err, &later):
		return "waiting", now.Add(later.After), later.Reason
	case errors.As(err, &perm) || j.Attempt >= j.MaxAttempts:
		return "dead", now, err.Error()
	}
	return "waiting", now.Add(delay(j.Attempt)), err.Error()
}
