package mail

import (
	"bytes"
	"encoding/base64"
)

var base64Index = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xff
	}
	const std = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := range len(std) {
		t[std[i]] = byte(i)
	}
	return t
}()

// decodeBase64 skips what is not of the alphabet and supplies missing padding.
// Data ends at the padding (RFC 2045 section 6.8) unless more of the alphabet
// alone follows, as programs leave that encode in pieces. It reports whether
// the input was clean.
func decodeBase64(b []byte) (data []byte, clean bool) {
	data = make([]byte, 0, base64.StdEncoding.DecodedLen(len(b))+3)
	clean = true
	var quad uint32
	n := 0
	for i := 0; i < len(b); i++ {
		c := b[i]
		v := base64Index[c]
		switch {
		case v != 0xff:
			quad = quad<<6 | uint32(v)
			if n++; n == 4 {
				data = append(data, byte(quad>>16), byte(quad>>8), byte(quad))
				quad, n = 0, 0
			}
		case c == '=':
			for i+1 < len(b) && (b[i+1] == '=' || b[i+1] == '\r' || b[i+1] == '\n' || b[i+1] == ' ') {
				i++
			}
			data = appendPartial(data, quad, n)
			quad, n = 0, 0
			if rest := b[i+1:]; len(rest) > 0 {
				clean = false
				if !pureBase64(rest) {
					return data, clean
				}
			}
		case c == '\n':
			if blankThenText(b[i+1:]) { // the footer of a list, added by a relay
				return appendPartial(data, quad, n), false
			}
		case c != '\r' && c != ' ' && c != '\t':
			clean = false
		}
	}
	return appendPartial(data, quad, n), clean && n == 0
}

func appendPartial(data []byte, quad uint32, n int) []byte {
	switch n {
	case 2:
		return append(data, byte(quad>>4))
	case 3:
		return append(data, byte(quad>>10), byte(quad>>2))
	}
	return data
}

// pureBase64 looks at the next line only, which keeps decoding linear.
func pureBase64(b []byte) bool {
	line, _ := cutLine(b[:min(len(b), 100)])
	n := 0
	for _, c := range line {
		if base64Index[c] == 0xff && c != '=' {
			return false
		}
		n++
	}
	return n >= 4
}

// blankThenText tells whether b begins with an empty line and goes on with one
// that is not of the alphabet.
func blankThenText(b []byte) bool {
	if !bytes.HasPrefix(b, []byte("\n")) && !bytes.HasPrefix(b, []byte("\r\n")) {
		return false
	}
	_, rest := cutLine(b)
	return len(rest) > 0 && rest[0] != '\n' && rest[0] != '\r' && !pureBase64(rest)
}

// mostlyBase64 tells damaged base64 from plain text under a wrong label: words
// have spaces between them.
func mostlyBase64(b []byte) bool {
	head, _, _ := bytes.Cut(bytes.TrimSpace(b[:min(len(b), 2000)]), []byte("\n\n"))
	return bytes.Count(head, []byte(" "))*20 < len(head)
}
