package formula

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/internal/parley"
)

// Bounds of a formula.
const (
	maxLength = 2000 // bytes
	maxDepth  = 40
)

type tokenKind int

const (
	end tokenKind = iota
	word
	number
	quoted
	sign
)

type token struct {
	kind tokenKind
	text string
	at   int // characters from the beginning
}

func wrong(at int, format string, args ...any) error {
	e := parley.Invalidf("calculationFormula", format, args...)
	e.Code, e.Details = "INVALID_FORMULA", map[string]any{"at": at}
	return e
}

// signs are those of two characters first.
var signs = []string{"<=", ">=", "!=", "==", "<>", "+", "-", "*", "/", "(", ")", ",", ".", "<", ">", "="}

// lex cuts a formula into words, numbers, quoted text and signs.
func lex(text string) (out []token, err error) {
	if len(text) > maxLength {
		return nil, wrong(maxLength, "a formula has at most %d characters", maxLength)
	}
	at := 0
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		rest := text
		switch {
		case unicode.IsSpace(r):
			text = text[size:]
			at++
			continue
		case r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			rest = strings.TrimLeftFunc(text, func(r rune) bool {
				return r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
			})
			out = append(out, token{word, text[:len(text)-len(rest)], at})
		case r >= '0' && r <= '9':
			rest = strings.TrimLeft(text, "0123456789")
			if len(rest) > 1 && rest[0] == '.' && rest[1] >= '0' && rest[1] <= '9' {
				rest = strings.TrimLeft(rest[1:], "0123456789")
			}
			out = append(out, token{number, text[:len(text)-len(rest)], at})
		case r == '"' || r == '\'':
			said, after, ok := strings.Cut(text[1:], string(r))
			if !ok {
				return nil, wrong(at, "the quotation that begins at %d has no end", at+1)
			}
			rest = after
			out = append(out, token{quoted, said, at})
		default:
			for _, s := range signs {
				if strings.HasPrefix(text, s) {
					rest = text[len(s):]
					out = append(out, token{sign, s, at})
					break
				}
			}
			if len(rest) == len(text) {
				return nil, wrong(at, "%q has no meaning in a formula", r)
			}
		}
		at += utf8.RuneCountInString(text[:len(text)-len(rest)])
		text = rest
	}
	return append(out, token{end, "", at}), nil
}
