package hubapi

import (
	"slices"

	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

const customChannels = "/conversations/v3/custom-channels"

func (s *Server) customRoutes() {
	const read, write, one = "conversations.custom_channels.read", "conversations.custom_channels.write", customChannels + "/{channelId}"
	either := func(method, path string, code int, scope string, handle func(c *call) (any, error)) {
		s.add(&Route{Method: method, Path: path, Code: code, Scope: scope, door: byEither, handle: handle})
	}
	either(get, customChannels, 200, read, (*call).customChannels)
	either(post, customChannels, 201, write, (*call).newCustomChannel)
	either(get, one, 200, read, (*call).oneCustomChannel)
	either(patch, one, 200, write, (*call).updateCustomChannel)
	either(del, one, 204, write, (*call).archiveCustomChannel)
	s.on(get, one+"/channel-accounts", 200, read, (*call).customAccounts)
	s.on(post, one+"/channel-accounts", 201, write, (*call).newCustomAccount)
	s.on(get, one+"/channel-accounts/{accountId}", 200, read, (*call).oneCustomAccount)
	s.on(patch, one+"/channel-accounts/{accountId}", 200, write, (*call).updateCustomAccount)
	s.on(patch, one+"/channel-account-staging-tokens/{accountToken}", 200, write, (*call).finishStaged)
	s.on(post, one+"/messages", 201, write, (*call).relayMessage)
	s.on(get, one+"/messages/{messageId}", 200, read, (*call).oneRelayed)
	s.on(patch, one+"/messages/{messageId}", 200, write, (*call).reportRelayed)
}

// customChannel is a medium that an app brings, on the wire (API-28).
type customChannel struct {
	ID           string                      `json:"id"`
	Name         string                      `json:"name"`
	Capabilities *parley.ChannelCapabilities `json:"capabilities"`
	WebhookURL   string                      `json:"webhookUrl,omitempty"`
	ConnectURL   string                      `json:"channelAccountConnectionRedirectUrl,omitempty"`
	Description  string                      `json:"channelDescription,omitempty"`
	LogoURL      string                      `json:"channelLogoUrl,omitempty"`
	CreatedAt    stamp                       `json:"createdAt"`
}

func showCustom(c *parley.CustomChannel) customChannel {
	return customChannel{c.ID.String(), c.Name, &c.Capabilities, c.WebhookURL, c.ConnectURL, c.Description, c.LogoURL, stamp{c.CreatedAt}}
}

// customInput is what a program says of a channel: what is left out stays.
type customInput struct {
	Name         *string                     `json:"name"`
	Capabilities *parley.ChannelCapabilities `json:"capabilities"`
	WebhookURL   *string                     `json:"webhookUrl"`
	ConnectURL   *string                     `json:"channelAccountConnectionRedirectUrl"`
	Description  *string                     `json:"channelDescription"`
	LogoURL      *string                     `json:"channelLogoUrl"`
}

func (in customInput) apply(c *parley.CustomChannel) {
	for at, given := range map[*string]*string{&c.Name: in.Name, &c.WebhookURL: in.WebhookURL, &c.ConnectURL: in.ConnectURL, &c.Description: in.Description, &c.LogoURL: in.LogoURL} {
		if given != nil {
			*at = *given
		}
	}
	if in.Capabilities != nil {
		c.Capabilities = *in.Capabilities
	}
}

func (c *call) customChannels() (any, error) {
	all, err := c.read().CustomChannels(c.App.ID)
	if err != nil {
		return nil, err
	}
	return settingsPage(c, each(all, showCustom))
}

func (c *call) newCustomChannel() (any, error) {
	var in customInput
	if err := c.body(&in); err != nil {
		return nil, err
	}
	custom := &parley.CustomChannel{AppID: c.App.ID}
	in.apply(custom)
	err := c.tx(func(tx *store.Tx) error {
		return settings.CreateCustomChannel(tx, c.Actor(), custom, c.s.PlainTargets)
	})
	return showCustom(custom), err
}

// custom is the channel in the path: one of the app's own.
func (c *call) custom(r *store.Reader) (*parley.CustomChannel, error) {
	id, err := pathID[parley.CustomChannelID](c, "channelId")
	if err != nil {
		return nil, err
	}
	custom, err := r.CustomChannel(id)
	if err == nil && (custom.AppID != c.App.ID || !custom.ArchivedAt.IsZero()) {
		err = parley.NotFoundf("this app has no channel %s", id)
	}
	return custom, err
}

func (c *call) oneCustomChannel() (any, error) {
	custom, err := c.custom(c.read())
	if err != nil {
		return nil, err
	}
	return showCustom(custom), nil
}

func (c *call) updateCustomChannel() (any, error) {
	custom, err := c.custom(c.read())
	if err != nil {
		return nil, err
	}
	var in customInput
	if err := c.body(&in); err != nil {
		return nil, err
	}
	in.apply(custom)
	err = c.tx(func(tx *store.Tx) error {
		return settings.UpdateCustomChannel(tx, c.Actor(), custom, c.s.PlainTargets)
	})
	return showCustom(custom), err
}

func (c *call) archiveCustomChannel() (any, error) {
	custom, err := c.custom(c.read())
	if err != nil {
		return nil, err
	}
	return nil, c.tx(func(tx *store.Tx) error { return settings.ArchiveCustomChannel(tx, c.Actor(), custom) })
}

func (c *call) customAccounts() (any, error) {
	r := c.read()
	custom, err := c.custom(r)
	if err != nil {
		return nil, err
	}
	archived, err := c.flag("archived")
	if err != nil {
		return nil, err
	}
	all, err := r.AllChannelAccounts()
	if err != nil {
		return nil, err
	}
	kind, value := c.word("deliveryIdentifierType"), c.word("deliveryIdentifierValue")
	all = slices.DeleteFunc(all, func(a *parley.ChannelAccount) bool {
		return a.Channel != custom.ID.Kind() || !c.App.Reaches(a.InboxID) || a.ArchivedAt.IsZero() == archived ||
			kind != "" && a.Settings.Custom.Type != kind || value != "" && a.Settings.Custom.Identifier != value
	})
	return settingsPage(c, each(all, showAccount))
}

func (c *call) newCustomAccount() (any, error) {
	custom, err := c.custom(c.read())
	if err != nil {
		return nil, err
	}
	var in struct {
		InboxID            ident      `json:"inboxId"`
		Name               string     `json:"name"`
		Authorized         *bool      `json:"authorized"`
		DeliveryIdentifier *delivered `json:"deliveryIdentifier"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	inbox, err := parley.ParseID[parley.InboxID]("inboxId", string(in.InboxID))
	if err != nil {
		return nil, err
	}
	if !c.App.Reaches(inbox) {
		return nil, parley.Invalidf("inboxId", "there is no inbox %s", inbox)
	}
	own := &parley.CustomAccount{Authorized: in.Authorized == nil || *in.Authorized}
	if in.DeliveryIdentifier != nil {
		own.Type, own.Identifier = in.DeliveryIdentifier.Type, in.DeliveryIdentifier.Value
	}
	acct := &parley.ChannelAccount{InboxID: inbox, Channel: custom.ID.Kind(), Name: in.Name, Settings: parley.ChannelSettings{Custom: own}}
	err = c.tx(func(tx *store.Tx) error { return settings.ConnectCustom(tx, c.Actor(), acct) })
	return showAccount(acct), err
}

// customAccount is a live account of a channel that the app reaches.
func (c *call) customAccount(r *store.Reader, custom *parley.CustomChannel, id parley.ChannelAccountID) (*parley.ChannelAccount, error) {
	acct, err := r.ChannelAccount(id)
	if err == nil && (acct.Channel != custom.ID.Kind() || !c.App.Reaches(acct.InboxID)) {
		err = parley.NotFoundf("this channel has no account %s", id)
	}
	return acct, err
}

func (c *call) namedAccount() (*parley.ChannelAccount, error) {
	r := c.read()
	custom, err := c.custom(r)
	if err != nil {
		return nil, err
	}
	id, err := pathID[parley.ChannelAccountID](c, "accountId")
	if err != nil {
		return nil, err
	}
	return c.customAccount(r, custom, id)
}

func (c *call) oneCustomAccount() (any, error) {
	acct, err := c.namedAccount()
	if err != nil {
		return nil, err
	}
	return showAccount(acct), nil
}

func (c *call) updateCustomAccount() (any, error) {
	acct, err := c.namedAccount()
	if err == nil && !acct.ArchivedAt.IsZero() {
		err = parley.NotFoundf("this account was removed")
	}
	if err != nil {
		return nil, err
	}
	var in struct {
		Name       *string `json:"name"`
		Authorized *bool   `json:"authorized"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if in.Name != nil {
		acct.Name = *in.Name
	}
	if in.Authorized != nil {
		acct.Settings.Custom.Authorized = *in.Authorized
	}
	err = c.tx(func(tx *store.Tx) error { return settings.AuthorizeCustom(tx, c.Actor(), acct) })
	return showAccount(acct), err
}
