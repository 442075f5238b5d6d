package visitor

import (
	"context"
	"slices"
	"time"

	"parley/internal/channel"
	"parley/internal/live"
	"parley/internal/parley"
)

// catchUpLimit is how many events a line catches up with; who missed more
// begins anew.
const catchUpLimit = 500

// line implements [channel.Line].
type line struct {
	d      *Desk
	guest  *channel.Guest
	hub    *live.Guest
	seq    int64 // told up to here
	begun  int64
	reset  bool
	missed []*parley.Event
	typing map[parley.ThreadID]parley.UserID
	places map[parley.ThreadID]int // in queues, as last told
	placed bool                    // all were looked for
	looked time.Time               // when places were last looked at
	stale  bool                    // queues moved since
}

// Listen implements [channel.Desk].
func (d *Desk) Listen(ctx context.Context, g *channel.Guest, after int64) (channel.Line, error) {
	for {
		ids, err := d.threadsOf(ctx, g)
		if err != nil {
			return nil, err
		}
		var visitor parley.VisitorID
		if g.Visitor != nil {
			visitor = g.Visitor.ID
		}
		sub, head := d.hub.Welcome(g.Key, visitor, ids)
		l := &line{d: d, guest: g, hub: sub, seq: head, begun: head}
		again, err := l.catchUp(ctx, ids, after)
		if err == nil && !again {
			return l, nil
		}
		sub.Close()
		if err != nil {
			return nil, err
		}
		if g, err = d.again(ctx, g); err != nil {
			return nil, err
		}
	}
}

// again reads the guest anew.
func (d *Desk) again(ctx context.Context, g *channel.Guest) (*channel.Guest, error) {
	now, err := d.Guest(ctx, g.Key)
	if err != nil {
		return nil, err
	}
	now.Identified = g.Identified
	return now, nil
}

func (d *Desk) threadsOf(ctx context.Context, g *channel.Guest) ([]parley.ThreadID, error) {
	if g.Visitor == nil {
		return nil, nil
	}
	return d.db.Read(ctx).VisitorThreadIDs(g.Visitor.ID, contactOf(g))
}

// catchUp gathers what happened after an event up to where the line begins. It
// asks to begin again where a thread appeared in between, which the line does
// not follow yet.
func (l *line) catchUp(ctx context.Context, ids []parley.ThreadID, after int64) (again bool, err error) {
	now, err := l.d.again(ctx, l.guest)
	if err != nil {
		return false, err
	}
	threads, err := l.d.threadsOf(ctx, now)
	if err != nil {
		return false, err
	}
	if slices.ContainsFunc(threads, func(id parley.ThreadID) bool { return !slices.Contains(ids, id) }) {
		return true, nil
	}
	if after < 0 || after == l.seq {
		return false, nil
	}
	r := l.d.db.Read(ctx)
	head, err := r.Head()
	if err != nil {
		return false, err
	}
	if after > head { // of a database that was restored since
		l.reset = true
		return false, nil
	}
	if after > l.seq { // the page was loaded before the hub came so far
		l.seq, l.begun = after, after
		return false, nil
	}
	for _, id := range ids {
		events, err := r.ThreadEvents(id, after, catchUpLimit+1)
		if err != nil {
			return false, err
		}
		for _, e := range events {
			if e.Seq <= l.seq {
				l.missed = append(l.missed, e)
			}
		}
		if len(l.missed) > catchUpLimit {
			l.missed, l.reset = nil, true
			return false, nil
		}
	}
	slices.SortFunc(l.missed, func(a, b *parley.Event) int { return int(a.Seq - b.Seq) })
	l.begun = after
	return false, nil
}

// Seq implements [channel.Line].
func (l *line) Seq() int64 { return l.begun }

// Reset implements [channel.Line].
func (l *line) Reset() bool { return l.reset }

// Close implements [channel.Line].
func (l *line) Close() { l.hub.Close() }

// Say implements [channel.Line].
func (l *line) Say(page channel.Page, typing parley.ThreadID) { l.hub.Say(live.Page(page), typing) }

// Next implements [channel.Line].
func (l *line) Next(ctx context.Context, d time.Duration) ([]channel.News, error) {
	if events := l.missed; len(events) > 0 {
		l.missed = nil
		return l.tell(ctx, events)
	}
	end := time.Now().Add(d)
	timer := time.NewTimer(l.patience(d))
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-l.hub.Cut():
			return nil, channel.ErrMoved
		case <-l.hub.Wake():
			events, moved := l.hub.Take()
			l.stale = l.stale || moved
			events = slices.DeleteFunc(events, func(e *parley.Event) bool { return e.Seq <= l.seq })
			if len(events) > 0 {
				l.seq = events[len(events)-1].Seq
				return l.tell(ctx, events)
			}
			timer.Reset(l.patience(time.Until(end)))
		case s := <-l.hub.Signals():
			return l.signal(ctx, s)
		case <-timer.C:
			news, err := l.moved(ctx)
			if err != nil || len(news) > 0 || !time.Now().Before(end) {
				return news, err
			}
			timer.Reset(time.Until(end))
		}
	}
}

// Hint implements [channel.Desk].
func (d *Desk) Hint(g *channel.Guest, hint channel.Hint) {
	if g.Visitor == nil {
		return
	}
	d.hub.Hint(g.Visitor.ID, func(page live.Page, typing parley.ThreadID) (live.Page, parley.ThreadID) {
		switch {
		case hint.Page != nil:
			return live.Page(*hint.Page), typing
		case hint.On:
			return page, hint.Typing
		}
		return page, 0
	})
}
