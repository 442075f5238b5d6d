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

	schema *parley.Schema // nil until asked for
}

// note writes down whom to tell of events.
func note(tx *store.Tx, events []*parley.Event) error {
	if err := noteAccounts(tx, events); err != nil {
		return err
	}
	subs, err := tx.WebhookSubscriptions(0)
	if err != nil || len(subs) == 0 {
		return err
	}
	apps, err := tx.Apps()
	if err != nil {
		return err
	}
	t := &teller{tx: tx, apps: map[parley.AppID]*parley.App{}, subs: map[subject][]*parley.WebhookSubscription{}, told: map[parley.AppID]bool{}}
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

// topic is one of the names under which an event can be asked for.
type topic struct{ name, objectType string }

// event notes e for those who want to hear of it and may.
func (t *teller) event(e *parley.Event) error {
	if e.ThreadID != 0 {
		return t.tell(e, "thread", int64(e.ThreadID), ofThread(e), topic{name: "conversation"})
	}
	if !aboutRecord(e) {
		return nil
	}
	kind, err := t.typeOf(e.Object)
	if kind == nil || err != nil {
		return err
	}
	topics := []topic{{"object", kind.ID.String()}}
	if !kind.ID.Custom() {
		topics = append(topics, topic{name: kind.Name})
	}
	return t.tell(e, e.Object, e.ObjectID, ofRecord(e, kind), topics...)
}

func (t *teller) tell(e *parley.Event, object string, id int64, all []happening, topics ...topic) error {
	for _, h := range all {
		for _, about := range topics {
			for _, s := range t.subs[subject{about.name + "." + h.what, h.detail.PropertyName, about.objectType}] {
				a := t.apps[s.AppID]
				if a == nil || !s.Holds(a) || e.Seq <= s.Since || e.InboxID != 0 && !a.Reaches(e.InboxID) {
					continue
				}
				if skip, err := t.welcome(h); skip || err != nil {
					return err
				}
				d := h.detail
				d.ObjectTypeID = about.objectType
				if err := t.add(e, s, object, id, d); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// typeOf finds a kind of record by its name, asking for all of them once.
func (t *teller) typeOf(name string) (*parley.ObjectType, error) {
	if t.schema == nil {
		schema, err := t.tx.Schema()
		if err != nil {
			return nil, err
		}
		t.schema = schema
	}
	for _, kind := range t.schema.Types {
		if kind.Name == name {
			return kind, nil
		}
	}
	return nil, nil
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
