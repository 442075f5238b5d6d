package email

import (
	"context"
	"fmt"

	"github.com/emersion/go-imap/v2"

	"parley/internal/channel"
	"parley/internal/parley"
)

// FolderUIDs is what lies in a watched folder on its server.
type FolderUIDs struct {
	Folder   string
	Sent     bool
	Validity uint32
	UIDs     []uint32          // ascending
	Settled  uint32            // up to here the watch has come
	Aside    map[uint32]string // what the server did not hand out, in its words; it is tried again
}

// Audit lists what each watched folder of acct holds at this moment, to be
// compared with the ledger (SAFE-06). It needs no lease: it only looks.
func (p *Poller) Audit(ctx context.Context, acct *parley.ChannelAccount) ([]FolderUIDs, error) {
	s, done, err := p.visit(ctx, acct)
	if err != nil {
		return nil, err
	}
	defer done()
	names, sent, err := folders(s.client)
	if err != nil {
		return nil, err
	}
	found, _ := watch(acct.Settings.Folders, or(acct.Settings.SentFolder, sent), names)
	var list []FolderUIDs
	for _, w := range found {
		data, err := s.client.Select(w.name, &imap.SelectOptions{ReadOnly: true}).Wait()
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", w.name, err)
		}
		uids, err := s.above(0)
		if err != nil {
			return nil, err
		}
		f := FolderUIDs{Folder: w.name, Sent: w.ours, Validity: data.UIDValidity}
		for _, uid := range uids {
			f.UIDs = append(f.UIDs, uint32(uid))
		}
		if err := f.place(ctx, p.State, acct.ID); err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

// place adds how far the watch has come.
func (f *FolderUIDs) place(ctx context.Context, state channel.State, id parley.ChannelAccountID) error {
	known := folder{name: f.Folder}
	if err := known.load(ctx, state, id); err != nil || known.cur.Validity != f.Validity {
		return err
	}
	f.Settled, f.Aside = known.cur.UID, map[uint32]string{}
	for _, h := range known.cur.Holes {
		f.Aside[h.UID] = h.Words
	}
	return nil
}
