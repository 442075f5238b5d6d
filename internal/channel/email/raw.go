package email

import (
	"errors"
	"time"

	"parley/internal/channel"
	"parley/internal/parley"
)

// Raw is a mail found where mail is kept.
type Raw struct {
	Folder string    // within the source; empty for its root
	Name   string    // the file in a maildir
	Offset int64     // where it begins in an mbox
	Next   int64     // where to begin again to go on after it
	Flags  string    // of a maildir: S seen, R answered, D draft, T to be deleted
	At     time.Time // when it arrived, as far as the source tells
	Ours   bool      // lay in a folder for sent mail
	Data   []byte
}

// ErrTooLarge is yielded for a mail beyond the limit, with its place and
// without its bytes; those after it follow.
var ErrTooLarge = errors.New("the mail is larger than the limit")

// Inbound makes of a mail to import what the sink takes, without waking anybody
// (EMAIL-24). path names the source in the ledger, index its place there.
func (r *Raw) Inbound(acct *parley.ChannelAccount, path string, index uint32) *channel.Inbound {
	if r.Folder != "" {
		path += ":" + r.Folder
	}
	in := Inbound(r.Data, Meta{Account: acct, Source: channel.Source{Folder: path, UID: index}, Ours: r.Ours, Silent: true})
	if in.At.IsZero() {
		in.At = r.At
	}
	return in
}
