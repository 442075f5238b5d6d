package settings

import (
	"context"
	"strings"
	"testing"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// EMAIL-02, EMAIL-07, SET-05: one address, one inbox; a fallback stays; what is
// removed frees its address, forgets its secrets and keeps its threads.
func TestAccounts_connectSwitchMoveRemove(t *testing.T) {
	t.Parallel()
	ctx, db := context.Background(), storetest.New(t)
	admin, in := world(t, db)
	by, d := parley.ByUser(admin.ID), NewDirectory(db)
	server := &parley.MailServer{Host: "mail.shop.example", Port: 993, Security: "tls", Username: "support"}
	connect := func(address string, settings parley.ChannelSettings) (*parley.ChannelAccount, error) {
		acct := &parley.ChannelAccount{InboxID: in.ID, Channel: parley.ChannelEmail, Address: address, Settings: settings}
		return acct, db.Write(ctx, func(tx *store.Tx) error {
			return ConnectAccount(tx, by, acct, map[string]string{"imap_password": "secret"})
		})
	}
	acct, err := connect(" Support@Shop.example", parley.ChannelSettings{IMAP: server, SignatureHTML: `<p onclick="x()">Hi</p><script>1</script>`})
	if err != nil || acct.Address != "support@shop.example" || acct.State != parley.AccountConnecting || acct.Settings.SignatureHTML != "<p>Hi</p>" {
		t.Fatalf("got %+v, %v", acct, err)
	}
	if _, err := connect("support@shop.example", parley.ChannelSettings{}); parley.KindOf(err) != parley.Conflict {
		t.Errorf("got %v for an address twice", err)
	}
	for name, bad := range map[string]parley.ChannelSettings{
		"host":    {IMAP: &parley.MailServer{Host: "a b", Port: 1, Security: "tls"}},
		"port":    {SMTP: &parley.MailServer{Host: "a", Port: 0, Security: "tls"}},
		"days":    {ImportDays: 1000},
		"routing": {Routing: []parley.RoutingRule{{Name: "R", Option: "specific", UserIDs: []parley.UserID{999}}}},
	} {
		if _, err := connect(name+"@shop.example", bad); parley.KindOf(err) != parley.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	whose := func(address string) bool {
		got, err := d.Recipient(ctx, address)
		return err == nil && got != nil
	}
	change := func(fn func(tx *store.Tx) error) {
		t.Helper()
		storetest.Write(t, db, fn)
	}
	change(func(tx *store.Tx) error { return SwitchAccount(tx, by, acct, false) })
	if whose("support@shop.example") {
		t.Error("an account that is off takes mail")
	}
	if err := d.SetState(ctx, acct.ID, parley.AccountOK, ""); err != nil {
		t.Fatal(err)
	}
	if got, _ := db.Read(ctx).ChannelAccount(acct.ID); got.State != parley.AccountDisabled {
		t.Errorf("got %s: an adapter switched it on again", got.State)
	}
	change(func(tx *store.Tx) error { return Reconnect(tx, by, acct, map[string]string{"imap_password": "new"}) })
	if got, _ := d.Secret(ctx, acct.ID, "imap_password"); got != "new" || !whose("support+x@shop.example") {
		t.Errorf("got %q after connecting again", got)
	}
	change(func(tx *store.Tx) error { return RemoveAccount(tx, by, acct) })
	if got, _ := d.Secret(ctx, acct.ID, "imap_password"); got != "" || whose("support@shop.example") {
		t.Error("a removed account left something behind")
	}
	if _, err := connect("support@shop.example", parley.ChannelSettings{}); err != nil {
		t.Errorf("the address is not free again: %v", err)
	}
	accounts, _ := db.Read(ctx).ChannelAccounts(in.ID)
	for _, a := range accounts {
		if !a.Fallback {
			continue
		}
		change(func(tx *store.Tx) error { return SwitchAccount(tx, by, a, false) })
		if err := db.Write(ctx, func(tx *store.Tx) error { return RemoveAccount(tx, by, a) }); parley.KindOf(err) != parley.Conflict {
			t.Errorf("a fallback address was removed: %v", err)
		}
		if !whose(a.Address) {
			t.Error("a fallback address that may not send takes no mail")
		}
		change(func(tx *store.Tx) error {
			return RenameFallback(tx, by, a, "hello@mail.shop.example", "mail.shop.example")
		})
		if err := db.Write(ctx, func(tx *store.Tx) error { return RenameFallback(tx, by, a, "ceo@bank.example", "mail.shop.example") }); err == nil {
			t.Error("a fallback address left the mail domain")
		}
	}
}

// SPAM-06: entries are addresses or domains; anything else is refused.
func TestAddSenderRule_takesAddressesAndDomains(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	world(t, db)
	for value, want := range map[string]string{" Cleo@Customer.test ": "cleo@customer.test", "@Customer.test": "customer.test", "müller.test": "müller.test", "nodot": "", "a b.test": "", "x@": "", "": ""} {
		var got *store.SenderRule
		err := db.Write(context.Background(), func(tx *store.Tx) (err error) {
			got, err = AddSenderRule(tx, parley.System, "deny", value)
			return err
		})
		if (err == nil) != (want != "") || err == nil && got.Value != want {
			t.Errorf("%q: got %v, %v, want %q", value, got, err, want)
		}
	}
}

// SET-17: what a tag leaves on threads is taken off behind its deletion; a
// snippet of others needs the permission, a private one is its owner's.
func TestTagsAndSnippets_belongToSomebody(t *testing.T) {
	t.Parallel()
	ctx, db := context.Background(), storetest.New(t)
	admin, in := world(t, db)
	mia := colleague(t, db, "mia@shop.test")
	tag, other := &store.Tag{InboxID: in.ID, Name: "Urgent", Color: "#AA0000"}, &store.Tag{InboxID: in.ID, Name: "Later", Color: "#00aa00"}
	th := &parley.Thread{InboxID: in.ID, Status: parley.ThreadOpen, BotState: parley.BotNone}
	storetest.Write(t, db, func(tx *store.Tx) error {
		for _, g := range []*store.Tag{tag, other} {
			if err := SaveTag(tx, parley.ByUser(admin.ID), g); err != nil {
				return err
			}
		}
		th.ID, th.TagIDs = parley.ThreadID(tx.NewID()), []parley.TagID{tag.ID, other.ID}
		if err := tx.Insert("thread", th); err != nil {
			return err
		}
		return DeleteTag(tx, parley.ByUser(admin.ID), tag)
	})
	if err := untag(ctx, db, untagging{in.ID, tag.ID}); err != nil {
		t.Fatal(err)
	}
	if got, err := db.Read(ctx).Thread(th.ID); err != nil || len(got.TagIDs) != 1 || got.TagIDs[0] != other.ID {
		t.Errorf("got %v, %v", got.TagIDs, err)
	}
	if uses, err := db.Read(ctx).TagUses(); err != nil || uses[other.ID] != 1 {
		t.Errorf("got %v, %v", uses, err)
	}
	save := func(by *parley.User, s *store.Snippet) error {
		return db.Write(ctx, func(tx *store.Tx) error { return SaveSnippet(tx, by, s) })
	}
	private := &store.Snippet{Kind: Snippet, Name: "Hi", Shortcut: "hi", Text: "Hi", HTML: `<img src=x onerror=1>Hi`, Scope: "private"}
	if err := save(mia, private); err != nil || strings.Contains(private.HTML, "onerror") {
		t.Errorf("got %q, %v", private.HTML, err)
	}
	if SeesSnippet(admin, private) {
		t.Error("a private snippet is seen by others")
	}
	if err := save(mia, &store.Snippet{Kind: Snippet, Name: "All", Text: "Hi", Scope: "everyone"}); parley.KindOf(err) != parley.Forbidden {
		t.Errorf("got %v for a shared one without the permission", err)
	}
	if err := save(mia, &store.Snippet{Kind: Snippet, Name: "Again", Shortcut: "Hi", Text: "Hi", Scope: "private"}); parley.KindOf(err) != parley.Conflict {
		t.Errorf("got %v for a shortcut twice", err)
	}
}
