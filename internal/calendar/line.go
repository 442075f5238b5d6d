package calendar

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"
)

// bounds is how much of a calendar is read.
type bounds struct{ bytes, lines int }

var (
	ofInvitation = bounds{512 << 10, 5000}
	ofDays       = bounds{2 << 20, 50_000} // many years, by generous writers
)

// Bounds of its parts.
const (
	maxLine   = 16 << 10 // bytes, unfolded
	maxDepth  = 4
	maxGuests = 200
	maxText   = 4000 // characters of a title, a place or a note
)

// ErrTooLarge means that a calendar is beyond the bounds.
var ErrTooLarge = errors.New("calendar: beyond the limits")

// line is a content line: a name, parameters and a value (RFC 5545 section 3.1).
type line struct {
	name   string
	params map[string]string
	value  string
}

// lines unfolds data. What is no content line is left out.
func lines(data []byte, most bounds) ([]line, error) {
	if len(data) > most.bytes {
		return nil, ErrTooLarge
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	var out []line
	var open []byte
	flush := func() error {
		if len(out) >= most.lines {
			return ErrTooLarge
		}
		if l, ok := parseLine(strings.ToValidUTF8(string(open), "\uFFFD")); ok {
			out = append(out, l)
		}
		open = nil
		return nil
	}
	for part := range bytes.SplitSeq(data, []byte("\n")) {
		if len(part) > 0 && (part[0] == ' ' || part[0] == '\t') { // RFC 5545 section 3.1: folded
			if open = append(open, part[1:]...); len(open) > maxLine {
				return nil, ErrTooLarge
			}
			continue
		}
		if err := flush(); err != nil {
			return nil, err
		}
		if open = bytes.Clone(part); len(open) > maxLine {
			return nil, ErrTooLarge
		}
	}
	return out, flush()
}

// parseLine cuts at the first colon that stands in no quotes.
func parseLine(s string) (line, bool) {
	head, value, ok := cutOutside(s, ':')
	if !ok {
		return line{}, false
	}
	name, rest, more := cutOutside(head, ';')
	l := line{name: strings.ToUpper(strings.TrimSpace(name)), params: map[string]string{}, value: value}
	for more {
		var param string
		param, rest, more = cutOutside(rest, ';')
		if key, v, ok := strings.Cut(param, "="); ok {
			l.params[strings.ToUpper(strings.TrimSpace(key))] = strings.Trim(v, `"`)
		}
	}
	return l, l.name != ""
}

func cutOutside(s string, mark byte) (before, after string, found bool) {
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == mark && !quoted:
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// text undoes the escapes of a value (RFC 5545 section 3.3.11).
func text(value string) string {
	value = unescape.Replace(value)
	value = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, value)
	return strings.TrimSpace(clip(value, maxText))
}

var unescape = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";")

var escape = strings.NewReplacer(`\`, `\\`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`, ",", `\,`, ";", `\;`)

func clip(s string, characters int) string {
	if len(s) <= characters || utf8.RuneCountInString(s) <= characters {
		return s
	}
	return string([]rune(s)[:characters])
}

// fold writes a line in pieces of at most 75 bytes, cut between characters.
func fold(b *bytes.Buffer, s string) {
	room := 75
	for len(s) > room {
		cut := room
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		b.WriteString(s[:cut])
		b.WriteString("\r\n ")
		s, room = s[cut:], 74
	}
	b.WriteString(s)
	b.WriteString("\r\n")
}
