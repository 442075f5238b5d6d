package settings

import (
	"context"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// SetAvailability switches a user between available and away (ROUTE-14,
// ROUTE-18). It holds until the next automatic boundary. Open threads stay
// with their owner (ROUTE-15).
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
	s, err := scheduleOf(tx, u)
	if err != nil {
		return err
	}
	setter := by.ID
	if by.ID == u.ID {
		setter = 0
	}
	return hold(tx, parley.ByUser(by.ID), u, a, setter, s)
}

// hold sets u's status until the schedule's next boundary.
func hold(tx *store.Tx, by parley.Actor, u *parley.User, a parley.Availability, setter parley.UserID, s parley.Schedule) error {
	was := *u
	p := s.Stretch(tx.Now)
	u.Availability, u.AvailabilityBy, u.HoldsFrom, u.HoldsUntil = a, setter, p.Start, p.End
	if was.Availability == a && was.AvailabilityBy == setter && was.HoldsFrom.Equal(p.Start) && was.HoldsUntil.Equal(p.End) {
		return nil
	}
	if err := tx.Save("user", u); err != nil {
		return err
	}
	if was.Availability == a && was.AvailabilityBy == setter {
		return nil
	}
	return note(tx, by, "user.availability", "user", int64(u.ID), 0, map[string]any{"availability": string(a)})
}

// RunAvailability sets the status of everybody whose stretch has ended: a
// boundary of working hours, absences or holidays was crossed (ROUTE-16,
// ROUTE-17, AUTO-06). What is due stands with each user, so it does not matter
// how long nobody looked, whether the server ran, or which way the clock
// jumped: back before the stretch began, it is over too.
func RunAvailability(ctx context.Context, db *store.DB) error {
	due, err := db.Read(ctx).UsersToSwitch(db.Now())
	if err != nil || len(due) == 0 {
		return err
	}
	return db.Write(ctx, func(tx *store.Tx) error {
		holidays, err := Holidays(&tx.Reader)
		if err != nil {
			return err
		}
		for _, id := range due {
			u, err := tx.User(id)
			if err != nil {
				return err
			}
			if !over(u, tx.Now) {
				continue // another node was here, or the user just now
			}
			if err := settle(tx, u, schedule(u, holidays)); err != nil {
				return err
			}
		}
		return nil
	})
}

// over reports whether now lies outside the stretch in which u's status holds.
func over(u *parley.User, now time.Time) bool {
	return u.Active() && !pending(u) && (!u.HoldsUntil.IsZero() && !now.Before(u.HoldsUntil) || now.Before(u.HoldsFrom))
}

// settle gives u the status that the schedule says.
func settle(tx *store.Tx, u *parley.User, s parley.Schedule) error {
	a := parley.Away
	if s.Works(tx.Now) {
		a = parley.Available
	}
	return hold(tx, parley.System, u, a, 0, s)
}

// reschedule is for a schedule that was changed: where it now says something
// else about this moment it counts at once, otherwise the status stays until
// the next boundary.
func reschedule(tx *store.Tx, u *parley.User, was, now parley.Schedule) error {
	if pending(u) || !u.Active() {
		return nil
	}
	if !now.Empty() && !was.SamePhase(now, tx.Now) {
		return settle(tx, u, now)
	}
	return hold(tx, parley.System, u, u.Availability, u.AvailabilityBy, now)
}

// rescheduleAll is reschedule for everybody, after the holidays changed.
func rescheduleAll(tx *store.Tx, was []parley.Period) error {
	now, err := Holidays(&tx.Reader)
	if err != nil {
		return err
	}
	users, err := tx.Users()
	if err != nil {
		return err
	}
	for _, u := range users {
		if len(u.Hours) == 0 {
			continue
		}
		if err := reschedule(tx, u, schedule(u, was), schedule(u, now)); err != nil {
			return err
		}
	}
	return nil
}

// schedule is when u works.
func schedule(u *parley.User, holidays []parley.Period) parley.Schedule {
	loc, err := time.LoadLocation(u.Timezone)
	if err != nil {
		loc = time.UTC
	}
	return parley.Schedule{Zone: loc, Hours: u.Hours, Holidays: holidays, OutOfOffice: u.OutOfOffice}
}

func scheduleOf(tx *store.Tx, u *parley.User) (parley.Schedule, error) {
	holidays, err := Holidays(&tx.Reader)
	return schedule(u, holidays), err
}
