package live

import (
	"slices"

	"parley/internal/parley"
)

// Page is where a visitor is on the site.
type Page struct{ URL, Title string }

// VisitorPresence is what the team sees of a visitor at this moment.
type VisitorPresence struct {
	ThreadID parley.ThreadID
	Online   bool
	Typing   bool
	Page     Page
}

// Say notes where the visitor is and in which thread it is writing, zero for
// none. The team that looks at its threads hears of it.
func (g *Guest) Say(page Page, typing parley.ThreadID) {
	h := g.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if typing != 0 && !slices.Contains(g.threads, typing) {
		typing = 0
	}
	if g.page == page && g.typing == typing {
		return
	}
	g.page, g.typing = page, typing
	h.tellVisitor(g.visitor)
}

// Hint is Say for the lines of a visitor that cannot speak themselves: fn gets
// what one said last and returns what holds now.
func (h *Hub) Hint(id parley.VisitorID, fn func(page Page, typing parley.ThreadID) (Page, parley.ThreadID)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, g := range h.guests.byVisitor[id] {
		g.page, g.typing = fn(g.page, g.typing)
	}
	h.tellVisitor(id)
}

// VisitorAt is what the team sees of the visitor of a thread.
func (h *Hub) VisitorAt(visitor parley.VisitorID, thread parley.ThreadID) VisitorPresence {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.visitorAt(visitor, thread)
}

func (h *Hub) visitorAt(visitor parley.VisitorID, thread parley.ThreadID) VisitorPresence {
	lines := h.guests.byVisitor[visitor]
	p := VisitorPresence{ThreadID: thread, Online: visitor != 0 && len(lines) > 0}
	for _, g := range lines {
		p.Typing = p.Typing || g.typing == thread
		if g.page.URL != "" {
			p.Page = g.page
		}
	}
	return p
}

// Online returns the visitors with an open line here.
func (h *Hub) Online() []parley.VisitorID {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]parley.VisitorID, 0, len(h.guests.byVisitor))
	for id := range h.guests.byVisitor {
		out = append(out, id)
	}
	return out
}

// tellVisitor tells those of the team who look at a thread of a visitor.
func (h *Hub) tellVisitor(id parley.VisitorID) {
	if id == 0 {
		return
	}
	for s := range h.watching[id] {
		p := h.visitorAt(id, s.viewing)
		select {
		case s.signals <- Signal{Visitor: &p}:
		default:
		}
	}
}
