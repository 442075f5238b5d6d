package channeltest

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/internal/channel"
	"parley/internal/parley"
)

// Recorder is a working [channel.Sink], [channel.Batcher],
// [channel.Directory] and [channel.State] in memory. Several adapters may
// share one, as several nodes share a database. Safe for concurrent use.
type Recorder struct {
	// Fail, if set, is asked before a message is stored; its error is returned
	// and nothing is stored.
	Fail func(in *channel.Inbound) error

	mu       sync.Mutex
	news     chan struct{} // closed and renewed with each change
	changed  chan struct{} // closed and renewed when accounts change
	accounts map[parley.ChannelAccountID]*parley.ChannelAccount
	secrets  map[secretKey]string
	memory   map[secretKey]string
	leases   map[string]lease
	seen     map[string]bool
	inbounds []*channel.Inbound
	reports  []*channel.Report
	notes    []Note
	states   []Change
}

type secretKey struct {
	id   parley.ChannelAccountID
	name string
}

// Note is a line of the ledger written by [Recorder.Note].
type Note struct {
	AccountID parley.ChannelAccountID
	Source    channel.Source
	Outcome   channel.Outcome
	Reason    string
}

// Change is a state that an adapter gave to an account.
type Change struct {
	AccountID parley.ChannelAccountID
	State     parley.ChannelAccountState
	Reason    string
}

// NewRecorder returns a recorder that knows accts.
func NewRecorder(accts ...*parley.ChannelAccount) *Recorder {
	r := &Recorder{
		news:     make(chan struct{}),
		changed:  make(chan struct{}),
		accounts: map[parley.ChannelAccountID]*parley.ChannelAccount{},
		secrets:  map[secretKey]string{},
		memory:   map[secretKey]string{},
		leases:   map[string]lease{},
		seen:     map[string]bool{},
	}
	for _, acct := range accts {
		r.accounts[acct.ID] = acct
	}
	return r
}

// Put adds or replaces an account and tells whoever waits for [Recorder.Changed].
func (r *Recorder) Put(acct *parley.ChannelAccount) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.accounts[acct.ID] = acct
	close(r.changed)
	r.changed = make(chan struct{})
}

// Inbounds returns what was stored, in order.
func (r *Recorder) Inbounds() []*channel.Inbound {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]*channel.Inbound(nil), r.inbounds...)
}

// Subjects returns the subjects of what was stored, in order.
func (r *Recorder) Subjects() []string {
	var subjects []string
	for _, in := range r.Inbounds() {
		subjects = append(subjects, in.Subject)
	}
	return subjects
}

// Reports returns what was settled, alone or with a message.
func (r *Recorder) Reports() []*channel.Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]*channel.Report(nil), r.reports...)
}

// Notes returns the lines of the ledger that were noted.
func (r *Recorder) Notes() []Note {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Note(nil), r.notes...)
}

// States returns the states that accounts went through.
func (r *Recorder) States() []Change {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Change(nil), r.states...)
}

// Wait returns when ok holds, asked after each change; it fails the test after
// half a minute.
func (r *Recorder) Wait(t testing.TB, what string, ok func() bool) {
	t.Helper()
	late := time.After(30 * time.Second)
	for {
		r.mu.Lock()
		news := r.news
		r.mu.Unlock()
		if ok() {
			return
		}
		select {
		case <-news:
		case <-late:
			t.Fatalf("waited in vain for %s; subjects %q, notes %v, states %v",
				what, r.Subjects(), r.Notes(), r.States())
		}
	}
}

// WaitSubjects waits until the subjects stored are want, in this order.
func (r *Recorder) WaitSubjects(t testing.TB, want ...string) {
	t.Helper()
	r.Wait(t, "subjects "+strings.Join(want, ", "), func() bool {
		return strings.Join(r.Subjects(), "\n") == strings.Join(want, "\n")
	})
}

// WaitAll waits until the subjects stored are want, in any order: what a batch
// could not store comes after the rest of it.
func (r *Recorder) WaitAll(t testing.TB, want ...string) {
	t.Helper()
	slices.Sort(want)
	r.Wait(t, "subjects "+strings.Join(want, ", "), func() bool {
		return slices.Equal(slices.Sorted(slices.Values(r.Subjects())), want)
	})
}

// tell wakes those in Wait; r.mu is held.
func (r *Recorder) tell() {
	close(r.news)
	r.news = make(chan struct{})
}

// Receive implements [channel.Sink].
func (r *Recorder) Receive(_ context.Context, in *channel.Inbound) (channel.Result, error) {
	if r.Fail != nil {
		if err := r.Fail(in); err != nil {
			return channel.Result{}, err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	defer r.tell()
	if r.seen[in.Key] {
		return channel.Result{Outcome: channel.Duplicate}, nil
	}
	r.seen[in.Key] = true
	r.inbounds = append(r.inbounds, in)
	switch {
	case in.Quarantine != "":
		return channel.Result{Outcome: channel.Quarantined}, nil
	case in.Report != nil:
		r.reports = append(r.reports, in.Report)
		return channel.Result{Outcome: channel.Settled}, nil
	}
	return channel.Result{Outcome: channel.Imported}, nil
}

// ReceiveAll implements [channel.Batcher].
func (r *Recorder) ReceiveAll(ctx context.Context, ins []*channel.Inbound) ([]channel.Result, error) {
	results := make([]channel.Result, len(ins))
	for i, in := range ins {
		res, err := r.Receive(ctx, in)
		res.Err = err
		results[i] = res
	}
	return results, nil
}

// Settle implements [channel.Sink].
func (r *Recorder) Settle(_ context.Context, report *channel.Report) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer r.tell()
	r.reports = append(r.reports, report)
	return nil
}
