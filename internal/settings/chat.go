package settings

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// ConnectChat adds a widget to an inbox. It works at once; chatflows put it on
// pages.
func ConnectChat(tx *store.Tx, by parley.Actor, acct *parley.ChannelAccount) error {
	acct.ID = parley.ChannelAccountID(tx.NewID())
	acct.Channel, acct.Address, acct.Active, acct.Fallback = parley.ChannelChat, "chat-"+acct.ID.String(), true, false
	if acct.Settings.Chat == nil {
		zone := "UTC"
		if a, err := tx.Account(); err == nil && a != nil && a.Timezone != "" {
			zone = a.Timezone
		}
		acct.Settings.Chat = parley.DefaultChatSettings(zone)
	}
	if err := checkChat(tx, acct); err != nil {
		return err
	}
	acct.State, acct.StateAt, acct.ConnectedBy, acct.CreatedAt = parley.AccountOK, tx.Now, by.UserID(), tx.Now
	if err := tx.Insert("channel_account", acct); err != nil {
		return err
	}
	return noteAccount(tx, by, acct, "channel_account.created", map[string]any{"name": acct.Name})
}

// firstChat gives a new installation a widget that shows on every page which
// carries the line of script.
func firstChat(tx *store.Tx, by parley.Actor, in *parley.Inbox, s Setup) error {
	acct := &parley.ChannelAccount{InboxID: in.ID, Name: s.CompanyName}
	if err := ConnectChat(tx, by, acct); err != nil {
		return err
	}
	name, welcome := "Live chat", "Hello! How can we help you?"
	if s.Language == "fr" {
		name, welcome = "Chat en direct", "Bonjour ! Comment pouvons-nous vous aider ?"
	}
	flow := parley.NewChatflow(name, s.Language, welcome)
	flow.AccountID = acct.ID
	return CreateChatflow(tx, by, flow)
}

// maxOffset is how far from a corner the launcher may stand, in pixels.
const maxOffset = 500

// checkChat reports the first thing that is wrong with a chat account.
func checkChat(tx *store.Tx, acct *parley.ChannelAccount) error {
	acct.Name = clip(acct.Name, 100)
	s := acct.Settings.Chat
	if s == nil {
		return parley.Invalidf("chat", "a chat channel needs its settings")
	}
	switch {
	case s.Accent != "" && !hexColor.MatchString(s.Accent):
		return parley.Invalidf("chat.accent", "give a colour such as #0b5c70")
	case !oneOf(s.Side, "left", "right") || !oneOf(s.Mobile.Side, "left", "right"):
		return parley.Invalidf("chat.side", `is "left" or "right"`)
	case !within(maxOffset, s.Bottom, s.Edge, s.Mobile.Bottom, s.Mobile.Edge):
		return parley.Invalidf("chat.bottom", "offsets are between 0 and %d pixels", maxOffset)
	case !oneOf(s.Availability.Mode, "always", "hours", "users"):
		return parley.Invalidf("chat.availability.mode", `is "always", "hours" or "users"`)
	case !oneOf(s.ReplyTime, "", "minutes", "hours", "day"):
		return parley.Invalidf("chat.reply_time", `is "minutes", "hours", "day" or empty`)
	case !oneOf(s.Away.Behaviour, "hide", "return_time", "message", "nothing"):
		return parley.Invalidf("chat.away.behaviour", `is "hide", "return_time", "message" or "nothing"`)
	case s.IdleMinutes < 1 || s.IdleMinutes > 1440:
		return parley.Invalidf("chat.idle_minutes", "is between 1 and 1440 minutes")
	case strings.ContainsAny(s.Font, "{}<>;:\"\\"):
		return parley.Invalidf("chat.font", "give the names of fonts, separated by commas")
	}
	if _, err := time.LoadLocation(s.Availability.Timezone); err != nil || s.Availability.Timezone == "" {
		return parley.Invalidf("chat.availability.timezone", "%q is not a time zone; choose one like Europe/Paris", s.Availability.Timezone)
	}
	for _, h := range s.Availability.Hours {
		if h.Day < time.Sunday || h.Day > time.Saturday || h.Start < 0 || h.End > 1440 || h.Start >= h.End {
			return parley.Invalidf("chat.availability.hours", "each stretch must end after it starts, on the same day")
		}
	}
	for i, site := range s.Sites {
		u, err := url.Parse(strings.TrimSpace(site))
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.ContainsAny(u.Host, " ;,'\"*") {
			return parley.Invalidf("chat.sites", "%q is not a site; give one like https://www.example.com", site)
		}
		s.Sites[i] = u.Scheme + "://" + strings.ToLower(u.Host)
	}
	return CheckRouting(&tx.Reader, acct.Settings.Routing)
}

var hexColor = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func oneOf(s string, allowed ...string) bool { return slices.Contains(allowed, s) }

// within reports whether all of some numbers are between 0 and most.
func within(most int, numbers ...int) bool {
	return !slices.ContainsFunc(numbers, func(n int) bool { return n < 0 || n > most })
}
