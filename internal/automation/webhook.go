package automation

import (
	"context"
	"net/http"
	"time"

	"parley/internal/guard"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

// Options are what the service is wired with.
type Options struct {
	DB *store.DB
	// Net bounds where calls may lead. With AllowPrivate they reach the
	// operator's own networks, by plain HTTP too. An answer may take five
	// seconds unless Timeout says otherwise.
	Net guard.ClientOptions
	// Secret is what an app and we know, to sign what is sent to it.
	Secret func(a *parley.App) ([]byte, error)
}

// Service tells apps. Make it with New.
type Service struct {
	db     *store.DB
	client *http.Client
	secret func(a *parley.App) ([]byte, error)
}

const (
	keep    = 7 * 24 * time.Hour // of the log of deliveries
	callJob = "webhook.call"
)

// New makes the service and registers its jobs.
func New(o Options, r *job.Runner) *Service {
	s := &Service{o.DB, guard.Caller(o.Net), o.Secret}
	r.Handle(callJob, s.call)
	r.Handle(accountJob, s.tellAccount)
	r.Every("webhook.tidy", time.Hour, func(ctx context.Context) error {
		return s.db.Write(ctx, func(tx *store.Tx) error { return tx.TidyWebhookEvents(tx.Now.Add(-keep)) })
	})
	return s
}

// Run follows the event log until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	return job.Follow(ctx, s.db, "webhooks", note)
}

// ring makes an app be called at a time for what it is due then.
func ring(tx *store.Tx, app parley.AppID, at time.Time) error {
	_, err := job.Enqueue(tx, job.Spec{Kind: callJob, Queue: job.QueueHooks, Payload: app, RunAt: at})
	return err
}

// ringNow makes an app be called if it is due anything.
func ringNow(tx *store.Tx, app parley.AppID) error {
	due, err := tx.WebhookDue(app, tx.Now)
	if err != nil || !due {
		return err
	}
	return ring(tx, app, tx.Now)
}
