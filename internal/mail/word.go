package mail

import "strings"

// decodeText decodes an unstructured header value: encoded words of RFC 2047
// wherever they stand, and raw bytes by the hinted charset or a guess.
//
// Adjacent words of one charset are joined as bytes before they are decoded,
// since many senders cut characters in two. A word is also accepted glued to
// its neighbours, inside quotes and with spaces in it: people see the same
// mistakes decoded by every other mail program.
func decodeText(s, hint string) string {
	if !strings.Contains(s, "=?") {
		return cleanHeaderText(decodeRaw(s, hint))
	}
	var out strings.Builder
	var run []byte // bytes of adjacent words not yet decoded
	var runCharset string
	flush := func() {
		if run != nil {
			text, _ := decodeCharset(run, runCharset)
			out.WriteString(text)
		}
		run, runCharset = nil, ""
	}
	for len(s) > 0 {
		i := strings.Index(s, "=?")
		if i < 0 {
			break
		}
		w, n, ok := encodedWord(s[i:])
		if !ok {
			flush()
			out.WriteString(decodeRaw(s[:i+2], hint))
			s = s[i+2:]
			continue
		}
		between := s[:i]
		if run == nil || strings.TrimSpace(between) != "" {
			flush()
			out.WriteString(decodeRaw(between, hint))
		}
		if run != nil && !strings.EqualFold(runCharset, w.charset) {
			flush()
		}
		run, runCharset = append(run, w.data...), w.charset
		if run == nil {
			run = []byte{}
		}
		s = s[i+n:]
	}
	flush()
	out.WriteString(decodeRaw(s, hint))
	return cleanHeaderText(out.String())
}

// maxWord is far above the 75 characters of RFC 2047 section 2, and bounds the
// search for an end that never comes.
const maxWord = 2 << 10

type word struct {
	charset string
	data    []byte
}

// encodedWord reads the word at the start of s and its length. The longest name
// of a charset in the registry has 45 characters, which bounds the look ahead.
func encodedWord(s string) (word, int, bool) {
	head := s[2:min(len(s), 82)]
	i := strings.IndexByte(head, '?')
	if i <= 0 || len(head) < i+3 || head[i+2] != '?' {
		return word{}, 0, false
	}
	charset, _, _ := strings.Cut(head[:i], "*") // RFC 2231 section 5: a language may follow
	kind := head[i+1] | 0x20
	start := 2 + i + 3
	end := strings.Index(s[start:min(len(s), start+maxWord)], "?=")
	// A Q word may end in "=3D?=" or hold "?=" by "?" and "=41".
	if end < 0 || kind != 'q' && kind != 'b' || strings.ContainsAny(charset, " \t\"<>@") {
		return word{}, 0, false
	}
	text := s[start : start+end]
	w := word{charset: charset}
	if kind == 'b' {
		w.data, _ = decodeBase64([]byte(text))
	} else {
		w.data = decodeQ(text)
	}
	return w, start + end + 2, true
}

func decodeQ(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '_':
			out = append(out, ' ')
		case c == '=' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			out = append(out, unhex(s[i+1])<<4|unhex(s[i+2]))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return out
}

// decodeRaw makes bytes outside of encoded words readable.
func decodeRaw(s, hint string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 || s[i] == 0x1b {
			text, _ := decodeUndeclared([]byte(s), hint)
			return text
		}
	}
	return s
}

// cleanHeaderText turns line ends into spaces and removes control characters,
// which an encoded word can smuggle into a subject or a name (ATK-03).
func cleanHeaderText(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return ' '
		case r < ' ', r >= 0x7f && r < 0xa0:
			return -1
		}
		return r
	}, s))
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}
