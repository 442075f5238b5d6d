package httpapi

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// Thread is a row with what only the open thread shows.
type Thread struct {
	ThreadRow
	Participants     []Participant `json:"participants"`
	DefaultReply     DefaultReply  `json:"default_reply"`
	Abilities        []string      `json:"abilities" doc:"What the reader may do: answer, comment, assign, close, trash, purge, block, move, tag, snooze, merge"`
	CannotSendReason *string       `json:"cannot_send_reason"`
	Following        bool          `json:"following"`
	ReminderAt       *string       `json:"reminder_at"`
	QueuePosition    *int          `json:"queue_position" doc:"Its place among those that wait for somebody, from 1"`
	MergedInto       *string       `json:"merged_into"`
	NotClosableUntil *string       `json:"not_closable_until"`
	BlockedSender    bool          `json:"blocked_sender"`
	SpamReason       *string       `json:"spam_reason"`
	ClosedAt         *string       `json:"closed_at"`
	Visitor          *Visitor      `json:"visitor" doc:"Of chats"`
}

// Participant is a party of the thread.
type Participant struct {
	Name     string `json:"name"`
	Address  string `json:"address"`
	Role     string `json:"role"`
	Accepted bool   `json:"accepted" doc:"False: not written to until somebody accepts"`
}

// DefaultReply is what an answer starts from.
type DefaultReply struct {
	ChannelAccountID *string `json:"channel_account_id"`
	To               []Party `json:"to"`
	Cc               []Party `json:"cc"`
	Subject          string  `json:"subject"`
}

// OpenThread is all that opening a thread shows, in one round trip.
type OpenThread struct {
	Thread             Thread       `json:"thread"`
	Items              []Item       `json:"items" doc:"Oldest to newest"`
	Older              *string      `json:"older" doc:"Cursor of what came before"`
	Contact            *ContactCard `json:"contact"`
	Cards              *Cards       `json:"cards"`
	OtherConversations []ThreadRow  `json:"other_conversations"`
	Drafts             []Draft      `json:"drafts"`
	Presence           []Viewer     `json:"presence"`
	AlsoIn             []AlsoIn     `json:"also_in"`
	ReadSeq            int64        `json:"read_seq"`
	Seq                int64        `json:"seq"`
}

// AlsoIn is the same mail in another inbox.
type AlsoIn struct {
	InboxID   string `json:"inbox_id"`
	InboxName string `json:"inbox_name"`
	ThreadID  string `json:"thread_id"`
}

// Viewer is a colleague at the thread.
type Viewer struct {
	UserID string  `json:"user_id"`
	Typing *string `json:"typing"`
}

const itemPage = 100

// ThreadPath names a thread.
type ThreadPath struct {
	ID string `path:"id"`
}

func (p ThreadPath) id() (parley.ThreadID, error) { return parley.ParseID[parley.ThreadID]("id", p.ID) }

func (c *call) openThread(in *ThreadPath) (*OpenThread, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	r := c.s.DB.Read(c)
	head, err := r.Head()
	if err != nil {
		return nil, err
	}
	th, inbox, err := auth.SeeThread(r, c.User, id)
	if err != nil {
		return nil, err
	}
	n, err := c.s.loadNames(r)
	if err != nil {
		return nil, err
	}
	out := &OpenThread{Seq: head, Drafts: []Draft{}, AlsoIn: []AlsoIn{}, OtherConversations: []ThreadRow{}}
	if out.Thread, err = c.thread(r, n, th, inbox); err != nil {
		return nil, err
	}
	out.ReadSeq = out.Thread.ReadSeq
	if out.Items, out.Older, err = items(r, n, th.ID, nil); err != nil {
		return nil, err
	}
	if err := c.beside(r, n, th, out); err != nil {
		return nil, err
	}
	return out, nil
}

// thread presents the thread's own part.
func (c *call) thread(r *store.Reader, n *names, th *parley.Thread, inbox *parley.Inbox) (Thread, error) {
	rows, err := r.ThreadRows(c.User.ID, []parley.ThreadID{th.ID})
	if err != nil {
		return Thread{}, err
	}
	presented, err := n.rows(r, c.User.ID, rows)
	if err != nil || len(presented) == 0 {
		return Thread{}, err
	}
	abilities, err := c.abilities(r, th, inbox)
	if err != nil {
		return Thread{}, err
	}
	t := Thread{ThreadRow: presented[0], Participants: []Participant{}, Abilities: abilities, MergedInto: optionalID(th.MergedInto),
		NotClosableUntil: when(triage.NotClosableUntil(th, c.s.DB.Now())), SpamReason: optional(th.SpamReason), ClosedAt: when(th.ClosedAt)}
	if th.Queued() {
		place, err := r.QueuePosition(th.ID)
		if err != nil {
			return Thread{}, err
		}
		t.QueuePosition = &place
	}
	parts, err := r.Participants(th.ID)
	if err != nil {
		return t, err
	}
	for _, p := range parts {
		t.Participants = append(t.Participants, Participant{p.Name, p.Address, p.Role, p.Accepted})
	}
	if err := replyDefaults(r, th, parts, &t); err != nil {
		return t, err
	}
	if t.Visitor, err = c.visitor(r, th); err != nil {
		return t, err
	}
	if t.Visitor != nil {
		t.Visitor.QueuePosition = t.QueuePosition
	}
	followers, err := r.Followers(th.ID)
	if err != nil {
		return t, err
	}
	t.Following = slices.Contains(followers, c.User.ID)
	if reminder, err := r.Reminder(c.User.ID, th.ID); err != nil {
		return t, err
	} else if reminder != nil {
		t.ReminderAt = when(reminder.DueAt)
	}
	return t, nil
}

// abilities are what the interface offers; each is authorised again when used.
func (c *call) abilities(r *store.Reader, th *parley.Thread, inbox *parley.Inbox) ([]string, error) {
	access, err := auth.ThreadAccess(r, c.User, th, inbox)
	switch {
	case err != nil || !access.Comment || th.MergedInto != 0:
		return []string{}, err
	case !access.Answer && th.Trashed:
		return []string{}, nil
	case !access.Answer:
		return []string{"comment", "follow"}, nil
	case th.Trashed && c.User.Has(parley.DeleteForever):
		return []string{"restore", "purge"}, nil
	case th.Trashed:
		return []string{"restore"}, nil
	}
	out := []string{"comment", "assign", "close", "trash", "move", "tag", "snooze", "merge", "split", "transcript", "follow"}
	if th.Spam {
		return append(out, "not_spam", "unblock"), nil
	}
	return append(out, "answer", "spam", "block"), nil
}

// beside fills in what stands beside the history.
func (c *call) beside(r *store.Reader, n *names, th *parley.Thread, out *OpenThread) error {
	cards, err := c.cards(r, th)
	if err != nil {
		return err
	}
	out.Cards = cards
	if th.ContactID != 0 {
		card, err := contactCard(r, th.ContactID)
		if err != nil {
			return err
		}
		out.Contact = card
		others, err := r.OtherThreads(c.User.ID, th.ContactID, th.ID, 20)
		if err != nil {
			return err
		}
		if out.OtherConversations, err = c.visible(r, n, others); err != nil {
			return err
		}
	}
	drafts, err := r.Drafts(c.User.ID, th.ID)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		out.Drafts = append(out.Drafts, presentDraft(d))
	}
	out.Presence = presentPeople(c.s.Hub.Presence(th.ID).People)
	return c.alsoIn(r, th, out)
}

// visible presents the threads that the reader may see.
func (c *call) visible(r *store.Reader, n *names, threads []*store.ThreadRow) ([]ThreadRow, error) {
	inboxes, err := auth.Inboxes(r, c.User)
	if err != nil {
		return nil, err
	}
	threads = slices.DeleteFunc(threads, func(th *store.ThreadRow) bool {
		return !slices.ContainsFunc(inboxes, func(in *parley.Inbox) bool { return in.ID == th.InboxID })
	})
	return n.rows(r, c.User.ID, threads)
}

func (c *call) alsoIn(r *store.Reader, th *parley.Thread, out *OpenThread) error {
	copies, err := r.AlsoIn(th)
	if err != nil {
		return err
	}
	for _, x := range copies {
		in, err := auth.SeeInbox(r, c.User, x.InboxID)
		if err == nil {
			out.AlsoIn = append(out.AlsoIn, AlsoIn{in.ID.String(), in.Name, x.ThreadID.String()})
		}
	}
	return nil
}

// items returns a page of a thread's history before a position: messages and
// the events between them, oldest first.
func items(r *store.Reader, n *names, id parley.ThreadID, before *store.Position) ([]Item, *string, error) {
	messages, err := r.Messages(id, before, itemPage+1)
	if err != nil {
		return nil, nil, err
	}
	var older *string
	if len(messages) > itemPage {
		messages = messages[:itemPage]
		last := messages[itemPage-1]
		older = encodeCursor(&store.Position{At: last.CreatedAt, ID: int64(last.ID)})
	}
	slices.Reverse(messages)
	h, err := loadHistory(r, n, messages)
	if err != nil {
		return nil, nil, err
	}
	out := make([]Item, 0, len(messages)*2)
	for _, m := range messages {
		out = append(out, h.message(m))
	}
	from, to := time.Time{}, time.Time{}
	if older != nil && len(messages) > 0 {
		from = messages[0].CreatedAt
	}
	if before != nil {
		to = before.At
	}
	events, err := r.ThreadEvents(id, 0, 5000)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range events {
		if shownEvents[e.Kind] && !e.At.Before(from) && (to.IsZero() || e.At.Before(to)) {
			out = append(out, h.event(e))
		}
	}
	slices.SortStableFunc(out, func(a, b Item) int {
		if c := strings.Compare(*a.CreatedAt, *b.CreatedAt); c != 0 {
			return c
		}
		return int(a.Seq - b.Seq)
	})
	return out, older, nil
}

type olderItems struct {
	ThreadPath
	Before string `query:"before"`
}

// ItemPage is a stretch of history.
type ItemPage struct {
	Items []Item  `json:"items"`
	Older *string `json:"older"`
}

func (c *call) olderItems(in *olderItems) (*ItemPage, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	before, err := decodeCursor(in.Before)
	if err != nil {
		return nil, err
	}
	r := c.s.DB.Read(c)
	if _, _, err := auth.SeeThread(r, c.User, id); err != nil {
		return nil, err
	}
	n, err := c.s.loadNames(r)
	if err != nil {
		return nil, err
	}
	page := &ItemPage{}
	page.Items, page.Older, err = items(r, n, id, before)
	return page, err
}

// encodeCursor and decodeCursor carry a position in a list.
func encodeCursor(p *store.Position) *string {
	s := strconv.FormatInt(p.At.UnixMilli(), 36) + "." + strconv.FormatInt(p.ID, 36)
	return &s
}

func decodeCursor(s string) (*store.Position, error) {
	if s == "" {
		return nil, nil
	}
	ms, id, ok := strings.Cut(s, ".")
	at, err1 := strconv.ParseInt(ms, 36, 64)
	n, err2 := strconv.ParseInt(id, 36, 64)
	if !ok || err1 != nil || err2 != nil {
		return nil, &parley.Error{Kind: parley.Invalid, Field: "cursor", Code: "stale", Message: "this place in the list is not known any more: load it anew"}
	}
	return &store.Position{At: time.UnixMilli(at).UTC(), ID: n}, nil
}

// actOn runs fn on the thread that a path names, in a transaction, if the
// caller may act in its inbox.
func (c *call) actOn(path ThreadPath, fn func(tx *store.Tx, th *parley.Thread) error) error {
	id, err := path.id()
	if err != nil {
		return err
	}
	return c.s.DB.Write(c, func(tx *store.Tx) error {
		th, _, err := auth.ActOnThread(&tx.Reader, c.User, id)
		if err != nil {
			return err
		}
		return fn(tx, th)
	})
}
