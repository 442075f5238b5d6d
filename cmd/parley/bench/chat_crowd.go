package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
)

// crowd is the visitors, who come from a hundred addresses.
type crowd struct {
	portal   string
	clients  []*http.Client
	visitors []*patron
}

// patron is one visitor with an open line.
type patron struct {
	client *http.Client
	token  string
	thread atomic.Pointer[string]
	count  atomic.Int64
	mu     sync.Mutex
	hears  map[string]chan time.Time
}

func (b *Bench) newCrowd(ctx context.Context) (*crowd, error) {
	a, err := b.db.Read(ctx).Account()
	if err != nil {
		return nil, err
	}
	c := &crowd{portal: a.PortalID()}
	for i := range 100 {
		from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(i+1))}}
		c.clients = append(c.clients, &http.Client{Transport: &http.Transport{DialContext: from.DialContext, MaxIdleConnsPerHost: 4}})
	}
	return c, nil
}

// grow opens lines until there are n.
func (c *crowd) grow(ctx context.Context, n int) error {
	var mu sync.Mutex
	var work sync.WaitGroup
	errs := make(chan error, n)
	slots := make(chan struct{}, 32)
	for i := len(c.visitors); i < n; i++ {
		slots <- struct{}{}
		work.Go(func() {
			defer func() { <-slots }()
			p, err := c.enter(ctx, c.clients[i%len(c.clients)])
			if err != nil {
				errs <- err
				return
			}
			mu.Lock()
			defer mu.Unlock()
			c.visitors = append(c.visitors, p)
		})
	}
	work.Wait()
	close(errs)
	return <-errs
}

func (c *crowd) enter(ctx context.Context, client *http.Client) (*patron, error) {
	p := &patron{client: client, hears: map[string]chan time.Time{}}
	var opened struct{ Code string }
	view := map[string]any{"portal_id": c.portal, "page": map[string]string{"url": "https://shop.example/", "title": "Shop"}, "device": "desktop", "language": "en"}
	if err := p.post(ctx, "open", view, &opened); err != nil {
		return nil, err
	}
	var session struct {
		Token string
		Seq   int64
	}
	if err := p.post(ctx, "session", opened, &session); err != nil {
		return nil, err
	}
	p.token = session.Token
	ws, _, err := websocket.Dial(ctx, fmt.Sprintf("ws://%s/chat/v1/socket?after=%d", chatAddress, session.Seq),
		&websocket.DialOptions{HTTPClient: client, Subprotocols: []string{"parley.chat.1", "bearer." + p.token}})
	if err != nil {
		return nil, err
	}
	go p.hear(ctx, ws)
	return p, nil
}

// hear reads the line and tells whoever waits for a text.
func (p *patron) hear(ctx context.Context, ws *websocket.Conn) {
	for {
		_, data, err := ws.Read(ctx)
		if err != nil {
			return
		}
		now := time.Now()
		var f struct {
			T       string
			Message *struct{ Text string }
		}
		if json.Unmarshal(data, &f) != nil {
			continue
		}
		switch {
		case f.T == "ping":
			ws.Write(ctx, websocket.MessageText, []byte(`{"t":"pong"}`))
		case f.Message != nil:
			p.mu.Lock()
			if ch := p.hears[f.Message.Text]; ch != nil {
				ch <- now
				delete(p.hears, f.Message.Text)
			}
			p.mu.Unlock()
		}
	}
}

func (p *patron) listen(text string) chan time.Time {
	ch := make(chan time.Time, 1)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hears[text] = ch
	return ch
}

// say writes a message, going on in the visitor's one thread, and returns it.
func (p *patron) say(ctx context.Context, text string) (string, error) {
	in := map[string]any{"client_id": fmt.Sprintf("bench-%p-%d", p, p.count.Add(1)), "text": text}
	if id := p.thread.Load(); id != nil {
		in["thread_id"] = *id
	}
	var out struct{ Thread struct{ ID string } }
	if err := p.post(ctx, "messages", in, &out); err != nil {
		return "", err
	}
	p.thread.CompareAndSwap(nil, &out.Thread.ID)
	return out.Thread.ID, nil
}

func (p *patron) post(ctx context.Context, what string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	text := strings.Replace(string(body), `"Code"`, `"code"`, 1) // what open answered is what session asks
	req, err := http.NewRequestWithContext(ctx, "POST", "http://"+chatAddress+"/chat/v1/"+what, bytes.NewReader([]byte(text)))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if p.token != "" {
		req.Header.Set("Authorization", "Bearer "+p.token)
	}
	res, err := p.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return refused(res)
	}
	return json.NewDecoder(res.Body).Decode(out)
}
