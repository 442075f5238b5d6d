package settings

import (
	"errors"
	"strings"
	"time"

	"parley/internal/calendar"
	"parley/internal/parley"
	"parley/internal/store"
)

// maxHolidays bounds a calendar that is imported.
const maxHolidays = 1000

// Holidays returns the days off as periods in the account's time zone
// (AUTO-06).
func Holidays(r *store.Reader) ([]parley.Period, error) {
	days, err := r.Holidays()
	if err != nil || len(days) == 0 {
		return nil, err
	}
	a, err := r.Account()
	if err != nil || a == nil {
		return nil, err
	}
	loc, err := time.LoadLocation(a.Timezone)
	if err != nil {
		loc = time.UTC
	}
	out := make([]parley.Period, 0, len(days))
	for _, d := range days {
		if start, err := time.ParseInLocation(time.DateOnly, d.Day, loc); err == nil {
			out = append(out, parley.Period{Start: start, End: start.AddDate(0, 0, 1)})
		}
	}
	return out, nil
}

// AddHoliday adds an own entry.
func AddHoliday(tx *store.Tx, by parley.Actor, name, day string) (*store.Holiday, error) {
	h := &store.Holiday{ID: tx.NewID(), Name: clip(name, 200), Day: day}
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return nil, parley.Invalidf("day", "%q is not a day like 2026-12-25", day)
	}
	if h.Name == "" {
		return nil, parley.Invalidf("name", "give the day a name")
	}
	was, err := Holidays(&tx.Reader)
	if err != nil {
		return nil, err
	}
	if err := tx.Insert("holiday", h); err != nil {
		return nil, err
	}
	if err := rescheduleAll(tx, was); err != nil {
		return nil, err
	}
	return h, note(tx, by, "holiday.created", "holiday", h.ID, 0, map[string]any{"name": h.Name, "day": day})
}

// DeleteHoliday removes a day.
func DeleteHoliday(tx *store.Tx, by parley.Actor, id int64) error {
	was, err := Holidays(&tx.Reader)
	if err != nil {
		return err
	}
	if err := remove(tx, by, "holiday", id); err != nil {
		return err
	}
	return rescheduleAll(tx, was)
}

// ImportHolidays puts the days of a calendar in place of those that an earlier
// import from the same source brought.
func ImportHolidays(tx *store.Tx, by parley.Actor, source string, days []calendar.Day) error {
	was, err := Holidays(&tx.Reader)
	if err != nil {
		return err
	}
	if err := tx.DropHolidays(source); err != nil {
		return err
	}
	for _, d := range days {
		if err := tx.Insert("holiday", &store.Holiday{ID: tx.NewID(), Name: d.Name, Day: d.Date, Source: source}); err != nil {
			return err
		}
	}
	if err := rescheduleAll(tx, was); err != nil {
		return err
	}
	return note(tx, by, "holiday.imported", "holiday", 0, 0, map[string]any{"count": len(days)})
}

// ParseCalendar reads the days off out of an iCalendar file.
func ParseCalendar(text []byte) ([]calendar.Day, error) {
	days, err := calendar.Days(text, maxHolidays)
	switch {
	case errors.Is(err, calendar.ErrTooLarge):
		return nil, parley.Invalidf("calendar", "the calendar holds more than %d days, or is too large", maxHolidays)
	case err != nil:
		return nil, parley.Invalidf("calendar", "no days were found: is this an iCalendar (.ics) file?")
	}
	return days, nil
}

// remove deletes a row of a settings table and tells it.
func remove(tx *store.Tx, by parley.Actor, object string, id int64) error {
	there, err := tx.Delete(object, id)
	if err != nil {
		return err
	}
	if !there {
		return parley.NotFoundf("no such %s", strings.ReplaceAll(object, "_", " "))
	}
	return note(tx, by, parley.EventKind(object+".deleted"), object, id, 0, nil)
}
