package parley

import (
	"strings"
	"time"
)

// MessageKind tells what is said to the outside from what colleagues note.
type MessageKind string

// The kinds of message. Comments share the table and the order of messages,
// and never leave.
const (
	KindMessage MessageKind = "message"
	KindComment MessageKind = "comment"
)

// Direction is the way a message goes.
type Direction string

// The directions.
const (
	Incoming Direction = "incoming"
	Outgoing Direction = "outgoing"
)

// MessageStatus is how far a message has come.
type MessageStatus string

// The statuses of a message. Unknown: the connection broke after the bytes
// were handed over and before the answer; it is shown and never resent by
// itself (SAFE-05).
const (
	MessageReceived  MessageStatus = "received"
	MessageScheduled MessageStatus = "scheduled"
	MessageSending   MessageStatus = "sending"
	MessageSent      MessageStatus = "sent"
	MessageDelivered MessageStatus = "delivered"
	MessageRead      MessageStatus = "read"
	MessageFailed    MessageStatus = "failed"
	MessageUnknown   MessageStatus = "unknown"
	MessageCancelled MessageStatus = "cancelled"
)

// Address is a party as written on a message.
type Address struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

// Message is something said in a thread: to or by the outside, or (a comment)
// between colleagues. HTML and what was trimmed stand in [Body].
type Message struct {
	ID        MessageID
	UID       string // 128 random bits in hex: the public identifier
	ThreadID  ThreadID
	InboxID   InboxID
	Kind      MessageKind
	Seq       int64 // its event; the order of a thread
	CreatedAt time.Time
	ActorKind ActorKind
	ActorID   int64
	ClientID  string // given by the writer's browser; makes a repeat harmless

	Direction     Direction
	Status        MessageStatus
	StatusReason  string
	Channel       ChannelKind
	AccountID     ChannelAccountID
	From          Address
	To            []Address
	Cc            []Address
	Bcc           []Address
	Subject       string
	Text          string // the newest reply, without quotes and signature
	HasHTML       bool
	Trimmed       bool // Body.Text holds more than Text
	HasAttachment bool
	Enclosures    []Enclosure // what hangs on it besides files

	MailID         string // Message-ID as sent or received, without angle brackets
	InReplyTo      string
	ThreadIndex    []byte // Outlook's conversation index, decoded
	Reason         string // why it stands in this thread
	Authenticated  string // "pass", "fail" or "none"
	Auto           string // "", "bounce", "auto-reply" or "list"
	Forwarded      bool
	Quarantined    bool
	NewParticipant bool
	RawHash        string // blob of the mail as received
	ContentHash    string
	SendAt         time.Time // when an outgoing message may leave
	UndoUntil      time.Time
	HandedAt       time.Time // the bytes were about to leave; no answer is known yet (SAFE-05)

	MentionIDs []UserID
	AppID      AppID // the program that wrote it for its author; zero: none
	EditedAt   time.Time
	DeletedAt  time.Time
}

// Automatic reports whether a machine wrote m about another mail. Such a message
// is shown folded, and neither reopens nor moves up the thread (SPAM-20).
func (m *Message) Automatic() bool { return m.Auto == "auto-reply" || m.Auto == "bounce" }

// Actor returns who said it.
func (m *Message) Actor() Actor { return Actor{Kind: m.ActorKind, ID: m.ActorID} }

// Body is what a message holds beyond its line in the thread.
type Body struct {
	MessageID MessageID
	HTML      string // cleaned
	Text      string // the whole text as received
}

// Attachment is a file of a message. Its bytes are a blob.
type Attachment struct {
	ID          AttachmentID
	MessageID   MessageID // zero while only uploaded
	UploadedBy  UserID
	VisitorID   VisitorID // who uploaded it in the widget
	Name        string
	ContentType string
	Size        int64
	Hash        string // blob; empty when the file could not be had
	ContentID   string
	Inline      bool
	Usage       string // what it is to people, by the words of API-23: "" for what its type says
	CreatedAt   time.Time
}

// MailKey makes a Message-ID comparable: its domain in lower case, since
// servers on the way change that (RFC 5322 section 3.6.4 leaves it open).
func MailKey(id string) string {
	i := strings.LastIndexByte(id, '@')
	return id[:i+1] + strings.ToLower(id[i+1:])
}
