package email

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"parley/internal/channel"
	"parley/internal/parley"
)

// Poller reads the mailboxes of all live accounts by IMAP. Its fields are set
// before Run; those with a default may stay zero.
type Poller struct {
	Sink      channel.Sink // a [channel.Batcher] is used as one
	Directory channel.Directory
	State     channel.State
	Tokens    TokenSource
	TLS       *tls.Config   // nil: the system's roots
	MaxBytes  int64         // of one mail; 50 MB. A larger one is left there and noted (EMAIL-17)
	Interval  time.Duration // between looks at folders without IDLE; 1 minute
	Lease     time.Duration // a mailbox of a node that died is taken over after; 15 seconds
	Patience  time.Duration // without connection, until the account is called failed; 1 minute
	Resolver  Resolver      // net.DefaultResolver
	Log       *slog.Logger
	Now       func() time.Time

	once  sync.Once
	check *checker
	pause func(failures int, refused bool) time.Duration // before the next try
}

// Run watches until ctx ends.
func (p *Poller) Run(ctx context.Context) error {
	p.init()
	running := map[parley.ChannelAccountID]*mailbox{}
	var all sync.WaitGroup
	defer all.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for {
		changed := p.Directory.Changed()
		accts, err := p.Directory.Accounts(ctx, parley.ChannelEmail)
		if err != nil {
			p.Log.Warn("accounts not read", "err", err)
		} else {
			p.reconcile(ctx, &all, running, accts)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		case <-time.After(p.Interval):
		}
	}
}

func (p *Poller) init() { p.once.Do(p.defaults) }

func (p *Poller) defaults() {
	p.MaxBytes = or(p.MaxBytes, 50<<20)
	p.Interval = min(or(p.Interval, time.Minute), imapPatience/2)
	p.Lease = or(p.Lease, 15*time.Second)
	p.Patience = or(p.Patience, time.Minute)
	if p.Log == nil {
		p.Log = slog.Default()
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Resolver == nil {
		p.Resolver = net.DefaultResolver
	}
	if p.pause == nil {
		p.pause = backoff
	}
	p.check = &checker{dns: newCache(p.Resolver, p.Now)}
}

// backoff is the pause before the next try: from a second to five minutes, and
// always the longest where we are not let in, lest the provider lock us out.
// A tenth more or less keeps many mailboxes from coming all at once.
func backoff(failures int, refused bool) time.Duration {
	d := 5 * time.Minute
	if failures < 10 && !refused {
		d = min(d, time.Second<<max(failures-1, 0))
	}
	return d + time.Duration((rand.Float64()-0.5)*0.2*float64(d))
}

// reconcile starts, restarts and ends mailboxes so that they are those of accts.
func (p *Poller) reconcile(ctx context.Context, all *sync.WaitGroup, running map[parley.ChannelAccountID]*mailbox, accts []*parley.ChannelAccount) {
	wanted := map[parley.ChannelAccountID]bool{}
	for _, acct := range accts {
		if acct.Settings.IMAP == nil || !acct.Active || !acct.ArchivedAt.IsZero() || acct.State == parley.AccountDisabled {
			continue
		}
		wanted[acct.ID] = true
		sum := p.fingerprint(ctx, acct)
		if m := running[acct.ID]; m != nil {
			if m.sum == sum {
				m.hurry(acct)
				continue
			}
			m.stop()
		}
		m := newMailbox(p, acct, sum)
		running[acct.ID] = m
		var own context.Context
		own, m.cancel = context.WithCancel(ctx)
		all.Go(func() { m.run(own) })
	}
	for id, m := range running {
		if !wanted[id] {
			m.stop()
			delete(running, id)
		}
	}
}

// fingerprint changes with whatever a connection depends on.
func (p *Poller) fingerprint(ctx context.Context, acct *parley.ChannelAccount) string {
	sum := sha256.New()
	s := acct.Settings
	json.NewEncoder(sum).Encode([]any{s.IMAP, s.Folders, s.SentFolder, s.ImportDays, acct.Address})
	if s.IMAP.Auth != "xoauth2" {
		password, _ := p.Directory.Secret(ctx, acct.ID, "imap_password")
		sum.Write([]byte(password))
	}
	return hex.EncodeToString(sum.Sum(nil))
}
