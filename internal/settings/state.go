package settings

import (
	"context"
	"time"

	"parley/internal/channel"
	"parley/internal/parley"
	"parley/internal/store"
)

// State is the memory of adapters in the database. It implements
// [channel.State] and is safe for concurrent use.
type State struct {
	db     *store.DB
	holder string // this process, as leases name it
}

var _ channel.State = (*State)(nil)

// NewState returns the memory kept in db.
func NewState(db *store.DB) *State { return &State{db, db.Holder()} }

// Get implements [channel.State].
func (s *State) Get(ctx context.Context, id parley.ChannelAccountID, key string) (string, error) {
	return s.db.Read(ctx).ChannelState(id, key)
}

// Set implements [channel.State].
func (s *State) Set(ctx context.Context, id parley.ChannelAccountID, key, value string) error {
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.SetChannelState(id, key, value) })
}

// Note implements [channel.State].
func (s *State) Note(ctx context.Context, id parley.ChannelAccountID, src channel.Source, outcome channel.Outcome, reason string) error {
	return s.db.Write(ctx, func(tx *store.Tx) error {
		return tx.Note(&store.LedgerLine{AccountID: id, Folder: src.Folder, UIDValidity: src.UIDValidity, UID: src.UID, FirstUID: src.First,
			Outcome: string(outcome), Reason: reason})
	})
}

// Lease implements [channel.State].
func (s *State) Lease(ctx context.Context, name string, d time.Duration) (mine bool, err error) {
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		if d <= 0 {
			return tx.EndLease(name, s.holder)
		}
		mine, err = tx.Lease(name, s.holder, tx.Now.Add(d))
		return err
	})
	return mine, err
}
