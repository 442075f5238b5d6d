package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"parley/internal/channel"
	"parley/internal/channel/email"
	"parley/internal/parley"
)

const (
	importMails = 150      // in one batch
	importBytes = 16 << 20 // the same, unless one is larger
)

// mailImport brings one source in. What it stored and how far it came are on
// disk after each batch: stopped at any moment, the next run goes on there,
// and what comes twice is known by its key.
type mailImport struct {
	*program
	acct   *parley.ChannelAccount
	source *source
	dry    bool
	open   bool
	bar    bar
	sum    tally
	met    map[string]bool // keys, in a dry run
}

// portion is some mails read and parsed, to be stored together.
type portion struct {
	raws []email.Raw
	errs []error // of those that could not be had
	ins  []*channel.Inbound
	at   position // behind the last
	err  error    // the source ends with it
}

// errStopped tells how to go on.
var errStopped = errors.New("stopped; run the same command again to go on from here")

func (im *mailImport) run(ctx context.Context) error {
	var at position
	if !im.dry {
		text, err := im.state.Get(ctx, im.acct.ID, im.source.key)
		if err != nil {
			return err
		}
		json.Unmarshal([]byte(text), &at) // unreadable: from the beginning
	}
	im.met = map[string]bool{}
	im.bar.set(at.Count, im.measure(at))
	read, stop := context.WithCancel(ctx)
	portions := make(chan *portion, 1) // one is read while another is stored
	go im.read(read, at, portions)
	defer func() {
		stop()
		for range portions { // the reader ends before what it reads is closed
		}
	}()
	for part := range portions {
		if err := im.store(context.WithoutCancel(ctx), part); err != nil {
			return fmt.Errorf("import %s: %w", im.source.name, err)
		}
		im.bar.set(part.at.Count, im.measure(part.at))
		switch {
		case ctx.Err() != nil:
			return errStopped
		case part.err != nil:
			return fmt.Errorf("read %s: %w", im.source.name, part.err)
		}
	}
	if ctx.Err() != nil {
		return errStopped
	}
	return im.remember(ctx, "")
}

// measure is what the bar shows of a position.
func (im *mailImport) measure(at position) int64 {
	if im.source.bytes {
		return at.Offset
	}
	return at.Count
}

// read fills portions until the source or ctx ends, and closes the channel.
func (im *mailImport) read(ctx context.Context, at position, portions chan<- *portion) {
	defer close(portions)
	part, size := &portion{at: at}, 0
	hand := func() {
		im.parse(part)
		select {
		case portions <- part:
		case <-ctx.Done():
		}
		part, size = &portion{at: part.at}, 0
	}
	for raw, err := range im.source.mails(at) {
		if ctx.Err() != nil {
			return
		}
		if err != nil && !ofOneMail(&raw, err) {
			part.err = err
			break
		}
		part.raws, part.errs, size = append(part.raws, raw), append(part.errs, err), size+len(raw.Data)
		part.at = part.at.behind(&raw)
		if len(part.raws) == importMails || size >= importBytes {
			hand()
		}
	}
	if len(part.raws) > 0 || part.err != nil {
		hand()
	}
}

// ofOneMail reports whether err concerns raw alone, and others follow.
func ofOneMail(raw *email.Raw, err error) bool {
	return errors.Is(err, email.ErrTooLarge) || raw.Name != ""
}

// parse makes inbounds on all processors.
func (im *mailImport) parse(part *portion) {
	part.ins = make([]*channel.Inbound, len(part.raws))
	first := part.at.Count - int64(len(part.raws)) + 1
	var all sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0)) // full: wait for a processor
	for i := range part.raws {
		if part.errs[i] != nil {
			continue
		}
		free <- struct{}{}
		all.Go(func() {
			defer func() { <-free }()
			in := part.raws[i].Inbound(im.acct, im.source.name, uint32(first+int64(i)))
			in.Closed = !im.open
			part.ins[i] = in
		})
	}
	all.Wait()
}

// store gives a portion to the sink and remembers the position.
func (im *mailImport) store(ctx context.Context, part *portion) error {
	var ins []*channel.Inbound
	for i, in := range part.ins {
		if in != nil {
			ins = append(ins, in)
			continue
		}
		im.sum.refuse(im.source, &part.raws[i], part.errs[i])
		if err := im.note(ctx, part, i); err != nil {
			return err
		}
	}
	if im.dry {
		return im.look(ctx, ins)
	}
	results, err := im.receiver.ReceiveAll(ctx, ins)
	if err != nil {
		return err
	}
	for i, res := range results {
		if res.Err != nil {
			if res, err = im.insist(ctx, ins[i], res.Err); err != nil {
				return err
			}
		}
		im.count(res.Outcome)
	}
	text, err := json.Marshal(part.at)
	if err != nil {
		return err
	}
	return im.remember(ctx, string(text))
}

// insist offers a mail that the sink did not take as one to be kept as it came
// (SAFE-04). Where the database itself is in trouble, that fails too.
func (im *mailImport) insist(ctx context.Context, in *channel.Inbound, why error) (channel.Result, error) {
	bare := &channel.Inbound{AccountID: in.AccountID, Channel: in.Channel, Source: in.Source, Key: in.Key, Silent: true, Closed: in.Closed, Ours: in.Ours,
		At: in.At, ContentHash: in.ContentHash, Authenticated: "none", Raw: in.Raw, Quarantine: "it could not be stored: " + why.Error()}
	return im.receiver.Receive(ctx, bare)
}

// note writes into the ledger why a mail was left out.
func (im *mailImport) note(ctx context.Context, part *portion, i int) error {
	if im.dry {
		return nil
	}
	raw := part.raws[i]
	src := channel.Source{Folder: im.source.name, UID: uint32(part.at.Count - int64(len(part.raws)) + 1 + int64(i))}
	if raw.UID != 0 {
		src = channel.Source{Folder: raw.Folder, UIDValidity: raw.UIDValidity, UID: raw.UID}
	}
	return im.state.Note(ctx, im.acct.ID, src, channel.Refused, part.errs[i].Error())
}

func (im *mailImport) remember(ctx context.Context, text string) error {
	if im.dry {
		return nil
	}
	return im.state.Set(ctx, im.acct.ID, im.source.key, text)
}

// look counts what an import would do.
func (im *mailImport) look(ctx context.Context, ins []*channel.Inbound) error {
	r := im.db.Read(ctx)
	for _, in := range ins {
		seen, err := r.Seen(in.Key)
		if err != nil {
			return err
		}
		copied, err := r.CopyInInbox(im.acct.InboxID, in.ContentHash)
		if err != nil {
			return err
		}
		switch {
		case seen != nil, copied != nil, im.met[in.Key]:
			im.count(channel.Duplicate)
		case in.Quarantine != "":
			im.count(channel.Quarantined)
		default:
			im.count(channel.Imported)
		}
		im.met[in.Key] = true
	}
	return nil
}

func (im *mailImport) count(o channel.Outcome) {
	switch o {
	case channel.Duplicate:
		im.sum.known++
	case channel.Quarantined:
		im.sum.unreadable++
	case channel.Spammed:
		im.sum.spam++
		im.sum.fresh++
	default:
		im.sum.fresh++
	}
}
