package automation

import (
	"parley/internal/parley"
	"parley/internal/store"
)

// subject is what a subscription is for: one kind of event, of one property
// or one type of object where the kind is about such.
type subject struct{ eventType, property, objectType string }

// teller holds what one batch of events looks up once.
type teller struct {
	tx   *store.Tx
	apps map[parley.AppID]*parley.App
	subs map[subject][]*parley.WebhookSubscription
	told map[parley.AppID]bool
}

// note writes down whom to tell of events.
func note(tx *store.Tx, events []*parley.Event) error {
	subs, err := tx.WebhookSubscriptions(0)
	if err != nil || len(subs) == 0 {
		return err
	}
	apps, err := tx.Apps()
	if err != nil {
		return err
	}
	t := &teller{tx, map[parley.AppID]*parley.App{}, map[subject][]*parley.WebhookSubscription{}, map[parley.AppID]bool{}}
	for _, a := range apps {
		t.apps[a.ID] = a
	}
	for _, s := range subs {
		key := subject{s.EventType, s.PropertyName, s.ObjectTypeID}
		t.subs[key] = append(t.subs[key], s)
	}
	for _, e := range events {
		if err := t.event(e); err != nil {
			return err
		}
	}
	for app := range t.told {
		if err := ring(tx, app, tx.Now); err != nil {
			return err
		}
	}
	return nil
}

// event notes e for those who want to hear of it and may.
func (t *teller) event(e *parley.Event) error {
	if e.ThreadID == 0 {
		return nil
	}
	for _, h := range ofThread(e) {
		for _, s := range t.subs[subject{"conversation." + h.what, h.detail.PropertyName, ""}] {
			a := t.apps[s.AppID]
			if a == nil || !s.Holds(a) || e.Seq <= s.Since || !a.Reaches(e.InboxID) {
				continue
			}
			if skip, err := t.welcome(h); skip || err != nil {
				return err
			}
			if err := t.add(e, s, "thread", int64(e.ThreadID), h.detail); err != nil {
				return err
			}
		}
	}
	return nil
}

// welcome reports whether h is the greeting of a chatflow, which nobody wrote.
func (t *teller) welcome(h happening) (bool, error) {
	if h.what != "newMessage" {
		return false, nil
	}
	m, err := t.tx.Message(h.detail.MessageID)
	if parley.KindOf(err) == parley.NotFound {
		return false, nil
	}
	return err == nil && m.Reason == "welcome", err
}

func (t *teller) add(e *parley.Event, s *parley.WebhookSubscription, object string, id int64, d parley.HookDetail) error {
	d.ChangeSource, d.SourceID = sourceOf(e.Actor())
	t.told[s.AppID] = true
	return t.tx.AddWebhookEvent(&parley.WebhookEvent{ID: parley.WebhookEventID(t.tx.NewID()), AppID: s.AppID, SubscriptionID: s.ID, EventType: s.EventType,
		Seq: e.Seq, Object: object, ObjectID: id, Detail: d, HappenedAt: e.At, DueAt: t.tx.Now})
}

// sourceOf is where a change came from.
func sourceOf(a parley.Actor) (source, id string) {
	switch a.Kind {
	case parley.ActorUser:
		return "CRM_UI", "userId:" + a.UserID().String()
	case parley.ActorIntegration:
		return "INTEGRATION", parley.AppID(a.ID).String()
	}
	return "", ""
}
