package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
)

// team is the agents, each with a stream as a browser has it.
type team struct {
	bench   *Bench
	account parley.ChannelAccountID
	view    string
	agents  []agent
	mu      sync.Mutex
	hears   map[string]chan time.Time
}

type agent struct{ cookie, csrf string }

// seatTeam signs agents in and opens their streams.
func (b *Bench) seatTeam(ctx context.Context, n int) (*team, error) {
	t := &team{bench: b, hears: map[string]chan time.Time{}}
	err := b.db.Write(ctx, func(tx *store.Tx) error {
		accounts, err := tx.ChannelAccounts(0)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			if a.Channel == parley.ChannelChat {
				t.account = a.ID
			}
		}
		views, err := tx.Views(b.data.inbox)
		if err != nil {
			return err
		}
		for _, v := range views {
			if v.Kind == "open" {
				t.view = v.ID.String()
			}
		}
		for i := range n {
			cookie, s, err := auth.StartSession(tx, b.data.users[i%len(b.data.users)], "bench", "127.0.0.1")
			if err != nil {
				return err
			}
			t.agents = append(t.agents, agent{cookie, s.CSRF})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, a := range t.agents {
		ws, _, err := websocket.Dial(ctx, "ws://"+chatAddress+"/api/stream", &websocket.DialOptions{HTTPHeader: http.Header{"Cookie": {"parley_session=" + a.cookie}}})
		if err != nil {
			return nil, err
		}
		ws.SetReadLimit(16 << 20)
		go t.hear(ctx, ws)
	}
	return t, nil
}

// hear reads a stream and tells whoever waits for a text.
func (t *team) hear(ctx context.Context, ws *websocket.Conn) {
	for {
		_, data, err := ws.Read(ctx)
		if err != nil {
			return
		}
		now := time.Now()
		var f struct {
			Items []struct{ Message *struct{ Text string } }
		}
		if json.Unmarshal(data, &f) != nil {
			continue
		}
		t.mu.Lock()
		for _, item := range f.Items {
			if item.Message != nil {
				if ch := t.hears[item.Message.Text]; ch != nil {
					ch <- now
				}
			}
		}
		t.mu.Unlock()
	}
}

// settle lets the streams catch up with the signing in.
func (t *team) settle() { time.Sleep(2 * time.Second) }

func (t *team) listen(text string) chan time.Time {
	ch := make(chan time.Time, 2*len(t.agents))
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hears[text] = ch
	return ch
}

// wait gathers when each agent saw it.
func (t *team) wait(ctx context.Context, heard chan time.Time, started time.Time) []time.Duration {
	var out []time.Duration
	late := time.After(30 * time.Second)
	for len(out) < len(t.agents) {
		select {
		case at := <-heard:
			out = append(out, at.Sub(started))
		case <-late:
			return append(out, 30*time.Second)
		case <-ctx.Done():
			return out
		}
	}
	return out
}

// answer writes in a thread as one of the agents.
func (t *team) answer(ctx context.Context, thread, text string) error {
	body, err := json.Marshal(map[string]any{"client_id": "bench-" + text, "channel_account_id": t.account.String(), "kind": "reply", "to": []any{}, "subject": "", "text": text})
	if err != nil {
		return err
	}
	return t.ask(ctx, "POST", "/api/threads/"+thread+"/messages", body)
}

// look opens a list as one of the agents.
func (t *team) look(ctx context.Context) error {
	return t.ask(ctx, "GET", fmt.Sprintf("/api/views/%s/threads", t.view), nil)
}

func (t *team) ask(ctx context.Context, method, path string, body []byte) error {
	a := t.agents[rand.IntN(len(t.agents))]
	req, err := http.NewRequestWithContext(ctx, method, "http://"+chatAddress+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-CSRF-Token", a.csrf)
	req.AddCookie(&http.Cookie{Name: "parley_session", Value: a.cookie})
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		return refused(res)
	}
	return nil
}
