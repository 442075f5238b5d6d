package hubapi

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"parley/internal/parley"
)

// Windows of the limits (API-14).
const (
	allWindow    = 10 * time.Second
	searchWindow = time.Second
)

// limits counts the calls of each app on this node.
type limits struct {
	mu   sync.Mutex
	all  map[parley.AppID]*window
	seek map[parley.AppID]*window
}

// window holds the times of the newest calls, as many as are allowed in it.
type window struct {
	at   []time.Time
	next int
}

// take counts a call unless there were too many, and returns how many are left
// and when the next is allowed.
func (w *window) take(now time.Time, span time.Duration) (left int, wait time.Duration) {
	if wait := span - now.Sub(w.at[w.next]); wait > 0 && !w.at[w.next].IsZero() {
		return 0, wait
	}
	w.at[w.next] = now
	w.next = (w.next + 1) % len(w.at)
	for _, at := range w.at {
		if at.IsZero() || now.Sub(at) >= span {
			left++
		}
	}
	return left, 0
}

// limit counts the call against its app's limits and says in headers how many
// are left.
func (c *call) limit() error {
	s := c.s
	s.limits.mu.Lock()
	defer s.limits.mu.Unlock()
	if s.limits.all == nil {
		s.limits.all, s.limits.seek = map[parley.AppID]*window{}, map[parley.AppID]*window{}
	}
	if c.route.Search {
		if _, wait := windowOf(s.limits.seek, c.App.ID, s.SearchLimit).take(time.Now(), searchWindow); wait > 0 {
			return c.tooMany("SECONDLY", "You have reached your secondly limit.", wait)
		}
	}
	left, wait := windowOf(s.limits.all, c.App.ID, s.Limit).take(time.Now(), allWindow)
	h := c.w.Header()
	h.Set("X-HubSpot-RateLimit-Max", strconv.Itoa(s.Limit))
	h.Set("X-HubSpot-RateLimit-Remaining", strconv.Itoa(left))
	h.Set("X-HubSpot-RateLimit-Interval-Milliseconds", strconv.FormatInt(allWindow.Milliseconds(), 10))
	if wait > 0 {
		return c.tooMany("TEN_SECONDLY_ROLLING", "You have reached your ten_secondly_rolling limit.", wait)
	}
	return nil
}

func windowOf(all map[parley.AppID]*window, id parley.AppID, size int) *window {
	if all[id] == nil {
		all[id] = &window{at: make([]time.Time, size)}
	}
	return all[id]
}

func (c *call) tooMany(policy, message string, wait time.Duration) error {
	c.w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	return &fault{status: http.StatusTooManyRequests, category: "RATE_LIMITS", message: message, policy: policy}
}
