package ingest

import (
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// stored is the Past of an inbox in the database; while a channel moves, also
// of the inbox that it leaves, where its conversations still stand.
type stored struct {
	tx     *store.Tx
	inbox  parley.InboxID
	moving *parley.ChannelMove // of the channel; nil: it stays
}

func (s *stored) Where(ids []string) (map[string][]Known, error) {
	refs, err := s.tx.References(s.inbox, ids)
	if err != nil {
		return nil, err
	}
	if s.moving != nil {
		left, err := s.tx.References(s.moving.FromID, ids)
		if err != nil {
			return nil, err
		}
		for _, x := range left {
			if th, err := s.tx.Thread(x.ThreadID); err != nil {
				return nil, err
			} else if s.moving.Takes(th) {
				refs = append(refs, x)
			}
		}
	}
	out := map[string][]Known{}
	for _, x := range refs {
		out[x.MailID] = append(out[x.MailID], Known{x.ThreadID, x.Ours})
	}
	return out, nil
}

// ByToken trusts a token only in the inbox whose threads it is for.
func (s *stored) ByToken(token string) (parley.ThreadID, error) {
	p, err := s.tx.ParticipantByToken(token)
	if p == nil || err != nil {
		return 0, err
	}
	th, err := s.tx.Thread(p.ThreadID)
	if err != nil || th.InboxID != s.inbox && !s.moving.Takes(th) {
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
