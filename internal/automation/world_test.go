package automation_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/automation"
	"parley/internal/guard"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
	"parley/internal/view"
)

// world is an inbox with an agent, an app, and the app's receiver.
type world struct {
	*testing.T
	db    *store.DB
	clock *atomic.Int64
	to    *receiver
	app   *parley.App
	user  *parley.User
	inbox parley.InboxID
	net   guard.ClientOptions
	stop  func()
}

func (w *world) now() time.Time { return time.UnixMilli(w.clock.Load()) }

// setup makes the world; call start for work to begin.
func setup(t *testing.T) *world {
	t.Parallel()
	w := &world{T: t, clock: &atomic.Int64{}}
	w.clock.Store(time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC).UnixMilli())
	w.db = storetest.NewAt(t, w.now)
	w.to = newReceiver(t, w.now)
	w.net = guard.ClientOptions{AllowPrivate: true, RootCAs: w.to.roots()}
	w.write(func(tx *store.Tx) error {
		w.inbox = parley.InboxID(tx.NewID())
		w.user = &parley.User{ID: parley.UserID(tx.NewID()), Email: "lea@atlas.example", FirstName: "Léa", CanBeAssigned: true}
		w.app = &parley.App{ID: parley.AppID(tx.NewID()), Kind: parley.AppPrivate, Name: "Bridge", ClientID: "c", Scopes: []string{"conversations.read", "crm.objects.contacts.read", "crm.objects.companies.read"}}
		return errors.Join(
			tx.Insert("account", &store.Account{ID: 1, Name: "Atlas", Epoch: "e", Settings: map[string]any{"portal_id": "12345678"}}),
			tx.Insert("inbox", &parley.Inbox{ID: w.inbox, Name: "Support", Kind: parley.InboxPlain, Everyone: true}),
			view.CreateStandards(tx, w.inbox), tx.Insert("user", w.user), tx.Insert("app", w.app), w.point(tx, 10))
	})
	return w
}

// point sets the app's webhook.
func (w *world) point(tx *store.Tx, atOnce int) error {
	return automation.SetWebhook(tx, parley.System, &parley.Webhook{AppID: w.app.ID, TargetURL: w.to.URL + "/events?from=parley", MaxConcurrentRequests: atOnce}, false)
}

func (w *world) write(fn func(tx *store.Tx) error) { w.Helper(); storetest.Write(w.T, w.db, fn) }

// start lets the service work until the test ends or stop is called.
func (w *world) start() {
	r := job.NewRunner(w.db)
	s := automation.New(automation.Options{DB: w.db, Net: w.net, Secret: func(*parley.App) ([]byte, error) { return []byte(secret), nil }}, r)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { r.Run(ctx) })
	wg.Go(func() { s.Run(ctx) })
	w.stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	w.Cleanup(w.stop)
}

func (w *world) subscribe(eventType, property string) *parley.WebhookSubscription {
	w.Helper()
	s := &parley.WebhookSubscription{AppID: w.app.ID, EventType: eventType, PropertyName: property, Active: true}
	w.write(func(tx *store.Tx) error { return automation.Subscribe(tx, parley.System, s) })
	return s
}

// open starts a conversation with its first message.
func (w *world) open() *parley.Thread {
	w.Helper()
	var th *parley.Thread
	w.write(func(tx *store.Tx) (err error) { th, err = w.openIn(tx, w.inbox); return err })
	return th
}

func (w *world) openIn(tx *store.Tx, inbox parley.InboxID) (*parley.Thread, error) {
	th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: inbox, Status: parley.ThreadOpen, BotState: parley.BotNone, CreatedAt: tx.Now}
	if _, err := triage.Note(tx, parley.System, th, parley.ThreadCreated, nil); err != nil {
		return nil, err
	}
	if err := tx.Insert("thread", th); err != nil {
		return nil, err
	}
	_, err := w.say(tx, th)
	return th, err
}

// say adds a message of the customer's.
func (w *world) say(tx *store.Tx, th *parley.Thread) (*parley.Message, error) {
	m := &parley.Message{Kind: parley.KindMessage, ActorKind: parley.ActorContact, Direction: parley.Incoming, Status: parley.MessageReceived, Text: "Where is it?"}
	return m, errors.Join(triage.Append(tx, th, triage.NewMessage{Message: m}), triage.Store(tx, th))
}

// apply does a verb as the agent.
func (w *world) apply(th *parley.Thread, v triage.Verb) {
	w.Helper()
	w.write(func(tx *store.Tx) error { return triage.Apply(tx, parley.ByUser(w.user.ID), th, v, &triage.Effects{}) })
}

// later moves the clock and wakes whoever waits for it.
func (w *world) later(d time.Duration) {
	w.clock.Add(d.Milliseconds())
	w.write(func(tx *store.Tx) error { return tx.SetSetting("tick", w.clock.Load()) })
}

// log is what was told and is to be told, newest first.
func (w *world) log() []*parley.WebhookEvent {
	w.Helper()
	all, err := w.db.Read(context.Background()).WebhookLog(w.app.ID, nil, 0, 0, 1000)
	if err != nil {
		w.Fatal(err)
	}
	return all
}

// becomes waits until the log is as wanted.
func (w *world) becomes(ok func(log []*parley.WebhookEvent) bool) []*parley.WebhookEvent {
	w.Helper()
	deadline := time.After(2 * time.Minute)
	for {
		changed := w.db.Changed()
		log := w.log()
		if ok(log) {
			return log
		}
		select {
		case <-changed:
		case <-deadline:
			for _, e := range log {
				w.Logf("%+v", e)
			}
			w.Fatal("waited in vain")
		}
	}
}

// settled reports whether nothing is still to be told.
func settled(n int) func([]*parley.WebhookEvent) bool {
	return func(log []*parley.WebhookEvent) bool {
		for _, e := range log {
			if e.State != parley.HookDelivered && e.State != parley.HookFailed {
				return false
			}
		}
		return len(log) == n
	}
}
