package deliver

import (
	"context"
	"html"
	"strings"

	"parley/internal/channel"
	"parley/internal/parley"
	"parley/internal/store"
)

// maxReferences bounds the References header: the first and the newest stay.
const maxReferences = 30

// outbound makes of a message what its adapter sends.
func (s *Service) outbound(ctx context.Context, m *parley.Message, acct *parley.ChannelAccount) (*channel.Outbound, error) {
	if m.Channel.Custom() != 0 { // its app is told of the message as the public API shows it
		return &channel.Outbound{MessageID: m.ID, MailID: m.MailID, At: m.CreatedAt, From: m.From, To: m.To, Text: m.Text}, nil
	}
	r := s.db.Read(ctx)
	body, err := r.Body(m.ID)
	if err != nil {
		return nil, err
	}
	out := &channel.Outbound{MessageID: m.ID, MailID: m.MailID, At: m.CreatedAt, From: m.From, To: m.To, Cc: m.Cc, Bcc: m.Bcc,
		Subject: m.Subject, Text: m.Text, HTML: body.HTML, InReplyTo: m.InReplyTo, ThreadIndex: m.ThreadIndex, Invitation: m.Invitation()}
	if out.References, err = references(r, m); err != nil {
		return nil, err
	}
	if out.ReplyTo, err = replyTo(r, m, acct); err != nil {
		return nil, err
	}
	if err := quoteAnswered(r, m, out); err != nil {
		return nil, err
	}
	if err := addChat(r, m, out); err != nil {
		return nil, err
	}
	files, err := r.Attachments([]parley.MessageID{m.ID})
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		data, err := s.blobs.Get(f.Hash)
		if err != nil {
			return nil, err
		}
		out.Files = append(out.Files, channel.File{Name: f.Name, ContentType: f.ContentType, ContentID: f.ContentID, Inline: f.Inline, Data: data})
	}
	return out, nil
}

// references are the ids of the thread's mails before m, oldest first
// (RFC 5322 section 3.6.4).
func references(r *store.Reader, m *parley.Message) ([]string, error) {
	earlier, err := r.MailIDs(m.ThreadID, m.Seq)
	if err != nil {
		return nil, err
	}
	if len(earlier) > maxReferences {
		earlier = append(earlier[:1:1], earlier[len(earlier)-maxReferences+1:]...)
	}
	return earlier, nil
}

// replyTo carries the first recipient's reply token where the account's server
// takes plus addresses: an answer whose headers were lost still finds its
// thread.
func replyTo(r *store.Reader, m *parley.Message, acct *parley.ChannelAccount) (*parley.Address, error) {
	if len(m.To) == 0 || !takesToken(acct) {
		return nil, nil
	}
	parts, err := r.Participants(m.ThreadID)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		if p.Address == m.To[0].Address {
			return &parley.Address{Name: m.From.Name, Address: parley.ReplyAddress(acct.Address, p.Token)}, nil
		}
	}
	return nil, nil
}

// quoteAnswered puts the mail answered or forwarded below, as mail programs do.
// Comments are never quoted: only messages have a Message-ID.
func quoteAnswered(r *store.Reader, m *parley.Message, out *channel.Outbound) error {
	if m.InReplyTo == "" || out.Invitation != nil { // calendars quote nothing
		return nil
	}
	answered, err := r.MessageInThread(m.ThreadID, m.InReplyTo)
	if answered == nil || err != nil {
		return err
	}
	body, err := r.Body(answered.ID)
	if err != nil {
		return err
	}
	text := body.Text
	if text == "" {
		text = answered.Text
	}
	who := answered.From.Name
	if who == "" {
		who = answered.From.Address
	}
	lead := "On " + answered.CreatedAt.Format("Mon, 2 Jan 2006 at 15:04 MST") + ", " + who + " <" + answered.From.Address + "> wrote:"
	if m.Forwarded {
		lead = forwardHeader(answered)
	}
	quotedHTML := body.HTML
	if quotedHTML == "" {
		quotedHTML = "<p>" + strings.ReplaceAll(html.EscapeString(text), "\n", "<br>") + "</p>"
	}
	out.Text = strings.TrimRight(out.Text, "\n") + "\n\n" + lead + "\n" + quoteLines(text, m.Forwarded)
	if out.HTML != "" {
		attribution := strings.ReplaceAll(html.EscapeString(lead), "\n", "<br>")
		if m.Forwarded {
			out.HTML += "<br><div class=\"gmail_quote\">" + attribution + "<br><br>" + quotedHTML + "</div>"
		} else {
			out.HTML += "<br><div class=\"gmail_quote\"><div>" + attribution + "</div><blockquote type=\"cite\" style=\"margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex\">" + quotedHTML + "</blockquote></div>"
		}
	}
	return nil
}

func forwardHeader(m *parley.Message) string {
	return "---------- Forwarded message ----------\nFrom: " + m.From.Name + " <" + m.From.Address + ">\nDate: " +
		m.CreatedAt.Format("Mon, 2 Jan 2006 15:04 MST") + "\nSubject: " + m.Subject + "\nTo: " + joined(m.To)
}

func joined(list []parley.Address) string {
	parts := make([]string, len(list))
	for i, a := range list {
		parts[i] = a.Address
	}
	return strings.Join(parts, ", ")
}

func quoteLines(text string, forward bool) string {
	if forward {
		return "\n" + text
	}
	return "> " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n> ")
}
