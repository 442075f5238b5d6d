package deliver_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/blob"
	"parley/internal/channel"
	"parley/internal/deliver"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/view"
)

// way is an adapter with a memory that answers as a test says.
type way struct {
	mu     sync.Mutex
	sent   []*channel.Outbound
	answer func(n int) error
	hand   bool // call HandOver before answering
}

func (w *way) Kind() parley.ChannelKind { return parley.ChannelEmail }

func (w *way) Send(_ context.Context, _ *parley.ChannelAccount, out *channel.Outbound) (*channel.Receipt, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.hand {
		if err := out.HandOver(); err != nil {
			return nil, err
		}
	}
	w.sent = append(w.sent, out)
	if w.answer != nil {
		if err := w.answer(len(w.sent)); err != nil {
			return nil, err
		}
	}
	return &channel.Receipt{Raw: []byte("bytes")}, nil
}

func (w *way) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.sent)
}

// world is an inbox with an agent, a way out and a clock.
type world struct {
	*testing.T
	db    *store.DB
	clock *atomic.Int64
	way   *way
	user  *parley.User
	acct  *parley.ChannelAccount
	inbox parley.InboxID
}

func setup(t *testing.T) *world {
	t.Parallel()
	clock := &atomic.Int64{}
	clock.Store(time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC).UnixMilli())
	db := storetest.NewAt(t, func() time.Time { return time.UnixMilli(clock.Load()) })
	w := &world{T: t, db: db, clock: clock, way: &way{hand: true}}
	storetest.Write(t, db, func(tx *store.Tx) error {
		w.inbox = parley.InboxID(tx.NewID())
		w.user = &parley.User{ID: parley.UserID(tx.NewID()), Email: "lea@atlas.example", FirstName: "Léa", CanBeAssigned: true}
		w.acct = &parley.ChannelAccount{ID: parley.ChannelAccountID(tx.NewID()), InboxID: w.inbox, Channel: parley.ChannelEmail, Address: "support@atlas.example", Active: true}
		return errors.Join(
			tx.Insert("account", &store.Account{ID: 1, Name: "Atlas", Epoch: "e", Settings: map[string]any{}}),
			tx.Insert("inbox", &parley.Inbox{ID: w.inbox, Name: "Support", Kind: parley.InboxPlain, Everyone: true}),
			view.CreateStandards(tx, w.inbox), tx.Insert("user", w.user), tx.Insert("channel_account", w.acct))
	})
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	runner := job.NewRunner(db)
	deliver.New(db, blobs, runner, w.way)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { runner.Run(ctx) })
	t.Cleanup(func() { cancel(); wg.Wait(); blobs.Close() })
	return w
}

func (w *world) compose(n deliver.NewMessage) (*parley.Message, error) {
	n.AccountID = w.acct.ID
	if n.ClientID == "" {
		n.ClientID = "client-1"
	}
	if n.To == nil {
		n.To = []parley.Address{{Name: "Jonas", Address: "Jonas@Customer.example"}}
	}
	var m *parley.Message
	err := w.db.Write(context.Background(), func(tx *store.Tx) (err error) {
		_, m, err = deliver.Compose(tx, w.user, w.inbox, n)
		return err
	})
	return m, err
}

// later moves the clock and wakes whoever waits for it.
func (w *world) later(d time.Duration) {
	w.clock.Add(d.Milliseconds())
	storetest.Write(w, w.db, func(tx *store.Tx) error { return tx.SetSetting("tick", w.clock.Load()) })
}

// becomes waits until the message has a status.
func (w *world) becomes(m *parley.Message, want parley.MessageStatus) *parley.Message {
	w.Helper()
	deadline := time.After(2 * time.Minute)
	for {
		changed := w.db.Changed()
		got, err := w.db.Read(context.Background()).MessageByID(m.ID)
		if err != nil {
			w.Fatal(err)
		}
		if got.Status == want {
			return got
		}
		select {
		case <-changed:
		case <-deadline:
			w.Fatalf("the message is %s (%s), want %s", got.Status, got.StatusReason, want)
		}
	}
}

// THR-24: nothing leaves before the time to undo is over, and what is taken
// back never leaves.
func TestSend_undo(t *testing.T) {
	w := setup(t)
	kept, err := w.compose(deliver.NewMessage{Text: "stays"})
	if err != nil {
		t.Fatal(err)
	}
	taken, err := w.compose(deliver.NewMessage{ClientID: "client-2", Text: "comes back"})
	if err != nil {
		t.Fatal(err)
	}
	w.later(9 * time.Second)
	if w.way.count() != 0 {
		t.Fatal("a message left within the time to undo")
	}
	storetest.Write(t, w.db, func(tx *store.Tx) error {
		m, err := tx.MessageByID(taken.ID)
		if err != nil {
			return err
		}
		return deliver.Withdraw(tx, parley.ByUser(w.user.ID), m)
	})
	w.later(2 * time.Second)
	w.becomes(kept, parley.MessageSent)
	if w.way.count() != 1 || w.way.sent[0].Text != "stays" {
		t.Fatalf("%d messages left", w.way.count())
	}
	err = w.db.Write(context.Background(), func(tx *store.Tx) error {
		m, _ := tx.MessageByID(kept.ID)
		return deliver.Withdraw(tx, parley.ByUser(w.user.ID), m)
	})
	if parley.KindOf(err) != parley.Conflict {
		t.Fatalf("taking back what has left: %v", err)
	}
}

// SAFE-05: where the answer to the last byte never came, the message is unknown
// and stays so until a person decides.
func TestSend_unknownIsNeverResentByItself(t *testing.T) {
	w := setup(t)
	w.way.answer = func(n int) error {
		if n == 1 {
			return &channel.SendError{Unknown: true, Reason: "connection lost after the data"}
		}
		return nil
	}
	m, err := w.compose(deliver.NewMessage{Text: "hello"})
	if err != nil {
		t.Fatal(err)
	}
	w.later(time.Minute)
	got := w.becomes(m, parley.MessageUnknown)
	if !strings.Contains(got.StatusReason, "connection lost") {
		t.Errorf("the reason is %q", got.StatusReason)
	}
	w.later(48 * time.Hour)
	if w.way.count() != 1 {
		t.Fatalf("it was sent %d times", w.way.count())
	}
	storetest.Write(t, w.db, func(tx *store.Tx) error {
		m, err := tx.MessageByID(m.ID)
		if err != nil {
			return err
		}
		return deliver.Retry(tx, m)
	})
	w.becomes(m, parley.MessageSent)
}

// THR-21: a temporary refusal is retried, a permanent one is shown with the
// server's words.
func TestSend_refusals(t *testing.T) {
	w := setup(t)
	w.way.answer = func(n int) error {
		switch n {
		case 1:
			return &channel.SendError{Reason: "451 try later"}
		case 2:
			return &channel.SendError{Permanent: true, Reason: "550 no such user"}
		}
		return nil
	}
	m, err := w.compose(deliver.NewMessage{Text: "hello"})
	if err != nil {
		t.Fatal(err)
	}
	w.later(time.Minute)
	deadline := time.After(2 * time.Minute)
	for {
		changed := w.db.Changed()
		got, _ := w.db.Read(context.Background()).MessageByID(m.ID)
		jobs, _ := w.db.Read(context.Background()).Jobs("waiting", 5)
		if got.StatusReason == "451 try later" && len(jobs) == 1 {
			break
		}
		select {
		case <-changed:
		case <-deadline:
			t.Fatalf("the message is %+v", got)
		}
	}
	w.later(time.Hour)
	if got := w.becomes(m, parley.MessageFailed); got.StatusReason != "550 no such user" {
		t.Errorf("the reason is %q", got.StatusReason)
	}
}

// EMAIL-13: a scheduled message waits for its time, and for its author where
// the customer wrote first.
func TestSend_scheduled(t *testing.T) {
	w := setup(t)
	at := time.UnixMilli(w.clock.Load()).Add(3 * time.Hour)
	m, err := w.compose(deliver.NewMessage{Text: "tomorrow", SendAt: at})
	if err != nil {
		t.Fatal(err)
	}
	w.later(2 * time.Hour)
	if w.way.count() != 0 {
		t.Fatal("it left before its time")
	}
	w.later(2 * time.Hour)
	w.becomes(m, parley.MessageSent)
	if _, err := w.compose(deliver.NewMessage{ClientID: "client-2", SendAt: at}); parley.KindOf(err) != parley.Invalid {
		t.Errorf("a time that is over: %v", err)
	}
}
