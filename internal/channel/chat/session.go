package chat

import (
	"context"
	"net/http"
	"time"

	"parley/internal/channel"
	"parley/internal/parley"
)

// sessionAnswer is what the frame starts with.
type sessionAnswer struct {
	Token     string        `json:"token"`
	ExpiresAt *string       `json:"expires_at"`
	Seq       int64         `json:"seq"`
	Visitor   visitorView   `json:"visitor"`
	Chatflow  *chatflowView `json:"chatflow"`
	Threads   []threadView  `json:"threads"`
	Blocked   bool          `json:"blocked"` // always false: a blocked visitor never notices (CHAT-24)
	Preview   bool          `json:"preview,omitempty"`
}

type visitorView struct {
	Email         string `json:"email"`
	EmailVerified bool   `json:"email_verified"`
	Name          string `json:"name"`
}

// session exchanges a code, once, for a session.
func (s *Server) session(w http.ResponseWriter, r *http.Request) {
	out, err := s.begin(w, r)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	s.answer(w, out)
}

func (s *Server) begin(w http.ResponseWriter, r *http.Request) (*sessionAnswer, error) {
	if err := s.limit.take("open/"+s.Address(r), s.Limits.Opens); err != nil {
		return nil, err
	}
	var in struct {
		Code string `json:"code"`
	}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	var t ticket
	if err := s.Keys.take(placeCode, in.Code, &t); err != nil || t.Expires < s.Now().Unix() || !s.spent.use(t.Nonce) {
		return nil, &parley.Error{Kind: parley.Unauthenticated, Code: "code", Message: "this code is used or too old: ask for another"}
	}
	g, err := s.guest(r, &t)
	if err != nil {
		return nil, err
	}
	return s.start(r.Context(), &t, g)
}

// start makes the session of a ticket. The newest event is asked for first, so
// that a line which begins there misses nothing of what is read next.
func (s *Server) start(ctx context.Context, t *ticket, g *channel.Guest) (*sessionAnswer, error) {
	expires := s.Now().Add(sessionLife)
	t.Nonce, t.Expires = "", expires.Unix()
	out := &sessionAnswer{ExpiresAt: when(expires.Truncate(time.Second)), Threads: []threadView{}, Preview: t.Preview != nil}
	var err error
	if out.Token, err = s.Keys.give(placeSession, t); err != nil {
		return nil, err
	}
	if out.Seq, err = s.Desk.Head(ctx); err != nil {
		return nil, err
	}
	scene, err := s.Desk.Scene(ctx)
	if err != nil {
		return nil, err
	}
	if flow := flowOf(scene, t); flow != nil {
		if out.Chatflow, err = s.chatflow(ctx, scene, g, flow); err != nil {
			return nil, err
		}
	}
	if g.Visitor == nil {
		return out, nil
	}
	out.Visitor = visitorView{g.Visitor.Email, g.Visitor.EmailVerified, g.Visitor.Name}
	list, err := s.Desk.Talks(ctx, g)
	out.Threads = talks(list)
	for _, t := range list {
		if t.Place > 0 && out.Chatflow != nil && out.Chatflow.QueuePosition == nil {
			out.Chatflow.QueuePosition = positive(t.Place)
		}
	}
	return out, err
}

// flowOf is the chatflow of a session, nil where it was switched off since.
func flowOf(scene *channel.Scene, t *ticket) *parley.Chatflow {
	if t.Preview != nil {
		return t.Preview
	}
	for _, f := range scene.Flows {
		if f.ID == t.FlowID {
			return f
		}
	}
	return nil
}
