package channeltest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"parley/internal/channel"
	"parley/internal/parley"
)

// Recipient implements [channel.Directory]; what follows a plus is a token.
func (r *Recorder) Recipient(_ context.Context, address string) (*parley.ChannelAccount, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	local, domain, _ := strings.Cut(strings.ToLower(address), "@")
	local, _, _ = strings.Cut(local, "+")
	for _, acct := range r.accounts {
		if acct.Address == local+"@"+domain {
			return acct, nil
		}
	}
	return nil, nil
}

// Accounts implements [channel.Directory].
func (r *Recorder) Accounts(_ context.Context, kind parley.ChannelKind) ([]*parley.ChannelAccount, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var accts []*parley.ChannelAccount
	for _, acct := range r.accounts {
		if acct.Channel == kind && acct.Active && acct.ArchivedAt.IsZero() {
			copied := *acct
			accts = append(accts, &copied)
		}
	}
	slices.SortFunc(accts, func(a, b *parley.ChannelAccount) int { return cmp.Compare(a.ID, b.ID) })
	return accts, nil
}

// Secret implements [channel.Directory].
func (r *Recorder) Secret(_ context.Context, id parley.ChannelAccountID, name string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.secrets[secretKey{id, name}], nil
}

// SetSecret implements [channel.Directory].
func (r *Recorder) SetSecret(_ context.Context, id parley.ChannelAccountID, name, value string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secrets[secretKey{id, name}] = value
	return nil
}

// SetState implements [channel.Directory].
func (r *Recorder) SetState(_ context.Context, id parley.ChannelAccountID, state parley.ChannelAccountState, reason string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer r.tell()
	if acct := r.accounts[id]; acct != nil {
		copied := *acct
		copied.State, copied.StateReason = state, reason
		r.accounts[id] = &copied
	}
	r.states = append(r.states, Change{id, state, reason})
	return nil
}

// Changed implements [channel.Directory].
func (r *Recorder) Changed() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.changed
}

// Get implements [channel.State].
func (r *Recorder) Get(_ context.Context, id parley.ChannelAccountID, key string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.memory[secretKey{id, key}], nil
}

// Set implements [channel.State].
func (r *Recorder) Set(_ context.Context, id parley.ChannelAccountID, key, value string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer r.tell()
	r.memory[secretKey{id, key}] = value
	return nil
}

// Note implements [channel.State].
func (r *Recorder) Note(_ context.Context, id parley.ChannelAccountID, src channel.Source, outcome channel.Outcome, reason string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer r.tell()
	r.notes = append(r.notes, Note{id, src, outcome, reason})
	return nil
}

// Lease implements [channel.State]. All users of one recorder count as one
// process, except those that share it by [Recorder.Node].
func (r *Recorder) Lease(_ context.Context, name string, d time.Duration) (bool, error) {
	return r.lease("", name, d), nil
}

// Node is the memory of another process on the same database.
func (r *Recorder) Node(name string) channel.State { return node{r, name} }

type node struct {
	*Recorder
	holder string
}

func (n node) Lease(_ context.Context, name string, d time.Duration) (bool, error) {
	return n.lease(n.holder, name, d), nil
}

type lease struct {
	holder string
	until  time.Time
}

func (r *Recorder) lease(holder, name string, d time.Duration) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if held := r.leases[name]; held.holder != holder && time.Now().Before(held.until) {
		return false
	}
	r.leases[name] = lease{holder, time.Now().Add(d)}
	return true
}
