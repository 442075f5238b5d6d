package parley

import "time"

// After is the moment at which so much working time has passed since at; zero
// if that never comes.
func (s Schedule) After(at time.Time, d time.Duration) time.Time {
	if s.Empty() {
		return at.Add(d)
	}
	for range 10_000 {
		p := s.Stretch(at)
		works := s.Works(at)
		if p.End.IsZero() {
			if works {
				return at.Add(d)
			}
			return time.Time{}
		}
		if works {
			if left := p.End.Sub(at); left >= d {
				return at.Add(d)
			} else {
				d -= left
			}
		}
		at = p.End
	}
	return time.Time{}
}

// Between is how much working time lies between two moments.
func (s Schedule) Between(from, to time.Time) (d time.Duration) {
	if s.Empty() {
		return to.Sub(from)
	}
	for range 10_000 {
		if !from.Before(to) {
			return d
		}
		p := s.Stretch(from)
		end := p.End
		if end.IsZero() || end.After(to) {
			end = to
		}
		if s.Works(from) {
			d += end.Sub(from)
		}
		from = end
	}
	return d
}
