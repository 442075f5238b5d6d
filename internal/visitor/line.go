package visitor

import (
	"context"
	"slices"
	"time"

	"parley/internal/channel"
	"parley/internal/live"
	"parley/internal/parley"
	"parley/internal/store"
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
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-l.hub.Cut():
		return nil, channel.ErrMoved
	case <-l.hub.Wake():
		events := slices.DeleteFunc(l.hub.Take(), func(e *parley.Event) bool { return e.Seq <= l.seq })
		if len(events) == 0 {
			return nil, nil
		}
		l.seq = events[len(events)-1].Seq
		return l.tell(ctx, events)
	case s := <-l.hub.Signals():
		return l.signal(ctx, s)
	case <-timer.C:
		return l.moved(ctx)
	}
}

// moved tells of places in queues that changed as others were served.
func (l *line) moved(ctx context.Context) ([]channel.News, error) {
	if !l.placed {
		l.placed = true
		return l.allPlaces(ctx)
	}
	var news []channel.News
	r := l.d.db.Read(ctx)
	for id, was := range l.places {
		place, err := r.QueuePosition(id)
		if err != nil {
			return nil, err
		}
		if place != was {
			news = append(news, l.place(id, place)...)
		}
	}
	return news, nil
}

// allPlaces looks once, since the line may have begun while something waited.
func (l *line) allPlaces(ctx context.Context) ([]channel.News, error) {
	talks, err := l.d.Talks(ctx, l.guest)
	var news []channel.News
	for _, t := range talks {
		news = append(news, l.place(t.Thread.ID, t.Place)...)
	}
	return news, err
}

// place notes a place and tells it where it is another than before.
func (l *line) place(id parley.ThreadID, place int) []channel.News {
	if l.places[id] == place {
		return nil
	}
	if l.places == nil {
		l.places = map[parley.ThreadID]int{}
	}
	if l.places[id] = place; place == 0 {
		delete(l.places, id)
	}
	return []channel.News{{Queue: &channel.QueuePlace{ThreadID: id, Place: place}}}
}

// tell says what events mean for the guest.
func (l *line) tell(ctx context.Context, events []*parley.Event) ([]channel.News, error) {
	if err := l.know(ctx); err != nil {
		return nil, err
	}
	r := l.d.db.Read(ctx)
	h, err := l.d.look(ctx)
	if err != nil {
		return nil, err
	}
	said, err := l.messages(ctx, r, events)
	if err != nil {
		return nil, err
	}
	var news []channel.News
	changed := map[parley.ThreadID]int64{}
	for _, e := range events {
		if s := said[e.Seq]; s != nil {
			news = append(news, channel.News{Seq: e.Seq, Said: s})
		}
		if s := h.event(e); s != nil {
			news = append(news, channel.News{Seq: e.Seq, Said: s})
		}
		switch e.Kind {
		case parley.ThreadRead:
			if e.ActorKind == parley.ActorUser {
				seq, _ := e.Data["seq"].(float64)
				news = append(news, channel.News{Seq: e.Seq, Read: &channel.ReadMark{ThreadID: e.ThreadID, Seq: int64(seq)}})
				continue
			}
			changed[e.ThreadID] = e.Seq
		case parley.ThreadContact:
			if l.guest.Visitor != nil && l.guest.Visitor.Email != "" {
				news = append(news, channel.News{Seq: e.Seq, Email: l.guest.Visitor.Email})
			}
		case parley.CommentCreated, parley.CommentEdited, parley.CommentDeleted, parley.MessageChanged, parley.ThreadTagged, parley.ThreadUntagged, parley.ThreadSnoozed, parley.ThreadWoken, parley.ThreadFollowed, parley.ThreadUnfollowed:
		default:
			changed[e.ThreadID] = e.Seq
		}
	}
	return l.threads(ctx, r, news, changed)
}

// threads adds each thread that changed, once, as it now is.
func (l *line) threads(ctx context.Context, r *store.Reader, news []channel.News, changed map[parley.ThreadID]int64) ([]channel.News, error) {
	var waits []channel.News
	for id, seq := range changed {
		th, err := l.d.thread(r, l.guest, id)
		if parley.KindOf(err) == parley.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		talks, err := l.d.talks(ctx, r, []*parley.Thread{th})
		if err != nil {
			return nil, err
		}
		news = append(news, channel.News{Seq: seq, Talk: talks[0]})
		waits = append(waits, l.place(id, talks[0].Place)...)
	}
	slices.SortStableFunc(news, func(a, b channel.News) int { return int(a.Seq - b.Seq) })
	return append(news, waits...), nil
}

// know learns who the guest is once the first message made a row.
func (l *line) know(ctx context.Context) error {
	g, err := l.d.again(ctx, l.guest)
	if err == nil {
		l.guest = g
	}
	return err
}

// messages are those that events tell of, by event.
func (l *line) messages(ctx context.Context, r *store.Reader, events []*parley.Event) (map[int64]*channel.Said, error) {
	var uids []string
	for _, e := range events {
		if uid, ok := e.Data["message"].(string); ok && (e.Kind == parley.MessageArrived || e.Kind == parley.MessageWritten) {
			uids = append(uids, uid)
		}
	}
	messages, err := r.MessagesByUID(uids)
	if err != nil {
		return nil, err
	}
	byThread := map[parley.ThreadID][]*parley.Message{}
	for _, m := range messages {
		byThread[m.ThreadID] = append(byThread[m.ThreadID], m)
	}
	out := map[int64]*channel.Said{}
	for id, some := range byThread {
		if _, err := l.d.thread(r, l.guest, id); err != nil {
			continue
		}
		said, err := l.d.present(ctx, r, l.guest, id, some)
		if err != nil {
			return nil, err
		}
		for _, s := range said {
			out[s.Seq] = s
		}
	}
	return out, nil
}

// signal says who of the team began or ceased to write.
func (l *line) signal(ctx context.Context, s live.Signal) ([]channel.News, error) {
	if s.Presence == nil {
		return nil, nil
	}
	h, err := l.d.look(ctx)
	if err != nil {
		return nil, err
	}
	id := s.Presence.ThreadID
	var now parley.UserID
	for _, p := range s.Presence.People {
		if p.Typing == "reply" {
			now = p.UserID
		}
	}
	before := l.typing[id]
	if before == now {
		return nil, nil
	}
	if l.typing == nil {
		l.typing = map[parley.ThreadID]parley.UserID{}
	}
	l.typing[id] = now
	var news []channel.News
	for who, on := range map[parley.UserID]bool{before: false, now: true} {
		if u := h.users[who]; u != nil {
			news = append(news, channel.News{Typing: &channel.Typing{ThreadID: id, Who: h.face(u), On: on}})
		}
	}
	return news, nil
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
