package settings

import (
	"slices"
	"strings"
	"time"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
)

// ConnectCustom adds an account of a custom channel to an inbox (API-29).
func ConnectCustom(tx *store.Tx, by parley.Actor, acct *parley.ChannelAccount) error {
	in, err := tx.Inbox(acct.InboxID)
	if parley.KindOf(err) == parley.NotFound || err == nil && !in.ArchivedAt.IsZero() {
		return parley.Invalidf("inboxId", "there is no inbox %s", acct.InboxID)
	} else if err != nil {
		return err
	}
	acct.ID = parley.ChannelAccountID(tx.NewID())
	if err := checkCustom(tx, acct); err != nil {
		return err
	}
	acct.Active, acct.State, acct.StateAt, acct.ConnectedBy, acct.CreatedAt = true, customState(acct), tx.Now, by.UserID(), tx.Now
	if err := tx.Insert("channel_account", acct); err != nil {
		return err
	}
	if err := showChannel(tx, acct.InboxID, acct.Channel); err != nil {
		return err
	}
	return noteAccount(tx, by, acct, "channel_account.created", map[string]any{"name": acct.Name})
}

// AuthorizeCustom says whether the account may send (MSG-15), and renames it.
func AuthorizeCustom(tx *store.Tx, by parley.Actor, acct *parley.ChannelAccount) error {
	if err := checkCustom(tx, acct); err != nil {
		return err
	}
	acct.State, acct.StateReason, acct.StateAt = customState(acct), "", tx.Now
	if err := tx.Save("channel_account", acct); err != nil {
		return err
	}
	return noteAccount(tx, by, acct, "channel_account.changed", nil)
}

func customState(acct *parley.ChannelAccount) parley.ChannelAccountState {
	if acct.Settings.Custom.Authorized {
		return parley.AccountOK
	}
	return parley.AccountFailed
}

// checkCustom reports the first thing that is wrong with an account of a custom
// channel.
func checkCustom(tx *store.Tx, acct *parley.ChannelAccount) error {
	c, err := tx.CustomChannel(acct.Channel.Custom())
	if err != nil {
		return err
	}
	own := acct.Settings.Custom
	acct.Name, own.Identifier = clip(acct.Name, 100), strings.TrimSpace(own.Identifier)
	switch {
	case acct.Name == "":
		return parley.Invalidf("name", "give the account a name")
	case own.Identifier == "" && own.Type != "" || len(own.Identifier) > 250:
		return parley.Invalidf("deliveryIdentifier", "give the value of the delivery identifier")
	case own.Identifier != "" && !slices.Contains(c.Capabilities.DeliveryIdentifierTypes, own.Type):
		return parley.Invalidf("deliveryIdentifier", "this channel has no delivery identifiers of type %q", own.Type)
	}
	acct.Address = own.Identifier
	if acct.Address == "" {
		acct.Address = "custom-" + acct.ID.String()
	}
	other, err := tx.ChannelAccountByAddress(acct.Channel, acct.Address)
	if err == nil && other.ID != acct.ID {
		return &parley.Error{Kind: parley.Conflict, Field: "deliveryIdentifier", Message: "another account has this delivery identifier"}
	}
	if err != nil && parley.KindOf(err) != parley.NotFound {
		return err
	}
	return nil
}

// stageLife is how long an app has to connect an account.
const stageLife = time.Hour

// StageCustom begins to connect an account: the token is for the app alone, to
// which the browser is led (MSG-11).
func StageCustom(tx *store.Tx, by *parley.User, c *parley.CustomChannel, inbox parley.InboxID) (token string, err error) {
	if c.ConnectURL == "" || !c.ArchivedAt.IsZero() {
		return "", parley.Errorf(parley.Conflict, "this channel is connected from its own program")
	}
	token, hash := auth.NewToken()
	return token, tx.SaveStagedAccount(&parley.StagedAccount{TokenHash: hash, ChannelID: c.ID, InboxID: inbox, UserID: by.ID, CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(stageLife)})
}

// FinishStaged connects the account that was begun, with what the app says of
// it; said again, it changes that account.
func FinishStaged(tx *store.Tx, by parley.Actor, s *parley.StagedAccount) error {
	c, err := tx.CustomChannel(s.ChannelID)
	if err != nil {
		return err
	}
	acct := &parley.ChannelAccount{InboxID: s.InboxID, Channel: c.ID.Kind(), ConnectedBy: s.UserID, Settings: parley.ChannelSettings{Custom: &parley.CustomAccount{Authorized: true}}}
	if s.AccountID != 0 {
		if acct, err = tx.ChannelAccount(s.AccountID); err != nil {
			return err
		}
	}
	acct.Name = s.AccountName
	if acct.Name == "" {
		acct.Name = c.Name
	}
	acct.Settings.Custom.Type, acct.Settings.Custom.Identifier = s.Type, s.Identifier
	if s.AccountID != 0 {
		err = AuthorizeCustom(tx, by, acct)
	} else {
		err = ConnectCustom(tx, by, acct)
	}
	if err != nil {
		return err
	}
	s.AccountID = acct.ID
	return tx.SaveStagedAccount(s)
}
