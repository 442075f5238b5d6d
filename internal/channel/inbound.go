package channel

import (
	"time"

	"parley/internal/parley"
)

// Source is where an adapter found a message: its identity for the ledger.
type Source struct {
	Folder      string // "smtp" for the door, the path for an import
	UIDValidity uint32
	UID         uint32
	First       uint32 // of a range that is noted at once and ends with UID; zero for one message
}

// Inbound is something that came in, in no medium's own form.
type Inbound struct {
	AccountID parley.ChannelAccountID
	Channel   parley.ChannelKind
	Source    Source
	Key       string // the same delivery always has the same key; never empty
	Silent    bool   // an import: no mail, notification, routing or answer (EMAIL-24)
	Closed    bool   // a thread that it opens is closed: an import of what is past
	Ours      bool   // lay in the Sent folder: the team's own words (EMAIL-23)

	At         time.Time // when it was written, by its own word; zero if unknown
	ReceivedAt time.Time // when our side's server took it; zero: just now
	From       parley.Address
	To         []parley.Address
	Cc         []parley.Address
	ReplyTo    []parley.Address
	// Delivered are the addresses of ours that it reached, from the envelope
	// or the delivery headers; they may hold reply tokens.
	Delivered []string
	Subject   string
	Text      string // the whole plain text
	Reply     string // the newest part of Text, as an agent reads it
	HTML      string // as received: cleaned behind the sink
	Files     []File
	// Enclosures are what hangs on it besides files.
	Enclosures []parley.Enclosure
	// Invitation is what it says to calendars; nil for nothing.
	Invitation *parley.Invitation

	MailID      string   // Message-ID without angle brackets
	InReplyTo   []string // without angle brackets
	References  []string // oldest first
	ThreadIndex []byte   // Outlook's conversation index
	ContentHash string   // the same for copies that took different ways

	Auto          string // "", "bounce", "auto-reply" or "list"
	Marketing     bool   // carries unsubscribe links or bulk marks
	Authenticated string // "pass", "fail" or "none", aligned with From
	AuthDetail    string // the SPF, DKIM and DMARC results, for people
	Report        *Report
	Visit         *Visit   // of a message from the widget
	Relayed       *Relayed // of a message that an app hands in
	Raw           []byte   // the mail as received; kept whatever became of it
	Defects       []string
	Quarantine    string // a reason not to parse or trust it; empty otherwise
}

// File is an attachment on its way in or out.
type File struct {
	Name        string
	ContentType string
	ContentID   string
	Inline      bool
	Data        []byte
	Missing     bool   // it was announced and could not be had
	Usage       string // see parley.Attachment
}

// Report is what became of a message that was sent earlier.
type Report struct {
	AccountID  parley.ChannelAccountID
	MailID     string // of the message it is about
	Recipients []string
	Status     parley.MessageStatus // failed, delivered or read
	Permanent  bool                 // a hard bounce
	Reason     string               // the server's text
	At         time.Time
}
