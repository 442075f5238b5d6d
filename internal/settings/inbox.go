package settings

import (
	"cmp"
	"fmt"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
	"parley/internal/view"
)

// CreateInbox adds an inbox with its standard views and, where mail can come
// in by a domain of ours, its fallback address (EMAIL-07).
func CreateInbox(tx *store.Tx, by parley.Actor, in *parley.Inbox, mailDomain string) (*parley.Inbox, error) {
	in.Name = strings.TrimSpace(in.Name)
	if err := in.Validate(); err != nil {
		return nil, err
	}
	if err := checkMembers(tx, in); err != nil {
		return nil, err
	}
	in.ID, in.CreatedAt = parley.InboxID(tx.NewID()), tx.Now
	if err := tx.Insert("inbox", in); err != nil {
		return nil, err
	}
	if err := view.CreateStandards(tx, in.ID); err != nil {
		return nil, err
	}
	if mailDomain != "" {
		if err := createFallback(tx, by, in, mailDomain); err != nil {
			return nil, err
		}
	}
	return in, note(tx, by, "inbox.created", "inbox", int64(in.ID), in.ID, map[string]any{"name": in.Name})
}

// createFallback makes the address that works at once. It is the server's own:
// mail to it comes in by Parley's SMTP door.
func createFallback(tx *store.Tx, by parley.Actor, in *parley.Inbox, domain string) error {
	address := fmt.Sprintf("inbox-%d@%s", in.ID, domain)
	acct := &parley.ChannelAccount{ID: parley.ChannelAccountID(tx.NewID()), InboxID: in.ID, Channel: parley.ChannelEmail, Name: "",
		Address: address, Fallback: true, Active: true, State: parley.AccountOK, StateAt: tx.Now, ConnectedBy: by.UserID(), CreatedAt: tx.Now}
	if err := tx.Insert("channel_account", acct); err != nil {
		return err
	}
	return note(tx, by, "channel_account.created", "channel_account", int64(acct.ID), in.ID, map[string]any{"address": address})
}

// UpdateInbox changes name, access and settings. People who lose access lose
// their threads in it (ROUTE-19).
func UpdateInbox(tx *store.Tx, by parley.Actor, in *parley.Inbox) error {
	in.Name = strings.TrimSpace(in.Name)
	if err := in.Validate(); err != nil {
		return err
	}
	if err := checkMembers(tx, in); err != nil {
		return err
	}
	if err := tx.Save("inbox", in); err != nil {
		return err
	}
	if err := note(tx, by, "inbox.changed", "inbox", int64(in.ID), in.ID, nil); err != nil {
		return err
	}
	users, err := tx.Users()
	if err != nil {
		return err
	}
	for _, u := range users {
		if !in.Admits(u) {
			if err := triage.DropAssignee(tx, by, u.ID, in.ID, "lost_access"); err != nil {
				return err
			}
		}
	}
	return nil
}

// ArchiveInbox takes an inbox out of use (SET-04). It must not be the last one
// and must have no channels but its fallback address.
func ArchiveInbox(tx *store.Tx, by parley.Actor, in *parley.Inbox) error {
	all, err := tx.Inboxes()
	if err != nil {
		return err
	}
	left := 0
	for _, other := range all {
		if other.ID != in.ID && other.ArchivedAt.IsZero() && other.Kind == parley.InboxPlain {
			left++
		}
	}
	if left == 0 || in.Kind != parley.InboxPlain {
		return parley.Errorf(parley.Conflict, "the last inbox and the help desk cannot be deleted")
	}
	accounts, err := tx.ChannelAccounts(in.ID)
	if err != nil {
		return err
	}
	for _, acct := range accounts {
		if !acct.Fallback {
			return parley.Errorf(parley.Conflict, "remove or move the channel %s first", cmp.Or(acct.Name, acct.Address))
		}
		acct.ArchivedAt, acct.Active = tx.Now, false
		if err := tx.Save("channel_account", acct); err != nil {
			return err
		}
	}
	in.ArchivedAt = tx.Now
	if err := tx.Save("inbox", in); err != nil {
		return err
	}
	return note(tx, by, "inbox.archived", "inbox", int64(in.ID), in.ID, map[string]any{"name": in.Name})
}

// checkMembers reports somebody in the lists of access who does not exist
// (ATK-16).
func checkMembers(tx *store.Tx, in *parley.Inbox) error {
	if err := checkUsers(&tx.Reader, "user_ids", in.UserIDs...); err != nil {
		return err
	}
	return checkTeams(&tx.Reader, "team_ids", in.TeamIDs...)
}
