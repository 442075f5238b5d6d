package visitor

import (
	"context"
	"slices"

	"parley/internal/channel"
	"parley/internal/live"
	"parley/internal/parley"
	"parley/internal/store"
)

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
