package email

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"

	"parley/internal/channel"
)

// handOver parses mails and gives them to the sink. What is about to be parsed
// is noted first: if the process dies, the next one knows of what (EMAIL-22).
// The cursor moves when the sink has them (SAFE-02).
func (s *imapSession) handOver(ctx context.Context, f *folder, uids []imap.UID, raws map[imap.UID][]byte) error {
	t := &trial{First: uint32(uids[0]), Last: uint32(uids[len(uids)-1])}
	if was := f.suspect; was != nil && was.First == t.First && was.Last == t.Last {
		t.Parse, t.Stored = was.Parse, was.Stored
	}
	if err := s.note(ctx, f, t, stageParse); err != nil {
		return err
	}
	ins := s.parse(ctx, f, t, uids, raws)
	if err := s.note(ctx, f, t, stageStore); err != nil {
		return err
	}
	stored, err := s.store(ctx, ins)
	if err == nil {
		return s.settle(ctx, f, t.Last)
	}
	return s.stumble(ctx, f, ins, stored, err)
}

// note records what is being done to which mails.
func (s *imapSession) note(ctx context.Context, f *folder, t *trial, stage string) error {
	t.Stage, f.cur.Trial = stage, t
	if err := f.save(ctx, s.p.State, s.acct.ID); err != nil {
		return &storeError{err}
	}
	return nil
}

// parse makes inbounds in the order of UIDs, on all processors. A mail that is
// no longer there was deleted since the search.
func (s *imapSession) parse(ctx context.Context, f *folder, t *trial, uids []imap.UID, raws map[imap.UID][]byte) []*channel.Inbound {
	ins := make([]*channel.Inbound, len(uids))
	free := make(chan struct{}, runtime.GOMAXPROCS(0)) // full: wait for a processor
	var all sync.WaitGroup
	for i, uid := range uids {
		raw, ok := raws[uid]
		if !ok {
			continue
		}
		meta := s.meta(f, uint32(uid))
		if t.deadly() {
			meta.Quarantine = fmt.Sprintf("the program stopped %d times while it read this mail", t.Parse+t.Stored)
			ins[i] = bare(raw, meta)
			continue
		}
		free <- struct{}{}
		all.Go(func() {
			defer func() { <-free }()
			ins[i] = s.read(ctx, raw, meta)
		})
	}
	all.Wait()
	return slices.DeleteFunc(ins, func(in *channel.Inbound) bool { return in == nil })
}

func (s *imapSession) meta(f *folder, uid uint32) Meta {
	return Meta{Account: s.acct, Ours: f.ours,
		Source: channel.Source{Folder: f.name, UIDValidity: f.cur.Validity, UID: uid}}
}

func (s *imapSession) read(ctx context.Context, raw []byte, meta Meta) *channel.Inbound {
	msg, err := parse(raw)
	if err != nil {
		meta.Quarantine = err.Error()
		return bare(raw, meta)
	}
	if !meta.Ours {
		verdict, ok := believed(msg, trusts(s.acct.Settings.IMAP.Host))
		if !ok {
			verdict = s.p.check.check(ctx, raw, fromAddresses(msg), envelope{})
		}
		meta.Verdict = verdict
	}
	return inbound(raw, msg, meta)
}

// store gives mails to the sink and returns how many it has.
func (s *imapSession) store(ctx context.Context, ins []*channel.Inbound) (int, error) {
	all, ok := s.p.Sink.(channel.Batcher)
	if !ok || len(ins) == 1 {
		for i, in := range ins {
			if _, err := s.p.Sink.Receive(ctx, in); err != nil {
				return i, err
			}
		}
		return len(ins), nil
	}
	results, err := all.ReceiveAll(ctx, ins)
	if err != nil {
		return 0, err
	}
	for i, res := range results {
		if res.Err != nil {
			return i, res.Err
		}
	}
	return len(ins), nil
}

// stumble settles what was stored and looks at the mail that was not. If it
// alone is refused again and again, it is offered for quarantine: a sink that
// takes it so is well, and the mail was the trouble; one that does not is
// itself in trouble, and all wait.
func (s *imapSession) stumble(ctx context.Context, f *folder, ins []*channel.Inbound, stored int, err error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if stored > 0 {
		f.cur.UID = max(f.cur.UID, ins[stored-1].Source.UID)
	}
	f.cur.Trial = nil
	f.save(ctx, s.p.State, s.acct.ID) // without it the mails come again
	uid := ins[stored].Source.UID
	if f.stuck[uid]++; len(ins) == 1 && f.stuck[uid] > stubborn {
		meta := s.meta(f, uid)
		meta.Quarantine = "it could not be stored: " + err.Error()
		if _, qerr := s.p.Sink.Receive(ctx, bare(ins[0].Raw, meta)); qerr == nil {
			return s.settle(ctx, f, uid)
		}
	}
	return &storeError{err}
}
