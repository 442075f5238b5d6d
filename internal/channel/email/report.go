package email

import (
	"strings"

	"parley/internal/channel"
	"parley/internal/mail"
	"parley/internal/parley"
)

// report makes of a bounce what it says of our message; nil if msg is none or
// does not tell which message it is about.
func report(msg *mail.Message, acct parley.ChannelAccountID) *channel.Report {
	if msg.Bounce == nil || msg.Bounce.OriginalMessageID == "" {
		return nil
	}
	r := &channel.Report{
		AccountID: acct,
		MailID:    msg.Bounce.OriginalMessageID,
		Status:    parley.MessageDelivered,
		Permanent: msg.Bounce.Hard(),
		At:        msg.Date,
	}
	for _, rcpt := range msg.Bounce.Recipients {
		if rcpt.Action == "failed" || rcpt.Action == "delayed" || rcpt.Action == "" {
			r.Status = parley.MessageFailed
		}
	}
	if len(msg.Bounce.Recipients) == 0 {
		r.Status = parley.MessageFailed
	}
	var reasons []string
	for _, rcpt := range msg.Bounce.Recipients {
		if r.Status == parley.MessageFailed && delivers(rcpt.Action) {
			continue
		}
		r.Recipients = append(r.Recipients, rcpt.Address)
		if text := strings.TrimSpace(rcpt.Status + " " + rcpt.Diagnostic); text != "" {
			reasons = append(reasons, text)
		}
	}
	r.Reason = strings.Join(reasons, "\n")
	return r
}

// delivers reports whether an action of RFC 3464 section 2.3.3 is a success.
func delivers(action string) bool {
	return action == "delivered" || action == "relayed" || action == "expanded"
}
