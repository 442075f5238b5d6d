//go:build unix

package email

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
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

// SAFE-07, SAFE-02: cut at many places, nothing is lost or doubled.
func TestPoller_cutConnections(t *testing.T) {
	t.Parallel()
	s := channeltest.Dovecot(t)
	proxy := channeltest.Proxy(t, s.Addr())
	acct, rec := connected(s)
	acct.Settings.IMAP.Port = server(t, proxy.Addr, "none").Port
	fail := 0
	rec.Fail = func(*channel.Inbound) error {
		if fail++; fail%7 == 0 {
			return errors.New("database is locked")
		}
		return nil
	}
	var want []string
	for i := range 25 {
		want = append(want, fmt.Sprintf("mail %02d", i))
		s.Deliver(t, "bob", "", letter(want[i])+strings.Repeat("text\r\n", 200), time.Now())
	}
	next := int64(100)
	proxy.CutAfter(next)
	watchMailboxes(t, rec, func(p *Poller) {
		p.pause = func(int, bool) time.Duration {
			if next += next / 5; next < 60_000 {
				proxy.CutAfter(next)
			}
			return time.Millisecond
		}
	})
	rec.WaitAll(t, want...)
	if proxy.Cuts() < 10 {
		t.Errorf("only %d cuts", proxy.Cuts())
	}
}

// SAFE-03: when UIDVALIDITY changes all is read again, and known by its key;
// what was old stays left.
func TestPoller_uidValidityChanges(t *testing.T) {
	t.Parallel()
	s := channeltest.Dovecot(t)
	s.Deliver(t, "bob", "", letter("old"), time.Now().Add(-time.Hour))
	s.Deliver(t, "bob", "", letter("one"), time.Now())
	_, rec := connected(s)
	stop := watchMailboxes(t, rec, nil)
	rec.WaitSubjects(t, "one")
	stop()
	s.Stop()
	s.Renumber(t, "bob", "")
	s.Start(t)
	s.Deliver(t, "bob", "", letter("two"), time.Now())
	watchMailboxes(t, rec, nil)
	rec.WaitSubjects(t, "one", "two")
	ins, notes := rec.Inbounds(), rec.Notes()
	if ins[0].Source.UIDValidity == ins[1].Source.UIDValidity || len(notes) != 2 {
		t.Errorf("sources %+v and %+v, notes %+v", ins[0].Source, ins[1].Source, notes)
	}
}

// EMAIL-17: a mail beyond the limit stays on the server, is noted, and keeps
// nobody back.
func TestPoller_oversize(t *testing.T) {
	t.Parallel()
	s := channeltest.Dovecot(t)
	_, rec := connected(s)
	s.Deliver(t, "bob", "", letter("before"), time.Now())
	s.Deliver(t, "bob", "", letter("big")+strings.Repeat("text\r\n", 1000), time.Now())
	s.Deliver(t, "bob", "", letter("after"), time.Now())
	watchMailboxes(t, rec, func(p *Poller) { p.MaxBytes = 4000 })
	rec.WaitSubjects(t, "before", "after")
	notes := rec.Notes()
	if len(notes) != 1 || notes[0].Outcome != channel.Refused || notes[0].Source.UID != 2 || !strings.Contains(notes[0].Reason, "limit of 4000") {
		t.Errorf("notes %+v", notes)
	}
}

// SAFE-04, EMAIL-22: a mail on which the process died twice is not parsed again,
// and those beside it arrive.
func TestPoller_quarantineAfterTwoDeaths(t *testing.T) {
	t.Parallel()
	s := channeltest.Dovecot(t)
	_, rec := connected(s)
	for _, subject := range []string{"one", "killer", "three"} {
		s.Deliver(t, "bob", "", letter(subject), time.Now())
	}
	// A death is a cursor that still holds a trial: keep what was written
	// before each parse, as if nothing came after.
	var deaths atomic.Int32
	mortal := &mortalState{Recorder: rec}
	for deaths.Load() < 5 {
		mortal.frozen.Store(false)
		stop := watchMailboxes(t, rec, func(p *Poller) {
			p.State = mortal
			p.Sink = sinkFunc(func(ctx context.Context, in *channel.Inbound) (channel.Result, error) {
				if in.Subject == "killer" {
					deaths.Add(1)
					mortal.frozen.Store(true)
					<-ctx.Done()
					return channel.Result{}, ctx.Err()
				}
				return rec.Receive(ctx, in)
			})
			mortal.killer = "\"stage\":\"parse\""
		})
		n := deaths.Load()
		for deadline := time.Now().Add(10 * time.Second); deaths.Load() == n && len(rec.Subjects()) < 3; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("deaths %d, subjects %q", n, rec.Subjects())
			}
		}
		stop()
		if len(rec.Subjects()) == 3 {
			break
		}
	}
	ins := rec.Inbounds()
	if len(ins) != 3 || ins[1].Quarantine == "" || ins[1].Subject != "" || len(ins[1].Raw) == 0 {
		t.Fatalf("deaths %d, got %d mails", deaths.Load(), len(ins))
	}
	if ins[0].Quarantine != "" || ins[2].Quarantine != "" || ins[2].Subject != "three" {
		t.Error("the mails beside it are in quarantine as well")
	}
	if deaths.Load() > 3 { // once in company, twice alone
		t.Errorf("it took %d deaths", deaths.Load())
	}
}

// mortalState forgets what is written after a death.
type mortalState struct {
	*channeltest.Recorder
	killer string
	frozen atomic.Bool
}

func (m *mortalState) Set(ctx context.Context, id parley.ChannelAccountID, key, value string) error {
	if m.frozen.Load() || strings.Contains(value, `"stage":"store"`) { // dies in parsing: never reaches the next stage
		return nil
	}
	return m.Recorder.Set(ctx, id, key, value)
}

type sinkFunc func(ctx context.Context, in *channel.Inbound) (channel.Result, error)

func (f sinkFunc) Receive(ctx context.Context, in *channel.Inbound) (channel.Result, error) {
	return f(ctx, in)
}
func (f sinkFunc) Settle(context.Context, *channel.Report) error { return nil }

// SAFE-04: a mail that the sink never takes is offered for quarantine at last.
func TestPoller_unstorable(t *testing.T) {
	t.Parallel()
	s := channeltest.Dovecot(t)
	_, rec := connected(s)
	rec.Fail = func(in *channel.Inbound) error {
		if in.Subject == "bad" {
			return errors.New("invalid byte sequence")
		}
		return nil
	}
	for _, subject := range []string{"one", "bad", "three"} {
		s.Deliver(t, "bob", "", letter(subject), time.Now())
	}
	watchMailboxes(t, rec, nil)
	rec.WaitAll(t, "one", "", "three")
	if q := rec.Inbounds()[2].Quarantine; !strings.Contains(q, "invalid byte sequence") {
		t.Errorf("quarantine %q", q)
	}
	if len(rec.States()) != 1 {
		t.Errorf("trouble of ours is not the mailbox's: %v", rec.States())
	}
}

// SAFE-04, SAFE-07: a mail on which the server itself fails keeps nobody back,
// and is had when the server is well again.
func TestPoller_mailThatTheServerCannotRead(t *testing.T) {
	t.Parallel()
	s := channeltest.Dovecot(t)
	_, rec := connected(s)
	for _, subject := range []string{"one", "bad", "three", "four"} {
		s.Deliver(t, "bob", "", letter(subject), time.Now())
	}
	s.Spoil(t, "bob", "", 2, true)
	var later atomic.Int64
	watchMailboxes(t, rec, func(p *Poller) {
		p.Interval = 50 * time.Millisecond
		p.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	})
	rec.WaitSubjects(t, "one", "three", "four")
	s.Spoil(t, "bob", "", 2, false)
	later.Store(int64(holePause))
	rec.WaitSubjects(t, "one", "three", "four", "bad")
	s.Deliver(t, "bob", "", letter("five"), time.Now())
	rec.WaitSubjects(t, "one", "three", "four", "bad", "five")
	if notes := rec.Notes(); len(notes) != 0 {
		t.Errorf("notes %+v", notes)
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

// EMAIL-08: the account fails with the provider's words, and recovers by itself
// when the password is put right.
func TestPoller_wrongPassword(t *testing.T) {
	t.Parallel()
	s := channeltest.Dovecot(t)
	acct, rec := connected(s)
	rec.SetSecret(context.Background(), 1, "imap_password", "wrong")
	watchMailboxes(t, rec, func(p *Poller) {
		p.pause = func(_ int, refused bool) time.Duration {
			if refused {
				return time.Hour
			}
			return 10 * time.Millisecond
		}
	})
	rec.Wait(t, "the refusal", func() bool { return len(rec.States()) == 1 })
	if got := rec.States()[0]; got.State != parley.AccountFailed || got.Reason != "Authentication failed." {
		t.Errorf("state %+v", got)
	}
	rec.SetSecret(context.Background(), 1, "imap_password", channeltest.DovecotPassword)
	rec.Put(acct)
	rec.Wait(t, "the recovery", func() bool {
		return slices.ContainsFunc(rec.States(), func(c channeltest.Change) bool { return c.State == parley.AccountOK })
	})
}

// EMAIL-08, SAFE-07: a server that is gone fails the account after a while, and
// mail flows when it is back.
func TestPoller_serverGoneAndBack(t *testing.T) {
	t.Parallel()
	s := channeltest.Dovecot(t)
	proxy := channeltest.Proxy(t, s.Addr())
	acct, rec := connected(s)
	acct.Settings.IMAP.Port = server(t, proxy.Addr, "none").Port
	watchMailboxes(t, rec, func(p *Poller) { p.Patience = 50 * time.Millisecond })
	rec.Wait(t, "the connection", func() bool { return len(rec.States()) == 1 })
	proxy.Refuse(true)
	proxy.Cut()
	rec.Wait(t, "the failure", func() bool { return rec.States()[len(rec.States())-1].State == parley.AccountFailed })
	s.Deliver(t, "bob", "", letter("meanwhile"), time.Now())
	proxy.Refuse(false)
	rec.WaitSubjects(t, "meanwhile")
	if last := rec.States()[len(rec.States())-1]; last.State != parley.AccountOK {
		t.Errorf("state %+v", last)
	}
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
