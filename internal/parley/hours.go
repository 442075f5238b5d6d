package parley

import "time"

// WeeklyHours is a stretch of one weekday in which somebody works, in that
// person's time zone. Start and End are minutes after midnight; End may be
// 1440 and is after Start.
type WeeklyHours struct {
	Day   time.Weekday `json:"day"`
	Start int          `json:"start"`
	End   int          `json:"end"`
}

// Period is a stretch of absolute time, End excluded.
type Period struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Covers reports whether p holds at.
func (p Period) Covers(at time.Time) bool { return !at.Before(p.Start) && at.Before(p.End) }

// Schedule is when somebody works: weekly hours in a zone, without holidays,
// and without the times out of office, which override both. Without hours a
// person always works, on holidays too.
type Schedule struct {
	Zone        *time.Location
	Hours       []WeeklyHours
	Holidays    []Period
	OutOfOffice []Period
}

// Empty reports whether nothing ever changes by itself.
func (s Schedule) Empty() bool { return len(s.Hours) == 0 && len(s.OutOfOffice) == 0 }

// phase is what a moment is by a schedule. Where it changes is a boundary.
type phase int

const (
	off phase = iota
	working
	out
)

// Works reports whether at is working time.
func (s Schedule) Works(at time.Time) bool { return s.phase(at) == working }

// SamePhase reports whether two schedules call at the same.
func (s Schedule) SamePhase(o Schedule, at time.Time) bool { return s.phase(at) == o.phase(at) }

// phase leaves the arithmetic of the wall clock to the zone, so a day of 23 or
// 25 hours is right by itself.
func (s Schedule) phase(at time.Time) phase {
	if covered(s.OutOfOffice, at) {
		return out
	}
	if len(s.Hours) == 0 {
		return working
	}
	if covered(s.Holidays, at) {
		return off
	}
	local := at.In(s.Zone)
	minute := local.Hour()*60 + local.Minute()
	for _, h := range s.Hours {
		if h.Day == local.Weekday() && minute >= h.Start && minute < h.End {
			return working
		}
	}
	return off
}

func covered(list []Period, at time.Time) bool {
	for _, p := range list {
		if p.Covers(at) {
			return true
		}
	}
	return false
}

// horizon is how many days a boundary is looked for, either way.
const horizon = 400

// Stretch is the time around at in which nothing changes by itself: from its
// boundary before, up to its boundary after. An end that is not found is zero.
func (s Schedule) Stretch(at time.Time) Period {
	var p Period
	if s.Empty() {
		return p
	}
	for day := 0; day <= horizon && p.End.IsZero(); day++ {
		for _, e := range s.edges(at, day) {
			if e.After(at) && (p.End.IsZero() || e.Before(p.End)) {
				p.End = e
			}
		}
	}
	for day := 0; day >= -horizon && p.Start.IsZero(); day-- {
		for _, e := range s.edges(at, day) {
			if !e.After(at) && e.After(p.Start) {
				p.Start = e
			}
		}
	}
	return p
}

// edges lists the boundaries on the day that lies so many days from that of at,
// in the schedule's zone, in no order.
func (s Schedule) edges(at time.Time, day int) (found []time.Time) {
	local := at.In(s.Zone)
	y, m, d := local.Date()
	begin := time.Date(y, m, d+day, 0, 0, 0, 0, s.Zone)
	end := time.Date(y, m, d+day+1, 0, 0, 0, 0, s.Zone)
	try := func(e time.Time) {
		if !e.Before(begin) && e.Before(end) && s.phase(e) != s.phase(e.Add(-time.Millisecond)) {
			found = append(found, e)
		}
	}
	for _, list := range [][]Period{s.OutOfOffice, s.Holidays} {
		for _, p := range list {
			try(p.Start)
			try(p.End)
		}
	}
	// Around a change of the clocks a time of the wall may come twice or never:
	// each offset of the day is tried, and the moment of the change itself.
	offsets, change := offsetsOf(begin, end)
	for _, c := range change {
		try(c)
	}
	wall := time.Date(y, m, d+day, 0, 0, 0, 0, time.UTC)
	try(begin)
	for _, h := range s.Hours {
		if h.Day != wall.Weekday() {
			continue
		}
		for _, minute := range []int{h.Start, h.End} {
			for _, offset := range offsets {
				try(wall.Add(time.Duration(minute)*time.Minute - time.Duration(offset)*time.Second).In(s.Zone))
			}
		}
	}
	return found
}

// offsetsOf lists the offsets from UTC, in seconds, that a zone has between two
// moments, and when it changed from one to the next.
func offsetsOf(from, to time.Time) (offsets []int, changes []time.Time) {
	for at := from; ; {
		_, offset := at.Zone()
		offsets = append(offsets, offset)
		_, next := at.ZoneBounds()
		if next.IsZero() || !next.Before(to) {
			return offsets, changes
		}
		changes = append(changes, next)
		at = next
	}
}
