package store

import (
	"time"

	"parley/internal/parley"
)

// Webhook returns where an app is told of events, or nil.
func (r *Reader) Webhook(id parley.AppID) (*parley.Webhook, error) {
	return first[parley.Webhook](r, `SELECT * FROM webhook WHERE app_id = $1`, id)
}

// SetWebhook writes it.
func (tx *Tx) SetWebhook(w *parley.Webhook) error {
	if err := tx.DropWebhook(w.AppID); err != nil {
		return err
	}
	return tx.Insert("webhook", w)
}

// DropWebhook forgets it.
func (tx *Tx) DropWebhook(id parley.AppID) error {
	return tx.Exec(`DELETE FROM webhook WHERE app_id = $1`, id)
}

// WebhookSubscriptions returns those of an app, or all for zero, oldest first.
func (r *Reader) WebhookSubscriptions(id parley.AppID) ([]*parley.WebhookSubscription, error) {
	return list[parley.WebhookSubscription](r, `SELECT * FROM webhook_subscription WHERE $1 = 0 OR app_id = $1 ORDER BY id`, id)
}

// WebhookSubscription returns one of an app.
func (r *Reader) WebhookSubscription(app parley.AppID, id parley.WebhookSubscriptionID) (*parley.WebhookSubscription, error) {
	return one[parley.WebhookSubscription](r, "subscription", `SELECT * FROM webhook_subscription WHERE app_id = $1 AND id = $2`, app, id)
}

// AddWebhookEvent puts an event behind those of its object that are still to be
// told.
func (tx *Tx) AddWebhookEvent(e *parley.WebhookEvent) error {
	if err := tx.place(e); err != nil {
		return err
	}
	return tx.Insert("webhook_event", e)
}

// ResendWebhookEvent puts an event that was told or given up there once more.
func (tx *Tx) ResendWebhookEvent(e *parley.WebhookEvent) error {
	if err := tx.place(e); err != nil {
		return err
	}
	e.Attempt, e.DueAt = 0, tx.Now
	return tx.Save("webhook_event", e)
}

func (tx *Tx) place(e *parley.WebhookEvent) error {
	before, err := scalar[int64](&tx.Reader, `SELECT id FROM webhook_event
	  WHERE app_id = $1 AND object = $2 AND object_id = $3 AND state IN ('waiting', 'sending', 'queued') LIMIT 1`, e.AppID, e.Object, e.ObjectID)
	e.State = parley.HookWaiting
	if before > 0 {
		e.State = parley.HookQueued
	}
	return err
}

// WebhookEvent returns one of an app.
func (r *Reader) WebhookEvent(app parley.AppID, id parley.WebhookEventID) (*parley.WebhookEvent, error) {
	return one[parley.WebhookEvent](r, "delivery", `SELECT * FROM webhook_event WHERE app_id = $1 AND id = $2`, app, id)
}

// TakeWebhookEvents puts due events of an app, of each object the first, into
// the hands of a job.
func (tx *Tx) TakeWebhookEvents(app parley.AppID, job parley.JobID, limit int) ([]*parley.WebhookEvent, error) {
	events, err := list[parley.WebhookEvent](&tx.Reader, `UPDATE webhook_event SET state = 'sending', job_id = $1
	  WHERE id IN (SELECT id FROM webhook_event WHERE app_id = $2 AND state = 'waiting' AND due_at <= $3 ORDER BY due_at, id LIMIT $4)
	  RETURNING *`, job, app, tx.Now, limit)
	tx.wrote = tx.wrote || len(events) > 0
	return events, err
}

// ReleaseWebhookEvents gives back what a job that begins anew had in hand.
func (tx *Tx) ReleaseWebhookEvents(job parley.JobID) error {
	return tx.Exec(`UPDATE webhook_event SET state = 'waiting', job_id = 0 WHERE job_id = $1 AND state = 'sending'`, job)
}

// WebhookCalls counts the calls of an app under way.
func (r *Reader) WebhookCalls(app parley.AppID) (int64, error) {
	return scalar[int64](r, `SELECT COUNT(DISTINCT job_id) FROM webhook_event WHERE app_id = $1 AND state = 'sending'`, app)
}

// WebhookDue reports whether an app is to be told of something now.
func (r *Reader) WebhookDue(app parley.AppID, now time.Time) (bool, error) {
	n, err := scalar[int64](r, `SELECT id FROM webhook_event WHERE app_id = $1 AND state = 'waiting' AND due_at <= $2 LIMIT 1`, app, now)
	return n > 0, err
}

// SettleWebhookEvent writes what became of an event. Once it is told or given
// up, the next of its object is due.
func (tx *Tx) SettleWebhookEvent(e *parley.WebhookEvent) error {
	if err := tx.Save("webhook_event", e); err != nil || e.State == parley.HookWaiting {
		return err
	}
	return tx.Exec(`UPDATE webhook_event SET state = 'waiting', due_at = $1
	  WHERE id = (SELECT id FROM webhook_event WHERE app_id = $2 AND object = $3 AND object_id = $4 AND state = 'queued' ORDER BY seq, id LIMIT 1)`,
		tx.Now, e.AppID, e.Object, e.ObjectID)
}

// WebhookLog is a page of what an app was told and is to be told, newest first,
// before an id; zero: the newest. An empty state means any.
func (r *Reader) WebhookLog(app parley.AppID, states []parley.WebhookEventState, subscription parley.WebhookSubscriptionID, before parley.WebhookEventID, limit int) ([]*parley.WebhookEvent, error) {
	w := where{}
	w.add("app_id = $?", app)
	if len(states) > 0 {
		whereIn(&w, "state", states)
	}
	if subscription != 0 {
		w.add("subscription_id = $?", subscription)
	}
	if before != 0 {
		w.add("id < $?", before)
	}
	w.args = append(w.args, limit)
	return list[parley.WebhookEvent](r, `SELECT * FROM webhook_event WHERE `+w.String()+` ORDER BY id DESC LIMIT `+mark(len(w.args)), w.args...)
}

// TidyWebhookEvents forgets what happened before a time.
func (tx *Tx) TidyWebhookEvents(before time.Time) error {
	if err := tx.Exec(`DELETE FROM webhook_event WHERE happened_at < $1`, before); err != nil {
		return err
	}
	return tx.Exec(`UPDATE webhook_event SET state = 'waiting' WHERE state = 'queued' AND NOT EXISTS (
	  SELECT 1 FROM webhook_event e WHERE e.app_id = webhook_event.app_id AND e.object = webhook_event.object AND e.object_id = webhook_event.object_id
	    AND e.state IN ('waiting', 'sending', 'queued') AND (e.state <> 'queued' OR e.seq < webhook_event.seq OR e.seq = webhook_event.seq AND e.id < webhook_event.id))`)
}
