package email

import (
	"errors"
	"time"

	"parley/internal/channel"
	"parley/internal/parley"
)

// Raw is a mail found where mail is kept. To go on later, remember Next of an
// mbox, Name in a maildir, UID in a mailbox.
type Raw struct {
	Folder      string // within the source; empty for its root
	Name        string // the file in a maildir
	Offset      int64  // where it begins in an mbox
	Next        int64  // where to begin again to go on after it
	UID         uint32 // in a mailbox
	UIDValidity uint32
	Flags       string    // in a maildir: S seen, R answered, D draft, T to be deleted
	At          time.Time // when it arrived, as far as the source tells
	Ours        bool      // lay in a folder for sent mail
	Data        []byte
}

// ErrTooLarge comes with a mail beyond the limit, which has its place and not
// its bytes; those after it follow.
var ErrTooLarge = errors.New("the mail is larger than the limit")

// Inbound makes of a mail to import what the sink takes, without waking anybody
// (EMAIL-24). path names a source that is no mailbox in the ledger, index the
// place there.
func (r *Raw) Inbound(acct *parley.ChannelAccount, path string, index uint32) *channel.Inbound {
	src := channel.Source{Folder: path, UID: index}
	switch {
	case r.UID != 0:
		src = channel.Source{Folder: r.Folder, UIDValidity: r.UIDValidity, UID: r.UID}
	case r.Folder != "":
		src.Folder += ":" + r.Folder
	}
	in := Inbound(r.Data, Meta{Account: acct, Source: src, Ours: r.Ours, Silent: true})
	if in.At.IsZero() {
		in.At = r.At
	}
	return in
}
