package helpdesk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

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
