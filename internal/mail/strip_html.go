package mail

import (
	"strings"

	"golang.org/x/net/html"
)

// StripHTML divides the HTML of an answer into what its author just wrote and
// the quoted history, so that a viewer can fold the latter. It knows the marks
// that mail programs leave. If something is written below a closed quote, or
// nothing stands above it, nothing is folded: visible is all of s.
//
// Both halves are pieces of s and may leave elements open; sanitise them.
func StripHTML(s string) (visible, rest string) {
	cut := findHTMLQuote(s)
	if cut.start < 0 {
		return s, ""
	}
	before, quote, after := s[:cut.start], s[cut.start:cut.end], s[cut.end:]
	if !showsSomething(before) {
		return s, ""
	}
	if showsSomething(after) {
		reply, _ := Strip("x\n\n" + TextFromHTML(after)) // a signature or footer alone may stand there
		if reply != "x" {
			return s, ""
		}
	}
	return before + after, quote
}

// htmlCut is a range of bytes.
type htmlCut struct{ start, end int }

// openMark follows a quote element until it closes.
type openMark struct {
	name  string
	depth int
}

// findHTMLQuote finds the first element that holds history; start is -1 if
// there is none. A quote introduced by a line of its own starts at that line.
func findHTMLQuote(s string) htmlCut {
	z := html.NewTokenizer(strings.NewReader(s))
	pos, block := 0, -1
	cut := htmlCut{-1, len(s)}
	var open *openMark
	var line strings.Builder // text since block
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return cut
		}
		start := pos
		pos += len(z.Raw())
		switch kind {
		case html.TextToken:
			if open != nil {
				continue
			}
			text := string(z.Raw())
			if block < 0 && strings.TrimSpace(text) != "" {
				block = start
			}
			if line.Len() < 1000 {
				line.WriteString(html.UnescapeString(text))
			}
		case html.StartTagToken:
			t := z.Token()
			if open != nil {
				if t.Data == open.name {
					open.depth++
				}
				continue
			}
			mark := quoteMark(t)
			if mark == markNone && !blockElements[t.Data] {
				if block < 0 {
					block = start
				}
				continue
			}
			if mark != markNone && block >= 0 && introduces(line.String()) {
				start = block
			}
			switch mark {
			case markRest:
				return htmlCut{start, len(s)}
			case markElement:
				cut.start = start
				open = &openMark{t.Data, 1}
				continue
			}
			if blockElements[t.Data] && !introduces(line.String()) {
				if headerLines(line.String()) && block >= 0 {
					return htmlCut{block, len(s)}
				}
				block = -1
				line.Reset()
			}
			if blockElements[t.Data] && block < 0 && t.Data != "br" {
				block = start
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if open != nil && string(name) == open.name {
				if open.depth--; open.depth == 0 {
					cut.end = pos
					return cut
				}
			}
		}
	}
}

var blockElements = map[string]bool{"p": true, "div": true, "br": true, "td": true, "tr": true, "table": true, "hr": true, "blockquote": true, "ul": true, "ol": true, "li": true, "pre": true}

type quoteKind int

const (
	markNone    quoteKind = iota
	markElement           // the element is the quote
	markRest              // the quote runs from here to the end
)

var outlookBorder = lazily(`(?i)border(-top)?\s*:\s*(none\s*;\s*border-top\s*:\s*)?solid\s+(#E1E1E1|#B5C4DF|windowtext)\s+1\.0pt`)

// quoteMark recognises the elements in which mail programs put history.
func quoteMark(t html.Token) quoteKind {
	var id, class, style, kind string
	for _, a := range t.Attr {
		switch a.Key {
		case "id":
			id = a.Val
		case "class":
			class = " " + a.Val + " "
		case "style":
			style = a.Val
		case "type":
			kind = a.Val
		}
	}
	has := func(name string) bool { return strings.Contains(class, " "+name+" ") }
	low := strings.ToLower(id)
	switch {
	case t.Data == "blockquote" && (strings.EqualFold(kind, "cite") || has("gmail_quote") || has("protonmail_quote") || has("tutanota_quote")),
		has("gmail_quote") || has("gmail_quote_container"), has("yahoo_quoted"), has("protonmail_quote"), has("zmail_extra"), has("tutanota_quote"),
		has("front-blockquote"), has("gmail_extra") && t.Data == "div", has("moz-forward-container"), strings.HasPrefix(low, "yahoo_quoted"),
		low == "replyblockquote", low == "origbody", low == "isforwardcontent", low == "isreplycontent", low == "zm-quote":
		return markElement
	case has("moz-cite-prefix"), strings.HasSuffix(low, "divrplyfwdmsg"), strings.HasSuffix(low, "appendonsend"), low == "mail-editor-reference-message-container",
		low == "stopspelling", has("OutlookMessageHeader"), low == "ms-outlook-mobile-reference-message", has("ms-outlook-mobile-reference-message"),
		has("hs_reply"), low == "zimbraeditorquote", t.Data == "hr" && low == "zwchr", has("ha_quote"), low == "lateralquote":
		return markRest
	case t.Data == "div" && outlookBorder().MatchString(style) && strings.Contains(strings.ToLower(style), "padding:3.0pt 0"):
		return markRest
	}
	return markNone
}

// introduces tells whether text is a line like "On …, X wrote:".
func introduces(text string) bool {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" || len(text) > 400 || !colonEnd().MatchString(text) && !strings.HasSuffix(text, "wrote") {
		return false
	}
	s := stripper{lines: []string{text, "> "}}
	return s.attribution(0) > 0
}

// headerLines tells whether text begins a header block in one run.
func headerLines(text string) bool {
	return separator().MatchString(clip(strings.TrimSpace(text)))
}

var imageElement = lazily(`(?i)<img\b`)

func showsSomething(s string) bool {
	return strings.TrimSpace(TextFromHTML(s)) != "" || imageElement().MatchString(s)
}
