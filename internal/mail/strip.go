package mail

import (
	"strings"
)

// Strip divides a plain-text answer into what its author just wrote and the
// rest: quoted history, header blocks, signatures.
//
// An answer above the quote, or below it, is returned without the quote. An
// answer between quoted lines keeps the quotes it answers, since it cannot be
// read without. In doubt text stays; if nothing but quotes and signatures is
// there, all of it is the reply and the rest is empty.
func Strip(text string) (reply, rest string) {
	text, _ = normaliseText(text)
	lines := strings.Split(dropPGP(text), "\n")
	s := stripper{lines: lines}
	s.classify()
	kept, dropped := s.cut()
	reply = joinLines(kept)
	if reply == "" {
		return strings.TrimSpace(text), ""
	}
	return reply, joinLines(dropped)
}

// lineKind is what a line is in the anatomy of an answer.
type lineKind byte

const (
	lineText        lineKind = 't'
	lineEmpty       lineKind = 'e'
	lineQuote       lineKind = 'q'
	lineAttribution lineKind = 'a' // introduces a quote
	lineEnd         lineKind = 'd' // what follows is not of this answer
	lineSignature   lineKind = 's'
)

type stripper struct {
	lines []string
	kinds []lineKind
	end   int // first line that is certainly history or signature

	opening []int8 // by line: what opensHistory found; 0 if not asked yet
	labels  []label
	looks   int // lines looked at with patterns so far
}

// maxLooks bounds the lines on which patterns are tried, which are dear. No
// answer of a person has so many that could begin its history; what comes after
// is text.
const maxLooks = 3000

// classify names every line up to the first that ends the answer.
func (s *stripper) classify() {
	s.kinds = make([]lineKind, len(s.lines))
	s.end = len(s.lines)
	for i := 0; i < len(s.lines); i++ {
		line := s.lines[i]
		s.kinds[i] = lineText
		switch {
		case blank(line):
			s.kinds[i] = lineEmpty
		case isQuote(line):
			s.kinds[i] = lineQuote
		case !s.worthALook(i):
		case s.endsAnswer(i):
			s.kinds[i] = lineEnd
			if s.hasText(0, i) || !s.quoteFollows(i) {
				s.end = i
				return
			}
		case s.attribution(i) > 0:
			n := s.attribution(i)
			for j := range n {
				s.kinds[i+j] = lineAttribution
			}
			i += n - 1
			if s.hasText(0, i) && !s.quoteFollows(i) {
				s.end = i - n + 1
				return
			}
		case isMobileSignature(line):
			s.kinds[i] = lineSignature
		}
	}
}

// cut applies the shape of the answer: above, below or between the quotes.
func (s *stripper) cut() (kept, dropped []string) {
	body, tail := s.end, s.lines[s.end:]
	last := s.lastText(body)
	if last < 0 {
		return nil, nil
	}
	first := s.firstText()
	end := last + 1
	begin := 0
	if s.runsOfQuotes(0, first) == 1 && s.runsOfQuotes(first, end) == 0 { // an answer below
		begin = first
	}
	end = s.dropSignatures(begin, end)
	for i := begin; i < end; i++ {
		if s.kinds[i] == lineSignature && s.endsBlock(i, end) {
			dropped = append(dropped, s.lines[i])
			continue
		}
		kept = append(kept, s.lines[i])
	}
	all := append([]string(nil), s.lines[:begin]...)
	all = append(all, dropped...)
	all = append(all, s.lines[end:body]...)
	return kept, append(all, tail...)
}

// endsBlock tells whether a mobile signature stands above quoted lines, where
// it is one, and not amid sentences.
func (s *stripper) endsBlock(i, end int) bool {
	for j := i + 1; j < end; j++ {
		switch s.kinds[j] {
		case lineEmpty, lineSignature:
			continue
		case lineText:
			return blank(s.lines[min(i+1, len(s.lines)-1)])
		}
		return true
	}
	return true
}

func (s *stripper) firstText() int {
	for i, k := range s.kinds[:s.end] {
		if k == lineText {
			return i
		}
	}
	return -1
}

func (s *stripper) lastText(end int) int {
	for i := end - 1; i >= 0; i-- {
		if s.kinds[i] == lineText {
			return i
		}
	}
	return -1
}

func (s *stripper) hasText(from, to int) bool {
	for _, k := range s.kinds[from:to] {
		if k == lineText {
			return true
		}
	}
	return false
}

// quoteFollows tells whether the next line with content is marked as a quote.
func (s *stripper) quoteFollows(i int) bool {
	for j := i + 1; j < len(s.lines) && j < i+6; j++ {
		if !blank(s.lines[j]) {
			return isQuote(s.lines[j])
		}
	}
	return false
}

func (s *stripper) runsOfQuotes(from, to int) int {
	runs, in := 0, false
	for _, k := range s.kinds[from:max(from, to)] {
		switch {
		case k == lineQuote && !in:
			runs, in = runs+1, true
		case k == lineText:
			in = false
		}
	}
	return runs
}

func blank(s string) bool {
	return strings.Trim(s, " \t\u00a0\u200b\u200e\u200f\ufeff\u3000") == ""
}

func isQuote(s string) bool {
	s = strings.TrimLeft(s, " \t\u00a0")
	return strings.HasPrefix(s, ">") || strings.HasPrefix(s, "＞") ||
		strings.IndexByte(s[:min(len(s), 4)], '>') > 0 && quoteInitials().MatchString(s)
}

// quoteInitials matches the prefix of old programs: the initials of the author.
var quoteInitials = lazily(`^[A-Z]{1,3}> `)

// clip keeps patterns away from lines of absurd length.
func clip(s string) string {
	s = s[:cutAt(s, 400)]
	return strings.Map(func(r rune) rune {
		switch r {
		case 0xa0, 0x202f, '\t':
			return ' '
		case 0x200b, 0x200e, 0x200f, 0xfeff, 0x202a, 0x202c:
			return -1
		}
		return r
	}, s)
}

func joinLines(lines []string) string {
	for len(lines) > 0 && blank(lines[0]) {
		lines = lines[1:]
	}
	for len(lines) > 0 && blank(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	return strings.TrimRight(strings.Join(lines, "\n"), " \t\u00a0")
}

// dropPGP takes off the armour of a clear-signed text (RFC 4880 section 7).
func dropPGP(text string) string {
	const begin, signature = "-----BEGIN PGP SIGNED MESSAGE-----\n", "-----BEGIN PGP SIGNATURE-----"
	i := strings.Index(text, begin)
	if i < 0 || strings.TrimSpace(text[:i]) != "" {
		return text
	}
	body := text[i+len(begin):]
	if j := strings.Index(body, "\n\n"); j >= 0 && j < 200 {
		body = body[j+2:]
	}
	if j := strings.Index(body, signature); j >= 0 {
		body = body[:j]
	}
	body = strings.ReplaceAll(body, "\n- -", "\n-")
	return strings.TrimPrefix(body, "\n")
}
