package mail

import (
	"bytes"
	"slices"
	"strings"
)

// place says where in the tree of parts an entity stands.
type place struct {
	depth  int
	parent string // content type of the container, "" at the top
}

// entity sorts one part, and all parts in it, into the message.
func (p *parser) entity(h Header, body []byte, at place) {
	if p.parts++; p.parts > p.lim.Parts {
		p.defect(DefectLimitParts)
		return
	}
	kind, params := p.contentType(h, body, at)
	if strings.HasPrefix(kind, "multipart/") {
		p.multipart(h, kind, params, body, at)
		return
	}
	p.leaf(h, kind, params, body, at)
}

var typeToken = lazily(`^[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+$`)

func (p *parser) contentType(h Header, body []byte, at place) (string, map[string]string) {
	if !h.Has("Content-Type") {
		if at.parent == "multipart/digest" {
			return "message/rfc822", nil
		}
		if at.depth == 0 && looksMultipart(body) {
			p.defect(DefectContentType)
			return "multipart/mixed", nil
		}
		return "text/plain", nil
	}
	kind, params := parseParams(h.Get("Content-Type"), p.hint)
	if typeToken().MatchString(kind) {
		return kind, params
	}
	p.defect(DefectContentType)
	switch {
	case kind == "html":
		return "text/html", params
	case strings.HasPrefix(kind, "multipart") || params["boundary"] != "":
		return "multipart/mixed", params
	case kind == "" || kind == "text" || kind == "plain" || strings.HasPrefix(kind, "text"):
		return "text/plain", params
	}
	return "application/octet-stream", params
}

func looksMultipart(body []byte) bool {
	head := body[:min(len(body), 2048)]
	return guessBoundary(head) != "" && (bytes.Contains(head, []byte("MIME")) || bytes.HasPrefix(bytes.TrimSpace(head), []byte("--")))
}

func (p *parser) multipart(h Header, kind string, params map[string]string, body []byte, at place) {
	p.markProtection(kind, params)
	if at.depth >= p.lim.Depth {
		p.defect(DefectLimitDepth)
		p.attach(Attachment{Name: "part.eml", ContentType: kind, Data: p.take(body)})
		return
	}
	if kind == "multipart/report" || at.depth == 0 {
		p.report = &reportParts{}
	}
	boundary := params["boundary"]
	if boundary == "" {
		p.defect(DefectBoundaryMissing)
	}
	parts, closed, found := splitParts(body, boundary)
	if !found {
		if data, _ := decodeTransfer(body, h.Get("Content-Transfer-Encoding")); len(data) != len(body) {
			body = data
			parts, closed, found = splitParts(body, boundary)
		}
	}
	if !found && len(bytes.TrimSpace(body)) > 0 {
		if guess := guessBoundary(body); guess != "" {
			parts, closed, found = splitParts(body, guess)
		}
	}
	switch {
	case !found && len(bytes.TrimSpace(body)) == 0:
		p.defect(DefectNoBody)
		return
	case !found:
		p.defect(DefectBoundaryNotFound)
		p.leaf(h, "text/plain", params, body, place{at.depth + 1, kind})
		return
	case !closed:
		p.defect(DefectBoundaryOpen)
	}
	for _, part := range parts {
		if p.parts >= p.lim.Parts {
			p.defect(DefectLimitParts)
			return
		}
		ph, pb := p.partHeader(part)
		p.entity(ph, pb, place{at.depth + 1, kind})
	}
}

// partHeader reads a part's header. A part that starts with text has none.
func (p *parser) partHeader(part []byte) (Header, []byte) {
	line, rest := cutLine(part)
	if len(line) == 0 {
		return Header{}, rest
	}
	if name, _, ok := splitField(line); !ok || !knownField(name) && !fieldsFollow(rest) {
		if line[0] != ' ' && line[0] != '\t' && !ok {
			p.defect(DefectHeaderLine)
			if !fieldsFollow(rest) {
				return Header{}, part
			}
		}
	}
	return readHeader(part, p.lim, p.defect)
}

// splitParts cuts a body at the lines of its boundary (RFC 2046 section 5.1.1).
// The line end before a boundary belongs to the boundary.
func splitParts(body []byte, boundary string) (parts [][]byte, closed, found bool) {
	boundary = strings.TrimRight(boundary, " \t")
	if boundary == "" {
		return nil, false, false
	}
	mark := []byte("--" + boundary)
	start := -1
	for pos := 0; pos < len(body); {
		end := bytes.IndexByte(body[pos:], '\n')
		next := len(body)
		line := body[pos:]
		if end >= 0 {
			next = pos + end + 1
			line = body[pos : pos+end]
		}
		if bytes.HasPrefix(line, mark) {
			tail := bytes.TrimRight(line[len(mark):], " \t\r")
			last := bytes.Equal(tail, []byte("--"))
			if len(tail) == 0 || last {
				if start >= 0 {
					parts = append(parts, trimLineEnd(body[start:pos]))
				}
				found, start = true, next
				if last {
					return parts, true, true
				}
			}
		}
		pos = next
	}
	if start >= 0 && start < len(body) {
		parts = append(parts, body[start:])
	}
	return parts, false, found
}

func trimLineEnd(b []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
}

// guessBoundary finds a line that stands where a boundary would: before the
// header of a part.
func guessBoundary(body []byte) string {
	for rest := body; len(rest) > 0; {
		line, next := cutLine(rest)
		if len(line) > 2 && len(line) < 200 && bytes.HasPrefix(line, []byte("--")) &&
			len(next) > 8 && bytes.EqualFold(next[:8], []byte("content-")) {
			return strings.TrimRight(string(line[2:]), " \t")
		}
		rest = next
	}
	return ""
}

// take counts decoded bytes against the limit and cuts what is too much.
func (p *parser) take(b []byte) []byte {
	left := p.lim.Bytes - p.bytes
	if len(b) > left {
		p.defect(DefectLimitSize)
		b = b[:max(left, 0)]
	}
	p.bytes += len(b)
	return b
}

func (p *parser) attach(a Attachment) {
	a.Name = attachmentName(a.Name, a.ContentType)
	if a.Data == nil {
		a.Data = []byte{}
	}
	p.msg.Attachments = append(p.msg.Attachments, a)
}

func (p *parser) markProtection(kind string, params map[string]string) {
	protocol := strings.ToLower(params["protocol"])
	by := "pgp"
	if strings.Contains(protocol, "pkcs7") {
		by = "smime"
	}
	switch kind {
	case "multipart/signed":
		p.msg.Signed = by
	case "multipart/encrypted":
		p.msg.Encrypted = by
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		if st := strings.ToLower(params["smime-type"]); st == "signed-data" {
			p.msg.Signed = "smime"
		} else if st != "certs-only" {
			p.msg.Encrypted = "smime"
		}
	}
}

var cidLink = lazily(`(?i)\bcid:([^"'\s<>)]+)`)

// finish puts the collected parts together.
func (p *parser) finish() {
	m := p.msg
	m.Text = joinTexts(p.texts)
	m.HTML = joinTexts(p.htmls)
	var shown []string
	for _, c := range cidLink().FindAllStringSubmatch(m.HTML, p.lim.Parts) {
		shown = append(shown, strings.ToLower(unescapePercent(c[1])))
	}
	slices.Sort(shown)
	for i := range m.Attachments {
		a := &m.Attachments[i]
		if a.ContentID != "" {
			_, a.Inline = slices.BinarySearch(shown, strings.ToLower(a.ContentID))
		}
	}
	if strings.Contains(m.Text, "-----BEGIN PGP MESSAGE-----") && m.Encrypted == "" {
		m.Encrypted = "pgp"
	}
	if strings.Contains(m.Text, "-----BEGIN PGP SIGNED MESSAGE-----") && m.Signed == "" {
		m.Signed = "pgp"
	}
	p.classify()
}

func joinTexts(list []string) string {
	var out strings.Builder
	for i, s := range list {
		if i > 0 && out.Len() > 0 && s != "" && !strings.HasSuffix(list[i-1], "\n") {
			out.WriteByte('\n')
		}
		out.WriteString(s)
	}
	return out.String()
}
