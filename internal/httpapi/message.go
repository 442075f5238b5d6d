package httpapi

import (
	"strconv"
	"strings"
	"time"

	"parley/internal/auth"
	"parley/internal/deliver"
	"parley/internal/guard"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// MessageBody is what the editor sends.
type MessageBody struct {
	ClientID         string   `json:"client_id" minLength:"8" maxLength:"64" doc:"Made by the browser: the same id is the same message"`
	ChannelAccountID string   `json:"channel_account_id"`
	To               []Party  `json:"to" maxItems:"100"`
	Cc               []Party  `json:"cc,omitempty" maxItems:"100"`
	Bcc              []Party  `json:"bcc,omitempty" maxItems:"100"`
	Subject          string   `json:"subject" maxLength:"900"`
	Text             string   `json:"text" maxLength:"2000000"`
	HTML             string   `json:"html,omitempty" maxLength:"4000000"`
	AttachmentIDs    []string `json:"attachment_ids,omitempty" maxItems:"100"`
	SendAt           *string  `json:"send_at,omitempty"`
	ReminderAt       *string  `json:"reminder_at,omitempty"`
}

func (b MessageBody) newMessage() (deliver.NewMessage, error) {
	n := deliver.NewMessage{ClientID: b.ClientID, To: addresses(b.To), Cc: addresses(b.Cc), Bcc: addresses(b.Bcc), Subject: b.Subject, Text: b.Text, HTML: b.HTML}
	var err error
	if n.AccountID, err = parley.ParseID[parley.ChannelAccountID]("channel_account_id", b.ChannelAccountID); err != nil {
		return n, err
	}
	if n.AttachmentIDs, err = parseIDs[parley.AttachmentID]("attachment_ids", b.AttachmentIDs); err != nil {
		return n, err
	}
	if n.SendAt, err = parseWhen("send_at", b.SendAt); err != nil {
		return n, err
	}
	n.RemindAt, err = parseWhen("reminder_at", b.ReminderAt)
	return n, err
}

func addresses(list []Party) []parley.Address {
	out := make([]parley.Address, len(list))
	for i, p := range list {
		out[i] = parley.Address(p)
	}
	return out
}

type replyInput struct {
	ThreadPath
	Body struct {
		MessageBody
		Kind          string `json:"kind" enum:"reply,forward"`
		ForwardItemID string `json:"forward_item_id,omitempty"`
		Close         bool   `json:"close,omitempty"`
		SeenSeq       int64  `json:"seen_seq,omitempty" doc:"The newest activity the author has seen; 409 newer_reply if somebody wrote since"`
	}
}

// Sent is a message and its thread after writing.
type Sent struct {
	Item   Item      `json:"item"`
	Thread ThreadRow `json:"thread"`
}

func (c *call) reply(in *replyInput) (*Sent, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	n, err := in.Body.newMessage()
	if err != nil {
		return nil, err
	}
	n.Forward, n.ForwardUID, n.Close, n.SeenSeq, n.Mode = in.Body.Kind == "forward", in.Body.ForwardItemID, in.Body.Close, in.Body.SeenSeq, in.Body.Kind
	var m *parley.Message
	err = c.s.DB.Write(c, func(tx *store.Tx) error {
		th, _, err := auth.ActOnThread(&tx.Reader, c.User, id)
		if err != nil {
			return err
		}
		m, err = deliver.Reply(tx, c.User, th, n)
		return err
	})
	return c.sent(m, err)
}

type composeInput struct {
	Body struct {
		MessageBody
		InboxID  string `json:"inbox_id"`
		TicketID string `json:"ticket_id,omitempty" doc:"The ticket from within which it is written: the conversation joins it"`
	}
}

func (c *call) compose(in *composeInput) (*Sent, error) {
	inbox, err := parley.ParseID[parley.InboxID]("inbox_id", in.Body.InboxID)
	if err != nil {
		return nil, err
	}
	n, err := in.Body.newMessage()
	if err != nil {
		return nil, err
	}
	n.Mode = "compose-" + n.ClientID
	var m *parley.Message
	err = c.s.DB.Write(c, func(tx *store.Tx) error {
		box, err := auth.SeeInbox(&tx.Reader, c.User, inbox)
		if err != nil {
			return err
		}
		if err := auth.MayAnswer(c.User, box); err != nil {
			return err
		}
		var th *parley.Thread
		if th, m, err = deliver.Compose(tx, c.User, inbox, n); err != nil || in.Body.TicketID == "" || th.TicketID != 0 {
			return err
		}
		return c.joinTicket(tx, th, in.Body.TicketID)
	})
	return c.sent(m, err)
}

// sent presents a message with its thread.
func (c *call) sent(m *parley.Message, err error) (*Sent, error) {
	if err != nil {
		return nil, err
	}
	it, err := c.item(m)
	if err != nil {
		return nil, err
	}
	rows, err := c.rowsOf([]parley.ThreadID{m.ThreadID})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &Sent{*it, rows[0]}, nil
}

func (c *call) item(m *parley.Message) (*Item, error) {
	r := c.s.DB.Read(c)
	n, err := c.s.loadNames(r)
	if err != nil {
		return nil, err
	}
	h, err := loadHistory(r, n, []*parley.Message{m})
	if err != nil {
		return nil, err
	}
	it := h.message(m)
	return &it, nil
}

type commentInput struct {
	ThreadPath
	Body struct {
		ClientID      string   `json:"client_id" minLength:"8" maxLength:"64"`
		HTML          string   `json:"html,omitempty" maxLength:"1000000"`
		Text          string   `json:"text" minLength:"1" maxLength:"200000"`
		MentionIDs    []string `json:"mention_ids,omitempty" maxItems:"50"`
		AttachmentIDs []string `json:"attachment_ids,omitempty" maxItems:"20"`
	}
}

func (c *call) comment(in *commentInput) (*Sent, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	mentions, err := c.mentions(id, in.Body.MentionIDs)
	if err != nil {
		return nil, err
	}
	files, err := parseIDs[parley.AttachmentID]("attachment_ids", in.Body.AttachmentIDs)
	if err != nil {
		return nil, err
	}
	var m *parley.Message
	err = c.s.DB.Write(c, func(tx *store.Tx) error {
		th, _, err := auth.CommentOnThread(&tx.Reader, c.User, id)
		if err != nil {
			return err
		}
		m, err = triage.AddComment(tx, c.Actor(), th, triage.NewComment{ClientID: in.Body.ClientID, Text: in.Body.Text, HTML: guard.SanitizeComment(in.Body.HTML), Mentions: mentions, Files: files})
		return err
	})
	return c.sent(m, err)
}

// mentions are the people named: users, and those members of teams, written as
// "team-" and the team's id, who have access to the thread's inbox.
func (c *call) mentions(thread parley.ThreadID, list []string) ([]parley.UserID, error) {
	r := c.s.DB.Read(c)
	_, inbox, err := auth.SeeThread(r, c.User, thread)
	if err != nil {
		return nil, err
	}
	var out []parley.UserID
	var users []*parley.User
	for i, s := range list {
		field := "mention_ids[" + strconv.Itoa(i) + "]"
		text, isTeam := strings.CutPrefix(s, "team-")
		id, err := parley.ParseID[int64](field, text)
		if err != nil {
			return nil, err
		}
		if !isTeam {
			out = append(out, parley.UserID(id))
			continue
		}
		if users == nil {
			if users, err = r.Users(); err != nil {
				return nil, err
			}
		}
		for _, u := range users {
			if inbox.Admits(u) && u.InTeam(parley.TeamID(id)) {
				out = append(out, u.ID)
			}
		}
	}
	return out, nil
}

type commentEdit struct {
	ID   string `path:"id"`
	Body struct {
		HTML string `json:"html,omitempty" maxLength:"1000000"`
		Text string `json:"text" minLength:"1" maxLength:"200000"`
	}
}

// ItemBody is one item.
type ItemBody struct {
	Item Item `json:"item"`
}

func (c *call) editComment(in *commentEdit) (*ItemBody, error) {
	return c.changeMessage(in.ID, auth.CommentOnThread, func(tx *store.Tx, m *parley.Message) error {
		return triage.EditComment(tx, c.User, m, strings.TrimSpace(in.Body.Text), guard.SanitizeComment(in.Body.HTML))
	})
}

func (c *call) deleteComment(in *idPath) (*ItemBody, error) {
	return c.changeMessage(in.ID, auth.CommentOnThread, func(tx *store.Tx, m *parley.Message) error { return triage.DeleteComment(tx, c.User, m) })
}

// threadRight finds a thread if a user has a right over it.
type threadRight func(*store.Reader, *parley.User, parley.ThreadID) (*parley.Thread, *parley.Inbox, error)

// changeMessage runs fn on a message of a thread over which the caller has a
// right.
func (c *call) changeMessage(uid string, may threadRight, fn func(*store.Tx, *parley.Message) error) (*ItemBody, error) {
	var m *parley.Message
	err := c.s.DB.Write(c, func(tx *store.Tx) (err error) {
		if m, err = tx.Message(uid); err != nil {
			return err
		}
		if _, _, err := may(&tx.Reader, c.User, m.ThreadID); err != nil {
			return err
		}
		return fn(tx, m)
	})
	if err != nil {
		return nil, err
	}
	it, err := c.item(m)
	if err != nil {
		return nil, err
	}
	return &ItemBody{*it}, nil
}

func (c *call) retryMessage(in *idPath) (*ItemBody, error) {
	return c.changeMessage(in.ID, auth.ActOnThread, deliver.Retry)
}

type rescheduleInput struct {
	ID   string `path:"id"`
	Body struct {
		SendAt *string `json:"send_at"`
	}
}

func (c *call) reschedule(in *rescheduleInput) (*ItemBody, error) {
	at, err := parseWhen("send_at", in.Body.SendAt)
	if err != nil {
		return nil, err
	}
	return c.changeMessage(in.ID, auth.ActOnThread, func(tx *store.Tx, m *parley.Message) error { return deliver.Reschedule(tx, m, at) })
}

// Withdrawn is what goes back into the editor.
type Withdrawn struct {
	Draft Draft `json:"draft"`
}

func (c *call) withdraw(in *idPath) (*Withdrawn, error) {
	var draft Draft
	_, err := c.changeMessage(in.ID, auth.ActOnThread, func(tx *store.Tx, m *parley.Message) error {
		body, err := tx.Body(m.ID)
		if err != nil {
			return err
		}
		files, err := tx.Attachments([]parley.MessageID{m.ID})
		if err != nil {
			return err
		}
		draft = draftOf(m, body, files)
		if err := deliver.Withdraw(tx, c.Actor(), m); err != nil {
			return err
		}
		return tx.ReleaseAttachments(m.ID, c.User.ID)
	})
	return &Withdrawn{draft}, err
}

func draftOf(m *parley.Message, body *parley.Body, files []*parley.Attachment) Draft {
	d := Draft{Mode: "reply", ChannelAccountID: optionalID(m.AccountID), To: presentParties(m.To), Cc: presentParties(m.Cc), Bcc: presentParties(m.Bcc),
		Subject: m.Subject, Text: m.Text, HTML: body.HTML, Attachments: []Attachment{}, UpdatedAt: when(time.Now())}
	if m.Forwarded {
		d.Mode = "forward"
	}
	for _, f := range files {
		d.Attachments = append(d.Attachments, presentAttachment(f))
	}
	return d
}
