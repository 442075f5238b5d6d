package httpapi

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// Item is one entry of a thread's history: exactly one of Message, Comment and
// Event is set.
type Item struct {
	ID        string       `json:"id"`
	ThreadID  string       `json:"thread_id"`
	Seq       int64        `json:"seq"`
	Kind      string       `json:"kind" enum:"message,comment,event"`
	CreatedAt *string      `json:"created_at"`
	Actor     Person       `json:"actor"`
	ClientID  *string      `json:"client_id"`
	Message   *MessageItem `json:"message"`
	Comment   *CommentItem `json:"comment"`
	Event     *EventItem   `json:"event"`
}

// Party is an address as written on a message.
type Party struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

// MessageItem is what was said to or by the outside.
type MessageItem struct {
	Direction      string       `json:"direction" enum:"incoming,outgoing"`
	Status         string       `json:"status" enum:"received,scheduled,sending,sent,delivered,read,failed,unknown,cancelled"`
	StatusReason   string       `json:"status_reason"`
	Channel        string       `json:"channel"`
	From           Party        `json:"from"`
	To             []Party      `json:"to"`
	Cc             []Party      `json:"cc"`
	Bcc            []Party      `json:"bcc"`
	Subject        string       `json:"subject"`
	Text           string       `json:"text" doc:"The newest reply, without quotes and signature"`
	HasHTML        bool         `json:"has_html"`
	Trimmed        bool         `json:"trimmed" doc:"There is more than text"`
	FrameURL       string       `json:"frame_url" doc:"The mail as a page for a frame without scripts"`
	Attachments    []Attachment `json:"attachments"`
	Enclosures     []Enclosure  `json:"enclosures" doc:"What hangs on it besides files"`
	AppName        string       `json:"app_name" doc:"The program that wrote it for its author; empty: none"`
	Reason         string       `json:"reason" doc:"Why it stands in this thread"`
	Authenticated  string       `json:"authenticated" doc:"pass, fail or none: whether the sender was proved"`
	Auto           *string      `json:"auto"`
	Forwarded      bool         `json:"forwarded"`
	SendAt         *string      `json:"send_at"`
	UndoUntil      *string      `json:"undo_until"`
	Quarantined    bool         `json:"quarantined"`
	NewParticipant bool         `json:"new_participant" doc:"The sender was not in this thread before"`
}

// CommentItem is a note between colleagues.
type CommentItem struct {
	HTML        string       `json:"html"`
	Text        string       `json:"text"`
	MentionIDs  []string     `json:"mention_ids"`
	EditedAt    *string      `json:"edited_at"`
	Deleted     bool         `json:"deleted"`
	Attachments []Attachment `json:"attachments"`
}

// EventItem is a fact of the thread.
type EventItem struct {
	Kind string         `json:"kind"`
	Data map[string]any `json:"data"`
}

// Attachment is a file.
type Attachment struct {
	ID           string  `json:"id"`
	Name         string  `json:"name"`
	Size         int64   `json:"size"`
	ContentType  string  `json:"content_type"`
	Inline       bool    `json:"inline"`
	ContentID    string  `json:"content_id"`
	URL          string  `json:"url"`
	ThumbnailURL *string `json:"thumbnail_url"`
	Missing      bool    `json:"missing"`
}

func presentAttachment(f *parley.Attachment) Attachment {
	a := Attachment{ID: f.ID.String(), Name: f.Name, Size: f.Size, ContentType: f.ContentType, Inline: f.Inline, ContentID: f.ContentID,
		URL: "/api/files/" + f.ID.String(), Missing: f.Hash == ""}
	if thumbnailable(f.ContentType) && f.Hash != "" {
		url := a.URL + "/thumbnail"
		a.ThumbnailURL = &url
	}
	return a
}

func thumbnailable(contentType string) bool {
	switch contentType {
	case "image/png", "image/jpeg", "image/gif", "image/webp":
		return true
	}
	return false
}

func presentParties(list []parley.Address) []Party {
	out := make([]Party, len(list))
	for i, a := range list {
		out[i] = Party(a)
	}
	return out
}

// shownEvents are the kinds that a person reads in a thread's history.
var shownEvents = map[parley.EventKind]bool{
	parley.ThreadAssigned: true, parley.ThreadUnassigned: true, parley.ThreadRouted: true, parley.ThreadWasClosed: true, parley.ThreadReopened: true,
	parley.ThreadSnoozed: true, parley.ThreadWoken: true, parley.ThreadTagged: true, parley.ThreadUntagged: true, parley.ThreadMoved: true,
	parley.ThreadSpammed: true, parley.ThreadUnspammed: true, parley.ThreadBlocked: true, parley.ThreadUnblocked: true, parley.ThreadTrashed: true,
	parley.ThreadRestored: true, parley.ThreadMerged: true, parley.ThreadUnmerged: true, parley.ThreadSplit: true, parley.ThreadUnsplit: true,
	"thread.undone": true, "thread.contact_changed": true, parley.ThreadEmailed: true, parley.ThreadRated: true, parley.ThreadMeetingAnswered: true, parley.ThreadIdle: true, "thread.transcript_sent": true, "message.withdrawn": true,
	parley.ThreadTicketed: true, parley.ThreadJoined: true, parley.ThreadDueSoon: true, parley.ThreadOverdue: true,
}

// history presents items. Bodies of mails are not among them: frames load them.
type history struct {
	*names
	r        *store.Reader
	contacts map[parley.ContactID]*parley.Contact
	files    map[parley.MessageID][]Attachment
	comments map[parley.MessageID]string
	visitors map[parley.VisitorID]*parley.Contact
}

// loadHistory gathers in a few queries what some messages need.
func loadHistory(r *store.Reader, n *names, messages []*parley.Message) (*history, error) {
	h := &history{names: n, r: r, files: map[parley.MessageID][]Attachment{}, comments: map[parley.MessageID]string{}}
	var withFiles, comments []parley.MessageID
	var people []parley.ContactID
	var visitors []parley.VisitorID
	for _, m := range messages {
		if m.HasAttachment {
			withFiles = append(withFiles, m.ID)
		}
		if m.Kind == parley.KindComment {
			comments = append(comments, m.ID)
		}
		if m.ActorKind == parley.ActorContact && m.ActorID != 0 {
			people = append(people, parley.ContactID(m.ActorID))
		}
		if id := parley.VisitorID(m.ActorID); m.ActorKind == parley.ActorVisitor && !slices.Contains(visitors, id) {
			visitors = append(visitors, id)
		}
	}
	files, err := r.Attachments(withFiles)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		h.files[f.MessageID] = append(h.files[f.MessageID], presentAttachment(f))
	}
	bodies, err := r.Bodies(comments)
	if err != nil {
		return nil, err
	}
	for _, b := range bodies {
		h.comments[b.MessageID] = b.HTML
	}
	if h.contacts, err = r.Contacts(people); err != nil {
		return nil, err
	}
	h.visitors, err = r.VisitorContacts(visitors)
	return h, err
}

func (h *history) message(m *parley.Message) Item {
	it := Item{ID: m.UID, ThreadID: m.ThreadID.String(), Seq: m.Seq, Kind: string(m.Kind), CreatedAt: when(m.CreatedAt), Actor: h.actor(m), ClientID: optional(m.ClientID)}
	files := h.files[m.ID]
	if files == nil {
		files = []Attachment{}
	}
	if m.Kind == parley.KindComment {
		it.Comment = &CommentItem{HTML: h.comments[m.ID], Text: m.Text, MentionIDs: ids(m.MentionIDs), EditedAt: when(m.EditedAt), Deleted: !m.DeletedAt.IsZero(), Attachments: files}
		return it
	}
	it.Message = &MessageItem{
		Direction: string(m.Direction), Status: string(m.Status), StatusReason: m.StatusReason, Channel: string(m.Channel),
		From: Party(m.From), To: presentParties(m.To), Cc: presentParties(m.Cc), Bcc: presentParties(m.Bcc), Subject: m.Subject, Text: m.Text,
		HasHTML: m.HasHTML, Trimmed: m.Trimmed, FrameURL: "/api/messages/" + m.UID + "/frame", Attachments: files,
		Enclosures: presentEnclosures(m.Enclosures), AppName: h.via(m),
		Reason: m.Reason, Authenticated: m.Authenticated, Auto: optional(m.Auto), Forwarded: m.Forwarded, SendAt: when(m.SendAt), UndoUntil: when(m.UndoUntil),
		Quarantined: m.Quarantined, NewParticipant: m.NewParticipant,
	}
	return it
}

// via is the program that wrote m in somebody's name.
func (h *history) via(m *parley.Message) string {
	if m.ActorKind == parley.ActorIntegration {
		return ""
	}
	return h.apps[m.AppID]
}

func (h *history) actor(m *parley.Message) Person {
	name := ""
	switch m.ActorKind {
	case parley.ActorUser:
		name = h.user(parley.UserID(m.ActorID))
	case parley.ActorContact:
		name = m.From.Name
		if c := h.contacts[parley.ContactID(m.ActorID)]; c != nil && c.Name() != c.Email {
			name = c.Name()
		}
		if name == "" {
			name = m.From.Address
		}
	case parley.ActorIntegration:
		name = h.names.actor(m.ActorKind, m.ActorID)
	default:
		name = m.From.Name
		if c := h.visitors[parley.VisitorID(m.ActorID)]; c != nil && m.ActorKind == parley.ActorVisitor {
			name = c.Name()
		}
	}
	return person(m.ActorKind, m.ActorID, name)
}

func (h *history) event(e *parley.Event) Item {
	return Item{ID: fmt.Sprintf("%032x", e.Seq), ThreadID: e.ThreadID.String(), Seq: e.Seq, Kind: "event", CreatedAt: when(e.At),
		Actor: person(e.ActorKind, e.ActorID, h.names.actor(e.ActorKind, e.ActorID)), Event: &EventItem{Kind: string(e.Kind), Data: h.explain(e)}}
}

// explain adds the names of people that an event's data holds by id.
func (h *history) explain(e *parley.Event) map[string]any {
	data := map[string]any{}
	for k, v := range e.Data {
		data[k] = v
		if ref, ok := v.(map[string]any); ok && ref["id"] != nil {
			data[k] = h.named(ref)
		}
		if id, ok := v.(float64); ok && strings.HasSuffix(k, "_id") {
			data[k] = strconv.FormatInt(int64(id), 10)
			if k == "user_id" && id != 0 {
				data["user_name"] = h.user(parley.UserID(id))
			}
		}
	}
	if e.Kind == parley.ThreadMeetingAnswered {
		data["name"] = h.guest(e.Data)
	}
	if among, ok := data["among"].([]any); ok {
		names := make([]string, 0, len(among))
		for _, id := range among {
			if id, ok := id.(float64); ok {
				names = append(names, h.user(parley.UserID(id)))
			}
		}
		data["among"] = names
	}
	if skipped, ok := data["skipped"].([]any); ok {
		for _, s := range skipped {
			if m, ok := s.(map[string]any); ok {
				if id, ok := m["user_id"].(float64); ok {
					m["name"] = h.user(parley.UserID(id))
				}
			}
		}
	}
	return data
}

// guest is whom an event about a meeting tells of; empty once that is forgotten.
func (h *history) guest(data map[string]any) string {
	word, _ := data["meeting"].(string)
	at, _ := data["guest"].(float64)
	id, err := parley.ParseID[parley.RecordID]("meeting", word)
	if err != nil {
		return ""
	}
	m, err := h.r.Meeting(id)
	if err != nil || int(at) >= len(m.Invitation.Guests) {
		return ""
	}
	g := m.Invitation.Guests[int(at)]
	return cmp.Or(g.Name, g.Address)
}

func (h *history) named(ref map[string]any) map[string]any {
	id, _ := strconv.ParseInt(fmt.Sprint(ref["id"]), 10, 64)
	out := map[string]any{"kind": ref["kind"], "id": ref["id"], "name": ""}
	switch ref["kind"] {
	case "user":
		out["name"] = h.user(parley.UserID(id))
	case "team":
		if t := h.teams[parley.TeamID(id)]; t != nil {
			out["name"] = t.Name
		}
	}
	return out
}
