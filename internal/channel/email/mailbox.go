package email

import (
	"context"
	"errors"
	"time"

	"parley/internal/parley"
)

// mailbox keeps the connection of one account.
type mailbox struct {
	p      *Poller
	acct   *parley.ChannelAccount
	sum    string
	cancel context.CancelFunc
	done   chan struct{} // closed when run has ended
	kick   chan struct{} // one place: try again now

	known    map[string]*folder // by name, over all sessions
	failures int
	since    time.Time // we were in last, or tried first
	state    parley.ChannelAccountState
	reason   string
}

func newMailbox(p *Poller, acct *parley.ChannelAccount, sum string) *mailbox {
	return &mailbox{p: p, acct: acct, sum: sum, done: make(chan struct{}),
		kick: make(chan struct{}, 1), known: map[string]*folder{}, state: acct.State, reason: acct.StateReason}
}

// folder returns what this process remembers of a folder.
func (m *mailbox) folder(name string, ours bool) *folder {
	if m.known[name] == nil {
		m.known[name] = &folder{name: name, ours: ours, stuck: map[uint32]int{}}
	}
	return m.known[name]
}

// stop ends the mailbox and waits for it.
func (m *mailbox) stop() {
	m.cancel()
	<-m.done
}

// hurry ends a pause when somebody asks to connect again.
func (m *mailbox) hurry(acct *parley.ChannelAccount) {
	if acct.State != parley.AccountConnecting {
		return
	}
	select {
	case m.kick <- struct{}{}:
	default:
	}
}

// errLeased says that another node reads the mailbox.
var errLeased = errors.New("another node reads this mailbox")

func (m *mailbox) run(ctx context.Context) {
	defer close(m.done)
	defer m.cancel()
	for ctx.Err() == nil {
		err := m.leased(ctx)
		if ctx.Err() != nil {
			return
		}
		pause := min(m.p.Lease/4, 2*time.Second)
		if !errors.Is(err, errLeased) {
			pause = m.failed(ctx, err)
		}
		select {
		case <-ctx.Done():
		case <-m.kick:
			if m.state == parley.AccountFailed {
				m.state = parley.AccountConnecting // if it fails again, that is news
			}
		case <-time.After(pause):
		}
	}
}

// leased holds a session as long as the lease is ours.
func (m *mailbox) leased(ctx context.Context) error {
	name := "imap:" + m.acct.ID.String()
	ours, err := m.p.State.Lease(ctx, name, m.p.Lease)
	if err != nil {
		return &storeError{err}
	}
	if !ours {
		return errLeased
	}
	ctx, cancel := context.WithCancel(ctx)
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		defer cancel()
		m.keep(ctx, name)
	}()
	err = (&imapSession{mailbox: m}).run(ctx)
	cancel()
	<-kept
	giveUp, done := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer done()
	m.p.State.Lease(giveUp, name, 0)
	return err
}

// keep renews the lease until it is lost or ctx ends.
func (m *mailbox) keep(ctx context.Context, name string) {
	last := m.p.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(m.p.Lease / 3):
		}
		ours, err := m.p.State.Lease(ctx, name, m.p.Lease)
		switch {
		case err == nil && ours:
			last = m.p.Now()
		case err == nil, m.p.Now().Sub(last) > m.p.Lease:
			return
		}
	}
}

// storeError is trouble on our side, which is no fault of the mailbox.
type storeError struct{ err error }

func (e *storeError) Error() string { return e.err.Error() }
func (e *storeError) Unwrap() error { return e.err }

// failed records why a session ended and returns how long to wait.
func (m *mailbox) failed(ctx context.Context, err error) time.Duration {
	if m.failures++; m.failures == 1 {
		m.since = m.p.Now()
	}
	m.p.Log.Warn("mailbox interrupted", "account", m.acct.ID, "err", err)
	var credential *credentialError
	var ours *storeError
	refused := errors.As(err, &credential)
	switch {
	case refused:
		m.tell(ctx, parley.AccountFailed, credential.words)
	case errors.As(err, &ours):
	case m.p.Now().Sub(m.since) >= m.p.Patience:
		m.tell(ctx, parley.AccountFailed, err.Error())
	}
	return m.p.pause(m.failures, refused)
}

// works records that we are in, and that mail flows again.
func (m *mailbox) works(ctx context.Context, reason string) {
	m.since = m.p.Now()
	m.tell(ctx, parley.AccountOK, reason)
}

// tell writes the state of the account where it changes (EMAIL-08).
func (m *mailbox) tell(ctx context.Context, state parley.ChannelAccountState, reason string) {
	if m.state == state && m.reason == reason {
		return
	}
	if err := m.p.Directory.SetState(ctx, m.acct.ID, state, reason); err != nil {
		m.p.Log.Warn("state not recorded", "account", m.acct.ID, "err", err)
		return
	}
	m.state, m.reason = state, reason
}
