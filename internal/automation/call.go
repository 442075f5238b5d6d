package automation

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"parley/internal/guard"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

// maxBatch is how many events one call holds.
const maxBatch = 100

// call is the job that calls an app once, for what is due.
func (s *Service) call(ctx context.Context, w *job.Work) error {
	var app parley.AppID
	if err := w.Decode(&app); err != nil {
		return err
	}
	c, err := s.take(ctx, app, w.ID)
	if c == nil || err != nil {
		return err
	}
	a := s.post(ctx, c)
	if ctx.Err() != nil {
		return ctx.Err() // the server stops: this job begins anew
	}
	return s.db.Write(ctx, func(tx *store.Tx) error { return settle(tx, c, a) })
}

// callOut is a call with the events it holds.
type callOut struct {
	app    *parley.App
	hook   *parley.Webhook
	events []*parley.WebhookEvent
	body   []byte
}

// take takes what an app is due, unless as many calls as it allows are under
// way: the end of each of those rings again.
func (s *Service) take(ctx context.Context, id parley.AppID, w parley.JobID) (c *callOut, err error) {
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		c = nil
		if err := tx.ReleaseWebhookEvents(w); err != nil {
			return err
		}
		app, err := tx.App(id)
		if err != nil {
			return ignoreGone(err)
		}
		hook, err := tx.Webhook(id)
		if hook == nil || err != nil {
			return err
		}
		busy, err := tx.WebhookCalls(id)
		if err != nil || busy >= int64(hook.MaxConcurrentRequests) {
			return err
		}
		events, err := tx.TakeWebhookEvents(id, w, maxBatch)
		if err != nil || len(events) == 0 {
			return err
		}
		slices.SortFunc(events, func(a, b *parley.WebhookEvent) int { return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.ID, b.ID)) })
		if events, err = sift(tx, app, events); err != nil {
			return err
		}
		if len(events) > 0 {
			c = &callOut{app: app, hook: hook, events: events}
			if c.body, err = wire(tx, app, events); err != nil {
				return err
			}
		}
		return ringNow(tx, id)
	})
	return c, err
}

func ignoreGone(err error) error {
	if parley.KindOf(err) == parley.NotFound {
		return nil
	}
	return err
}

// sift gives up events whose subscription holds no more (HOOK-11).
func sift(tx *store.Tx, app *parley.App, events []*parley.WebhookEvent) ([]*parley.WebhookEvent, error) {
	subs, err := tx.WebhookSubscriptions(app.ID)
	if err != nil {
		return nil, err
	}
	var out []*parley.WebhookEvent
	for _, e := range events {
		i := slices.IndexFunc(subs, func(s *parley.WebhookSubscription) bool { return s.ID == e.SubscriptionID })
		switch {
		case i < 0 || !subs[i].Active:
			e.Reason = "off"
		case !subs[i].Holds(app):
			e.Reason = "scope"
		default:
			out = append(out, e)
			continue
		}
		e.State, e.JobID = parley.HookFailed, 0
		if err := tx.SettleWebhookEvent(e); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// hookEvent is an event on the wire (HOOK-05).
type hookEvent struct {
	EventID          parley.WebhookEventID        `json:"eventId"`
	SubscriptionID   parley.WebhookSubscriptionID `json:"subscriptionId"`
	PortalID         int64                        `json:"portalId"`
	AppID            parley.AppID                 `json:"appId"`
	OccurredAt       int64                        `json:"occurredAt"`
	SubscriptionType string                       `json:"subscriptionType"`
	AttemptNumber    int                          `json:"attemptNumber"`
	ObjectID         int64                        `json:"objectId"`
	parley.HookDetail
}

// wire writes the body of a call.
func wire(tx *store.Tx, app *parley.App, events []*parley.WebhookEvent) ([]byte, error) {
	account, err := tx.Account()
	if err != nil || account == nil {
		return nil, errors.Join(err, parley.NotFoundf("the installation is not set up"))
	}
	portal, _ := strconv.ParseInt(account.PortalID(), 10, 64)
	out := make([]hookEvent, len(events))
	for i, e := range events {
		detail, err := recall(&tx.Reader, e)
		if err != nil {
			return nil, err
		}
		out[i] = hookEvent{e.ID, e.SubscriptionID, portal, app.ID, e.HappenedAt.UnixMilli(), e.EventType, e.Attempt, e.ObjectID, detail}
	}
	return json.Marshal(out)
}

// answer is what a call brought.
type answer struct {
	at     time.Time
	took   time.Duration
	code   int
	reason string
}

func (a answer) ok() bool { return a.code >= 200 && a.code < 300 }

// post makes the call (HOOK-04, HOOK-08).
func (s *Service) post(ctx context.Context, c *callOut) answer {
	a := answer{at: s.db.Now()}
	secret, err := s.secret(c.app)
	if err != nil {
		return answer{at: a.at, reason: err.Error()}
	}
	start := time.Now()
	a.code, err = guard.Call(ctx, s.client, c.hook.TargetURL, secret, c.body, a.at)
	if a.took = time.Since(start); err != nil {
		a.reason = reasonOf(err)
	}
	return a
}

// reasonOf says why no answer came: a word that the interface knows, or the
// words of the network.
func reasonOf(err error) string {
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, guard.ErrForbiddenAddress):
		return "address"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	}
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		if _, ok := err.(interface{ Temporary() bool }); !ok {
			break
		}
		err = next
	}
	return err.Error()
}

// settle writes what became of a call's events: told, to be tried again, or
// given up.
func settle(tx *store.Tx, c *callOut, a answer) error {
	jitter := jitter()
	again := map[time.Time]bool{}
	for _, e := range c.events {
		e.JobID, e.CalledAt, e.TookMS, e.Code, e.Reason = 0, a.at, a.took.Milliseconds(), a.code, a.reason
		switch e.Attempt++; {
		case a.ok():
			e.State = parley.HookDelivered
		case e.Attempt > len(delays):
			e.State = parley.HookFailed
		default:
			e.State, e.DueAt = parley.HookWaiting, tx.Now.Add(jitter(delays[e.Attempt-1]))
			again[e.DueAt] = true
		}
		if err := ignoreGone(tx.SettleWebhookEvent(e)); err != nil {
			return err
		}
	}
	for at := range again {
		if err := ring(tx, c.app.ID, at); err != nil {
			return err
		}
	}
	return ringNow(tx, c.app.ID)
}
