package triage

import (
	"strings"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

const (
	previewLength = 200
	subjectLength = 500
)

// NewMessage is a message with all that is written beside it.
type NewMessage struct {
	Message *parley.Message
	Body    *parley.Body // nil where the line in the thread is all
	Files   []*parley.Attachment
	Quiet   bool // an import, or an automatic answer: tells nobody
}

// Append adds a message to th: its row, words, references and event, and what
// of it the list shows. It does not write th itself; Store does.
func Append(tx *store.Tx, th *parley.Thread, n NewMessage) error {
	m := n.Message
	m.ID, m.ThreadID, m.InboxID = parley.MessageID(tx.NewID()), th.ID, th.InboxID
	if m.UID == "" {
		m.UID = store.RandomHex(16)
	}
	if m.CreatedAt.IsZero() {
		m.CreatedAt = tx.Now
	}
	m.HasAttachment = len(n.Files) > 0
	data := map[string]any{"message": m.UID}
	if n.Quiet {
		data["quiet"] = true
	}
	seq, err := Note(tx, m.Actor(), th, eventOf(m), data)
	if err != nil {
		return err
	}
	m.Seq = seq
	if err := tx.Insert("message", m); err != nil {
		return err
	}
	text := m.Text
	if n.Body != nil {
		n.Body.MessageID = m.ID
		if err := tx.SetBody(n.Body); err != nil {
			return err
		}
		text = n.Body.Text
	}
	for _, f := range n.Files {
		if err := attach(tx, m, f); err != nil {
			return err
		}
	}
	if err := tx.IndexMessage(m.ID, findable(m, text, n.Files)...); err != nil {
		return err
	}
	if m.MailID != "" {
		ref := &store.Reference{MailID: m.MailID, InboxID: th.InboxID, ThreadID: th.ID, MessageID: m.ID, Ours: m.Direction == parley.Outgoing}
		if err := tx.AddReference(ref); err != nil {
			return err
		}
	}
	show(th, m)
	return nil
}

// findable are the words of a message: what it says, its files, and who outside
// said or was told it, so that a name and a word of the text find it together.
func findable(m *parley.Message, text string, files []*parley.Attachment) []string {
	out := []string{m.Subject, text}
	for _, f := range files {
		out = append(out, f.Name)
	}
	for _, e := range m.Enclosures {
		out = append(out, e.Findable()...)
	}
	parties := []parley.Address{m.From}
	if m.Direction == parley.Outgoing {
		parties = m.To
	}
	for _, a := range parties {
		out = append(out, a.Name, a.Address)
	}
	return out
}

// attach ties a file to its message: one uploaded before, or a new one.
func attach(tx *store.Tx, m *parley.Message, f *parley.Attachment) error {
	f.MessageID = m.ID
	if f.ID != 0 {
		return tx.Save("attachment", f)
	}
	f.ID, f.CreatedAt = parley.AttachmentID(tx.NewID()), m.CreatedAt
	return tx.Insert("attachment", f)
}

func eventOf(m *parley.Message) parley.EventKind {
	switch {
	case m.Kind == parley.KindComment:
		return parley.CommentCreated
	case m.Direction == parley.Incoming:
		return parley.MessageArrived
	}
	return parley.MessageWritten
}

// show brings onto th what the list shows of m.
func show(th *parley.Thread, m *parley.Message) {
	if m.Kind == parley.KindComment {
		th.CommentText, th.CommentAuthor = Preview(m.Text), m.Actor().UserID()
		th.ActivitySeq = m.Seq
		return
	}
	if m.HasAttachment {
		th.HasAttachment = true
	}
	if m.Automatic() && !th.LatestMessageAt.IsZero() {
		return
	}
	newest := !m.CreatedAt.Before(th.LatestMessageAt)
	if m.Direction == parley.Incoming {
		th.LatestReceivedAt = later(th.LatestReceivedAt, m.CreatedAt)
		if newest {
			th.LastAction = parley.LastReceived
			if th.WaitingSince.IsZero() {
				th.WaitingSince = m.CreatedAt
			}
		}
		th.OutboundOnly = false
	} else {
		th.LatestSentAt = later(th.LatestSentAt, m.CreatedAt)
		th.HasSent = th.HasSent || m.Channel == parley.ChannelEmail
		if newest {
			th.LastAction = parley.LastReplied
			th.WaitingSince = time.Time{}
			if m.Forwarded {
				th.LastAction = parley.LastForwarded
			}
		}
	}
	th.LatestMessageAt = later(th.LatestReceivedAt, th.LatestSentAt)
	th.ActivitySeq = m.Seq
	if newest {
		th.Preview = Preview(m.Text)
	}
	if th.Subject == "" {
		th.Subject = clip(m.Subject, subjectLength)
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Preview makes one line of a text.
func Preview(text string) string {
	return clip(strings.Join(strings.Fields(clip(text, 4*previewLength)), " "), previewLength)
}

// clip cuts s to at most n bytes between characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}

// AddParties notes who stands on a message, so that search finds th by them.
func AddParties(tx *store.Tx, th *parley.Thread, m *parley.Message, ours func(string) bool, accepted bool) error {
	added, err := NoteParties(tx, th, m, ours, accepted)
	if err != nil || !added {
		return err
	}
	return tx.IndexThread(th)
}

// NoteParties is AddParties for who indexes th afterwards, where any was added.
// Parties that an unauthenticated mail brings in are shown and not written to
// until an agent accepts (ATK-11).
func NoteParties(tx *store.Tx, th *parley.Thread, m *parley.Message, ours func(string) bool, accepted bool) (added bool, err error) {
	known := map[string]bool{}
	if th.ParticipantCount > 0 {
		parts, err := tx.Participants(th.ID)
		if err != nil {
			return false, err
		}
		for _, p := range parts {
			known[p.Address] = true
		}
	}
	add := func(role string, list []parley.Address) error {
		for _, a := range list {
			if a.Address == "" || known[a.Address] || ours(a.Address) {
				continue
			}
			known[a.Address] = true
			isNew, err := tx.AddParticipant(&parley.Participant{ThreadID: th.ID, Address: a.Address, Name: a.Name, Role: role, Accepted: accepted})
			if err != nil {
				return err
			}
			if isNew {
				th.ParticipantCount++
				added = true
			}
		}
		return nil
	}
	if m.Direction == parley.Incoming {
		if err := add("from", []parley.Address{m.From}); err != nil {
			return added, err
		}
	}
	if err := add("to", m.To); err != nil {
		return added, err
	}
	return added, add("cc", m.Cc)
}
