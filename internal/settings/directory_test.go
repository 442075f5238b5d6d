package settings

import (
	"context"
	"testing"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// world is an installation after its first start.
func world(t *testing.T, db *store.DB) (admin *parley.User, in *parley.Inbox) {
	t.Helper()
	storetest.Write(t, db, func(tx *store.Tx) (err error) {
		admin, err = Setup{CompanyName: "Corner Shop", Language: "en", Timezone: "UTC", FirstName: "Ada", Email: "ada@shop.example", MailDomain: "mail.shop.example"}.Run(tx, "hash")
		return err
	})
	inboxes, err := db.Read(context.Background()).Inboxes()
	if err != nil {
		t.Fatal(err)
	}
	return admin, inboxes[0]
}

// EMAIL-07: the fallback address takes mail from the first start; tags and
// reply tokens lead to the same account.
func TestDirectory_findsWhoseAnAddressIs(t *testing.T) {
	t.Parallel()
	ctx, db := context.Background(), storetest.New(t)
	_, in := world(t, db)
	d := NewDirectory(db)
	plain := "inbox-" + in.ID.String() + "@mail.shop.example"
	for _, address := range []string{plain, "Inbox-" + in.ID.String() + "+news@MAIL.shop.example", parley.ReplyAddress(plain, "00112233445566778899aabbccddeeff")} {
		acct, err := d.Recipient(ctx, address)
		if err != nil || acct == nil || acct.InboxID != in.ID {
			t.Errorf("Recipient(%q) = %v, %v", address, acct, err)
		}
	}
	if acct, err := d.Recipient(ctx, "other@mail.shop.example"); acct != nil || err != nil {
		t.Errorf("got %v, %v for a stranger's address", acct, err)
	}
}

// ATK-38: a secret is sealed, and for its own place only. EMAIL-08: a lost
// connection is an event, once.
func TestDirectory_keepsSecretsAndTellsStates(t *testing.T) {
	t.Parallel()
	ctx, db := context.Background(), storetest.New(t)
	world(t, db)
	d := NewDirectory(db)
	accounts, err := d.Accounts(ctx, parley.ChannelEmail)
	if err != nil || len(accounts) != 1 {
		t.Fatal(accounts, err)
	}
	id := accounts[0].ID
	if err := d.SetSecret(ctx, id, "imap_password", "hunter2"); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Secret(ctx, id, "imap_password"); got != "hunter2" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := d.Secret(ctx, id, "smtp_password"); got != "" || err != nil {
		t.Errorf("got %q, %v for none", got, err)
	}
	sealed, _ := db.Read(ctx).ChannelSecret(id, "imap_password")
	storetest.Write(t, db, func(tx *store.Tx) error { return tx.SetChannelSecret(id, "smtp_password", sealed) })
	if got, err := d.Secret(ctx, id, "smtp_password"); err == nil {
		t.Errorf("a sealed value was opened in another place: %q", got)
	}
	before, _ := db.Read(ctx).Head()
	for range 2 {
		if err := d.SetState(ctx, id, parley.AccountFailed, "NO [AUTHENTICATIONFAILED] wrong password"); err != nil {
			t.Fatal(err)
		}
	}
	events, _ := db.Read(ctx).Events(before, 10)
	if len(events) != 1 || events[0].Kind != AccountState || events[0].Data["state"] != "failed" {
		t.Errorf("got %v", events)
	}
}

func TestDirectory_tellsOfChanges(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	db := storetest.New(t)
	admin, in := world(t, db)
	d := NewDirectory(db)
	first, done := d.Changed(), make(chan struct{})
	go func() { defer close(done); d.Run(ctx) }()
	<-first
	again := d.Changed()
	storetest.Write(t, db, func(tx *store.Tx) error { return UpdateInbox(tx, parley.ByUser(admin.ID), in) })
	select {
	case <-again:
	case <-time.After(time.Minute):
		t.Error("nothing was told")
	}
	cancel()
	<-done
}

// Only one process polls a mailbox.
func TestState_leasesAreExclusive(t *testing.T) {
	t.Parallel()
	ctx, db := context.Background(), storetest.New(t)
	world(t, db)
	a, b := NewState(db), NewState(db)
	step := func(s *State, d time.Duration, want bool) {
		t.Helper()
		if got, err := s.Lease(ctx, "mailbox/1", d); got != want || err != nil {
			t.Errorf("got %v, %v, want %v", got, err, want)
		}
	}
	step(a, time.Minute, true)
	step(b, time.Minute, false)
	step(a, time.Minute, true)
	step(b, 0, false)
	step(a, 0, false)
	step(b, time.Minute, true)
}
