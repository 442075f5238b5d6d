package httpapi

import (
	"context"
	"slices"
	"sync"

	"parley/internal/parley"
	"parley/internal/store"
)

// stretch is what a part of the log means, as things now are, for all readers
// alike: hundreds of streams ask for the same one at the same time, and it is
// read once. Whoever asks picks what the reader may see.
type stretch struct {
	first, last int64
	once        sync.Once
	err         error

	look    *names
	threads []*store.ThreadRow // as for a reader who has seen nothing
	marks   map[parley.ThreadID]map[parley.UserID]*store.Mark
	members []*store.Member
	items   []Item
	counts  map[counter]int64
}

// stretchOf returns what events mean.
func (s *Server) stretchOf(ctx context.Context, events []*parley.Event) (*stretch, error) {
	first, last := events[0].Seq, events[len(events)-1].Seq
	now := s.newest.Load()
	if now == nil || now.first != first || now.last != last {
		mine := &stretch{first: first, last: last}
		if s.newest.CompareAndSwap(now, mine) {
			now = mine
		} else if now = s.newest.Load(); now.first != first || now.last != last {
			now = mine
		}
	}
	now.once.Do(func() { now.err = now.read(s, s.DB.Read(context.WithoutCancel(ctx)), events) })
	return now, now.err
}

func (x *stretch) read(s *Server, r *store.Reader, events []*parley.Event) (err error) {
	var ids []parley.ThreadID
	for _, e := range events {
		if e.ThreadID != 0 && !slices.Contains(ids, e.ThreadID) {
			ids = append(ids, e.ThreadID)
		}
	}
	if x.look, err = s.loadNames(r); err != nil {
		return err
	}
	if x.threads, err = r.ThreadRows(0, ids); err != nil {
		return err
	}
	if x.members, err = r.Members(ids); err != nil {
		return err
	}
	marks, err := r.Marks(ids)
	if err != nil {
		return err
	}
	x.marks = map[parley.ThreadID]map[parley.UserID]*store.Mark{}
	for _, m := range marks {
		if x.marks[m.ThreadID] == nil {
			x.marks[m.ThreadID] = map[parley.UserID]*store.Mark{}
		}
		x.marks[m.ThreadID][m.UserID] = m
	}
	counts, err := r.AllCounts()
	if err != nil {
		return err
	}
	x.counts = sortCounts(counts)
	x.items, err = readItems(r, x.look, events)
	return err
}

func readItems(r *store.Reader, look *names, events []*parley.Event) ([]Item, error) {
	var uids []string
	for _, e := range events {
		if uid, ok := e.Data["message"].(string); ok && e.Kind != parley.MessageWithdrew && !slices.Contains(uids, uid) {
			uids = append(uids, uid)
		}
	}
	messages, err := r.MessagesByUID(uids)
	if err != nil {
		return nil, err
	}
	h, err := loadHistory(r, look, messages)
	if err != nil {
		return nil, err
	}
	var out []Item
	for _, m := range messages {
		out = append(out, h.message(m))
	}
	for _, e := range events {
		if e.ThreadID != 0 && shownEvents[e.Kind] {
			out = append(out, h.event(e))
		}
	}
	return out, nil
}
