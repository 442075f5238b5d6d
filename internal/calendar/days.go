package calendar

import (
	"strings"
	"time"

	"parley/internal/parley"
)

// Day is a day of a calendar, such as a holiday.
type Day struct {
	Name string
	Date string // 2026-12-25
}

// Days returns the days of all events of data that last whole days: of each of
// several days every one, of one that is repeated the first time. More than most
// days are [ErrTooLarge], none are [ErrNone].
func Days(data []byte, most int) ([]Day, error) {
	all, err := lines(data, ofDays)
	if err != nil {
		return nil, err
	}
	var out []Day
	var p *reader // of the event that is open
	for _, l := range all {
		if p == nil {
			if l.name == "BEGIN" && strings.EqualFold(strings.TrimSpace(l.value), "VEVENT") {
				p = &reader{inv: &parley.Invitation{}}
				p.take(l)
			}
			continue
		}
		if p.take(l); !p.done {
			continue
		}
		p.times()
		name := strings.Join(strings.Fields(clip(p.inv.Title, 200)), " ")
		for at := p.inv.Start; p.inv.AllDay && name != "" && at.Before(p.inv.End); at = at.AddDate(0, 0, 1) {
			if out = append(out, Day{name, at.Format(time.DateOnly)}); len(out) > most {
				return nil, ErrTooLarge
			}
		}
		p = nil
	}
	if len(out) == 0 {
		return nil, ErrNone
	}
	return out, nil
}
