package settings

import (
	"net/url"
	"strings"
	"time"

	"parley/internal/guard"
	"parley/internal/parley"
	"parley/internal/store"
)

// Bounds of a profile.
const (
	maxHours     = 35 // five stretches a day
	maxAbsences  = 100
	maxSignature = 20_000
)

// UpdateProfile writes what a user changed of him- or herself: names, language,
// time zone, signature, meeting link, hours, absences, photo (SET-12). The
// signature is cleaned.
func UpdateProfile(tx *store.Tx, u *parley.User) error {
	u.FirstName, u.LastName = clip(u.FirstName, 100), clip(u.LastName, 100)
	if u.FirstName == "" && u.LastName == "" {
		return parley.Invalidf("first_name", "give a name")
	}
	if u.Language != "en" && u.Language != "fr" {
		return parley.Invalidf("language", "choose English or French")
	}
	if _, err := time.LoadLocation(u.Timezone); err != nil || u.Timezone == "" || u.Timezone == "Local" {
		return parley.Invalidf("timezone", "%q is not a time zone; choose one like Europe/Paris", u.Timezone)
	}
	if len(u.SignatureHTML) > maxSignature {
		return parley.Invalidf("signature_html", "keep the signature under %d characters", maxSignature)
	}
	u.SignatureHTML = guard.SanitizeComment(u.SignatureHTML)
	if link, err := url.Parse(u.MeetingLink); u.MeetingLink != "" && (err != nil || link.Scheme != "https" || link.Host == "" || len(u.MeetingLink) > 500) {
		return parley.Invalidf("meeting_link", "give a link that starts with https://")
	}
	if err := checkHours(u); err != nil {
		return err
	}
	was, err := tx.User(u.ID)
	if err != nil {
		return err
	}
	if err := tx.Save("user", u); err != nil {
		return err
	}
	if err := noteUser(tx, u, u, "user.changed", map[string]any{"fields": []string{"profile"}}); err != nil {
		return err
	}
	holidays, err := Holidays(&tx.Reader)
	if err != nil {
		return err
	}
	return reschedule(tx, u, schedule(was, holidays), schedule(u, holidays))
}

func checkHours(u *parley.User) error {
	if len(u.Hours) > maxHours {
		return parley.Invalidf("working_hours", "at most %d stretches a week", maxHours)
	}
	for _, h := range u.Hours {
		if h.Day < time.Sunday || h.Day > time.Saturday || h.Start < 0 || h.End > 1440 || h.Start >= h.End {
			return parley.Invalidf("working_hours", "each stretch must end after it starts, on the same day")
		}
	}
	if len(u.OutOfOffice) > maxAbsences {
		return parley.Invalidf("out_of_office", "at most %d periods", maxAbsences)
	}
	for _, p := range u.OutOfOffice {
		if p.Start.IsZero() || !p.End.After(p.Start) {
			return parley.Invalidf("out_of_office", "each period must end after it starts")
		}
	}
	return nil
}

// clip trims spaces and keeps at most n bytes of whole characters.
func clip(s string, n int) string {
	s = strings.TrimSpace(s)
	if len(s) > n {
		s = strings.ToValidUTF8(s[:n], "")
	}
	return s
}
