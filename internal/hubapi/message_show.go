package hubapi

import (
	"html"
	"strings"

	"parley/internal/mail"
	"parley/internal/parley"
	"parley/internal/store"
)

// attachment is what hangs on a message, on the wire (API-23).
type attachment struct {
	Type          string `json:"type"`
	FileID        string `json:"fileId"`
	FileUsageType string `json:"fileUsageType"`
	Name          string `json:"name,omitempty"`
	URL           string `json:"url,omitempty"`
}

// hung are the files of a message, and what else hangs on it and has a shape of
// its own.
func hung(files []attachment, rest []parley.Enclosure) *[]any {
	out := []any{}
	for _, f := range files {
		out = append(out, f)
	}
	for _, e := range rest {
		if e.Type.Public() {
			out = append(out, e)
		}
	}
	return &out
}

// surroundings are what messages of one thread need to be shown.
type surroundings struct {
	th     *parley.Thread
	bodies map[parley.MessageID]*parley.Body
	files  map[parley.MessageID][]attachment
	uids   map[string]string // of the messages that others answer, by Message-ID
	users  map[parley.UserID]*parley.User
	idents map[parley.ChannelKind]*parley.ChannelCapabilities // of custom channels
}

// showMessages presents messages and comments of a thread.
func (c *call) showMessages(r *store.Reader, th *parley.Thread, messages []*parley.Message) ([]item, error) {
	s, err := c.gather(r, th, messages)
	if err != nil {
		return nil, err
	}
	return each(messages, s.show), nil
}

// gather reads in a few queries what some messages need.
func (c *call) gather(r *store.Reader, th *parley.Thread, messages []*parley.Message) (*surroundings, error) {
	s := &surroundings{th: th, bodies: map[parley.MessageID]*parley.Body{}, files: map[parley.MessageID][]attachment{}, uids: map[string]string{}, users: map[parley.UserID]*parley.User{}, idents: map[parley.ChannelKind]*parley.ChannelCapabilities{}}
	var rich, filed []parley.MessageID
	var answered []string
	for _, m := range messages {
		if m.HasHTML {
			rich = append(rich, m.ID)
		}
		if m.HasAttachment {
			filed = append(filed, m.ID)
		}
		if m.InReplyTo != "" {
			answered = append(answered, m.InReplyTo)
		}
	}
	bodies, err := r.Bodies(rich)
	if err != nil {
		return nil, err
	}
	for _, b := range bodies {
		s.bodies[b.MessageID] = b
	}
	files, err := r.Attachments(filed)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		shown, err := c.showAttachment(f)
		if err != nil {
			return nil, err
		}
		s.files[f.MessageID] = append(s.files[f.MessageID], shown)
	}
	earlier, err := r.MessagesByMailID(th.ID, answered)
	if err != nil {
		return nil, err
	}
	for _, m := range earlier {
		s.uids[m.MailID] = m.UID
	}
	for _, m := range messages {
		if id := m.Channel.Custom(); id != 0 && s.idents[m.Channel] == nil {
			custom, err := r.CustomChannel(id)
			if err != nil {
				return nil, err
			}
			s.idents[m.Channel] = &custom.Capabilities
		}
	}
	users, err := r.Users()
	for _, u := range users {
		s.users[u.ID] = u
	}
	return s, err
}

// identify says of what type an address of a channel is.
func (s *surroundings) identify(kind parley.ChannelKind, address string) delivered {
	if kind.Custom() == 0 {
		return delivered{byEmail, address}
	}
	return delivered{s.idents[kind].TypeOf(address), address}
}

func (c *call) showAttachment(f *parley.Attachment) (attachment, error) {
	out := attachment{Type: "FILE", FileID: f.ID.String(), FileUsageType: "OTHER", Name: f.Name}
	switch kind, _, _ := strings.Cut(f.ContentType, "/"); {
	case f.Usage != "":
		out.FileUsageType = f.Usage
	case kind == "image", kind == "audio":
		out.FileUsageType = strings.ToUpper(kind)
	}
	var err error
	out.URL, err = c.signedLink(int64(f.ID), linkLife, "")
	return out, err
}

// show presents one message or comment.
func (s *surroundings) show(m *parley.Message) item {
	out := item{ID: m.UID, Type: "MESSAGE", ConversationsThreadID: s.th.ID.String(), CreatedAt: stamp{m.CreatedAt}, UpdatedAt: stamp{m.EditedAt}, CreatedBy: s.author(m),
		Client: clientOf(m.Actor(), m.AppID), Senders: []sender{s.sender(m)}, Recipients: s.recipients(m), Archived: s.th.Trashed, Text: &m.Text}
	if b := s.bodies[m.ID]; b != nil {
		out.RichText = b.HTML
		if m.Trimmed {
			out.RichText, _ = mail.StripHTML(b.HTML)
		}
	}
	files := hung(s.files[m.ID], m.Enclosures)
	if m.Kind == parley.KindComment {
		out.Type, out.Attachments = "COMMENT", files
		if out.RichText == "" { // comments always have it
			out.RichText = strings.ReplaceAll(html.EscapeString(m.Text), "\n", "<br>")
		}
		return out
	}
	out.ChannelID, out.ChannelAccountID = channelID(m.Channel), m.AccountID.String()
	if m.Reason == "welcome" {
		out.Type = "WELCOME_MESSAGE"
		return out
	}
	out.Attachments, out.Subject, out.InReplyToID = files, m.Subject, s.uids[m.InReplyTo]
	out.Direction, out.Status, out.TruncationStatus = strings.ToUpper(string(m.Direction)), statusOf(m), "NOT_TRUNCATED"
	if m.Trimmed {
		out.TruncationStatus = "TRUNCATED_TO_MOST_RECENT_REPLY"
	}
	return out
}

// author is who wrote m; whatever came in is said to come from who stands behind
// the thread (API-22).
func (s *surroundings) author(m *parley.Message) string {
	if m.Direction == parley.Incoming {
		return "V-" + partyOf(s.th)
	}
	return actorID(m.Actor())
}

func (s *surroundings) sender(m *parley.Message) sender {
	out := sender{Name: m.From.Name}
	if m.ActorID != 0 {
		out.ActorID = actorID(m.Actor())
	}
	if u := s.users[m.Actor().UserID()]; u != nil {
		out.Name = u.Name()
	}
	if m.Kind == parley.KindComment {
		return out
	}
	out.SenderField = "FROM"
	switch {
	case m.Direction == parley.Incoming && m.Channel == parley.ChannelChat && s.th.VisitorID != 0: // whatever address the visitor gave: answers go to the chat
		out.ActorID, out.DeliveryIdentifier = "V-"+partyOf(s.th), &delivered{byOpaque, s.th.VisitorID.String()}
	case m.From.Address != "":
		from := s.identify(m.Channel, m.From.Address)
		out.DeliveryIdentifier = &from
	}
	return out
}

func (s *surroundings) recipients(m *parley.Message) []recipient {
	out := []recipient{}
	if m.Kind == parley.KindComment {
		return out
	}
	if m.Channel == parley.ChannelChat && m.Direction == parley.Outgoing {
		return append(out, recipient{DeliveryIdentifier: delivered{byOpaque, s.th.VisitorID.String()}, ActorID: "V-" + partyOf(s.th)})
	}
	for _, part := range []struct {
		field string
		list  []parley.Address
	}{{"TO", m.To}, {"CC", m.Cc}, {"BCC", m.Bcc}} {
		for _, a := range part.list {
			out = append(out, recipient{DeliveryIdentifier: s.identify(m.Channel, a.Address), Name: a.Name, RecipientField: part.field})
		}
	}
	return out
}

// statusOf is how far a message has come; nil while that is not known.
func statusOf(m *parley.Message) *status {
	switch m.Status {
	case parley.MessageReceived:
		return &status{StatusType: "RECEIVED"}
	case parley.MessageSent, parley.MessageDelivered:
		return &status{StatusType: "SENT"}
	case parley.MessageRead:
		return &status{StatusType: "READ"}
	case parley.MessageFailed:
		return &status{StatusType: "FAILED", FailureDetails: &failureDetails{ErrorMessage: m.StatusReason}}
	}
	return nil
}
