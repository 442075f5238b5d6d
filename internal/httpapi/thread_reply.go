package httpapi

import (
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// replyDefaults says whom an answer goes to: the sender of the newest message
// that came in, with its To and Cc, without addresses of ours (EMAIL-11) and
// without parties that nobody accepted (ATK-11).
func (c *call) replyDefaults(r *store.Reader, th *parley.Thread, parts []*parley.Participant, t *Thread) error {
	accounts, err := r.ChannelAccounts(0)
	if err != nil {
		return err
	}
	accounts = slices.DeleteFunc(accounts, func(a *parley.ChannelAccount) bool { return !a.Serves(th) })
	if th.VisitorID != 0 && th.Channel == parley.ChannelChat {
		return chatReply(r, th, accounts, t)
	}
	if th.Channel.Custom() != 0 {
		if done, err := relayReply(r, th, accounts, t); done || err != nil {
			return err
		}
	}
	own := map[string]bool{}
	var from *parley.ChannelAccount
	for _, a := range accounts {
		for _, address := range a.Addresses() {
			own[address] = true
		}
		if a.ID == th.AccountID || from == nil && a.Active && a.Channel == parley.ChannelEmail {
			from = a
		}
	}
	d := DefaultReply{To: []Party{}, Cc: []Party{}, Subject: replySubject(th.Subject)}
	if from == nil {
		reason := "no_account"
		t.CannotSendReason = &reason
	} else {
		d.ChannelAccountID = optionalID(from.ID)
	}
	m, err := r.LastMessage(th.ID, parley.Incoming)
	if err != nil {
		return err
	}
	if m == nil {
		if m, err = r.LastMessage(th.ID, parley.Outgoing); err != nil {
			return err
		}
		if m != nil {
			d.To = presentParties(m.To)
		}
	} else {
		skip := func(a parley.Address) bool {
			return a.Address == "" || own[parley.WithoutTag(a.Address)] || slices.ContainsFunc(parts, func(p *parley.Participant) bool { return p.Address == a.Address && !p.Accepted })
		}
		d.To, d.Cc = replyParties(m, skip)
	}
	t.DefaultReply = d
	return nil
}

// relayReply answers by the custom channel that the conversation came through,
// to who wrote last; where its account is gone, mail may still reach the person.
func relayReply(r *store.Reader, th *parley.Thread, accounts []*parley.ChannelAccount, t *Thread) (done bool, err error) {
	i := slices.IndexFunc(accounts, func(a *parley.ChannelAccount) bool { return a.ID == th.AccountID })
	if i < 0 {
		return false, nil
	}
	d := DefaultReply{ChannelAccountID: optionalID(th.AccountID), To: []Party{}, Cc: []Party{}}
	m, err := r.LastMessage(th.ID, parley.Incoming)
	if m != nil && m.Channel == th.Channel {
		d.To = append(d.To, Party(m.From))
	}
	t.DefaultReply = d
	return true, err
}

func replyParties(m *parley.Message, skip func(parley.Address) bool) (to, cc []Party) {
	to, cc = []Party{}, []Party{}
	seen := map[string]bool{}
	add := func(list *[]Party, items ...parley.Address) {
		for _, a := range items {
			if !skip(a) && !seen[a.Address] {
				seen[a.Address] = true
				*list = append(*list, Party(a))
			}
		}
	}
	add(&to, m.From)
	add(&to, m.To...)
	add(&cc, m.Cc...)
	return to, cc
}

func replySubject(s string) string {
	if len(s) >= 3 && strings.EqualFold(s[:3], "re:") {
		return s
	}
	return "Re: " + s
}
