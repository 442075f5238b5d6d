package hubapi

import (
	"parley/internal/automation"
	"parley/internal/parley"
	"parley/internal/store"
)

func (s *Server) webhookRoutes() {
	const settings, subscriptions, one = "/webhooks/v3/{appId}/settings", "/webhooks/v3/{appId}/subscriptions", "/webhooks/v3/{appId}/subscriptions/{subscriptionId}"
	s.developer(get, settings, 200, (*call).webhook)
	s.developer(put, settings, 200, (*call).setWebhook)
	s.developer(del, settings, 204, (*call).dropWebhook)
	s.developer(get, subscriptions, 200, (*call).subscriptions)
	s.developer(post, subscriptions, 201, (*call).subscribe)
	s.developer(post, subscriptions+"/batch/update", 200, (*call).updateSubscriptions)
	s.developer(get, one, 200, (*call).subscription)
	s.developer(patch, one, 200, (*call).updateSubscription)
	s.developer(del, one, 204, (*call).unsubscribe)
}

// webhookSettings is where an app is told of events (HOOK-01).
type webhookSettings struct {
	TargetURL  string     `json:"targetUrl"`
	Throttling throttling `json:"throttling"`
	CreatedAt  stamp      `json:"createdAt"`
	UpdatedAt  stamp      `json:"updatedAt,omitzero"`
}

type throttling struct {
	MaxConcurrentRequests int `json:"maxConcurrentRequests"`
}

func presentWebhook(w *parley.Webhook) webhookSettings {
	return webhookSettings{w.TargetURL, throttling{w.MaxConcurrentRequests}, stamp{w.CreatedAt}, stamp{w.UpdatedAt}}
}

func (c *call) webhook() (any, error) {
	w, err := c.read().Webhook(c.App.ID)
	if err == nil && w == nil {
		err = parley.NotFoundf("app %s has no webhook settings", c.App.ID)
	}
	if err != nil {
		return nil, err
	}
	return presentWebhook(w), nil
}

// usualConcurrency is for who names no throttling.
const usualConcurrency = 10

func (c *call) setWebhook() (any, error) {
	var in struct {
		TargetURL  string      `json:"targetUrl"`
		Throttling *throttling `json:"throttling"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	w := &parley.Webhook{AppID: c.App.ID, TargetURL: in.TargetURL, MaxConcurrentRequests: usualConcurrency}
	if in.Throttling != nil {
		w.MaxConcurrentRequests = in.Throttling.MaxConcurrentRequests
	}
	err := c.tx(func(tx *store.Tx) error { return automation.SetWebhook(tx, c.Actor(), w, c.s.PlainTargets) })
	return presentWebhook(w), err
}

func (c *call) dropWebhook() (any, error) {
	return nil, c.tx(func(tx *store.Tx) error { return automation.DropWebhook(tx, c.Actor(), c.App.ID) })
}

// subscription is one kind of event that an app is told of (HOOK-02).
type subscription struct {
	ID           string `json:"id"`
	EventType    string `json:"eventType"`
	PropertyName string `json:"propertyName,omitempty"`
	ObjectTypeID string `json:"objectTypeId,omitempty"`
	Active       bool   `json:"active"`
	CreatedAt    stamp  `json:"createdAt"`
	UpdatedAt    stamp  `json:"updatedAt,omitzero"`
}

func presentSubscription(s *parley.WebhookSubscription) subscription {
	return subscription{s.ID.String(), s.EventType, s.PropertyName, s.ObjectTypeID, s.Active, stamp{s.CreatedAt}, stamp{s.UpdatedAt}}
}

func (c *call) subscriptions() (any, error) {
	subs, err := c.read().WebhookSubscriptions(c.App.ID)
	return list{Results: each(subs, presentSubscription)}, err
}

func (c *call) subscribe() (any, error) {
	var in struct {
		EventType    string `json:"eventType"`
		PropertyName string `json:"propertyName"`
		ObjectTypeID string `json:"objectTypeId"`
		Active       bool   `json:"active"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	s := &parley.WebhookSubscription{AppID: c.App.ID, EventType: in.EventType, PropertyName: in.PropertyName, ObjectTypeID: in.ObjectTypeID, Active: in.Active}
	err := c.tx(func(tx *store.Tx) error { return automation.Subscribe(tx, c.Actor(), s) })
	return presentSubscription(s), err
}

// namedSubscription is the one in the path.
func (c *call) namedSubscription() (*parley.WebhookSubscription, error) {
	id, err := pathID[parley.WebhookSubscriptionID](c, "subscriptionId")
	if err != nil {
		return nil, err
	}
	return c.read().WebhookSubscription(c.App.ID, id)
}

func (c *call) subscription() (any, error) {
	s, err := c.namedSubscription()
	if err != nil {
		return nil, err
	}
	return presentSubscription(s), nil
}

func (c *call) updateSubscription() (any, error) {
	s, err := c.namedSubscription()
	if err != nil {
		return nil, err
	}
	var in struct {
		Active *bool `json:"active"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if in.Active != nil {
		err = c.tx(func(tx *store.Tx) error { return automation.SetActive(tx, c.Actor(), s, *in.Active) })
	}
	return presentSubscription(s), err
}

func (c *call) unsubscribe() (any, error) {
	s, err := c.namedSubscription()
	if err != nil {
		return nil, err
	}
	return nil, c.tx(func(tx *store.Tx) error { return automation.Unsubscribe(tx, c.Actor(), s) })
}

func (c *call) updateSubscriptions() (any, error) {
	var in struct {
		Inputs []struct {
			ID     ident `json:"id"`
			Active bool  `json:"active"`
		} `json:"inputs"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	began := c.s.DB.Now()
	var results []subscription
	var errs []batchError
	err := c.tx(func(tx *store.Tx) error {
		results, errs = []subscription{}, nil
		for _, one := range in.Inputs {
			id, err := parley.ParseID[parley.WebhookSubscriptionID]("id", string(one.ID))
			if err != nil {
				return err
			}
			s, err := tx.WebhookSubscription(c.App.ID, id)
			if parley.KindOf(err) == parley.NotFound {
				errs = append(errs, missing("there is no subscription "+string(one.ID), string(one.ID)))
				continue
			}
			if err == nil {
				err = automation.SetActive(tx, c.Actor(), s, one.Active)
			}
			if err != nil {
				return err
			}
			results = append(results, presentSubscription(s))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c.batched(began, results, errs), nil
}
