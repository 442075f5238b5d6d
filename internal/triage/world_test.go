package triage_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"parley/internal/blob"
	"parley/internal/channel"
	"parley/internal/ingest"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// world is an installation where things happen at random.
type world struct {
	t        *testing.T
	db       *store.DB
	rnd      *rand.Rand
	receiver *ingest.Receiver
	users    []*parley.User
	accounts []*parley.ChannelAccount
	tags     []*store.Tag
	mails    []string // Message-IDs that one can refer to
	undos    []undoable
	done     []string // what happened, for a failure

	mu  sync.Mutex
	now time.Time
}

// anyone may do anything: rights are not what this is about.
func anyone(*store.Tx, *parley.Thread) error { return nil }

type undoable struct {
	user *parley.User
	id   int64
}

func newWorld(t *testing.T) *world {
	seed := uint64(time.Now().UnixNano())
	if n, err := strconv.ParseUint(os.Getenv("PARLEY_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("PARLEY_SEED=%d", seed)
	w := &world{t: t, rnd: rand.New(rand.NewPCG(seed, 0)), now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}
	w.db = storetest.NewAt(t, func() time.Time {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.now
	})
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	w.receiver = ingest.New(w.db, blobs, nil)
	storetest.Write(t, w.db, w.setUp)
	return w
}

func (w *world) setUp(tx *store.Tx) error {
	s := settings.Setup{CompanyName: "Corner Shop", Language: "en", Timezone: "UTC", FirstName: "Ada", Email: "ada@shop.test", MailDomain: "mail.test"}
	ada, err := s.Run(tx, "hash")
	if err != nil {
		return err
	}
	bob, err := settings.NewUser("bob@shop.test", "Bob", "", "en", "UTC")
	if err != nil {
		return err
	}
	bob.ID, bob.CreatedAt = parley.UserID(tx.NewID()), tx.Now
	if err := tx.Insert("user", bob); err != nil {
		return err
	}
	w.users = []*parley.User{ada, bob}
	inboxes, err := tx.Inboxes()
	if err != nil {
		return err
	}
	by := parley.ByUser(ada.ID)
	for i, in := range inboxes {
		acct := &parley.ChannelAccount{InboxID: in.ID, Channel: parley.ChannelEmail, Name: in.Name, Address: fmt.Sprintf("team%d@shop.test", i)}
		if err := settings.ConnectAccount(tx, by, acct, nil); err != nil {
			return err
		}
		w.accounts = append(w.accounts, acct)
		tag := &store.Tag{InboxID: in.ID, Name: "urgent", Color: "#c02020"}
		if err := settings.SaveTag(tx, by, tag); err != nil {
			return err
		}
		w.tags = append(w.tags, tag)
		for j, f := range filters {
			if err := settings.CreateView(tx, ada, &store.View{InboxID: in.ID, Name: fmt.Sprint("view ", j), Shared: "everyone", Filter: f}); err != nil {
				return err
			}
		}
	}
	return nil
}

// write runs fn; a rule that says no is part of the game.
func (w *world) write(what string, fn func(*store.Tx) error) bool {
	w.t.Helper()
	err := w.db.Write(context.Background(), fn)
	switch kind := parley.KindOf(err); {
	case err == nil:
		w.note("%s", what)
		return true
	case kind == parley.Internal || kind == parley.Unavailable:
		w.t.Errorf("%s: %v", what, err)
	}
	return false
}

// arrive is a mail: new or in a thread, from a customer, a machine or a role.
func (w *world) arrive() {
	n := len(w.mails) + 1
	acct := w.accounts[w.pick(len(w.accounts))]
	in := &channel.Inbound{AccountID: acct.ID, Channel: parley.ChannelEmail, Key: fmt.Sprint("mail ", n), MailID: fmt.Sprintf("%d@customer.test", n),
		From: parley.Address{Name: "Customer", Address: fmt.Sprintf("c%d@customer.test", w.pick(4))}, To: []parley.Address{{Address: acct.Address}},
		Subject: []string{"Ärger", "Order", ""}[w.pick(3)], Text: "Hello", Reply: "Hello", ContentHash: fmt.Sprint(n), Authenticated: "pass",
		Raw: fmt.Appendf(nil, "Subject: %d\r\n\r\nHello", n)}
	switch w.pick(10) {
	case 0:
		in.From.Address = "sales@customer.test"
	case 1:
		in.Auto = []string{"auto-reply", "list", "bounce"}[w.pick(3)]
	case 2:
		in.Silent, in.Closed, in.At = true, w.pick(2) == 0, w.db.Now().Add(-time.Duration(w.pick(5000))*time.Hour)
	case 3:
		in.Ours, in.From, in.To = true, parley.Address{Address: acct.Address}, []parley.Address{{Address: "c1@customer.test"}}
	}
	if len(w.mails) > 0 && w.pick(2) == 0 {
		in.InReplyTo = []string{w.mails[w.pick(len(w.mails))]}
	}
	w.mails = append(w.mails, in.MailID)
	res, err := w.receiver.Receive(context.Background(), in)
	if err != nil {
		w.t.Errorf("receive: %v", err)
	}
	w.note("mail %d in thread %d: %s%s", n, res.ThreadID, res.Outcome, in.Auto)
}

// threads returns all, of all inboxes.
func (w *world) threads() []*parley.Thread {
	w.t.Helper()
	var out []*parley.Thread
	for _, acct := range w.accounts {
		list, err := w.db.Read(context.Background()).ThreadsAfter(acct.InboxID, 0, 1<<20)
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, list...)
	}
	return out
}

// some returns a thread, or nil while there is none.
func (w *world) some() *parley.Thread {
	if all := w.threads(); len(all) > 0 {
		return all[w.pick(len(all))]
	}
	return nil
}

func (w *world) user() *parley.User { return w.users[w.pick(len(w.users))] }
