package mail

import (
	"bytes"
	"slices"
	"strings"
)

// Bounce is a delivery report: which recipients it is about, and about which
// message.
type Bounce struct {
	Recipients        []BounceRecipient
	OriginalMessageID string // of the message reported on, "" if the report does not tell
	OriginalHeader    Header // as far as the report returns it
}

// BounceRecipient is what happened to one copy of the message.
type BounceRecipient struct {
	Address    string
	Action     string // failed, delayed, delivered, relayed or expanded (RFC 3464 section 2.3.3)
	Status     string // class.subject.detail of RFC 3463, "" if unknown
	Diagnostic string // the words of the server that refused
}

// Hard tells whether delivery to any recipient failed for good.
func (b *Bounce) Hard() bool {
	return slices.ContainsFunc(b.Recipients, func(r BounceRecipient) bool {
		return r.Action == "failed" && !strings.HasPrefix(r.Status, "4.")
	})
}

// reportParts are the parts of a message that can make it a delivery report.
type reportParts struct {
	status   []byte // message/delivery-status
	original []byte // message/rfc822 or text/rfc822-headers
	receipt  bool   // message/disposition-notification
}

func (p *parser) collectReport(kind string, data []byte) {
	if p.report == nil {
		return
	}
	switch kind {
	case "message/delivery-status", "message/global-delivery-status":
		if p.report.status == nil {
			p.report.status = data
		}
	case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/rfc822-headers":
		if p.report.original == nil {
			p.report.original = data
		}
	case "message/disposition-notification":
		p.report.receipt = true
	}
}

// readBounce recognises a delivery report, standard or not; nil if it is none.
func (p *parser) readBounce() *Bounce {
	b := &Bounce{}
	text := p.msg.Text
	if text == "" {
		text = TextFromHTML(p.msg.HTML)
	}
	standard := p.report != nil && p.report.status != nil
	switch {
	case p.report != nil && p.report.receipt && !standard && !fromDaemon(p.msg):
		return nil
	case standard:
		b.Recipients = parseStatus(p.report.status, p.lim)
		if len(b.Recipients) == 0 {
			b.Recipients = guessRecipients(p.msg, text)
		}
	case looksBounced(p.msg, text):
		b.Recipients = guessRecipients(p.msg, text)
	default:
		return nil
	}
	original := text
	if p.report != nil && p.report.original != nil {
		original = string(p.report.original)
	}
	b.readOriginal(original, p.lim)
	return b
}

// readOriginal finds the header of the returned message, which programs without
// MIME append to the text.
func (b *Bounce) readOriginal(s string, lim Limits) {
	if i := returnedHeader(s); i >= 0 {
		h, _ := readHeader([]byte(s[i:]), lim, func(string) {})
		b.OriginalHeader = h
		b.OriginalMessageID = firstID(h.Get("Message-ID"))
	}
	if b.OriginalMessageID == "" {
		if m := quotedMessageID().FindStringSubmatch(s); m != nil {
			b.OriginalMessageID = m[1]
		}
	}
}

var (
	quotedMessageID = lazily(`(?im)^[ \t>|]*Message-ID:\s*<([^<>\s]+)>`)
	topField        = lazily(`(?im)^(Return-Path|Received|From|To|Subject|Date|Message-ID|MIME-Version|DKIM-Signature|X-[A-Za-z-]+):[ \t]`)
)

// returnedHeader is the offset of the first run of header lines that holds a
// Message-ID, -1 if there is none.
func returnedHeader(s string) int {
	id := quotedMessageID().FindStringIndex(s)
	if id == nil {
		return -1
	}
	start := strings.LastIndex(s[:id[0]], "\n\n") + 2
	if start == 1 {
		start = 0
	}
	if loc := topField().FindStringIndex(s[start:]); loc != nil {
		return start + loc[0]
	}
	return id[0]
}

// parseStatus reads message/delivery-status (RFC 3464 section 2): a group of
// fields on the message, then one for each recipient.
func parseStatus(data []byte, lim Limits) []BounceRecipient {
	var list []BounceRecipient
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	for len(data) > 0 && len(list) < lim.Parts {
		data = bytes.TrimLeft(data, "\n")
		h, rest := readHeader(data, lim, func(string) {})
		if len(rest) >= len(data) {
			break
		}
		data = rest
		addr := typedValue(h.Get("Final-Recipient"))
		if original := typedValue(h.Get("Original-Recipient")); strings.Contains(original, "@") {
			addr = original
		}
		if addr == "" {
			addr = typedValue(h.Get("X-Actual-Recipient"))
		}
		if addr == "" {
			continue
		}
		r := BounceRecipient{
			Address:    cleanAddress(addr),
			Action:     firstWord(strings.ToLower(h.Get("Action"))),
			Status:     statusCode().FindString(h.Get("Status")),
			Diagnostic: CleanLine(decodeText(typedValue(h.Get("Diagnostic-Code")), "")),
		}
		if !slices.Contains(bounceActions, r.Action) {
			r.Action = actionOf(r.Status) // none, or a word that no standard knows
		}
		// Some tell of one copy several times.
		if !slices.ContainsFunc(list, func(x BounceRecipient) bool {
			return strings.EqualFold(x.Address, r.Address) && x.Action == r.Action && x.Status == r.Status
		}) {
			list = append(list, r)
		}
	}
	return list
}

var bounceActions = []string{"failed", "delayed", "delivered", "relayed", "expanded"}

func typedValue(s string) string {
	if kind, v, ok := strings.Cut(s, ";"); ok && !strings.ContainsAny(kind, "@ ") {
		return strings.TrimSpace(v)
	}
	return strings.TrimSpace(s)
}

func firstWord(s string) string {
	if f := strings.FieldsFunc(s, func(r rune) bool { return r < 'a' || r > 'z' }); len(f) > 0 {
		return f[0]
	}
	return ""
}

func actionOf(status string) string {
	switch {
	case strings.HasPrefix(status, "4"):
		return "delayed"
	case strings.HasPrefix(status, "2"):
		return "delivered"
	}
	return "failed"
}
