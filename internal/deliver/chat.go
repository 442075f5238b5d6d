package deliver

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"

	"parley/internal/channel"
	"parley/internal/guard"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// say writes an answer in a chat. The visitor's widget reads it from our own
// log, so the commit is the delivery: nothing can be lost on the way, doubled,
// or taken back.
func say(tx *store.Tx, author *parley.User, th *parley.Thread, acct *parley.ChannelAccount, n NewMessage) (*parley.Message, error) {
	switch {
	case th.VisitorID == 0 || acct.ID != th.AccountID:
		return nil, parley.Invalidf("channel_account_id", "there is no visitor in this conversation: choose an address to send from")
	case !n.SendAt.IsZero():
		return nil, parley.Invalidf("send_at", "a chat message leaves at once: it cannot be scheduled")
	case n.Forward:
		return nil, parley.Invalidf("kind", "a chat is forwarded by e-mail: choose an address to send from")
	case strings.TrimSpace(n.Text) == "" && len(n.AttachmentIDs)+len(n.Enclosures) == 0:
		return nil, parley.Invalidf("text", "write something, or attach a file")
	}
	m := &parley.Message{UID: store.RandomHex(16), Kind: parley.KindMessage, Direction: parley.Outgoing, Status: parley.MessageSent,
		ActorKind: parley.ActorUser, ActorID: int64(author.ID), ClientID: n.ClientID, Channel: acct.Channel, AccountID: acct.ID,
		From: parley.Address{Name: author.Name()}, Text: n.Text, Enclosures: n.Enclosures, Reason: "sent", AppID: n.AppID, HandedAt: tx.Now}
	files, err := uploads(tx, author, n.AttachmentIDs)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if f.Size > parley.MaxChatFile {
			return nil, &parley.Error{Kind: parley.TooLarge, Field: "attachment_ids", Message: "a file in a chat may have 20 MB"}
		}
		if parley.RunsByName(f.Name) {
			return nil, parley.Invalidf("attachment_ids", "%s is a kind of file that visitors cannot open safely: send it in an archive", f.Name)
		}
	}
	rich, files := inlineImages(tx, author, guard.SanitizeComment(n.HTML), files)
	m.HasHTML = formatted.MatchString(rich)
	var body *parley.Body
	if m.HasHTML {
		body = &parley.Body{HTML: rich, Text: n.Text}
	}
	if err := take(tx, author, th); err != nil { // first, so that the visitor reads who joined before what they say
		return nil, err
	}
	if err := triage.Append(tx, th, triage.NewMessage{Message: m, Body: body, Files: files}); err != nil {
		return nil, err
	}
	if err := follow(tx, author, th, m, n); err != nil {
		return nil, err
	}
	if n.AppID != 0 {
		return m, nil
	}
	return m, triage.ReadChat(tx, parley.ByUser(author.ID), th)
}

// formatted finds markup that says more than lines do.
var formatted = regexp.MustCompile(`(?i)<(b|strong|i|em|u|s|a|ul|ol|li|code|pre|blockquote|h[1-6]|table|img)[\s>]`)

// addChat puts what was said in a chat at the end of the first mail that goes
// on with it. To an address that is not proved the visitor's own words do not
// go (ATK-10).
func addChat(r *store.Reader, m *parley.Message, out *channel.Outbound) error {
	if m.InReplyTo != "" || m.Channel != parley.ChannelEmail || m.Forwarded {
		return nil
	}
	th, err := r.Thread(m.ThreadID)
	if err != nil || th.VisitorID == 0 {
		return err
	}
	v, err := r.Visitor(th.VisitorID)
	if parley.KindOf(err) == parley.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	said, err := r.ChatMessages(th.ID, m.Seq, 200)
	if err != nil {
		return err
	}
	var text, page strings.Builder
	for _, x := range slices.Backward(said) {
		mine := x.Direction == parley.Incoming
		if x.Channel != parley.ChannelChat || mine && !v.EmailVerified {
			continue
		}
		who := x.From.Name
		if mine && v.Name == "" {
			who = v.Email
		}
		line := strings.TrimPrefix(who+" · ", " · ") + x.CreatedAt.Format("2006-01-02 15:04 MST")
		fmt.Fprintf(&text, "> %s\n> %s\n>\n", line, strings.ReplaceAll(x.Text, "\n", "\n> "))
		fmt.Fprintf(&page, "<p>%s<br>%s</p>", html.EscapeString(line), strings.ReplaceAll(html.EscapeString(x.Text), "\n", "<br>"))
	}
	if text.Len() == 0 {
		return nil
	}
	out.Text = strings.TrimRight(out.Text, "\n") + "\n\n" + text.String()
	if out.HTML != "" {
		out.HTML += `<br><div class="gmail_quote"><blockquote type="cite" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">` + page.String() + "</blockquote></div>"
	}
	return nil
}
