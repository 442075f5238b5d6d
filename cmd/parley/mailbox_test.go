//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/internal/channel"
	"parley/internal/channel/channeltest"
	"parley/internal/channel/email"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// SAFE-06: each mail of a folder is accounted for by a line of its own or by
// the range it lies in, or it is a gap, with what is known of it.
func TestAudit_accountsForEachMail(t *testing.T) {
	t.Parallel()
	o := newOptions(t)
	p := openProgram(t, &o)
	_, acct := setUp(t, p)
	ctx := context.Background()
	note := func(first, uid uint32, outcome channel.Outcome, reason string) {
		src := channel.Source{Folder: "INBOX", UIDValidity: 7, First: first, UID: uid}
		if err := p.state.Note(ctx, acct.ID, src, outcome, reason); err != nil {
			t.Fatal(err)
		}
	}
	note(1, 40, channel.Older, "before the connection")
	note(0, 41, channel.Imported, "")
	note(0, 42, channel.Refused, "too large")
	note(0, 44, channel.Spammed, "role_address")
	note(50, 60, channel.Older, "before the connection")
	f := email.FolderUIDs{Folder: "INBOX", Validity: 7, UIDs: []uint32{1, 39, 40, 41, 42, 43, 44, 45, 49, 50, 55, 60, 61}, Settled: 60, Aside: map[uint32]string{45: "NO broken"}}
	report, err := p.account(ctx, acct.ID, f)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(report.Outcomes); got != "map[imported:1 older:6 refused:1 spam:1]" {
		t.Errorf("outcomes %s", got)
	}
	if got := fmt.Sprint(report.Gaps); got != "[{43 missing nothing is known of it} {45 aside the server does not hand it out: NO broken} {49 missing nothing is known of it} {61 waiting not fetched yet}]" {
		t.Errorf("gaps %s", got)
	}
	reports := []mailboxReport{{Address: acct.Address, Folders: []folderReport{report}}}
	var text bytes.Buffer
	printAudit(&text, reports)
	if err := auditError(reports); err == nil || !strings.Contains(text.String(), "uid 42 refused: too large") || !strings.Contains(text.String(), "4 not accounted for") {
		t.Errorf("%v\n%s", err, text.String())
	}
	f.UIDs = []uint32{1, 41, 55}
	if report, err = p.account(ctx, acct.ID, f); err != nil || auditError([]mailboxReport{{Folders: []folderReport{report}}}) != nil {
		t.Errorf("a folder without a gap: %+v, %v", report, err)
	}
}

// EMAIL-24, SAFE-06: a whole mailbox is imported, its past included, whatever
// the watch has taken; drafts and junk stay out.
func TestImport_imap(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts a mail server")
	}
	server := channeltest.Dovecot(t)
	o := newOptions(t)
	p := openProgram(t, &o)
	admin, acct := setUp(t, p)
	storetest.Write(t, p.db, func(tx *store.Tx) error {
		acct.Settings.IMAP = &parley.MailServer{Host: server.Host, Port: server.Port, Security: "none", Username: "jane"}
		return settings.UpdateAccount(tx, parley.ByUser(admin.ID), acct, map[string]string{"imap_password": channeltest.DovecotPassword})
	})
	long := time.Now().AddDate(-3, 0, 0)
	for n, folder := range []string{"", "", "", "Archive", "Sent"} {
		server.Deliver(t, "jane", folder, letter(n+1), long)
	}
	ctx := context.Background()
	folders, err := p.poller().Folders(ctx, acct)
	if err != nil || len(folders) != 3 {
		t.Fatalf("%v, %v", folders, err)
	}
	run := func() (sum tally) {
		for _, f := range folders {
			im := &mailImport{program: p, acct: acct, source: imapSource(ctx, p.poller(), acct, f), bar: &counting{}}
			if err := im.run(ctx); err != nil {
				t.Fatal(err)
			}
			sum.add(im.sum)
		}
		return sum
	}
	if sum := run(); sum.fresh != 5 || sum.known != 0 {
		t.Errorf("first: %s", sum.text(false))
	}
	if sum := run(); sum.fresh != 0 || sum.known != 5 {
		t.Errorf("again: %s", sum.text(false))
	}
	reports, err := p.audit(ctx, acct.Address, 0)
	if err != nil || auditError(reports) != nil || reports[0].Folders[0].Outcomes["imported"] != 3 {
		t.Errorf("the audit: %+v, %v", reports, err)
	}
	if reports, err := p.audit(ctx, "nobody@shop.test", 0); err == nil {
		t.Errorf("an address without a mailbox: %+v", reports)
	}
	if _, err := p.poller().Folders(ctx, acct, "Missing"); err == nil {
		t.Error("a folder that is not there was found")
	}
}
