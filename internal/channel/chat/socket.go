package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"parley/internal/channel"
	"parley/internal/parley"
)

// protocol is the sub-protocol of the line; the session token stands beside it,
// since a browser can give a socket no other header.
const protocol = "parley.chat.1"

func socketToken(r *http.Request) string {
	for _, p := range strings.Split(strings.Join(r.Header.Values("Sec-WebSocket-Protocol"), ","), ",") {
		if token, ok := strings.CutPrefix(strings.TrimSpace(p), "bearer."); ok {
			return token
		}
	}
	return ""
}

// socket is the line over a WebSocket. The token is all its authority, no
// cookie: so pages of any origin may open one, and none gains by it.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	c, err := s.admit(w, r, socketToken(r))
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	free, err := s.limit.line(c.ticket.Key, s.Address(r))
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	k, err := s.listen(s.life, c.ticket, c.guest, after(r))
	if err != nil {
		free()
		s.refuse(w, r, err)
		return
	}
	door := &slim{ResponseWriter: w}
	ws, err := websocket.Accept(door, r, &websocket.AcceptOptions{InsecureSkipVerify: true, Subprotocols: []string{protocol}, CompressionMode: websocket.CompressionDisabled})
	if err == nil { // else the library has answered
		ws.SetReadLimit(8192)
		err = write(s.life, ws, k.hello())
	}
	if err != nil {
		k.line.Close()
		free()
		return
	}
	// From here on the line waits, with thousands of others, in a goroutine whose
	// stack never grew: the request's memory goes with this one.
	if !s.alongside(func() { defer free(); k.hold(s.life, ws, door.conn) }) {
		ws.CloseNow()
		k.line.Close()
		free()
	}
}

// hold keeps a socket until either side leaves.
func (k *caller) hold(ctx context.Context, ws *websocket.Conn, conn net.Conn) {
	defer k.line.Close()
	ctx, cancel := context.WithCancel(ctx)
	var ears sync.WaitGroup
	defer ears.Wait()
	defer ws.CloseNow()
	defer cancel()
	ears.Go(func() {
		defer cancel()
		k.hear(ctx, ws, conn)
	})
	if k.run(ctx, func(f frame) error { return write(ctx, ws, f) }) == nil {
		ws.Close(websocket.StatusServiceRestart, "moved")
	}
}

func write(ctx context.Context, ws *websocket.Conn, f frame) error {
	data, err := json.Marshal(f)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	return ws.Write(ctx, websocket.MessageText, data)
}

// hear reads what the widget says until it leaves, falls silent, or the
// connection is closed.
func (k *caller) hear(ctx context.Context, ws *websocket.Conn, conn net.Conn) {
	page := k.page()
	for {
		conn.SetReadDeadline(time.Now().Add(silence))
		_, data, err := ws.Read(context.Background())
		if err != nil {
			return
		}
		var f clientFrame
		if json.Unmarshal(data, &f) != nil {
			continue
		}
		if k.heard(ctx, f, &page) != nil {
			return
		}
	}
}

// stream is the line as server-sent events, for networks without sockets.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	c, err := s.admit(w, r, bearer(r))
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	k, free, err := s.answering(c)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	defer free()
	defer k.line.Close()
	control := http.NewResponseController(w)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	fmt.Fprintf(w, ":%s\n\n", strings.Repeat(" ", 2048)) // for proxies that gather the first bytes
	send := func(f frame) error {
		data, err := json.Marshal(f)
		if err != nil {
			return err
		}
		control.SetWriteDeadline(time.Now().Add(writeTimeout))
		if f.T == "message" || f.T == "thread" || f.T == "contact" {
			fmt.Fprintf(w, "id: %d\n", f.Seq)
		}
		if _, err := fmt.Fprintf(w, "data: %s\n\n", data); err != nil {
			return err
		}
		return control.Flush()
	}
	if send(k.hello()) == nil {
		k.run(r.Context(), send)
	}
}

// pollWait is how long a poll waits for news.
const pollWait = 20 * time.Second

// betweenPolls is how long a visitor counts as present after one.
const betweenPolls = 2 * time.Second

// pollAnswer is a stretch of the line.
type pollAnswer struct {
	Seq    int64   `json:"seq"` // ask for what comes after
	Frames []frame `json:"frames"`
}

// poll is the line as plain requests.
func (s *Server) poll(w http.ResponseWriter, r *http.Request) {
	c, err := s.admit(w, r, bearer(r))
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	k, free, err := s.answering(c)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	defer free()
	defer func() {
		if !s.alongside(func() { s.linger(k.line) }) {
			k.line.Close()
		}
	}()
	out := pollAnswer{Seq: k.line.Seq(), Frames: []frame{k.hello()}}
	wait := pollWait
	if k.line.Reset() {
		wait = 0
	}
	frames, err := k.next(r.Context(), wait)
	if err != nil && parley.KindOf(err) != parley.Conflict {
		s.refuse(w, r, err)
		return
	}
	for _, f := range frames {
		if f.T != "ping" {
			out.Frames = append(out.Frames, f)
		}
		if f.T == "message" || f.T == "thread" || f.T == "contact" {
			out.Seq = max(out.Seq, f.Seq)
		}
	}
	s.answer(w, out)
}

// linger ends a line a little after its poll: the next one comes soon, and the
// team is not to see its visitor leave and return each time.
func (s *Server) linger(l channel.Line) {
	defer l.Close()
	select {
	case <-s.life.Done():
	case <-time.After(betweenPolls):
	}
}
