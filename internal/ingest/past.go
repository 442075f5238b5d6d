package ingest

import (
	"slices"

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
	return slices.ContainsFunc(parts, func(p *parley.Participant) bool { return slices.Contains(addresses, p.Address) }), nil
}

// Memory is a Past in memory, for sorting a pile of mails into threads with
// the server's own rules.
type Memory struct {
	where   map[string][]Known
	parties map[parley.ThreadID]map[string]bool
	next    parley.ThreadID
}

// NewMemory makes an empty one.
func NewMemory() *Memory {
	return &Memory{where: map[string][]Known{}, parties: map[parley.ThreadID]map[string]bool{}}
}

// Where implements Past.
func (m *Memory) Where(ids []string) (map[string][]Known, error) {
	out := map[string][]Known{}
	for _, id := range ids {
		if k := m.where[id]; len(k) > 0 {
			out[id] = k
		}
	}
	return out, nil
}

// ByToken implements Past: a pile of mails has no tokens of ours.
func (m *Memory) ByToken(string) (parley.ThreadID, error) { return 0, nil }

// Knows implements Past.
func (m *Memory) Knows(id parley.ThreadID, addresses []string) (bool, error) {
	return slices.ContainsFunc(addresses, func(a string) bool { return m.parties[id][a] }), nil
}
