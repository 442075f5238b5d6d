package visitor

import (
	"context"
	"time"

	"parley/internal/deliver"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

const (
	// unreadFor is how long an answer waits unread before it is mailed, and left
	// how long its visitor must have been gone (CHAT-16).
	unreadFor = 5 * time.Minute
	left      = time.Minute
)

// Budgets of automatic mail a day, so that nobody can make us write to a
// stranger without end (ATK-10).
const (
	mailsToProved    = 50
	mailsToUnproved  = 5
	mailsUnprovedAll = 500
)

// mailLater asks for a look, five minutes on, at what a visitor has not read.
func mailLater(tx *store.Tx, id parley.ThreadID, from time.Time) error {
	_, err := job.Enqueue(tx, job.Spec{Kind: "chat.mail", Payload: id, Key: id.String(), RunAt: from.Add(unreadFor)})
	return err
}

// workMail mails what the team wrote to a visitor who left without reading it.
// An answer by mail comes back into the thread.
func (d *Desk) workMail(ctx context.Context, w *job.Work) error {
	var id parley.ThreadID
	if err := w.Decode(&id); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		m, err := readMailing(tx, id)
		if m == nil || err != nil {
			return err
		}
		unread := m.unread()
		if len(unread) == 0 {
			return nil
		}
		if wait := unreadFor - tx.Now.Sub(unread[0].CreatedAt); wait > 0 {
			return &job.Later{After: wait, Reason: "the visitor may still read it"}
		}
		if d.here(tx, m.visitor) {
			return &job.Later{After: left, Reason: "the visitor is here"}
		}
		return m.sendUnread(tx, unread)
	})
}

// here reports whether a visitor has a line open, or closed it just now.
func (d *Desk) here(tx *store.Tx, v *parley.Visitor) bool {
	return d.hub.VisitorAt(v.ID, 0).Online || tx.Now.Sub(v.SeenAt) < left
}

// mailing is a chat that may be mailed about.
type mailing struct {
	thread  *parley.Thread
	chat    *parley.Chat
	visitor *parley.Visitor
	account *parley.ChannelAccount // to write from
	words   *words
	site    string            // of the operator's, where the chat can be opened again
	said    []*parley.Message // oldest first
}

// readMailing returns nil where nothing is to be mailed: no address, no
// account to write from, or a thread that is nobody's to answer.
func readMailing(tx *store.Tx, id parley.ThreadID) (*mailing, error) {
	th, err := tx.Thread(id)
	if parley.KindOf(err) == parley.NotFound || err == nil && !th.Live() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	m := &mailing{thread: th}
	if m.chat, err = tx.Chat(id); m.chat == nil || err != nil {
		return nil, err
	}
	if m.visitor, err = tx.Visitor(m.chat.VisitorID); err != nil {
		return nil, err
	}
	if m.account, err = mailAccount(&tx.Reader, th.InboxID); m.account == nil || m.visitor.Email == "" || err != nil {
		return nil, err
	}
	m.words = wordsIn(m.chat.Language)
	if widget, err := tx.ChannelAccount(th.AccountID); err == nil && widget.Settings.Chat != nil && len(widget.Settings.Chat.Sites) > 0 {
		m.site = widget.Settings.Chat.Sites[0]
	}
	newestFirst, err := tx.ChatMessages(id, 0, 1000)
	for i := len(newestFirst) - 1; i >= 0; i-- {
		m.said = append(m.said, newestFirst[i])
	}
	return m, err
}

// mailAccount is the address by which an inbox writes: its own first, then its
// fallback.
func mailAccount(r *store.Reader, inbox parley.InboxID) (*parley.ChannelAccount, error) {
	accounts, err := r.ChannelAccounts(inbox)
	for _, a := range accounts {
		if a.Channel == parley.ChannelEmail && a.Active {
			return a, nil
		}
	}
	return nil, err
}

// unread are the team's words that neither the visitor nor a mail has had.
func (m *mailing) unread() []*parley.Message {
	var out []*parley.Message
	for _, x := range m.said {
		if x.Seq > max(m.chat.VisitorSeq, m.chat.MailedSeq) && x.Channel == parley.ChannelChat && x.ActorKind == parley.ActorUser {
			out = append(out, x)
		}
	}
	return out
}

func (m *mailing) sendUnread(tx *store.Tx, unread []*parley.Message) error {
	last := unread[len(unread)-1]
	m.chat.MailedSeq = last.Seq
	if err := tx.SetChat(m.chat); err != nil {
		return err
	}
	if ok, err := m.budget(tx); err != nil || !ok {
		return err
	}
	if err := m.post(tx, m.words.subject(m.company(tx)), m.words.unread, unread, last.ID); err != nil {
		return err
	}
	_, err := triage.Note(tx, parley.System, m.thread, parley.ThreadEmailed, map[string]any{"automatic": true, "count": len(unread)})
	return err
}

// budget counts an automatic mail and reports whether it may leave.
func (m *mailing) budget(tx *store.Tx) (bool, error) {
	most := int64(mailsToUnproved)
	if m.visitor.EmailVerified {
		most = mailsToProved
	} else if all, err := tx.CountAttempt("chat-mail/unproved", 24*time.Hour); err != nil || all > mailsUnprovedAll {
		return false, err
	}
	n, err := tx.CountAttempt("chat-mail/"+m.visitor.Email, 24*time.Hour)
	return n <= most, err
}

// post sends some of what was said to the visitor. What answers it finds the
// thread by its reference or by the token of the reply address.
func (m *mailing) post(tx *store.Tx, subject, intro string, said []*parley.Message, about parley.MessageID) error {
	if err := party(tx, m.thread, m.visitor); err != nil {
		return err
	}
	parts, err := tx.Participants(m.thread.ID)
	if err != nil {
		return err
	}
	l := deliver.Letter{AccountID: m.account.ID, To: parley.Address{Address: m.visitor.Email}, Subject: subject, ThreadID: m.thread.ID, MessageID: about}
	for _, p := range parts {
		if p.Address == m.visitor.Email {
			l.Token = p.Token
		}
	}
	l.Text, l.HTML = m.letter(intro, said)
	return deliver.Post(tx, l)
}

func (m *mailing) company(tx *store.Tx) string {
	if a, err := tx.Account(); err == nil && a != nil {
		return a.Name
	}
	return "Parley"
}

// GoOnByEmail lets a chat go on by e-mail: from now on an answer starts from
// the visitor's address.
func GoOnByEmail(tx *store.Tx, by parley.Actor, th *parley.Thread) error {
	chat, err := tx.Chat(th.ID)
	if err != nil {
		return err
	}
	if chat == nil || th.VisitorID == 0 {
		return parley.Errorf(parley.Conflict, "this conversation is no chat")
	}
	v, err := tx.Visitor(th.VisitorID)
	if err != nil {
		return err
	}
	if v.Email == "" {
		return parley.Errorf(parley.Conflict, "the visitor's e-mail address is not known: ask for it, or create a contact")
	}
	acct, err := mailAccount(&tx.Reader, th.InboxID)
	if err != nil {
		return err
	}
	if acct == nil {
		return parley.Errorf(parley.Conflict, "this inbox has no e-mail address to write from: connect one first")
	}
	if !chat.EmailedAt.IsZero() {
		return nil
	}
	if err := party(tx, th, v); err != nil {
		return err
	}
	chat.EmailedAt = tx.Now
	if err := tx.SetChat(chat); err != nil {
		return err
	}
	if _, err := triage.Note(tx, by, th, parley.ThreadEmailed, nil); err != nil {
		return err
	}
	return triage.Store(tx, th)
}

// MailSubject is the subject of mail about a chat.
func MailSubject(r *store.Reader, th *parley.Thread, chat *parley.Chat) (string, error) {
	a, err := r.Account()
	if err != nil || a == nil {
		return "", err
	}
	return wordsIn(chat.Language).subject(a.Name), nil
}
