package httpapi

import (
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// ChannelAccountList is all live accounts.
type ChannelAccountList struct {
	ChannelAccounts []ChannelAccount `json:"channel_accounts"`
}

func (c *call) channelAccounts(*struct{}) (*ChannelAccountList, error) {
	all, err := c.s.DB.Read(c).ChannelAccounts(0)
	out := &ChannelAccountList{[]ChannelAccount{}}
	for _, a := range all {
		out.ChannelAccounts = append(out.ChannelAccounts, c.channelAccount(a))
	}
	return out, err
}

// NewAccountInput says where a new account feeds.
type NewAccountInput struct {
	AccountInput
	InboxID string `json:"inbox_id"`
	Channel string `json:"channel" enum:"email,chat"`
	Address string `json:"address,omitempty" maxLength:"254" doc:"Of e-mail"`
}

type newAccountInput struct{ Body NewAccountInput }

func (b NewAccountInput) account() (*parley.ChannelAccount, map[string]string, error) {
	acct := &parley.ChannelAccount{Channel: parley.ChannelKind(b.Channel), Address: b.Address}
	id, err := parley.ParseID[parley.InboxID]("inbox_id", b.InboxID)
	if err != nil {
		return nil, nil, err
	}
	acct.InboxID = id
	secrets, err := b.apply(acct)
	return acct, secrets, err
}

func (c *call) connectAccount(in *newAccountInput) (*ChannelAccount, error) {
	acct, secrets, err := in.Body.account()
	if err != nil {
		return nil, err
	}
	err = c.write(func(tx *store.Tx) error {
		inbox, err := tx.Inbox(acct.InboxID)
		if parley.KindOf(err) == parley.NotFound || err == nil && !inbox.ArchivedAt.IsZero() {
			return parley.Invalidf("inbox_id", "there is no such inbox")
		}
		if err != nil {
			return err
		}
		if acct.Channel == parley.ChannelChat {
			return settings.ConnectChat(tx, c.Actor(), acct)
		}
		return settings.ConnectAccount(tx, c.Actor(), acct, secrets)
	})
	out := c.channelAccount(acct)
	return &out, err
}

// testAccount tries the servers and keeps nothing.
func (c *call) testAccount(in *newAccountInput) (*ProbeResult, error) {
	acct, secrets, err := in.Body.account()
	if err != nil {
		return nil, err
	}
	if c.s.Probe == nil {
		return nil, parley.Errorf(parley.Unavailable, "connections cannot be tested here")
	}
	out, err := c.s.Probe(c, acct, secrets)
	return &out, err
}

// changeAccount runs a verb on a live account and presents what became of it.
func (c *call) changeAccount(id string, fn func(tx *store.Tx, acct *parley.ChannelAccount) error) (*ChannelAccount, error) {
	n, err := parley.ParseID[parley.ChannelAccountID]("id", id)
	if err != nil {
		return nil, err
	}
	var acct *parley.ChannelAccount
	err = c.write(func(tx *store.Tx) (err error) {
		if acct, err = tx.ChannelAccount(n); err != nil {
			return err
		}
		if !acct.ArchivedAt.IsZero() {
			return parley.NotFoundf("no such channel")
		}
		return fn(tx, acct)
	})
	if err != nil {
		return nil, err
	}
	out := c.channelAccount(acct)
	return &out, nil
}

type accountInput struct {
	ID   string `path:"id"`
	Body struct {
		AccountInput
		Active  *bool   `json:"active,omitempty"`
		InboxID *string `json:"inbox_id,omitempty" doc:"Moves the account: new conversations go there"`
		Address *string `json:"address,omitempty" maxLength:"254" doc:"Of fallback addresses: their new name"`
	}
}

func (c *call) updateAccount(in *accountInput) (*ChannelAccount, error) {
	b := in.Body
	return c.changeAccount(in.ID, func(tx *store.Tx, acct *parley.ChannelAccount) error {
		if b.Active != nil {
			if err := settings.SwitchAccount(tx, c.Actor(), acct, *b.Active); err != nil {
				return err
			}
		}
		if b.InboxID != nil && *b.InboxID != acct.InboxID.String() {
			if err := c.moveAccount(tx, acct, *b.InboxID); err != nil {
				return err
			}
		}
		if b.Address != nil && *b.Address != acct.Address {
			if err := settings.RenameFallback(tx, c.Actor(), acct, *b.Address, c.s.MailDomain); err != nil {
				return err
			}
		}
		secrets, err := b.apply(acct)
		if err != nil {
			return err
		}
		return settings.UpdateAccount(tx, c.Actor(), acct, secrets)
	})
}

func (c *call) moveAccount(tx *store.Tx, acct *parley.ChannelAccount, to string) error {
	id, err := parley.ParseID[parley.InboxID]("inbox_id", to)
	if err != nil {
		return err
	}
	in, err := tx.Inbox(id)
	if parley.KindOf(err) == parley.NotFound {
		return parley.Invalidf("inbox_id", "there is no such inbox")
	}
	if err != nil {
		return err
	}
	return settings.MoveAccount(tx, c.Actor(), acct, in)
}

type reconnectInput struct {
	ID   string `path:"id"`
	Body struct {
		IMAPPassword string `json:"imap_password,omitempty" maxLength:"1000"`
		SMTPPassword string `json:"smtp_password,omitempty" maxLength:"1000"`
	}
}

func (c *call) reconnect(in *reconnectInput) (*ChannelAccount, error) {
	secrets := map[string]string{}
	for name, value := range map[string]string{"imap_password": in.Body.IMAPPassword, "smtp_password": in.Body.SMTPPassword} {
		if value != "" {
			secrets[name] = value
		}
	}
	return c.changeAccount(in.ID, func(tx *store.Tx, acct *parley.ChannelAccount) error {
		return settings.Reconnect(tx, c.Actor(), acct, secrets)
	})
}

func (c *call) removeAccount(in *idPath) error {
	_, err := c.changeAccount(in.ID, func(tx *store.Tx, acct *parley.ChannelAccount) error {
		return settings.RemoveAccount(tx, c.Actor(), acct)
	})
	return err
}
