//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// SAFE-01, SAFE-02, SAFE-05, CHAT-02: the server dies while visitors write and
// an agent answers; each side sends again under the same id until it hears
// that it is on disk. What was acknowledged is there, once and in order, and a
// line that was cut with the server tells all of it, once.
func TestCrash_chat(t *testing.T) {
	c := newCrasher(t, 0.25)
	c.o.Listen = fmt.Sprintf("127.0.0.1:%d", c.port+1)
	c.o.BaseURL = "http://" + c.o.Listen
	p := openProgram(t, &c.o)
	a := &talker{c: c, base: c.o.BaseURL}
	storetest.Write(t, p.db, func(tx *store.Tx) error {
		account, err := tx.Account()
		if err != nil {
			return err
		}
		accounts, err := tx.ChannelAccounts(0)
		if err != nil {
			return err
		}
		for _, x := range accounts {
			if x.Channel == parley.ChannelChat {
				a.account = x.ID.String()
			}
		}
		a.portal = account.PortalID()
		cookie, s, err := auth.StartSession(tx, c.admin.ID, "test", "127.0.0.1")
		a.header = http.Header{"Cookie": {"parley_session=" + cookie}, "X-CSRF-Token": {s.CSRF}}
		return err
	})
	ctx, cancel := context.WithCancel(t.Context())
	first := c.serve()
	patrons := make([]*chatPatron, 4)
	for i := range patrons {
		patrons[i] = a.enter(ctx, i)
	}
	first.kill()
	var stop atomic.Bool
	var writers, ears sync.WaitGroup
	for _, v := range patrons {
		ears.Go(func() { v.hear(ctx) })
		writers.Go(func() {
			for n := 0; !stop.Load(); n++ {
				v.say(fmt.Sprintf("question %d", n))
				a.answer(v, fmt.Sprintf("answer %d", n))
			}
		})
	}
	c.killing(300 * time.Millisecond)
	last := c.serve()
	stop.Store(true)
	writers.Wait()
	late := time.After(time.Minute)
	for _, v := range patrons {
		for !v.complete() {
			select {
			case <-late:
				c.fatal("the line of visitor %d has told %d of %d", v.number, len(v.told()), 2*v.said)
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
	cancel()
	ears.Wait()
	if err := last.stop(); err != nil {
		c.fatal("%v", err)
	}
	total := 0
	for _, v := range patrons {
		v.check(p.db)
		total += v.said
	}
	checkCounters(t, p.db)
	checkLog(t, p.db)
	t.Logf("%d kills, %d messages each way", c.kills, total)
}

// talker asks the server as visitors and as the agent.
type talker struct {
	c       *crasher
	base    string
	portal  string
	account string
	header  http.Header
}

// chatPatron is a visitor with a line that comes back by itself.
type chatPatron struct {
	a      *talker
	number int
	token  string
	thread string
	said   int // acknowledged, as many each way
	mu     sync.Mutex
	heard  []string
	after  int64
}

// ask sends until the server answers.
func (a *talker) ask(path string, header http.Header, in, out any) {
	body, _ := json.Marshal(in)
	for a.try(path, header, body, out) != nil {
		time.Sleep(5 * time.Millisecond)
	}
}

var errRefused = errors.New("refused")

func (a *talker) try(path string, header http.Header, body []byte, out any) error {
	req, err := http.NewRequest("POST", a.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header = header.Clone()
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return errRefused
	}
	return json.NewDecoder(res.Body).Decode(out)
}

func (a *talker) enter(ctx context.Context, number int) *chatPatron {
	v := &chatPatron{a: a, number: number}
	var opened struct {
		Code string `json:"code"`
	}
	var session struct {
		Token string `json:"token"`
		Seq   int64  `json:"seq"`
	}
	a.ask("/chat/v1/open", http.Header{}, map[string]any{"portal_id": a.portal, "page": map[string]string{"url": "https://shop.test/"}}, &opened)
	a.ask("/chat/v1/session", http.Header{}, opened, &session)
	v.token, v.after = session.Token, session.Seq
	return v
}

// say writes under one id until it is acknowledged.
func (v *chatPatron) say(text string) {
	var out struct{ Thread struct{ ID string } }
	v.a.ask("/chat/v1/messages", http.Header{"Authorization": {"Bearer " + v.token}},
		map[string]any{"client_id": fmt.Sprintf("%d %s", v.number, text), "thread_id": v.thread, "text": text}, &out)
	v.thread = out.Thread.ID
}

func (a *talker) answer(v *chatPatron, text string) {
	var out struct{ Item struct{ ID string } }
	a.ask("/api/threads/"+v.thread+"/messages", a.header, map[string]any{"client_id": fmt.Sprintf("%d %s", v.number, text), "channel_account_id": a.account,
		"kind": "reply", "to": []any{}, "subject": "", "text": text}, &out)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.said++
}

// hear keeps a line open and notes what it tells.
func (v *chatPatron) hear(ctx context.Context) {
	for ctx.Err() == nil {
		ws, _, err := websocket.Dial(ctx, fmt.Sprintf("ws%s/chat/v1/socket?after=%d", strings.TrimPrefix(v.a.base, "http"), v.after), &websocket.DialOptions{Subprotocols: []string{"parley.chat.1", "bearer." + v.token}})
		if err != nil {
			time.Sleep(5 * time.Millisecond)
			continue
		}
		for {
			_, data, err := ws.Read(ctx)
			if err != nil {
				break
			}
			v.note(data)
		}
		ws.CloseNow()
	}
}

func (v *chatPatron) note(data []byte) {
	var f struct {
		T       string
		Seq     int64
		Message *struct{ Text, Event, From string }
	}
	if json.Unmarshal(data, &f) != nil {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if f.T == "message" || f.T == "thread" {
		v.after = max(v.after, f.Seq)
	}
	if f.Message != nil && f.Message.Event == "" && f.Message.From != "welcome" {
		v.heard = append(v.heard, f.Message.Text)
	}
}

func (v *chatPatron) told() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.heard)
}

func (v *chatPatron) complete() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.heard) >= 2*v.said
}

// check wants question and answer in turn, once each, in the thread and on the
// line.
func (v *chatPatron) check(db *store.DB) {
	t := v.a.c.t
	t.Helper()
	id, err := parley.ParseID[parley.ThreadID]("id", v.thread)
	if err != nil {
		t.Fatal(err)
	}
	messages, err := db.Read(context.Background()).ChatMessages(id, 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	var stored, want []string
	for _, m := range slices.Backward(messages) {
		if m.Reason != "welcome" {
			stored = append(stored, m.Text)
		}
	}
	for n := range v.said {
		want = append(want, fmt.Sprintf("question %d", n), fmt.Sprintf("answer %d", n))
	}
	if !slices.Equal(stored, want) {
		t.Errorf("visitor %d: stored %q, want %q", v.number, stored, want)
	}
	if heard := v.told(); !slices.Equal(heard, want) {
		t.Errorf("visitor %d: heard %q, want %q", v.number, heard, want)
	}
}
