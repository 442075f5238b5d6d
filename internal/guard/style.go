package guard

import (
	"regexp"
	"strings"
)

// CleanStyle keeps the declarations of a style attribute that only colour,
// measure or set type (ATK-05). A value is words, numbers, colours and strings
// without escapes; it loads nothing, computes nothing and cannot leave its box.
func CleanStyle(style string) string {
	if len(style) > 8<<10 {
		return ""
	}
	var kept []string
	for _, declaration := range splitDeclarations(stripCSSComments(style)) {
		property, value, ok := strings.Cut(declaration, ":")
		if !ok {
			continue
		}
		property = strings.ToLower(strings.TrimSpace(property))
		value = strings.Join(strings.Fields(value), " ")
		value = strings.TrimSpace(importantMark.ReplaceAllString(value, ""))
		switch {
		case styleProperty(property) && styleValue(property, value):
			kept = append(kept, property+": "+value)
		case property == "background": // of a picture or gradient that may not be, its colour stays
			if colour := backgroundColour.FindString(value); colour != "" {
				kept = append(kept, "background-color: "+colour)
			}
		}
	}
	return strings.Join(kept, "; ")
}

var (
	importantMark = regexp.MustCompile(`(?i)\s*!\s*important\s*$`)

	styleProperties = set(`background background-color border border-color border-style border-width border-radius border-collapse border-spacing
		border-top-left-radius border-top-right-radius border-bottom-left-radius border-bottom-right-radius
		box-sizing caption-side clear color direction display empty-cells float font font-family font-size font-style font-variant font-weight
		height letter-spacing line-height list-style list-style-type list-style-position margin margin-top margin-right margin-bottom margin-left
		max-height max-width min-height min-width opacity overflow overflow-wrap padding padding-top padding-right padding-bottom padding-left
		table-layout text-align text-decoration text-decoration-color text-decoration-line text-decoration-style text-indent text-overflow
		text-transform unicode-bidi vertical-align white-space width word-break word-spacing word-wrap visibility
		mso-line-height-rule align-items justify-content flex flex-direction flex-wrap gap object-fit`)
	backgroundColour = regexp.MustCompile(`(?i)#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b|\brgba?\([0-9., %]{5,40}\)`)

	borderSide = regexp.MustCompile(`^border-(top|right|bottom|left)(-(color|style|width))?$`)

	// A value is made of these pieces only; functions are rgb, rgba, hsl, hsla.
	cssValue     = regexp.MustCompile(`^(?i:(?:#[0-9a-f]{3,8}|[+-]?(?:\d{1,6}(?:\.\d{0,6})?|\.\d{1,6})(?:px|pt|pc|em|rem|ex|ch|cm|mm|in|vw|vh|%)?|-?[a-z][a-z0-9-]*|(?:rgb|hsl)a?\([0-9., %/]+(?:deg)?[0-9., %/]*\)|"[\p{L}\p{N} ._-]+"|'[\p{L}\p{N} ._-]+'|[\p{L}\p{N}_-]+)(?:\s*[,/]\s*|\s+|$))+$`)
	negative     = regexp.MustCompile(`(^|[\s,(])-\s*[.\d]`)
	displayValue = regexp.MustCompile(`^(?i:block|inline|inline-block|none|table|table-cell|table-row|table-row-group|table-header-group|table-footer-group|table-column|table-column-group|table-caption|inline-table|list-item|flex|inline-flex)$`)
)

func styleProperty(name string) bool {
	return (styleProperties[name] || borderSide.MatchString(name))
}

func styleValue(property, value string) bool {
	if value == "" || len(value) > 500 || !cssValue.MatchString(value) || hasForbiddenWord(value) {
		return false
	}
	switch {
	case property == "display":
		return displayValue.MatchString(value)
	case strings.HasPrefix(property, "margin") || property == "text-indent" || property == "letter-spacing" || property == "word-spacing":
		return !negative.MatchString(value) || property == "letter-spacing" && len(value) < 8
	}
	return true
}

// hasForbiddenWord looks for words that load, run or take the element out of
// its place, should a browser know them in a value we take for harmless.
func hasForbiddenWord(value string) bool {
	low := strings.ToLower(value)
	for _, word := range []string{"url", "expression", "javascript", "vbscript", "import", "behavior", "behaviour", "binding", "fixed", "sticky", "absolute", "attr(", "var(", "env(", "calc", "image-set", "element("} {
		if strings.Contains(low, word) {
			return true
		}
	}
	return false
}

// splitDeclarations cuts at semicolons outside strings and parentheses.
func splitDeclarations(s string) []string {
	var out []string
	start, depth := 0, 0
	var quote byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == ';' && depth == 0:
			out = append(out, s[start:i])
			start = i + 1
		}
	}
	return append(out, s[min(start, len(s)):])
}

func stripCSSComments(s string) string {
	var out strings.Builder
	for {
		i := strings.Index(s, "/*")
		if i < 0 {
			out.WriteString(s)
			return out.String()
		}
		out.WriteString(s[:i])
		end := strings.Index(s[i+2:], "*/")
		if end < 0 {
			return out.String()
		}
		s = s[i+2+end+2:]
	}
}
