package store

import (
	"time"

	"parley/internal/parley"
)

// Job is durable work. See package job.
type Job struct {
	ID          parley.JobID
	Queue       string
	Kind        string
	UniqueKey   *string
	Payload     string
	State       string // waiting, running, done or dead
	Priority    int64
	Attempt     int64
	MaxAttempts int64
	RunAt       time.Time
	LeaseUntil  time.Time
	LeasedBy    string
	LastError   string
	Done        int64 // progress of long work, of Total
	Total       int64
	CreatedAt   time.Time
	FinishedAt  time.Time
}

// AddJob adds one, unless one of the same kind and key waits or runs.
func (tx *Tx) AddJob(j *Job) (bool, error) {
	var key any
	if j.UniqueKey != nil {
		key = *j.UniqueKey
	}
	n, err := tx.Affect(`INSERT INTO job (id, queue, kind, unique_key, payload, state, priority, attempt, max_attempts, run_at, lease_until, leased_by, last_error, created_at, finished_at)
	  VALUES ($1, $2, $3, $4, $5, 'waiting', $6, 0, $7, $8, 0, '', '', $9, 0) ON CONFLICT DO NOTHING`,
		j.ID, j.Queue, j.Kind, key, j.Payload, j.Priority, j.MaxAttempts, j.RunAt, tx.Now)
	return n > 0, err
}

const jobColumns = `id, queue, kind, payload, state, priority, attempt, max_attempts, run_at, lease_until, leased_by, last_error, done, total, created_at, finished_at`

// TakeJobs leases at most limit due jobs of a queue to a worker.
func (tx *Tx) TakeJobs(queue, worker string, lease time.Duration, limit int) ([]*Job, error) {
	jobs, err := list[Job](&tx.Reader, `UPDATE job SET state = 'running', attempt = attempt + 1, leased_by = $1, lease_until = $2
	  WHERE id IN (SELECT id FROM job WHERE state = 'waiting' AND queue = $3 AND run_at <= $4 ORDER BY priority, run_at, id LIMIT $5)
	  RETURNING `+jobColumns, worker, tx.Now.Add(lease), queue, tx.Now, limit)
	tx.wrote = tx.wrote || len(jobs) > 0
	return jobs, err
}

// KeepJob prolongs a lease; false when the job is no longer the worker's.
func (tx *Tx) KeepJob(id parley.JobID, worker string, lease time.Duration) (bool, error) {
	n, err := tx.Affect(`UPDATE job SET lease_until = $1 WHERE id = $2 AND leased_by = $3 AND state = 'running'`, tx.Now.Add(lease), id, worker)
	return n > 0, err
}

// FinishJob ends a worker's job: done, waiting again at runAt, or dead.
func (tx *Tx) FinishJob(id parley.JobID, worker, state string, runAt time.Time, failure string) error {
	var finished time.Time
	if state != "waiting" {
		finished = tx.Now
	}
	return tx.Exec(`UPDATE job SET state = $1, run_at = $2, last_error = $3, finished_at = $4, leased_by = '', lease_until = 0
	  WHERE id = $5 AND leased_by = $6 AND state = 'running'`, state, runAt, failure, finished, id, worker)
}

// RescueJobs gives back the jobs whose worker is gone. A lease that lasts longer
// than any that is given was taken under a clock that has been put back since.
func (tx *Tx) RescueJobs(lease time.Duration) (int64, error) {
	return tx.Affect(`UPDATE job SET state = 'waiting', leased_by = '', lease_until = 0 WHERE state = 'running' AND (lease_until < $1 OR lease_until > $2)`,
		tx.Now, tx.Now.Add(lease+leaseSkew))
}

// HurryJobs makes due what a clock put back has delayed: jobs from the future
// that were to run at once, or to be tried again.
func (tx *Tx) HurryJobs() error {
	return tx.Exec(`UPDATE job SET run_at = $1 WHERE state = 'waiting' AND created_at > $2 AND run_at > $1 AND (run_at <= created_at OR attempt > 0)`,
		tx.Now, tx.Now.Add(leaseSkew))
}

// ReleaseJobs gives back all jobs of a worker that stops.
func (tx *Tx) ReleaseJobs(worker string) error {
	return tx.Exec(`UPDATE job SET state = 'waiting', attempt = attempt - 1, leased_by = '', lease_until = 0 WHERE state = 'running' AND leased_by = $1`, worker)
}

// NextJobAt is when the earliest waiting job of a queue is due; zero for none.
func (r *Reader) NextJobAt(queue string) (time.Time, error) {
	ms, err := scalar[int64](r, `SELECT COALESCE(MIN(run_at), 0) FROM job WHERE state = 'waiting' AND queue = $1`, queue)
	return fromMillis(ms), err
}

// JobProgress records how far long work has come.
func (tx *Tx) JobProgress(id parley.JobID, done, total int64) error {
	return tx.Exec(`UPDATE job SET done = $1, total = $2 WHERE id = $3`, done, total, id)
}

// Jobs returns the newest jobs in a state.
func (r *Reader) Jobs(state string, limit int) ([]*Job, error) {
	return list[Job](r, `SELECT `+jobColumns+` FROM job WHERE state = $1 ORDER BY id DESC LIMIT $2`, state, limit)
}

// Job returns one.
func (r *Reader) Job(id parley.JobID) (*Job, error) {
	return one[Job](r, "job", `SELECT `+jobColumns+` FROM job WHERE id = $1`, id)
}

// RetryJob makes a dead job wait again, with its attempts given back.
func (tx *Tx) RetryJob(id parley.JobID) (bool, error) {
	n, err := tx.Affect(`UPDATE job SET state = 'waiting', attempt = 0, run_at = $1, finished_at = 0 WHERE id = $2 AND state = 'dead'`, tx.Now, id)
	return n > 0, err
}

// DropJob forgets a job that does not run.
func (tx *Tx) DropJob(id parley.JobID) (bool, error) {
	n, err := tx.Affect(`DELETE FROM job WHERE id = $1 AND state <> 'running'`, id)
	return n > 0, err
}

// DropUniqueJob forgets the waiting job of a key.
func (tx *Tx) DropUniqueJob(kind, key string) error {
	return tx.Exec(`DELETE FROM job WHERE kind = $1 AND unique_key = $2 AND state = 'waiting'`, kind, key)
}

// TidyJobs forgets what was done before a time.
func (tx *Tx) TidyJobs(before time.Time) error {
	return tx.Exec(`DELETE FROM job WHERE state = 'done' AND finished_at < $1`, before)
}

// CountJobs counts the jobs in a state.
func (r *Reader) CountJobs(state string) (int64, error) {
	return scalar[int64](r, `SELECT COUNT(*) FROM job WHERE state = $1`, state)
}
