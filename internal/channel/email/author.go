package email

import (
	"slices"
	"strings"

	"parley/internal/mail"
	"parley/internal/parley"
)

// author returns who wrote a mail and where answers go. Mail that a server or a
// group forwards keeps its author in From, mostly; some rewrite From to the
// forwarding address, to pass DMARC, and name the author elsewhere (EMAIL-06).
// Only then, when From is the mailbox that forwarded, is that believed.
func author(msg *mail.Message, acct *parley.ChannelAccount) (from parley.Address, replyTo []parley.Address) {
	replyTo = addresses(msg.ReplyTo)
	if len(msg.From) == 0 {
		return parley.Address{}, replyTo
	}
	from = address(msg.From[0])
	if !forwarder(from.Address, msg, acct) {
		return from, replyTo
	}
	for _, name := range []string{"X-Original-From", "X-Original-Sender"} {
		list := mail.Parse([]byte("From: " + msg.Header.Get(name) + "\n\n")).From
		if len(list) > 0 && !strings.EqualFold(list[0].Address, from.Address) {
			original := address(list[0])
			if original.Name == "" {
				original.Name = via(from.Name)
			}
			return original, replyTo
		}
	}
	if name := via(from.Name); name != "" && len(replyTo) == 1 && !strings.EqualFold(replyTo[0].Address, from.Address) {
		return parley.Address{Name: name, Address: replyTo[0].Address}, replyTo
	}
	return from, replyTo
}

// forwarder reports whether address stands for the way a mail took, not for
// whoever wrote it.
func forwarder(address string, msg *mail.Message, acct *parley.ChannelAccount) bool {
	if slices.ContainsFunc(acct.Addresses(), func(own string) bool { return strings.EqualFold(address, own) }) {
		return true
	}
	local, domain, _ := strings.Cut(strings.ToLower(address), "@")
	list := strings.ToLower(msg.ListID) // <list.domain> of RFC 2919
	if list != "" && list == local+"."+domain {
		return true
	}
	for _, name := range []string{"X-Forwarded-For", "Delivered-To", "X-Original-To"} {
		for _, value := range msg.Header.All(name) {
			if strings.Contains(strings.ToLower(value), strings.ToLower(address)) {
				return true
			}
		}
	}
	return false
}

// via returns the name before "via", as groups write "Jane via Support".
func via(name string) string {
	before, _, ok := strings.Cut(name, " via ")
	if !ok {
		return ""
	}
	return strings.Trim(before, `"' `)
}
