package email

import (
	"context"
	"fmt"

	"github.com/emersion/go-imap/v2"

	"parley/internal/parley"
)

// FolderUIDs is what lies in a watched folder on its server.
type FolderUIDs struct {
	Folder   string
	Sent     bool
	Validity uint32
	UIDs     []uint32 // ascending
}

// Audit lists what each watched folder of acct holds at this moment, to be
// compared with the ledger (SAFE-06). It needs no lease: it only looks.
func (p *Poller) Audit(ctx context.Context, acct *parley.ChannelAccount) ([]FolderUIDs, error) {
	if acct.Settings.IMAP == nil {
		return nil, parley.Invalidf("account", "%s has no mailbox to compare with", acct.Address)
	}
	p.init()
	s := &imapSession{mailbox: newMailbox(p, acct, "")}
	if err := s.connect(ctx); err != nil {
		return nil, err
	}
	defer s.client.Close()
	stop := context.AfterFunc(ctx, func() { s.client.Close() })
	defer stop()
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
		list = append(list, f)
	}
	return list, nil
}
