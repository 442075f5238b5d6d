package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"parley/internal/auth"
	"parley/internal/live"
	"parley/internal/parley"
	"parley/internal/store"
)

// Frame is what the server says on the stream. T is hello, change, presence,
// visitor, read, notification, progress, reset or bye.
type Frame struct {
	T            string           `json:"t"`
	Epoch        string           `json:"epoch,omitempty"`
	Seq          int64            `json:"seq,omitempty"`
	Threads      []ThreadRow      `json:"threads,omitempty"`
	Removed      []string         `json:"removed,omitempty"`
	Items        []Item           `json:"items,omitempty"`
	Withdrawn    []string         `json:"withdrawn,omitempty"`
	Details      []string         `json:"details,omitempty"` // threads whose people, visitor or ratings changed
	Counts       map[string]int64 `json:"counts,omitempty"`
	Objects      []string         `json:"objects,omitempty"`
	Records      []RecordNews     `json:"records,omitempty"`
	Kinds        []string         `json:"kinds,omitempty"` // of records whose lists changed
	ThreadID     string           `json:"thread_id,omitempty"`
	People       []Viewer         `json:"people,omitempty"`
	JobID        string           `json:"job_id,omitempty"`
	Bulk         bool             `json:"bulk,omitempty"` // of records
	Done         int              `json:"done,omitempty"`
	Total        int              `json:"total,omitempty"`
	Finished     bool             `json:"finished,omitempty"`
	Code         int              `json:"code,omitempty"`
	RetryMs      int              `json:"retry_ms,omitempty"`
	Notification any              `json:"notification,omitempty"`
	Online       *bool            `json:"online,omitempty"`
	Typing       *bool            `json:"typing,omitempty"`
	Page         *VisitorPage     `json:"page,omitempty"`
	ReadSeqs     map[string]int64 `json:"read_seqs,omitempty"` // by thread
}

// clientFrame is what the browser says: viewing or ping.
type clientFrame struct {
	T        string  `json:"t"`
	ThreadID *string `json:"thread_id"`
	Typing   *string `json:"typing"`
}

const (
	catchUpLimit = 2000 // events; who missed more begins anew
	writeTimeout = 15 * time.Second
	pingEvery    = 25 * time.Second
)

// stream is the live connection: a WebSocket, or server-sent events where a
// proxy allows nothing else.
func (c *call) stream(w http.ResponseWriter, req *http.Request) error {
	if err := sameOrigin(req); err != nil {
		return err
	}
	if !strings.EqualFold(req.Header.Get("Upgrade"), "websocket") {
		return c.streamEvents(w, req)
	}
	ws, err := websocket.Accept(w, req, &websocket.AcceptOptions{InsecureSkipVerify: true, CompressionMode: websocket.CompressionNoContextTakeover})
	if err != nil {
		return nil // the library has answered
	}
	defer ws.CloseNow()
	ws.SetReadLimit(4096)
	ctx, cancel := context.WithCancel(req.Context())
	defer cancel()
	send := func(f Frame) error {
		data, err := json.Marshal(f)
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, writeTimeout)
		defer cancel()
		return ws.Write(ctx, websocket.MessageText, data)
	}
	l := c.listen(send)
	defer l.sub.Close()
	var ears sync.WaitGroup
	defer ears.Wait()
	defer cancel()
	ears.Go(func() {
		defer cancel()
		l.hear(ctx, ws)
	})
	if err := l.run(ctx, req.URL.Query()); err != nil && parley.KindOf(err) == parley.Unauthenticated {
		ws.Close(4001, "signed out")
	}
	return nil
}

func (c *call) streamEvents(w http.ResponseWriter, req *http.Request) error {
	control := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	send := func(f Frame) error {
		data, err := json.Marshal(f)
		if err != nil {
			return err
		}
		control.SetWriteDeadline(time.Now().Add(writeTimeout))
		if _, err := fmt.Fprintf(w, "data: %s\n\n", data); err != nil {
			return err
		}
		return control.Flush()
	}
	l := c.listen(send)
	defer l.sub.Close()
	l.run(req.Context(), req.URL.Query())
	return nil
}

// sameOrigin refuses a page of another site: cookies alone would let it in.
func sameOrigin(req *http.Request) error {
	origin := req.Header.Get("Origin")
	if origin == "" {
		return nil
	}
	if u, err := url.Parse(origin); err != nil || !strings.EqualFold(u.Host, req.Host) {
		return parley.Errorf(parley.Forbidden, "this page belongs to another site")
	}
	return nil
}

// listener is one open stream.
type listener struct {
	c        *call
	send     func(Frame) error
	sub      *live.Subscriber
	after    int64                    // the number of the last event told, or known to the browser before
	inboxes  map[parley.InboxID]bool  // what its reader sees now
	views    []*store.View            // whose counters are told; nil: to be read anew
	desks    map[parley.InboxID]bool  // of which it sees what belongs to some tickets
	byTicket map[parley.ThreadID]bool // seen for that, of which it has heard
	said     chan clientFrame         // unbuffered: the browser waits while it is told news
}

func (c *call) listen(send func(Frame) error) *listener {
	sub, at := c.s.Hub.Subscribe(c.User.ID)
	return &listener{c: c, send: send, sub: sub, after: at, said: make(chan clientFrame), byTicket: map[parley.ThreadID]bool{}}
}

// hear reads what the browser says until it leaves.
func (l *listener) hear(ctx context.Context, ws *websocket.Conn) {
	for {
		_, data, err := ws.Read(ctx)
		if err != nil {
			return
		}
		var f clientFrame
		if json.Unmarshal(data, &f) != nil || f.T != "viewing" {
			continue
		}
		select {
		case l.said <- f:
		case <-ctx.Done():
			return
		}
	}
}

func (l *listener) view(ctx context.Context, f clientFrame) {
	var id parley.ThreadID
	if f.ThreadID != nil {
		id, _ = parley.ParseID[parley.ThreadID]("thread_id", *f.ThreadID)
	}
	typing := ""
	if f.Typing != nil && (*f.Typing == "reply" || *f.Typing == "comment") {
		typing = *f.Typing
	}
	var visitor parley.VisitorID
	if id != 0 {
		th, _, err := auth.SeeThread(l.c.s.DB.Read(ctx), l.c.User, id)
		if err != nil {
			return
		}
		visitor = th.VisitorID
		if !l.inboxes[th.InboxID] {
			l.byTicket[id] = true
		}
	}
	l.sub.View(id, visitor, typing)
}

// run says hello, catches up, and tells news until the stream ends.
func (l *listener) run(ctx context.Context, q url.Values) error {
	if err := l.refresh(ctx); err != nil {
		return err
	}
	if err := l.catchUp(ctx, q); err != nil {
		return err
	}
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case <-l.sub.Cut():
			return l.send(Frame{T: "bye", Code: 4002, RetryMs: 500})
		case b := <-l.sub.Batches():
			err = l.tell(ctx, b.Events)
		case f := <-l.said:
			l.view(ctx, f)
		case sig := <-l.sub.Signals():
			err = l.signal(sig)
		case <-ping.C:
			err = l.send(Frame{T: "ping"})
		}
		if err != nil {
			return err
		}
	}
}

// catchUp tells what came after the browser's cursor. One of another epoch, or
// too far behind, begins anew.
func (l *listener) catchUp(ctx context.Context, q url.Values) error {
	r := l.c.s.DB.Read(ctx)
	account, err := r.Account()
	if err != nil {
		return err
	}
	if err := l.send(Frame{T: "hello", Epoch: account.Epoch, Seq: l.after}); err != nil {
		return err
	}
	after, err := strconv.ParseInt(q.Get("after"), 10, 64)
	if err != nil || q.Get("after") == "" {
		return nil
	}
	head, err := r.Head()
	if err != nil {
		return err
	}
	if q.Get("epoch") != account.Epoch || after > head || l.after-after > catchUpLimit {
		return l.send(Frame{T: "reset", Seq: l.after})
	}
	if after >= l.after { // the page was loaded before the hub came so far
		l.after = after
		return nil
	}
	missed := int(l.after - after)
	l.after = after
	events, err := r.Events(after, missed)
	if err != nil {
		return err
	}
	return l.tell(ctx, events)
}

// refresh asks who the reader is and what the reader sees: rights taken away
// end the stream (ATK-34).
func (l *listener) refresh(ctx context.Context) error {
	id, err := l.c.s.identifyStream(ctx, l.c)
	if err != nil {
		return err
	}
	l.c.Identity = id
	all, err := l.c.s.DB.Read(ctx).Inboxes()
	if err != nil {
		return err
	}
	l.views = nil
	l.inboxes, l.desks = map[parley.InboxID]bool{}, partly(id.User, all)
	for _, in := range all {
		if auth.InboxAccess(id.User, in).See {
			l.inboxes[in.ID] = true
		}
	}
	return nil
}

func (s *Server) identifyStream(ctx context.Context, c *call) (*auth.Identity, error) {
	cookie, err := info(c).r.Cookie(sessionCookie)
	if err != nil {
		return nil, parley.Errorf(parley.Unauthenticated, "sign in first")
	}
	return auth.Identify(ctx, s.DB, cookie.Value, info(c).address)
}

func (l *listener) signal(s live.Signal) error {
	switch {
	case s.Presence != nil:
		return l.send(Frame{T: "presence", ThreadID: s.Presence.ThreadID.String(), People: presentPeople(s.Presence.People)})
	case s.Visitor != nil:
		return l.send(visitorFrame(s.Visitor))
	case s.Read != nil:
		seqs := map[string]int64{}
		for id, seq := range s.Read.Seqs {
			seqs[id.String()] = seq
		}
		return l.send(Frame{T: "read", ReadSeqs: seqs})
	case s.Progress != nil:
		p := s.Progress
		return l.send(Frame{T: "progress", JobID: p.JobID, Bulk: p.Bulk, Done: p.Done, Total: p.Total, Finished: p.Finished})
	}
	return nil
}

func presentPeople(list []live.Viewer) []Viewer {
	out := []Viewer{}
	for _, v := range list {
		out = append(out, Viewer{v.UserID.String(), optional(v.Typing)})
	}
	return out
}
