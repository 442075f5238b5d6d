package guard

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// attributes keeps what is known to be harmless and rewrites URLs and styles.
// Identifiers, classes and names go: they could clobber the page's own.
func (w *rewriter) attributes(element string, attrs []html.Attribute) []html.Attribute {
	var kept []html.Attribute
	seen := make(map[string]bool)
	put := func(key, value string) {
		if !seen[key] {
			seen[key] = true
			kept = append(kept, html.Attribute{Key: key, Val: value})
		}
	}
	for _, a := range attrs {
		value := strings.TrimSpace(a.Val)
		switch key := a.Key; {
		case key == "href" && element == "a":
			if url, ok := linkURL(value); ok {
				put("href", url)
			}
		case key == "src" && element == "img", key == "data-src" && element == "img":
			w.image(value, put)
		case key == "style" && w.mail:
			if style := CleanStyle(a.Val); style != "" {
				put("style", style)
			}
		case key == "background" && w.mail, strings.HasPrefix(key, "on"):
		case keptAttributes[key] && (w.mail || commentAttributes[key]):
			put(key, value)
		}
	}
	if seen["href"] {
		put("target", "_blank")
		put("rel", "noopener noreferrer nofollow")
	}
	return kept
}

var (
	keptAttributes = set(`abbr align alt bgcolor border bordercolor cellpadding cellspacing color colspan dir face height hspace lang
		noshade nowrap rowspan size span start summary title type valign value vspace width`)
	commentAttributes = set(`alt colspan dir height rowspan start title width`)
)

// image decides where a picture may come from. In a mail, cid parts and small
// embedded pictures show; the rest waits for consent or takes our proxy.
func (w *rewriter) image(src string, put func(key, value string)) {
	url, ok := cleanURL(src)
	if !ok {
		return
	}
	if w.pictures != "" {
		if name, below := strings.CutPrefix(url, w.pictures); below && hexName.MatchString(name) {
			put("src", url)
		}
		return
	}
	switch scheme := schemeOf(url); scheme {
	case "cid":
		put("src", url)
	case "data":
		if dataImage.MatchString(url) && base64Body.MatchString(url[strings.IndexByte(url, ',')+1:]) {
			put("src", url)
		}
	case "http", "https":
		switch {
		case !w.mail:
		case w.policy.Images == ProxyImages && w.policy.Proxy != nil:
			put("src", w.policy.Proxy(url))
		default:
			put("data-src", url)
		}
	case "":
		if own := strings.HasPrefix(url, "/") && !strings.HasPrefix(url, "//") && !strings.HasPrefix(url, "/\\"); own && (!w.mail || w.policy.Images == ProxyImages) {
			put("src", url)
		}
	}
}

var hexName = regexp.MustCompile(`^[0-9a-f]{1,128}$`)

var base64Body = regexp.MustCompile(`^[A-Za-z0-9+/]+=*$`)

// linkURL allows what a link of a stranger may lead to.
func linkURL(s string) (string, bool) {
	url, ok := cleanURL(s)
	if !ok {
		return "", false
	}
	switch schemeOf(url) {
	case "http", "https", "mailto", "tel":
		return url, true
	}
	return "", false
}

// cleanURL removes what browsers ignore in a URL and attackers hide behind:
// control characters and white space anywhere, invisible characters at the ends
// (URL Living Standard 4.4).
func cleanURL(s string) (string, bool) {
	s = strings.Map(func(r rune) rune {
		if r <= ' ' || r >= 0x7f && r <= 0xa0 || r == 0xad || r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2060 && r <= 0x2069 || r == 0xfeff || r == 0xfffd {
			return -1
		}
		return r
	}, s)
	if len(s) > 4096 && !strings.HasPrefix(s, "data:image/") {
		return "", false
	}
	return s, s != ""
}

// schemeOf is the scheme in lower case, "" for a relative URL, and "invalid" for
// what only looks like one.
func schemeOf(url string) string {
	i := strings.IndexAny(url, ":/?#\\")
	if i < 0 || url[i] != ':' {
		return ""
	}
	scheme := strings.ToLower(url[:i])
	for j := range len(scheme) {
		c := scheme[j]
		if c < 'a' || c > 'z' {
			return "invalid"
		}
	}
	return scheme
}
