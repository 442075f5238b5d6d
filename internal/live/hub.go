// Package live carries news to those who must hear of it now: what the event
// log says, and who is looking at what.
//
// It carries news, never truth: the database has the truth, and a subscriber
// that was cut or slept catches up from the log by its cursor. Batches reach a
// subscriber in the order of the log, without a gap or a repeat; one that
// cannot keep up is cut and comes back. Presence is kept in memory and may be
// lost.
package live

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

const (
	batchLimit = 500
	// bufferSize is how many batches a subscriber may lie behind before it is
	// cut.
	bufferSize = 32
	// gather is how long the hub waits for more after the first event, so that
	// a burst is one batch.
	gather = 15 * time.Millisecond
)

// Batch is a stretch of the log.
type Batch struct {
	Events []*parley.Event
	Head   int64 // number of the last event
}

// Hub spreads the log. Make it with New and call Run.
type Hub struct {
	db       *store.DB
	mu       sync.Mutex
	subs     map[*Subscriber]bool
	begun    bool // head is known
	head     int64
	presence presence
	guests   guests
	watching map[parley.VisitorID]map[*Subscriber]bool // who looks at a thread of a visitor
}

// New makes a hub.
func New(db *store.DB) *Hub {
	return &Hub{db: db, subs: map[*Subscriber]bool{}, presence: presence{at: map[parley.ThreadID]map[*Subscriber]Viewer{}},
		guests:   guests{byVisitor: map[parley.VisitorID][]*Guest{}, byKey: map[string][]*Guest{}, byThread: map[parley.ThreadID][]*Guest{}, waiting: map[*Guest]bool{}},
		watching: map[parley.VisitorID]map[*Subscriber]bool{}}
}

// Subscriber hears batches until it is closed or cut.
type Subscriber struct {
	UserID  parley.UserID
	hub     *Hub
	batches chan Batch
	signals chan Signal
	cut     chan struct{}
	once    sync.Once
	viewing parley.ThreadID
	visitor parley.VisitorID // of the thread viewed
}

// Signal is news that stands in no log.
type Signal struct {
	Presence *ThreadPresence
	Progress *Progress
	Visitor  *VisitorPresence
	Read     *Read
}

// Read is how far a person has seen some threads: news for that person's other
// windows and devices.
type Read struct {
	UserID parley.UserID
	Seqs   map[parley.ThreadID]int64
}

// Progress is how far long work has come.
type Progress struct {
	UserID   parley.UserID
	JobID    string
	Bulk     bool // many records are changed
	Done     int
	Total    int
	Finished bool
}

// Batches delivers news of the log.
func (s *Subscriber) Batches() <-chan Batch { return s.batches }

// Signals delivers news beside the log.
func (s *Subscriber) Signals() <-chan Signal { return s.signals }

// Cut is closed when the subscriber was too slow.
func (s *Subscriber) Cut() <-chan struct{} { return s.cut }

// Subscribe begins to listen and returns the number of the last event that the
// subscriber will not hear of: catch up to there from the log.
func (h *Hub) Subscribe(user parley.UserID) (*Subscriber, int64) {
	s := &Subscriber{UserID: user, hub: h, batches: make(chan Batch, bufferSize), signals: make(chan Signal, bufferSize), cut: make(chan struct{})}
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.begin(context.Background()); err != nil {
		s.once.Do(func() { close(s.cut) }) // it comes back and asks again
		return s, 0
	}
	h.subs[s] = true
	return s, h.head
}

// begin finds where the log stands, once: for the first subscriber or for Run,
// whoever comes first, so that nobody misses what happens between. Call it with
// mu held.
func (h *Hub) begin(ctx context.Context) (err error) {
	if h.begun {
		return nil
	}
	h.head, err = h.db.Read(ctx).Head()
	h.begun = err == nil
	return err
}

// Close ends a subscription.
func (s *Subscriber) Close() {
	s.View(0, 0, "")
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	delete(s.hub.subs, s)
}

// Run follows the log until ctx ends.
func (h *Hub) Run(ctx context.Context) error {
	h.mu.Lock()
	err := h.begin(ctx)
	h.mu.Unlock()
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		changed := h.db.Changed()
		n, err := h.spread(ctx)
		if err != nil && ctx.Err() == nil {
			slog.Error("read the event log", "err", err)
			sleep(ctx, time.Second)
			continue
		}
		if n == batchLimit {
			continue
		}
		select {
		case <-ctx.Done():
		case <-changed:
			sleep(ctx, gather)
		}
	}
	return nil
}

func (h *Hub) spread(ctx context.Context) (int, error) {
	events, err := h.db.Read(ctx).Events(h.head, batchLimit)
	if err != nil || len(events) == 0 {
		return 0, err
	}
	b := Batch{Events: events, Head: events[len(events)-1].Seq}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.head = b.Head
	h.tellGuests(events)
	for s := range h.subs {
		select {
		case s.batches <- b:
		default:
			delete(h.subs, s)
			s.once.Do(func() { close(s.cut) })
		}
	}
	return len(events), nil
}

// signal sends news beside the log to those it concerns; who is full misses it.
func (h *Hub) signal(sig Signal, to func(*Subscriber) bool) {
	for s := range h.subs {
		if to(s) {
			select {
			case s.signals <- sig:
			default:
			}
		}
	}
}

// Tell spreads progress to the person who waits for it.
func (h *Hub) Tell(p Progress) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.signal(Signal{Progress: &p}, func(s *Subscriber) bool { return s.UserID == p.UserID })
}

// TellRead spreads what a person has read to that person's windows.
func (h *Hub) TellRead(r Read) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.signal(Signal{Read: &r}, func(s *Subscriber) bool { return s.UserID == r.UserID })
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
