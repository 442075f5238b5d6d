package parley

import (
	"hash/fnv"
	"strings"
)

// palette are the colours of people without a picture; ink on them is white.
var palette = []string{"#b4653f", "#4f7c8a", "#6d8b4e", "#8a5a83", "#a0813c", "#3f6db4", "#7c6f52", "#6b5b95", "#3f7d5b", "#a3485a"}

// ColorOf is the colour of somebody without a picture, the same at each look.
func ColorOf(key string) string {
	h := fnv.New32a()
	h.Write([]byte(key))
	return palette[h.Sum32()%uint32(len(palette))]
}

// Initials are the first letters of the first two words of a name.
func Initials(name string) string {
	out := []rune{}
	for _, word := range strings.Fields(name) {
		r := []rune(strings.TrimLeft(word, `"'(<`))
		if len(r) > 0 && len(out) < 2 {
			out = append(out, r[0])
		}
	}
	return strings.ToUpper(string(out))
}
