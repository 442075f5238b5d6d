package triage

import (
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// BringAlong moves one conversation of a channel that moves to the help desk,
// with its tags.
func BringAlong(tx *store.Tx, m *parley.ChannelMove, th *parley.Thread) error {
	desk, err := tx.Inbox(m.ToID)
	if err != nil {
		return err
	}
	tags, err := SameTags(&tx.Reader, m.FromID, m.ToID)
	if err != nil {
		return err
	}
	return MoveThread(tx, parley.ByUser(m.StartedBy), th, desk, tags)
}

// SameTags is which tag of one inbox stands for one of another: that of the
// same name.
func SameTags(r *store.Reader, from, to parley.InboxID) (map[parley.TagID]parley.TagID, error) {
	old, err := r.Tags(from)
	if err != nil {
		return nil, err
	}
	fresh, err := r.Tags(to)
	out := map[parley.TagID]parley.TagID{}
	for _, t := range old {
		if at := slices.IndexFunc(fresh, func(o *store.Tag) bool { return strings.EqualFold(o.Name, t.Name) }); at >= 0 {
			out[t.ID] = fresh[at].ID
		}
	}
	return out, err
}
