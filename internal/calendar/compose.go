package calendar

import (
	"bytes"
	"fmt"
	"strings"

	"parley/internal/parley"
)

const instant = "20060102T150405Z"

// Compose writes an invitation, an answer or a calling off as iCalendar. Times
// are in UTC, which every reader knows; the same invitation gives the same
// bytes.
func Compose(inv *parley.Invitation) []byte {
	var b bytes.Buffer
	put := func(format string, args ...any) { fold(&b, fmt.Sprintf(format, args...)) }
	put("BEGIN:VCALENDAR")
	put("PRODID:-//Parley//Parley//EN")
	put("VERSION:2.0")
	put("CALSCALE:GREGORIAN")
	put("METHOD:%s", inv.Method)
	put("BEGIN:VEVENT")
	put("UID:%s", plain(inv.UID))
	put("SEQUENCE:%d", inv.Sequence)
	put("DTSTAMP:%s", inv.Stamp.UTC().Format(instant))
	if inv.AllDay {
		put("DTSTART;VALUE=DATE:%s", inv.Start.UTC().Format("20060102"))
		put("DTEND;VALUE=DATE:%s", inv.End.UTC().Format("20060102"))
	} else {
		put("DTSTART:%s", inv.Start.UTC().Format(instant))
		put("DTEND:%s", inv.End.UTC().Format(instant))
	}
	put("SUMMARY:%s", escape.Replace(inv.Title))
	if inv.Place != "" {
		put("LOCATION:%s", escape.Replace(inv.Place))
	}
	if inv.Note != "" {
		put("DESCRIPTION:%s", escape.Replace(inv.Note))
	}
	put("ORGANIZER%s:mailto:%s", called(inv.Organizer.Name), plain(inv.Organizer.Address))
	for _, g := range inv.Guests {
		put("ATTENDEE%s%s:mailto:%s", called(g.Name), role(inv.Method, g.Status), plain(g.Address))
	}
	status := "CONFIRMED"
	if inv.Method == parley.InviteCancel {
		status = "CANCELLED"
	}
	if inv.Method != parley.InviteReply {
		put("STATUS:%s", status)
		put("TRANSP:OPAQUE")
	}
	put("END:VEVENT")
	put("END:VCALENDAR")
	return b.Bytes()
}

// role are the parameters of a guest: asked for an answer, or with the answer.
func role(method, status string) string {
	word := "NEEDS-ACTION"
	for ours, known := range statuses {
		if known == status && status != "" {
			word = ours
		}
	}
	if method == parley.InviteReply {
		return ";PARTSTAT=" + word
	}
	return ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=" + word + ";RSVP=TRUE"
}

// called is a name as a parameter: in quotes, which it cannot hold itself
// (RFC 5545 section 3.2).
func called(name string) string {
	if name = strings.TrimSpace(plain(strings.ReplaceAll(name, `"`, "'"))); name == "" {
		return ""
	}
	return `;CN="` + name + `"`
}

// plain is text without what could end a line.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}
