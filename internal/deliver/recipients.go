package deliver

import (
	"net/mail"
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

func checkRecipients(tx *store.Tx, m *parley.Message) error {
	if len(m.To)+len(m.Cc)+len(m.Bcc) == 0 {
		return parley.Invalidf("to", "give at least one recipient")
	}
	if len(m.To)+len(m.Cc)+len(m.Bcc) > maxRecipients {
		return parley.Invalidf("to", "a message goes to at most %d recipients", maxRecipients)
	}
	own := map[string]bool{}
	accounts, err := tx.ChannelAccounts(m.InboxID)
	if err != nil {
		return err
	}
	for _, acct := range accounts {
		for _, address := range acct.Addresses() {
			own[address] = true
		}
	}
	for _, list := range []struct {
		field string
		items []parley.Address
	}{{"to", m.To}, {"cc", m.Cc}, {"bcc", m.Bcc}} {
		for _, a := range list.items {
			if err := CheckAddress(list.field, a); err != nil {
				return err
			}
			if own[a.Address] {
				return parley.Invalidf(list.field, "%s is one of your own team addresses", a.Address)
			}
		}
	}
	return nil
}

// CheckAddress reports why mail cannot be sent to a.
func CheckAddress(field string, a parley.Address) error {
	parsed, err := mail.ParseAddress(a.Address)
	if err != nil || parsed.Address != a.Address || !strings.Contains(a.Address, "@") || strings.ContainsAny(a.Name+a.Address, "\r\n\x00") {
		return parley.Invalidf(field, "%q is not an e-mail address", strings.TrimSpace(a.Address))
	}
	return nil
}

// accept lets those whom the author writes to be written to from now on
// (ATK-11).
func accept(tx *store.Tx, th *parley.Thread, m *parley.Message) error {
	for _, a := range slices.Concat(m.To, m.Cc) {
		if err := tx.AcceptParticipant(th.ID, a.Address); err != nil {
			return err
		}
	}
	return nil
}

func lower(list []parley.Address) []parley.Address {
	out := make([]parley.Address, 0, len(list))
	for _, a := range list {
		a.Name, a.Address = strings.TrimSpace(a.Name), strings.ToLower(strings.TrimSpace(a.Address))
		if !slices.ContainsFunc(out, func(b parley.Address) bool { return a.Address == b.Address }) {
			out = append(out, a)
		}
	}
	return out
}
