package hubapi

import (
	"encoding/json"
	"testing"
	"time"
)

// API-01, API-02: the forms of one path.
func TestClassicPath(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"/crm/v3/owners/": "/crm/v3/owners",
		"/conversations/conversations/v3/threads/1/assignee":      "/conversations/v3/conversations/threads/1/assignee",
		"/conversations/conversations/2026-09-beta/threads":       "/conversations/v3/conversations/threads",
		"/conversations/conversations/2026-09/inboxes/":           "/conversations/v3/conversations/inboxes",
		"/conversations/conversations/2025-01/inboxes":            "/conversations/conversations/2025-01/inboxes",
		"/conversations/custom-channels/v3":                       "/conversations/v3/custom-channels",
		"/conversations/custom-channels/2026-09/7/messages":       "/conversations/v3/custom-channels/7/messages",
		"/visitor-identification/2026-09-beta/tokens/create":      "/visitor-identification/v3/tokens/create",
		"/crm/objects/2026-09/contacts/batch/read":                "/crm/v3/objects/contacts/batch/read",
		"/conversations/v3/conversations/threads/1/assignee%2Fx/": "/conversations/v3/conversations/threads/1/assignee%2Fx",
	} {
		if got := classicPath(given); got != want {
			t.Errorf("%s: got %s, want %s", given, got, want)
		}
	}
}

// API-14: so many calls in any ten seconds, however they lie.
func TestWindow(t *testing.T) {
	t.Parallel()
	w, start := &window{at: make([]time.Time, 3)}, time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		after time.Duration
		left  int
		wait  time.Duration
	}{
		{0, 2, 0}, {4 * time.Second, 1, 0}, {9 * time.Second, 0, 0}, {9500 * time.Millisecond, 0, 500 * time.Millisecond},
		{10 * time.Second, 0, 0}, {11 * time.Second, 0, 3 * time.Second}, {14 * time.Second, 0, 0}, {40 * time.Second, 2, 0},
	} {
		if left, wait := w.take(start.Add(c.after), allWindow); left != c.left || wait != c.wait {
			t.Errorf("at %v: %d left, wait %v; want %d, %v", c.after, left, wait, c.left, c.wait)
		}
	}
}

// API-12, API-13: ids and times as programs write them.
func TestWire_reads(t *testing.T) {
	t.Parallel()
	var in struct {
		A, B ident
		At   stamp
	}
	for _, text := range []string{`{"A":"12","B":34,"At":"2024-05-01T09:30:00.000Z"}`, `{"A":12,"B":"34","At":1714555800000}`, `{"A":12,"B":"34","At":"2024-05-01T11:30:00+02:00"}`} {
		if err := json.Unmarshal([]byte(text), &in); err != nil || in.A != "12" || in.B != "34" || in.At.UnixMilli() != 1714555800000 {
			t.Errorf("%s: got %+v, %v", text, in, err)
		}
	}
	if out, err := json.Marshal(stamp{time.UnixMilli(1714555800007)}); err != nil || string(out) != `"2024-05-01T09:30:00.007Z"` {
		t.Errorf("got %s, %v", out, err)
	}
	for _, text := range []string{`{"A":1.5}`, `{"A":{}}`, `{"A":true}`, `{"At":"soon"}`} {
		if err := json.Unmarshal([]byte(text), &in); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
}
