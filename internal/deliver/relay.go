package deliver

import (
	"fmt"
	"mime"
	"slices"
	"strings"

	"parley/internal/guard"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// relay writes an answer on a custom channel: its app is told, and says itself
// what became of it (MSG-14).
func relay(tx *store.Tx, author *parley.User, th *parley.Thread, acct *parley.ChannelAccount, n NewMessage) (*parley.Message, error) {
	c, err := tx.CustomChannel(acct.Channel.Custom())
	if err != nil {
		return nil, err
	}
	own := acct.Settings.Custom
	m := &parley.Message{UID: store.RandomHex(16), Kind: parley.KindMessage, Direction: parley.Outgoing, Status: parley.MessageSending,
		ActorKind: parley.ActorUser, ActorID: int64(author.ID), ClientID: n.ClientID, Channel: acct.Channel, AccountID: acct.ID,
		From: parley.Address{Name: author.Name(), Address: own.Identifier}, To: n.To, Text: n.Text, Enclosures: n.Enclosures, Reason: "sent", AppID: n.AppID, SendAt: tx.Now}
	m.MailID = m.UID + "@" + string(acct.Channel)
	if !n.SendAt.IsZero() {
		m.Status, m.SendAt = parley.MessageScheduled, n.SendAt
	}
	last, err := tx.LastMessage(th.ID, parley.Incoming)
	if err != nil {
		return nil, err
	}
	if last != nil {
		m.InReplyTo = last.MailID
		if len(m.To) == 0 && last.Channel == acct.Channel {
			m.To = []parley.Address{last.From}
		}
	}
	files, err := uploads(tx, author, n.AttachmentIDs)
	if err != nil {
		return nil, err
	}
	if err := carries(c, own, m, n, files); err != nil {
		return nil, err
	}
	var body *parley.Body
	if len(c.Capabilities.RichText) > 0 {
		rich := guard.SanitizeComment(n.HTML)
		if c.Capabilities.AllowInlineImages {
			rich, files = inlineImages(tx, author, rich, files)
		}
		if m.HasHTML = formatted.MatchString(rich); m.HasHTML {
			body = &parley.Body{HTML: rich, Text: n.Text}
		}
	}
	if err := triage.AddParties(tx, th, m, func(a string) bool { return a == own.Identifier }, true); err != nil {
		return nil, err
	}
	if err := triage.Append(tx, th, triage.NewMessage{Message: m, Body: body, Files: files}); err != nil {
		return nil, err
	}
	return m, follow(tx, author, th, m, n)
}

// carries reports why a channel cannot carry a message (MSG-12, MSG-15).
func carries(c *parley.CustomChannel, own *parley.CustomAccount, m *parley.Message, n NewMessage, files []*parley.Attachment) error {
	can := c.Capabilities
	switch {
	case !own.Authorized:
		return parley.Invalidf("channel_account_id", "%s has taken this account's right to send: connect it again", c.Name)
	case !can.AllowOutgoingMessages || c.WebhookURL == "":
		return parley.Invalidf("channel_account_id", "%s takes no answers", c.Name)
	case n.Forward:
		return parley.Invalidf("kind", "this is forwarded by e-mail: choose an address to send from")
	case strings.TrimSpace(n.Text) == "" && len(files)+len(n.Enclosures) == 0:
		return parley.Invalidf("text", "write something, or attach a file")
	case len(m.To) == 0:
		return parley.Invalidf("to", "give a recipient")
	case len(m.To)+len(n.Cc)+len(n.Bcc) > 1 && !can.AllowMultipleRecipients:
		return parley.Invalidf("to", "%s reaches one recipient at a time", c.Name)
	case len(files) > 0 && !slices.Contains(can.OutgoingAttachmentTypes, "FILE"):
		return parley.Invalidf("attachment_ids", "%s carries no files", c.Name)
	case len(n.Enclosures) > 0 && !slices.Contains(can.OutgoingAttachmentTypes, string(parley.EnclosedReplies)):
		return parley.Invalidf("attachments", "%s carries no quick replies", c.Name)
	case can.MaxFileAttachmentCount > 0 && len(files) > can.MaxFileAttachmentCount:
		return parley.Invalidf("attachment_ids", "%s carries at most %d files", c.Name, can.MaxFileAttachmentCount)
	}
	var total int64
	for _, f := range files {
		total += f.Size
		if can.MaxFileAttachmentSizeBytes > 0 && f.Size > can.MaxFileAttachmentSizeBytes || can.MaxTotalFileAttachmentSize > 0 && total > can.MaxTotalFileAttachmentSize {
			return &parley.Error{Kind: parley.TooLarge, Field: "attachment_ids", Message: fmt.Sprintf("%s is too large for %s", f.Name, c.Name)}
		}
		kind, _, _ := mime.ParseMediaType(f.ContentType)
		if len(can.AllowedFileAttachmentMimeTypes) > 0 && !slices.Contains(can.AllowedFileAttachmentMimeTypes, kind) {
			return parley.Invalidf("attachment_ids", "%s carries no files of type %s", c.Name, kind)
		}
	}
	return nil
}

// Report keeps what an app says became of a message that it was to carry
// (API-30).
func Report(tx *store.Tx, m *parley.Message, status parley.MessageStatus, reason string) error {
	if m.Direction != parley.Outgoing || m.Channel.Custom() == 0 {
		return parley.Errorf(parley.Conflict, "only of messages that went out is said what became of them")
	}
	if m.Status == parley.MessageRead && status == parley.MessageSent {
		return nil // it was read: that it was sent came late
	}
	return mark(tx, m, status, reason)
}
