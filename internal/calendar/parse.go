package calendar

import (
	"errors"
	"strconv"
	"strings"

	"parley/internal/parley"
)

// ErrNone means that a calendar holds nothing of what was looked for.
var ErrNone = errors.New("calendar: none")

// methods are those of RFC 5546 that concern two people.
var methods = map[string]bool{parley.InviteRequest: true, parley.InviteReply: true, parley.InviteCancel: true}

// statuses are the words of PARTSTAT that we keep; others mean no answer yet.
var statuses = map[string]string{"ACCEPTED": parley.GuestAccepted, "TENTATIVE": parley.GuestTentative, "DECLINED": parley.GuestDeclined}

// Parse returns the first event of data with its method.
func Parse(data []byte) (*parley.Invitation, error) {
	all, err := lines(data, ofInvitation)
	if err != nil {
		return nil, err
	}
	p := &reader{zones: map[string]int{}, inv: &parley.Invitation{}}
	for _, l := range all {
		p.take(l)
	}
	inv := p.inv
	if !methods[inv.Method] || inv.UID == "" {
		return nil, ErrNone
	}
	p.times()
	if inv.Method == parley.InviteRequest && inv.Start.IsZero() {
		return nil, ErrNone
	}
	return inv, nil
}

// reader takes lines one by one. It keeps a stack of the components it is in.
type reader struct {
	inv        *parley.Invitation
	stack      []string
	deeper     int  // components open beyond maxDepth
	done       bool // the first event has ended
	start, end line
	length     string
	zone       string         // TZID of the zone that is open
	zones      map[string]int // seconds east of UTC, by TZID, out of the calendar itself
}

func (p *reader) take(l line) {
	switch l.name {
	case "BEGIN":
		if len(p.stack) == maxDepth {
			p.deeper++
			return
		}
		p.stack = append(p.stack, strings.ToUpper(strings.TrimSpace(l.value)))
		return
	case "END":
		switch {
		case p.deeper > 0:
			p.deeper--
		case len(p.stack) > 0:
			p.done = p.done || p.in("VEVENT")
			p.stack = p.stack[:len(p.stack)-1]
		}
		return
	}
	switch {
	case p.deeper > 0:
	case len(p.stack) == 1 && l.name == "METHOD":
		p.inv.Method = strings.ToUpper(strings.TrimSpace(l.value))
	case p.in("VTIMEZONE") && l.name == "TZID":
		p.zone = l.value
	case (p.in("STANDARD") || p.in("DAYLIGHT")) && l.name == "TZOFFSETTO":
		if seconds, ok := offset(l.value); ok && (p.in("STANDARD") || p.zones[p.zone] == 0) && len(p.zones) < 50 {
			p.zones[p.zone] = seconds
		}
	case p.in("VEVENT") && !p.done:
		p.event(l)
	}
}

func (p *reader) in(component string) bool {
	return p.deeper == 0 && len(p.stack) > 0 && p.stack[len(p.stack)-1] == component
}

func (p *reader) event(l line) {
	inv := p.inv
	switch l.name {
	case "UID":
		inv.UID = strings.TrimSpace(clip(plain(l.value), 500))
	case "SEQUENCE":
		if n, err := strconv.Atoi(strings.TrimSpace(l.value)); err == nil && n >= 0 {
			inv.Sequence = n
		}
	case "SUMMARY":
		inv.Title = clip(text(l.value), 500)
	case "LOCATION":
		inv.Place = clip(text(l.value), 500)
	case "DESCRIPTION":
		inv.Note = text(l.value)
	case "DTSTART":
		p.start = l
	case "DTEND":
		p.end = l
	case "DURATION":
		p.length = l.value
	case "DTSTAMP":
		inv.Stamp, _, _ = p.moment(l)
	case "RRULE", "RDATE":
		inv.Repeats = true
	case "ORGANIZER":
		inv.Organizer = parley.Address{Name: clip(text(l.params["CN"]), 200), Address: mailto(l.value)}
	case "ATTENDEE":
		if address := mailto(l.value); address != "" && len(inv.Guests) < maxGuests {
			inv.Guests = append(inv.Guests, parley.Guest{Name: clip(text(l.params["CN"]), 200), Address: address, Status: statuses[strings.ToUpper(l.params["PARTSTAT"])]})
		}
	}
}

// mailto is the address of a party; empty where it is reached by other means.
func mailto(value string) string {
	value = strings.TrimSpace(value)
	if len(value) < 7 || !strings.EqualFold(value[:7], "mailto:") {
		return ""
	}
	address, _, _ := strings.Cut(value[7:], "?")
	if address = strings.ToLower(strings.TrimSpace(address)); len(address) > 320 || strings.ContainsAny(address, " <>\r\n\t\",;") || !strings.Contains(address, "@") {
		return ""
	}
	return address
}

// times settles when the event is, once all zones are known.
func (p *reader) times() {
	inv := p.inv
	inv.Start, inv.AllDay, inv.Zone = p.moment(p.start)
	inv.End, _, _ = p.moment(p.end)
	if inv.Start.IsZero() {
		return
	}
	length, err := duration(p.length)
	switch {
	case inv.End.After(inv.Start):
	case err == nil && length > 0:
		inv.End = inv.Start.Add(length)
	case inv.AllDay:
		inv.End = inv.Start.AddDate(0, 0, 1)
	default:
		inv.End = inv.Start
	}
}
