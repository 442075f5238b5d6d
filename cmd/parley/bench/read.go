package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"time"

	"parley/internal/parley"
)

// Read measures what people look at, by the server's own handlers with their
// JSON, at several readers at once.
func (b *Bench) Read(ctx context.Context) error {
	boot, err := b.bootstrap()
	if err != nil {
		return err
	}
	for _, kind := range []string{"unassigned", "mine", "open", "closed", "sent", "spam"} {
		if err := b.measure("PERF-03", "list "+kind, func(i int) string {
			return "/api/views/" + boot.view(kind) + "/threads?order=" + []string{"newest", "oldest"}[i%2]
		}); err != nil {
			return err
		}
	}
	deep, err := b.deepCursors(boot.view("closed"), 20)
	if err != nil {
		return err
	}
	if err := b.measure("PERF-03", "list closed, deep page", func(i int) string {
		return "/api/views/" + boot.view("closed") + "/threads?cursor=" + url.QueryEscape(deep[i%len(deep)])
	}); err != nil {
		return err
	}
	if err := b.measure("PERF-04", "counters of all views", func(int) string { return "/api/views/counts" }); err != nil {
		return err
	}
	ids, err := b.db.Read(ctx).SampleThreads(b.data.inbox, 500)
	if err != nil || len(ids) == 0 {
		return fmt.Errorf("no threads to open: %v", err)
	}
	if err := b.measure("PERF-05", "open a conversation", func(i int) string { return "/api/threads/" + ids[i*7919%len(ids)].String() }); err != nil {
		return err
	}
	return b.searches(boot)
}

func (b *Bench) searches(boot *bootstrap) error {
	for _, s := range []struct {
		name string
		q    func(i int) string
	}{
		{"search a common word", func(i int) string { return spell(uint64(i % 20)) }},
		{"search a rare word", func(i int) string { return spell(uint64(20_000 + i*37%30_000)) }},
		{"search two words", func(i int) string { return spell(uint64(i%50)) + " " + spell(uint64(200+i%500)) }},
		{"search an address", func(i int) string { return fmt.Sprintf("person%d@company", i*31%1000) }},
		{"search with filters", func(i int) string {
			return "status:closed from:company" + fmt.Sprint(i%997) + " " + spell(uint64(i%200))
		}},
	} {
		if err := b.measure("PERF-06", s.name, func(i int) string {
			return "/api/search?inbox_id=" + b.data.inbox.String() + "&q=" + url.QueryEscape(s.q(i))
		}); err != nil {
			return err
		}
	}
	return nil
}

type bootstrap struct {
	Views []struct {
		ID, Kind string
		InboxID  string `json:"inbox_id"`
	} `json:"views"`
	inbox parley.InboxID
}

func (b *bootstrap) view(kind string) string {
	for _, v := range b.Views {
		if v.Kind == kind && v.InboxID == b.inbox.String() {
			return v.ID
		}
	}
	return ""
}

func (b *Bench) bootstrap() (*bootstrap, error) {
	boot := &bootstrap{inbox: b.data.inbox}
	return boot, b.get("/api/bootstrap", boot)
}

// deepCursors walks a list down and keeps the cursors on the way.
func (b *Bench) deepCursors(view string, pages int) ([]string, error) {
	var out []string
	cursor := ""
	for range pages {
		var page struct{ Next *string }
		if err := b.get("/api/views/"+view+"/threads?limit=200&cursor="+url.QueryEscape(cursor), &page); err != nil {
			return nil, err
		}
		if page.Next == nil {
			break
		}
		cursor = *page.Next
		out = append(out, cursor)
	}
	if len(out) == 0 {
		out = []string{""}
	}
	return out, nil
}

// get asks the server in this process.
func (b *Bench) get(path string, into any) error {
	req := httptest.NewRequest(http.MethodGet, path, nil)
	req.AddCookie(&http.Cookie{Name: "parley_session", Value: b.cookie})
	res := httptest.NewRecorder()
	b.api.ServeHTTP(res, req)
	if res.Code != http.StatusOK {
		return fmt.Errorf("%s: %d %s", path, res.Code, res.Body)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(res.Body.Bytes(), into)
}

// measure asks again and again from several readers.
func (b *Bench) measure(promise, name string, path func(i int) string) error {
	took := make([]time.Duration, b.Requests)
	errs := make(chan error, b.Readers)
	var wg sync.WaitGroup
	for reader := range b.Readers {
		wg.Go(func() {
			for i := reader; i < b.Requests; i += b.Readers {
				start := time.Now()
				if err := b.get(path(i), nil); err != nil {
					errs <- err
					return
				}
				took[i] = time.Since(start)
			}
		})
	}
	wg.Wait()
	select {
	case err := <-errs:
		return err
	default:
	}
	b.add(promise, name, took)
	return nil
}
