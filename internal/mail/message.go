package mail

import "time"

// Message is what one mail says, decoded. All text is valid UTF-8 with LF line
// ends and without NUL. Identifiers carry no angle brackets.
type Message struct {
	MessageID   string
	InReplyTo   string   // the first of Parents
	Parents     []string // all identifiers of In-Reply-To
	References  []string // oldest first
	ThreadIndex []byte   // Outlook's conversation index, decoded
	ThreadTopic string

	Subject string
	Date    time.Time // zero if absent or unreadable

	From    []Address
	Sender  []Address
	ReplyTo []Address
	To      []Address
	Cc      []Address
	Bcc     []Address

	DeliveredTo []string // Delivered-To, X-Original-To and the like, newest first
	ReturnPath  string   // address of the envelope sender; "" for the null path
	ListID      string   // identifier inside the angle brackets of List-Id

	Text        string // inline text/plain parts in order, unflowed
	HTML        string // inline text/html parts in order
	Attachments []Attachment

	Auto        Auto
	Bounce      *Bounce // set if and only if Auto is AutoBounce
	Unsubscribe bool    // a List-Unsubscribe header is there

	Signed    string // "", "pgp" or "smime"
	Encrypted string // "", "pgp" or "smime"

	Header  Header
	Defects []string // kinds, each once, in order of discovery
}

// Address is one mailbox. The domain part of Address is lower-case.
type Address struct {
	Name    string
	Address string
}

// Attachment is a part that is not shown as text of the message.
type Attachment struct {
	Name        string // safe to show and to save as, never empty
	ContentType string // lower-case, without parameters
	ContentID   string // without angle brackets
	Inline      bool   // meant to be shown inside the HTML
	Missing     bool   // announced but not in the mail (message/external-body)
	Data        []byte
}

// Auto tells whether a program wrote the message, and why.
type Auto string

// Kinds of automatic mail. A bounce is never also one of the others.
const (
	AutoNone   Auto = ""
	AutoBounce Auto = "bounce"
	AutoReply  Auto = "auto-reply"
	AutoList   Auto = "list"
)

// Kinds of defects, as found in Message.Defects.
const (
	DefectEmpty            = "empty"
	DefectNoBody           = "body-missing"
	DefectHeaderLine       = "header-malformed"
	DefectHeaderDuplicate  = "header-duplicate"
	DefectHeader8Bit       = "header-8bit"
	DefectFromMissing      = "from-missing"
	DefectDate             = "date-malformed"
	DefectCharset          = "charset-unknown"
	DefectCharsetWrong     = "charset-wrong"
	DefectBase64           = "base64-malformed"
	DefectQuotedPrintable  = "quoted-printable-malformed"
	DefectEncoding         = "encoding-unknown"
	DefectContentType      = "content-type-malformed"
	DefectBoundaryMissing  = "boundary-missing"
	DefectBoundaryNotFound = "boundary-not-found"
	DefectBoundaryOpen     = "boundary-unclosed"
	DefectTNEF             = "tnef-malformed"
	DefectNUL              = "nul-removed"
	DefectLimitDepth       = "limit-depth"
	DefectLimitParts       = "limit-parts"
	DefectLimitHeader      = "limit-header"
	DefectLimitSize        = "limit-size"
)
