package triage

import (
	"slices"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// undoTicket is the ticket that was closed with a thread, so that one undo opens
// both again.
type undoTicket struct {
	ID     parley.RecordID `json:"id"`
	Before string          `json:"before"` // stages
	After  string          `json:"after"`
}

const stageProperty = "hs_pipeline_stage"

// closeTicket moves the ticket of a thread to the first closed stage of its
// pipeline (THR-11, THR-12).
func closeTicket(tx *store.Tx, by parley.Actor, th *parley.Thread, v Verb, fx *Effects) error {
	if th.TicketID == 0 {
		return nil
	}
	if v.MayTicket != nil {
		if may, err := v.MayTicket(tx, th); err != nil || !may {
			return err
		}
	}
	ticket, err := tx.Record(th.TicketID)
	if parley.KindOf(err) == parley.NotFound || err == nil && !ticket.Live() {
		return nil
	} else if err != nil {
		return err
	}
	before := ticket.Properties[stageProperty]
	after, err := closedStage(tx, ticket)
	if err != nil || after == "" {
		return err
	}
	if err := step(tx, by, ticket, after); err != nil {
		return err
	}
	if fx.tickets == nil {
		fx.tickets = map[parley.ThreadID]undoTicket{}
	}
	fx.tickets[th.ID] = undoTicket{ticket.ID, before, after}
	return nil
}

// closedStage is where a ticket is closed; empty where it is, or cannot be.
func closedStage(tx *store.Tx, ticket *parley.Record) (string, error) {
	all, err := tx.Pipelines(parley.TypeTicket)
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(all, func(p *parley.Pipeline) bool { return p.ID == ticket.Properties["hs_pipeline"] })
	if at < 0 {
		return "", nil
	}
	if now := all[at].Stage(ticket.Properties[stageProperty]); now != nil && now.Closed {
		return "", nil
	}
	for _, s := range all[at].Stages {
		if s.Closed {
			return s.ID, nil
		}
	}
	return "", nil
}

// reopenTicket takes the closing back, unless somebody moved the ticket since.
func reopenTicket(tx *store.Tx, by parley.Actor, u *undoTicket) error {
	if u == nil {
		return nil
	}
	ticket, err := tx.Record(u.ID)
	if parley.KindOf(err) == parley.NotFound || err == nil && (!ticket.Live() || ticket.Properties[stageProperty] != u.After) {
		return nil
	} else if err != nil {
		return err
	}
	return step(tx, by, ticket, u.Before)
}

func step(tx *store.Tx, by parley.Actor, ticket *parley.Record, stage string) error {
	_, err := crm.UpdateRecord(tx, parley.Origin{Actor: by, Source: parley.SourceConversations}, ticket, map[string]string{stageProperty: stage})
	return err
}
