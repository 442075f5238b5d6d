package settings

import (
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// The names of secrets that an account keeps sealed.
var secretNames = []string{"imap_password", "smtp_password", "oauth_token"}

// ConnectAccount adds an e-mail account to an inbox: by IMAP and SMTP, by
// consent, or hosted (no servers: the team's own server forwards here).
func ConnectAccount(tx *store.Tx, by parley.Actor, acct *parley.ChannelAccount, secrets map[string]string) error {
	if acct.Channel != parley.ChannelEmail {
		return parley.Invalidf("channel", "only e-mail accounts are connected this way")
	}
	if err := checkAccount(tx, acct); err != nil {
		return err
	}
	acct.ID, acct.Active, acct.Fallback = parley.ChannelAccountID(tx.NewID()), true, false
	acct.ConnectedBy, acct.CreatedAt = by.UserID(), tx.Now
	start(tx, acct)
	if err := tx.Insert("channel_account", acct); err != nil {
		return err
	}
	if err := sealAll(tx, acct.ID, secrets); err != nil {
		return err
	}
	return noteAccount(tx, by, acct, "channel_account.created", map[string]any{"address": acct.Address})
}

// start puts an account at the beginning: connecting, or working at once where
// there is no server to reach.
func start(tx *store.Tx, acct *parley.ChannelAccount) {
	acct.State, acct.StateReason, acct.StateAt = parley.AccountConnecting, "", tx.Now
	switch {
	case acct.Settings.Custom != nil:
		acct.State = customState(acct)
	case acct.Settings.IMAP == nil && acct.Settings.SMTP == nil:
		acct.State = parley.AccountOK
	}
}

// UpdateAccount writes over name, settings and, where given, secrets. Other
// servers or secrets connect anew.
func UpdateAccount(tx *store.Tx, by parley.Actor, acct *parley.ChannelAccount, secrets map[string]string) error {
	was, err := tx.ChannelAccount(acct.ID)
	if err != nil {
		return err
	}
	acct.Address, acct.InboxID, acct.Channel = was.Address, was.InboxID, was.Channel
	if err := checkAccount(tx, acct); err != nil {
		return err
	}
	if acct.Active && (len(secrets) > 0 || !sameServer(was.Settings.IMAP, acct.Settings.IMAP) || !sameServer(was.Settings.SMTP, acct.Settings.SMTP)) {
		start(tx, acct)
	}
	if err := tx.Save("channel_account", acct); err != nil {
		return err
	}
	if err := sealAll(tx, acct.ID, secrets); err != nil {
		return err
	}
	return noteAccount(tx, by, acct, "channel_account.changed", nil)
}

func sameServer(a, b *parley.MailServer) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// Reconnect tries an account again, with new secrets where given (EMAIL-08).
func Reconnect(tx *store.Tx, by parley.Actor, acct *parley.ChannelAccount, secrets map[string]string) error {
	if err := sealAll(tx, acct.ID, secrets); err != nil {
		return err
	}
	acct.Active, acct.ConnectedBy = true, by.UserID()
	start(tx, acct)
	if err := tx.Save("channel_account", acct); err != nil {
		return err
	}
	return noteAccount(tx, by, acct, "channel_account.reconnected", nil)
}

// SwitchAccount turns an account on or off. Switched off it takes and sends
// nothing; a fallback address only ceases to send (EMAIL-07).
func SwitchAccount(tx *store.Tx, by parley.Actor, acct *parley.ChannelAccount, on bool) error {
	if acct.Active == on {
		return nil
	}
	acct.Active = on
	start(tx, acct)
	kind := parley.EventKind("channel_account.enabled")
	if !on {
		kind = "channel_account.disabled"
		if !acct.Fallback {
			acct.State = parley.AccountDisabled
		}
	}
	if err := tx.Save("channel_account", acct); err != nil {
		return err
	}
	return noteAccount(tx, by, acct, kind, nil)
}

// RemoveAccount disconnects an account for good and forgets its secrets. Its
// threads stay (SET-05). A fallback address cannot be removed.
func RemoveAccount(tx *store.Tx, by parley.Actor, acct *parley.ChannelAccount) error {
	if acct.Fallback {
		return parley.Errorf(parley.Conflict, "the fallback address belongs to its inbox and cannot be deleted")
	}
	acct.Active, acct.State, acct.StateReason, acct.ArchivedAt = false, parley.AccountDisabled, "", tx.Now
	if err := tx.Save("channel_account", acct); err != nil {
		return err
	}
	if err := tx.DropChannelSecrets(acct.ID); err != nil {
		return err
	}
	return noteAccount(tx, by, acct, "channel_account.deleted", map[string]any{"address": acct.Address})
}

// MoveAccount lets an account feed another inbox from now on. To the help desk
// it goes by [MoveToHelpDesk], and from there nowhere.
func MoveAccount(tx *store.Tx, by parley.Actor, acct *parley.ChannelAccount, to *parley.Inbox) error {
	from, err := tx.Inbox(acct.InboxID)
	if err != nil {
		return err
	}
	if from.Kind == parley.InboxHelpDesk {
		return parley.Errorf(parley.Conflict, "a channel of the help desk stays there")
	}
	if to.Kind == parley.InboxHelpDesk {
		return parley.Errorf(parley.Conflict, "a channel goes to the help desk by a move of its own, which a super admin begins")
	}
	return moveAccount(tx, by, acct, to)
}

// MoveToHelpDesk lets an account feed the help desk, for good (TIX-13).
func MoveToHelpDesk(tx *store.Tx, by *parley.User, acct *parley.ChannelAccount, desk *parley.Inbox) error {
	if !by.SuperAdmin {
		return parley.Errorf(parley.Forbidden, "only a super admin moves a channel to the help desk")
	}
	if acct.InboxID == desk.ID {
		return parley.Errorf(parley.Conflict, "this channel stands in the help desk already")
	}
	return moveAccount(tx, parley.ByUser(by.ID), acct, desk)
}

func moveAccount(tx *store.Tx, by parley.Actor, acct *parley.ChannelAccount, to *parley.Inbox) error {
	if acct.Fallback {
		return parley.Errorf(parley.Conflict, "the fallback address belongs to its inbox and cannot be moved")
	}
	if !to.ArchivedAt.IsZero() {
		return parley.Invalidf("inbox_id", "this inbox is archived")
	}
	if err := showChannel(tx, to.ID, acct.Channel); err != nil {
		return err
	}
	from := acct.InboxID
	acct.InboxID = to.ID
	if err := tx.Save("channel_account", acct); err != nil {
		return err
	}
	return noteAccount(tx, by, acct, "channel_account.moved", map[string]any{"from": from.String(), "to": to.ID.String()})
}

func sealAll(tx *store.Tx, id parley.ChannelAccountID, secrets map[string]string) error {
	for name, value := range secrets {
		if !slices.Contains(secretNames, name) {
			return parley.Invalidf(name, "there is no such secret")
		}
		if err := setSecret(tx, id, name, value); err != nil {
			return err
		}
	}
	return nil
}

func noteAccount(tx *store.Tx, by parley.Actor, acct *parley.ChannelAccount, kind parley.EventKind, data map[string]any) error {
	return note(tx, by, kind, "channel_account", int64(acct.ID), acct.InboxID, data)
}

// RenameFallback gives a fallback address another local part on the mail
// domain (EMAIL-07).
func RenameFallback(tx *store.Tx, by parley.Actor, acct *parley.ChannelAccount, address, mailDomain string) error {
	if !acct.Fallback {
		return parley.Invalidf("address", "only a fallback address can be renamed: connect the new address beside this one")
	}
	address = strings.ToLower(strings.TrimSpace(address))
	if _, at, _ := strings.Cut(address, "@"); at != mailDomain || strings.Contains(address, "+") {
		return parley.Invalidf("address", "a fallback address ends with @%s", mailDomain)
	}
	was := acct.Address
	acct.Address = address
	if err := checkAccount(tx, acct); err != nil {
		return err
	}
	if err := tx.Save("channel_account", acct); err != nil {
		return err
	}
	return noteAccount(tx, by, acct, "channel_account.renamed", map[string]any{"from": was, "to": address})
}
