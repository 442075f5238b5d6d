package settings

import (
	"context"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// SetAvailability switches a user between available and away (ROUTE-14,
// ROUTE-18). It holds until the next automatic boundary.
func SetAvailability(tx *store.Tx, by *parley.User, u *parley.User, a parley.Availability) error {
	if a != parley.Available && a != parley.Away {
		return parley.Invalidf("availability", `is "available" or "away"`)
	}
	if by.ID != u.ID && !by.Has(parley.ManageAvailability) {
		return parley.Errorf(parley.Forbidden, "you lack the permission to change the availability of others")
	}
	if !u.Active() {
		return parley.Errorf(parley.Conflict, "this person cannot sign in")
	}
	return switchTo(tx, parley.ByUser(by.ID), u, a)
}

func switchTo(tx *store.Tx, by parley.Actor, u *parley.User, a parley.Availability) error {
	if u.Availability == a {
		return nil
	}
	u.Availability = a
	if err := tx.Save("user", u); err != nil {
		return err
	}
	return note(tx, by, "user.availability", "user", int64(u.ID), 0, map[string]any{"availability": string(a)})
}

// checkedKey remembers up to when boundaries were looked for.
const checkedKey = "availability_checked"

// longestGap is how far back boundaries are looked for minute by minute.
const longestGap = 8 * 24 * time.Hour

// RunAvailability sets the status of everybody who has crossed a boundary of
// working hours, absences or holidays since the last run (ROUTE-16, ROUTE-17,
// AUTO-06). Run it each minute; after a longer pause it catches up.
func RunAvailability(ctx context.Context, db *store.DB) error {
	return db.Write(ctx, func(tx *store.Tx) error {
		now := tx.Now.Truncate(time.Minute)
		var last time.Time
		if _, err := tx.Setting(checkedKey, &last); err != nil {
			return err
		}
		if last.IsZero() || now.Sub(last) > longestGap {
			last = now.Add(-longestGap)
		}
		if !now.After(last) {
			return nil
		}
		holidays, err := Holidays(&tx.Reader)
		if err != nil {
			return err
		}
		users, err := tx.Users()
		if err != nil {
			return err
		}
		for _, u := range users {
			if err := cross(tx, u, holidays, last, now); err != nil {
				return err
			}
		}
		return tx.SetSetting(checkedKey, now)
	})
}

// cross sets u's status if a boundary lies after last and not after now.
func cross(tx *store.Tx, u *parley.User, holidays []parley.Period, last, now time.Time) error {
	if !u.Active() || pending(u) || len(u.Hours) == 0 && len(u.OutOfOffice) == 0 {
		return nil
	}
	works := workClock(u, holidays)
	before := works(last)
	crossed := false
	for at := last.Add(time.Minute); !at.After(now) && !crossed; at = at.Add(time.Minute) {
		crossed = works(at) != before
	}
	if !crossed {
		return nil
	}
	a := parley.Away
	if works(now) {
		a = parley.Available
	}
	return switchTo(tx, parley.System, u, a)
}

// workClock tells when u works. Holidays count for those who have hours.
func workClock(u *parley.User, holidays []parley.Period) func(time.Time) bool {
	loc, err := time.LoadLocation(u.Timezone)
	if err != nil {
		loc = time.UTC
	}
	absences := u.OutOfOffice
	if len(u.Hours) > 0 {
		absences = append(append([]parley.Period{}, absences...), holidays...)
	}
	return func(at time.Time) bool { return parley.Working(at, loc, u.Hours, absences) }
}

// NextBoundary is when u's status will be set by itself: the end or beginning
// of work next after now. Zero where nothing is known for a week.
func NextBoundary(r *store.Reader, u *parley.User, now time.Time) (time.Time, error) {
	if len(u.Hours) == 0 && len(u.OutOfOffice) == 0 {
		return time.Time{}, nil
	}
	holidays, err := Holidays(r)
	if err != nil {
		return time.Time{}, err
	}
	works := workClock(u, holidays)
	var next time.Time
	for _, at := range edges(u, holidays, now) {
		if at.After(now) && works(at) != works(now) && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next, nil
}

// edges lists the moments around which u's work may begin or end within a week.
func edges(u *parley.User, holidays []parley.Period, now time.Time) (out []time.Time) {
	for _, p := range append(append([]parley.Period{}, holidays...), u.OutOfOffice...) {
		out = append(out, p.Start, p.End)
	}
	loc, err := time.LoadLocation(u.Timezone)
	if err != nil {
		loc = time.UTC
	}
	local := now.In(loc)
	for ahead := range 8 {
		day := time.Date(local.Year(), local.Month(), local.Day()+ahead, 0, 0, 0, 0, loc)
		for _, h := range u.Hours {
			if h.Day == day.Weekday() {
				out = append(out, time.Date(day.Year(), day.Month(), day.Day(), 0, h.Start, 0, 0, loc), time.Date(day.Year(), day.Month(), day.Day(), 0, h.End, 0, 0, loc))
			}
		}
	}
	return out
}
