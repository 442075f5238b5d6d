package store

import (
	"time"

	"parley/internal/parley"
)

// Visitor returns one.
func (r *Reader) Visitor(id parley.VisitorID) (*parley.Visitor, error) {
	return one[parley.Visitor](r, "visitor", `SELECT * FROM visitor WHERE id = $1`, id)
}

// VisitorByKey returns the one with the hash of a cookie, or nil.
func (r *Reader) VisitorByKey(key string) (*parley.Visitor, error) {
	return first[parley.Visitor](r, `SELECT * FROM visitor WHERE key = $1`, key)
}

// VisitorContacts returns whom some visitors turned out to be, or say they are.
func (r *Reader) VisitorContacts(ids []parley.VisitorID) (map[parley.VisitorID]*parley.Contact, error) {
	out := map[parley.VisitorID]*parley.Contact{}
	if len(ids) == 0 {
		return out, nil
	}
	in, args := inList(ids)
	visitors, err := list[parley.Visitor](r, `SELECT * FROM visitor WHERE contact_id > 0 AND id IN `+in, args...)
	if err != nil {
		return nil, err
	}
	var contacts []parley.ContactID
	for _, v := range visitors {
		contacts = append(contacts, v.ContactID)
	}
	byID, err := r.Contacts(contacts)
	for _, v := range visitors {
		if c := byID[v.ContactID]; c != nil {
			out[v.ID] = c
		}
	}
	return out, err
}

// TouchVisitors notes that some are here, or left just now.
func (tx *Tx) TouchVisitors(ids []parley.VisitorID) error {
	in, args := inListFrom(2, ids)
	return tx.Exec(`UPDATE visitor SET seen_at = $1 WHERE id IN `+in, append([]any{tx.Now}, args...)...)
}

// VisitorThreads returns the threads of a visitor, or all of a contact whose
// visitors proved its address, the most recent first. Merged ones are left out:
// what they held stands in another.
func (r *Reader) VisitorThreads(id parley.VisitorID, contact parley.ContactID, limit int) ([]*parley.Thread, error) {
	return list[parley.Thread](r, `SELECT * FROM thread WHERE visitor_id > 0 AND merged_into = 0 AND trashed = 0
	  AND (visitor_id = $1 OR visitor_id IN (SELECT id FROM visitor WHERE contact_id = $2 AND contact_id > 0 AND email_verified = 1))
	  ORDER BY latest_message_at DESC, id DESC LIMIT $3`, id, contact, limit)
}

// VisitorThreadIDs is VisitorThreads for ids alone, in no order.
func (r *Reader) VisitorThreadIDs(id parley.VisitorID, contact parley.ContactID) ([]parley.ThreadID, error) {
	return scalars[parley.ThreadID](r, `SELECT id FROM thread WHERE visitor_id > 0 AND merged_into = 0 AND trashed = 0
	  AND (visitor_id = $1 OR visitor_id IN (SELECT id FROM visitor WHERE contact_id = $2 AND contact_id > 0 AND email_verified = 1))`, id, contact)
}

// ThreadsOfVisitor returns all threads that a visitor began.
func (r *Reader) ThreadsOfVisitor(id parley.VisitorID) ([]*parley.Thread, error) {
	return list[parley.Thread](r, `SELECT * FROM thread WHERE visitor_id = $1 AND visitor_id > 0 ORDER BY id`, id)
}

// Chat returns what a thread from the widget has beside others, or nil.
func (r *Reader) Chat(id parley.ThreadID) (*parley.Chat, error) {
	return first[parley.Chat](r, `SELECT * FROM chat WHERE thread_id = $1`, id)
}

// Chats returns those of some threads, by thread.
func (r *Reader) Chats(ids []parley.ThreadID) (map[parley.ThreadID]*parley.Chat, error) {
	out := map[parley.ThreadID]*parley.Chat{}
	if len(ids) == 0 {
		return out, nil
	}
	in, args := inList(ids)
	all, err := list[parley.Chat](r, `SELECT * FROM chat WHERE thread_id IN `+in, args...)
	for _, c := range all {
		out[c.ThreadID] = c
	}
	return out, err
}

// SetChat writes over what a thread has.
func (tx *Tx) SetChat(c *parley.Chat) error {
	if err := tx.Exec(`DELETE FROM chat WHERE thread_id = $1`, c.ThreadID); err != nil {
		return err
	}
	return tx.Insert("chat", c)
}

// ReadByTeam moves the team's mark on a chat forward and reports whether it
// moved.
func (tx *Tx) ReadByTeam(id parley.ThreadID, seq int64) (bool, error) {
	n, err := tx.Affect(`UPDATE chat SET team_seq = $2 WHERE thread_id = $1 AND team_seq < $2`, id, seq)
	return n > 0, err
}

// ReadByVisitor moves the visitor's mark on a chat forward and reports whether
// it moved.
func (tx *Tx) ReadByVisitor(id parley.ThreadID, seq int64) (bool, error) {
	n, err := tx.Affect(`UPDATE chat SET visitor_seq = $2 WHERE thread_id = $1 AND visitor_seq < $2`, id, seq)
	return n > 0, err
}

// MarkChatRead calls what the team said up to an event read, and returns the
// public ids of what was not.
func (tx *Tx) MarkChatRead(id parley.ThreadID, seq int64) ([]string, error) {
	return scalars[string](&tx.Reader, `UPDATE message SET status = 'read' WHERE thread_id = $1 AND seq <= $2
	  AND direction = 'outgoing' AND channel = 'chat' AND status = 'sent' AND kind = 'message' RETURNING uid`, id, seq)
}

// UnreadByVisitor counts what the team said in the chats of some threads that
// their visitor has not read.
func (r *Reader) UnreadByVisitor(ids []parley.ThreadID) (map[parley.ThreadID]int64, error) {
	out := map[parley.ThreadID]int64{}
	if len(ids) == 0 {
		return out, nil
	}
	type row struct {
		ThreadID parley.ThreadID
		N        int64
	}
	in, args := inList(ids)
	rows, err := list[row](r, `SELECT m.thread_id AS thread_id, COUNT(*) AS n FROM message m JOIN chat c ON c.thread_id = m.thread_id
	  WHERE m.thread_id IN `+in+` AND m.kind = 'message' AND m.direction = 'outgoing' AND m.channel = 'chat' AND m.actor_kind <> 'system' AND m.seq > c.visitor_seq
	  GROUP BY m.thread_id`, args...)
	for _, x := range rows {
		out[x.ThreadID] = x.N
	}
	return out, err
}

// ChatMessages returns at most limit messages of a thread before an event (the
// newest for zero), newest first; no comments.
func (r *Reader) ChatMessages(id parley.ThreadID, before int64, limit int) ([]*parley.Message, error) {
	return list[parley.Message](r, `SELECT * FROM message WHERE thread_id = $1 AND kind = 'message' AND status NOT IN ('cancelled', 'scheduled', 'sending', 'failed')
	  AND ($2 = 0 OR seq < $2) ORDER BY seq DESC LIMIT $3`, id, before, limit)
}

// ChatsIdle returns open chats in which nobody has written since a time and
// which were not called idle since.
func (r *Reader) ChatsIdle(account parley.ChannelAccountID, since time.Time, limit int) ([]parley.ThreadID, error) {
	return scalars[parley.ThreadID](r, idleChatsSQL, account, since, limit)
}

// idleChatsSQL repeats the condition of the partial index thread_talking.
const idleChatsSQL = `SELECT t.id FROM thread t JOIN chat c ON c.thread_id = t.id
  WHERE t.account_id = $1 AND t.channel = 'chat' AND t.status = 'open' AND t.trashed = 0 AND t.spam = 0 AND t.merged_into = 0 AND c.idle_at < t.latest_message_at
  AND t.latest_message_at > 0 AND t.latest_message_at < $2 LIMIT $3`

// TidyUploads forgets files that visitors uploaded before a time and never
// sent, and returns the blobs that nothing uses any more.
func (tx *Tx) TidyUploads(before time.Time) ([]string, error) {
	hashes, err := scalars[string](&tx.Reader, `DELETE FROM attachment WHERE message_id = 0 AND visitor_id > 0 AND created_at < $1 RETURNING hash`, before)
	if err != nil || len(hashes) == 0 {
		return nil, err
	}
	tx.wrote = true
	return tx.unusedBlobs(hashes)
}

// Ratings returns those of a thread, oldest first.
func (r *Reader) Ratings(id parley.ThreadID) ([]*parley.Rating, error) {
	return list[parley.Rating](r, `SELECT * FROM rating WHERE thread_id = $1 ORDER BY id`, id)
}

// Consents returns what a visitor agreed to, oldest first.
func (r *Reader) Consents(id parley.VisitorID) ([]*parley.ChatConsent, error) {
	return list[parley.ChatConsent](r, `SELECT * FROM chat_consent WHERE visitor_id = $1 ORDER BY id`, id)
}

// GiveConsentsTo notes the contact that a visitor turned out to be.
func (tx *Tx) GiveConsentsTo(visitor parley.VisitorID, contact parley.ContactID) error {
	return tx.Exec(`UPDATE chat_consent SET contact_id = $2 WHERE visitor_id = $1 AND contact_id = 0`, visitor, contact)
}

// Chatflows returns all, in order of priority.
func (r *Reader) Chatflows() ([]*parley.Chatflow, error) {
	return list[parley.Chatflow](r, `SELECT * FROM chatflow ORDER BY position, id`)
}

// Chatflow returns one.
func (r *Reader) Chatflow(id parley.ChatflowID) (*parley.Chatflow, error) {
	return one[parley.Chatflow](r, "chatflow", `SELECT * FROM chatflow WHERE id = $1`, id)
}
