package email

import (
	"regexp"
	"strings"
)

var (
	// "Ok 0102018f…-000000" or the same with a host, as Amazon SES answers.
	sesReply = regexp.MustCompile(`(?i)^(?:2\.0\.0 )?ok\s+<?([0-9a-f-]{30,})(@[a-z0-9.-]+)?>?`)
	sesHost  = regexp.MustCompile(`(?i)^email-smtp(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com$`)
	anyID    = regexp.MustCompile(`<([^<>@\s]+@[^<>@\s]+)>`)
)

// learned returns the Message-ID under which a mail goes on, where the answer
// of the server tells that it is another than sent; empty otherwise.
//
// QUIRK: Amazon SES and Outlook.com replace the Message-ID, which RFC 6409
// section 8.3 allows only where there is none.
func learned(reply, host, sent string) string {
	id := ""
	if m := sesReply.FindStringSubmatch(reply); m != nil {
		region := sesHost.FindStringSubmatch(host)
		switch {
		case m[2] != "":
			id = m[1] + m[2]
		case region != nil && region[1] == "us-east-1":
			id = m[1] + "@email.amazonses.com"
		case region != nil:
			id = m[1] + "@" + strings.ToLower(region[1]) + ".amazonses.com"
		}
	} else if m := anyID.FindStringSubmatch(reply); m != nil && strings.HasSuffix(strings.ToLower(m[1]), ".outlook.com") {
		id = m[1]
	}
	if id == sent {
		return ""
	}
	return id
}
