package mail

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"unicode/utf16"
)

// Parse reads a mail with DefaultLimits. It never fails and never returns nil;
// the slices of the result may share memory with raw.
func Parse(raw []byte) *Message { return ParseLimits(raw, Limits{}) }

// ParseLimits is Parse with limits of the caller's choice; a limit of zero means
// the default one.
func ParseLimits(raw []byte, lim Limits) *Message {
	p := &parser{lim: lim.withDefaults(), msg: &Message{}}
	raw, envelope := p.prepare(raw)
	h, body := readHeader(raw, p.lim, p.defect)
	p.msg.Header = h
	p.hint = bodyCharset(h, body)
	p.readEnvelope(h, envelope)
	p.entity(h, body, place{depth: 0})
	p.finish()
	return p.msg
}

type parser struct {
	lim    Limits
	msg    *Message
	hint   string // charset for raw bytes in headers
	parts  int
	bytes  int
	leaves int
	texts  []string
	htmls  []string
	report *reportParts
}

func (p *parser) defect(kind string) {
	if kind != "" && !slices.Contains(p.msg.Defects, kind) {
		p.msg.Defects = append(p.msg.Defects, kind)
	}
}

// prepare takes off what does not belong to the mail: byte order marks, blank
// lines and the separator of an mbox, whose address it returns.
func (p *parser) prepare(raw []byte) (rest []byte, envelope string) {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(raw, []byte{0xff, 0xfe}) || bytes.HasPrefix(raw, []byte{0xfe, 0xff}) {
		raw = fromUTF16(raw)
	}
	if i := bytes.IndexByte(raw[:min(len(raw), 64<<10)], '\n'); i < 0 && bytes.IndexByte(raw, '\r') >= 0 {
		raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
	}
	for {
		line, next := cutLine(raw)
		if len(raw) == 0 || len(bytes.TrimSpace(line)) > 0 {
			break
		}
		raw = next
	}
	if len(raw) == 0 {
		p.defect(DefectEmpty)
	}
	if mboxSeparator().Match(raw) {
		line, next := cutLine(raw)
		if f := strings.Fields(string(line)); len(f) > 1 && strings.Contains(f[1], "@") {
			envelope = cleanAddress(f[1])
		}
		raw = next
	}
	return raw, envelope
}

// mboxSeparator matches what mbox puts before a mail (RFC 4155); "From :" is a
// header field with a slip.
var mboxSeparator = lazily(`^>?From [^:\s]`)

func fromUTF16(b []byte) []byte {
	units := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		if b[0] == 0xff {
			units = append(units, uint16(b[i])|uint16(b[i+1])<<8)
		} else {
			units = append(units, uint16(b[i+1])|uint16(b[i])<<8)
		}
	}
	return []byte(strings.TrimPrefix(string(utf16.Decode(units)), "\uFEFF"))
}

var charsetParam = lazily(`(?i)charset\s*=\s*"?([a-z0-9_.:-]+)`)

// bodyCharset finds the first charset declared, the best hint for raw bytes in
// the header.
func bodyCharset(h Header, body []byte) string {
	if m := charsetParam().FindStringSubmatch(h.Get("Content-Type")); m != nil {
		return m[1]
	}
	if m := charsetParam().FindSubmatch(body[:min(len(body), 4096)]); m != nil {
		return string(m[1])
	}
	return ""
}

// readEnvelope fills in what the top header says.
func (p *parser) readEnvelope(h Header, envelope string) {
	m := p.msg
	addresses := func(name string) []Address { return parseAllAddresses(h.All(name), p.hint) }
	m.MessageID = firstID(h.Get("Message-ID"))
	m.References = idList(strings.Join(h.All("References"), " "))
	m.ThreadTopic = CleanLine(decodeText(h.Get("Thread-Topic"), p.hint))
	m.ThreadIndex = decodeThreadIndex(h.Get("Thread-Index"))
	m.Subject = CleanLine(decodeText(h.Get("Subject"), p.hint))
	m.From = parseAddresses(h.Get("From"), p.hint)
	m.Sender = addresses("Sender")
	m.ReplyTo = addresses("Reply-To")
	m.To = addresses("To")
	m.Cc = addresses("Cc")
	m.Bcc = addresses("Bcc")
	if m.Parents = parents(h, m.From, m.To, m.Cc, m.ReplyTo); len(m.Parents) > 0 {
		m.InReplyTo = m.Parents[0]
	}
	m.ListID = listID(h.Get("List-Id"))
	m.Unsubscribe = h.Has("List-Unsubscribe")
	for _, name := range []string{"Delivered-To", "X-Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"} {
		for _, a := range addresses(name) {
			if !slices.Contains(m.DeliveredTo, a.Address) {
				m.DeliveredTo = append(m.DeliveredTo, a.Address)
			}
		}
	}
	if a := addresses("Return-Path"); len(a) > 0 {
		m.ReturnPath = a[0].Address
	} else if !h.Has("Return-Path") {
		m.ReturnPath = envelope
	}
	p.readDate(h)
	p.findSender()
	p.checkHeader(h)
}

func (p *parser) readDate(h Header) {
	date := h.Get("Date")
	if date == "" {
		return
	}
	t, ok := parseDate(date)
	if !ok {
		p.defect(DefectDate)
	}
	p.msg.Date = t
}

// findSender makes up for a missing From by the next best header.
func (p *parser) findSender() {
	m := p.msg
	if len(m.From) > 0 {
		return
	}
	p.defect(DefectFromMissing)
	switch {
	case len(m.Sender) > 0:
		m.From = m.Sender
	case len(m.ReplyTo) > 0:
		m.From = m.ReplyTo
	case m.ReturnPath != "":
		m.From = []Address{{Address: m.ReturnPath}}
	default:
		if name := CleanLine(decodeText(m.Header.Get("From"), p.hint)); name != "" {
			m.From = []Address{{Address: name}}
		}
	}
}

func (p *parser) checkHeader(h Header) {
	seen := make(map[string]bool)
	for _, f := range h.fields {
		if strings.IndexByte(f.Value, 0) >= 0 {
			p.defect(DefectNUL)
		}
		if !isASCII([]byte(f.Value)) {
			p.defect(DefectHeader8Bit)
		}
		switch name := strings.ToLower(f.Name); name {
		case "from", "subject", "date", "message-id", "in-reply-to", "references", "content-type", "sender", "reply-to":
			if seen[name] {
				p.defect(DefectHeaderDuplicate)
			}
			seen[name] = true
		}
	}
}

// idToken matches an identifier in its brackets, or a word without.
var idToken = lazily(`<[^<>]*>|[^\s,;<>]+`)

// idList reads message identifiers, with or without their brackets. Words
// outside brackets count only if all of them could be identifiers: In-Reply-To
// may hold a sentence (RFC 822 section 4.6.2), with a person's address in it.
func idList(s string) []string {
	type found struct {
		id   string
		bare bool
	}
	var all []found
	sentence := false
	for _, token := range idToken().FindAllString(withoutComments(s), -1) {
		bare := token[0] != '<'
		sentence = sentence || bare && !strings.Contains(token, "@")
		all = append(all, found{cleanID(token), bare})
	}
	ids := []string{}
	for _, f := range all {
		if f.id != "" && !(f.bare && sentence) && !slices.Contains(ids[max(0, len(ids)-200):], f.id) {
			ids = append(ids, f.id)
		}
	}
	return ids
}

func cleanID(s string) string {
	s = strings.Trim(s, "<>")
	return strings.Join(strings.Fields(cleanHeaderText(strings.ToValidUTF8(s, ""))), "")
}

// withoutComments takes out comments, but not what looks like one inside an
// identifier, nor one that never ends.
func withoutComments(s string) string {
	if strings.IndexByte(s, '(') < 0 {
		return s
	}
	var out strings.Builder
	for len(s) > 0 {
		switch i := strings.IndexAny(s, "<("); {
		case i < 0:
			out.WriteString(s)
			return out.String()
		case s[i] == '<':
			end := strings.IndexByte(s[i:], '>')
			if end < 0 {
				out.WriteString(s)
				return out.String()
			}
			out.WriteString(s[:i+end+1])
			s = s[i+end+1:]
		default:
			end := commentEnd(s[i:])
			if end < 0 {
				out.WriteString(s)
				return out.String()
			}
			out.WriteString(s[:i] + " ")
			s = s[i+end:]
		}
	}
	return out.String()
}

// commentEnd is the length of the comment at the start of s, -1 if it is open.
func commentEnd(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// parents are the identifiers of In-Reply-To but for addresses of the people
// on the mail, which old programs name there.
func parents(h Header, people ...[]Address) []string {
	return slices.DeleteFunc(idList(strings.Join(h.All("In-Reply-To"), " ")), func(id string) bool {
		return slices.ContainsFunc(people, func(list []Address) bool {
			return slices.ContainsFunc(list, func(a Address) bool { return strings.EqualFold(a.Address, id) })
		})
	})
}

func firstID(s string) string {
	if ids := idList(s); len(ids) > 0 {
		for _, id := range ids {
			if strings.Contains(id, "@") {
				return id
			}
		}
		return ids[0]
	}
	if f := strings.Fields(s); len(f) == 1 {
		return cleanID(f[0])
	}
	return ""
}

func listID(s string) string {
	if i := strings.LastIndexByte(s, '<'); i >= 0 {
		s, _, _ = strings.Cut(s[i+1:], ">")
	}
	return CleanLine(decodeText(s, ""))
}

func decodeThreadIndex(s string) []byte {
	b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil || len(b) < 22 {
		return nil
	}
	return b
}
