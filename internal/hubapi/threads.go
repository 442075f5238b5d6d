package hubapi

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

func (s *Server) threadRoutes() {
	const read, write, threads = "conversations.read", "conversations.write", "/conversations/v3/conversations/threads"
	s.on(get, threads, 200, read, (*call).threads)
	s.on(get, threads+"/{threadId}", 200, read, (*call).oneThread)
	s.on(patch, threads+"/{threadId}", 200, write, (*call).updateThread)
	s.on(del, threads+"/{threadId}", 204, write, (*call).trashThread)
	s.on(put, threads+"/{threadId}/assignee", 200, write, (*call).assign)
	s.on(del, threads+"/{threadId}/assignee", 204, write, (*call).unassign)
}

// thread is a conversation on the wire (API-17).
type thread struct {
	ID                             string `json:"id"`
	CreatedAt                      stamp  `json:"createdAt"`
	ClosedAt                       stamp  `json:"closedAt,omitzero"`
	Status                         string `json:"status"`
	OriginalChannelID              string `json:"originalChannelId"`
	OriginalChannelAccountID       string `json:"originalChannelAccountId"`
	LatestMessageTimestamp         stamp  `json:"latestMessageTimestamp,omitzero"`
	LatestMessageSentTimestamp     stamp  `json:"latestMessageSentTimestamp,omitzero"`
	LatestMessageReceivedTimestamp stamp  `json:"latestMessageReceivedTimestamp,omitzero"`
	AssignedTo                     string `json:"assignedTo,omitempty"`
	Spam                           bool   `json:"spam"`
	InboxID                        string `json:"inboxId"`
	AssociatedContactID            string `json:"associatedContactId"`
	Archived                       bool   `json:"archived"`

	ThreadAssociations *threadAssociations `json:"threadAssociations,omitempty"`
}

// threadAssociations is the ticket that a thread belongs to, for who asks.
type threadAssociations struct {
	AssociatedTicketID string `json:"associatedTicketId"`
}

// showThread presents a thread, with its ticket where the caller asks.
func (c *call) showThread(th *parley.Thread) thread {
	out := showThread(th)
	if th.TicketID != 0 && slices.Contains(c.words("association"), "TICKET") {
		out.ThreadAssociations = &threadAssociations{th.TicketID.String()}
	}
	return out
}

func showThread(th *parley.Thread) thread {
	out := thread{ID: th.ID.String(), CreatedAt: stamp{th.CreatedAt}, Status: strings.ToUpper(string(th.Status)), OriginalChannelID: channelID(th.Channel),
		OriginalChannelAccountID: th.AccountID.String(), LatestMessageTimestamp: stamp{th.LatestMessageAt}, LatestMessageSentTimestamp: stamp{th.LatestSentAt},
		LatestMessageReceivedTimestamp: stamp{th.LatestReceivedAt}, Spam: th.Spam, InboxID: th.InboxID.String(), AssociatedContactID: partyOf(th), Archived: th.Trashed}
	if th.Status == parley.ThreadClosed {
		out.ClosedAt = stamp{th.ClosedAt}
	}
	if th.AssigneeKind == parley.ActorUser {
		out.AssignedTo = actorID(th.Assignee())
	}
	return out
}

// partyOf is who stands behind a thread: its contact, or the visitor while there
// is none.
func partyOf(th *parley.Thread) string {
	if th.ContactID == 0 {
		return th.VisitorID.String()
	}
	return th.ContactID.String()
}

func (c *call) threads() (any, error) {
	f, err := c.threadFilter()
	if err != nil {
		return nil, err
	}
	size := f.Limit
	f.Limit++
	found, err := c.read().ListThreads(f)
	if err != nil {
		return nil, err
	}
	out := list{}
	if len(found) > size {
		found = found[:size]
		last := found[size-1]
		out.Paging = c.next(cursor(strconv.FormatInt(last.LatestMessageAt.UnixMilli(), 10), last.ID.String()))
	}
	out.Results = each(found, c.showThread)
	return out, nil
}

// threadFilter reads the parameters of API-16.
func (c *call) threadFilter() (f store.ThreadFilter, err error) {
	if f.Limit, err = c.pageSize(100, 500); err != nil {
		return f, err
	}
	if f.Trashed, err = c.flag("archived"); err != nil {
		return f, err
	}
	if f.Inboxes, err = c.reachedInboxes(); err != nil {
		return f, err
	}
	if text := c.word("associatedContactId"); text != "" {
		if f.Party, err = parley.ParseID[int64]("associatedContactId", text); err != nil {
			return f, err
		}
	}
	if text := c.word("associatedTicketId"); text != "" {
		if f.Ticket, err = parley.ParseID[parley.RecordID]("associatedTicketId", text); err != nil {
			return f, err
		}
	}
	switch c.word("threadStatus") {
	case "":
	case "OPEN":
		f.Status = parley.ThreadOpen
	case "CLOSED":
		f.Status = parley.ThreadClosed
	default:
		return f, parley.Invalidf("threadStatus", "threadStatus is OPEN or CLOSED")
	}
	if f.Since, err = parseTime("latestMessageTimestampAfter", c.word("latestMessageTimestampAfter")); err != nil {
		return f, err
	}
	by, descending := strings.CutPrefix(c.word("sort"), "-")
	switch {
	case by == "latestMessageTimestamp" && f.Since.IsZero():
		return f, parley.Invalidf("sort", "sort=latestMessageTimestamp needs latestMessageTimestampAfter")
	case by != "" && by != "id" && by != "latestMessageTimestamp":
		return f, parley.Invalidf("sort", "sort is id or latestMessageTimestamp")
	}
	f.ByLatest, f.Descending = by == "latestMessageTimestamp", descending
	f.After, err = c.position()
	return f, err
}

// position reads a cursor of a time and a number; nil for the first page.
func (c *call) position() (*store.Position, error) {
	parts, err := c.after(2)
	if parts == nil || err != nil {
		return nil, err
	}
	ms, err1 := strconv.ParseInt(parts[0], 10, 64)
	id, err2 := strconv.ParseInt(parts[1], 10, 64)
	if err1 != nil || err2 != nil {
		return nil, badCursor()
	}
	return &store.Position{At: time.UnixMilli(ms), ID: id}, nil
}

// reachedInboxes are those asked for among those that the app is let into;
// empty: all. What it is not let into holds nothing for it.
func (c *call) reachedInboxes() ([]parley.InboxID, error) {
	asked, err := queryIDs[parley.InboxID](c, "inboxId")
	if err != nil || len(asked) == 0 {
		return c.App.InboxIDs, err
	}
	out := []parley.InboxID{}
	for _, id := range asked {
		if c.App.Reaches(id) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	if len(out) == 0 {
		out = append(out, -1) // none
	}
	return out, nil
}

// thread returns the thread of the path, or the one that it was merged into, if
// the app is let into its inbox. One in the trash is there only for who asks
// for archived ones.
func (c *call) thread(r *store.Reader) (*parley.Thread, error) {
	id, err := pathID[parley.ThreadID](c, "threadId")
	if err != nil {
		return nil, err
	}
	archived, err := c.flag("archived")
	if err != nil {
		return nil, err
	}
	th, err := r.Thread(id)
	for err == nil && th.MergedInto != 0 && th.MergedInto != th.ID {
		th, err = r.Thread(th.MergedInto)
	}
	missing := "there is no thread " + id.String()
	if parley.KindOf(err) == parley.NotFound || err == nil && th.Trashed && !archived {
		return nil, parley.NotFoundf("%s", missing)
	} else if err != nil {
		return nil, err
	}
	return th, c.reaches(th.InboxID, missing)
}

func (c *call) oneThread() (any, error) {
	th, err := c.thread(c.read())
	if err != nil {
		return nil, err
	}
	return c.showThread(th), nil
}

// threadUpdate is what a program changes of a conversation.
type threadUpdate struct {
	Status   string `json:"status"`
	Archived *bool  `json:"archived"`
}

func (c *call) updateThread() (any, error) {
	var in threadUpdate
	if err := c.body(&in); err != nil {
		return nil, err
	}
	verbs := []triage.Verb{}
	if in.Archived != nil && *in.Archived {
		return nil, parley.Invalidf("archived", "a thread is archived by DELETE")
	}
	if in.Archived != nil {
		verbs = append(verbs, triage.Verb{Action: triage.Restore})
	}
	switch in.Status {
	case "":
	case "OPEN":
		verbs = append(verbs, triage.Verb{Action: triage.Reopen})
	case "CLOSED":
		verbs = append(verbs, triage.Verb{Action: triage.Close})
	default:
		return nil, parley.Invalidf("status", "status is OPEN or CLOSED")
	}
	return c.change(verbs...)
}

func (c *call) trashThread() (any, error) {
	q := c.r.URL.Query()
	q.Del("archived") // who deletes what lies in the trash is told that it is gone
	c.r.URL.RawQuery = q.Encode()
	return c.change(triage.Verb{Action: triage.Trash})
}

// assigneeIn names an agent.
type assigneeIn struct {
	ActorID string `json:"actorId"`
}

func (c *call) assign() (any, error) {
	var in assigneeIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	user, err := agentID("actorId", in.ActorID)
	if err != nil {
		return nil, err
	}
	return c.change(triage.Verb{Action: triage.Assign, Assignee: parley.ByUser(user)})
}

func (c *call) unassign() (any, error) { return c.change(triage.Verb{Action: triage.Assign}) }

// change does verbs to the thread of the path and presents it.
func (c *call) change(verbs ...triage.Verb) (any, error) {
	var out thread
	err := c.tx(func(tx *store.Tx) error {
		th, err := c.thread(&tx.Reader)
		if err != nil {
			return err
		}
		for _, v := range verbs {
			if err := triage.Apply(tx, c.Actor(), th, v, nil); err != nil {
				return err
			}
		}
		out = c.showThread(th)
		return nil
	})
	return out, err
}

// agentID reads the id of an agent.
func agentID(field, text string) (parley.UserID, error) {
	number, ok := strings.CutPrefix(text, "A-")
	if !ok {
		return 0, parley.Invalidf(field, "%q is not an agent: give A- and the id of a user", text)
	}
	return parley.ParseID[parley.UserID](field, number)
}
