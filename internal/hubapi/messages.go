package hubapi

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

func (s *Server) messageRoutes() {
	const read, write, messages = "conversations.read", "conversations.write", "/conversations/v3/conversations/threads/{threadId}/messages"
	s.on(get, messages, 200, read, (*call).messages)
	s.on(post, messages, 201, write, (*call).writeMessage)
	s.on(get, messages+"/{messageId}", 200, read, (*call).oneMessage)
	s.on(get, messages+"/{messageId}/original-content", 200, read, (*call).originalContent)
}

// item is what stands in a thread, on the wire: one of six types (API-20,
// API-21).
type item struct {
	ID                    string      `json:"id"`
	Type                  string      `json:"type"`
	ConversationsThreadID string      `json:"conversationsThreadId"`
	CreatedAt             stamp       `json:"createdAt"`
	UpdatedAt             stamp       `json:"updatedAt,omitzero"`
	CreatedBy             string      `json:"createdBy"`
	Client                client      `json:"client"`
	Senders               []sender    `json:"senders"`
	Recipients            []recipient `json:"recipients"`
	Archived              bool        `json:"archived"`

	Text             *string `json:"text,omitempty"`
	RichText         string  `json:"richText,omitempty"`
	Attachments      *[]any  `json:"attachments,omitempty"`
	Subject          string  `json:"subject,omitempty"`
	Direction        string  `json:"direction,omitempty"`
	ChannelID        string  `json:"channelId,omitempty"`
	ChannelAccountID string  `json:"channelAccountId,omitempty"`
	InReplyToID      string  `json:"inReplyToId,omitempty"`
	TruncationStatus string  `json:"truncationStatus,omitempty"`
	Status           *status `json:"status,omitempty"`

	AssignedFrom string `json:"assignedFrom,omitempty"`
	AssignedTo   string `json:"assignedTo,omitempty"`
	NewStatus    string `json:"newStatus,omitempty"`
	FromInboxID  string `json:"fromInboxId,omitempty"`
	ToInboxID    string `json:"toInboxId,omitempty"`
}

// client is through what somebody did it.
type client struct {
	ClientType       string `json:"clientType"`
	IntegrationAppID int64  `json:"integrationAppId,omitempty"`
}

type sender struct {
	ActorID            string     `json:"actorId,omitempty"`
	Name               string     `json:"name,omitempty"`
	SenderField        string     `json:"senderField,omitempty"`
	DeliveryIdentifier *delivered `json:"deliveryIdentifier,omitempty"`
}

type recipient struct {
	DeliveryIdentifier delivered `json:"deliveryIdentifier"`
	ActorID            string    `json:"actorId,omitempty"`
	Name               string    `json:"name,omitempty"`
	RecipientField     string    `json:"recipientField,omitempty"`
}

type status struct {
	StatusType     string          `json:"statusType"`
	FailureDetails *failureDetails `json:"failureDetails,omitempty"`
}

type failureDetails struct {
	ErrorMessage       string   `json:"errorMessage,omitempty"`
	ErrorMessageTokens struct{} `json:"errorMessageTokens"`
}

// told are the events that programs see as items of a thread.
var told = []parley.EventKind{parley.ThreadAssigned, parley.ThreadUnassigned, parley.ThreadRouted, parley.ThreadWasClosed, parley.ThreadReopened, parley.ThreadMoved}

func (c *call) messages() (any, error) {
	size, err := c.pageSize(100, 500)
	if err != nil {
		return nil, err
	}
	page := store.Page{Limit: size + 1}
	switch c.word("sort") {
	case "", "-createdAt":
	case "createdAt":
		page.Oldest = true
	default:
		return nil, parley.Invalidf("sort", "sort is createdAt or -createdAt")
	}
	if page.After, err = c.position(); err != nil {
		return nil, err
	}
	r := c.read()
	th, err := c.thread(r)
	if err != nil {
		return nil, err
	}
	items, err := c.history(r, th, page)
	if err != nil {
		return nil, err
	}
	out := list{}
	if len(items) > size {
		items = items[:size]
		last := items[size-1]
		out.Paging = c.next(cursor(strconv.FormatInt(last.CreatedAt.UnixMilli(), 10), strconv.FormatInt(last.seq, 10)))
	}
	out.Results = each(items, func(x placed) item { return x.item })
	return out, nil
}

// placed is an item with the number of its event, by which the order of those of
// one moment is told.
type placed struct {
	item
	seq int64
}

// history merges what was said and what happened, as two pages of one order.
func (c *call) history(r *store.Reader, th *parley.Thread, page store.Page) ([]placed, error) {
	said, err := r.HistoryMessages(th.ID, page)
	if err != nil {
		return nil, err
	}
	happened, err := r.HistoryEvents(th.ID, told, page)
	if err != nil {
		return nil, err
	}
	shown, err := c.showMessages(r, th, said)
	if err != nil {
		return nil, err
	}
	out := make([]placed, 0, len(said)+len(happened))
	for i, m := range said {
		out = append(out, placed{shown[i], m.Seq})
	}
	for _, e := range happened {
		out = append(out, placed{showEvent(th, e), e.Seq})
	}
	slices.SortFunc(out, func(a, b placed) int {
		n := a.CreatedAt.Compare(b.CreatedAt.Time)
		if n == 0 {
			n = int(a.seq - b.seq)
		}
		if !page.Oldest {
			n = -n
		}
		return n
	})
	return out[:min(len(out), page.Limit)], nil
}

// eventID is the public id of an event as an item: as long as a message's.
func eventID(seq int64) string { return fmt.Sprintf("%032x", seq) }

// showEvent presents something that happened to a thread.
func showEvent(th *parley.Thread, e *parley.Event) item {
	out := item{ID: eventID(e.Seq), ConversationsThreadID: th.ID.String(), CreatedAt: stamp{e.At}, CreatedBy: actorID(e.Actor()), Client: clientOf(e.Actor(), 0),
		Senders: []sender{}, Recipients: []recipient{}, Archived: th.Trashed}
	switch e.Kind {
	case parley.ThreadWasClosed:
		out.Type, out.NewStatus = "THREAD_STATUS_CHANGE", "CLOSED"
	case parley.ThreadReopened:
		out.Type, out.NewStatus = "THREAD_STATUS_CHANGE", "OPEN"
	case parley.ThreadMoved:
		out.Type = "THREAD_INBOX_CHANGE"
		out.FromInboxID, _ = e.Data["from_inbox"].(string)
		out.ToInboxID, _ = e.Data["to_inbox"].(string)
	default:
		out.Type, out.AssignedFrom, out.AssignedTo = "ASSIGNMENT", assigned(e.Data["from"]), assigned(e.Data["to"])
	}
	return out
}

// assigned is the agent that an event names; empty for nobody and for teams.
func assigned(ref any) string {
	who, _ := ref.(map[string]any)
	if who["kind"] != string(parley.ActorUser) {
		return ""
	}
	id, _ := who["id"].(string)
	return "A-" + id
}

// clientOf tells what a person did by hand from what programs and Parley did.
func clientOf(a parley.Actor, app parley.AppID) client {
	if a.Kind == parley.ActorIntegration {
		app = parley.AppID(a.ID)
	}
	switch {
	case app != 0:
		return client{ClientType: "INTEGRATION", IntegrationAppID: int64(app)}
	case a.Kind == parley.ActorSystem || a.Kind == parley.ActorBot || a.None():
		return client{ClientType: "SYSTEM"}
	}
	return client{ClientType: "HUBSPOT"}
}

// foundItem is the item that the path names.
func (c *call) foundItem() (*store.Reader, *parley.Thread, *parley.Message, *parley.Event, error) {
	r := c.read()
	th, err := c.thread(r)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	id := strings.ToLower(c.name("messageId"))
	missing := parley.NotFoundf("there is no message %s in this thread", c.name("messageId"))
	m, err := r.Message(id)
	if err == nil && m.ThreadID == th.ID && m.Status != parley.MessageCancelled && m.DeletedAt.IsZero() {
		return r, th, m, nil, nil
	} else if err != nil && parley.KindOf(err) != parley.NotFound {
		return nil, nil, nil, nil, err
	}
	seq, err := strconv.ParseInt(id, 16, 64)
	if err != nil || id != eventID(seq) {
		return nil, nil, nil, nil, missing
	}
	e, err := r.ThreadEvent(th.ID, seq)
	if parley.KindOf(err) == parley.NotFound || err == nil && !slices.Contains(told, e.Kind) {
		err = missing
	}
	return r, th, nil, e, err
}

func (c *call) oneMessage() (any, error) {
	r, th, m, e, err := c.foundItem()
	if err != nil {
		return nil, err
	}
	if m == nil {
		return showEvent(th, e), nil
	}
	shown, err := c.showMessages(r, th, []*parley.Message{m})
	if err != nil {
		return nil, err
	}
	return shown[0], nil
}

// content is the whole text of a message, uncut.
type content struct {
	Text     string `json:"text,omitempty"`
	RichText string `json:"richText,omitempty"`
}

func (c *call) originalContent() (any, error) {
	r, _, m, _, err := c.foundItem()
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, parley.NotFoundf("message %s has no content", c.name("messageId"))
	}
	body, err := r.Body(m.ID)
	if err != nil {
		return nil, err
	}
	out := content{m.Text, body.HTML}
	if body.Text != "" {
		out.Text = body.Text
	}
	return out, nil
}

// linkLife is how long the address of an attached file is good.
const linkLife = 24 * time.Hour
