//go:build unix

package email

import (
	"context"
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
