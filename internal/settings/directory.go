package settings

import (
	"context"
	"log/slog"
	"strings"
	"sync"

	"parley/internal/channel"
	"parley/internal/parley"
	"parley/internal/store"
)

// Directory knows the channel accounts. It implements [channel.Directory] and
// is safe for concurrent use.
type Directory struct {
	db *store.DB

	mu      sync.Mutex
	changed chan struct{}
}

var _ channel.Directory = (*Directory)(nil)

// NewDirectory returns a directory of what db holds.
func NewDirectory(db *store.DB) *Directory {
	return &Directory{db: db, changed: make(chan struct{})}
}

// Run watches the event log, so that Changed tells. It returns when ctx ends.
func (d *Directory) Run(ctx context.Context) error {
	seq, err := d.db.Read(ctx).Head()
	if err != nil {
		return err
	}
	d.raise() // for what changed before the watch began
	for {
		wake := d.db.Changed()
		next, found, err := d.look(ctx, seq)
		if err != nil && ctx.Err() == nil {
			slog.Error("watch the channel accounts", "err", err)
		}
		if found {
			d.raise()
		}
		if next > seq {
			seq = next
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-wake:
		}
	}
}

// look reads on from seq and reports whether an account changed.
func (d *Directory) look(ctx context.Context, seq int64) (next int64, found bool, err error) {
	events, err := d.db.Read(ctx).Events(seq, 200)
	for _, e := range events {
		seq = e.Seq
		found = found || e.Object == "channel_account" && e.Kind != AccountState || e.Object == "inbox"
	}
	return seq, found, err
}

func (d *Directory) raise() {
	d.mu.Lock()
	defer d.mu.Unlock()
	close(d.changed)
	d.changed = make(chan struct{})
}

// Changed implements [channel.Directory].
func (d *Directory) Changed() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.changed
}

// Recipient implements [channel.Directory]. An exact address wins over one
// without its tag. A fallback address takes mail even where it may not send.
func (d *Directory) Recipient(ctx context.Context, address string) (*parley.ChannelAccount, error) {
	r := d.db.Read(ctx)
	address = strings.ToLower(strings.TrimSpace(address))
	acct, err := r.ChannelAccountByAddress(parley.ChannelEmail, address)
	if plain := parley.WithoutTag(address); parley.KindOf(err) == parley.NotFound && plain != address {
		acct, err = r.ChannelAccountByAddress(parley.ChannelEmail, plain)
	}
	if parley.KindOf(err) == parley.NotFound {
		return nil, nil
	}
	if err != nil || !acct.Active && !acct.Fallback {
		return nil, err
	}
	return acct, nil
}

// Accounts implements [channel.Directory].
func (d *Directory) Accounts(ctx context.Context, kind parley.ChannelKind) ([]*parley.ChannelAccount, error) {
	all, err := d.db.Read(ctx).ChannelAccounts(0)
	out := all[:0:0]
	for _, acct := range all {
		if acct.Channel == kind {
			out = append(out, acct)
		}
	}
	return out, err
}

// Secret implements [channel.Directory].
func (d *Directory) Secret(ctx context.Context, id parley.ChannelAccountID, name string) (string, error) {
	sealed, err := d.db.Read(ctx).ChannelSecret(id, name)
	if err != nil || len(sealed) == 0 {
		return "", err
	}
	value, err := d.db.Unseal(secretPlace(id, name), sealed)
	return string(value), err
}

// SetSecret implements [channel.Directory].
func (d *Directory) SetSecret(ctx context.Context, id parley.ChannelAccountID, name, value string) error {
	return d.db.Write(ctx, func(tx *store.Tx) error { return setSecret(tx, id, name, value) })
}

func setSecret(tx *store.Tx, id parley.ChannelAccountID, name, value string) error {
	sealed, err := tx.Seal(secretPlace(id, name), []byte(value))
	if err != nil {
		return err
	}
	return tx.SetChannelSecret(id, name, sealed)
}

func secretPlace(id parley.ChannelAccountID, name string) string {
	return "channel/" + id.String() + "/" + name
}

// AccountState is the event of an account that began or ceased to work; its
// data names the new state. Notifications follow it (EMAIL-08).
const AccountState parley.EventKind = "channel_account.state"

// SetState implements [channel.Directory]. A state that stands already is no
// event, and a switched-off account stays so.
func (d *Directory) SetState(ctx context.Context, id parley.ChannelAccountID, state parley.ChannelAccountState, reason string) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		acct, err := tx.ChannelAccount(id)
		if err != nil {
			return err
		}
		was := acct.State
		if was == state && acct.StateReason == reason || was == parley.AccountDisabled {
			return nil
		}
		acct.State, acct.StateReason, acct.StateAt = state, reason, tx.Now
		if err := tx.Save("channel_account", acct); err != nil || was == state {
			return err
		}
		return note(tx, parley.System, AccountState, "channel_account", int64(id), acct.InboxID, map[string]any{"state": string(state), "was": string(was)})
	})
}
