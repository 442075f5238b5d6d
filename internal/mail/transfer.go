package mail

import (
	"bytes"
	"strings"
)

// decodeTransfer undoes the Content-Transfer-Encoding (RFC 2045 section 6). It
// returns the kind of defect met, or "".
func decodeTransfer(body []byte, encoding string) (data []byte, defect string) {
	encoding, _, _ = strings.Cut(strings.ToLower(encoding), ";")
	encoding = strings.Trim(encoding, " \t\"'")
	if i := strings.IndexAny(encoding, " \t("); i > 0 {
		encoding = encoding[:i]
	}
	switch encoding {
	case "base64", "base-64", "b", "x-base64":
		data, clean := decodeBase64(body)
		if !clean {
			return data, DefectBase64
		}
		return data, ""
	case "quoted-printable", "quoted_printable", "quotedprintable", "q", "qp":
		data, clean := decodeQuotedPrintable(body)
		if !clean {
			return data, DefectQuotedPrintable
		}
		return data, ""
	case "x-uuencode", "uuencode", "x-uue", "uue":
		if _, files := extractUU(string(body)); len(files) > 0 {
			return files[0].Data, ""
		}
		return body, DefectEncoding
	case "", "7bit", "8bit", "binary", "7-bit", "8-bit", "7bits", "8bits", "none":
		return body, ""
	}
	return body, DefectEncoding
}

// decodeQuotedPrintable leaves escapes that are none as they stand (RFC 2045
// section 6.7, note 1).
func decodeQuotedPrintable(b []byte) (data []byte, clean bool) {
	data = make([]byte, 0, len(b))
	clean = true
	for i := 0; i < len(b); i++ {
		c := b[i]
		if c != '=' {
			data = append(data, c)
			continue
		}
		if i+2 < len(b) && isHex(b[i+1]) && isHex(b[i+2]) {
			data = append(data, unhex(b[i+1])<<4|unhex(b[i+2]))
			i += 2
			continue
		}
		if n, ok := softBreak(b[i+1:]); ok {
			i += n
			continue
		}
		clean = false
		data = append(data, c)
	}
	return data, clean
}

// softBreak measures the line end after a trailing "=", with the white space
// that some relays leave before it.
func softBreak(b []byte) (n int, ok bool) {
	for n < len(b) && n < 80 && (b[n] == ' ' || b[n] == '\t') {
		n++
	}
	switch {
	case n == len(b):
		return n, true
	case b[n] == '\n':
		return n + 1, true
	case bytes.HasPrefix(b[n:], []byte("\r\n")):
		return n + 2, true
	case b[n] == '\r':
		return n + 1, true
	}
	return 0, false
}

// normaliseText gives text LF line ends and takes NUL out of it.
func normaliseText(s string) (text string, hadNUL bool) {
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(s, "\r\n", "\n")
		s = strings.ReplaceAll(s, "\r", "\n")
	}
	if strings.IndexByte(s, 0) >= 0 {
		return strings.ReplaceAll(s, "\x00", ""), true
	}
	return s, false
}
