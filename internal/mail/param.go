package mail

import (
	"net/url"
	"sort"
	"strconv"
	"strings"
)

// parseParams reads a value like those of Content-Type and Content-Disposition:
// a token and parameters, with the continuations and charsets of RFC 2231.
// Names are lower-case. What is broken is skipped, never refused.
func parseParams(s, hint string) (value string, params map[string]string) {
	pieces := splitOutside(s, ';')
	value = strings.ToLower(strings.TrimSpace(pieces[0]))
	if i := strings.IndexAny(value, " \t("); i >= 0 {
		value = value[:i]
	}
	params = make(map[string]string)
	parts := make(map[string][]paramPart)
	if name, v, ok := strings.Cut(value, "="); ok { // the token is missing
		value = ""
		pieces = append(pieces, name+"="+v)
	}
	for _, piece := range pieces[1:] {
		name, v, ok := strings.Cut(piece, "=")
		if !ok {
			continue
		}
		name = strings.ToLower(strings.TrimSpace(name))
		v = unquote(strings.TrimSpace(v))
		base, part, star := splitParamName(name)
		if !star {
			if _, ok := params[name]; !ok {
				params[name] = decodeText(v, hint)
			}
			continue
		}
		part.text = v
		parts[base] = append(parts[base], part)
	}
	for name, list := range parts {
		if v := joinParam(list); v != "" {
			params[name] = v // RFC 6266 section 4.3: the extended form wins
		}
	}
	return value, params
}

// paramPart is one piece of a parameter written as name*0*=, name*1=, …
type paramPart struct {
	index   int
	encoded bool
	text    string
}

func splitParamName(name string) (base string, p paramPart, star bool) {
	base, tail, star := strings.Cut(name, "*")
	if !star {
		return name, p, false
	}
	digits, _, second := strings.Cut(tail, "*")
	if digits == "" {
		p.encoded = true
		return base, p, true
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return name, p, false
	}
	p.index, p.encoded = n, second
	return base, p, true
}

// joinParam puts the pieces in order (RFC 2231 section 4.1). The charset stands
// in the first; bytes are joined before they are decoded.
func joinParam(list []paramPart) string {
	sort.SliceStable(list, func(i, j int) bool { return list[i].index < list[j].index })
	charset := ""
	var raw []byte
	for i, p := range list {
		text := p.text
		if i == 0 && p.encoded {
			if f := strings.SplitN(text, "'", 3); len(f) == 3 {
				charset, text = f[0], f[2]
			}
		}
		if p.encoded {
			if dec, err := url.PathUnescape(text); err == nil {
				text = dec
			}
		}
		raw = append(raw, text...)
	}
	if charset == "" {
		return decodeText(string(raw), "")
	}
	text, _ := decodeCharset(raw, charset)
	return cleanHeaderText(text)
}

// splitOutside cuts s at sep, but not inside quoted strings. A quote that never
// closes is taken as a plain character.
func splitOutside(s string, sep byte) []string {
	var out []string
	start, quoted := 0, false
	lastQuote := strings.LastIndexByte(s, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"' && (quoted || i < lastQuote):
			quoted = !quoted
		case c == sep && !quoted:
			out = append(out, s[start:i])
			start = i + 1
		}
	}
	return append(out, s[min(start, len(s)):])
}

// unquote takes off the quotes and resolves escapes. A backslash before an
// ordinary character stays: it belongs to a Windows path.
func unquote(s string) string {
	if len(s) < 2 || s[0] != '"' {
		return strings.Trim(s, `"`)
	}
	s = s[1:]
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\') {
			i++
			c = s[i]
		} else if c == '"' {
			break
		}
		out.WriteByte(c)
	}
	return out.String()
}
