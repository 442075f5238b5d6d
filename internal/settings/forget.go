package settings

import (
	"slices"

	"parley/internal/parley"
	"parley/internal/store"
)

// forget takes a user or a team who is gone out of the lists in inboxes,
// routing rules, chatflows and views. Zero is nobody.
func forget(tx *store.Tx, user parley.UserID, team parley.TeamID) error {
	g := gone{user, team}
	inboxes, err := tx.Inboxes()
	if err != nil {
		return err
	}
	for _, in := range inboxes {
		limited := in.Settings.Capacity.Forget(user)
		if g.from(&in.UserIDs, &in.TeamIDs) || limited {
			if err := tx.Save("inbox", in); err != nil {
				return err
			}
		}
	}
	accounts, err := tx.ChannelAccounts(0)
	if err != nil {
		return err
	}
	for _, acct := range accounts {
		changed := false
		for i := range acct.Settings.Routing {
			rule := &acct.Settings.Routing[i]
			changed = g.from(&rule.UserIDs, &rule.TeamIDs) || changed
		}
		if changed {
			if err := tx.Save("channel_account", acct); err != nil {
				return err
			}
		}
	}
	flows, err := tx.Chatflows()
	if err != nil {
		return err
	}
	for _, f := range flows {
		if g.from(&f.Display.Heading.UserIDs, &f.Display.Heading.TeamIDs) {
			if err := tx.Save("chatflow", f); err != nil {
				return err
			}
		}
	}
	views, err := tx.Views(0)
	if err != nil {
		return err
	}
	for _, v := range views {
		if g.from(&v.UserIDs, &v.TeamIDs) {
			if err := tx.Save("view", v); err != nil {
				return err
			}
		}
	}
	return nil
}

// gone is who is taken out.
type gone struct {
	user parley.UserID
	team parley.TeamID
}

// from removes who is gone from two lists and reports whether it was there.
func (g gone) from(users *[]parley.UserID, teams *[]parley.TeamID) bool {
	found := slices.Contains(*users, g.user) || slices.Contains(*teams, g.team)
	*users = slices.DeleteFunc(*users, func(id parley.UserID) bool { return id == g.user })
	*teams = slices.DeleteFunc(*teams, func(id parley.TeamID) bool { return id == g.team })
	return found
}
