package store

import (
	"time"

	"parley/internal/parley"
)

// Thread returns one.
func (r *Reader) Thread(id parley.ThreadID) (*parley.Thread, error) {
	return one[parley.Thread](r, "conversation", `SELECT * FROM thread WHERE id = $1`, id)
}

// Threads returns those of some ids, in no order.
func (r *Reader) Threads(ids []parley.ThreadID) ([]*parley.Thread, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	in, args := inList(ids)
	return list[parley.Thread](r, `SELECT * FROM thread WHERE id IN `+in, args...)
}

// ThreadRow is a thread as one reader's list shows it.
type ThreadRow struct {
	parley.Thread
	ContactFirstName string
	ContactLastName  string
	ContactEmail     string
	ReadSeq          int64 // the reader has seen events up to here
	HasDraft         bool  // of the reader
	SortAt           time.Time
}

// threadRowColumns are those that a list shows: each column costs in a list of
// hundreds.
const threadRowColumns = `th.id, th.inbox_id, th.status, th.spam, th.trashed, th.subject, th.preview, th.channel, th.contact_id, th.sender_name,
	  th.participant_count, th.last_action, th.latest_message_at, th.latest_received_at, th.waiting_since, th.assignee_kind, th.assignee_id, th.team_id,
	  th.tag_ids, th.snoozed_at, th.snoozed_until, th.has_attachment, th.activity_seq, th.quarantined, th.ticket_id, th.sla_goal, th.sla_state, th.sla_due_at, th.comment_text, th.comment_author, th.created_at,
	  COALESCE(c.first_name, '') AS contact_first_name, COALESCE(c.last_name, '') AS contact_last_name,
	  COALESCE(c.email, '') AS contact_email, COALESCE(rc.seq, 0) AS read_seq,
	  CASE WHEN EXISTS (SELECT 1 FROM draft d WHERE d.user_id = $1 AND d.thread_id = th.id) THEN 1 ELSE 0 END AS has_draft`

const threadRowJoins = `LEFT JOIN contact c ON c.id = th.contact_id
	  LEFT JOIN read_cursor rc ON rc.user_id = $1 AND rc.thread_id = th.id`

// ThreadRows returns those of some ids for a reader, in no order.
func (r *Reader) ThreadRows(reader parley.UserID, ids []parley.ThreadID) ([]*ThreadRow, error) {
	if len(ids) == 0 {
		return []*ThreadRow{}, nil
	}
	in, args := inListFrom(2, ids)
	return list[ThreadRow](r, `SELECT `+threadRowColumns+`, th.latest_message_at AS sort_at FROM thread th `+threadRowJoins+`
	  WHERE th.id IN `+in, append([]any{reader}, args...)...)
}

// Mark is what one user has seen of a thread, and whether a draft waits there.
type Mark struct {
	UserID   parley.UserID
	ThreadID parley.ThreadID
	ReadSeq  int64
	HasDraft bool
}

// Marks returns those of all users in some threads.
func (r *Reader) Marks(ids []parley.ThreadID) ([]*Mark, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	in, args := inList(ids)
	return list[Mark](r, `SELECT user_id, thread_id, MAX(read_seq) AS read_seq, MAX(has_draft) AS has_draft FROM (
	  SELECT user_id, thread_id, seq AS read_seq, 0 AS has_draft FROM read_cursor WHERE thread_id IN `+in+`
	  UNION ALL SELECT user_id, thread_id, 0, 1 FROM draft WHERE thread_id IN `+in+`) m GROUP BY user_id, thread_id`, args...)
}

// Position is a place in a list: just after the row with these values.
type Position struct {
	At time.Time
	ID int64
}

// ViewPage returns at most limit rows of a view after a position: one range of
// the key of view_member, whatever the view holds.
func (r *Reader) ViewPage(reader parley.UserID, view parley.ViewID, bucket int64, after *Position, oldest bool, limit int) ([]*ThreadRow, error) {
	order, beyond := "DESC", "<"
	if oldest {
		order, beyond = "ASC", ">"
	}
	args := []any{reader, view, bucket, limit}
	from := ""
	if after != nil {
		from = ` AND (m.sort_at, m.thread_id) ` + beyond + ` ($5, $6)`
		args = append(args, after.At, after.ID)
	}
	return list[ThreadRow](r, `SELECT `+threadRowColumns+`, m.sort_at AS sort_at
	  FROM view_member m JOIN thread th ON th.id = m.thread_id `+threadRowJoins+`
	  WHERE m.view_id = $2 AND m.bucket = $3`+from+`
	  ORDER BY m.sort_at `+order+`, m.thread_id `+order+` LIMIT $4`, args...)
}

// ViewThreadIDs returns at most limit threads of a view in its order, the newest
// first: for work on all of them.
func (r *Reader) ViewThreadIDs(view parley.ViewID, bucket int64, limit int) ([]parley.ThreadID, error) {
	return scalars[parley.ThreadID](r, `SELECT thread_id FROM view_member WHERE view_id = $1 AND bucket = $2 ORDER BY sort_at DESC, thread_id DESC LIMIT $3`, view, bucket, limit)
}

// OtherThreads returns the newest threads of a contact but one.
func (r *Reader) OtherThreads(reader parley.UserID, contact parley.ContactID, but parley.ThreadID, limit int) ([]*ThreadRow, error) {
	return list[ThreadRow](r, otherThreadsSQL, reader, contact, but, limit)
}

// otherThreadsSQL repeats the condition of the partial index thread_contact.
const otherThreadsSQL = `SELECT ` + threadRowColumns + `, th.latest_message_at AS sort_at FROM thread th ` + threadRowJoins + `
	  WHERE th.contact_id = $2 AND th.contact_id > 0 AND th.id <> $3 AND th.trashed = 0 AND th.merged_into = 0
	  ORDER BY th.latest_message_at DESC LIMIT $4`

// ThreadsAssignedTo returns the ids of the threads of an assignee.
func (r *Reader) ThreadsAssignedTo(a parley.Actor) ([]parley.ThreadID, error) {
	return scalars[parley.ThreadID](r, `SELECT id FROM thread WHERE assignee_kind = $1 AND assignee_id = $2 AND assignee_id > 0`, a.Kind, a.ID)
}

// ThreadsAfter returns threads of an inbox by id after one: for filling views.
// The plus keeps the planner from sorting the whole inbox for each page.
func (r *Reader) ThreadsAfter(inbox parley.InboxID, after parley.ThreadID, limit int) ([]*parley.Thread, error) {
	return list[parley.Thread](r, threadsAfterSQL, inbox, after, limit)
}

const threadsAfterSQL = `SELECT * FROM thread WHERE +inbox_id = $1 AND id > $2 ORDER BY id LIMIT $3`

// Due returns the ids of threads whose clock has run out: snoozed until
// before now, spam since before spamBefore, trashed since before trashBefore.
func (r *Reader) Due(now, spamBefore, trashBefore time.Time, limit int) (wake, spam, trash []parley.ThreadID, err error) {
	if wake, err = scalars[parley.ThreadID](r, `SELECT id FROM thread WHERE snoozed_at > 0 AND snoozed_until > 0 AND snoozed_until <= $1 LIMIT $2`, now, limit); err != nil {
		return
	}
	if spam, err = scalars[parley.ThreadID](r, `SELECT id FROM thread WHERE spam = 1 AND trashed = 0 AND spam_at <= $1 LIMIT $2`, spamBefore, limit); err != nil {
		return
	}
	trash, err = scalars[parley.ThreadID](r, `SELECT id FROM thread WHERE trashed = 1 AND trashed_at <= $1 LIMIT $2`, trashBefore, limit)
	return
}

// AlsoIn is a copy of a thread's mail in another inbox (EMAIL-21).
type AlsoIn struct {
	InboxID  parley.InboxID
	ThreadID parley.ThreadID
}

// AlsoIn returns the threads of other inboxes that hold the same mail.
func (r *Reader) AlsoIn(th *parley.Thread) ([]*AlsoIn, error) {
	return list[AlsoIn](r, `SELECT DISTINCT o.inbox_id, o.thread_id FROM message m JOIN message o ON o.content_hash = m.content_hash
	  WHERE m.thread_id = $1 AND m.content_hash <> '' AND o.content_hash <> '' AND o.inbox_id <> $2 AND o.thread_id <> m.thread_id LIMIT 10`, th.ID, th.InboxID)
}

// Participants returns the parties of a thread.
func (r *Reader) Participants(id parley.ThreadID) ([]*parley.Participant, error) {
	return remembered[parley.Participant](r, "participant", `SELECT * FROM participant WHERE thread_id = $1 ORDER BY address`, id)
}

// ParticipantByToken returns whose reply token it is, or nil.
func (r *Reader) ParticipantByToken(token string) (*parley.Participant, error) {
	p, err := one[parley.Participant](r, "participant", `SELECT * FROM participant WHERE token = $1`, token)
	if parley.KindOf(err) == parley.NotFound {
		return nil, nil
	}
	return p, err
}

// AddParticipant adds a party and reports whether it is new.
func (tx *Tx) AddParticipant(p *parley.Participant) (bool, error) {
	if p.Token == "" {
		p.Token = RandomHex(16)
	}
	return tx.InsertNew("participant", p)
}

// AcceptParticipant lets a party be written to.
func (tx *Tx) AcceptParticipant(id parley.ThreadID, address string) error {
	return tx.Exec(`UPDATE participant SET accepted = 1 WHERE thread_id = $1 AND address = $2`, id, address)
}

// AddOwner remembers that the one who now has th once had it (FILT-07). Call it
// wherever a person becomes responsible.
func (tx *Tx) AddOwner(th *parley.Thread) error {
	if th.AssigneeKind != parley.ActorUser {
		return nil
	}
	return tx.Exec(`INSERT INTO thread_owner (user_id, thread_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, th.AssigneeID, th.ID)
}

// SetRead moves a reader's cursor of a thread, back too.
func (tx *Tx) SetRead(user parley.UserID, id parley.ThreadID, seq int64) error {
	return tx.Exec(`INSERT INTO read_cursor (user_id, thread_id, seq) VALUES ($1, $2, $3)
	  ON CONFLICT (user_id, thread_id) DO UPDATE SET seq = excluded.seq`, user, id, seq)
}

// Followers returns who follows a thread.
func (r *Reader) Followers(id parley.ThreadID) ([]parley.UserID, error) {
	return scalars[parley.UserID](r, `SELECT user_id FROM follower WHERE thread_id = $1`, id)
}

// Follow adds or removes a follower.
func (tx *Tx) Follow(id parley.ThreadID, user parley.UserID, on bool) error {
	if on {
		return tx.Exec(`INSERT INTO follower (thread_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, id, user)
	}
	return tx.Exec(`DELETE FROM follower WHERE thread_id = $1 AND user_id = $2`, id, user)
}

// PurgeThread deletes a thread with all that hangs on it and returns the blobs
// that nothing else uses any more.
func (tx *Tx) PurgeThread(id parley.ThreadID) ([]string, error) {
	hashes, err := scalars[string](&tx.Reader, `SELECT hash FROM attachment WHERE hash <> '' AND message_id IN (SELECT id FROM message WHERE thread_id = $1)
	  UNION SELECT raw_hash FROM message WHERE thread_id = $1 AND raw_hash <> ''`, id)
	if err != nil {
		return nil, err
	}
	if err := tx.forgetParties(id); err != nil {
		return nil, err
	}
	for _, text := range []string{
		`DELETE FROM message_search WHERE rowid IN (SELECT id FROM message WHERE thread_id = $1)`,
		`DELETE FROM attachment WHERE message_id IN (SELECT id FROM message WHERE thread_id = $1)`,
		`DELETE FROM message_body WHERE message_id IN (SELECT id FROM message WHERE thread_id = $1)`,
		`DELETE FROM quarantine WHERE message_id IN (SELECT id FROM message WHERE thread_id = $1)`,
		`DELETE FROM message WHERE thread_id = $1`,
		`DELETE FROM reference WHERE thread_id = $1`,
		`DELETE FROM custom_thread WHERE thread_id = $1`,
		`DELETE FROM participant WHERE thread_id = $1`,
		`DELETE FROM decision WHERE thread_id = $1`,
		`DELETE FROM thread_owner WHERE thread_id = $1`,
		`DELETE FROM draft WHERE thread_id = $1`,
		`DELETE FROM read_cursor WHERE thread_id = $1`,
		`DELETE FROM follower WHERE thread_id = $1`,
		`DELETE FROM reminder WHERE thread_id = $1`,
		`DELETE FROM notification WHERE thread_id = $1`,
		`DELETE FROM view_member WHERE thread_id = $1`,
		`DELETE FROM chat WHERE thread_id = $1`,
		`DELETE FROM rating WHERE thread_id = $1`,
		`DELETE FROM meeting WHERE thread_id = $1`,
		`UPDATE seen SET thread_id = 0, message_id = 0 WHERE thread_id = $1`,
		`DELETE FROM thread WHERE id = $1`,
	} {
		if err := tx.Exec(text, id); err != nil {
			return nil, err
		}
	}
	return tx.unusedBlobs(hashes)
}

// FirstIncoming returns the oldest message that came in, or nil.
func (r *Reader) FirstIncoming(id parley.ThreadID) (*parley.Message, error) {
	return first[parley.Message](r, `SELECT * FROM message WHERE thread_id = $1 AND direction = 'incoming' ORDER BY created_at, id LIMIT 1`, id)
}

// MoveMessages takes what hangs on a thread along to another inbox.
func (tx *Tx) MoveMessages(id parley.ThreadID, inbox parley.InboxID) error {
	if err := tx.Exec(`UPDATE message SET inbox_id = $1 WHERE thread_id = $2`, inbox, id); err != nil {
		return err
	}
	return tx.Exec(`UPDATE reference SET inbox_id = $1 WHERE thread_id = $2`, inbox, id)
}

// CountThreads counts all threads, by a scan: for tools.
func (r *Reader) CountThreads() (int64, error) {
	return scalar[int64](r, `SELECT COUNT(*) FROM thread WHERE inbox_id > 0`)
}

// SampleThreads returns some threads of an inbox, spread over its history.
func (r *Reader) SampleThreads(inbox parley.InboxID, n int) ([]parley.ThreadID, error) {
	return scalars[parley.ThreadID](r, `SELECT id FROM thread WHERE inbox_id = $1 AND id % 7 = 3 ORDER BY id LIMIT $2`, inbox, n)
}
