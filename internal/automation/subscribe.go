package automation

import (
	"parley/internal/parley"
	"parley/internal/store"
)

const (
	maxSubscriptions = 1000
	maxConcurrent    = 100
)

// SetWebhook says where an app is told of events. What waits for it goes out.
// Plain lets the address begin with http:// (HOOK-01).
func SetWebhook(tx *store.Tx, by parley.Actor, w *parley.Webhook, plain bool) error {
	if err := parley.CheckTarget("targetUrl", w.TargetURL, plain); err != nil {
		return err
	}
	if w.MaxConcurrentRequests < 1 || w.MaxConcurrentRequests > maxConcurrent {
		return parley.Invalidf("throttling.maxConcurrentRequests", "choose between 1 and %d calls at once", maxConcurrent)
	}
	old, err := tx.Webhook(w.AppID)
	if err != nil {
		return err
	}
	w.CreatedAt = tx.Now
	if old != nil {
		w.CreatedAt, w.UpdatedAt = old.CreatedAt, tx.Now
	}
	if err := tx.SetWebhook(w); err != nil {
		return err
	}
	if err := ringNow(tx, w.AppID); err != nil {
		return err
	}
	return log(tx, by, "app.webhook_changed", w.AppID, nil)
}

// DropWebhook pauses an app's deliveries: its subscriptions stay, and what
// happens waits for as long as the log is kept.
func DropWebhook(tx *store.Tx, by parley.Actor, app parley.AppID) error {
	if err := tx.DropWebhook(app); err != nil {
		return err
	}
	return log(tx, by, "app.webhook_removed", app, nil)
}

// Subscribe adds a subscription (HOOK-02).
func Subscribe(tx *store.Tx, by parley.Actor, s *parley.WebhookSubscription) error {
	if err := s.Validate(); err != nil {
		return err
	}
	all, err := tx.WebhookSubscriptions(s.AppID)
	if err != nil {
		return err
	}
	if len(all) >= maxSubscriptions {
		return parley.Errorf(parley.Conflict, "an app has at most %d subscriptions", maxSubscriptions)
	}
	s.ID, s.CreatedAt, s.Since = parley.WebhookSubscriptionID(tx.NewID()), tx.Now, tx.Number()
	fresh, err := tx.InsertNew("webhook_subscription", s)
	if err != nil {
		return err
	}
	if !fresh {
		return parley.Errorf(parley.Conflict, "there is a subscription to these events already")
	}
	return log(tx, by, "app.subscribed", s.AppID, map[string]any{"event_type": s.EventType, "property": s.PropertyName})
}

// SetActive switches a subscription on or off. It holds from then on.
func SetActive(tx *store.Tx, by parley.Actor, s *parley.WebhookSubscription, on bool) error {
	if on && !s.Active {
		s.Since = tx.Number()
	}
	s.Active, s.UpdatedAt = on, tx.Now
	if err := tx.Save("webhook_subscription", s); err != nil {
		return err
	}
	return log(tx, by, "app.subscription_changed", s.AppID, map[string]any{"event_type": s.EventType, "property": s.PropertyName, "active": on})
}

// Unsubscribe ends a subscription.
func Unsubscribe(tx *store.Tx, by parley.Actor, s *parley.WebhookSubscription) error {
	if _, err := tx.Delete("webhook_subscription", int64(s.ID)); err != nil {
		return err
	}
	return log(tx, by, "app.unsubscribed", s.AppID, map[string]any{"event_type": s.EventType, "property": s.PropertyName})
}

// Resend tells an app again of an event that was told or given up, or at once
// of one that waits to be tried again.
func Resend(tx *store.Tx, by parley.Actor, e *parley.WebhookEvent) error {
	var err error
	switch {
	case e.State == parley.HookDelivered || e.State == parley.HookFailed:
		err = tx.ResendWebhookEvent(e)
	case e.State == parley.HookWaiting && e.Attempt > 0:
		e.DueAt = tx.Now
		err = tx.Save("webhook_event", e)
	default:
		err = parley.Errorf(parley.Conflict, "this event is on its way")
	}
	if err != nil {
		return err
	}
	if err := ringNow(tx, e.AppID); err != nil {
		return err
	}
	return log(tx, by, "app.resent", e.AppID, map[string]any{"event": e.ID.String()})
}

// log writes the event of a change, which is the audit log.
func log(tx *store.Tx, by parley.Actor, kind parley.EventKind, app parley.AppID, data map[string]any) error {
	_, err := tx.Event(&parley.Event{ActorKind: by.Kind, ActorID: by.ID, Kind: kind, Object: "app", ObjectID: int64(app), Data: data})
	return err
}
