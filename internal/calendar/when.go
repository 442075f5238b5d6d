package calendar

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// moment reads a time with its zone: in UTC, in a zone of the tz database, in
// one by the name that Windows gives it, or by the offset that the calendar
// itself tells. A zone that nobody knows counts as UTC, and its name is left
// out, so that whoever shows it can say so.
func (p *reader) moment(l line) (at time.Time, allDay bool, zone string) {
	value := strings.TrimSpace(l.value)
	if len(value) == 8 || strings.EqualFold(l.params["VALUE"], "DATE") {
		at, err := time.ParseInLocation("20060102", clip(value, 8), time.UTC)
		return at, err == nil, "UTC"
	}
	if strings.HasSuffix(value, "Z") {
		at, _ = time.Parse("20060102T150405Z", value)
		return at.UTC(), false, "UTC"
	}
	loc, zone := p.location(l.params["TZID"])
	at, err := time.ParseInLocation("20060102T150405", value, loc)
	if err != nil {
		return time.Time{}, false, ""
	}
	return at.UTC(), false, zone
}

func (p *reader) location(tzid string) (*time.Location, string) {
	name := strings.TrimPrefix(strings.TrimSpace(tzid), "/")
	if iana := windowsZones[name]; iana != "" {
		name = iana
	}
	for name != "" { // "/example.org/20260101/Europe/Paris": the tail is the zone
		if loc, err := time.LoadLocation(name); err == nil && name != "Local" {
			return loc, name
		}
		_, rest, ok := strings.Cut(name, "/")
		if !ok {
			break
		}
		name = rest
	}
	if seconds, ok := p.zones[tzid]; ok {
		return time.FixedZone("", seconds), ""
	}
	return time.UTC, ""
}

// offset reads "+0130" as seconds east of UTC.
func offset(value string) (int, bool) {
	value = strings.TrimSpace(value)
	if len(value) != 5 && len(value) != 7 || value[0] != '+' && value[0] != '-' {
		return 0, false
	}
	hours, err1 := strconv.Atoi(value[1:3])
	minutes, err2 := strconv.Atoi(value[3:5])
	if err1 != nil || err2 != nil || hours < 0 || hours > 15 || minutes < 0 || minutes > 59 {
		return 0, false
	}
	seconds := hours*3600 + minutes*60
	if value[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

var errDuration = errors.New("calendar: no duration")

// duration reads "P1DT2H30M" (RFC 5545 section 3.3.6), at most a year.
func duration(value string) (time.Duration, error) {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(strings.TrimSpace(value), "+"), "P")
	if !ok {
		return 0, errDuration
	}
	units := map[byte]time.Duration{'W': 7 * 24 * time.Hour, 'D': 24 * time.Hour, 'H': time.Hour, 'M': time.Minute, 'S': time.Second}
	var sum time.Duration
	number := ""
	for i := range len(rest) {
		switch c := rest[i]; {
		case c == 'T' && number == "":
		case c >= '0' && c <= '9' && len(number) < 6:
			number += string(c)
		default:
			n, err := strconv.Atoi(number)
			if err != nil || units[c] == 0 {
				return 0, errDuration
			}
			sum, number = sum+time.Duration(n)*units[c], ""
			if sum > 366*24*time.Hour {
				return 0, errDuration
			}
		}
	}
	return sum, nil
}

// windowsZones are the zones that Outlook and Exchange name their own way
// (CLDR's windowsZones, the commonest).
var windowsZones = map[string]string{
	"UTC": "UTC", "GMT Standard Time": "Europe/London", "Greenwich Standard Time": "Atlantic/Reykjavik", "W. Europe Standard Time": "Europe/Berlin", "Romance Standard Time": "Europe/Paris",
	"Central Europe Standard Time": "Europe/Budapest", "Central European Standard Time": "Europe/Warsaw", "E. Europe Standard Time": "Europe/Chisinau", "GTB Standard Time": "Europe/Bucharest",
	"FLE Standard Time": "Europe/Kiev", "Turkey Standard Time": "Europe/Istanbul", "Russian Standard Time": "Europe/Moscow", "Israel Standard Time": "Asia/Jerusalem", "Egypt Standard Time": "Africa/Cairo",
	"South Africa Standard Time": "Africa/Johannesburg", "W. Central Africa Standard Time": "Africa/Lagos", "E. Africa Standard Time": "Africa/Nairobi", "Morocco Standard Time": "Africa/Casablanca",
	"Arab Standard Time": "Asia/Riyadh", "Arabian Standard Time": "Asia/Dubai", "Iran Standard Time": "Asia/Tehran", "Pakistan Standard Time": "Asia/Karachi", "India Standard Time": "Asia/Kolkata",
	"Nepal Standard Time": "Asia/Kathmandu", "Bangladesh Standard Time": "Asia/Dhaka", "SE Asia Standard Time": "Asia/Bangkok", "China Standard Time": "Asia/Shanghai", "Singapore Standard Time": "Asia/Singapore",
	"Taipei Standard Time": "Asia/Taipei", "W. Australia Standard Time": "Australia/Perth", "Tokyo Standard Time": "Asia/Tokyo", "Korea Standard Time": "Asia/Seoul", "AUS Eastern Standard Time": "Australia/Sydney",
	"E. Australia Standard Time": "Australia/Brisbane", "Cen. Australia Standard Time": "Australia/Adelaide", "AUS Central Standard Time": "Australia/Darwin", "New Zealand Standard Time": "Pacific/Auckland",
	"Eastern Standard Time": "America/New_York", "Central Standard Time": "America/Chicago", "Mountain Standard Time": "America/Denver", "US Mountain Standard Time": "America/Phoenix",
	"Pacific Standard Time": "America/Los_Angeles", "Alaskan Standard Time": "America/Anchorage", "Hawaiian Standard Time": "Pacific/Honolulu", "Atlantic Standard Time": "America/Halifax",
	"Newfoundland Standard Time": "America/St_Johns", "Canada Central Standard Time": "America/Regina", "Central Standard Time (Mexico)": "America/Mexico_City", "SA Pacific Standard Time": "America/Bogota",
	"E. South America Standard Time": "America/Sao_Paulo", "Argentina Standard Time": "America/Buenos_Aires", "Pacific SA Standard Time": "America/Santiago", "Azores Standard Time": "Atlantic/Azores",
}
