package ingest

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"parley/internal/blob"
	"parley/internal/channel"
	"parley/internal/guard"
	"parley/internal/parley"
	"parley/internal/store"
)

// Receiver is the channel.Sink of the server.
type Receiver struct {
	db    *store.DB
	blobs *blob.Store
	score Scorer
}

// Scorer is an optional content filter: it tells whether raw mail is spam, in
// words for people.
type Scorer func(ctx context.Context, raw []byte) (spam bool, why string, err error)

// New makes a receiver. Score may be nil.
func New(db *store.DB, blobs *blob.Store, score Scorer) *Receiver {
	return &Receiver{db: db, blobs: blobs, score: score}
}

var _ channel.Sink = (*Receiver)(nil)
var _ channel.Batcher = (*Receiver)(nil)

// prepared is an inbound message with all done that needs no transaction.
type prepared struct {
	in        *channel.Inbound
	html      string
	rawHash   string
	fileHash  []string
	scored    bool // the content filter calls it spam
	scoredWhy string
}

// Receive implements channel.Sink.
func (r *Receiver) Receive(ctx context.Context, in *channel.Inbound) (channel.Result, error) {
	results, err := r.ReceiveAll(ctx, []*channel.Inbound{in})
	if err != nil {
		return channel.Result{}, err
	}
	return results[0], results[0].Err
}

// ReceiveAll implements channel.Batcher: the files of some messages are flushed
// while the ones before go into the database. After an error it may be asked
// again for all: what is stored already is a duplicate then.
func (r *Receiver) ReceiveAll(ctx context.Context, ins []*channel.Inbound) ([]channel.Result, error) {
	ready := make(chan []*prepared, len(ins)/ahead+1)
	var failed error
	go func() {
		defer close(ready)
		for part := range slices.Chunk(ins, ahead) {
			preps, err := r.prepare(ctx, part)
			if err != nil {
				failed = err
				return
			}
			ready <- preps
		}
	}()
	results := make([]channel.Result, 0, len(ins))
	for preps := range ready {
		results = append(results, r.store(ctx, preps, together)...)
	}
	if failed != nil {
		return nil, failed
	}
	return results, nil
}

// ahead is how many messages share a flush of their files.
const ahead = 2 * together

// together is how many messages share a request to the database. Full text is
// flushed at the end of each request, which costs as much as a message.
const together = 32

// store takes messages in by groups of n. Where one fails, its group is
// undone and taken in again one by one, so that the failure is its own.
func (r *Receiver) store(ctx context.Context, preps []*prepared, n int) []channel.Result {
	results := make([]channel.Result, 0, len(preps))
	var fns []func(*store.Tx) error
	groups := slices.Collect(slices.Chunk(preps, n))
	taken := make([][]channel.Result, len(groups))
	for g, group := range groups {
		taken[g] = make([]channel.Result, len(group))
		fns = append(fns, func(tx *store.Tx) (err error) {
			for i := 0; i < len(group) && err == nil; i++ {
				taken[g][i], err = receive(tx, group[i])
			}
			return err
		})
	}
	for g, err := range r.db.WriteAll(ctx, fns) {
		switch {
		case err != nil && len(groups[g]) == 1:
			taken[g][0] = channel.Result{Err: err}
		case err != nil:
			taken[g] = r.store(ctx, groups[g], 1)
		}
		results = append(results, taken[g]...)
	}
	return results
}

// prepare keeps the bytes of all messages and cleans their HTML.
func (r *Receiver) prepare(ctx context.Context, ins []*channel.Inbound) ([]*prepared, error) {
	var bytes [][]byte
	for _, in := range ins {
		bytes = append(bytes, in.Raw)
		for _, f := range in.Files {
			bytes = append(bytes, f.Data)
		}
	}
	names, err := r.blobs.Put(bytes...)
	if err != nil {
		return nil, &parley.Error{Kind: parley.Unavailable, Message: "the file store did not take the message", Err: err}
	}
	preps := make([]*prepared, len(ins))
	for i, in := range ins {
		p := &prepared{in: in, rawHash: names[0], fileHash: names[1 : 1+len(in.Files)]}
		names = names[1+len(in.Files):]
		if len(in.Raw) == 0 {
			p.rawHash = ""
		}
		if strings.TrimSpace(in.HTML) != "" && in.Quarantine == "" {
			p.html = guard.SanitizeHTML(in.HTML, guard.MailPolicy{})
		}
		r.scoreOne(ctx, p)
		preps[i] = p
	}
	return preps, nil
}

func (r *Receiver) scoreOne(ctx context.Context, p *prepared) {
	if r.score == nil || p.in.Silent || p.in.Ours || len(p.in.Raw) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	spam, why, err := r.score(ctx, p.in.Raw)
	if err != nil {
		slog.Warn("content filter did not answer; the mail goes on without it", "err", err)
		return
	}
	p.scored, p.scoredWhy = spam, why
}

// receive is the transaction.
func receive(tx *store.Tx, p *prepared) (channel.Result, error) {
	in := p.in
	if s, err := tx.Seen(in.Key); err != nil {
		return channel.Result{}, err
	} else if s != nil {
		return finish(tx, p, channel.Result{Outcome: channel.Duplicate, ThreadID: s.ThreadID, MessageID: s.MessageID}, "")
	}
	if in.Report != nil {
		if res, done, err := settle(tx, in.Report); err != nil {
			return res, err
		} else if done {
			return finish(tx, p, res, in.Report.Reason)
		}
	}
	if done, err := colleague(tx, p); err != nil {
		return channel.Result{}, err
	} else if done {
		return finish(tx, p, channel.Result{Outcome: channel.Settled}, "an answer to a notification")
	}
	a, err := newArrival(tx, p)
	if err != nil {
		return channel.Result{}, err
	}
	if copy, err := a.copy(); err != nil {
		return channel.Result{}, err
	} else if copy != nil {
		return finish(tx, p, channel.Result{Outcome: channel.Duplicate, ThreadID: copy.ThreadID, MessageID: copy.ID}, "the same mail by another way")
	}
	res, err := a.append()
	if err != nil {
		return channel.Result{}, err
	}
	return finish(tx, p, res, a.ledgerReason())
}

// finish marks the delivery as seen and writes the ledger.
func finish(tx *store.Tx, p *prepared, res channel.Result, reason string) (channel.Result, error) {
	in := p.in
	if _, err := tx.MarkSeen(&store.Seen{Key: in.Key, MessageID: res.MessageID, ThreadID: res.ThreadID}); err != nil {
		return res, err
	}
	if in.Source.UID == 0 {
		return res, nil
	}
	return res, tx.Note(&store.LedgerLine{AccountID: in.AccountID, Folder: in.Source.Folder, UIDValidity: in.Source.UIDValidity,
		UID: in.Source.UID, Outcome: string(res.Outcome), Reason: reason, MessageID: res.MessageID})
}
