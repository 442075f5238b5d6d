package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// newOptions are those of a fresh installation, on the engine under test.
func newOptions(t *testing.T) options {
	t.Helper()
	o := options{Data: filepath.Join(t.TempDir(), "data"), Listen: "127.0.0.1:0", SMTPListen: "off", MailDomain: "mail.test", MaxMail: 1 << 20, LogLevel: "error"}
	if url := storetest.URL(t); store.IsPostgres(url) {
		o.Database = url
	}
	if err := o.check(); err != nil {
		t.Fatal(err)
	}
	return o
}

// openProgram wires a program and ends it with the test.
func openProgram(t *testing.T, o *options) *program {
	t.Helper()
	p, err := newProgram(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.close)
	return p
}

// setUp gives an installation its administrator, inboxes and the address
// support@shop.test.
func setUp(t *testing.T, p *program) (admin *parley.User, acct *parley.ChannelAccount) {
	t.Helper()
	storetest.Write(t, p.db, func(tx *store.Tx) (err error) {
		s := settings.Setup{CompanyName: "Corner Shop", Language: "en", Timezone: "UTC", FirstName: "Ada", Email: "ada@shop.test", MailDomain: "mail.test"}
		if admin, err = s.Run(tx, "hash"); err != nil {
			return err
		}
		inboxes, err := tx.Inboxes()
		if err != nil {
			return err
		}
		acct = &parley.ChannelAccount{InboxID: inboxes[0].ID, Channel: parley.ChannelEmail, Name: "Support", Address: "support@shop.test"}
		return settings.ConnectAccount(tx, parley.ByUser(admin.ID), acct, nil)
	})
	return admin, acct
}

// letter is a mail with a subject and an identifier of its own.
func letter(n int) string {
	return fmt.Sprintf("From: Customer %[1]d <c%[1]d@customer.test>\nTo: support@shop.test\nSubject: number %[1]d\n"+
		"Message-ID: <%[1]d@customer.test>\nDate: Mon, 02 Nov 2020 08:00:00 +0000\n\nHello, this is mail %[1]d.\n", n)
}

// mbox is a file of letters from first to last.
func mbox(first, last int) string {
	var b strings.Builder
	for n := first; n <= last; n++ {
		fmt.Fprintf(&b, "From - Mon Nov 02 08:00:00 2020\n%s\n", letter(n))
	}
	return b.String()
}
