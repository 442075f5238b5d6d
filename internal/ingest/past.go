package ingest

import (
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// stored is the Past of an inbox in the database.
type stored struct {
	tx    *store.Tx
	inbox parley.InboxID
}

func (s *stored) Where(ids []string) (map[string][]Known, error) {
	refs, err := s.tx.References(s.inbox, ids)
	if err != nil {
		return nil, err
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
	if err != nil || th.InboxID != s.inbox {
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
