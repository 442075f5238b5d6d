package settings

import (
	"net/url"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/view"
)

// CreateCustomChannel registers a medium that an app brings (API-28). Plain lets
// its webhook be reached by plain HTTP in private networks.
func CreateCustomChannel(tx *store.Tx, by parley.Actor, c *parley.CustomChannel, plain bool) error {
	if err := checkCustomChannel(c, plain); err != nil {
		return err
	}
	c.ID, c.CreatedAt, c.UpdatedAt = tx.NewCustomChannelID(), tx.Now, tx.Now
	if err := tx.Insert("custom_channel", c); err != nil {
		return err
	}
	return noteCustom(tx, by, c, "custom_channel.created")
}

// UpdateCustomChannel writes what was changed of it.
func UpdateCustomChannel(tx *store.Tx, by parley.Actor, c *parley.CustomChannel, plain bool) error {
	if err := checkCustomChannel(c, plain); err != nil {
		return err
	}
	c.UpdatedAt = tx.Now
	if err := tx.Save("custom_channel", c); err != nil {
		return err
	}
	if err := tx.NameChannelViews(c); err != nil {
		return err
	}
	return noteCustom(tx, by, c, "custom_channel.changed")
}

// ArchiveCustomChannel takes it out of use with all its accounts; conversations
// stay.
func ArchiveCustomChannel(tx *store.Tx, by parley.Actor, c *parley.CustomChannel) error {
	accounts, err := tx.ChannelAccounts(0)
	if err != nil {
		return err
	}
	for _, acct := range accounts {
		if acct.Channel == c.ID.Kind() {
			if err := RemoveAccount(tx, by, acct); err != nil {
				return err
			}
		}
	}
	c.ArchivedAt, c.UpdatedAt = tx.Now, tx.Now
	if err := tx.Save("custom_channel", c); err != nil {
		return err
	}
	return noteCustom(tx, by, c, "custom_channel.archived")
}

func checkCustomChannel(c *parley.CustomChannel, plain bool) error {
	c.Name, c.Description = clip(c.Name, 100), clip(c.Description, 500)
	if c.Name == "" {
		return parley.Invalidf("name", "give the channel a name")
	}
	if c.WebhookURL != "" {
		if err := parley.CheckTarget("webhookUrl", c.WebhookURL, plain); err != nil {
			return err
		}
	}
	for field, text := range map[string]string{"channelLogoUrl": c.LogoURL, "channelAccountConnectionRedirectUrl": c.ConnectURL} {
		if u, err := url.Parse(text); text != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || len(text) > 2000) {
			return parley.Invalidf(field, "%q is not an address of the web", text)
		}
	}
	return c.Capabilities.Validate()
}

func noteCustom(tx *store.Tx, by parley.Actor, c *parley.CustomChannel, kind parley.EventKind) error {
	return note(tx, by, kind, "custom_channel", int64(c.ID), 0, map[string]any{"name": c.Name, "app_id": c.AppID.String()})
}

// showChannel lets an inbox show the view of a custom channel.
func showChannel(tx *store.Tx, inbox parley.InboxID, kind parley.ChannelKind) error {
	if kind.Custom() == 0 {
		return nil
	}
	c, err := tx.CustomChannel(kind.Custom())
	if err != nil {
		return err
	}
	return view.ForChannel(tx, inbox, c)
}
