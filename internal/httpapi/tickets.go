package httpapi

import (
	"encoding/json"
	"strconv"

	"parley/internal/auth"
	"parley/internal/crm"
	"parley/internal/helpdesk"
	"parley/internal/parley"
	"parley/internal/store"
)

type ticketInput struct {
	ThreadPath
	Body struct {
		Properties map[string]string `json:"properties,omitempty" doc:"Of a new ticket; what is not said follows from the conversation"`
		TicketID   string            `json:"ticket_id,omitempty" doc:"A ticket that is there already"`
	}
}

// ThreadTicket is a conversation with its ticket.
type ThreadTicket struct {
	Thread ThreadRow `json:"thread"`
	Ticket Record    `json:"ticket"`
}

// giveTicket makes the ticket of a conversation, or gives it one that is there.
func (c *call) giveTicket(in *ticketInput) (*ThreadTicket, error) {
	return c.ticketOf(in.ThreadPath, func(tx *store.Tx, th *parley.Thread, by parley.Origin) (*parley.Record, error) {
		if in.Body.TicketID == "" {
			return helpdesk.Create(tx, by, th, in.Body.Properties)
		}
		ticket, err := c.editableTicket(tx, in.Body.TicketID)
		if err != nil {
			return nil, err
		}
		return ticket, helpdesk.Join(tx, by, th, ticket)
	})
}

func (c *call) editableTicket(tx *store.Tx, text string) (*parley.Record, error) {
	id, err := parley.ParseID[parley.RecordID]("ticket_id", text)
	if err != nil {
		return nil, err
	}
	ticket, _, err := auth.Record(&tx.Reader, c.User, id, auth.EditRecord)
	return ticket, err
}

// joinTicket lets a new conversation join the ticket from within which it was
// begun (TIX-11).
func (c *call) joinTicket(tx *store.Tx, th *parley.Thread, ticketID string) error {
	ticket, err := c.editableTicket(tx, ticketID)
	if err != nil {
		return err
	}
	return helpdesk.Join(tx, parley.Origin{Actor: c.Actor(), Source: parley.SourceConversations}, th, ticket)
}

// splitTicket gives one conversation of a ticket that has several its own.
func (c *call) splitTicket(in *ThreadPath) (*ThreadTicket, error) {
	return c.ticketOf(*in, func(tx *store.Tx, th *parley.Thread, by parley.Origin) (*parley.Record, error) {
		return helpdesk.Split(tx, by, th)
	})
}

func (c *call) ticketOf(in ThreadPath, fn func(tx *store.Tx, th *parley.Thread, by parley.Origin) (*parley.Record, error)) (*ThreadTicket, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var ticket *parley.Record
	err = c.s.DB.Write(c, func(tx *store.Tx) error {
		th, _, err := auth.ActOnThread(&tx.Reader, c.User, id)
		if err != nil {
			return err
		}
		ticket, err = fn(tx, th, parley.Origin{Actor: c.Actor(), Source: parley.SourceConversations})
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.presentTicket(id, ticket)
}

func (c *call) presentTicket(id parley.ThreadID, ticket *parley.Record) (*ThreadTicket, error) {
	r := c.s.DB.Read(c)
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	out := &ThreadTicket{}
	if out.Ticket, err = c.record(r, schema.Type(parley.TypeTicket), ticket); err != nil {
		return nil, err
	}
	rows, err := c.rowsOf([]parley.ThreadID{id})
	if err == nil && len(rows) > 0 {
		out.Thread = rows[0]
	}
	return out, err
}

// TicketOptions are what an administrator decides about tickets.
type TicketOptions struct {
	InInbox   bool `json:"in_inbox" doc:"A ticket stays beside its conversation in the inbox; else both go to the help desk"`
	SyncOwner bool `json:"sync_owner" doc:"Ticket and conversation have one owner"`
}

func (c *call) ticketOptions(*struct{}) (*TicketOptions, error) {
	o, err := helpdesk.ReadOptions(c.s.DB.Read(c))
	return &TicketOptions{o.InInbox, o.SyncOwner}, err
}

type ticketOptionsInput struct{ Body TicketOptions }

func (c *call) setTicketOptions(in *ticketOptionsInput) (*TicketOptions, error) {
	err := c.s.DB.Write(c, func(tx *store.Tx) error {
		return helpdesk.WriteOptions(tx, c.Actor(), helpdesk.Options{InInbox: in.Body.InInbox, SyncOwner: in.Body.SyncOwner})
	})
	if err != nil {
		return nil, err
	}
	return c.ticketOptions(nil)
}

// SLATimer is how a goal of a ticket stands.
type SLATimer struct {
	Goal   string  `json:"goal" enum:"first_reply,next_reply,close"`
	State  string  `json:"state" enum:"active,due_soon,overdue,paused,completed_on_time,completed_late"`
	DueAt  *string `json:"due_at"`
	DoneAt *string `json:"done_at"`
	Policy string  `json:"policy"`
}

// SLATimers is the goals of a ticket.
type SLATimers struct {
	Timers []SLATimer `json:"timers"`
}

func (c *call) slaTimers(in *RecordPath) (*SLATimers, error) {
	r := c.s.DB.Read(c)
	rec, _, err := c.seeRecord(r, in.ID, auth.ViewRecord)
	if err != nil {
		return nil, err
	}
	all, err := r.SLATimers(rec.ID)
	out := &SLATimers{[]SLATimer{}}
	for _, t := range all {
		p, err := r.SLAPolicy(t.PolicyID)
		if parley.KindOf(err) == parley.NotFound {
			p = &parley.SLAPolicy{}
		} else if err != nil {
			return nil, err
		}
		out.Timers = append(out.Timers, SLATimer{string(t.Goal), string(t.State), when(t.DueAt), when(t.DoneAt), p.Name})
	}
	return out, err
}

// SLAPolicy is a service level of an inbox.
type SLAPolicy struct {
	ID           string               `json:"id"`
	InboxID      string               `json:"inbox_id"`
	Name         string               `json:"name" maxLength:"200"`
	Active       bool                 `json:"active"`
	FilterGroups []crm.FilterGroup    `json:"filter_groups" doc:"Which tickets; none: all"`
	Goals        []parley.SLATarget   `json:"goals"`
	Hours        []parley.WeeklyHours `json:"hours" doc:"When time counts; none: always"`
	Zone         string               `json:"zone"`
	Pause        []string             `json:"pause" doc:"Stages at which time stands still"`
}

// SLAPolicies is the service levels, in the order in which the first that fits
// holds.
type SLAPolicies struct {
	Policies []SLAPolicy `json:"policies"`
}

func presentPolicy(p *parley.SLAPolicy) SLAPolicy {
	out := SLAPolicy{ID: strconv.FormatInt(p.ID, 10), InboxID: p.InboxID.String(), Name: p.Name, Active: p.Active, FilterGroups: []crm.FilterGroup{}, Goals: orEmpty(p.Goals),
		Hours: orEmpty(p.Hours), Zone: p.Zone, Pause: orEmpty(p.Pause)}
	json.Unmarshal([]byte(p.Filter), &out.FilterGroups)
	return out
}

func (c *call) slaPolicies(*struct{}) (*SLAPolicies, error) {
	all, err := c.s.DB.Read(c).SLAPolicies(0)
	out := &SLAPolicies{[]SLAPolicy{}}
	for _, p := range all {
		out.Policies = append(out.Policies, presentPolicy(p))
	}
	return out, err
}

type policyInput struct {
	Open bool `query:"open" doc:"Holds for open tickets without goals too"`
	Body SLAPolicy
}

// savePolicy adds a service level (without an id) or changes one.
func (c *call) savePolicy(in *policyInput) (*SLAPolicy, error) {
	inbox, err := parley.ParseID[parley.InboxID]("inbox_id", in.Body.InboxID)
	if err != nil {
		return nil, err
	}
	p := &parley.SLAPolicy{}
	err = c.s.DB.Write(c, func(tx *store.Tx) error {
		*p = parley.SLAPolicy{}
		if in.Body.ID != "" {
			id, err := parley.ParseID[int64]("id", in.Body.ID)
			if err != nil {
				return err
			}
			old, err := tx.SLAPolicy(id)
			if err != nil {
				return err
			}
			*p = *old
		}
		p.InboxID, p.Name, p.Active, p.Goals, p.Hours, p.Zone, p.Pause = inbox, in.Body.Name, in.Body.Active, in.Body.Goals, in.Body.Hours, in.Body.Zone, in.Body.Pause
		return helpdesk.SavePolicy(tx, c.Actor(), p, orEmpty(in.Body.FilterGroups), in.Open)
	})
	if err != nil {
		return nil, err
	}
	out := presentPolicy(p)
	return &out, nil
}

type policyPath struct {
	ID int64 `path:"id"`
}

func (c *call) dropPolicy(in *policyPath) error {
	return c.s.DB.Write(c, func(tx *store.Tx) error { return helpdesk.DropPolicy(tx, c.Actor(), in.ID) })
}

type policyOrder struct {
	Body struct {
		InboxID string   `json:"inbox_id"`
		IDs     []string `json:"ids" maxItems:"1000" doc:"All of the inbox; the first that fits a ticket holds"`
	}
}

func (c *call) orderPolicies(in *policyOrder) error {
	inbox, err := parley.ParseID[parley.InboxID]("inbox_id", in.Body.InboxID)
	if err != nil {
		return err
	}
	ids, err := parseIDs[int64]("ids", in.Body.IDs)
	if err != nil {
		return err
	}
	return c.s.DB.Write(c, func(tx *store.Tx) error { return helpdesk.OrderPolicies(tx, c.Actor(), inbox, ids) })
}
