package mail

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-message"
	gomail "github.com/emersion/go-message/mail"
)

// Outgoing is a mail to be composed.
type Outgoing struct {
	From    Address
	Sender  Address // only if not From
	ReplyTo []Address
	To      []Address
	Cc      []Address
	Bcc     []Address // for the envelope; never written

	Subject     string
	Date        time.Time
	MessageID   string // without angle brackets, as are the next two
	InReplyTo   string
	References  []string // oldest first
	ThreadIndex []byte
	ThreadTopic string

	AutoSubmitted string // RFC 3834 section 5, as "auto-replied"; "" for people
	Fields        []Field

	Text        string
	HTML        string
	Calendar    *Calendar    // a rendering of the same words for calendars
	Attachments []Attachment // Inline with a ContentID go beside the HTML
}

// Calendar is an iCalendar object as a mail carries it (RFC 6047 section 2.4).
type Calendar struct {
	Method string // of the object: the type repeats it
	Data   []byte
}

// InvalidFieldError names the header field whose value could not be written.
type InvalidFieldError struct{ Field string }

func (e *InvalidFieldError) Error() string {
	return fmt.Sprintf("compose: header field %s holds a forbidden character", e.Field)
}

// Compose writes out as RFC 5322: CR LF line ends, seven bits, no line over 998
// characters. A value with CR, LF or NUL is refused by an *InvalidFieldError
// (ATK-08), as is an address that is none.
func Compose(out *Outgoing) ([]byte, error) {
	if err := out.check(); err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	h := out.header()
	if err := writeBody(&buf, h, out); err != nil {
		return nil, fmt.Errorf("compose: %w", err)
	}
	return buf.Bytes(), nil
}

func (out *Outgoing) header() gomail.Header {
	var h gomail.Header
	// The writer puts the field added last on top.
	for i := len(out.Fields) - 1; i >= 0; i-- {
		h.SetText(out.Fields[i].Name, out.Fields[i].Value)
	}
	h.Set("MIME-Version", "1.0")
	if out.AutoSubmitted != "" {
		h.Set("Auto-Submitted", out.AutoSubmitted)
	}
	if out.ThreadTopic != "" {
		h.SetText("Thread-Topic", out.ThreadTopic)
	}
	if len(out.ThreadIndex) > 0 {
		h.Set("Thread-Index", foldBase64(out.ThreadIndex))
	}
	if len(out.References) > 0 {
		h.SetMsgIDList("References", out.References)
	}
	if out.InReplyTo != "" {
		h.SetMsgIDList("In-Reply-To", []string{out.InReplyTo})
	}
	if out.MessageID != "" {
		h.SetMessageID(out.MessageID)
	}
	if !out.Date.IsZero() {
		h.SetDate(out.Date)
	}
	h.SetSubject(out.Subject)
	setAddresses(&h, "Cc", out.Cc)
	setAddresses(&h, "To", out.To)
	setAddresses(&h, "Reply-To", out.ReplyTo)
	if out.Sender.Address != "" {
		setAddresses(&h, "Sender", []Address{out.Sender})
	}
	setAddresses(&h, "From", []Address{out.From})
	return h
}

func setAddresses(h *gomail.Header, key string, list []Address) {
	if len(list) == 0 {
		return
	}
	addrs := make([]*gomail.Address, len(list))
	for i, a := range list {
		addrs[i] = &gomail.Address{Name: a.Name, Address: a.Address}
	}
	h.SetAddressList(key, addrs)
}

// foldBase64 gives the header writer places to fold at.
func foldBase64(b []byte) string {
	s := base64.StdEncoding.EncodeToString(b)
	var parts []string
	for len(s) > 60 {
		parts = append(parts, s[:60])
		s = s[60:]
	}
	return strings.Join(append(parts, s), " ")
}

// writeBody nests as clients expect: mixed(related(alternative(text, html),
// inline images), files), leaving out levels that would hold one part.
func writeBody(buf *bytes.Buffer, h gomail.Header, out *Outgoing) error {
	var inline, files []Attachment
	for _, a := range out.Attachments {
		if a.Inline && a.ContentID != "" && out.HTML != "" {
			inline = append(inline, a)
		} else {
			files = append(files, a)
		}
	}
	root := textNode("text/plain", out.Text)
	if out.HTML != "" {
		root = textNode("text/html", out.HTML)
		if len(inline) > 0 {
			root = container("multipart/related", append([]node{root}, attachmentNodes(inline)...))
			root.params = map[string]string{"type": "text/html"}
		}
		if out.Text != "" {
			root = container("multipart/alternative", []node{textNode("text/plain", out.Text), root})
		}
	}
	if c := out.Calendar; c != nil {
		event := node{kind: "text/calendar", params: map[string]string{"charset": "utf-8", "method": c.Method}, encoding: "base64", body: c.Data}
		if root.kind == "multipart/alternative" {
			root.children = append(root.children, event)
		} else {
			root = container("multipart/alternative", []node{root, event})
		}
	}
	if len(files) > 0 {
		root = container("multipart/mixed", append([]node{root}, attachmentNodes(files)...))
	}
	root.describe(&h.Header)
	w, err := message.CreateWriter(buf, h.Header)
	if err != nil {
		return err
	}
	return root.write(w)
}

// check refuses what could break out of a header field.
func (out *Outgoing) check() error {
	fields := []Field{
		{"Subject", out.Subject}, {"Message-ID", out.MessageID}, {"In-Reply-To", out.InReplyTo},
		{"References", strings.Join(out.References, "")}, {"Thread-Topic", out.ThreadTopic}, {"Auto-Submitted", out.AutoSubmitted},
	}
	for _, f := range out.Fields {
		if !fieldName(f.Name) || reservedField(f.Name) {
			return &InvalidFieldError{f.Name}
		}
	}
	for _, f := range append(fields, out.Fields...) {
		if strings.ContainsAny(f.Value, "\r\n\x00") || !utf8.ValidString(f.Value) {
			return &InvalidFieldError{f.Name}
		}
	}
	for _, id := range append([]string{out.MessageID, out.InReplyTo}, out.References...) {
		if strings.ContainsAny(id, "<> \t") || len(id) > 900 || !isASCII([]byte(id)) {
			return &InvalidFieldError{"Message-ID"}
		}
	}
	lists := map[string][]Address{"From": {out.From}, "Reply-To": out.ReplyTo, "To": out.To, "Cc": out.Cc, "Bcc": out.Bcc}
	if out.Sender.Address != "" {
		lists["Sender"] = []Address{out.Sender}
	}
	for name, list := range lists {
		for _, a := range list {
			if !writableAddress(a) {
				return &InvalidFieldError{name}
			}
		}
	}
	for _, a := range out.Attachments {
		if strings.ContainsAny(a.Name+a.ContentID+a.ContentType, "\r\n\x00") || strings.ContainsAny(a.ContentID, "<> ") || !utf8.ValidString(a.Name) {
			return &InvalidFieldError{"Content-Disposition"}
		}
	}
	return nil
}

func writableAddress(a Address) bool {
	local, domain, ok := cutLast(a.Address, '@')
	return ok && local != "" && domain != "" && len(a.Address) <= 320 && isASCII([]byte(a.Address)) && utf8.ValidString(a.Name+a.Address) &&
		!strings.ContainsAny(a.Name+a.Address, "\r\n\x00") && !strings.ContainsAny(a.Address, "<> \t")
}

func cutLast(s string, sep byte) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// fieldName follows RFC 5322 section 3.6.8.
func fieldName(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f || s[i] == ':' {
			return false
		}
	}
	return s != "" && len(s) < 77
}

// reservedField tells whether Outgoing has a place of its own for the field.
func reservedField(name string) bool {
	switch name = strings.ToLower(name); name {
	case "from", "sender", "reply-to", "to", "cc", "bcc", "subject", "date", "message-id", "in-reply-to", "references",
		"thread-index", "thread-topic", "auto-submitted", "mime-version":
		return true
	}
	return strings.HasPrefix(name, "content-")
}
