package channel

import (
	"time"

	"parley/internal/parley"
)

// Outbound is something to be sent. Its MailID and date are fixed before the
// first try, so that each try sends the same bytes.
type Outbound struct {
	MessageID parley.MessageID // zero for mail of the system itself
	MailID    string           // Message-ID without angle brackets
	At        time.Time

	From    parley.Address
	ReplyTo *parley.Address // carries the reply token where the server takes plus addresses
	To      []parley.Address
	Cc      []parley.Address
	Bcc     []parley.Address // in the envelope only
	Subject string
	Text    string
	HTML    string
	Files   []File
	// Invitation is what calendars read beside the words; nil for none.
	Invitation *parley.Invitation

	InReplyTo   string
	References  []string // oldest first
	ThreadIndex []byte   // of the message answered, if it had one
	Automatic   bool     // marked by Auto-Submitted (RFC 3834)

	// HandOver is called once, just before the bytes that cannot be taken back
	// are handed over; on an error do not send. Nil for nothing to do.
	HandOver func() error
}

// Receipt is what the other side said on taking a message.
type Receipt struct {
	Pending     bool   // taken, and what becomes of it is reported later
	MailID      string // the id under which it will be known, where the server says that it changed it
	ThreadIndex []byte // as sent
	Raw         []byte // the bytes as sent
	Reply       string // the server's last words
	Refused     []Refusal
}

// Refusal is a recipient that was refused while others were accepted. The
// message left for those, so it is not sent again.
type Refusal struct {
	Address   string
	Permanent bool
	Reason    string
}
