package live

import (
	"context"
	"slices"

	"parley/internal/parley"
)

// Guest is an open line of a visitor. It hears of the threads it follows, and
// of those that its visitor begins, and of nothing else (ATK-34).
type Guest struct {
	key     string
	visitor parley.VisitorID // zero until a thread is begun
	hub     *Hub
	pending []*parley.Event // not taken yet, at most guestPending
	moved   bool            // somebody left a queue since the last call of Take
	wake    chan struct{}   // one deep: there is something to take
	signals chan Signal     // guestSignals deep; whoever is slower misses some
	cut     chan struct{}
	gone    bool
	threads []parley.ThreadID
	page    Page
	typing  parley.ThreadID
}

const (
	guestPending = 200 // events that a line may lie behind before it is cut
	guestSignals = 4
)

// Wake tells that there is something to take.
func (g *Guest) Wake() <-chan struct{} { return g.wake }

// Take returns what happened in the threads followed since the last call, in
// order, and whether a queue moved meanwhile in which the guest may wait.
func (g *Guest) Take() (events []*parley.Event, moved bool) {
	g.hub.mu.Lock()
	defer g.hub.mu.Unlock()
	events, moved = g.pending, g.moved
	g.pending, g.moved = nil, false
	return events, moved
}

// Wait says whether the line wants to hear that queues moved.
func (g *Guest) Wait(on bool) {
	g.hub.mu.Lock()
	defer g.hub.mu.Unlock()
	if on {
		g.hub.guests.waiting[g] = true
	} else {
		delete(g.hub.guests.waiting, g)
	}
}

func (g *Guest) rouse() {
	select {
	case g.wake <- struct{}{}:
	default:
	}
}

// Signals delivers who is at the threads followed, and writing.
func (g *Guest) Signals() <-chan Signal { return g.signals }

// Cut is closed when the line was too slow, or its visitor is to begin anew.
func (g *Guest) Cut() <-chan struct{} { return g.cut }

// guests are the open lines, by what they are told by.
type guests struct {
	byVisitor map[parley.VisitorID][]*Guest
	byKey     map[string][]*Guest // of visitors without a row
	byThread  map[parley.ThreadID][]*Guest
	waiting   map[*Guest]bool // in queues
	count     int
}

// Welcome opens a line for the visitor with a key (id is zero for one without a
// row yet) and returns the number of the last event that it will not hear of.
func (h *Hub) Welcome(key string, id parley.VisitorID, threads []parley.ThreadID) (*Guest, int64) {
	g := &Guest{key: key, hub: h, wake: make(chan struct{}, 1), signals: make(chan Signal, guestSignals), cut: make(chan struct{})}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.guests.count++
	if err := h.begin(context.Background()); err != nil {
		h.cutGuest(g)
		return g, 0
	}
	h.name(g, id)
	for _, t := range threads {
		h.follow(g, t)
	}
	return g, h.head
}

// name puts a line under its visitor, or under its key for want of one.
func (h *Hub) name(g *Guest, id parley.VisitorID) {
	g.visitor = id
	if id == 0 {
		h.guests.byKey[g.key] = append(h.guests.byKey[g.key], g)
		return
	}
	h.guests.byVisitor[id] = append(h.guests.byVisitor[id], g)
	h.tellVisitor(id)
}

// Visitor is whose line it is; zero for one without a row yet.
func (g *Guest) Visitor() parley.VisitorID {
	g.hub.mu.Lock()
	defer g.hub.mu.Unlock()
	return g.visitor
}

// Guests is how many lines are open.
func (h *Hub) Guests() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.guests.count
}

// follow lets a line hear of a thread.
func (h *Hub) follow(g *Guest, id parley.ThreadID) {
	if !slices.Contains(g.threads, id) {
		g.threads = append(g.threads, id)
		h.guests.byThread[id] = append(h.guests.byThread[id], g)
	}
}

// Close ends the line.
func (g *Guest) Close() {
	h := g.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	h.guests.count--
	h.forget(g)
}

func (h *Hub) cutGuest(g *Guest) {
	h.forget(g)
	if !g.gone {
		g.gone = true
		close(g.cut)
	}
}

// forget takes a line out of the indexes; twice is harmless.
func (h *Hub) forget(g *Guest) {
	mine := func(o *Guest) bool { return o == g }
	for _, id := range g.threads {
		without(h.guests.byThread, id, mine)
	}
	g.threads = nil
	delete(h.guests.waiting, g)
	without(h.guests.byKey, g.key, mine)
	if without(h.guests.byVisitor, g.visitor, mine) {
		h.tellVisitor(g.visitor)
	}
}

// without takes a line out of an index and reports whether it was there.
func without[K comparable](index map[K][]*Guest, key K, mine func(*Guest) bool) bool {
	if !slices.ContainsFunc(index[key], mine) {
		return false
	}
	if left := slices.DeleteFunc(index[key], mine); len(left) > 0 {
		index[key] = left
	} else {
		delete(index, key)
	}
	return true
}

// begins lets the lines of a visitor follow a thread from its first event on;
// with the visitor's first thread they learn who they are.
func (h *Hub) begins(e *parley.Event) {
	text, _ := e.Data["visitor_id"].(string)
	key, _ := e.Data["visitor_key"].(string)
	id, err := parley.ParseID[parley.VisitorID]("visitor_id", text)
	if err != nil {
		return
	}
	unnamed := h.guests.byKey[key]
	delete(h.guests.byKey, key)
	for _, g := range unnamed {
		h.name(g, id)
	}
	for _, g := range h.guests.byVisitor[id] {
		h.follow(g, e.ThreadID)
	}
}

// tellGuests hands each line its part of a batch. A thread's first event names
// its visitor, whose lines follow it from then on.
func (h *Hub) tellGuests(events []*parley.Event) {
	if h.guests.count == 0 {
		return
	}
	for _, e := range events {
		if e.ThreadID == 0 {
			continue
		}
		if e.Kind == parley.ThreadCreated {
			h.begins(e)
		}
		for _, g := range slices.Clone(h.guests.byThread[e.ThreadID]) {
			if g.pending = append(g.pending, e); len(g.pending) > guestPending {
				h.cutGuest(g)
				continue
			}
			g.rouse()
		}
	}
	if len(h.guests.waiting) > 0 && slices.ContainsFunc(events, leavesQueue) {
		for g := range h.guests.waiting {
			g.moved = true
			g.rouse()
		}
	}
}

// leavesQueue reports whether those behind a thread may have moved up by e.
func leavesQueue(e *parley.Event) bool {
	switch e.Kind {
	case parley.ThreadAssigned, parley.ThreadRouted, parley.ThreadWasClosed, parley.ThreadMoved, parley.ThreadMerged,
		parley.ThreadSpammed, parley.ThreadBlocked, parley.ThreadTrashed, parley.ThreadPurged:
		return true
	}
	return false
}
