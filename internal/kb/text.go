package kb

import (
	"html"
	"regexp"
	"strings"
)

var (
	blockEnd = regexp.MustCompile(`<(/(p|div|h[1-6]|li|tr|pre|blockquote)|br|hr)>`)
	anyTag   = regexp.MustCompile(`<[^>]*>`)
	spaces   = regexp.MustCompile(`[ \t\r\n]+`)
)

var (
	lowered = strings.NewReplacer("<h1>", "<h2>", "<h1 ", "<h2 ", "</h1>", "</h2>")
	picture = regexp.MustCompile(`<img [^>]*>`)
)

// settle fits cleaned HTML into a page: its title is the page's only first
// heading, and a picture that nobody described is decoration.
func settle(cleaned string) string {
	return picture.ReplaceAllStringFunc(lowered.Replace(cleaned), func(img string) string {
		if strings.Contains(img, ` alt="`) {
			return img
		}
		return `<img alt="" ` + strings.TrimPrefix(img, "<img ")
	})
}

// plain is cleaned HTML as text, a line for each block. Cleaning has left no <
// but those of tags.
func plain(cleaned string) string {
	s := spaces.ReplaceAllString(cleaned, " ")
	s = anyTag.ReplaceAllString(blockEnd.ReplaceAllString(s, "\n"), "")
	var lines []string
	for line := range strings.Lines(html.UnescapeString(s)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// summary is the description, or else how the text begins.
func summary(description, text string) string {
	if description != "" {
		return description
	}
	const most = 160
	s := []rune(strings.ReplaceAll(text, "\n", " "))
	if len(s) <= most {
		return string(s)
	}
	cut := string(s[:most])
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:.") + "…"
}
