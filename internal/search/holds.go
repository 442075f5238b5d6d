package search

import (
	"slices"
	"strings"
)

// Holds reports whether text holds words, as [Words] makes them, one after the
// other, the last as a beginning where prefix says so: what full text would say
// of it.
func Holds(text string, words []string, prefix bool) bool {
	folded := Fold(text)
	if !isASCII(folded) || len(folded) > MaxWords {
		return stand(Words(text), words, prefix)
	}
	for from := 0; ; from++ { // no word is made where none of its letters stand
		i := strings.Index(folded[from:], words[0])
		if i < 0 {
			return false
		}
		from += i
		if (from == 0 || !inWord(folded[from-1])) && follow(folded[from:], words, prefix) {
			return true
		}
	}
}

// follow reports whether text begins with words.
func follow(text string, words []string, prefix bool) bool {
	for i, w := range words {
		text = strings.TrimLeftFunc(text, func(r rune) bool { return !inWord(byte(r)) })
		rest, begins := strings.CutPrefix(text, w)
		if !begins {
			return false
		}
		ends := rest == "" || !inWord(rest[0]) || len(w) == maxWord
		if !ends && !(prefix && i == len(words)-1) {
			return false
		}
		text = strings.TrimLeftFunc(rest, func(r rune) bool { return len(w) == maxWord && inWord(byte(r)) })
	}
	return true
}

// inWord is of folded ASCII.
func inWord(b byte) bool { return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' }

func stand(all, words []string, prefix bool) bool {
	last := len(words) - 1
	for i := 0; i+last < len(all); i++ {
		if !slices.Equal(all[i:i+last], words[:last]) {
			continue
		}
		if end := all[i+last]; end == words[last] || prefix && strings.HasPrefix(end, words[last]) {
			return true
		}
	}
	return false
}
