package httpapi

import (
	"strconv"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// when writes a time as people's programs read it: RFC 3339, UTC, milliseconds;
// nil for never.
func when(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format("2006-01-02T15:04:05.000Z")
	return &s
}

func parseWhen(field string, s *string) (time.Time, error) {
	if s == nil || *s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, *s)
	if err != nil {
		return t, parley.Invalidf(field, "%q is not a time like 2026-05-01T12:00:00Z", *s)
	}
	return t.UTC().Truncate(time.Millisecond), nil
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func optionalID[T ~int64](id T) *string {
	if id == 0 {
		return nil
	}
	s := strconv.FormatInt(int64(id), 10)
	return &s
}

func ids[T ~int64](list []T) []string {
	out := make([]string, len(list))
	for i, id := range list {
		out[i] = strconv.FormatInt(int64(id), 10)
	}
	return out
}

func parseIDs[T ~int64](field string, list []string) ([]T, error) {
	out := make([]T, len(list))
	for i, s := range list {
		id, err := parley.ParseID[T](field+"["+strconv.Itoa(i)+"]", s)
		if err != nil {
			return nil, err
		}
		out[i] = id
	}
	return out, nil
}

// Person is how somebody is drawn: a picture or initials on a colour.
type Person struct {
	Kind      string  `json:"kind" enum:"user,contact,visitor,bot,integration,system,team"`
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	AvatarURL *string `json:"avatar_url"`
	Initials  string  `json:"initials"`
	Color     string  `json:"color"`
}

func person(kind parley.ActorKind, id int64, name string) Person {
	text := strconv.FormatInt(id, 10)
	key := text
	if id == 0 {
		key = name
	}
	return Person{Kind: string(kind), ID: text, Name: name, Initials: parley.Initials(name), Color: parley.ColorOf(string(kind) + key)}
}

// ThreadRow is a thread as a list shows it. It holds the whole truth of the
// row, so that a browser can put it in place of what it had.
type ThreadRow struct {
	ID               string          `json:"id"`
	InboxID          string          `json:"inbox_id"`
	Status           string          `json:"status" enum:"open,closed"`
	Spam             bool            `json:"spam"`
	Trashed          bool            `json:"trashed"`
	Subject          string          `json:"subject"`
	Preview          string          `json:"preview"`
	Channel          string          `json:"channel"`
	Contact          *ContactRef     `json:"contact"`
	SenderName       string          `json:"sender_name"`
	ParticipantCount int             `json:"participant_count"`
	LastAction       string          `json:"last_action"`
	LatestMessageAt  *string         `json:"latest_message_at"`
	LatestReceivedAt *string         `json:"latest_received_at"`
	WaitingSince     *string         `json:"waiting_since"`
	Comment          *CommentPreview `json:"comment"`
	Assignee         *AssigneeRef    `json:"assignee"`
	TeamID           *string         `json:"team_id"`
	TagIDs           []string        `json:"tag_ids"`
	Snoozed          bool            `json:"snoozed"`
	SnoozedUntil     *string         `json:"snoozed_until"`
	HasAttachment    bool            `json:"has_attachment"`
	HasDraft         bool            `json:"has_draft" doc:"The reader has a draft here"`
	ActivitySeq      int64           `json:"activity_seq" doc:"The event of the newest activity"`
	ReadSeq          int64           `json:"read_seq" doc:"The reader has seen up to here: unread while activity_seq is greater"`
	Quarantined      bool            `json:"quarantined"`
	TicketID         *string         `json:"ticket_id"`
	SLA              *SLAChip        `json:"sla" doc:"The goal of its ticket that is due first"`
	Members          []ViewMember    `json:"members" doc:"The views in which it stands, for the reader"`
	Match            *SearchMatch    `json:"match,omitempty"`
	CreatedAt        *string         `json:"created_at"`
}

// SLAChip is how the most urgent goal of a ticket stands.
type SLAChip struct {
	Goal  string  `json:"goal" enum:"first_reply,next_reply,close"`
	State string  `json:"state" enum:"active,due_soon,overdue,paused,completed_on_time,completed_late"`
	DueAt *string `json:"due_at"`
}

// ContactRef is a contact in few words.
type ContactRef struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	Email     string  `json:"email"`
	AvatarURL *string `json:"avatar_url"`
	Initials  string  `json:"initials"`
	Color     string  `json:"color"`
}

// CommentPreview is the newest comment.
type CommentPreview struct {
	AuthorName string `json:"author_name"`
	Text       string `json:"text"`
}

// AssigneeRef is who is responsible.
type AssigneeRef struct {
	Kind string `json:"kind" enum:"user,team,bot"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

// ViewMember is a place in a view.
type ViewMember struct {
	ViewID string  `json:"view_id"`
	SortAt *string `json:"sort_at"`
}

// SearchMatch is where a search hit.
type SearchMatch struct {
	ItemID      string `json:"item_id"`
	SnippetHTML string `json:"snippet_html"`
}

// names looks people up for rows. It is never changed once made.
type names struct {
	head  int64
	users map[parley.UserID]*parley.User
	teams map[parley.TeamID]*parley.Team
	apps  map[parley.AppID]string // archived ones too: history names them
}

// loadNames returns the people as of the newest event: they are read again only
// when something has happened since.
func (s *Server) loadNames(r *store.Reader) (*names, error) {
	head, err := r.Head()
	if err != nil {
		return nil, err
	}
	if kept := s.names.Load(); kept != nil && kept.head == head {
		return kept, nil
	}
	n, err := readNames(r)
	if err == nil {
		n.head = head
		s.names.Store(n)
	}
	return n, err
}

func readNames(r *store.Reader) (*names, error) {
	n := &names{users: map[parley.UserID]*parley.User{}, teams: map[parley.TeamID]*parley.Team{}}
	users, err := r.Users()
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		n.users[u.ID] = u
	}
	teams, err := r.Teams()
	for _, t := range teams {
		n.teams[t.ID] = t
	}
	if err != nil {
		return nil, err
	}
	n.apps, err = r.AppNames()
	return n, err
}

// actor is the name of who did a thing, where it is a colleague or a program.
func (n *names) actor(kind parley.ActorKind, id int64) string {
	switch kind {
	case parley.ActorUser:
		return n.user(parley.UserID(id))
	case parley.ActorIntegration:
		return n.apps[parley.AppID(id)]
	}
	return ""
}

func (n *names) user(id parley.UserID) string {
	if u := n.users[id]; u != nil {
		return u.Name()
	}
	return ""
}

func (n *names) assignee(th *parley.Thread) *AssigneeRef {
	if th.AssigneeID == 0 {
		return nil
	}
	a := &AssigneeRef{Kind: string(th.AssigneeKind), ID: strconv.FormatInt(th.AssigneeID, 10)}
	switch th.AssigneeKind {
	case parley.ActorUser:
		a.Name = n.user(parley.UserID(th.AssigneeID))
	case parley.ActorTeam:
		if t := n.teams[parley.TeamID(th.AssigneeID)]; t != nil {
			a.Name = t.Name
		}
	}
	return a
}

func (n *names) row(th *store.ThreadRow) ThreadRow {
	row := ThreadRow{
		ID: th.ID.String(), InboxID: th.InboxID.String(), Status: string(th.Status), Spam: th.Spam, Trashed: th.Trashed,
		Subject: th.Subject, Preview: th.Preview, Channel: string(th.Channel), SenderName: th.SenderName, ParticipantCount: th.ParticipantCount,
		LastAction: string(th.LastAction), LatestMessageAt: when(th.LatestMessageAt), LatestReceivedAt: when(th.LatestReceivedAt), WaitingSince: when(th.WaitingSince),
		Assignee: n.assignee(&th.Thread), TeamID: optionalID(th.TeamID), TagIDs: ids(th.TagIDs), Snoozed: th.Snoozed(), SnoozedUntil: when(th.SnoozedUntil),
		HasAttachment: th.HasAttachment, HasDraft: th.HasDraft, ActivitySeq: th.ActivitySeq, ReadSeq: th.ReadSeq, Quarantined: th.Quarantined,
		Members: []ViewMember{}, CreatedAt: when(th.CreatedAt), TicketID: optionalID(th.TicketID),
	}
	if th.SLAState != "" {
		row.SLA = &SLAChip{string(th.SLAGoal), string(th.SLAState), when(th.SLADueAt)}
	}
	if th.ContactID != 0 {
		c := parley.Contact{FirstName: th.ContactFirstName, LastName: th.ContactLastName, Email: th.ContactEmail}
		p := person(parley.ActorContact, int64(th.ContactID), c.Name())
		row.Contact = &ContactRef{ID: th.ContactID.String(), Name: c.Name(), Email: c.Email, Initials: p.Initials, Color: p.Color}
	}
	if th.CommentText != "" {
		row.Comment = &CommentPreview{AuthorName: n.user(th.CommentAuthor), Text: th.CommentText}
	}
	return row
}

// rows presents threads with the views in which they stand for a reader.
func (n *names) rows(r *store.Reader, reader parley.UserID, threads []*store.ThreadRow) ([]ThreadRow, error) {
	all := make([]parley.ThreadID, len(threads))
	for i, th := range threads {
		all[i] = th.ID
	}
	members, err := r.Members(all)
	if err != nil {
		return nil, err
	}
	return n.rowsIn(reader, threads, members), nil
}

// rowsIn is rows where it is known who stands where.
func (n *names) rowsIn(reader parley.UserID, threads []*store.ThreadRow, members []*store.Member) []ThreadRow {
	out := make([]ThreadRow, len(threads))
	at := make(map[parley.ThreadID]int, len(threads))
	for i, th := range threads {
		out[i] = n.row(th)
		at[th.ID] = i
	}
	for _, m := range members {
		if i, ok := at[m.ThreadID]; ok && (m.Bucket == 0 || m.Bucket == int64(reader)) {
			out[i].Members = append(out[i].Members, ViewMember{m.ViewID.String(), when(m.SortAt)})
		}
	}
	return out
}
