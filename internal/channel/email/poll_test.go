//go:build unix

package email

import (
	"context"
	"crypto/tls"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/channel"
	"parley/internal/channel/channeltest"
	"parley/internal/parley"
)

// watchMailboxes runs a poller over rec until stop is called or the test ends.
func watchMailboxes(t *testing.T, rec *channeltest.Recorder, change func(*Poller)) (stop func()) {
	t.Helper()
	p := &Poller{Sink: rec, Directory: rec, State: rec, Resolver: zone{}, Log: quiet(), Interval: 200 * time.Millisecond,
		pause: func(int, bool) time.Duration { return 20 * time.Millisecond }}
	if change != nil {
		change(p)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- p.Run(ctx) }()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(stop)
	return stop
}

// connected makes an account for bob's mailbox and a recorder that has its password.
func connected(s *channeltest.DovecotServer) (*parley.ChannelAccount, *channeltest.Recorder) {
	acct := s.Account(1, "bob")
	rec := channeltest.NewRecorder(acct)
	rec.SetSecret(context.Background(), 1, "imap_password", channeltest.DovecotPassword)
	return acct, rec
}

// EMAIL-01, EMAIL-03, SAFE-03: what lay there is noted, what comes is fetched,
// at once by IDLE and after an absence whatever its date; nothing is marked.
func TestPoller_fromTheConnectionOn(t *testing.T) {
	t.Parallel()
	s := channeltest.Dovecot(t)
	for i := range 3 {
		s.Deliver(t, "bob", "", letter(fmt.Sprintf("old %d", i)), time.Now().Add(-48*time.Hour))
	}
	_, rec := connected(s)
	stop := watchMailboxes(t, rec, func(p *Poller) { p.Interval = time.Minute })
	rec.Wait(t, "the connection", func() bool { return len(rec.States()) == 1 })
	s.Deliver(t, "bob", "", letter("idle"), time.Now())
	rec.WaitSubjects(t, "idle")
	want := channel.Source{Folder: "INBOX", First: 1, UID: 3}
	notes := rec.Notes()
	if len(notes) != 1 || notes[0].Outcome != channel.Older || notes[0].Source.UIDValidity == 0 {
		t.Fatalf("notes %+v", notes)
	}
	if notes[0].Source.UIDValidity = 0; notes[0].Source != want {
		t.Errorf("noted %+v, want %+v", notes[0].Source, want)
	}
	stop()
	s.Deliver(t, "bob", "", letter("away 1"), time.Now().Add(-30*24*time.Hour)) // moved here, as IMAP MOVE keeps the date
	s.Deliver(t, "bob", "", letter("away 2"), time.Now())
	watchMailboxes(t, rec, nil)
	rec.WaitSubjects(t, "idle", "away 1", "away 2")
	if seen := s.Seen("bob", ""); seen != 0 {
		t.Errorf("%d mails were marked as seen", seen)
	}
	if in := rec.Inbounds()[0]; in.Source.UID != 4 || in.AccountID != 1 || in.From.Address != "jane@customer.test" || in.Ours {
		t.Errorf("got %+v", in)
	}
}

// EMAIL-03: an account that gets its mailbox later begins with that.
func TestPoller_mailboxOfAnOlderAccount(t *testing.T) {
	t.Parallel()
	s := channeltest.Dovecot(t)
	s.Deliver(t, "bob", "", letter("before"), time.Now().Add(-time.Hour))
	acct, rec := connected(s)
	acct.CreatedAt = time.Now().Add(-30 * 24 * time.Hour)
	stop := watchMailboxes(t, rec, nil)
	rec.Wait(t, "the ledger", func() bool { return len(rec.Notes()) == 1 })
	stop()
	s.Deliver(t, "bob", "", letter("after"), time.Now())
	watchMailboxes(t, rec, nil)
	rec.WaitSubjects(t, "after")
}

// EMAIL-03: on request the last days are taken too.
func TestPoller_importDays(t *testing.T) {
	t.Parallel()
	s := channeltest.Dovecot(t)
	s.Deliver(t, "bob", "", letter("four days"), time.Now().Add(-4*24*time.Hour))
	s.Deliver(t, "bob", "", letter("two days"), time.Now().Add(-2*24*time.Hour))
	s.Deliver(t, "bob", "", letter("moved"), time.Now().Add(-9*24*time.Hour))
	s.Deliver(t, "bob", "", letter("one day"), time.Now().Add(-24*time.Hour))
	acct, rec := connected(s)
	acct.Settings.ImportDays = 3
	watchMailboxes(t, rec, nil)
	rec.WaitSubjects(t, "two days", "one day")
	if notes := rec.Notes(); len(notes) != 2 || notes[1].Source.UID != 3 {
		t.Errorf("notes %+v", notes)
	}
}

// EMAIL-23: answers written in another program come from the Sent folder; other
// chosen folders are watched as well.
func TestPoller_sentAndOtherFolders(t *testing.T) {
	t.Parallel()
	s := channeltest.Dovecot(t)
	s.Deliver(t, "bob", "Orders", letter("old order"), time.Now().Add(-time.Hour))
	acct, rec := connected(s)
	acct.Settings.Folders = []string{"INBOX", "Orders", "Gone"}
	watchMailboxes(t, rec, nil)
	rec.Wait(t, "the missing folder", func() bool {
		return len(rec.States()) == 1 && strings.Contains(rec.States()[0].Reason, "Gone") && rec.States()[0].State == parley.AccountOK
	})
	s.Deliver(t, "bob", "Sent", letter("answer"), time.Now())
	rec.WaitSubjects(t, "answer")
	s.Deliver(t, "bob", "Orders", letter("order"), time.Now())
	rec.WaitSubjects(t, "answer", "order")
	ins := rec.Inbounds()
	if !ins[0].Ours || ins[1].Ours || ins[0].Source.Folder != "Sent" || ins[1].Source.Folder != "Orders" {
		t.Errorf("got %+v and %+v", ins[0].Source, ins[1].Source)
	}
}

// SAFE-07: of two nodes one reads the mailbox, and the other takes over.
func TestPoller_oneNodeAtATime(t *testing.T) {
	t.Parallel()
	s := channeltest.Dovecot(t)
	_, rec := connected(s)
	var second atomic.Int64 // times that the second node had the lease
	stop := watchMailboxes(t, rec, func(p *Poller) { p.State, p.Lease = rec.Node("first"), 300*time.Millisecond })
	rec.Wait(t, "the connection", func() bool { return len(rec.States()) == 1 })
	watchMailboxes(t, rec, func(p *Poller) {
		p.State, p.Lease = leases{rec.Node("second"), &second}, 300*time.Millisecond
	})
	s.Deliver(t, "bob", "", letter("one"), time.Now())
	rec.WaitSubjects(t, "one")
	if second.Load() != 0 {
		t.Error("both nodes read the mailbox")
	}
	stop()
	s.Deliver(t, "bob", "", letter("two"), time.Now())
	rec.WaitSubjects(t, "one", "two")
	if second.Load() == 0 {
		t.Error("who read it?")
	}
}

// leases counts those that are granted.
type leases struct {
	channel.State
	granted *atomic.Int64
}

func (l leases) Lease(ctx context.Context, name string, d time.Duration) (bool, error) {
	ok, err := l.State.Lease(ctx, name, d)
	if ok {
		l.granted.Add(1)
	}
	return ok, err
}

// EMAIL-01: TLS in both ways, and no way around it.
func TestPoller_tls(t *testing.T) {
	t.Parallel()
	s := channeltest.Dovecot(t)
	s.Deliver(t, "bob", "", letter("hello"), time.Now())
	for security, port := range map[string]int{"tls": s.TLS, "starttls": s.Port} {
		acct, rec := connected(s)
		acct.CreatedAt = acct.CreatedAt.Add(-time.Minute)
		acct.Settings.IMAP.Security, acct.Settings.IMAP.Port = security, port
		stop := watchMailboxes(t, rec, func(p *Poller) { p.TLS = &tls.Config{RootCAs: s.Cert.Pool} })
		rec.WaitSubjects(t, "hello")
		stop()

		_, stranger := connected(s)
		stranger.Put(acct)
		watchMailboxes(t, stranger, func(p *Poller) { p.Patience = time.Nanosecond })
		stranger.Wait(t, "the certificate to be refused", func() bool { return len(stranger.States()) > 0 })
		if reason := stranger.States()[0].Reason; !strings.Contains(reason, "certificate") {
			t.Errorf("%s: %q", security, reason)
		}
	}
}

// SAFE-06: the audit accounts for each UID; EMAIL-01: the probe tells what it sees.
func TestAuditAndProbe(t *testing.T) {
	t.Parallel()
	s := channeltest.Dovecot(t)
	acct, rec := connected(s)
	s.Deliver(t, "bob", "", letter("one"), time.Now())
	s.Deliver(t, "bob", "", letter("two"), time.Now())
	s.Deliver(t, "bob", "Sent", letter("answer"), time.Now())
	list, err := (&Poller{Sink: rec, Directory: rec, State: rec}).Audit(context.Background(), acct)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, f := range list {
		got += fmt.Sprintf("%s %v %v %v;", f.Folder, f.Sent, f.UIDs, f.Validity > 0)
	}
	if got != "INBOX false [1 2] true;Sent true [1] true;" {
		t.Errorf("got %s", got)
	}

	var subjects []string // EMAIL-24: a mailbox is imported from where one left off
	for raw, err := range (&Poller{Sink: rec, Directory: rec, State: rec}).Mails(context.Background(), acct, "INBOX", 1) {
		if err != nil {
			t.Fatal(err)
		}
		in := raw.Inbound(acct, "", 0)
		subjects = append(subjects, fmt.Sprintf("%s %v %d", in.Subject, in.Silent, in.Source.UID))
	}
	if len(subjects) != 1 || subjects[0] != "two true 2" {
		t.Errorf("imported %q", subjects)
	}

	relay := channeltest.Relay(t)
	relay.Auth = "PLAIN"
	relay.Script = func(verb, _ string) string {
		if verb == "AUTH" {
			return "535 5.7.8 bad credentials"
		}
		return ""
	}
	settings := acct.Settings
	settings.SMTP = server(t, relay.Addr, "none")
	settings.SMTP.Username = "bob"
	probed := Probe(context.Background(), &settings, Secrets{IMAP: channeltest.DovecotPassword}, nil)
	if !probed.IMAP.OK || probed.IMAP.Sent != "Sent" || len(probed.IMAP.Folders) != 2 || probed.SMTP.OK || probed.SMTP.Words != "535 5.7.8 bad credentials" {
		t.Errorf("got %+v and %+v", probed.IMAP, probed.SMTP)
	}
	settings.SMTP = nil
	if probed = Probe(context.Background(), &settings, Secrets{IMAP: "wrong"}, nil); probed.IMAP.OK || probed.IMAP.Words != "Authentication failed." {
		t.Errorf("got %+v", probed.IMAP)
	}
}
