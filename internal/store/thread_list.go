package store

import (
	"cmp"
	"slices"
	"time"

	"parley/internal/parley"
)

// ThreadFilter is a list of threads as programs page through it (API-16). Zero
// fields ask for nothing.
type ThreadFilter struct {
	Inboxes    []parley.InboxID
	Party      int64 // a contact, or the visitor of a thread without one
	Ticket     parley.RecordID
	Status     parley.ThreadStatus
	Trashed    bool      // those in the trash, and no others
	Since      time.Time // the newest message came later
	ByLatest   bool      // in order of the newest message; else by id
	Descending bool
	After      *Position // where the page before ended; its time only counts by latest
	Limit      int
}

// ListThreads returns a page of threads that are not merged into others. Each
// inbox is one range of an index, however large it is; the pages are merged.
func (r *Reader) ListThreads(f ThreadFilter) ([]*parley.Thread, error) {
	if len(f.Inboxes) == 0 || f.Party != 0 || f.Ticket != 0 {
		return r.listThreads(f, 0)
	}
	var all []*parley.Thread
	for _, inbox := range f.Inboxes {
		page, err := r.listThreads(f, inbox)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
	}
	slices.SortFunc(all, func(a, b *parley.Thread) int {
		n := cmp.Compare(a.ID, b.ID)
		if at := a.LatestMessageAt.Compare(b.LatestMessageAt); f.ByLatest && at != 0 {
			n = at
		}
		if f.Descending {
			return -n
		}
		return n
	})
	return all[:min(len(all), f.Limit)], nil
}

// listThreads is ListThreads for one inbox, or for all that f names.
func (r *Reader) listThreads(f ThreadFilter, inbox parley.InboxID) ([]*parley.Thread, error) {
	text, args := listThreadsSQL(f, inbox)
	return list[parley.Thread](r, text, args...)
}

func listThreadsSQL(f ThreadFilter, inbox parley.InboxID) (string, []any) {
	w := &where{}
	w.add("merged_into = 0")
	if f.Trashed {
		w.add("trashed = 1") // as the partial index thread_trashed says it
	} else {
		w.add("trashed = 0")
	}
	if inbox != 0 {
		w.add("inbox_id = $?", inbox)
	} else if len(f.Inboxes) > 0 {
		whereIn(w, "+inbox_id", f.Inboxes)
	}
	if f.Party != 0 {
		w.add("(contact_id = $? AND contact_id > 0 OR visitor_id = $? AND visitor_id > 0 AND contact_id = 0)", f.Party, f.Party)
	}
	if f.Ticket != 0 {
		w.add("ticket_id = $? AND ticket_id > 0", f.Ticket)
	}
	if f.Status != "" {
		w.add("status = $?", f.Status)
	}
	if !f.Since.IsZero() {
		w.add("latest_message_at > $?", f.Since)
	}
	order, beyond := "ASC", ">"
	if f.Descending {
		order, beyond = "DESC", "<"
	}
	by := "id " + order
	if f.ByLatest {
		by = "latest_message_at " + order + ", " + by
	}
	if f.After != nil && f.ByLatest {
		w.add("(latest_message_at, id) "+beyond+" ($?, $?)", f.After.At, f.After.ID)
	} else if f.After != nil {
		w.add("id "+beyond+" $?", f.After.ID)
	}
	w.args = append(w.args, f.Limit)
	return `SELECT * FROM thread WHERE ` + w.String() + ` ORDER BY ` + by + ` LIMIT ` + mark(len(w.args)), w.args
}

// Page is a stretch of a thread's history by time, then number of event.
type Page struct {
	After  *Position // where the page before ended: a time and an event
	Oldest bool      // first
	Limit  int
}

func (p Page) clause(at string, args []any) (string, []any) {
	order, beyond := "DESC", "<"
	if p.Oldest {
		order, beyond = "ASC", ">"
	}
	cond := ""
	if p.After != nil {
		args = append(args, p.After.At, p.After.ID)
		cond = " AND (" + at + ", seq) " + beyond + " (" + mark(len(args)-1) + ", " + mark(len(args)) + ")"
	}
	args = append(args, p.Limit)
	return cond + " ORDER BY " + at + " " + order + ", seq " + order + " LIMIT " + mark(len(args)), args
}

// HistoryMessages returns the messages and comments of a stretch.
func (r *Reader) HistoryMessages(id parley.ThreadID, p Page) ([]*parley.Message, error) {
	clause, args := p.clause("created_at", []any{id})
	return list[parley.Message](r, `SELECT * FROM message WHERE thread_id = $1 AND status <> 'cancelled' AND deleted_at = 0`+clause, args...)
}

// HistoryEvents returns the events of some kinds of a stretch.
func (r *Reader) HistoryEvents(id parley.ThreadID, kinds []parley.EventKind, p Page) ([]*parley.Event, error) {
	in, args := inListFrom(2, kinds)
	clause, args := p.clause("at", append([]any{id}, args...))
	return list[parley.Event](r, `SELECT * FROM event WHERE thread_id = $1 AND thread_id > 0 AND kind IN `+in+clause, args...)
}

// ThreadEvent returns the event of a thread with a number.
func (r *Reader) ThreadEvent(id parley.ThreadID, seq int64) (*parley.Event, error) {
	return one[parley.Event](r, "event", `SELECT * FROM event WHERE seq = $1 AND thread_id = $2`, seq, id)
}

// MessagesByMailID returns the messages of a thread with some Message-IDs.
func (r *Reader) MessagesByMailID(id parley.ThreadID, mailIDs []string) ([]*parley.Message, error) {
	if len(mailIDs) == 0 {
		return nil, nil
	}
	in, args := inListFrom(2, mailIDs)
	return list[parley.Message](r, `SELECT * FROM message WHERE thread_id = $1 AND mail_id IN `+in+` ORDER BY id`, append([]any{id}, args...)...)
}

// AllChannelAccounts returns the accounts, archived ones too, by id.
func (r *Reader) AllChannelAccounts() ([]*parley.ChannelAccount, error) {
	return list[parley.ChannelAccount](r, `SELECT * FROM channel_account ORDER BY id`)
}
