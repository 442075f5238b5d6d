package parley

import (
	"testing"
	"time"
)

// ROUTE-16, ROUTE-17: working hours in the person's own zone, over changes of
// the clock, midnight and the week's end.
func TestWorking(t *testing.T) {
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
		if got := Working(at, c.loc, office, nil); got != c.want {
			t.Errorf("%s: got %v", c.name, got)
		}
		away := []Period{{at.Add(-time.Hour), at.Add(time.Hour)}}
		if Working(at, c.loc, office, away) {
			t.Errorf("%s: an absence does not count", c.name)
		}
	}
	if !Working(time.Now(), paris, nil, nil) {
		t.Error("without hours a person always works")
	}
}
