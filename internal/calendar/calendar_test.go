package calendar

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/parley"
)

func day(hour, minute int) time.Time { return time.Date(2026, 11, 24, hour, minute, 0, 0, time.UTC) }

// CRM-04: what we write we read again, and each line keeps to the standard.
func TestCompose_isReadAgain(t *testing.T) {
	inv := &parley.Invitation{Method: parley.InviteRequest, UID: "u1@shop.test", Sequence: 2, Stamp: day(8, 0), Title: "Bilan; prix, délais \\ suite", Place: "Salle É\nNiveau 2",
		Note: strings.Repeat("Une très longue note, avec des accents. ", 20) + "\n\nFin", Start: day(9, 30), End: day(10, 0), Zone: "UTC", Organizer: parley.Address{Name: `Shop "Nord"`, Address: "team@shop.test"},
		Guests: []parley.Guest{{Name: "Cleo, Marsh", Address: "cleo@customer.test"}, {Address: "ola@customer.test", Status: parley.GuestAccepted}}}
	raw := Compose(inv)
	for _, l := range bytes.Split(bytes.TrimSuffix(raw, []byte("\r\n")), []byte("\r\n")) {
		if len(l) > 75 || bytes.ContainsAny(l, "\r\n") {
			t.Errorf("line of %d bytes: %q", len(l), l)
		}
	}
	got, err := Parse(raw)
	want := *inv
	want.Note, want.Organizer.Name = strings.TrimSpace(inv.Note), "Shop 'Nord'"
	if err != nil || !reflect.DeepEqual(got, &want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, &want)
	}
	if !bytes.Equal(raw, Compose(inv)) {
		t.Error("the same invitation gives other bytes")
	}
}

// CRM-04: the shapes in which common programs ask and answer.
func TestParse_shapes(t *testing.T) {
	wrap := func(method, event string) string {
		return "BEGIN:VCALENDAR\r\nMETHOD:" + method + "\r\nVERSION:2.0\r\n" + event + "END:VCALENDAR\r\n"
	}
	zone := "BEGIN:VTIMEZONE\r\nTZID:Our office\r\nBEGIN:DAYLIGHT\r\nTZOFFSETTO:+0300\r\nEND:DAYLIGHT\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+0200\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
	event := func(lines ...string) string {
		return "BEGIN:VEVENT\r\nUID:u1\r\nSEQUENCE:1\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\n"
	}
	for name, c := range map[string]struct {
		text  string
		check func(*parley.Invitation) bool
	}{
		"Google's answer": {wrap("REPLY", event("DTSTART:20261124T093000Z", "DTEND:20261124T100000Z", "ORGANIZER;CN=Shop:mailto:team@shop.test", "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Cleo\r\n  Marsh;X-NUM-GUESTS=0:mailto:Cleo@Customer.test")),
			func(i *parley.Invitation) bool {
				return len(i.Guests) == 1 && i.Guests[0] == parley.Guest{Name: "Cleo Marsh", Address: "cleo@customer.test", Status: parley.GuestAccepted} && i.Sequence == 1
			}},
		"Outlook's answer, without a time": {wrap("REPLY", event(`ATTENDEE;PARTSTAT=TENTATIVE;CN="Marsh: Cleo; Ltd":MAILTO:cleo@customer.test`)),
			func(i *parley.Invitation) bool {
				return i.Guests[0].Status == parley.GuestTentative && i.Guests[0].Name == "Marsh: Cleo; Ltd"
			}},
		"Outlook's zone": {wrap("REQUEST", event(`DTSTART;TZID="Romance Standard Time":20261124T103000`, `DTEND;TZID="Romance Standard Time":20261124T110000`)),
			func(i *parley.Invitation) bool {
				return i.Start.Equal(day(9, 30)) && i.End.Equal(day(10, 0)) && i.Zone == "Europe/Paris"
			}},
		"a zone of the calendar's own": {wrap("REQUEST", zone+event("DTSTART;TZID=Our office:20261124T113000", "DURATION:PT30M")),
			func(i *parley.Invitation) bool {
				return i.Start.Equal(day(9, 30)) && i.End.Equal(day(10, 0)) && i.Zone == ""
			}},
		"a prefixed zone": {wrap("REQUEST", event("DTSTART;TZID=/citadel.org/20210210_1/Europe/Paris:20261124T103000")),
			func(i *parley.Invitation) bool { return i.Start.Equal(day(9, 30)) }},
		"a zone of nobody's": {wrap("REQUEST", event("DTSTART;TZID=../../etc/passwd:20261124T093000")),
			func(i *parley.Invitation) bool { return i.Start.Equal(day(9, 30)) && i.Zone == "" }},
		"a whole day, again and again": {wrap("REQUEST", event("DTSTART;VALUE=DATE:20261124", "RRULE:FREQ=SECONDLY;COUNT=99999999")),
			func(i *parley.Invitation) bool { return i.AllDay && i.Repeats && i.End.Equal(i.Start.AddDate(0, 0, 1)) }},
		"alarms inside, a second event after": {wrap("CANCEL", event("DTSTART:20261124T093000Z", "SUMMARY:First", "BEGIN:VALARM", "SUMMARY:Ring", "END:VALARM")+event("SUMMARY:Second")),
			func(i *parley.Invitation) bool { return i.Title == "First" && i.Method == parley.InviteCancel }},
	} {
		if got, err := Parse([]byte(c.text)); err != nil || !c.check(got) {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

// ATK-07: hostile calendars are refused or cut, in little time and memory.
func TestParse_hostile(t *testing.T) {
	for name, text := range map[string]string{
		"deep":       strings.Repeat("BEGIN:VEVENT\n", 4000),
		"long line":  "BEGIN:VCALENDAR\nSUMMARY:" + strings.Repeat("a", maxLine+1),
		"long folds": "BEGIN:VCALENDAR\nSUMMARY:a" + strings.Repeat("\n b", maxLine),
		"many lines": strings.Repeat("A:b\n", ofInvitation.lines+2),
		"large":      strings.Repeat("a", ofInvitation.bytes+1),
		"broken":     "BEGIN:VCALENDAR\nMETHOD:REPLY\nATTENDEE;CN=\"",
	} {
		if inv, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s: got %+v", name, inv)
		}
	}
	inv, err := Parse([]byte("BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:u\nDTSTART:20261124T093000Z\n" + strings.Repeat("ATTENDEE:mailto:a@b.test\n", 1000)))
	if err != nil || len(inv.Guests) != maxGuests {
		t.Errorf("guests: %d, %v", len(inv.Guests), err)
	}
}

// ATK-07: no bytes make the reader stop, and what it takes it can write in a
// form that it takes again.
func FuzzParse(f *testing.F) {
	f.Add(Compose(&parley.Invitation{Method: parley.InviteReply, UID: "u", Start: day(9, 0), End: day(10, 0), Guests: []parley.Guest{{Address: "a@b.test", Status: parley.GuestDeclined}}}))
	f.Add([]byte("BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:u\nDTSTART;TZID=x:20261124T093000\nDURATION:P1W\nRRULE:FREQ=SECONDLY\n"))
	f.Add([]byte("BEGIN:VCALENDAR\r\n METHOD:\r\n\tREQUEST;\"\r\nATTENDEE;CN=\":x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		inv, err := Parse(data)
		if err != nil {
			return
		}
		again, err := Parse(Compose(inv))
		if err != nil && inv.Start.Year() > 0 && inv.Start.Year() < 9999 {
			t.Fatalf("%+v is not read again: %v", inv, err)
		}
		if err == nil && (again.UID != strings.TrimSpace(plain(inv.UID)) || len(again.Guests) != len(inv.Guests)) {
			t.Fatalf("got %+v, want %+v", again, inv)
		}
	})
}

// AUTO-06: a calendar gives the days of its all-day events, folded lines and all.
func TestDays(t *testing.T) {
	t.Parallel()
	days, err := Days([]byte("BEGIN:VCALENDAR\r\nSUMMARY:Not me\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Christmas\\, of\r\n  course\r\n"+
		"BEGIN:VALARM\r\nSUMMARY:Ring\r\nEND:VALARM\r\nEND:VEVENT\r\n"+
		"BEGIN:VEVENT\r\nDTSTART:20260101T090000Z\r\nSUMMARY:A meeting\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART:20260714\r\nDURATION:P2D\r\nSUMMARY;LANGUAGE=fr:Fête\\nnationale\r\nEND:VEVENT\r\nEND:VCALENDAR"), 10)
	want := []Day{{"Christmas, of course", "2026-12-24"}, {"Christmas, of course", "2026-12-25"}, {"Christmas, of course", "2026-12-26"}, {"Fête nationale", "2026-07-14"}, {"Fête nationale", "2026-07-15"}}
	if err != nil || !slices.Equal(days, want) {
		t.Fatalf("got %v, %v", days, err)
	}
	for text, want := range map[string]error{
		"<html>": ErrNone,
		strings.Repeat("BEGIN:VEVENT\nDTSTART:20260101\nSUMMARY:x\nEND:VEVENT\n", 11): ErrTooLarge,
		"BEGIN:VEVENT\nDTSTART:20260101\nDTEND:99991231\nSUMMARY:x\nEND:VEVENT\n":     ErrTooLarge,
		strings.Repeat("BEGIN:VEVENT\n", 4000):                                        ErrNone,
	} {
		if days, err := Days([]byte(text), 10); !errors.Is(err, want) {
			t.Errorf("%.30q: got %d days, %v", text, len(days), err)
		}
	}
}
