package mail

import (
	"net/mail"
	"strings"
)

// parseAddresses reads an address list as people's programs write it. Groups
// are flattened, semicolons separate like commas, comments become names when
// there is no other, and an unquoted comma in a name does not break it apart.
func parseAddresses(s, hint string) []Address {
	var list []Address
	pending := "" // a piece without an address, perhaps the surname before a comma
	for _, piece := range splitAddresses(s) {
		a := parseAddress(piece, hint)
		switch {
		case a.Address == "":
			if len(pending) < 200 { // no name is longer, and none may cost more
				pending = strings.TrimSpace(pending + " " + strings.TrimSpace(piece))
			}
			continue
		case pending != "" && a.Name != "" && strings.ContainsRune(piece, '<') && !strings.Contains(piece, `"`):
			a.Name = CleanLine(decodeText(pending, hint)) + ", " + a.Name
		}
		pending = ""
		list = append(list, a)
	}
	return list
}

func parseAllAddresses(values []string, hint string) []Address {
	var list []Address
	for _, v := range values {
		list = append(list, parseAddresses(v, hint)...)
	}
	return list
}

// splitAddresses cuts at commas and semicolons outside quotes, comments, angle
// brackets and encoded words, and drops the names of groups.
func splitAddresses(s string) []string {
	var out []string
	start, depth := 0, 0
	quoted, angle := false, false
	lastQuote := strings.LastIndexByte(s, '"')
	lastParen := strings.LastIndexByte(s, ')')
	lastAngle := strings.LastIndexByte(s, '>')
	lastWord := strings.LastIndex(s, "?=")
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && (quoted || depth > 0):
			i++
		case quoted:
			quoted = c != '"'
		case c == '"' && i < lastQuote && depth == 0:
			quoted = true
		case c == '(' && i < lastParen:
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth > 0:
		case c == '<' && i < lastAngle:
			angle = true
		case c == '>':
			angle = false
		case angle:
		case c == '=' && i < lastWord && strings.HasPrefix(s[i:], "=?"):
			if _, n, ok := encodedWord(s[i:]); ok {
				i += n - 1
			}
		case c == ',' || c == ';':
			out = append(out, s[start:i])
			start = i + 1
		case c == ':' && groupName(s[start:i]):
			start = i + 1
		}
	}
	return append(out, s[min(start, len(s)):])
}

func groupName(s string) bool {
	return !strings.ContainsAny(s, "@<") && !strings.EqualFold(strings.TrimSpace(s), "mailto") && strings.TrimSpace(s) != ""
}

var bareAddress = lazily(`[^\s<>()\[\],;:"]+@[^\s<>(),;:"]+`)

func parseAddress(s, hint string) Address {
	s = strings.TrimSpace(s)
	var name, addr string
	if open := strings.LastIndexByte(s, '<'); open >= 0 {
		name = s[:open]
		addr, _, _ = strings.Cut(s[open+1:], ">")
		if i := strings.LastIndexByte(addr, ':'); i >= 0 { // a source route, or mailto:
			addr = addr[i+1:]
		}
		if !strings.Contains(addr, "@") && bareAddress().MatchString(name) {
			addr = ""
		}
	}
	text, comment := splitComments(name)
	if addr == "" {
		if strings.IndexByte(s, '<') < 0 {
			text, comment = splitComments(s)
		}
		loc := bareAddress().FindStringIndex(text)
		if loc == nil && strings.Contains(s, "=?") { // the address itself is an encoded word
			text = decodeText(text, hint)
			loc = bareAddress().FindStringIndex(text)
		}
		if loc == nil {
			return Address{}
		}
		addr = text[loc[0]:loc[1]]
		text = text[:loc[0]] + text[loc[1]:]
		text = strings.TrimSuffix(strings.TrimSpace(text), "mailto:")
	}
	if addr = cleanAddress(addr); addr == "" {
		return Address{}
	}
	if strings.TrimSpace(text) == "" {
		text = comment
	}
	name = CleanLine(decodeText(strings.ReplaceAll(unquoteAll(text), "\x00", ""), hint))
	name = strings.Trim(name, `"' `)
	return Address{Name: name, Address: addr}
}

// cleanAddress keeps an address only if it could be one, with its domain in
// lower case.
func cleanAddress(s string) string {
	s = strings.Trim(strings.Join(strings.Fields(decodeText(s, "")), ""), `<>'".,;`)
	s = strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, s)
	i := strings.LastIndexByte(s, '@')
	if i < 0 || i == len(s)-1 {
		return s
	}
	return s[:i+1] + strings.ToLower(s[i+1:])
}

// splitComments takes the comments (RFC 5322 section 3.2.2) out of s.
func splitComments(s string) (text, comment string) {
	if strings.IndexByte(s, '(') < 0 {
		return s, ""
	}
	var t, c strings.Builder
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		ch := s[i]
		switch {
		case ch == '\\' && i+1 < len(s):
			i++
			ch = s[i]
		case ch == '"' && depth == 0:
			quoted = !quoted
		case ch == '(' && !quoted:
			if depth++; depth == 1 {
				continue
			}
		case ch == ')' && !quoted && depth > 0:
			if depth--; depth == 0 {
				continue
			}
		}
		if depth > 0 {
			c.WriteByte(ch)
		} else {
			t.WriteByte(ch)
		}
	}
	return t.String(), c.String()
}

// unquoteAll removes quotes and escapes anywhere in a display name.
func unquoteAll(s string) string {
	if !strings.ContainsAny(s, "\"\\") {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			out.WriteByte(s[i])
		case s[i] != '"':
			out.WriteByte(s[i])
		}
	}
	return out.String()
}

// String formats the address for a header, encoding what must be.
func (a Address) String() string {
	return (&mail.Address{Name: a.Name, Address: a.Address}).String()
}
