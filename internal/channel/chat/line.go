package chat

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"parley/internal/channel"
	"parley/internal/parley"
)

// frame is what the server says on a line.
type frame struct {
	T            string            `json:"t"`
	Seq          int64             `json:"seq,omitempty"`
	Reset        bool              `json:"reset,omitempty"` // too much was missed: load the threads anew
	Message      *messageView      `json:"message,omitempty"`
	Thread       *threadView       `json:"thread,omitempty"`
	ThreadID     string            `json:"thread_id,omitempty"`
	Author       *faceView         `json:"author,omitempty"`
	On           *bool             `json:"on,omitempty"`
	Availability *availabilityView `json:"availability,omitempty"`
	People       []faceView        `json:"people,omitempty"`
	Email        string            `json:"email,omitempty"`
	RetryAfter   int               `json:"retry_after,omitempty"`
	Text         string            `json:"text,omitempty"`
	Reason       string            `json:"reason,omitempty"`
	Queue        *queueFrame       `json:"-"`
}

// queueFrame is a frame whose position may be null.
type queueFrame struct {
	T        string `json:"t"`
	ThreadID string `json:"thread_id"`
	Position *int   `json:"position"`
}

// MarshalJSON writes a frame.
func (f frame) MarshalJSON() ([]byte, error) {
	if f.Queue != nil {
		return json.Marshal(f.Queue)
	}
	type plain frame
	return json.Marshal(plain(f))
}

const (
	pingEvery    = 25 * time.Second
	silence      = 75 * time.Second // after which a socket counts as dead
	writeTimeout = 15 * time.Second
)

// caller is one open line with what it was told before.
type caller struct {
	s      *Server
	ticket *ticket
	guest  *channel.Guest
	line   channel.Line
	front  string // the last people frame
	slowed bool
}

// listen opens a line for a session.
func (s *Server) listen(ctx context.Context, t *ticket, g *channel.Guest, from int64) (*caller, error) {
	l, err := s.Desk.Listen(ctx, g, from)
	if err != nil {
		return nil, err
	}
	k := &caller{s: s, ticket: t, guest: g, line: l}
	l.Say(k.page(), 0)
	return k, nil
}

// answering opens a line for one request; free when it ends, and close the line.
func (s *Server) answering(c *call) (*caller, func(), error) {
	free, err := s.limit.line(c.ticket.Key, s.Address(c.Request))
	if err != nil {
		return nil, nil, err
	}
	k, err := s.listen(c.Context(), c.ticket, c.guest, after(c.Request))
	if err != nil {
		free()
		return nil, nil, err
	}
	return k, free, nil
}

// page is where the visitor was when the session began.
func (k *caller) page() channel.Page {
	return channel.Page{URL: k.ticket.PageURL, Title: k.ticket.PageTitle}
}

// after is the event from which a line goes on; -1 for now.
func after(r *http.Request) int64 {
	text := r.URL.Query().Get("after")
	if text == "" {
		text = r.Header.Get("Last-Event-ID")
	}
	if text == "" {
		return -1
	}
	return number64(text)
}

func number64(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// hello opens the line.
func (k *caller) hello() frame { return frame{T: "hello", Seq: k.line.Seq(), Reset: k.line.Reset()} }

// run sends all that happens after the hello, until the line ends.
func (k *caller) run(ctx context.Context, send func(frame) error) error {
	wait := pingEvery
	if k.guest.Visitor != nil {
		wait = 0 // the visitor may stand in a queue already
	}
	for ; ; wait = pingEvery {
		frames, err := k.next(ctx, wait)
		if errors.Is(err, channel.ErrMoved) {
			return send(frame{T: "bye", Reason: "moved"})
		}
		if err != nil {
			return err
		}
		for _, f := range frames {
			if err := send(f); err != nil {
				return err
			}
		}
	}
}

// next waits for news, or pings.
func (k *caller) next(ctx context.Context, d time.Duration) ([]frame, error) {
	news, err := k.line.Next(ctx, d)
	if err != nil {
		return nil, err
	}
	if len(news) == 0 {
		return k.idle(ctx)
	}
	var out []frame
	for _, n := range news {
		f, err := k.frame(n)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// idle is what is said when nothing happened: whether others are there now,
// whether the house is busy, and that the line lives.
func (k *caller) idle(ctx context.Context) ([]frame, error) {
	out := []frame{{T: "ping"}}
	if busy := k.s.limit.busy(); busy && !k.slowed {
		out = append(out, frame{T: "slow", RetryAfter: 10, Text: "We are very busy right now: answers may take a little longer."})
		k.slowed = true
	} else if !busy {
		k.slowed = false
	}
	scene, err := k.s.Desk.Scene(ctx)
	if err != nil {
		return nil, err
	}
	flow := flowOf(scene, k.ticket)
	if flow == nil || scene.Accounts[flow.AccountID] == nil {
		return out, nil
	}
	front, err := k.s.Desk.Front(ctx, k.guest, flow)
	if err != nil {
		return nil, err
	}
	a := availability(scene.Accounts[flow.AccountID].Settings.Chat, front)
	f := frame{T: "people", Availability: &a, People: faces(front.People)}
	text, _ := json.Marshal(f)
	if was := k.front; was != string(text) {
		k.front = string(text)
		if was != "" {
			out = append(out, f)
		}
	}
	return out, nil
}

func (k *caller) frame(n channel.News) (frame, error) {
	switch {
	case n.Said != nil:
		m, err := k.s.said(n.Said)
		return frame{T: "message", Seq: n.Seq, Message: &m}, err
	case n.Talk != nil:
		t := talk(n.Talk)
		return frame{T: "thread", Seq: n.Seq, Thread: &t}, nil
	case n.Read != nil:
		return frame{T: "read", ThreadID: n.Read.ThreadID.String(), Seq: n.Read.Seq}, nil
	case n.Queue != nil:
		return frame{T: "queue", Queue: &queueFrame{"queue", n.Queue.ThreadID.String(), positive(n.Queue.Place)}}, nil
	case n.Typing != nil:
		f := face(n.Typing.Who)
		return frame{T: "typing", ThreadID: n.Typing.ThreadID.String(), Author: &f, On: &n.Typing.On}, nil
	}
	return frame{T: "contact", Seq: n.Seq, Email: n.Email}, nil
}

// clientFrame is what the widget says on a socket.
type clientFrame struct {
	T        string `json:"t"`
	ThreadID string `json:"thread_id"`
	On       bool   `json:"on"`
	Seq      int64  `json:"seq"`
	URL      string `json:"url"`
	Title    string `json:"title"`
}

// heard acts on what the widget said; what makes no sense is passed over.
func (k *caller) heard(ctx context.Context, f clientFrame, page *channel.Page) error {
	if f.T != "pong" && k.s.limit.take("signal/"+k.ticket.Key, k.s.Limits.Signals) != nil {
		return nil
	}
	id, _ := parley.ParseID[parley.ThreadID]("thread_id", f.ThreadID)
	switch f.T {
	case "page":
		*page = channel.Page{URL: clip(f.URL, 1000), Title: clip(f.Title, 200)}
		k.line.Say(*page, 0)
	case "typing":
		if !f.On {
			id = 0
		}
		k.line.Say(*page, id)
	case "read":
		g, err := k.s.guestOf(ctx, k.ticket)
		if err != nil {
			return err
		}
		if err := k.s.Desk.Read(ctx, g, id, f.Seq); err != nil && parley.KindOf(err) != parley.NotFound {
			return err
		}
	}
	return nil
}
