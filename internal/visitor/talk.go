package visitor

import (
	"context"
	"slices"

	"parley/internal/channel"
	"parley/internal/parley"
	"parley/internal/store"
)

// talksShown is how many conversations the widget lists.
const talksShown = 50

// contactOf is the contact whose other visitors' threads the guest sees too:
// only while the site vouches for the guest (CHAT-13).
func contactOf(g *channel.Guest) parley.ContactID {
	if g.Identified && g.Visitor != nil && g.Visitor.EmailVerified {
		return g.Visitor.ContactID
	}
	return 0
}

// Talks implements [channel.Desk].
func (d *Desk) Talks(ctx context.Context, g *channel.Guest) ([]*channel.Talk, error) {
	if g.Visitor == nil {
		return []*channel.Talk{}, nil
	}
	r := d.db.Read(ctx)
	threads, err := r.VisitorThreads(g.Visitor.ID, contactOf(g), talksShown)
	if err != nil {
		return nil, err
	}
	return d.talks(ctx, r, threads)
}

// talks adds to threads what their guest sees beside them.
func (d *Desk) talks(ctx context.Context, r *store.Reader, threads []*parley.Thread) ([]*channel.Talk, error) {
	h, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]parley.ThreadID, len(threads))
	for i, th := range threads {
		ids[i] = th.ID
	}
	chats, err := r.Chats(ids)
	if err != nil {
		return nil, err
	}
	unread, err := r.UnreadByVisitor(ids)
	if err != nil {
		return nil, err
	}
	out := make([]*channel.Talk, 0, len(threads))
	for _, th := range threads {
		t := &channel.Talk{Thread: th, Chat: chats[th.ID], Unread: unread[th.ID], People: []channel.Face{}}
		if t.Chat == nil {
			t.Chat = &parley.Chat{ThreadID: th.ID, VisitorID: th.VisitorID}
		}
		if u := h.users[th.Assignee().UserID()]; u != nil {
			face := h.face(u)
			face.Available = u.Active() // away, and yet there for one's own chats (CHAT-09)
			t.People = append(t.People, face)
		}
		if th.Queued() {
			if t.Place, err = r.QueuePosition(th.ID); err != nil {
				return nil, err
			}
		}
		t.RatingAsked = t.Chat.RatingAsk && th.Status == parley.ThreadClosed
		out = append(out, t)
	}
	return out, nil
}

// thread returns a thread of the guest's; any other does not exist. Merged ones
// lead to where their messages are now.
func (d *Desk) thread(r *store.Reader, g *channel.Guest, id parley.ThreadID) (*parley.Thread, error) {
	missing := parley.NotFoundf("there is no such conversation")
	if g.Visitor == nil {
		return nil, missing
	}
	th, err := r.Thread(id)
	if parley.KindOf(err) == parley.NotFound {
		return nil, missing
	}
	if err != nil {
		return nil, err
	}
	mine := th.VisitorID == g.Visitor.ID
	if contact := contactOf(g); !mine && contact != 0 && th.VisitorID != 0 {
		v, err := r.Visitor(th.VisitorID)
		if err != nil {
			return nil, missing
		}
		mine = v.ContactID == contact && v.EmailVerified
	}
	if !mine {
		return nil, missing
	}
	return th, nil
}

// Talk implements [channel.Desk].
func (d *Desk) Talk(ctx context.Context, g *channel.Guest, id parley.ThreadID) (*channel.Talk, error) {
	r := d.db.Read(ctx)
	th, err := d.thread(r, g, id)
	if err != nil {
		return nil, err
	}
	talks, err := d.talks(ctx, r, []*parley.Thread{th})
	if err != nil {
		return nil, err
	}
	return talks[0], nil
}

// Said implements [channel.Desk].
func (d *Desk) Said(ctx context.Context, g *channel.Guest, id parley.ThreadID, before int64, limit int) ([]*channel.Said, bool, error) {
	r := d.db.Read(ctx)
	th, err := d.thread(r, g, id)
	if err != nil {
		return nil, false, err
	}
	messages, err := r.ChatMessages(th.ID, before, limit+1)
	if err != nil {
		return nil, false, err
	}
	more := len(messages) > limit
	if more {
		messages = messages[:limit]
	}
	slices.Reverse(messages)
	out, err := d.present(ctx, r, g, th.ID, messages)
	if err != nil {
		return nil, false, err
	}
	from := int64(0)
	if more {
		from = messages[0].Seq
	}
	happened, err := d.happened(ctx, r, th.ID, from, before)
	if err != nil {
		return nil, false, err
	}
	out = append(out, happened...)
	slices.SortStableFunc(out, func(a, b *channel.Said) int { return int(a.Seq - b.Seq) })
	return out, more, nil
}

// shown reports whether a guest sees a message: what was said in the chat, and
// what went by mail only while the site vouches for the guest. Whoever typed a
// stranger's address must not read the stranger's mail.
func shown(g *channel.Guest, m *parley.Message) bool {
	if m.Kind != parley.KindMessage {
		return false
	}
	switch m.Status {
	case parley.MessageCancelled, parley.MessageScheduled, parley.MessageSending, parley.MessageFailed:
		return false
	}
	return m.Channel == parley.ChannelChat || contactOf(g) != 0
}

// present says messages to a guest.
func (d *Desk) present(ctx context.Context, r *store.Reader, g *channel.Guest, thread parley.ThreadID, messages []*parley.Message) ([]*channel.Said, error) {
	h, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	messages = slices.DeleteFunc(messages, func(m *parley.Message) bool { return m.ThreadID != thread || !shown(g, m) })
	if len(messages) == 0 {
		return []*channel.Said{}, nil
	}
	chat, err := r.Chat(thread)
	if err != nil {
		return nil, err
	}
	var withFiles, withHTML []parley.MessageID
	for _, m := range messages {
		if m.HasAttachment {
			withFiles = append(withFiles, m.ID)
		}
		if m.HasHTML && m.Direction == parley.Outgoing && m.Channel == parley.ChannelChat {
			withHTML = append(withHTML, m.ID)
		}
	}
	files, err := r.Attachments(withFiles)
	if err != nil {
		return nil, err
	}
	bodies, err := r.Bodies(withHTML)
	if err != nil {
		return nil, err
	}
	out := make([]*channel.Said, 0, len(messages))
	for _, m := range messages {
		s := &channel.Said{Seq: m.Seq, At: m.CreatedAt, ThreadID: m.ThreadID, Message: m, Mine: m.Direction == parley.Incoming}
		s.Read = s.Mine && chat != nil && m.Seq <= chat.TeamSeq
		if u := h.users[m.Actor().UserID()]; u != nil {
			face := h.face(u)
			s.Author = &face
		}
		for _, f := range files {
			if f.MessageID == m.ID && f.Hash != "" {
				s.Files = append(s.Files, f)
			}
		}
		for _, b := range bodies {
			if b.MessageID == m.ID {
				s.HTML = forVisitor(b.HTML)
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// eventsShown are what a guest sees happen in a thread.
var eventsShown = map[parley.EventKind]string{parley.ThreadWasClosed: "closed", parley.ThreadAssigned: "joined", parley.ThreadRouted: "joined", parley.ThreadEmailed: "emailed"}

// happened are the events of a thread that a guest sees, after one and before
// another (zero: no end).
func (d *Desk) happened(ctx context.Context, r *store.Reader, id parley.ThreadID, after, before int64) ([]*channel.Said, error) {
	events, err := r.ThreadEvents(id, after, 2000)
	if err != nil {
		return nil, err
	}
	h, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	var out []*channel.Said
	for _, e := range events {
		if s := h.event(e); s != nil && (before == 0 || e.Seq < before) {
			out = append(out, s)
		}
	}
	return out, nil
}

// event is what a guest sees of an event, or nil.
func (h *house) event(e *parley.Event) *channel.Said {
	word := eventsShown[e.Kind]
	if word == "" {
		return nil
	}
	s := &channel.Said{Seq: e.Seq, At: e.At, ThreadID: e.ThreadID, Event: word}
	who := e.Actor().UserID()
	if word == "joined" {
		to, _ := e.Data["to"].(map[string]any)
		if to["kind"] != string(parley.ActorUser) {
			return nil
		}
		text, _ := to["id"].(string)
		who, _ = parley.ParseID[parley.UserID]("id", text)
	}
	if u := h.users[who]; u != nil {
		face := h.face(u)
		s.Author = &face
	} else if word == "joined" {
		return nil
	}
	return s
}

// Stored implements [channel.Desk].
func (d *Desk) Stored(ctx context.Context, g *channel.Guest, res channel.Result) (*channel.Talk, *channel.Said, error) {
	r := d.db.Read(ctx)
	m, err := r.MessageByID(res.MessageID)
	if err != nil {
		return nil, nil, err
	}
	talk, err := d.Talk(ctx, g, m.ThreadID)
	if err != nil {
		return nil, nil, err
	}
	said, err := d.present(ctx, r, g, m.ThreadID, []*parley.Message{m})
	if err != nil {
		return nil, nil, err
	}
	if len(said) == 0 {
		return nil, nil, parley.NotFoundf("there is no such message")
	}
	return talk, said[0], nil
}
