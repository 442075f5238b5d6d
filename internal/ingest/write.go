package ingest

import (
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// write adds the message to the thread.
func (a *arrival) write(fresh bool) (*parley.Message, error) {
	if err := a.beginChat(fresh); err != nil {
		return nil, err
	}
	identify := a.attachContact
	switch {
	case a.visitor != nil:
		identify = a.visitorContact
	case a.in.Relayed != nil:
		identify = a.relayedContact
	}
	if err := identify(); err != nil {
		return nil, err
	}
	m, err := a.message()
	if err != nil {
		return nil, err
	}
	accepted := fresh || a.in.Ours || a.in.Authenticated == "pass"
	if a.visitor != nil {
		accepted = a.visitor.EmailVerified
	} else if a.in.Relayed != nil {
		accepted = true // the app vouches for who writes
	} else if !fresh && !a.in.Ours {
		known, err := (&stored{tx: a.tx}).Knows(a.thread.ID, []string{m.From.Address})
		if err != nil {
			return nil, err
		}
		m.NewParticipant = !known
		accepted = accepted && known
	}
	added, err := triage.NoteParties(a.tx, a.thread, m, a.ours, accepted)
	if err != nil {
		return nil, err
	}
	files, err := a.files()
	if err != nil {
		return nil, err
	}
	n := triage.NewMessage{Message: m, Files: files, Quiet: a.in.Silent || m.Automatic()}
	if m.HasHTML || m.Trimmed {
		n.Body = &parley.Body{HTML: a.p.html, Text: a.in.Text}
	}
	if err := triage.Append(a.tx, a.thread, n); err != nil {
		return nil, err
	}
	if fresh || added {
		if err := a.tx.IndexThread(a.thread); err != nil {
			return nil, err
		}
	}
	if a.in.Relayed != nil {
		return m, a.tx.AddCustomThread(a.acct.ID, a.in.Relayed.Thread, a.thread.ID)
	}
	if err := a.keepAnswer(); err != nil {
		return nil, err
	}
	return m, a.tell(m)
}

func (a *arrival) message() (*parley.Message, error) {
	in := a.in
	m := &parley.Message{
		Kind: parley.KindMessage, CreatedAt: a.when(), Direction: parley.Incoming, Status: parley.MessageReceived,
		Channel: in.Channel, AccountID: in.AccountID, From: in.From, To: in.To, Cc: in.Cc, Subject: in.Subject,
		Text: in.Reply, HasHTML: a.p.html != "", Trimmed: strings.TrimSpace(in.Reply) != strings.TrimSpace(in.Text),
		MailID: in.MailID, ThreadIndex: in.ThreadIndex, Reason: a.why, Authenticated: in.Authenticated, Auto: in.Auto,
		RawHash: a.p.rawHash, ContentHash: in.ContentHash, Quarantined: in.Quarantine != "",
	}
	m.Enclosures = in.Enclosures
	a.enclose(m)
	if err := a.choose(m); err != nil {
		return nil, err
	}
	if in.Relayed != nil {
		m.AppID = in.Relayed.AppID
	}
	if len(in.InReplyTo) > 0 {
		m.InReplyTo = in.InReplyTo[0]
	}
	if in.Quarantine != "" {
		m.Reason = in.Quarantine
	}
	return m, a.sign(m)
}

// sign says who speaks: outside, a contact; in the Sent folder, the user whose
// address the mail bears (EMAIL-23).
func (a *arrival) sign(m *parley.Message) error {
	if a.visitor != nil {
		m.ActorKind, m.ActorID, m.ClientID = parley.ActorVisitor, int64(a.visitor.ID), a.in.Visit.ClientID
		if m.From.Name == "" {
			m.From.Name = callVisitor(a.tx, a.visitor)
		}
		return nil
	}
	if !a.in.Ours {
		m.ActorKind = parley.ActorContact
		if a.contact != nil {
			m.ActorID = int64(a.contact.ID)
		}
		return nil
	}
	m.Direction, m.Status, m.ActorKind = parley.Outgoing, parley.MessageSent, parley.ActorSystem
	if a.in.Relayed != nil {
		a.signRelayed(m)
		return nil
	}
	u, err := a.tx.UserByEmail(a.in.From.Address)
	if err == nil {
		m.ActorKind, m.ActorID = parley.ActorUser, int64(u.ID)
	} else if parley.KindOf(err) != parley.NotFound {
		return err
	}
	return nil
}

func (a *arrival) files() ([]*parley.Attachment, error) {
	if a.visitor != nil {
		return a.uploaded()
	}
	out := make([]*parley.Attachment, len(a.in.Files))
	for i, f := range a.in.Files {
		out[i] = &parley.Attachment{Name: f.Name, ContentType: f.ContentType, Size: int64(len(f.Data)), Hash: a.p.fileHash[i], ContentID: f.ContentID, Inline: f.Inline, Usage: f.Usage}
		if f.Missing {
			out[i].Hash = ""
		}
	}
	return out, nil
}

// tell notes the ids that the mail tells of, so that a mail that comes late
// still finds its thread.
func (a *arrival) tell(m *parley.Message) error {
	_, tells := Ids(a.in)
	for _, id := range tells {
		ref := &store.Reference{MailID: id, InboxID: a.thread.InboxID, ThreadID: a.thread.ID, MessageID: m.ID, Told: true}
		if err := a.tx.AddReference(ref); err != nil {
			return err
		}
	}
	return nil
}

// follow does what an arrival brings about: reopen, wake, restore, route.
func (a *arrival) follow(m *parley.Message, fresh bool) error {
	tx, th := a.tx, a.thread
	if a.in.Quarantine != "" {
		th.Quarantined = true
		if err := tx.Insert("quarantine", &store.Quarantine{ID: tx.NewID(), AccountID: a.acct.ID, Reason: a.in.Quarantine, RawHash: m.RawHash, Size: int64(len(a.in.Raw)), MessageID: m.ID, Ours: a.in.Ours, CreatedAt: tx.Now}); err != nil {
			return err
		}
	}
	if err := triage.Store(tx, th); err != nil {
		return err
	}
	if a.in.Silent || a.verdict.Spam || m.Automatic() || m.Direction == parley.Outgoing {
		return nil
	}
	if err := triage.RestoreThread(tx, parley.System, th, "new_message"); err != nil {
		return err
	}
	reopened := th.Status == parley.ThreadClosed
	if err := triage.ReopenThread(tx, m.Actor(), th, "new_message"); err != nil {
		return err
	}
	if err := triage.Wake(tx, m.Actor(), th, "new_message"); err != nil {
		return err
	}
	if err := tx.DropReminders(th.ID); err != nil {
		return err
	}
	arrival := triage.Arrival{Message: m}
	if a.in.Visit != nil {
		arrival.Page = a.in.Visit.PageURL
	}
	switch {
	case fresh:
		return triage.Route(tx, th, arrival)
	case reopened:
		return triage.RouteAgain(tx, th, arrival)
	}
	return nil
}
