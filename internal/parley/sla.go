package parley

import "time"

// SLAGoal is what a service level promises of a ticket.
type SLAGoal string

// The goals (TIX-15, TIX-16).
const (
	GoalFirstReply SLAGoal = "first_reply"
	GoalNextReply  SLAGoal = "next_reply"
	GoalClose      SLAGoal = "close"
)

// SLAState is how a goal stands.
type SLAState string

// The states (TIX-17).
const (
	SLAActive  SLAState = "active"
	SLADueSoon SLAState = "due_soon"
	SLAOverdue SLAState = "overdue"
	SLAPaused  SLAState = "paused"
	SLAOnTime  SLAState = "completed_on_time"
	SLALate    SLAState = "completed_late"
)

// Running reports whether the time of a goal goes on.
func (s SLAState) Running() bool { return s == SLAActive || s == SLADueSoon || s == SLAOverdue }

// SLAPolicy promises goals for the tickets of an inbox.
type SLAPolicy struct {
	ID       int64
	InboxID  InboxID
	Name     string
	Position int64
	Active   bool
	Filter   string // groups of conditions on the ticket in JSON, as package crm writes them
	Goals    []SLATarget
	Hours    []WeeklyHours // when time counts; empty: always
	Zone     string
	Pause    []string // stages at which time stands still
	CreatedAt,
	UpdatedAt time.Time
}

// SLATarget is how long a goal may take.
type SLATarget struct {
	Goal     SLAGoal `json:"goal"`
	Priority string  `json:"priority,omitempty"` // of tickets of this one; empty: of any other
	Minutes  int64   `json:"minutes"`
	Warn     int64   `json:"warn,omitempty"` // minutes before, from which it is due soon
}

// Target is what p promises of a goal for a ticket of a priority, or nil.
func (p *SLAPolicy) Target(goal SLAGoal, priority string) *SLATarget {
	var any *SLATarget
	for i := range p.Goals {
		switch t := &p.Goals[i]; {
		case t.Goal != goal:
		case t.Priority == priority && priority != "":
			return t
		case t.Priority == "":
			any = t
		}
	}
	return any
}

// Schedule is when the time of p counts.
func (p *SLAPolicy) Schedule() Schedule {
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		zone = time.UTC
	}
	return Schedule{Zone: zone, Hours: p.Hours}
}

// SLATimer is a goal of one ticket. Left is the working time that remained when
// it was paused.
type SLATimer struct {
	ID        int64
	TicketID  RecordID
	PolicyID  int64
	Goal      SLAGoal
	State     SLAState
	StartedAt time.Time
	DueAt     time.Time
	WarnAt    time.Time // zero: no warning
	NextAt    time.Time // when its state changes by itself; zero: never
	Left      int64     // milliseconds
	DoneAt    time.Time
}

// Turn sets the state that time alone brings at a moment, and when it changes
// next. It reports whether anything changed.
func (t *SLATimer) Turn(now time.Time) bool {
	if !t.State.Running() {
		return false
	}
	before := *t
	switch {
	case !now.Before(t.DueAt):
		t.State, t.NextAt = SLAOverdue, time.Time{}
	case !t.WarnAt.IsZero() && !now.Before(t.WarnAt):
		t.State, t.NextAt = SLADueSoon, t.DueAt
	default:
		t.State, t.NextAt = SLAActive, t.DueAt
		if !t.WarnAt.IsZero() {
			t.NextAt = t.WarnAt
		}
	}
	return *t != before
}

// Finish ends the goal at a moment.
func (t *SLATimer) Finish(now time.Time) {
	t.State = SLAOnTime
	if now.After(t.DueAt) {
		t.State = SLALate
	}
	t.DoneAt, t.NextAt = now, time.Time{}
}
