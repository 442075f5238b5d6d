package mail

import (
	"strings"
)

// maxAttribution is how many lines the sentence that introduces a quote wraps
// over at most.
const maxAttribution = 4

// attribution returns over how many lines from i an introduction like "On …,
// X wrote:" runs, 0 if there is none. A sentence in prose may read the same; it
// counts only with a date, time or address in it, or if marked quotes follow.
func (s *stripper) attribution(i int) int {
	if !s.introductionEnds(i) {
		return 0
	}
	if datedSender().MatchString(clip(s.lines[i])) && s.quoteFollows(i) {
		return 1
	}
	joined := ""
	for n := 1; n <= maxAttribution && i+n <= len(s.lines); n++ {
		line := s.lines[i+n-1]
		if blank(line) || isQuote(line) || len(line) > 300 {
			return 0
		}
		s.looks++
		if n > 1 && attributionBegins(clip(line)) && !attributionEnds(joined+" "+strings.TrimSpace(clip(line))) {
			return 0 // the introduction begins further down
		}
		joined = strings.TrimSpace(joined + " " + strings.TrimSpace(clip(line)))
		if !colonEnd().MatchString(joined) && !strings.HasSuffix(joined, "wrote") {
			if n == 1 && !attributionBegins(joined) && !mayBeginAttribution(joined) {
				return 0
			}
			continue
		}
		s.looks++ // the patterns for sentences are the dearest
		if s.isAttribution(joined, i+n-1, n) {
			return n
		}
		return 0
	}
	return 0
}

// datedSender is the whole introduction that older web mail wrote.
var datedSender = lazily(`^\d{4}[/.-]\d{1,2}[/.-]\d{1,2} .{0,80}<[^\s<>]+@[^\s<>]+>\s*$`)

func attributionBegins(line string) bool {
	return attributionStart().MatchString(strings.TrimSpace(line))
}

// mayBeginAttribution allows a name or an address wrapped before its verb.
func mayBeginAttribution(line string) bool {
	return mailEvidence().MatchString(line) && len(line) < 120 && !strings.HasSuffix(line, ".")
}

func attributionEnds(joined string) bool {
	return wroteEnd().MatchString(joined) || wroteMiddle().MatchString(joined) || addressEnd().MatchString(joined) || strings.HasSuffix(joined, " wrote")
}

func (s *stripper) isAttribution(joined string, last, n int) bool {
	if !attributionEnds(joined) || len(joined) > 500 {
		return false
	}
	address := mailEvidence().MatchString(joined)
	dated := dateEvidence().MatchString(joined)
	timed := timeEvidence().MatchString(joined)
	begins := attributionBegins(joined)
	quoted := s.quoteFollows(last)
	if addressEnd().MatchString(joined) && !wroteEnd().MatchString(joined) {
		return dated && timed || quoted && (dated || timed)
	}
	switch {
	case quoted:
		return n == 1 || begins || address
	case begins:
		return address || dated && timed || dated && len(joined) < 120 || timed && len(joined) < 120
	}
	return address && (dated || timed || len(joined) < 100) || dated && timed && len(joined) < 150
}

// endsAnswer tells whether line i begins what is not of this answer: a
// separator, a header block, the footer of a list, a signature.
func (s *stripper) endsAnswer(i int) bool {
	line := clip(s.lines[i])
	trimmed := strings.TrimSpace(line)
	switch {
	case s.separator(i):
		return true
	case s.headerBlock(i):
		return true
	case rule().MatchString(trimmed):
		return s.afterRule(i)
	case line == "-- " || line == "--" && s.shortTail(i) || trimmed == "—" && s.shortTail(i) || line == "--\u00a0":
		return true
	case lotusBlock().MatchString(trimmed):
		return true
	}
	return false
}

var (
	rule       = lazily(`^[_=*~‐–—-]{5,}$`)
	listFooter = lazily(`(?i)mailing list|unsubscribe|list-?info|mailman|google groups|yahoo! groups|to post to this group|désabonner|abmelden|you (?:are receiving|received) this|sent to you because|manage (?:your )?(?:subscription|notification)`)
	lotusBlock = lazily(`^(?:To|From|cc|Subject|Sent by|Please respond to)\t.+|^"?[^"<>]{2,60}"? <[^\s<>]+@[^\s<>]+>\s{2,}\S`)
)

// afterRule looks below a line of underscores or dashes for a header block or
// the footer of a list; a rule alone is decoration.
func (s *stripper) afterRule(i int) bool {
	for j := i + 1; j < len(s.lines) && j <= i+3; j++ {
		if blank(s.lines[j]) {
			continue
		}
		if s.opensHistory(j) {
			return true
		}
		return s.shortTail(i) && listFooter().MatchString(strings.Join(s.lines[j:min(j+4, len(s.lines))], " "))
	}
	return false
}

// opensHistory tells whether a quoted message begins at line i. The answer is
// remembered, since neighbours ask again.
func (s *stripper) opensHistory(i int) bool {
	if s.opening == nil {
		s.opening = make([]int8, len(s.lines))
	}
	if s.opening[i] == 0 {
		s.opening[i] = -1
		if s.separator(i) || s.headerBlock(i) || s.attribution(i) > 0 {
			s.opening[i] = 1
		}
	}
	return s.opening[i] > 0
}

// separator tells whether line i announces a message as a whole.
func (s *stripper) separator(i int) bool {
	return len(s.lines[i]) < 200 && maySeparate(s.lines[i]) && separator().MatchString(clip(s.lines[i]))
}

// shortTail tells whether few enough lines follow, up to the next quote, to be
// a signature.
func (s *stripper) shortTail(i int) bool {
	const most = 12
	n := 0
	for j := i + 1; j < len(s.lines); j++ {
		line := s.lines[j]
		if isQuote(line) || s.opensHistory(j) {
			return true
		}
		if !blank(line) {
			if n++; n > most {
				return false
			}
		}
	}
	return true
}

// headerBlock tells whether the lines from i are the header of a quoted message:
// sender and date, or sender and subject with a recipient, closely together.
func (s *stripper) headerBlock(i int) bool {
	if s.label(i)&^labelEvidence == 0 {
		return false
	}
	var from, date, to, subject, evidence bool
	other := 0
	for j := i; j < len(s.lines) && j < i+12; j++ {
		line, is := s.lines[j], s.label(j)
		evidence = evidence || is&labelEvidence != 0
		switch {
		case blank(line):
			if j > i && !(j+1 < len(s.lines) && s.label(j+1)&^labelEvidence != 0) {
				j = len(s.lines)
			}
		case !from && is&labelFrom != 0:
			from = true
		case !date && is&labelDate != 0:
			date = true
		case !subject && is&labelSubject != 0:
			subject = true
		case is&labelTo != 0:
			to = true
		default:
			if other++; other > 3 {
				j = len(s.lines)
			}
		}
	}
	return from && (subject && (date || to) || date && to && evidence)
}

var (
	nameSignature = lazily(`^[-–—~]{1,2} ?\p{Lu}[\p{L}.'’]*(?: \p{Lu}[\p{L}.'’]*){0,3}$`)
	listItem      = lazily(`^\s*[-–—*•] ?\S`)
)

// dropSignatures moves end above signatures that close the answer: those of
// phones, and a lone name behind a dash.
func (s *stripper) dropSignatures(begin, end int) int {
	last := end - 1
	line := strings.TrimSpace(s.lines[last])
	if !nameSignature().MatchString(line) || last == begin {
		return end
	}
	previous := last - 1
	for previous >= begin && s.kinds[previous] == lineEmpty {
		previous--
	}
	if previous < begin || s.kinds[previous] != lineText || listItem().MatchString(s.lines[previous]) {
		return end
	}
	return previous + 1
}
