package guard

import (
	"strings"

	"golang.org/x/net/html"
)

// maxNesting bounds open elements. Browsers give up near 512; nobody nests
// tables a hundred deep by hand.
const maxNesting = 150

// rewriter copies HTML token by token and keeps what is allowed. Its output is
// balanced, so a reader's tree builder has nothing to move around, and holds no
// comment, no raw text element and no foreign markup, the stuff that mXSS needs.
type rewriter struct {
	allow    map[string]bool
	policy   MailPolicy
	mail     bool
	pictures string // a path of ours below which alone pictures lie; empty: by the other rules

	out  strings.Builder
	open []string
	deep int // start tags dropped for nesting
}

func rewrite(s string, w *rewriter) string {
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			for len(w.open) > 0 {
				w.pop()
			}
			return w.out.String()
		case html.TextToken:
			w.out.WriteString(escapeText(html.UnescapeString(string(z.Raw()))))
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if dropped[t.Data] {
				if !voidElements[t.Data] && t.Type == html.StartTagToken {
					skipElement(z, t.Data)
				}
				continue
			}
			w.start(t)
		case html.EndTagToken:
			name, _ := z.TagName()
			w.end(string(name))
		}
	}
}

// skipElement reads past the end tag of an element whose content is not for
// reading. Unclosed, it swallows the rest, as it would in a browser.
func skipElement(z *html.Tokenizer, name string) {
	depth := 1
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken:
			if n, _ := z.TagName(); string(n) == name {
				depth++
			}
		case html.EndTagToken:
			if n, _ := z.TagName(); string(n) == name {
				if depth--; depth == 0 {
					return
				}
			}
		}
	}
}

func (w *rewriter) start(t html.Token) {
	name := t.Data
	if w.mail && name == "body" { // its colours are the mail's background
		name = "div"
	}
	if !w.allow[name] {
		return
	}
	if closes := impliedEnds[name]; closes != nil && len(w.open) > 0 && closes[w.open[len(w.open)-1]] {
		w.pop()
	}
	if name == "a" { // links do not nest: the reader would close the outer one
		w.closeThrough("a")
	}
	if !voidElements[name] && len(w.open) >= maxNesting {
		w.deep++
		return
	}
	w.out.WriteByte('<')
	w.out.WriteString(name)
	for _, a := range w.attributes(name, t.Attr) {
		w.out.WriteString(" " + a.Key + `="` + escapeAttr(a.Val) + `"`)
	}
	w.out.WriteByte('>')
	if !voidElements[name] {
		w.open = append(w.open, name)
	}
}

func (w *rewriter) end(name string) {
	if w.mail && name == "body" {
		name = "div"
	}
	if !w.allow[name] || voidElements[name] {
		return
	}
	if w.deep > 0 {
		w.deep--
		return
	}
	w.closeThrough(name)
}

// closeThrough ends the nearest open element of that name and all in it. A cell
// bounds the search: an end tag in it does not reach what is outside.
func (w *rewriter) closeThrough(name string) {
	for i := len(w.open) - 1; i >= 0; i-- {
		if w.open[i] == name {
			for len(w.open) > i {
				w.pop()
			}
			return
		}
		if (w.open[i] == "td" || w.open[i] == "th") && !tableParts[name] {
			return
		}
	}
}

func (w *rewriter) pop() {
	last := len(w.open) - 1
	w.out.WriteString("</" + w.open[last] + ">")
	w.open = w.open[:last]
}

// The same escapes as those of the second wall, so that its output is ours.
var (
	textEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", "\r", "\n", "\x00", "")
	attrEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", "\r", " ", "\n", " ", "\x00", "", "`", "&#96;")
)

func escapeText(s string) string { return textEscapes.Replace(s) }
func escapeAttr(s string) string { return attrEscapes.Replace(s) }
