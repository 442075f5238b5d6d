package mail

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// TextFromHTML renders HTML as plain text: blocks on lines of their own, list
// items with a mark, quotes with ">", links with their address where the text
// does not show it. It reads tokens and builds no tree, so time and memory grow
// in step with the input.
func TextFromHTML(s string) string {
	w := &textWriter{}
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return w.done()
		}
		switch kind {
		case html.TextToken:
			if w.skip == "" {
				w.text(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			w.start(string(name), z, more, kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := z.TagName()
			w.end(string(name))
		}
	}
}

type textWriter struct {
	out    strings.Builder
	line   strings.Builder
	skip   string // inside an element whose content is not text
	pre    int
	quote  int
	lists  []int // 0 for bullets, else the number of the next item
	href   string
	link   strings.Builder
	breaks int // line breaks owed before the next text
	space  bool
}

// maxQuote bounds the marks before a line, and with them the output.
const maxQuote = 9

func (w *textWriter) start(name string, z *html.Tokenizer, more, selfClosing bool) {
	if w.skip == "head" && name == "body" {
		w.skip = ""
	}
	if w.skip != "" {
		return
	}
	switch name {
	case "script", "style", "head", "title", "template", "noscript", "svg", "math", "iframe", "object", "select", "textarea":
		if !selfClosing {
			w.skip = name
		}
	case "br":
		w.brk(1, true)
	case "p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "hr":
		w.brk(2, false)
		if name == "pre" {
			w.pre++
		}
	case "blockquote":
		w.brk(2, false)
		w.quote++
	case "ul", "ol":
		w.brk(1, false)
		n := 0
		if name == "ol" {
			n = 1
		}
		if len(w.lists) < 20 {
			w.lists = append(w.lists, n)
		}
	case "li":
		w.brk(1, false)
		w.text(w.bullet())
		w.space = true
	case "div", "tr", "dt", "dd", "section", "article", "header", "footer", "center", "address", "figure":
		w.brk(1, false)
	case "td", "th":
		w.space = true
	case "a":
		w.href = ""
		w.link.Reset()
		for more {
			var k, v []byte
			if k, v, more = z.TagAttr(); string(k) == "href" {
				w.href = strings.TrimSpace(string(v))
			}
		}
	case "img":
		for more {
			var k, v []byte
			if k, v, more = z.TagAttr(); string(k) == "alt" {
				w.text(string(v))
			}
		}
	}
}

func (w *textWriter) bullet() string {
	if len(w.lists) == 0 || w.lists[len(w.lists)-1] == 0 {
		return "* "
	}
	n := w.lists[len(w.lists)-1]
	w.lists[len(w.lists)-1]++
	return strconv.Itoa(n) + ". "
}

func (w *textWriter) end(name string) {
	if w.skip != "" {
		if w.skip == name {
			w.skip = ""
		}
		return
	}
	switch name {
	case "p", "h1", "h2", "h3", "h4", "h5", "h6", "table":
		w.brk(2, false)
	case "pre":
		w.pre = max(0, w.pre-1)
		w.brk(2, false)
	case "blockquote":
		w.brk(2, false)
		w.quote = max(0, w.quote-1)
	case "ul", "ol":
		w.brk(1, false)
		if len(w.lists) > 0 {
			w.lists = w.lists[:len(w.lists)-1]
		}
	case "div", "tr", "li", "dt", "dd", "section", "article", "header", "footer", "center", "address", "figure":
		w.brk(1, false)
	case "a":
		href := w.href
		w.href = ""
		shown := strings.TrimSpace(w.link.String())
		if (strings.HasPrefix(href, "http://") || strings.HasPrefix(href, "https://")) && shown != "" && len(href) < 2000 &&
			!strings.Contains(strings.TrimSuffix(href, "/"), strings.TrimSuffix(shown, "/")) {
			w.text(" (" + href + ")")
		}
	}
}

// brk ends the line. Breaks of blocks merge, those of br add up.
func (w *textWriter) brk(n int, add bool) {
	w.flush()
	if add {
		w.breaks = min(w.breaks+n, 3)
		if w.breaks == 0 {
			w.breaks = n
		}
	} else {
		w.breaks = max(w.breaks, n)
	}
	w.space = false
}

func (w *textWriter) flush() {
	text := strings.TrimRight(w.line.String(), " ")
	w.line.Reset()
	if text == "" {
		return
	}
	prefix := ""
	if q := min(w.quote, maxQuote); q > 0 {
		prefix = strings.Repeat(">", q) + " "
	}
	if w.out.Len() > 0 {
		w.out.WriteByte('\n')
		for i := 1; i < w.breaks; i++ {
			w.out.WriteString(strings.TrimRight(prefix, " "))
			w.out.WriteByte('\n')
		}
	}
	w.breaks = 0
	w.out.WriteString(prefix)
	w.out.WriteString(text)
}

func (w *textWriter) text(s string) {
	if w.href != "" && w.link.Len() < 2000 {
		w.link.WriteString(s)
	}
	if w.pre > 0 {
		for i, line := range strings.Split(s, "\n") {
			if i > 0 {
				w.brk(1, true)
			}
			w.line.WriteString(strings.TrimSuffix(line, "\r"))
		}
		return
	}
	for _, r := range s {
		switch r {
		case ' ', '\n', '\t', '\r', '\f', 0xa0:
			w.space = true
		case 0x200b, 0x200c, 0xfeff, 0xad, 0x034f, 0: // fillers of hidden preview lines
		default:
			if w.space && w.line.Len() > 0 {
				w.line.WriteByte(' ')
			}
			w.space = false
			w.line.WriteRune(r)
		}
	}
}

func (w *textWriter) done() string {
	w.flush()
	return strings.TrimSpace(w.out.String())
}

// cutAt is the greatest offset up to n that does not split a character.
func cutAt(s string, n int) int {
	if n >= len(s) {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}
