package mail

import "strings"

// This file keeps the dear patterns away from lines that cannot match them, so
// that time grows gently with the length of a text (SAFE-10).

// label says which header fields a line could be.
type label byte

const (
	labelFrom label = 1 << iota
	labelDate
	labelTo
	labelSubject
	labelEvidence // an address or a time stands in it
	labelKnown    // it was looked at
)

// label looks at a line once, whoever asks.
func (s *stripper) label(i int) label {
	if s.labels == nil {
		s.labels = make([]label, len(s.lines))
	}
	if s.labels[i] == 0 {
		s.labels[i] = labelKnown | lookForLabel(s.lines[i])
	}
	return s.labels[i] &^ labelKnown
}

func lookForLabel(s string) label {
	var l label
	if !strings.ContainsAny(s[:min(len(s), 60)], ":：") {
		if strings.Contains(s, "@") && mailEvidence().MatchString(clip(s)) {
			return labelEvidence
		}
		return 0
	}
	line := clip(s)
	if fromLine.MatchString(line) {
		l |= labelFrom
	}
	if dateLine.MatchString(line) {
		l |= labelDate
	}
	if toLine.MatchString(line) {
		l |= labelTo
	}
	if subjectLine.MatchString(line) {
		l |= labelSubject
	}
	if mailEvidence().MatchString(line) || timeEvidence().MatchString(line) {
		l |= labelEvidence
	}
	return l
}

// worthALook tells whether a line could begin history or be a signature at all,
// and counts those that could.
func (s *stripper) worthALook(i int) bool {
	if s.looks >= maxLooks {
		return false
	}
	line := s.lines[i]
	if !strings.ContainsAny(line[:min(len(line), 60)], ":：\t") && !maySeparate(line) && !s.introductionEnds(i) && !mayBeMobileSignature(line) && !strings.Contains(line, ">  ") {
		return false
	}
	s.looks++
	return true
}

// introductionEnds tells whether a sentence from line i could end as the
// introduction of a quote does.
func (s *stripper) introductionEnds(i int) bool {
	for n := 0; n < maxAttribution && i+n < len(s.lines); n++ {
		line := strings.TrimRight(s.lines[i+n], " \t\u00a0\u202f\u200b\u200e\u200f\ufeff-")
		switch {
		case strings.HasSuffix(line, ":"), strings.HasSuffix(line, "："), strings.HasSuffix(line, "wrote"):
			return true
		case n == 0 && strings.HasSuffix(line, ">") && line[0] >= '0' && line[0] <= '9':
			return true
		case line == "":
			return false
		}
	}
	return false
}

// maySeparate tells whether a line begins with a rule, or ends or reads as the
// announcements do.
func maySeparate(line string) bool {
	trimmed := strings.TrimLeft(line, " \t\u00a0>*\u200b\u200e\u200f\ufeff")
	if trimmed == "" {
		return strings.HasSuffix(strings.TrimSpace(line), "*")
	}
	if strings.ContainsRune("-_=*#~‐‑–—", firstRune(trimmed)) || strings.HasPrefix(line, "*") {
		return true
	}
	if strings.HasSuffix(strings.TrimSpace(trimmed), ":") || strings.HasSuffix(strings.TrimSpace(trimmed), "：") {
		return true
	}
	return containsAny(strings.ToLower(clip(trimmed)), replyLine)
}

var replyLine = []string{"above this line", "below this line", "dieser linie", "dieser zeile", "cette ligne"}

// sentWords stand in every signature of a phone.
var sentWords = []string{"sent", "envoy", "provenance", "gesandt", "schickt", "unterwegs", "enviad", "inviat", "verzonden", "verstuurd", "wysłan", "отправлен", "надіслан",
	"送信", "发送", "發送", "传送", "傳送", "发出", "发自", "發自", "寄自", "보냄", "전송", "skick", "sendt", "lähetet", "odesl", "gönderildi", "typed", "get ", "download", "scarica", "ottieni",
	"télécharge", "obten", "obter", "descarg", "pobierz", "скачать", "holen", "für ", "hämta", "hent", "få ", "hanki", "stáhnout", "gesendet", "yahoo mail"}

func mayBeMobileSignature(line string) bool {
	return len(line) < 160 && containsAny(strings.ToLower(line), sentWords)
}

func isMobileSignature(line string) bool {
	return mayBeMobileSignature(line) && mobileSignature().MatchString(clip(line))
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}
