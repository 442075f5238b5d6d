package mail

import (
	"net/mail"
	"strconv"
	"strings"
	"time"
)

var (
	dateClock  = lazily(`(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?\s*([AaPp][Mm]\b)?`)
	dateISO    = lazily(`\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})`)
	dateOffset = lazily(`([+-])\s?(\d{2}):?(\d{2})\b`)
	dateZone   = lazily(`\b(UTC|GMT|UT|Z|EST|EDT|CST|CDT|MST|MDT|PST|PDT|CET|CEST|MET|MEST|BST|EET|EEST|MSK|JST|KST|IST|AEST|AEDT)\b`)
	dateWord   = lazily(`[A-Za-z]+|\d+`)
)

var zoneHours = map[string]float64{
	"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2, "MET": 1,
	"MEST": 2, "BST": 1, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "KST": 9, "IST": 5.5, "AEST": 10, "AEDT": 11,
}

// parseDate reads RFC 5322 section 3.3 and what is written instead of it.
func parseDate(s string) (time.Time, bool) {
	if i := strings.IndexByte(s, '('); i > 0 {
		s = s[:i]
	}
	s = strings.TrimSpace(s)
	if len(s) == 0 || len(s) > 200 {
		return time.Time{}, false
	}
	if t, err := mail.ParseDate(s); err == nil && t.Year() >= 1970 {
		return t, true
	}
	return guessDate(s)
}

func guessDate(s string) (time.Time, bool) {
	var hour, minute, second int
	if m := dateClock().FindStringSubmatchIndex(s); m != nil {
		part := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return s[m[2*i]:m[2*i+1]]
		}
		hour, _ = strconv.Atoi(part(1))
		minute, _ = strconv.Atoi(part(2))
		second, _ = strconv.Atoi(part(3))
		if half := strings.ToLower(part(4)); half == "pm" && hour < 12 {
			hour += 12
		} else if half == "am" && hour == 12 {
			hour = 0
		}
		loc, tail := dateLocation(s[m[1]:])
		return dateOf(s[:m[0]]+" "+tail, hour, minute, second, loc)
	}
	return dateOf(s, 0, 0, 0, time.UTC)
}

// dateLocation reads the zone behind the time of day; RFC 5322 section 4.3 says
// that an unknown one is as good as UTC.
func dateLocation(s string) (loc *time.Location, rest string) {
	if m := dateOffset().FindStringSubmatchIndex(s); m != nil {
		h, _ := strconv.Atoi(s[m[4]:m[5]])
		mins, _ := strconv.Atoi(s[m[6]:m[7]])
		sec := h*3600 + mins*60
		if s[m[2]] == '-' {
			sec = -sec
		}
		return time.FixedZone("", sec), s[:m[0]] + s[m[1]:]
	}
	if m := dateZone().FindStringIndex(s); m != nil {
		h := zoneHours[s[m[0]:m[1]]]
		return time.FixedZone("", int(h*3600)), s[:m[0]] + s[m[1]:]
	}
	return time.UTC, s
}

func dateOf(s string, hour, minute, second int, loc *time.Location) (time.Time, bool) {
	var year, month, day int
	if m := dateISO().FindStringSubmatch(s); m != nil {
		year, _ = strconv.Atoi(m[1])
		month, _ = strconv.Atoi(m[2])
		day, _ = strconv.Atoi(m[3])
	} else {
		for _, w := range dateWord().FindAllString(s, 12) {
			n, err := strconv.Atoi(w)
			switch {
			case err != nil:
				if m := monthOf(w); m > 0 && month == 0 {
					month = m
				}
			case day == 0 && n >= 1 && n <= 31 && len(w) <= 2:
				day = n
			case year == 0:
				year = fullYear(n, len(w))
			}
		}
	}
	if year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60 {
		return time.Time{}, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, 0, loc), true
}

// fullYear follows RFC 5322 section 4.3 for years of two and three digits.
func fullYear(n, digits int) int {
	switch {
	case digits <= 2 && n < 50:
		return n + 2000
	case digits <= 3:
		return n + 1900
	}
	return n
}

func monthOf(w string) int {
	const months = "janfebmaraprmayjunjulaugsepoctnovdec"
	if len(w) < 3 {
		return 0
	}
	if i := strings.Index(months, strings.ToLower(w[:3])); i >= 0 && i%3 == 0 {
		return i/3 + 1
	}
	return 0
}
