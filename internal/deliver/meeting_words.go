package deliver

import (
	"fmt"
	"strings"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// meetingWords are what people read in mails about meetings.
type meetingWords struct {
	subject map[string]string // by what is told, with the title
	lead    map[string]string
	when    string
	where   string
	months  []string // empty: as Go writes them
	days    []string
}

var englishMeeting = &meetingWords{
	subject: map[string]string{"invited": "Invitation: %s", "changed": "Updated invitation: %s", "cancelled": "Cancelled: %s", "accepted": "Accepted: %s", "tentative": "Maybe: %s", "declined": "Declined: %s"},
	lead: map[string]string{"invited": "You are invited to “%s”.", "changed": "The meeting “%s” has changed.", "cancelled": "The meeting “%s” is cancelled.",
		"accepted": "We come to “%s”.", "tentative": "We may come to “%s”.", "declined": "We cannot come to “%s”."},
	when: "When: %s", where: "Where: %s",
}

var frenchMeeting = &meetingWords{
	subject: map[string]string{"invited": "Invitation : %s", "changed": "Invitation modifiée : %s", "cancelled": "Annulé : %s", "accepted": "Accepté : %s", "tentative": "Peut-être : %s", "declined": "Décliné : %s"},
	lead: map[string]string{"invited": "Vous êtes invité à « %s ».", "changed": "Le rendez-vous « %s » a changé.", "cancelled": "Le rendez-vous « %s » est annulé.",
		"accepted": "Nous venons à « %s ».", "tentative": "Nous viendrons peut-être à « %s ».", "declined": "Nous ne pouvons pas venir à « %s »."},
	when: "Quand : %s", where: "Où : %s",
	months: []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	days:   []string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
}

// wordsOf are those of the account's language.
func wordsOf(tx *store.Tx) *meetingWords {
	if a, err := tx.Account(); err == nil && a != nil && a.Language == "fr" {
		return frenchMeeting
	}
	return englishMeeting
}

// letter is the mail as people read it who have no calendar at hand.
func (w *meetingWords) letter(what string, inv *parley.Invitation) string {
	parts := []string{fmt.Sprintf(w.lead[what], inv.Title), fmt.Sprintf(w.when, w.span(inv))}
	if inv.Place != "" {
		parts[1] += "\n" + fmt.Sprintf(w.where, inv.Place)
	}
	if inv.Note != "" && what != "cancelled" {
		parts = append(parts, inv.Note)
	}
	return strings.Join(parts, "\n\n")
}

func (w *meetingWords) span(inv *parley.Invitation) string {
	loc, err := time.LoadLocation(inv.Zone)
	if err != nil {
		loc = time.UTC
	}
	start, end := inv.Start.In(loc), inv.End.In(loc)
	if inv.AllDay {
		return w.day(start)
	}
	until := end.Format("15:04")
	if start.Format(time.DateOnly) != end.Format(time.DateOnly) {
		until = w.day(end) + ", " + until
	}
	return fmt.Sprintf("%s, %s – %s (%s)", w.day(start), start.Format("15:04"), until, loc)
}

func (w *meetingWords) day(t time.Time) string {
	if w.months == nil {
		return t.Format("Monday 2 January 2006")
	}
	return fmt.Sprintf("%s %d %s %d", w.days[t.Weekday()], t.Day(), w.months[t.Month()-1], t.Year())
}
