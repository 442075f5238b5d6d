package httpapi

import (
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

type aliasInput struct {
	ID   string `path:"id"`
	Body struct {
		Address string `json:"address" maxLength:"254"`
	}
}

func (c *call) addAlias(in *aliasInput) (*ChannelAccount, error) {
	return c.changeAccount(in.ID, func(tx *store.Tx, acct *parley.ChannelAccount) error {
		return settings.AddAlias(tx, c.User, acct, in.Body.Address, c.s.Letters())
	})
}

type aliasPath struct {
	ID      string `path:"id"`
	Address string `path:"address"`
}

func (c *call) removeAlias(in *aliasPath) (*ChannelAccount, error) {
	return c.changeAccount(in.ID, func(tx *store.Tx, acct *parley.ChannelAccount) error {
		return settings.RemoveAlias(tx, c.Actor(), acct, in.Address)
	})
}

type confirmAliasInput struct {
	Body struct {
		Token string `json:"token" maxLength:"200"`
	}
}

func (c *call) confirmAlias(in *confirmAliasInput) (out *ChannelAccount, err error) {
	var acct *parley.ChannelAccount
	err = c.write(func(tx *store.Tx) error {
		acct, err = settings.ConfirmAlias(tx, c.Actor(), in.Body.Token)
		return err
	})
	if err != nil {
		return nil, err
	}
	a := c.channelAccount(acct)
	return &a, nil
}
