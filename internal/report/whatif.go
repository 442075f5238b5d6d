// Package report computes what people want to know of the past. So far it is
// the replay of routing: who would have got what under another rule.
//
// It reads and changes nothing.
package report

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/routing"
	"parley/internal/search"
	"parley/internal/store"
)

// Kept is how long arrivals can be replayed.
const Kept = 62 * 24 * time.Hour

// MaxArrivals bounds one replay; the newest are taken.
const MaxArrivals = 5000

// Case is one past arrival, decided again.
type Case struct {
	ThreadID parley.ThreadID
	Subject  string
	At       time.Time
	Was      routing.Decision
	Now      routing.Decision
}

// WhatIf is a replay (ROUTE-24).
type WhatIf struct {
	Cases     []Case
	Truncated bool // there are older arrivals that were left out
}

// Replay decides the arrivals of an account since a time again, under other
// rules, with the availability of then, and with the load of then moved by what
// would have gone elsewhere in the meantime. Under the rules of then it gives
// what was given.
func Replay(r *store.Reader, acct parley.ChannelAccountID, rules []parley.RoutingRule, since time.Time) (*WhatIf, error) {
	rows, err := r.Decisions(acct, since, MaxArrivals+1)
	if err != nil {
		return nil, err
	}
	out := &WhatIf{Truncated: len(rows) > MaxArrivals}
	if out.Truncated {
		rows = rows[1:]
	}
	w := newWorld(rules)
	for part := range slices.Chunk(rows, 200) {
		past, err := load(r, part, routing.ListsAsked(rules))
		if err != nil {
			return nil, err
		}
		for _, row := range part {
			th := past.threads[row.ThreadID]
			if th == nil {
				continue
			}
			c, err := w.decide(row, th, past.facts(row, th))
			if err != nil {
				return nil, err
			}
			out.Cases = append(out.Cases, *c)
		}
	}
	return out, nil
}

// past is what conditions ask of some arrivals.
type past struct {
	threads  map[parley.ThreadID]*parley.Thread
	messages map[parley.MessageID]*parley.Message
	contacts map[parley.ContactID]*parley.Contact
	lists    map[parley.ContactID][]string // as they are now
}

func load(r *store.Reader, rows []*store.Decision, lists []int64) (*past, error) {
	p := &past{threads: map[parley.ThreadID]*parley.Thread{}, messages: map[parley.MessageID]*parley.Message{}}
	var threads []parley.ThreadID
	var messages []parley.MessageID
	for _, row := range rows {
		threads, messages = append(threads, row.ThreadID), append(messages, row.MessageID)
	}
	found, err := r.Threads(threads)
	if err != nil {
		return nil, err
	}
	contacts := map[parley.ContactID]bool{}
	for _, th := range found {
		p.threads[th.ID] = th
		contacts[th.ContactID] = true
	}
	said, err := r.MessagesByID(messages)
	if err != nil {
		return nil, err
	}
	for _, m := range said {
		p.messages[m.ID] = m
	}
	if p.contacts, err = r.Contacts(slices.Collect(maps.Keys(contacts))); err != nil {
		return nil, err
	}
	p.lists = map[parley.ContactID][]string{}
	for id := range p.contacts {
		in, err := crm.ListsOf(r, id, lists)
		if err != nil {
			return nil, err
		}
		for _, list := range in {
			p.lists[id] = append(p.lists[id], strconv.FormatInt(list, 10))
		}
	}
	return p, nil
}

// facts are those of the moment of arrival, as far as they are still known.
func (p *past) facts(row *store.Decision, th *parley.Thread) *search.Facts {
	then := *th
	f := &search.Facts{Thread: &then, Contact: p.contacts[th.ContactID], Lists: p.lists[th.ContactID], Message: p.messages[row.MessageID], Page: row.Page, Now: row.At}
	if f.Message != nil {
		then.HasAttachment = f.Message.HasAttachment
	}
	return f
}

// world is how things would stand by now under the other rules, as a
// difference from how they stood.
type world struct {
	rules    []parley.RoutingRule
	turns    map[string]map[parley.UserID]int64
	base     map[parley.UserID]map[string]int64 // turns when the two worlds parted
	owners   map[parley.ContactID]parley.UserID
	shifts   []shift
	diverged bool
}

// shift is a thread that would be another's, until it was closed.
type shift struct {
	from, to parley.UserID
	work     parley.Work
	until    time.Time // zero: it is still open
}

func newWorld(rules []parley.RoutingRule) *world {
	return &world{rules: rules, turns: map[string]map[parley.UserID]int64{}, owners: map[parley.ContactID]parley.UserID{}}
}

func (w *world) decide(row *store.Decision, th *parley.Thread, facts *search.Facts) (*Case, error) {
	known, err := routing.Unpack(row.Known)
	if err != nil {
		return nil, err
	}
	var was routing.Decision
	if err := json.Unmarshal([]byte(row.Outcome), &was); err != nil {
		return nil, err
	}
	if known.OwnerID == 0 {
		known.OwnerID = w.owners[th.ContactID]
	}
	in := known.Input(w.rules, facts)
	w.move(&in, row.At)
	d := routing.Decide(in)
	w.follow(row, th, in, d)
	return &Case{ThreadID: th.ID, Subject: th.Subject, At: row.At, Was: was, Now: d}, nil
}

// move turns what was known then into what would have been known.
func (w *world) move(in *routing.Input, at time.Time) {
	w.shifts = slices.DeleteFunc(w.shifts, func(s shift) bool { return !s.until.IsZero() && !s.until.After(at) })
	if w.diverged {
		in.Waiting = nil
	}
	moved := map[parley.UserID]parley.Load{}
	for _, s := range w.shifts {
		add(moved, s.to, s.work, 1)
		add(moved, s.from, s.work, -1)
	}
	for i := range in.Candidates {
		c := &in.Candidates[i]
		id := c.User.ID
		turns := maps.Clone(c.Turns)
		if w.diverged {
			turns = maps.Clone(w.base[id])
		}
		if turns == nil {
			turns = map[string]int64{}
		}
		for key, given := range w.turns {
			turns[key] = max(turns[key], given[id])
		}
		loads := maps.Clone(c.Load)
		if loads == nil {
			loads = parley.Load{}
		}
		for work, n := range moved[id] {
			loads[work] = max(0, loads[work]+n)
		}
		c.Turns, c.Load = turns, loads
	}
}

func add(to map[parley.UserID]parley.Load, user parley.UserID, work parley.Work, n int) {
	if to[user] == nil {
		to[user] = parley.Load{}
	}
	to[user][work] += n
}

// follow notes what a decision changes for those to come.
func (w *world) follow(row *store.Decision, th *parley.Thread, in routing.Input, d routing.Decision) {
	if d.UserID != row.UserID {
		w.part(in)
		w.shifts = append(w.shifts, shift{row.UserID, d.UserID, th.Channel.Work(), th.ClosedAt})
	}
	if d.UserID == 0 {
		return
	}
	if w.turns[d.RuleID] == nil {
		w.turns[d.RuleID] = map[parley.UserID]int64{}
	}
	w.turns[d.RuleID][d.UserID] = row.Seq
	if d.SetOwner && th.ContactID != 0 {
		w.owners[th.ContactID] = d.UserID
	}
}

// part keeps the turns of then, at the first difference: later ones are of
// another world.
func (w *world) part(in routing.Input) {
	if w.diverged {
		return
	}
	w.diverged, w.base = true, map[parley.UserID]map[string]int64{}
	for _, c := range in.Candidates {
		w.base[c.User.ID] = c.Turns
	}
}
