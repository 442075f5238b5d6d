package triage

import (
	"slices"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// Loads is how much work of an inbox each user has: open conversations, in a
// help desk the open tickets that its limits count (ROUTE-12, ROUTE-13).
func Loads(r *store.Reader, in *parley.Inbox, now time.Time) (map[parley.UserID]parley.Load, error) {
	if in.Kind != parley.InboxHelpDesk {
		return r.Loads(in.ID)
	}
	stages, err := countedStages(r, in)
	if err != nil {
		return nil, err
	}
	return r.TicketLoads(in.ID, stages, countedSince(in, now))
}

// countedStages are those of tickets that are work: open ones, and not left out.
func countedStages(r *store.Reader, in *parley.Inbox) (out []string, err error) {
	all, err := r.Pipelines(parley.TypeTicket)
	for _, p := range all {
		for _, s := range p.Stages {
			if !s.Closed && (in.Settings.Capacity == nil || !slices.Contains(in.Settings.Capacity.ExceptStages, s.ID)) {
				out = append(out, s.ID)
			}
		}
	}
	return out, err
}

// countedSince is from when tickets count.
func countedSince(in *parley.Inbox, now time.Time) time.Time {
	if c := in.Settings.Capacity; c != nil && c.MaxAgeDays > 0 {
		return now.AddDate(0, 0, -c.MaxAgeDays)
	}
	return time.Time{}
}

// counts reports whether th, or its ticket, is part of its owner's load.
func counts(tx *store.Tx, in *parley.Inbox, th *parley.Thread) (bool, error) {
	if in.Kind != parley.InboxHelpDesk || th.TicketID == 0 {
		return th.Live() && th.Status == parley.ThreadOpen && !th.OutboundOnly && !th.Snoozed(), nil
	}
	ticket, err := tx.Record(th.TicketID)
	if parley.KindOf(err) == parley.NotFound {
		return false, nil
	} else if err != nil {
		return false, err
	}
	stages, err := countedStages(&tx.Reader, in)
	return ticket.Live() && ticket.OwnerID == th.Assignee().UserID() && slices.Contains(stages, ticket.Properties["hs_pipeline_stage"]) && !ticket.CreatedAt.Before(countedSince(in, tx.Now)), err
}
