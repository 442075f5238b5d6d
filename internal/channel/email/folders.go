package email

import (
	"context"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"

	"parley/internal/parley"
)

// FolderSize is a folder of a mailbox and how much lies in it.
type FolderSize struct {
	Folder   string
	Validity uint32
	Mails    int64
}

// apart are the folders that hold no conversations, or those of others once more.
var apart = []imap.MailboxAttr{imap.MailboxAttrDrafts, imap.MailboxAttrJunk, imap.MailboxAttrTrash, imap.MailboxAttrAll, imap.MailboxAttrFlagged}

// Folders lists the folders of the mailbox of acct with mail worth importing
// (EMAIL-24): all but drafts, junk, trash and those that only collect from
// others (RFC 6154), unless some are named.
func (p *Poller) Folders(ctx context.Context, acct *parley.ChannelAccount, named ...string) ([]FolderSize, error) {
	s, done, err := p.visit(ctx, acct)
	if err != nil {
		return nil, err
	}
	defer done()
	if len(named) == 0 {
		options := &imap.ListOptions{ReturnSpecialUse: s.client.Caps().Has(imap.CapSpecialUse) && s.client.Caps().Has(imap.CapListExtended)}
		list, err := s.client.List("", "*", options).Collect()
		if err != nil {
			return nil, fmt.Errorf("list folders: %w", err)
		}
		for _, data := range list {
			skip := func(a imap.MailboxAttr) bool { return has(data.Attrs, a) }
			if !slices.ContainsFunc(apart, skip) && !skip(imap.MailboxAttrNoSelect) && !skip(imap.MailboxAttrNonExistent) {
				named = append(named, data.Mailbox)
			}
		}
	}
	var out []FolderSize
	for _, name := range named {
		data, err := s.client.Status(name, &imap.StatusOptions{NumMessages: true, UIDValidity: true}).Wait()
		if err != nil {
			return nil, closed(name, err)
		}
		f := FolderSize{Folder: name, Validity: data.UIDValidity}
		if data.NumMessages != nil {
			f.Mails = int64(*data.NumMessages)
		}
		out = append(out, f)
	}
	return out, nil
}

// visit opens a connection to look at a mailbox, beside the one that watches
// it. Call done at the end.
func (p *Poller) visit(ctx context.Context, acct *parley.ChannelAccount) (s *imapSession, done func(), err error) {
	if acct.Settings.IMAP == nil {
		return nil, nil, parley.Invalidf("account", "%s has no mailbox that is read by IMAP", acct.Address)
	}
	p.init()
	s = &imapSession{mailbox: newMailbox(p, acct, "")}
	if err := s.connect(ctx); err != nil {
		return nil, nil, err
	}
	stop := context.AfterFunc(ctx, func() { s.client.Close() })
	return s, func() { stop(); s.client.Close() }, nil
}
