package settings

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
)

const maxAliases = 20

// aliasClaim is what the token of an alias stands for.
type aliasClaim struct {
	AccountID parley.ChannelAccountID `json:"account_id"`
	Address   string                  `json:"address"`
}

// AddAlias lets an account send as another address once that address has
// confirmed it by mail (EMAIL-04). Asking again sends another mail.
func AddAlias(tx *store.Tx, by *parley.User, acct *parley.ChannelAccount, address string, l Letters) error {
	address = strings.ToLower(strings.TrimSpace(address))
	if acct.Channel != parley.ChannelEmail {
		return parley.Invalidf("address", "only e-mail accounts have other addresses")
	}
	if err := checkAddress("address", address); err != nil {
		return err
	}
	if err := checkAliasFree(tx, acct, address); err != nil {
		return err
	}
	at := slices.IndexFunc(acct.Settings.Aliases, func(a parley.Alias) bool { return a.Address == address })
	switch {
	case at >= 0 && acct.Settings.Aliases[at].Verified:
		return &parley.Error{Kind: parley.Conflict, Field: "address", Message: "this address is confirmed already"}
	case at < 0 && len(acct.Settings.Aliases) >= maxAliases:
		return parley.Invalidf("address", "an account sends as at most %d other addresses", maxAliases)
	case at < 0:
		acct.Settings.Aliases = append(acct.Settings.Aliases, parley.Alias{Address: address})
		if err := tx.Save("channel_account", acct); err != nil {
			return err
		}
		if err := noteAccount(tx, parley.ByUser(by.ID), acct, "channel_account.alias_added", map[string]any{"alias": address}); err != nil {
			return err
		}
	}
	data, err := json.Marshal(aliasClaim{acct.ID, address})
	if err != nil {
		return err
	}
	token, err := auth.IssueToken(tx, 0, auth.PurposeAlias, string(data), auth.TokenLife)
	if err != nil {
		return err
	}
	return l.Alias(tx, by, acct, address, token)
}

func checkAliasFree(tx *store.Tx, acct *parley.ChannelAccount, address string) error {
	all, err := tx.ChannelAccounts(0)
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.Address == address || other.ID != acct.ID && slices.ContainsFunc(other.Settings.Aliases, func(a parley.Alias) bool { return a.Address == address }) {
			return &parley.Error{Kind: parley.Conflict, Field: "address", Message: fmt.Sprintf("%s belongs to a channel already", address)}
		}
	}
	return nil
}

// ConfirmAlias is what the link in the mail does.
func ConfirmAlias(tx *store.Tx, by parley.Actor, token string) (*parley.ChannelAccount, error) {
	spent, err := auth.SpendToken(tx, token, auth.PurposeAlias)
	if err != nil {
		return nil, err
	}
	var claim aliasClaim
	if err := json.Unmarshal([]byte(spent.Data), &claim); err != nil {
		return nil, err
	}
	acct, err := tx.ChannelAccount(claim.AccountID)
	if err != nil {
		return nil, err
	}
	for i := range acct.Settings.Aliases {
		if acct.Settings.Aliases[i].Address == claim.Address {
			acct.Settings.Aliases[i].Verified = true
			if err := tx.Save("channel_account", acct); err != nil {
				return nil, err
			}
			return acct, noteAccount(tx, by, acct, "channel_account.alias_confirmed", map[string]any{"alias": claim.Address})
		}
	}
	return nil, parley.NotFoundf("%s was taken off this channel", claim.Address)
}

// RemoveAlias takes an address off. An account that sent as it sends under its
// own again.
func RemoveAlias(tx *store.Tx, by parley.Actor, acct *parley.ChannelAccount, address string) error {
	had := len(acct.Settings.Aliases)
	acct.Settings.Aliases = slices.DeleteFunc(acct.Settings.Aliases, func(a parley.Alias) bool { return a.Address == address })
	if len(acct.Settings.Aliases) == had {
		return parley.NotFoundf("no such alias")
	}
	if acct.Settings.FromAddress == address {
		acct.Settings.FromAddress = ""
	}
	if err := tx.Save("channel_account", acct); err != nil {
		return err
	}
	return noteAccount(tx, by, acct, "channel_account.alias_removed", map[string]any{"alias": address})
}

// checkFromAddress allows the account's own address, the hosted one of its
// inbox and confirmed aliases.
func checkFromAddress(tx *store.Tx, acct *parley.ChannelAccount) error {
	from := acct.Settings.FromAddress
	if from == acct.Address {
		acct.Settings.FromAddress = ""
	}
	if from == "" || slices.Contains(acct.Addresses(), from) {
		return nil
	}
	inbox, err := tx.ChannelAccounts(acct.InboxID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(inbox, func(o *parley.ChannelAccount) bool { return o.Fallback && o.Address == from }) {
		return nil
	}
	return parley.Invalidf("from_address", "send as the address itself, the inbox's own or a confirmed alias")
}
