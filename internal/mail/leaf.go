package mail

import (
	"net/url"
	"strings"
)

// leaf takes in a part that holds no others: as text, as part of a report, or
// as an attachment.
func (p *parser) leaf(h Header, kind string, params map[string]string, body []byte, at place) {
	p.leaves++
	disposition, dparams := parseParams(h.Get("Content-Disposition"), p.hint)
	name := dparams["filename"]
	named := name != ""
	if name == "" {
		name = params["name"]
	}
	data, defect := decodeTransfer(body, h.Get("Content-Transfer-Encoding"))
	p.defect(defect)
	if defect == DefectBase64 && strings.HasPrefix(kind, "text/") && !mostlyBase64(body) {
		data = body
	}
	data = p.take(data)

	first := p.leaves == 1 && len(p.texts)+len(p.htmls) == 0
	isBody := disposition != "attachment" && !named && (name == "" || first)
	switch {
	case isBody && at.parent == "multipart/alternative" && len(p.texts) > 0 && (kind == "text/enriched" || kind == "text/richtext"),
		isBody && (kind == "text/x-amp-html" || kind == "text/watch-html"):
		return // another rendering of the same words
	case isBody && (kind == "text/plain" || kind == "text/html" || kind == "text/enriched" || kind == "text/richtext"):
		p.text(kind, params, data)
		return
	case kind == "application/ms-tnef" || kind == "application/vnd.ms-tnef" || strings.EqualFold(name, "winmail.dat"):
		if p.unpackTNEF(data) {
			return
		}
	case kind == "message/rfc822" || kind == "message/global":
		if name == "" {
			name = embeddedName(data, p.lim)
		}
	}
	p.markProtection(kind, params)
	p.collectReport(kind, data)
	p.attach(Attachment{
		Name:        name,
		ContentType: kind,
		ContentID:   strings.Trim(strings.TrimSpace(h.Get("Content-ID")), "<>"),
		Inline:      disposition == "inline" && strings.HasPrefix(kind, "image/") && at.parent == "multipart/related",
		Missing:     kind == "message/external-body",
		Data:        data,
	})
}

var enrichedCommand = lazily(`</?[A-Za-z0-9-]{1,60}>`)

// text takes in a body part. Uuencoded files in it become attachments.
func (p *parser) text(kind string, params map[string]string, data []byte) {
	declared := params["charset"]
	if kind == "text/html" && declared == "" {
		if m := charsetParam().FindSubmatch(data[:min(len(data), 2048)]); m != nil {
			declared = string(m[1])
		}
	}
	s, defect := decodeCharset(data, declared)
	p.defect(defect)
	s, hadNUL := normaliseText(s)
	if hadNUL {
		p.defect(DefectNUL)
	}
	switch kind {
	case "text/html":
		p.htmls = append(p.htmls, s)
		return
	case "text/enriched", "text/richtext":
		s = strings.ReplaceAll(enrichedCommand().ReplaceAllString(s, ""), "<<", "<")
	}
	if strings.EqualFold(params["format"], "flowed") {
		s = unflow(s, strings.EqualFold(params["delsp"], "yes"))
	}
	s, files := extractUU(s)
	for _, f := range files {
		f.Data = p.take(f.Data)
		p.attach(f)
	}
	p.texts = append(p.texts, s)
}

// unpackTNEF puts the content of a winmail.dat in its place.
func (p *parser) unpackTNEF(data []byte) bool {
	t, ok := parseTNEF(data)
	if !ok {
		p.defect(DefectTNEF)
		return false
	}
	noBody := strings.TrimSpace(strings.Join(p.texts, "")) == "" && len(p.htmls) == 0
	text, _ := normaliseText(t.text)
	html, _ := normaliseText(t.html)
	if noBody && text != "" {
		p.texts = append(p.texts, text)
	}
	if len(p.htmls) == 0 && html != "" {
		p.htmls = append(p.htmls, html)
	}
	for _, f := range t.files {
		f.Data = p.take(f.Data)
		p.attach(f)
	}
	return true
}

func embeddedName(data []byte, lim Limits) string {
	h, _ := readHeader(data, lim, func(string) {})
	subject := CleanLine(h.Text("Subject"))
	if subject == "" {
		return "message.eml"
	}
	// A slash in a subject is no path.
	return CleanName(strings.NewReplacer("/", "-", `\`, "-").Replace(subject) + ".eml")
}

func unescapePercent(s string) string {
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	return s
}
