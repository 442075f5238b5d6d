package parley

import (
	"math/rand/v2"
	"testing"
	"time"
)

// ROUTE-16, ROUTE-17: working hours in the person's own zone, over changes of
// the clock, midnight and the week's end.
func TestSchedule_Works(t *testing.T) {
	t.Parallel()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	kathmandu, err := time.LoadLocation("Asia/Kathmandu") // UTC+5:45
	if err != nil {
		t.Fatal(err)
	}
	office := []WeeklyHours{{time.Monday, 9 * 60, 18 * 60}, {time.Sunday, 0, 1440}}
	for _, c := range []struct {
		name string
		at   string
		loc  *time.Location
		want bool
	}{
		{"Monday morning in Paris, summer", "2026-06-01T07:00:00Z", paris, true},
		{"a minute before", "2026-06-01T06:59:59Z", paris, false},
		{"Monday morning in Paris, winter", "2026-12-07T08:00:00Z", paris, true},
		{"the end is not within", "2026-12-07T17:00:00Z", paris, false},
		{"Sunday of 23 hours", "2026-03-29T21:59:59Z", paris, true},
		{"and then it is Monday", "2026-03-29T22:00:00Z", paris, false},
		{"Sunday of 25 hours, last minute", "2026-10-25T22:59:59Z", paris, true},
		{"a zone of quarter hours", "2026-06-01T03:15:00Z", kathmandu, true},
		{"before it", "2026-06-01T03:14:00Z", kathmandu, false},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := (Schedule{Zone: c.loc, Hours: office}).Works(at); got != c.want {
			t.Errorf("%s: got %v", c.name, got)
		}
		away := []Period{{at.Add(-time.Hour), at.Add(time.Hour)}}
		if (Schedule{Zone: c.loc, Hours: office, OutOfOffice: away}).Works(at) || (Schedule{Zone: c.loc, Hours: office, Holidays: away}).Works(at) {
			t.Errorf("%s: an absence does not count", c.name)
		}
	}
	if !(Schedule{Zone: paris}).Works(time.Now()) {
		t.Error("without hours a person always works")
	}
}

// ROUTE-16, ROUTE-17: the boundaries that are found are those that a look at
// every minute finds, in zones whose clocks jump by an hour or half of one, at
// midnight or in the middle of work, over the end of the week.
func TestSchedule_Stretch(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 7))
	for zone, change := range map[string]string{
		"Europe/Paris": "2026-03-29T01:00:00Z", "America/New_York": "2026-11-01T06:00:00Z", "Australia/Lord_Howe": "2026-04-04T15:00:00Z",
		"Asia/Beirut": "2026-03-28T22:00:00Z", "Asia/Kolkata": "2026-01-04T00:00:00Z", "America/St_Johns": "2026-03-08T05:30:00Z",
	} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		around, err := time.Parse(time.RFC3339, change)
		if err != nil {
			t.Fatal(err)
		}
		for range 25 {
			s := anySchedule(rng, loc, around)
			at := around.Add(time.Duration(rng.IntN(4*1440)-2*1440) * time.Minute)
			got, want := s.Stretch(at), look(s, at)
			if !want.Start.IsZero() && !got.Start.Equal(want.Start) || !want.End.IsZero() && !got.End.Equal(want.End) {
				t.Fatalf("%s at %v with %+v:\n got %v to %v\nwant %v to %v", zone, at, s, got.Start.UTC(), got.End.UTC(), want.Start.UTC(), want.End.UTC())
			}
		}
	}
	if p := (Schedule{Zone: time.UTC}).Stretch(time.Now()); p != (Period{}) {
		t.Errorf("without hours nothing changes by itself, got %v", p)
	}
}

func anySchedule(rng *rand.Rand, loc *time.Location, around time.Time) Schedule {
	s := Schedule{Zone: loc}
	for range rng.IntN(9) {
		start := rng.IntN(48) * 30
		s.Hours = append(s.Hours, WeeklyHours{time.Weekday(rng.IntN(7)), start, min(1440, start+30+rng.IntN(40)*30)})
	}
	some := func(n int) (out []Period) {
		for range n {
			start := around.Add(time.Duration(rng.IntN(6*1440)-3*1440) * time.Minute)
			out = append(out, Period{start, start.Add(time.Duration(1+rng.IntN(1440)) * time.Minute)})
		}
		return out
	}
	s.Holidays, s.OutOfOffice = some(rng.IntN(2)), some(rng.IntN(3))
	return s
}

// look finds the boundaries around at minute by minute, six days either way.
func look(s Schedule, at time.Time) (p Period) {
	if s.Empty() {
		return p
	}
	for i := range 6 * 1440 {
		e := at.Add(time.Duration(i+1) * time.Minute)
		if s.phase(e) != s.phase(e.Add(-time.Minute)) {
			p.End = e
			break
		}
	}
	for i := range 6 * 1440 {
		e := at.Add(-time.Duration(i) * time.Minute)
		if s.phase(e) != s.phase(e.Add(-time.Minute)) {
			p.Start = e
			break
		}
	}
	return p
}
