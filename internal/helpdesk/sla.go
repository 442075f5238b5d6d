package helpdesk

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// SavePolicy adds a service level or changes one (TIX-15, TIX-16). It holds for
// new tickets; where too says so, for open ones from now on.
func SavePolicy(tx *store.Tx, by parley.Actor, p *parley.SLAPolicy, groups []crm.FilterGroup, too bool) error {
	if err := checkPolicy(tx, p, groups); err != nil {
		return err
	}
	text, err := json.Marshal(groups)
	if err != nil {
		return err
	}
	p.Filter, p.UpdatedAt = string(text), tx.Now
	kind := parley.EventKind("sla.changed")
	if p.ID == 0 {
		kind, p.ID, p.CreatedAt = "sla.created", tx.NewID(), tx.Now
		if p.Position, err = lastPosition(tx, p.InboxID); err != nil {
			return err
		}
		err = tx.Insert("sla_policy", p)
	} else {
		err = tx.Save("sla_policy", p)
	}
	if err != nil {
		return err
	}
	if _, err := tx.Event(&parley.Event{ActorKind: by.Kind, ActorID: by.ID, Kind: kind, Object: "sla", ObjectID: p.ID}); err != nil || !too {
		return err
	}
	return promiseOpen(tx, p.InboxID)
}

// lastPosition is the place below all service levels of an inbox.
func lastPosition(tx *store.Tx, inbox parley.InboxID) (int64, error) {
	all, err := tx.SLAPolicies(inbox)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	return all[len(all)-1].Position + 1, nil
}

// OrderPolicies puts the service levels of an inbox into the order of ids: the
// first that fits a ticket holds. It has to name each once.
func OrderPolicies(tx *store.Tx, by parley.Actor, inbox parley.InboxID, ids []int64) error {
	if inbox == 0 {
		return parley.Invalidf("inbox_id", "say of which inbox")
	}
	all, err := tx.SLAPolicies(inbox)
	if err != nil {
		return err
	}
	if len(ids) != len(all) {
		return parley.Errorf(parley.Conflict, "the service levels have changed since: look again")
	}
	for _, p := range all {
		at := slices.Index(ids, p.ID)
		if at < 0 {
			return parley.Errorf(parley.Conflict, "the service levels have changed since: look again")
		}
		if p.Position == int64(at) {
			continue
		}
		p.Position = int64(at)
		if err := tx.Save("sla_policy", p); err != nil {
			return err
		}
	}
	_, err = tx.Event(&parley.Event{ActorKind: by.Kind, ActorID: by.ID, Kind: "sla.ordered", Object: "sla", InboxID: inbox})
	return err
}

func checkPolicy(tx *store.Tx, p *parley.SLAPolicy, groups []crm.FilterGroup) error {
	if p.Name = strings.TrimSpace(p.Name); p.Name == "" {
		return parley.Invalidf("name", "give the service level a name")
	}
	if len(p.Goals) == 0 {
		return parley.Invalidf("goals", "promise at least one thing")
	}
	for _, g := range p.Goals {
		if g.Minutes <= 0 || g.Warn < 0 || g.Warn >= g.Minutes {
			return parley.Invalidf("goals", "a goal takes some minutes, and its warning comes before it is due")
		}
		if !slices.Contains([]parley.SLAGoal{parley.GoalFirstReply, parley.GoalNextReply, parley.GoalClose}, g.Goal) {
			return parley.Invalidf("goals", "%q is no goal", g.Goal)
		}
	}
	if _, err := time.LoadLocation(p.Zone); err != nil {
		return parley.Invalidf("zone", "there is no time zone %q", p.Zone)
	}
	if _, err := tx.Inbox(p.InboxID); err != nil {
		return parley.Invalidf("inbox_id", "there is no such inbox")
	}
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	_, _, err = (&crm.Search{Type: schema.Type(parley.TypeTicket), Groups: groups, Limit: 1}).Find(&tx.Reader)
	return err
}

// promiseOpen begins the goals of open tickets that have none.
func promiseOpen(tx *store.Tx, inbox parley.InboxID) error {
	tickets, err := tx.OpenTickets(inbox)
	if err != nil {
		return err
	}
	for _, id := range tickets {
		ticket, err := tx.Record(id)
		if err != nil {
			return err
		}
		if err := promise(tx, ticket); err != nil {
			return err
		}
	}
	return nil
}

// promise begins the goals of a ticket that has none, by the first service
// level of its inbox that fits.
func promise(tx *store.Tx, ticket *parley.Record) error {
	if have, err := tx.SLATimers(ticket.ID); err != nil || len(have) > 0 || ticket.Properties["closed_date"] != "" {
		return err
	}
	th, err := firstThread(tx, ticket)
	if th == nil || err != nil {
		return err
	}
	p, err := policyFor(tx, th, ticket)
	if p == nil || err != nil {
		return err
	}
	if th.LatestSentAt.IsZero() {
		if err := begin(tx, p, ticket, parley.GoalFirstReply, tx.Now); err != nil {
			return err
		}
	}
	if err := begin(tx, p, ticket, parley.GoalClose, tx.Now); err != nil {
		return err
	}
	return show(tx, ticket)
}

func firstThread(tx *store.Tx, ticket *parley.Record) (*parley.Thread, error) {
	ids, err := tx.TicketThreads(ticket.ID)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return tx.Thread(ids[0])
}

func policyFor(tx *store.Tx, th *parley.Thread, ticket *parley.Record) (*parley.SLAPolicy, error) {
	all, err := tx.SLAPolicies(th.InboxID)
	if err != nil {
		return nil, err
	}
	schema, err := tx.Schema()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		var groups []crm.FilterGroup
		if err := json.Unmarshal([]byte(p.Filter), &groups); err != nil {
			return nil, err
		}
		s := &crm.Search{Type: schema.Type(parley.TypeTicket), Groups: groups, Within: []parley.RecordID{ticket.ID}, Limit: 1}
		if _, n, err := s.Find(&tx.Reader); err != nil || p.Active && n > 0 {
			return p, err
		}
	}
	return nil, nil
}

func begin(tx *store.Tx, p *parley.SLAPolicy, ticket *parley.Record, goal parley.SLAGoal, at time.Time) error {
	target := p.Target(goal, ticket.Properties["hs_ticket_priority"])
	if target == nil {
		return nil
	}
	t := &parley.SLATimer{ID: tx.NewID(), TicketID: ticket.ID, PolicyID: p.ID, Goal: goal, State: parley.SLAActive, StartedAt: at}
	due(t, p, target, at)
	t.Turn(tx.Now)
	if slices.Contains(p.Pause, ticket.Properties["hs_pipeline_stage"]) {
		pause(t, p, tx.Now)
	}
	return tx.Insert("sla_timer", t)
}

// due sets when a goal is due, counted from a moment.
func due(t *parley.SLATimer, p *parley.SLAPolicy, target *parley.SLATarget, from time.Time) {
	s := p.Schedule()
	t.DueAt, t.WarnAt = s.After(from, time.Duration(target.Minutes)*time.Minute), time.Time{}
	if target.Warn > 0 {
		t.WarnAt = s.After(from, time.Duration(target.Minutes-target.Warn)*time.Minute)
	}
}

func pause(t *parley.SLATimer, p *parley.SLAPolicy, now time.Time) {
	if t.State.Running() {
		t.Left = p.Schedule().Between(now, t.DueAt).Milliseconds()
		if now.After(t.DueAt) {
			t.Left = -p.Schedule().Between(t.DueAt, now).Milliseconds()
		}
		t.State, t.NextAt = parley.SLAPaused, time.Time{}
	}
}

func resume(t *parley.SLATimer, p *parley.SLAPolicy, priority string, now time.Time) {
	left := time.Duration(t.Left) * time.Millisecond
	t.State = parley.SLAActive
	if left <= 0 {
		t.DueAt, t.WarnAt = now.Add(left), time.Time{}
	} else {
		t.DueAt, t.WarnAt = p.Schedule().After(now, left), time.Time{}
		if target := p.Target(t.Goal, priority); target != nil && target.Warn > 0 {
			t.WarnAt = p.Schedule().After(now, max(0, left-time.Duration(target.Warn)*time.Minute))
		}
	}
	t.Turn(now)
}

// each changes the goals of a ticket that are not done, and shows the outcome
// on its conversations.
func each(tx *store.Tx, ticket *parley.Record, fn func(t *parley.SLATimer, p *parley.SLAPolicy)) error {
	all, err := tx.SLATimers(ticket.ID)
	if err != nil || len(all) == 0 {
		return err
	}
	for _, t := range all {
		p, err := tx.SLAPolicy(t.PolicyID)
		if err != nil {
			return err
		}
		before := *t
		if fn(t, p); *t != before {
			if err := tx.Save("sla_timer", t); err != nil {
				return err
			}
		}
	}
	return show(tx, ticket)
}

// replied ends the goals that a reply fulfils.
func replied(tx *store.Tx, ticket *parley.Record, at time.Time) error {
	return each(tx, ticket, func(t *parley.SLATimer, p *parley.SLAPolicy) {
		if t.DoneAt.IsZero() && t.Goal != parley.GoalClose {
			if t.State == parley.SLAPaused {
				resume(t, p, ticket.Properties["hs_ticket_priority"], at)
			}
			t.Finish(at)
		}
	})
}

// asked begins the goal of the next reply, once the first was given.
func asked(tx *store.Tx, th *parley.Thread, ticket *parley.Record, at time.Time) error {
	all, err := tx.SLATimers(ticket.ID)
	if err != nil || len(all) == 0 || th.LatestSentAt.IsZero() {
		return err
	}
	if slices.ContainsFunc(all, func(t *parley.SLATimer) bool { return t.Goal != parley.GoalClose && t.DoneAt.IsZero() }) {
		return nil
	}
	p, err := tx.SLAPolicy(all[0].PolicyID)
	if err != nil {
		return err
	}
	if err := begin(tx, p, ticket, parley.GoalNextReply, at); err != nil {
		return err
	}
	return show(tx, ticket)
}

// stepped follows a ticket to another stage or priority: time stands still
// where the service level says so, ends when the ticket is closed, goes on when
// it is opened again, and is counted anew for another priority.
func stepped(tx *store.Tx, ticket *parley.Record) error {
	closed, stage, priority := ticket.Properties["closed_date"] != "", ticket.Properties["hs_pipeline_stage"], ticket.Properties["hs_ticket_priority"]
	return each(tx, ticket, func(t *parley.SLATimer, p *parley.SLAPolicy) {
		paused := slices.Contains(p.Pause, stage)
		switch {
		case closed && t.DoneAt.IsZero():
			if t.State == parley.SLAPaused {
				resume(t, p, priority, tx.Now)
			}
			t.Finish(tx.Now)
		case !closed && !t.DoneAt.IsZero() && t.Goal == parley.GoalClose:
			t.State, t.DoneAt = parley.SLAActive, time.Time{}
			t.Turn(tx.Now)
		case t.DoneAt.IsZero() && paused:
			pause(t, p, tx.Now)
		case t.State == parley.SLAPaused && !paused:
			resume(t, p, priority, tx.Now)
		case t.State.Running():
			if target := p.Target(t.Goal, priority); target != nil && t.Left == 0 {
				due(t, p, target, t.StartedAt)
				t.Turn(tx.Now)
			}
		}
	})
}

// urgency orders goals as a row shows them: the one that is due first.
func urgency(t *parley.SLATimer) int {
	return slices.Index([]parley.SLAState{parley.SLAOverdue, parley.SLADueSoon, parley.SLAActive, parley.SLAPaused, parley.SLALate, parley.SLAOnTime}, t.State)
}

// show puts the most urgent goal of a ticket on its conversations, so that
// lists and views know it.
func show(tx *store.Tx, ticket *parley.Record) error {
	all, err := tx.SLATimers(ticket.ID)
	if err != nil || len(all) == 0 {
		return err
	}
	first := slices.MinFunc(all, func(a, b *parley.SLATimer) int {
		return cmp.Or(cmp.Compare(urgency(a), urgency(b)), a.DueAt.Compare(b.DueAt))
	})
	ids, err := tx.TicketThreads(ticket.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		th, err := tx.Thread(id)
		if err != nil {
			return err
		}
		if th.SLAGoal == first.Goal && th.SLAState == first.State && th.SLADueAt.Equal(first.DueAt) {
			continue
		}
		was := th.SLAState
		th.SLAGoal, th.SLAState, th.SLADueAt = first.Goal, first.State, first.DueAt
		kind, data := parley.ThreadChanged, map[string]any(nil)
		if was != first.State && (first.State == parley.SLADueSoon || first.State == parley.SLAOverdue) {
			kind = parley.ThreadDueSoon
			if first.State == parley.SLAOverdue {
				kind = parley.ThreadOverdue
			}
			data = map[string]any{"goal": string(first.Goal), "ticket": ticket.ID.String()}
		}
		if _, err := triage.Note(tx, parley.System, th, kind, data); err != nil {
			return err
		}
		if err := triage.Store(tx, th); err != nil {
			return err
		}
	}
	return nil
}

const tickBatch = 100

// Tick turns the goals whose time has come. A clock that was set back turns
// nothing; one that was set forward turns each once.
func (s *Service) Tick(ctx context.Context) error {
	for {
		n := 0
		err := s.db.Write(ctx, func(tx *store.Tx) error {
			all, err := tx.DueSLATimers(tx.Now, tickBatch)
			if n = len(all); err != nil {
				return err
			}
			for _, t := range all {
				if err := turn(tx, t); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n < tickBatch {
			return err
		}
	}
}

func turn(tx *store.Tx, t *parley.SLATimer) error {
	ticket, err := tx.Record(t.TicketID)
	if parley.KindOf(err) == parley.NotFound {
		return tx.DropSLATimers(t.TicketID)
	} else if err != nil {
		return err
	}
	if !t.Turn(tx.Now) {
		t.NextAt = time.Time{}
	}
	if err := tx.Save("sla_timer", t); err != nil {
		return err
	}
	return show(tx, ticket)
}

// DropPolicy forgets a service level and the goals that still run by it.
func DropPolicy(tx *store.Tx, by parley.Actor, id int64) error {
	if _, err := tx.SLAPolicy(id); err != nil {
		return err
	}
	if err := tx.DropSLAPolicy(id); err != nil {
		return err
	}
	_, err := tx.Event(&parley.Event{ActorKind: by.Kind, ActorID: by.ID, Kind: "sla.removed", Object: "sla", ObjectID: id})
	return err
}
