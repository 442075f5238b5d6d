package settings

import (
	"html"
	"strings"
)

const (
	maxRendered = 1 << 20 // bytes that tokens may blow a text up to
	maxToken    = 400     // bytes of a token with its default: no looking further for its end
)

// Render puts values in place of tokens: {{contact.first_name}}, or with a
// default {{contact.first_name|there}}. A token without value or default
// vanishes; one that is not well formed stays as it is. There is no logic, a
// value is never read for tokens again, and the time is linear (ATK-29).
func Render(text string, values map[string]string) string { return render(text, values, plain) }

// RenderHTML is Render for HTML: values are escaped.
func RenderHTML(text string, values map[string]string) string {
	return render(text, values, html.EscapeString)
}

func plain(s string) string { return s }

func render(text string, values map[string]string, escape func(string) string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{{")
		b.WriteString(before)
		if !found || b.Len() > maxRendered {
			break
		}
		token, _, closed := strings.Cut(rest[:min(len(rest), maxToken)], "}}")
		name, fallback, _ := strings.Cut(token, "|")
		name = strings.TrimSpace(name)
		if !closed || !tokenName(name) {
			b.WriteString("{{")
			text = rest
			continue
		}
		value := values[name]
		if value == "" {
			value = strings.TrimSpace(fallback)
		}
		b.WriteString(escape(value))
		text = rest[len(token)+len("}}"):]
	}
	if b.Len() > maxRendered {
		return strings.ToValidUTF8(b.String()[:maxRendered], "")
	}
	return b.String()
}

func tokenName(s string) bool {
	for _, c := range []byte(s) {
		if c != '.' && c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != "" && len(s) <= 80
}
