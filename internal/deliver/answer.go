package deliver

import (
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// Answer is what an answer in a conversation starts from.
type Answer struct {
	AccountID parley.ChannelAccountID // zero: there is no way to answer
	To, Cc    []parley.Address
	Subject   string
}

// AnswerTo says whom an answer goes to and by which account. In a chat and on a
// custom channel that is the channel itself; in mail, the sender of the newest
// message that came in, with its To and Cc, without addresses of ours (EMAIL-11)
// and without parties that nobody accepted (ATK-11).
func AnswerTo(r *store.Reader, th *parley.Thread, parts []*parley.Participant) (*Answer, error) {
	accounts, err := r.ChannelAccounts(th.InboxID)
	if err != nil {
		return nil, err
	}
	m, err := r.LastMessage(th.ID, parley.Incoming)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(accounts, func(a *parley.ChannelAccount) bool { return a.ID == th.AccountID })
	if i >= 0 && accounts[i].Channel != parley.ChannelEmail && (m == nil || m.Channel == accounts[i].Channel) {
		return answerThere(accounts[i], m), nil
	}
	return answerByMail(r, accounts, th, parts, m)
}

// answerThere answers by the channel that the conversation came through, on a
// custom one to who wrote last.
func answerThere(a *parley.ChannelAccount, m *parley.Message) *Answer {
	out := &Answer{}
	if a.Active {
		out.AccountID = a.ID
	}
	if m != nil && a.Channel.Custom() != 0 {
		out.To = []parley.Address{m.From}
	}
	return out
}

func answerByMail(r *store.Reader, accounts []*parley.ChannelAccount, th *parley.Thread, parts []*parley.Participant, m *parley.Message) (*Answer, error) {
	own := map[string]bool{}
	var from *parley.ChannelAccount
	for _, a := range accounts {
		if a.Channel != parley.ChannelEmail {
			continue
		}
		for _, address := range a.Addresses() {
			own[address] = true
		}
		if a.ID == th.AccountID || from == nil && a.Active {
			from = a
		}
	}
	out := &Answer{Subject: replySubject(th.Subject)}
	if from != nil {
		out.AccountID = from.ID
	}
	if m != nil {
		out.To, out.Cc = replyParties(m, func(a parley.Address) bool {
			return a.Address == "" || own[parley.WithoutTag(a.Address)] || slices.ContainsFunc(parts, func(p *parley.Participant) bool { return p.Address == a.Address && !p.Accepted })
		})
		return out, nil
	}
	sent, err := r.LastMessage(th.ID, parley.Outgoing)
	if sent != nil {
		out.To = sent.To
	}
	return out, err
}

func replyParties(m *parley.Message, skip func(parley.Address) bool) (to, cc []parley.Address) {
	seen := map[string]bool{}
	add := func(list *[]parley.Address, items ...parley.Address) {
		for _, a := range items {
			if !skip(a) && !seen[a.Address] {
				seen[a.Address] = true
				*list = append(*list, a)
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
