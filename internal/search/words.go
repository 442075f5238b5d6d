package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// MaxWords bounds what is indexed of one text.
const MaxWords = 20_000

// Fold makes s lower case and takes accents and width away, so that "Zürich",
// "zurich" and "ＺＵＲＩＣＨ" are one.
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'ß':
			b.WriteString("ss")
		case r == 'ø' || r == 'Ø':
			b.WriteByte('o')
		case r == 'ł' || r == 'Ł':
			b.WriteByte('l')
		case r == 'æ' || r == 'Æ':
			b.WriteString("ae")
		case r == 'œ' || r == 'Œ':
			b.WriteString("oe")
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Words cuts text into folded words for full text, in order. Letters and
// digits make words; Chinese, Japanese, Thai and the like, written without
// spaces, give overlapping pairs of characters.
func Words(text string) []string {
	var out []string
	var word, pairs []rune
	flush := func() {
		if len(word) > 0 {
			out = append(out, clip(string(word)))
			word = word[:0]
		}
		out = appendPairs(out, pairs)
		pairs = pairs[:0]
	}
	for _, r := range Fold(text) {
		switch {
		case len(out) >= MaxWords:
			return out
		case unspaced(r):
			if len(word) > 0 {
				flush()
			}
			pairs = append(pairs, r)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if len(pairs) > 0 {
				flush()
			}
			word = append(word, r)
		default:
			flush()
		}
	}
	flush()
	return out
}

func appendPairs(out []string, run []rune) []string {
	if len(run) == 1 {
		return append(out, string(run))
	}
	for i := 0; i+1 < len(run); i++ {
		out = append(out, string(run[i:i+2]))
	}
	return out
}

// clip bounds a word: a longer run of letters is data, not language.
func clip(w string) string {
	if len(w) <= maxWord {
		return w
	}
	return strings.ToValidUTF8(w[:maxWord], "")
}

// maxWord is how many bytes of a word are looked at.
const maxWord = 64

func unspaced(r rune) bool {
	return r >= 0x0E00 && (r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar))
}
