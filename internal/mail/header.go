package mail

import (
	"bytes"
	"strings"
)

// Header holds the fields of one header block in their order, unfolded but not
// decoded.
type Header struct {
	fields []Field
	first  map[string]int // lower-case name to index of its first field
}

// Field is one header field. Value may hold encoded words and raw bytes.
type Field struct {
	Name  string
	Value string
}

// Get returns the undecoded value of the first field of that name, or "".
func (h Header) Get(name string) string {
	if i, ok := h.first[strings.ToLower(name)]; ok {
		return h.fields[i].Value
	}
	return ""
}

// Has tells whether a field of that name is there, be it empty.
func (h Header) Has(name string) bool {
	_, ok := h.first[strings.ToLower(name)]
	return ok
}

// All returns the undecoded values of the fields of that name, topmost first.
func (h Header) All(name string) []string {
	var values []string
	for _, f := range h.fields {
		if strings.EqualFold(f.Name, name) {
			values = append(values, f.Value)
		}
	}
	return values
}

// Text returns the first field of that name, decoded for people.
func (h Header) Text(name string) string { return decodeText(h.Get(name), "") }

// Fields returns all fields in their order.
func (h Header) Fields() []Field { return h.fields }

func (h *Header) add(name, value string) {
	if h.first == nil {
		h.first = make(map[string]int)
	}
	key := strings.ToLower(name)
	if _, ok := h.first[key]; !ok {
		h.first[key] = len(h.fields)
	}
	h.fields = append(h.fields, Field{name, value})
}

// readHeader splits off the header block. A line that is no field is skipped if
// more fields follow close behind, and otherwise begins the body.
func readHeader(raw []byte, lim Limits, defect func(string)) (h Header, body []byte) {
	size := 0
	var name string
	var value []byte
	flush := func() {
		if name != "" {
			h.add(name, strings.TrimSpace(string(value)))
		}
		name, value = "", nil
	}
	rest := raw
	for len(rest) > 0 {
		line, next := cutLine(rest)
		if len(line) == 0 {
			flush()
			return h, next
		}
		if size += len(line); size > lim.HeaderBytes || len(h.fields) >= lim.Headers {
			flush()
			defect(DefectLimitHeader)
			return h, afterBlankLine(rest)
		}
		switch n, v, ok := splitField(line); {
		case line[0] == ' ' || line[0] == '\t':
			if name == "" && len(bytes.TrimSpace(line)) == 0 {
				break // a folded nothing before the first field
			}
			if name == "" {
				defect(DefectHeaderLine)
				break
			}
			value = append(append(value, ' '), bytes.TrimSpace(line)...)
		case ok:
			flush()
			name, value = n, append([]byte(nil), v...)
		default:
			defect(DefectHeaderLine)
			if bytes.HasPrefix(line, []byte("--")) || !fieldsFollow(next) {
				flush()
				return h, rest
			}
		}
		rest = next
	}
	flush()
	return h, nil
}

// splitField reads "Name: value". White space before the colon is a common
// slip; inside the name it is a sentence and no field.
func splitField(line []byte) (name string, value []byte, ok bool) {
	i := bytes.IndexByte(line, ':')
	if i <= 0 {
		return "", nil, false
	}
	n := bytes.TrimRight(line[:i], " \t")
	for _, c := range n {
		if c <= ' ' || c >= 0x7f {
			return "", nil, false
		}
	}
	return string(n), bytes.TrimSpace(line[i+1:]), len(n) > 0
}

// fieldsFollow looks a few lines ahead, so that one garbled line does not turn
// the rest of a header into text.
func fieldsFollow(rest []byte) bool {
	for range 3 {
		line, next := cutLine(rest)
		if len(line) == 0 || bytes.HasPrefix(line, []byte("--")) { // the body, or its first boundary
			return false
		}
		if name, _, ok := splitField(line); ok && knownField(name) {
			return true
		}
		rest = next
	}
	return false
}

func knownField(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "from", "to", "cc", "bcc", "date", "subject", "sender", "reply-to", "received", "message-id",
		"in-reply-to", "references", "mime-version", "return-path", "delivered-to", "precedence", "status":
		return true
	}
	return strings.HasPrefix(name, "content-") || strings.HasPrefix(name, "x-") ||
		strings.HasPrefix(name, "list-") || strings.HasPrefix(name, "resent-")
}

// cutLine returns the first line without its end, and what follows it. Lines
// end with LF, or CR LF.
func cutLine(b []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(b, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), rest
}

func afterBlankLine(b []byte) []byte {
	for len(b) > 0 {
		line, rest := cutLine(b)
		if len(line) == 0 {
			return rest
		}
		b = rest
	}
	return nil
}
