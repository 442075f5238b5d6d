package chat

import (
	"parley/internal/channel"
	"parley/internal/parley"
)

// act adds a route that does something by a small body. In a preview it does
// nothing (BOT-18).
func act[T any](s *Server, pattern string, q quota, fn func(c *call, in T) (any, error)) {
	s.handle(pattern, q, func(c *call) (any, error) {
		var in T
		if err := decode(c.w, c.Request, &in); err != nil || c.ticket.Preview != nil {
			return nil, err
		}
		return fn(c, in)
	})
}

// ofThread names a conversation in a body.
type ofThread struct {
	ThreadID string `json:"thread_id"`
}

func (b ofThread) id() (parley.ThreadID, error) {
	return parley.ParseID[parley.ThreadID]("thread_id", b.ThreadID)
}

type typingBody struct {
	ofThread
	On bool `json:"on"`
}

func (s *Server) typing(c *call, in typingBody) (any, error) {
	id, err := in.id()
	if err == nil {
		s.Desk.Hint(c.guest, channel.Hint{Typing: id, On: in.On})
	}
	return nil, err
}

func (s *Server) page(c *call, in pageBody) (any, error) {
	s.Desk.Hint(c.guest, channel.Hint{Page: &channel.Page{URL: clip(in.URL, 1000), Title: clip(in.Title, 200)}})
	return nil, nil
}

type readBody struct {
	ofThread
	Seq int64 `json:"seq"`
}

func (s *Server) read(c *call, in readBody) (any, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	return nil, s.Desk.Read(c.Context(), c.guest, id, in.Seq)
}

type emailBody struct {
	Email string `json:"email"`
}

func (s *Server) email(c *call, in emailBody) (any, error) {
	if err := s.giveEmail(c.Context(), c, in.Email); err != nil {
		return nil, err
	}
	g, err := s.guest(c.Request, c.ticket)
	if err != nil || g.Visitor == nil {
		return nil, err
	}
	return visitorView{g.Visitor.Email, g.Visitor.EmailVerified, g.Visitor.Name}, nil
}

type consentBody struct {
	ChatflowID string `json:"chatflow_id"`
	Text       string `json:"text"`
}

func (s *Server) consent(c *call, in consentBody) (any, error) {
	id, err := parley.ParseID[parley.ChatflowID]("chatflow_id", in.ChatflowID)
	if err != nil {
		return nil, err
	}
	if _, err := s.Desk.Enter(c.Context(), c.ticket.visitor()); err != nil {
		return nil, err
	}
	return nil, s.Desk.Agree(c.Context(), c.guest, id, clip(in.Text, 2000))
}

type ratingBody struct {
	ofThread
	Score   int    `json:"score"`
	Comment string `json:"comment"`
}

func (s *Server) rating(c *call, in ratingBody) (any, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	return nil, s.Desk.Rate(c.Context(), c.guest, id, in.Score, in.Comment)
}

func (s *Server) leave(c *call, in ofThread) (any, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	return nil, s.Desk.Leave(c.Context(), c.guest, id)
}

func (s *Server) threads(c *call) (any, error) {
	list, err := s.Desk.Talks(c.Context(), c.guest)
	return map[string]any{"threads": talks(list)}, err
}

// pageSize is how many messages a page has.
const pageSize = 50

// threadPage is a stretch of a conversation, oldest first.
type threadPage struct {
	Thread   threadView    `json:"thread"`
	Messages []messageView `json:"messages"`
	More     bool          `json:"more"`
}

func (s *Server) thread(c *call) (any, error) {
	id, err := parley.ParseID[parley.ThreadID]("id", c.PathValue("id"))
	if err != nil {
		return nil, parley.NotFoundf("there is no such conversation")
	}
	before := number64(c.URL.Query().Get("before"))
	t, err := s.Desk.Talk(c.Context(), c.guest, id)
	if err != nil {
		return nil, err
	}
	list, more, err := s.Desk.Said(c.Context(), c.guest, id, before, pageSize)
	if err != nil {
		return nil, err
	}
	out := threadPage{Thread: talk(t), Messages: []messageView{}, More: more}
	for _, x := range list {
		m, err := s.said(x)
		if err != nil {
			return nil, err
		}
		out.Messages = append(out.Messages, m)
	}
	return out, nil
}
