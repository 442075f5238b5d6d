package deliver

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"parley/internal/blob"
	"parley/internal/channel"
	"parley/internal/crm"
	"parley/internal/guard"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// Limits of an outgoing message.
const (
	maxRecipients  = 100
	maxAttachments = 25 << 20 // bytes in all (EMAIL-17)
)

// Service writes and sends.
type Service struct {
	db       *store.DB
	blobs    *blob.Store
	adapters map[parley.ChannelKind]channel.Adapter
}

// New makes a service and registers its jobs.
func New(db *store.DB, blobs *blob.Store, jobs *job.Runner, adapters ...channel.Adapter) *Service {
	s := &Service{db: db, blobs: blobs, adapters: map[parley.ChannelKind]channel.Adapter{}}
	for _, a := range adapters {
		s.adapters[a.Kind()] = a
	}
	jobs.Handle("deliver.send", s.work)
	jobs.Handle("deliver.system", s.workSystem)
	return s
}

// NewMessage is a message as its author gives it.
type NewMessage struct {
	ClientID      string // of the author's browser: the same id is the same message
	AccountID     parley.ChannelAccountID
	Forward       bool
	ForwardUID    string // the message to forward; empty: the newest
	To, Cc, Bcc   []parley.Address
	Subject       string
	Text          string
	HTML          string
	AttachmentIDs []parley.AttachmentID
	Enclosures    []parley.Enclosure // quick replies, where the channel carries them
	Invitation    *parley.Invitation // what calendars read beside the words: it leaves at once
	SendAt        time.Time          // zero: now, after the time to undo
	Close         bool
	RemindAt      time.Time
	SeenSeq       int64 // the newest event that the author had seen; zero: do not ask
	Mode          string
	AppID         parley.AppID // the program that writes it for the author: it leaves at once, and the author has read nothing by it
}

// Reply writes an answer or a forward in th (EMAIL-11, EMAIL-12).
func Reply(tx *store.Tx, author *parley.User, th *parley.Thread, n NewMessage) (*parley.Message, error) {
	if m, err := tx.MessageByClientID(int64(author.ID), n.ClientID); m != nil || err != nil {
		return m, err
	}
	if !th.Live() {
		return nil, parley.Errorf(parley.Conflict, "this conversation is in spam or in the trash: restore it before answering")
	}
	if err := newerReply(tx, author, th, n); err != nil {
		return nil, err
	}
	return write(tx, author, th, n)
}

// newerReply stops an answer once if somebody wrote since its author looked
// (COLLAB-05).
func newerReply(tx *store.Tx, author *parley.User, th *parley.Thread, n NewMessage) error {
	if n.SeenSeq == 0 {
		return nil
	}
	m, err := tx.LastMessage(th.ID, "")
	if err != nil || m == nil || m.Seq <= n.SeenSeq || m.Actor() == parley.ByUser(author.ID) {
		return err
	}
	return &parley.Error{Kind: parley.Conflict, Code: "newer_reply", Message: "somebody has written since: review before you send",
		Details: map[string]any{"message": m.UID, "seq": m.Seq}}
}

// Compose opens a thread with an outgoing message; it stands in Sent until the
// recipient answers (EMAIL-09, VIEW-07).
func Compose(tx *store.Tx, author *parley.User, inbox parley.InboxID, n NewMessage) (*parley.Thread, *parley.Message, error) {
	if m, err := tx.MessageByClientID(int64(author.ID), n.ClientID); err != nil {
		return nil, nil, err
	} else if m != nil {
		th, err := tx.Thread(m.ThreadID)
		return th, m, err
	}
	if len(n.To) == 0 {
		return nil, nil, parley.Invalidf("to", "give at least one recipient")
	}
	acct, err := tx.ChannelAccount(n.AccountID)
	if err != nil || acct.InboxID != inbox {
		return nil, nil, parley.Invalidf("channel_account_id", "choose an address of this inbox to send from")
	}
	th := &parley.Thread{
		ID: parley.ThreadID(tx.NewID()), InboxID: inbox, Status: parley.ThreadOpen, Channel: acct.Channel, AccountID: n.AccountID,
		BotState: parley.BotNone, OutboundOnly: true, CreatedAt: tx.Now, SenderName: n.To[0].Name,
	}
	if th.SenderName == "" {
		th.SenderName = n.To[0].Address
	}
	th.SetAssignee(parley.ByUser(author.ID))
	if th.ContactID, err = composedTo(tx, author, acct, n.To); err != nil {
		return nil, nil, err
	}
	if err := tx.Insert("thread", th); err != nil {
		return nil, nil, err
	}
	if err := tx.AddOwner(th); err != nil {
		return nil, nil, err
	}
	if _, err := triage.Note(tx, parley.ByUser(author.ID), th, parley.ThreadCreated, nil); err != nil {
		return nil, nil, err
	}
	if acct.Channel.Custom() != 0 {
		if err := tx.AddCustomThread(acct.ID, parley.PairKey(n.To[0].Address, acct.From()), th.ID); err != nil {
			return nil, nil, err
		}
	}
	m, err := write(tx, author, th, n)
	return th, m, err
}

// composedTo is whom a conversation is begun with, where its channel lets the
// team begin one.
func composedTo(tx *store.Tx, author *parley.User, acct *parley.ChannelAccount, to []parley.Address) (parley.ContactID, error) {
	if acct.Channel.Custom() == 0 {
		if acct.Channel != parley.ChannelEmail {
			return 0, parley.Invalidf("channel_account_id", "a chat is begun by its visitor: choose an address to send from")
		}
		c, err := crm.Resolve(tx, lower(to[:1])[0])
		if err != nil {
			return 0, err
		}
		return c.ID, nil
	}
	ch, err := tx.CustomChannel(acct.Channel.Custom())
	if err != nil {
		return 0, err
	}
	if !ch.Starts() {
		return 0, parley.Invalidf("channel_account_id", "%s lets nobody begin a conversation: wait for a message", ch.Name)
	}
	if to[0].Address = strings.TrimSpace(to[0].Address); to[0].Address == "" || len(to[0].Address) > 500 {
		return 0, parley.Invalidf("to", "give a recipient")
	}
	c, err := crm.ResolveIdentifier(tx, crm.ByUser(author.ID), acct.Channel, ch.Capabilities.TypeOf(to[0].Address), to[0])
	if err != nil {
		return 0, err
	}
	return c.ID, nil
}

// write adds the message and the job that sends it.
func write(tx *store.Tx, author *parley.User, th *parley.Thread, n NewMessage) (*parley.Message, error) {
	acct, err := sender(tx, th, n.AccountID)
	if err != nil {
		return nil, err
	}
	if err := parley.CheckEnclosures("attachments", n.Enclosures); err != nil {
		return nil, err
	}
	if acct.Channel == parley.ChannelChat {
		return say(tx, author, th, acct, n)
	}
	if acct.Channel.Custom() != 0 {
		return relay(tx, author, th, acct, n)
	}
	if len(n.Enclosures) > 0 {
		return nil, parley.Invalidf("attachments", "e-mail carries files alone")
	}
	m := &parley.Message{
		UID: store.RandomHex(16), Kind: parley.KindMessage, Direction: parley.Outgoing, Status: parley.MessageSending,
		ActorKind: parley.ActorUser, ActorID: int64(author.ID), ClientID: n.ClientID, Channel: acct.Channel, AccountID: acct.ID,
		From: parley.Address{Name: fromName(tx, author, acct), Address: acct.From()},
		To:   lower(n.To), Cc: lower(n.Cc), Bcc: lower(n.Bcc), Subject: strings.TrimSpace(n.Subject), Text: n.Text, Forwarded: n.Forward, Reason: "sent", AppID: n.AppID,
	}
	if n.Invitation != nil {
		m.Enclosures = []parley.Enclosure{{Type: parley.EnclosedInvitation, Invitation: n.Invitation}}
	}
	if err := checkRecipients(tx, m); err != nil {
		return nil, err
	}
	files, err := uploads(tx, author, n.AttachmentIDs)
	if err != nil {
		return nil, err
	}
	if err := schedule(tx, th, m, n); err != nil {
		return nil, err
	}
	_, domain, _ := strings.Cut(acct.Address, "@")
	m.MailID = m.UID + "@" + domain
	html, files := inlineImages(tx, author, guard.SanitizeComment(n.HTML), files)
	m.HasHTML = strings.TrimSpace(html) != ""
	if err := answers(tx, th, m, n.ForwardUID); err != nil {
		return nil, err
	}
	if err := triage.AddParties(tx, th, m, func(a string) bool { return a == acct.From() || slices.Contains(acct.Addresses(), a) }, true); err != nil {
		return nil, err
	}
	if err := accept(tx, th, m); err != nil {
		return nil, err
	}
	if err := triage.Append(tx, th, triage.NewMessage{Message: m, Body: &parley.Body{HTML: html, Text: n.Text}, Files: files}); err != nil {
		return nil, err
	}
	return m, follow(tx, author, th, m, n)
}

// take gives a thread that is nobody's to who answers (ROUTE-02).
func take(tx *store.Tx, author *parley.User, th *parley.Thread) error {
	if th.AssigneeID != 0 && th.AssigneeKind != parley.ActorTeam && th.AssigneeKind != parley.ActorBot {
		return nil
	}
	by := parley.ByUser(author.ID)
	if err := triage.AssignThread(tx, by, th, by, nil); err != nil && parley.KindOf(err) != parley.Invalid {
		return err
	}
	return nil
}

// follow does what sending brings about: the thread is its author's if it was
// nobody's, the draft is gone, a reminder may be set.
func follow(tx *store.Tx, author *parley.User, th *parley.Thread, m *parley.Message, n NewMessage) error {
	if err := triage.Store(tx, th); err != nil {
		return err
	}
	if err := take(tx, author, th); err != nil {
		return err
	}
	by := parley.ByUser(author.ID)
	if n.Close {
		if err := triage.Apply(tx, by, th, triage.Verb{Action: triage.Close}, nil); err != nil {
			return err
		}
	}
	if !n.RemindAt.IsZero() {
		if err := tx.SetReminder(&store.Reminder{UserID: author.ID, ThreadID: th.ID, DueAt: n.RemindAt, Since: m.Seq}); err != nil {
			return err
		}
	}
	if n.AppID == 0 {
		if err := tx.DropDraft(author.ID, th.ID, n.Mode); err != nil {
			return err
		}
		if err := tx.SetRead(author.ID, th.ID, th.ActivitySeq); err != nil {
			return err
		}
	}
	if m.Status == parley.MessageSent {
		return nil
	}
	return enqueue(tx, m)
}

func enqueue(tx *store.Tx, m *parley.Message) error {
	_, err := job.Enqueue(tx, job.Spec{Kind: "deliver.send", Queue: job.QueueSend, Payload: m.ID, Key: m.UID, RunAt: m.SendAt})
	return err
}

// sender is the account that the message goes out by: one of this inbox.
func sender(tx *store.Tx, th *parley.Thread, id parley.ChannelAccountID) (*parley.ChannelAccount, error) {
	acct, err := tx.ChannelAccount(id)
	if err != nil || !acct.Serves(th) {
		return nil, parley.Invalidf("channel_account_id", "choose an address of this inbox to send from")
	}
	if !acct.Active {
		return nil, parley.Invalidf("channel_account_id", "%s is switched off", cmp.Or(acct.Name, acct.Address))
	}
	return acct, nil
}

// fromName is what the recipient reads as sender (EMAIL-04).
func fromName(tx *store.Tx, author *parley.User, acct *parley.ChannelAccount) string {
	company := acct.Name
	if a, err := tx.Account(); err == nil && a != nil && company == "" {
		company = a.Name
	}
	if acct.Settings.FromName == "company" {
		return company
	}
	if company == "" {
		return author.Name()
	}
	return author.Name() + " · " + company
}

// uploads returns the files that the author uploaded for this message.
func uploads(tx *store.Tx, author *parley.User, ids []parley.AttachmentID) ([]*parley.Attachment, error) {
	var out []*parley.Attachment
	var size int64
	for _, id := range ids {
		f, err := tx.Attachment(id)
		if err != nil || f.UploadedBy != author.ID && f.MessageID == 0 {
			return nil, parley.Invalidf("attachment_ids", "an attached file is not there any more: attach it again")
		}
		if f.MessageID != 0 { // of another message: a forward takes a copy
			f.ID, f.UploadedBy = 0, author.ID
		}
		size += f.Size
		out = append(out, f)
	}
	if size > maxAttachments {
		return nil, &parley.Error{Kind: parley.TooLarge, Field: "attachment_ids", Message: "attachments may have 25 MB in all"}
	}
	return out, nil
}

// schedule says when the message may leave.
func schedule(tx *store.Tx, th *parley.Thread, m *parley.Message, n NewMessage) error {
	if !n.SendAt.IsZero() {
		if !n.SendAt.After(tx.Now) {
			return parley.Invalidf("send_at", "choose a time that is still to come")
		}
		m.Status, m.SendAt = parley.MessageScheduled, n.SendAt
		return nil
	}
	if n.AppID != 0 || n.Invitation != nil {
		m.SendAt = tx.Now
		return nil
	}
	in, err := tx.Inbox(th.InboxID)
	if err != nil {
		return err
	}
	m.UndoUntil = tx.Now.Add(in.Settings.UndoDelay())
	m.SendAt = m.UndoUntil
	return nil
}

// answers ties m to the mail that it answers or forwards.
func answers(tx *store.Tx, th *parley.Thread, m *parley.Message, forwardUID string) error {
	last, err := tx.LastMessage(th.ID, "")
	if forwardUID != "" {
		last, err = tx.Message(forwardUID)
		if err != nil || last.ThreadID != th.ID {
			return parley.Invalidf("forward_item_id", "the message to forward is not in this conversation")
		}
	}
	if last == nil || err != nil {
		return err
	}
	m.InReplyTo, m.ThreadIndex = last.MailID, last.ThreadIndex
	return nil
}
