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

// Working reports whether at falls into hours in zone loc and outside every
// absence. Without hours a person always works. Wall-clock arithmetic is left
// to loc, so a day of 23 or 25 hours is right by itself.
func Working(at time.Time, loc *time.Location, hours []WeeklyHours, absences []Period) bool {
	for _, p := range absences {
		if p.Covers(at) {
			return false
		}
	}
	if len(hours) == 0 {
		return true
	}
	local := at.In(loc)
	minute := local.Hour()*60 + local.Minute()
	for _, h := range hours {
		if h.Day == local.Weekday() && minute >= h.Start && minute < h.End {
			return true
		}
	}
	return false
}
