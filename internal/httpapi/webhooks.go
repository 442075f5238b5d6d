package httpapi

import (
	"parley/internal/automation"
	"parley/internal/parley"
	"parley/internal/store"
)

// AppWebhook is where an app is told of events, and of which (area 20).
type AppWebhook struct {
	TargetURL             string             `json:"target_url" doc:"Empty: nothing is sent, and what happens waits"`
	MaxConcurrentRequests int                `json:"max_concurrent_requests"`
	Subscriptions         []HookSubscription `json:"subscriptions"`
	Topics                []HookTopic        `json:"topics"`
	PlainAllowed          bool               `json:"plain_allowed" doc:"The address may begin with http:// in private networks"`
}

// HookTopic is what some events are about, with their names.
type HookTopic struct {
	Name   string   `json:"name"`
	Events []string `json:"events"`
}

// HookSubscription is one kind of event that an app is told of.
type HookSubscription struct {
	ID           string `json:"id"`
	EventType    string `json:"event_type"`
	PropertyName string `json:"property_name"`
	ObjectTypeID string `json:"object_type_id"`
	Active       bool   `json:"active"`
	LacksScope   string `json:"lacks_scope" doc:"The scope for whose lack it is paused; empty: none"`
}

// Delivery is an event that an app was told of, or is to be (HOOK-10).
type Delivery struct {
	ID             string  `json:"id"`
	SubscriptionID string  `json:"subscription_id"`
	EventType      string  `json:"event_type"`
	PropertyName   string  `json:"property_name"`
	ObjectID       string  `json:"object_id"`
	State          string  `json:"state" enum:"waiting,queued,sending,delivered,failed"`
	Attempt        int     `json:"attempt" doc:"Calls made"`
	HappenedAt     *string `json:"happened_at"`
	DueAt          *string `json:"due_at" doc:"Of the next call, while it waits"`
	CalledAt       *string `json:"called_at"`
	TookMS         int64   `json:"took_ms"`
	Code           int     `json:"code" doc:"The last answer's status; 0: none came"`
	Reason         string  `json:"reason" doc:"Of a failure: timeout, address, scope, off, or words of the network"`
}

// DeliveryList is a page of them, newest first.
type DeliveryList struct {
	Deliveries []Delivery `json:"deliveries"`
	Next       *string    `json:"next"`
}

func presentSubscription(a *parley.App, s *parley.WebhookSubscription) HookSubscription {
	out := HookSubscription{ID: s.ID.String(), EventType: s.EventType, PropertyName: s.PropertyName, ObjectTypeID: s.ObjectTypeID, Active: s.Active}
	if s.Active && !s.Holds(a) {
		out.LacksScope = s.Scope()
	}
	return out
}

func presentDelivery(e *parley.WebhookEvent) Delivery {
	out := Delivery{ID: e.ID.String(), SubscriptionID: e.SubscriptionID.String(), EventType: e.EventType, PropertyName: e.Detail.PropertyName,
		ObjectID: parley.RecordID(e.ObjectID).String(), State: string(e.State), Attempt: e.Attempt, HappenedAt: when(e.HappenedAt), CalledAt: when(e.CalledAt),
		TookMS: e.TookMS, Code: e.Code, Reason: e.Reason}
	if e.State == parley.HookWaiting {
		out.DueAt = when(e.DueAt)
	}
	return out
}

func (c *call) appWebhook(in *idPath) (*AppWebhook, error) {
	a, err := c.app(in.ID)
	if err != nil {
		return nil, err
	}
	return c.presentWebhook(a)
}

func (c *call) presentWebhook(a *parley.App) (*AppWebhook, error) {
	r := c.s.DB.Read(c)
	w, err := r.Webhook(a.ID)
	if err != nil {
		return nil, err
	}
	out := &AppWebhook{Subscriptions: []HookSubscription{}, PlainAllowed: c.s.PlainTargets}
	if w != nil {
		out.TargetURL, out.MaxConcurrentRequests = w.TargetURL, w.MaxConcurrentRequests
	}
	subs, err := r.WebhookSubscriptions(a.ID)
	for _, s := range subs {
		out.Subscriptions = append(out.Subscriptions, presentSubscription(a, s))
	}
	for _, t := range parley.HookTopics {
		out.Topics = append(out.Topics, HookTopic{t.Name, t.Events})
	}
	return out, err
}

type appWebhookInput struct {
	ID   string `path:"id"`
	Body struct {
		TargetURL             string `json:"target_url" maxLength:"2000"`
		MaxConcurrentRequests int    `json:"max_concurrent_requests" minimum:"1" maximum:"100"`
	}
}

func (c *call) setAppWebhook(in *appWebhookInput) (*AppWebhook, error) {
	a, err := c.app(in.ID)
	if err != nil {
		return nil, err
	}
	w := &parley.Webhook{AppID: a.ID, TargetURL: in.Body.TargetURL, MaxConcurrentRequests: in.Body.MaxConcurrentRequests}
	if err := c.write(func(tx *store.Tx) error { return automation.SetWebhook(tx, c.Actor(), w, c.s.PlainTargets) }); err != nil {
		return nil, err
	}
	return c.presentWebhook(a)
}

func (c *call) dropAppWebhook(in *idPath) error {
	a, err := c.app(in.ID)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error { return automation.DropWebhook(tx, c.Actor(), a.ID) })
}

type subscribeInput struct {
	ID   string `path:"id"`
	Body struct {
		EventType    string `json:"event_type" maxLength:"100"`
		PropertyName string `json:"property_name,omitempty" maxLength:"200"`
		ObjectTypeID string `json:"object_type_id,omitempty" maxLength:"40"`
	}
}

func (c *call) subscribeApp(in *subscribeInput) (*HookSubscription, error) {
	a, err := c.app(in.ID)
	if err != nil {
		return nil, err
	}
	s := &parley.WebhookSubscription{AppID: a.ID, EventType: in.Body.EventType, PropertyName: in.Body.PropertyName, ObjectTypeID: in.Body.ObjectTypeID, Active: true}
	err = c.write(func(tx *store.Tx) error { return automation.Subscribe(tx, c.Actor(), s) })
	out := presentSubscription(a, s)
	return &out, err
}

type subscriptionPath struct {
	ID             string `path:"id"`
	SubscriptionID string `path:"subscription_id"`
}

func (c *call) subscription(in subscriptionPath) (*parley.App, *parley.WebhookSubscription, error) {
	a, err := c.app(in.ID)
	if err != nil {
		return nil, nil, err
	}
	id, err := parley.ParseID[parley.WebhookSubscriptionID]("subscription_id", in.SubscriptionID)
	if err != nil {
		return nil, nil, err
	}
	s, err := c.s.DB.Read(c).WebhookSubscription(a.ID, id)
	return a, s, err
}

type switchInput struct {
	ID             string `path:"id"`
	SubscriptionID string `path:"subscription_id"`
	Body           struct {
		Active bool `json:"active"`
	}
}

func (c *call) switchSubscription(in *switchInput) (*HookSubscription, error) {
	a, s, err := c.subscription(subscriptionPath{in.ID, in.SubscriptionID})
	if err != nil {
		return nil, err
	}
	err = c.write(func(tx *store.Tx) error { return automation.SetActive(tx, c.Actor(), s, in.Body.Active) })
	out := presentSubscription(a, s)
	return &out, err
}

func (c *call) unsubscribeApp(in *subscriptionPath) error {
	_, s, err := c.subscription(*in)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error { return automation.Unsubscribe(tx, c.Actor(), s) })
}

type deliveriesInput struct {
	ID             string `path:"id"`
	State          string `query:"state" enum:"open,delivered,failed" doc:"Open: waiting, queued or being sent"`
	SubscriptionID string `query:"subscription_id"`
	Cursor         string `query:"cursor"`
}

const deliveryPage = 50

func (c *call) deliveries(in *deliveriesInput) (*DeliveryList, error) {
	a, err := c.app(in.ID)
	if err != nil {
		return nil, err
	}
	sub, err := orZero[parley.WebhookSubscriptionID]("subscription_id", in.SubscriptionID)
	if err != nil {
		return nil, err
	}
	before, err := orZero[parley.WebhookEventID]("cursor", in.Cursor)
	if err != nil {
		return nil, err
	}
	states := map[string][]parley.WebhookEventState{"open": {parley.HookWaiting, parley.HookQueued, parley.HookSending},
		"delivered": {parley.HookDelivered}, "failed": {parley.HookFailed}}[in.State]
	events, err := c.s.DB.Read(c).WebhookLog(a.ID, states, sub, before, deliveryPage)
	out := &DeliveryList{Deliveries: []Delivery{}}
	for _, e := range events {
		out.Deliveries = append(out.Deliveries, presentDelivery(e))
	}
	if len(events) == deliveryPage {
		out.Next = optionalID(events[deliveryPage-1].ID)
	}
	return out, err
}

type deliveryPath struct {
	ID         string `path:"id"`
	DeliveryID string `path:"delivery_id"`
}

func (c *call) resend(in *deliveryPath) (*Delivery, error) {
	a, err := c.app(in.ID)
	if err != nil {
		return nil, err
	}
	id, err := parley.ParseID[parley.WebhookEventID]("delivery_id", in.DeliveryID)
	if err != nil {
		return nil, err
	}
	var e *parley.WebhookEvent
	err = c.write(func(tx *store.Tx) error {
		if e, err = tx.WebhookEvent(a.ID, id); err != nil {
			return err
		}
		return automation.Resend(tx, c.Actor(), e)
	})
	if err != nil {
		return nil, err
	}
	out := presentDelivery(e)
	return &out, nil
}
