package chat

import (
	"parley/internal/channel"
	"parley/internal/parley"
)

// body reads a small request.
func body[T any](c *call) (in T, err error) {
	err = decode(c.w, c.Request, &in)
	return in, err
}

type typingBody struct {
	ThreadID string `json:"thread_id"`
	On       bool   `json:"on"`
}

func (s *Server) typing(c *call) (any, error) {
	in, err := body[typingBody](c)
	if err != nil || c.ticket.Preview != nil {
		return nil, err
	}
	id, err := parley.ParseID[parley.ThreadID]("thread_id", in.ThreadID)
	if err == nil {
		s.Desk.Hint(c.guest, channel.Hint{Typing: id, On: in.On})
	}
	return nil, err
}

func (s *Server) page(c *call) (any, error) {
	in, err := body[pageBody](c)
	if err == nil && c.ticket.Preview == nil {
		s.Desk.Hint(c.guest, channel.Hint{Page: &channel.Page{URL: clip(in.URL, 1000), Title: clip(in.Title, 200)}})
	}
	return nil, err
}

type readBody struct {
	ThreadID string `json:"thread_id"`
	Seq      int64  `json:"seq"`
}

func (s *Server) read(c *call) (any, error) {
	in, err := body[readBody](c)
	if err != nil || c.ticket.Preview != nil {
		return nil, err
	}
	id, err := parley.ParseID[parley.ThreadID]("thread_id", in.ThreadID)
	if err != nil {
		return nil, err
	}
	return nil, s.Desk.Read(c.Context(), c.guest, id, in.Seq)
}

func (s *Server) email(c *call) (any, error) {
	in, err := body[struct {
		Email string `json:"email"`
	}](c)
	if err != nil || c.ticket.Preview != nil {
		return nil, err
	}
	if err := s.giveEmail(c.Context(), c, in.Email); err != nil {
		return nil, err
	}
	g, err := s.guest(c.Request, c.ticket)
	if err != nil || g.Visitor == nil {
		return nil, err
	}
	return visitorView{g.Visitor.Email, g.Visitor.EmailVerified, g.Visitor.Name}, nil
}

func (s *Server) consent(c *call) (any, error) {
	in, err := body[struct {
		ChatflowID string `json:"chatflow_id"`
		Text       string `json:"text"`
	}](c)
	if err != nil || c.ticket.Preview != nil {
		return nil, err
	}
	id, err := parley.ParseID[parley.ChatflowID]("chatflow_id", in.ChatflowID)
	if err != nil {
		return nil, err
	}
	if _, err := s.Desk.Enter(c.Context(), c.ticket.visitor()); err != nil {
		return nil, err
	}
	return nil, s.Desk.Agree(c.Context(), c.guest, id, clip(in.Text, 2000))
}

func (s *Server) rating(c *call) (any, error) {
	in, err := body[struct {
		ThreadID string `json:"thread_id"`
		Score    int    `json:"score"`
		Comment  string `json:"comment"`
	}](c)
	if err != nil || c.ticket.Preview != nil {
		return nil, err
	}
	id, err := parley.ParseID[parley.ThreadID]("thread_id", in.ThreadID)
	if err != nil {
		return nil, err
	}
	return nil, s.Desk.Rate(c.Context(), c.guest, id, in.Score, in.Comment)
}

func (s *Server) leave(c *call) (any, error) {
	in, err := body[struct {
		ThreadID string `json:"thread_id"`
	}](c)
	if err != nil || c.ticket.Preview != nil {
		return nil, err
	}
	id, err := parley.ParseID[parley.ThreadID]("thread_id", in.ThreadID)
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
