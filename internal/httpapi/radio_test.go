package httpapi

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// onAir puts the office on the network, its hub following the log.
func (o *office) onAir() string {
	o.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { o.server.Hub.Run(ctx) })
	wg.Go(func() { o.jobs.Run(ctx) })
	server := httptest.NewServer(o.server)
	o.t.Cleanup(func() { cancel(); server.CloseClientConnections(); server.Close(); wg.Wait() })
	return server.URL
}

// radio is an open stream.
type radio struct {
	t      *testing.T
	frames chan Frame // closed when the stream ends
	stop   func()
}

// tune opens the stream of c as server-sent events, with a query.
func (c *caller) tune(address, query string) *radio {
	c.o.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/api/stream?"+query, nil)
	if err != nil {
		c.o.t.Fatal(err)
	}
	req.AddCookie(&http.Cookie{Name: sessionCookie, Value: c.cookie})
	res, err := http.DefaultClient.Do(req)
	if err != nil || res.StatusCode != http.StatusOK {
		c.o.t.Fatalf("stream: %v, %v", res, err)
	}
	r := &radio{t: c.o.t, frames: make(chan Frame, 1000)}
	r.stop = func() { cancel(); res.Body.Close() }
	c.o.t.Cleanup(r.stop)
	go func() {
		defer close(r.frames)
		lines := bufio.NewScanner(res.Body)
		lines.Buffer(nil, 1<<24)
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var f Frame
				if json.Unmarshal([]byte(data), &f) == nil {
					r.frames <- f
				}
			}
		}
	}()
	return r
}

// next returns the first frame that want accepts.
func (r *radio) next(what string, want func(Frame) bool) Frame {
	r.t.Helper()
	end := time.After(time.Minute)
	for {
		select {
		case f, open := <-r.frames:
			if !open {
				r.t.Fatalf("the stream ended before: %s", what)
			}
			if want(f) {
				return f
			}
		case <-end:
			r.t.Fatalf("waited for: %s", what)
		}
	}
}

// ended reports whether the stream ends within a time.
func (r *radio) ended(within time.Duration) bool {
	end := time.After(within)
	for {
		select {
		case _, open := <-r.frames:
			if !open {
				return true
			}
		case <-end:
			return false
		}
	}
}

func is(kind string) func(Frame) bool { return func(f Frame) bool { return f.T == kind } }

func upTo(seq int64) func(Frame) bool {
	return func(f Frame) bool { return f.T == "change" && f.Seq >= seq }
}

func (o *office) head() int64 {
	o.t.Helper()
	n, err := o.db.Read(context.Background()).Head()
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}
