package guard

import (
	"net/url"
	"regexp"
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// The rules run after rewrite, as a second wall: they are written in another
// way by other people, and each must fail for anything to pass.
var (
	mailRules    = sync.OnceValue(newMailRules)
	commentRules = sync.OnceValue(newCommentRules)
)

// What attributes may hold.
const (
	colour    = `^(?i:#?[0-9a-f]{3,8}|[a-z]{3,30}|rgba?\([0-9 ,.%]{5,40}\))$`
	length    = `^[0-9]{1,5}(\.[0-9]{1,4})?(%|px|pt|em)?$|^[0-9]\*$|^\*$`
	fontFace  = `^[\p{L}0-9 ,'"_-]{1,200}$`
	smallWord = `^[A-Za-z0-9+-]{1,20}$`
	anyText   = `(?s)^.{0,1000}$`
	direction = `^(?i:ltr|rtl|auto)$`
	count     = `^[0-9]{1,4}$`
)

var dataImage = regexp.MustCompile(`^data:image/(png|jpeg|gif|webp);base64,`)

func elements(m map[string]bool) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	return names
}

func newMailRules() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	allowLinks(p)
	p.AllowElements(elements(mailElements)...)
	p.AllowNoAttrs().OnElements(elements(mailElements)...)
	p.AllowAttrs("style").Globally() // filtered property by property in rewrite
	p.AllowAttrs("dir").Matching(regexp.MustCompile(direction)).Globally()
	p.AllowAttrs("lang").Matching(regexp.MustCompile(smallWord)).Globally()
	p.AllowAttrs("title", "alt", "summary").Matching(regexp.MustCompile(anyText)).Globally()
	p.AllowAttrs("align", "valign").Matching(regexp.MustCompile(smallWord)).Globally()
	p.AllowAttrs("bgcolor", "color", "bordercolor").Matching(regexp.MustCompile(colour)).Globally()
	p.AllowAttrs("width", "height", "border", "cellpadding", "cellspacing", "hspace", "vspace").Matching(regexp.MustCompile(length)).Globally()
	p.AllowAttrs("colspan", "rowspan", "span", "start", "value").Matching(regexp.MustCompile(count)).Globally()
	p.AllowAttrs("face").Matching(regexp.MustCompile(fontFace)).OnElements("font")
	p.AllowAttrs("size").Matching(regexp.MustCompile(smallWord)).OnElements("font", "hr")
	p.AllowAttrs("type").Matching(regexp.MustCompile(smallWord)).OnElements("ol", "ul", "li", "blockquote")
	p.AllowAttrs("nowrap", "noshade").Matching(regexp.MustCompile(`^(nowrap|noshade)?$`)).Globally()
	p.AllowAttrs("data-src").Matching(regexp.MustCompile(`^https?://`)).OnElements("img")
	p.AllowAttrs("src", "alt").OnElements("img")
	return p
}

func newCommentRules() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	allowLinks(p)
	p.AllowElements(elements(commentElements)...)
	p.AllowNoAttrs().OnElements(elements(commentElements)...)
	p.AllowAttrs("title", "alt").Matching(regexp.MustCompile(anyText)).Globally()
	p.AllowAttrs("dir").Matching(regexp.MustCompile(direction)).Globally()
	p.AllowAttrs("width", "height").Matching(regexp.MustCompile(length)).OnElements("img")
	p.AllowAttrs("colspan", "rowspan", "start").Matching(regexp.MustCompile(count)).Globally()
	p.AllowAttrs("src").OnElements("img")
	return p
}

func allowLinks(p *bluemonday.Policy) {
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("target").Matching(regexp.MustCompile(`^_blank$`)).OnElements("a")
	p.AllowAttrs("rel").Matching(regexp.MustCompile(`^noopener noreferrer nofollow$`)).OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto", "tel", "cid")
	p.AllowURLSchemeWithCustomPolicy("data", func(u *url.URL) bool { return dataImage.MatchString(u.String()) })
	p.AllowRelativeURLs(true) // of ours alone: rewrite drops those of strangers
	p.RequireParseableURLs(true)
}
