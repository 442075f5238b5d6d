package helpdesk

import (
	"context"
	"slices"
	"strconv"

	"parley/internal/crm"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// Service follows the log.
type Service struct{ db *store.DB }

// New returns the service.
func New(db *store.DB) *Service { return &Service{db} }

// Run follows the event log until ctx ends.
func (s *Service) Run(ctx context.Context) error { return job.Follow(ctx, s.db, "helpdesk", s.Handle) }

// system is the origin of what follows by itself.
var system = parley.Origin{Actor: parley.System, Source: parley.SourceAutomation}

// Handle does what follows from events.
func (s *Service) Handle(tx *store.Tx, events []*parley.Event) error {
	for _, e := range events {
		var err error
		switch {
		case e.ThreadID != 0:
			err = ofThread(tx, e)
		case e.Object == "ticket":
			err = ofTicket(tx, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// followed are the events of conversations from which something may follow.
var followed = []parley.EventKind{parley.ThreadCreated, parley.ThreadUnspammed, parley.ThreadMoved, parley.ThreadReopened, parley.ThreadAssigned, parley.ThreadRouted, parley.ThreadUnassigned,
	parley.MessageWritten, parley.MessageArrived, parley.ThreadBlocked}

func ofThread(tx *store.Tx, e *parley.Event) error {
	switch {
	case e.Kind == parley.ThreadPurged:
		return purged(tx, e)
	case !slices.Contains(followed, e.Kind):
		return nil
	}
	th, err := tx.Thread(e.ThreadID)
	if parley.KindOf(err) == parley.NotFound {
		return nil
	} else if err != nil {
		return err
	}
	switch e.Kind {
	case parley.ThreadCreated, parley.ThreadUnspammed, parley.ThreadMoved, parley.ThreadReopened:
		return ticketFor(tx, th, e)
	case parley.ThreadAssigned, parley.ThreadRouted, parley.ThreadUnassigned:
		return ownLikeThread(tx, th)
	case parley.MessageWritten:
		return spoke(tx, th, e)
	case parley.MessageArrived:
		return heard(tx, th, e)
	case parley.ThreadBlocked:
		return blocked(tx, th)
	}
	return nil
}

// ticketFor makes the ticket of a conversation where its inbox or its channel
// asks for one (TIX-04, TIX-10, TIX-11): in an inbox when it is new; in the help
// desk also when it comes there, or is opened again if it was closed then.
func ticketFor(tx *store.Tx, th *parley.Thread, e *parley.Event) error {
	if th.TicketID != 0 || !th.Live() || e.Data["imported"] != nil {
		return nil
	}
	in, err := tx.Inbox(th.InboxID)
	if err != nil {
		return err
	}
	start, err := ticketStart(tx, th)
	if err != nil {
		return err
	}
	if in.Kind == parley.InboxHelpDesk {
		if e.Kind == parley.ThreadMoved && th.Status == parley.ThreadClosed {
			return nil
		}
	} else {
		o, err := ReadOptions(&tx.Reader)
		if err != nil || !o.InInbox || start == nil || e.Kind == parley.ThreadMoved || e.Kind == parley.ThreadReopened {
			return err
		}
	}
	values := map[string]string{}
	if start != nil {
		values["hs_pipeline"], values["hs_pipeline_stage"] = start.Pipeline, start.Stage
	}
	_, err = Create(tx, system, th, values)
	return err
}

// ticketStart is where the tickets of a conversation's channel begin, or nil.
func ticketStart(tx *store.Tx, th *parley.Thread) (*parley.TicketStart, error) {
	if th.AccountID == 0 {
		return nil, nil
	}
	acct, err := tx.ChannelAccount(th.AccountID)
	if parley.KindOf(err) == parley.NotFound {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return acct.Settings.Ticket, nil
}

// ownLikeThread gives the ticket the owner of its conversation (TIX-05).
func ownLikeThread(tx *store.Tx, th *parley.Thread) error {
	ticket, err := ticketOf(tx, th)
	if ticket == nil || err != nil {
		return err
	}
	if o, err := ReadOptions(&tx.Reader); err != nil || !o.SyncOwner {
		return err
	}
	owner := ""
	if u := th.Assignee().UserID(); u != 0 {
		owner = u.Owner().String()
	}
	_, err = crm.UpdateRecord(tx, system, ticket, map[string]string{"hubspot_owner_id": owner})
	return err
}

// ticketOf is the live ticket of a conversation, or nil.
func ticketOf(tx *store.Tx, th *parley.Thread) (*parley.Record, error) {
	if th.TicketID == 0 {
		return nil, nil
	}
	ticket, err := tx.Record(th.TicketID)
	if parley.KindOf(err) == parley.NotFound || err == nil && !ticket.Live() {
		return nil, nil
	}
	return ticket, err
}

// spoke moves the stage where an agent's e-mail does so (TIX-07), and ends the
// goals of a reply.
func spoke(tx *store.Tx, th *parley.Thread, e *parley.Event) error {
	ticket, err := ticketOf(tx, th)
	if ticket == nil || err != nil || e.ActorKind != parley.ActorUser || e.At.Before(ticket.CreatedAt) {
		return err
	}
	if ticket.Properties["time_to_first_agent_reply"] == "" {
		took := strconv.FormatInt(max(0, e.At.Sub(ticket.CreatedAt).Milliseconds()), 10)
		if err := crm.Compute(tx, system, ticket, map[string]string{"time_to_first_agent_reply": took}); err != nil {
			return err
		}
	}
	if err := replied(tx, ticket, e.At); err != nil {
		return err
	}
	return step(tx, ticket, func(s parley.PipelineSettings) string { return s.OnAgentEmail })
}

// heard moves the stage where a contact's reply does so, and starts the goal of
// the next reply.
func heard(tx *store.Tx, th *parley.Thread, e *parley.Event) error {
	ticket, err := ticketOf(tx, th)
	if ticket == nil || err != nil || !e.At.After(ticket.CreatedAt) {
		return err
	}
	if err := asked(tx, th, ticket, e.At); err != nil {
		return err
	}
	return step(tx, ticket, func(s parley.PipelineSettings) string { return s.OnContactReply })
}

// step moves a ticket to the stage that its pipeline names, if any.
func step(tx *store.Tx, ticket *parley.Record, to func(parley.PipelineSettings) string) error {
	all, err := tx.Pipelines(parley.TypeTicket)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(p *parley.Pipeline) bool { return p.ID == ticket.Properties["hs_pipeline"] })
	if at < 0 {
		return nil
	}
	stage := to(all[at].Settings)
	if stage == "" || all[at].Stage(stage) == nil {
		return nil
	}
	_, err = crm.UpdateRecord(tx, system, ticket, map[string]string{"hs_pipeline_stage": stage})
	return err
}

// purged erases the ticket of a conversation that was deleted for good, unless
// another holds it (TIX-09).
func purged(tx *store.Tx, e *parley.Event) error {
	text, _ := e.Data["ticket"].(string)
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil
	}
	return eraseFree(tx, parley.RecordID(id))
}

func eraseFree(tx *store.Tx, id parley.RecordID) error {
	left, err := tx.TicketThreads(id)
	if err != nil || len(left) > 0 {
		return err
	}
	ticket, err := tx.Record(id)
	if parley.KindOf(err) == parley.NotFound {
		return nil
	} else if err != nil {
		return err
	}
	if err := tx.DropSLATimers(ticket.ID); err != nil {
		return err
	}
	return crm.Erase(tx, system, ticket)
}

// blocked erases the ticket of a blocked sender (SPAM-11).
func blocked(tx *store.Tx, th *parley.Thread) error {
	id := th.TicketID
	if id == 0 {
		return nil
	}
	th.TicketID, th.SLAGoal, th.SLAState = 0, "", ""
	if err := triage.Store(tx, th); err != nil {
		return err
	}
	return eraseFree(tx, id)
}

func ofTicket(tx *store.Tx, e *parley.Event) error {
	ticket, err := tx.Record(parley.RecordID(e.ObjectID))
	if parley.KindOf(err) == parley.NotFound || err == nil && !ticket.Live() {
		return nil
	} else if err != nil {
		return err
	}
	fields, _ := e.Data["fields"].([]any)
	switch e.Kind {
	case "record.created":
		return promise(tx, ticket)
	case "record.changed":
		if slices.Contains(fields, any("hubspot_owner_id")) {
			if err := assignLikeTicket(tx, ticket); err != nil {
				return err
			}
		}
		if slices.Contains(fields, any("hs_pipeline_stage")) || slices.Contains(fields, any("hs_ticket_priority")) {
			return stepped(tx, ticket)
		}
	}
	return nil
}

// assignLikeTicket gives the conversations of a ticket its owner, where that
// person may have them (TIX-05).
func assignLikeTicket(tx *store.Tx, ticket *parley.Record) error {
	if o, err := ReadOptions(&tx.Reader); err != nil || !o.SyncOwner {
		return err
	}
	ids, err := tx.TicketThreads(ticket.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		th, err := tx.Thread(id)
		if err != nil {
			return err
		}
		to := parley.Actor{}
		if ticket.OwnerID != 0 {
			to = parley.ByUser(ticket.OwnerID)
		}
		if th.Assignee().UserID() == ticket.OwnerID || !th.Live() {
			continue
		}
		err = triage.AssignThread(tx, parley.System, th, to, map[string]any{"reason": "ticket_owner"})
		if err != nil && parley.KindOf(err) != parley.Invalid {
			return err
		}
	}
	return nil
}
