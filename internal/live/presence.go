package live

import (
	"parley/internal/parley"
)

// Viewer is one person at a thread.
type Viewer struct {
	UserID parley.UserID
	Typing string // "", "reply" or "comment"
}

// ThreadPresence is who is at a thread.
type ThreadPresence struct {
	ThreadID parley.ThreadID
	People   []Viewer
}

// presence knows where each subscriber is.
type presence struct {
	at map[parley.ThreadID]map[*Subscriber]Viewer
}

// View says which thread the subscriber looks at, zero for none, whose visitor
// that is, and whether the person is writing there. Those who look at the same
// thread hear of it, and so do the lines of its visitor.
func (s *Subscriber) View(id parley.ThreadID, visitor parley.VisitorID, typing string) {
	h := s.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if old := s.viewing; old != 0 && old != id {
		delete(h.presence.at[old], s)
		if len(h.presence.at[old]) == 0 {
			delete(h.presence.at, old)
		}
		h.tellPresence(old)
	}
	s.viewing = id
	s.watch(visitor)
	if id == 0 {
		return
	}
	if h.presence.at[id] == nil {
		h.presence.at[id] = map[*Subscriber]Viewer{}
	}
	h.presence.at[id][s] = Viewer{s.UserID, typing}
	h.tellPresence(id)
}

func (h *Hub) tellPresence(id parley.ThreadID) {
	p := h.people(id)
	h.signal(Signal{Presence: &p}, func(s *Subscriber) bool { return s.viewing == id })
	for _, g := range h.guests.byThread[id] {
		select {
		case g.signals <- Signal{Presence: &p}:
		default:
		}
	}
}

// watch notes whose visitor's presence the subscriber is told.
func (s *Subscriber) watch(id parley.VisitorID) {
	h := s.hub
	if s.visitor != 0 && s.visitor != id {
		delete(h.watching[s.visitor], s)
		if len(h.watching[s.visitor]) == 0 {
			delete(h.watching, s.visitor)
		}
	}
	if s.visitor = id; id == 0 {
		return
	}
	if h.watching[id] == nil {
		h.watching[id] = map[*Subscriber]bool{}
	}
	h.watching[id][s] = true
}

// Presence returns who is at a thread.
func (h *Hub) Presence(id parley.ThreadID) ThreadPresence {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.people(id)
}

// people lists each person once, however many windows are open.
func (h *Hub) people(id parley.ThreadID) ThreadPresence {
	p := ThreadPresence{ThreadID: id, People: []Viewer{}}
	byUser := map[parley.UserID]int{}
	for _, v := range h.presence.at[id] {
		i, seen := byUser[v.UserID]
		if !seen {
			byUser[v.UserID] = len(p.People)
			p.People = append(p.People, v)
		} else if v.Typing != "" {
			p.People[i].Typing = v.Typing
		}
	}
	return p
}
