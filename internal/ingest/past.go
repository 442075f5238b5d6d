package ingest

import (
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// stored is the Past of a channel in the database: its inbox, and its own
// conversations wherever they were moved, as tickets are (TIX-03, TIX-13).
type stored struct {
	tx   *store.Tx
	acct *parley.ChannelAccount
}

func (s *stored) Where(ids []string) (map[string][]Known, error) {
	refs, err := s.tx.References(ids)
	if err != nil {
		return nil, err
	}
	out := map[string][]Known{}
	for _, x := range refs {
		if x.InboxID != s.acct.InboxID {
			th, err := s.tx.Thread(x.ThreadID)
			if parley.KindOf(err) == parley.NotFound || err == nil && th.AccountID != s.acct.ID {
				continue
			} else if err != nil {
				return nil, err
			}
		}
		out[x.MailID] = append(out[x.MailID], Known{x.ThreadID, x.Ours})
	}
	return out, nil
}

// ByToken trusts a token only in the inbox whose threads it is for, and for the
// channel's own.
func (s *stored) ByToken(token string) (parley.ThreadID, error) {
	p, err := s.tx.ParticipantByToken(token)
	if p == nil || err != nil {
		return 0, err
	}
	th, err := s.tx.Thread(p.ThreadID)
	if err != nil || th.InboxID != s.acct.InboxID && th.AccountID != s.acct.ID {
		return 0, nil
	}
	return th.ID, nil
}

func (s *stored) Knows(id parley.ThreadID, addresses []string) (bool, error) {
	parts, err := s.tx.Participants(id)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(parts, func(p *parley.Participant) bool {
		return slices.Contains(addresses, strings.ToLower(p.Address))
	}), nil
}
