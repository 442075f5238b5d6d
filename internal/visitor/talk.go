package visitor

import (
	"context"

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
