package guard

import (
	"html"
	"strings"
)

// RemoteImages says what becomes of images that lie on other servers (ATK-06).
type RemoteImages int

const (
	// BlockImages moves the address of a remote image to data-src, so that
	// nothing loads until the reader consents. It is the zero value.
	BlockImages RemoteImages = iota
	// ProxyImages replaces the address by what MailPolicy.Proxy returns for it.
	ProxyImages
)

// MailPolicy is what the reader of a mail allows. The zero value is the default
// policy and the strictest.
type MailPolicy struct {
	Images RemoteImages
	Proxy  func(url string) string // needed for ProxyImages; returns a path or URL of ours
}

// MaxHTML bounds the size of HTML that is sanitised, in bytes. What lies beyond
// is cut off.
const MaxHTML = 8 << 20

// maxRounds is how often cleaning is repeated until it changes nothing. One
// round does it for all but hostile input, which then is shown as plain text.
const maxRounds = 4

// SanitizeHTML returns the body of a mail fit to be put in a page (EMAIL-16,
// ATK-03, ATK-04, ATK-05): formatting, tables, images and links stay; scripts,
// forms, frames, style sheets, foreign markup, identifiers and any URL that is
// not http, https, mailto, tel or cid go. Cleaning the result again changes
// nothing.
func SanitizeHTML(s string, policy MailPolicy) string {
	return untilStable(s, func(s string) string {
		return mailRules().Sanitize(rewrite(s, &rewriter{allow: mailElements, policy: policy, mail: true}))
	})
}

// SanitizeComment is SanitizeHTML for what is written in our own editor by
// colleagues, agents and integrations: paragraphs, lists, links, emphasis, code,
// quotes and tables, without any styles. Images are left out unless they come
// with the message (cid) or from us (a path).
func SanitizeComment(s string) string {
	return untilStable(s, func(s string) string {
		return commentRules().Sanitize(rewrite(s, &rewriter{allow: commentElements}))
	})
}

// SanitizeArticle is SanitizeComment for help articles, which strangers read:
// pictures are those below a path of ours, each named in hex, and no others.
func SanitizeArticle(s, pictures string) string {
	return untilStable(s, func(s string) string {
		return commentRules().Sanitize(rewrite(s, &rewriter{allow: commentElements, pictures: pictures}))
	})
}

func untilStable(s string, clean func(string) string) string {
	if len(s) > MaxHTML {
		s = s[:MaxHTML]
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	out := clean(s)
	for range maxRounds {
		again := clean(out)
		if again == out {
			return out
		}
		out = again
	}
	return clean(html.EscapeString(out))
}
