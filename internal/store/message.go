package store

import (
	"time"

	"parley/internal/parley"
)

// Message returns one by its public identifier.
func (r *Reader) Message(uid string) (*parley.Message, error) {
	return one[parley.Message](r, "message", `SELECT * FROM message WHERE uid = $1`, uid)
}

// MessageByID returns one.
func (r *Reader) MessageByID(id parley.MessageID) (*parley.Message, error) {
	return one[parley.Message](r, "message", `SELECT * FROM message WHERE id = $1`, id)
}

// MessageByClientID returns what an author wrote under an id of the browser's
// own, or nil: the same press of a key is one message (SAFE-05).
func (r *Reader) MessageByClientID(author int64, clientID string) (*parley.Message, error) {
	return first[parley.Message](r, `SELECT * FROM message WHERE actor_id = $1 AND client_id = $2 AND client_id <> ''`, author, clientID)
}

// MessageByMailID returns the outgoing message known by a Message-ID, or nil.
func (r *Reader) MessageByMailID(mailID string) (*parley.Message, error) {
	return first[parley.Message](r, `SELECT m.* FROM reference x JOIN message m ON m.id = x.message_id WHERE x.mail_id = $1 AND x.ours = 1 AND m.direction = 'outgoing'`, mailID)
}

// first is one, but nil where there is none.
func first[T any](r *Reader, text string, args ...any) (*T, error) {
	v, err := one[T](r, "row", text, args...)
	if parley.KindOf(err) == parley.NotFound {
		return nil, nil
	}
	return v, err
}

// Messages returns at most limit messages of a thread before a position (the
// newest for nil), newest first.
func (r *Reader) Messages(id parley.ThreadID, before *Position, limit int) ([]*parley.Message, error) {
	args := []any{id, limit}
	cond := ""
	if before != nil {
		cond = ` AND (created_at, id) < ($3, $4)`
		args = append(args, before.At, before.ID)
	}
	return list[parley.Message](r, `SELECT * FROM message WHERE thread_id = $1 AND status <> 'cancelled'`+cond+` ORDER BY created_at DESC, id DESC LIMIT $2`, args...)
}

// MessagesByID returns those of some ids, in no order.
func (r *Reader) MessagesByID(ids []parley.MessageID) ([]*parley.Message, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	in, args := inList(ids)
	return list[parley.Message](r, `SELECT * FROM message WHERE id IN `+in, args...)
}

// LastMessage returns the newest customer-facing message of a thread with a
// Message-ID, or nil: what an answer answers.
func (r *Reader) LastMessage(id parley.ThreadID, direction parley.Direction) (*parley.Message, error) {
	return first[parley.Message](r, `SELECT * FROM message WHERE thread_id = $1 AND kind = 'message' AND auto IN ('', 'list')
	  AND ($2 = '' OR direction = $2) AND status NOT IN ('cancelled', 'scheduled') ORDER BY created_at DESC, id DESC LIMIT 1`, id, direction)
}

// Body returns what a message holds beyond its line, empty where nothing.
func (r *Reader) Body(id parley.MessageID) (*parley.Body, error) {
	b, err := first[parley.Body](r, `SELECT * FROM message_body WHERE message_id = $1`, id)
	if b == nil && err == nil {
		b = &parley.Body{MessageID: id}
	}
	return b, err
}

// SetBody writes it.
func (tx *Tx) SetBody(b *parley.Body) error {
	return tx.Exec(`INSERT INTO message_body (message_id, html, text) VALUES ($1, $2, $3)
	  ON CONFLICT (message_id) DO UPDATE SET html = excluded.html, text = excluded.text`, b.MessageID, b.HTML, b.Text)
}

// Attachments returns the files of some messages.
func (r *Reader) Attachments(ids []parley.MessageID) ([]*parley.Attachment, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	in, args := inList(ids)
	return list[parley.Attachment](r, `SELECT * FROM attachment WHERE message_id IN `+in+` ORDER BY id`, args...)
}

// Attachment returns one.
func (r *Reader) Attachment(id parley.AttachmentID) (*parley.Attachment, error) {
	return one[parley.Attachment](r, "file", `SELECT * FROM attachment WHERE id = $1`, id)
}

// DeleteMessage removes a message that never left, with its search entry.
func (tx *Tx) DeleteMessage(id parley.MessageID) error {
	for _, text := range []string{
		`DELETE FROM message_search WHERE rowid = $1`,
		`DELETE FROM message_body WHERE message_id = $1`,
		`DELETE FROM reference WHERE thread_id = (SELECT thread_id FROM message WHERE id = $1) AND message_id = $1`,
		`UPDATE attachment SET message_id = 0 WHERE message_id = $1`,
		`DELETE FROM message WHERE id = $1`,
	} {
		if err := tx.Exec(text, id); err != nil {
			return err
		}
	}
	return nil
}

// Reference says where a Message-ID stands.
type Reference struct {
	MailID    string
	InboxID   parley.InboxID
	ThreadID  parley.ThreadID
	MessageID parley.MessageID
	Ours      bool // we made the id
	Told      bool // only mentioned by the mail that stands there
}

// References returns where some ids stand.
func (r *Reader) References(ids []string) ([]*Reference, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	in, args := inList(ids)
	return list[Reference](r, `SELECT * FROM reference WHERE mail_id IN `+in+` ORDER BY mail_id, inbox_id, thread_id, message_id`, args...)
}

// AddReference notes where an id stands, by its parley.MailKey.
func (tx *Tx) AddReference(x *Reference) error {
	x.MailID = parley.MailKey(x.MailID)
	_, err := tx.InsertNew("reference", x)
	return err
}

// Seen is what a delivery key led to. Zero ids: what it was is gone for good.
type Seen struct {
	Key       string
	MessageID parley.MessageID
	ThreadID  parley.ThreadID
}

// Seen returns what a key led to, or nil.
func (r *Reader) Seen(key string) (*Seen, error) {
	return first[Seen](r, `SELECT * FROM seen WHERE key = $1`, key)
}

// MarkSeen notes a key and reports whether it is new.
func (tx *Tx) MarkSeen(s *Seen) (bool, error) { return tx.InsertNew("seen", s) }

// CopyInInbox returns the message of an inbox with a content hash, or nil.
func (r *Reader) CopyInInbox(inbox parley.InboxID, hash string) (*parley.Message, error) {
	return first[parley.Message](r, `SELECT * FROM message WHERE content_hash = $1 AND content_hash <> '' AND inbox_id = $2`, hash, inbox)
}

// ScheduledMessages returns the messages of a thread that wait for their time.
func (r *Reader) ScheduledMessages(id parley.ThreadID) ([]*parley.Message, error) {
	return list[parley.Message](r, `SELECT * FROM message WHERE thread_id = $1 AND status = 'scheduled'`, id)
}

// Quarantine is a mail that could not be taken as it is (EMAIL-22).
type Quarantine struct {
	ID        int64
	AccountID parley.ChannelAccountID
	Reason    string
	RawHash   string
	Size      int64
	MessageID parley.MessageID
	Ours      bool // lay in the Sent folder
	CreatedAt time.Time
	SettledAt time.Time
}

// Quarantined returns what waits for a decision, newest first.
func (r *Reader) Quarantined() ([]*Quarantine, error) {
	return list[Quarantine](r, `SELECT * FROM quarantine WHERE settled_at = 0 ORDER BY id DESC LIMIT 500`)
}

// QuarantineByID returns one.
func (r *Reader) QuarantineByID(id int64) (*Quarantine, error) {
	return one[Quarantine](r, "quarantined mail", `SELECT * FROM quarantine WHERE id = $1`, id)
}

// Draft is what a user is writing in a thread. Data is the editor's own JSON.
type Draft struct {
	UserID    parley.UserID
	ThreadID  parley.ThreadID
	Mode      string // reply, forward or comment; for thread 0 the id of a compose window
	Data      string
	UpdatedAt time.Time
}

// Drafts returns a user's drafts in a thread.
func (r *Reader) Drafts(user parley.UserID, id parley.ThreadID) ([]*Draft, error) {
	return list[Draft](r, `SELECT * FROM draft WHERE user_id = $1 AND thread_id = $2 ORDER BY mode`, user, id)
}

// SetDraft keeps a draft; one older than what is kept is dropped.
func (tx *Tx) SetDraft(d *Draft) error {
	return tx.Exec(`INSERT INTO draft (user_id, thread_id, mode, data, updated_at) VALUES ($1, $2, $3, $4, $5)
	  ON CONFLICT (user_id, thread_id, mode) DO UPDATE SET data = excluded.data, updated_at = excluded.updated_at`,
		d.UserID, d.ThreadID, d.Mode, d.Data, d.UpdatedAt)
}

// DropDraft forgets one.
func (tx *Tx) DropDraft(user parley.UserID, id parley.ThreadID, mode string) error {
	return tx.Exec(`DELETE FROM draft WHERE user_id = $1 AND thread_id = $2 AND mode = $3`, user, id, mode)
}

// MessageIDs returns all messages of a thread, oldest first.
func (r *Reader) MessageIDs(id parley.ThreadID) ([]parley.MessageID, error) {
	return scalars[parley.MessageID](r, `SELECT id FROM message WHERE thread_id = $1 ORDER BY created_at, id`, id)
}

// MoveToThread gives messages, with the ids they are known by, to another
// thread, which may have gone to another inbox since.
func (tx *Tx) MoveToThread(ids []parley.MessageID, from, to parley.ThreadID) error {
	if len(ids) == 0 {
		return nil
	}
	in, args := inListFrom(3, ids)
	for _, text := range []string{
		`UPDATE message SET thread_id = $1, inbox_id = (SELECT inbox_id FROM thread WHERE id = $1) WHERE thread_id = $2 AND id IN ` + in,
		`UPDATE reference SET thread_id = $1, inbox_id = (SELECT inbox_id FROM thread WHERE id = $1) WHERE thread_id = $2 AND message_id IN ` + in,
		`UPDATE seen SET thread_id = $1 WHERE thread_id = $2 AND message_id IN ` + in,
	} {
		if err := tx.Exec(text, append([]any{to, from}, args...)...); err != nil {
			return err
		}
	}
	return nil
}

// CopyParticipants adds the parties of one thread to another. Each gets a reply
// token of its own there.
func (tx *Tx) CopyParticipants(from, to parley.ThreadID) error {
	parts, err := tx.Participants(from)
	if err != nil {
		return err
	}
	for _, p := range parts {
		p.ThreadID, p.Token = to, ""
		if _, err := tx.AddParticipant(p); err != nil {
			return err
		}
	}
	return nil
}

// MailIDs returns the Message-IDs of a thread's messages before an event,
// oldest first.
func (r *Reader) MailIDs(id parley.ThreadID, before int64) ([]string, error) {
	return scalars[string](r, `SELECT mail_id FROM message WHERE thread_id = $1 AND seq < $2 AND mail_id <> '' AND status <> 'cancelled' ORDER BY created_at, id`, id, before)
}

// MessageInThread returns the message of a thread with a Message-ID, or nil.
func (r *Reader) MessageInThread(id parley.ThreadID, mailID string) (*parley.Message, error) {
	return first[parley.Message](r, `SELECT * FROM message WHERE thread_id = $1 AND mail_id = $2 ORDER BY id LIMIT 1`, id, mailID)
}

// Bodies returns those of some messages.
func (r *Reader) Bodies(ids []parley.MessageID) ([]*parley.Body, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	in, args := inList(ids)
	return list[parley.Body](r, `SELECT * FROM message_body WHERE message_id IN `+in, args...)
}

// DropMessageContent deletes what a message holds beyond its line.
func (tx *Tx) DropMessageContent(id parley.MessageID) error {
	for _, text := range []string{
		`DELETE FROM message_search WHERE rowid = $1`,
		`DELETE FROM message_body WHERE message_id = $1`,
		`DELETE FROM attachment WHERE message_id = $1`,
	} {
		if err := tx.Exec(text, id); err != nil {
			return err
		}
	}
	return nil
}

// ReleaseAttachments gives the files of a message back to who uploads, for the
// editor.
func (tx *Tx) ReleaseAttachments(id parley.MessageID, user parley.UserID) error {
	return tx.Exec(`UPDATE attachment SET message_id = 0, uploaded_by = $1 WHERE message_id = $2`, user, id)
}

// MessagesByUID returns those of some public identifiers, in no order.
func (r *Reader) MessagesByUID(uids []string) ([]*parley.Message, error) {
	if len(uids) == 0 {
		return nil, nil
	}
	in, args := inList(uids)
	return list[parley.Message](r, `SELECT * FROM message WHERE uid IN `+in, args...)
}
