package hubapi

import (
	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// stagedAccount is an account that a person began to connect, on the wire
// (API-29).
type stagedAccount struct {
	AccountToken       string     `json:"accountToken"`
	GenericChannelID   string     `json:"genericChannelId"`
	InboxID            string     `json:"inboxId"`
	UserID             string     `json:"userId"`
	CreatedAt          stamp      `json:"createdAt"`
	AccountName        string     `json:"accountName,omitempty"`
	DeliveryIdentifier *delivered `json:"deliveryIdentifier,omitempty"`
}

// finishStaged connects the account whose token the person's browser brought to
// the app.
func (c *call) finishStaged() (any, error) {
	custom, err := c.custom(c.read())
	if err != nil {
		return nil, err
	}
	var in struct {
		AccountName        *string    `json:"accountName"`
		DeliveryIdentifier *delivered `json:"deliveryIdentifier"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	var s *parley.StagedAccount
	err = c.tx(func(tx *store.Tx) (err error) {
		if s, err = tx.StagedAccount(auth.HashToken(c.name("accountToken")), tx.Now); err != nil {
			return err
		}
		if s.ChannelID != custom.ID || !c.App.Reaches(s.InboxID) {
			return parley.NotFoundf("there is no such account token")
		}
		if in.AccountName != nil {
			s.AccountName = *in.AccountName
		}
		if in.DeliveryIdentifier != nil {
			s.Type, s.Identifier = in.DeliveryIdentifier.Type, in.DeliveryIdentifier.Value
		}
		return settings.FinishStaged(tx, c.Actor(), s)
	})
	if err != nil {
		return nil, err
	}
	out := stagedAccount{AccountToken: c.name("accountToken"), GenericChannelID: custom.ID.String(), InboxID: s.InboxID.String(), UserID: s.UserID.String(),
		CreatedAt: stamp{s.CreatedAt}, AccountName: s.AccountName}
	if s.Identifier != "" {
		out.DeliveryIdentifier = &delivered{s.Type, s.Identifier}
	}
	return out, nil
}
