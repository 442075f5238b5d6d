package httpapi

import (
	"context"
	"log/slog"
	"strconv"

	"parley/internal/auth"
	"parley/internal/job"
	"parley/internal/live"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

type actionInput struct {
	Body struct {
		Action      string          `json:"action" enum:"close,reopen,assign,snooze,unsnooze,tag,untag,spam,not_spam,block,unblock,trash,restore,purge,move,read,unread,follow,unfollow"`
		ThreadIDs   []string        `json:"thread_ids,omitempty" maxItems:"1000"`
		Match       *matchInput     `json:"match,omitempty" doc:"All threads of a view or a search, instead of thread_ids"`
		Assignee    *AssigneeChoice `json:"assignee,omitempty" doc:"For assign; null: nobody"`
		Until       *string         `json:"until,omitempty" doc:"For snooze; null: until the next answer"`
		TagID       string          `json:"tag_id,omitempty"`
		InboxID     string          `json:"inbox_id,omitempty" doc:"For move"`
		AllowSender bool            `json:"allow_sender,omitempty" doc:"For not_spam"`
		WithTicket  bool            `json:"with_ticket,omitempty" doc:"For close: the ticket too, where the caller may edit it; one undo opens both"`
	}
}

type matchInput struct {
	ViewID  string `json:"view_id,omitempty"`
	InboxID string `json:"inbox_id,omitempty"`
	Q       string `json:"q,omitempty"`
	Spam    bool   `json:"spam,omitempty"`
	Trash   bool   `json:"trash,omitempty"`
}

// AssigneeChoice is who a thread is given to.
type AssigneeChoice struct {
	Kind string `json:"kind" enum:"user,team"`
	ID   string `json:"id"`
}

// ActionResult is what became of each thread.
type ActionResult struct {
	UndoID   *string     `json:"undo_id"`
	Outcomes []Outcome   `json:"outcomes"`
	Matched  int         `json:"matched"`
	JobID    *string     `json:"job_id" doc:"Set where the work goes on; progress comes live"`
	Threads  []ThreadRow `json:"threads"`
}

// Outcome is what became of one thread.
type Outcome struct {
	ThreadID string     `json:"thread_id"`
	OK       bool       `json:"ok"`
	Error    *ErrorBody `json:"error"`
}

// bulkAtOnce is how many threads an answer waits for; more go on behind it.
const (
	bulkAtOnce = 200
	bulkLimit  = 100_000
)

func (c *call) act(in *actionInput) (*ActionResult, error) {
	verb, err := c.verb(in)
	if err != nil {
		return nil, err
	}
	targets, err := c.targets(in)
	if err != nil {
		return nil, err
	}
	if len(targets) > 1 && verb.Action == triage.Purge && !c.User.Has(parley.BulkDelete) {
		return nil, parley.Errorf(parley.Forbidden, "you lack the permission to delete many at once")
	}
	if len(targets) <= bulkAtOnce {
		res, err := triage.Do(c, c.s.DB, c.Actor(), verb, targets, c.allowed(verb))
		if err != nil {
			return nil, err
		}
		out, err := c.actionResult(res, len(targets))
		if err == nil && (verb.Action == triage.Read || verb.Action == triage.Unread) {
			err = c.tellRead(res)
		}
		return out, err
	}
	var id parley.JobID
	var undoID int64
	err = c.s.DB.Write(c, func(tx *store.Tx) (err error) {
		id, undoID, err = triage.Enqueue(tx, c.Actor(), verb, targets)
		return err
	})
	job := id.String()
	return &ActionResult{UndoID: undoOf(undoID), JobID: &job, Matched: len(targets), Outcomes: []Outcome{}, Threads: []ThreadRow{}}, err
}

// tellRead moves the cursors in the reader's other windows.
func (c *call) tellRead(res *triage.Result) error {
	var ids []parley.ThreadID
	for _, o := range res.Outcomes {
		if o.Err == nil {
			ids = append(ids, o.ThreadID)
		}
	}
	rows, err := c.s.DB.Read(c).ThreadRows(c.User.ID, ids)
	if err != nil {
		return err
	}
	read := live.Read{UserID: c.User.ID, Seqs: map[parley.ThreadID]int64{}}
	for _, row := range rows {
		read.Seqs[row.ID] = row.ReadSeq
	}
	c.s.Hub.TellRead(read)
	return nil
}

func undoOf(id int64) *string {
	if id == 0 {
		return nil
	}
	text := strconv.FormatInt(id, 10)
	return &text
}

// Handle registers the work that goes on behind answers.
func (s *Server) Handle(jobs *job.Runner) {
	jobs.Handle(triage.BulkJob, s.bulk)
	s.bulks().Handle(jobs)
}

// bulk does the jobs of [triage.BulkJob] with the rights that their author has
// by then, and tells the author how far it is.
func (s *Server) bulk(ctx context.Context, w *job.Work) error {
	b := &triage.Bulk{DB: s.DB, Free: s.free,
		Allowed: func(tx *store.Tx, id parley.UserID, v triage.Verb) (triage.Allowed, error) {
			u, err := tx.User(id)
			return allowed(u, v), err
		},
		MayTicket: func(id parley.UserID) func(*store.Tx, *parley.Thread) (bool, error) {
			return func(tx *store.Tx, th *parley.Thread) (bool, error) {
				u, err := tx.User(id)
				if err != nil {
					return false, err
				}
				return mayTicket(u)(tx, th)
			}
		},
		Tell: func(user parley.UserID, id parley.JobID, done, total int) {
			s.Hub.Tell(live.Progress{UserID: user, JobID: id.String(), Done: done, Total: total, Finished: done == total})
		}}
	return b.Run(ctx, w)
}

// allowed authorises each thread: one that the caller does not see is not
// found, one of an inbox that the caller only reads is forbidden.
func (c *call) allowed(v triage.Verb) triage.Allowed { return allowed(c.User, v) }

func allowed(u *parley.User, v triage.Verb) triage.Allowed {
	return func(tx *store.Tx, th *parley.Thread) error {
		in, err := tx.Inbox(th.InboxID)
		if err != nil {
			return err
		}
		access, err := auth.ThreadAccess(&tx.Reader, u, th, in)
		switch {
		case err != nil:
			return err
		case !access.See:
			return parley.NotFoundf("no such conversation")
		case v.Action == triage.Read || v.Action == triage.Unread || v.Action == triage.Follow || v.Action == triage.Unfollow:
			return nil
		case v.Action == triage.Purge && !u.Has(parley.DeleteForever):
			return parley.Errorf(parley.Forbidden, "you lack the permission to delete forever")
		}
		return auth.MayAnswer(u, in)
	}
}

// mayTicket tells whether u may edit the ticket of a thread.
func mayTicket(u *parley.User) func(*store.Tx, *parley.Thread) (bool, error) {
	return func(tx *store.Tx, th *parley.Thread) (bool, error) {
		_, _, err := auth.Record(&tx.Reader, u, th.TicketID, auth.EditRecord)
		if k := parley.KindOf(err); k == parley.NotFound || k == parley.Forbidden {
			return false, nil
		}
		return err == nil, err
	}
}

func (c *call) verb(in *actionInput) (triage.Verb, error) {
	b := in.Body
	v := triage.Verb{Action: triage.Action(b.Action), AllowSender: b.AllowSender, Ticket: b.WithTicket, MayTicket: mayTicket(c.User)}
	var err error
	switch v.Action {
	case triage.Assign:
		if b.Assignee != nil {
			var id int64
			if id, err = parley.ParseID[int64]("assignee.id", b.Assignee.ID); err == nil {
				v.Assignee = parley.Actor{Kind: parley.ActorKind(b.Assignee.Kind), ID: id}
			}
		}
	case triage.Snooze:
		v.Until, err = parseWhen("until", b.Until)
	case triage.Tag, triage.Untag:
		v.TagID, err = parley.ParseID[parley.TagID]("tag_id", b.TagID)
	case triage.Move:
		if v.InboxID, err = parley.ParseID[parley.InboxID]("inbox_id", b.InboxID); err == nil {
			err = c.mayMoveTo(v.InboxID)
		}
	}
	return v, err
}

// mayMoveTo authorises the inbox that a body names (ATK-16): any member may
// hand a conversation over to an inbox that exists.
func (c *call) mayMoveTo(id parley.InboxID) error {
	in, err := c.s.DB.Read(c).Inbox(id)
	if err != nil || !in.ArchivedAt.IsZero() {
		return parley.Invalidf("inbox_id", "there is no such inbox")
	}
	return nil
}

// targets are the threads named, or all that match.
func (c *call) targets(in *actionInput) ([]parley.ThreadID, error) {
	m := in.Body.Match
	if m == nil {
		return parseIDs[parley.ThreadID]("thread_ids", in.Body.ThreadIDs)
	}
	r := c.s.DB.Read(c)
	if m.ViewID != "" {
		v, err := c.view(r, m.ViewID)
		if err != nil {
			return nil, err
		}
		return r.ViewThreadIDs(v.ID, c.bucket(v), bulkLimit)
	}
	return c.searchIDs(r, m)
}

func (c *call) actionResult(res *triage.Result, matched int) (*ActionResult, error) {
	out := &ActionResult{UndoID: undoOf(res.UndoID), Matched: matched, Outcomes: []Outcome{}, Threads: []ThreadRow{}}
	c.s.free(res.Effects)
	var changed []parley.ThreadID
	for _, o := range res.Outcomes {
		item := Outcome{ThreadID: o.ThreadID.String(), OK: o.Err == nil}
		if o.Err != nil {
			item.Error = &present(c, o.Err).(*apiError).Err
		} else {
			changed = append(changed, o.ThreadID)
		}
		out.Outcomes = append(out.Outcomes, item)
	}
	if len(res.Outcomes) == 1 && res.Outcomes[0].Err != nil {
		return nil, res.Outcomes[0].Err
	}
	var err error
	out.Threads, err = c.rowsOf(changed)
	return out, err
}

// rowsOf presents threads as they now are, those that the caller still sees.
func (c *call) rowsOf(threads []parley.ThreadID) ([]ThreadRow, error) {
	r := c.s.DB.Read(c)
	n, err := c.s.loadNames(r)
	if err != nil {
		return nil, err
	}
	rows, err := r.ThreadRows(c.User.ID, threads)
	if err != nil {
		return nil, err
	}
	return c.visible(r, n, rows)
}

// free removes blobs that nothing uses any more, after the commit.
func (s *Server) free(fx triage.Effects) {
	for _, name := range fx.FreeBlobs {
		if err := s.Blobs.Remove(name); err != nil {
			slog.Error("remove a file that nothing uses", "err", err)
		}
	}
}
