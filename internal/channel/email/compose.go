package email

import (
	"bytes"
	"crypto/sha256"
	"slices"

	"parley/internal/calendar"
	"parley/internal/channel"
	"parley/internal/mail"
	"parley/internal/parley"
)

// compose makes the bytes of a message, signed where there is a key.
func (s *Sender) compose(out *channel.Outbound) (raw, index []byte, err error) {
	index = threadIndex(out)
	m := &mail.Outgoing{
		From:        mailAddress(out.From),
		To:          mailAddresses(out.To),
		Cc:          mailAddresses(out.Cc),
		Subject:     out.Subject,
		Date:        out.At,
		MessageID:   out.MailID,
		InReplyTo:   out.InReplyTo,
		References:  out.References,
		ThreadIndex: index,
		Text:        out.Text,
		HTML:        out.HTML,
	}
	if out.ReplyTo != nil {
		m.ReplyTo = []mail.Address{mailAddress(*out.ReplyTo)}
	}
	if out.Automatic {
		m.AutoSubmitted = "auto-generated"
		if out.InReplyTo != "" {
			m.AutoSubmitted = "auto-replied"
		}
		// Exchange's own way of asking for no automatic answer (MS-OXCMAIL).
		m.Fields = append(m.Fields, mail.Field{Name: "X-Auto-Response-Suppress", Value: "All"})
	}
	if inv := out.Invitation; inv != nil {
		m.Calendar = &mail.Calendar{Method: inv.Method, Data: calendar.Compose(inv)}
	}
	for _, f := range out.Files {
		m.Attachments = append(m.Attachments, mail.Attachment{Name: f.Name, ContentType: f.ContentType,
			ContentID: f.ContentID, Inline: f.Inline, Data: f.Data})
	}
	if raw, err = mail.Compose(m); err != nil {
		return nil, nil, err
	}
	if !bytes.HasSuffix(raw, []byte("\r\n")) {
		raw = append(raw, "\r\n"...) // as DATA would, so that what is kept is what was sent
	}
	raw, err = s.Signer.sign(raw, out.From.Address)
	return raw, index, err
}

// threadIndex is Outlook's index of the message. What is random in it is drawn
// from the Message-ID, so that each try sends the same.
func threadIndex(out *channel.Outbound) []byte {
	index := slices.Clone(mail.ThreadIndex(out.ThreadIndex, out.At))
	if slices.Equal(index, out.ThreadIndex) {
		return index
	}
	sum := sha256.Sum256([]byte(out.MailID))
	if len(index) == 22 {
		copy(index[6:], sum[:])
	} else {
		index[len(index)-1] = sum[0]
	}
	return index
}

func mailAddress(a parley.Address) mail.Address {
	return mail.Address{Name: a.Name, Address: a.Address}
}

func mailAddresses(list []parley.Address) []mail.Address {
	var out []mail.Address
	for _, a := range list {
		out = append(out, mailAddress(a))
	}
	return out
}
