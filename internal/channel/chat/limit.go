package chat

import (
	"context"
	"strconv"
	"sync"
	"time"

	"parley/internal/parley"
)

// Limits bound what one visitor, one address and all visitors together may ask
// for, so that the team keeps working whatever happens outside (ATK-37).
type Limits struct {
	Messages     int // a minute and visitor (CHAT-25)
	Files        int // a minute and visitor
	Signals      int // of typing, page and reading, a minute and visitor
	Opens        int // page views a minute and address
	LinesVisitor int // open at once
	LinesAddress int
	Lines        int // of all visitors
	Uploads      int // files on their way in at once: each may take 20 MB of memory
	UploadsOne   int // of an address
	Writing      int // requests of visitors that write, at work at once
	Waiting      int // that may wait for their turn; the rest is asked to come back
}

// orDefault fills in what was left out.
func (l Limits) orDefault() Limits {
	for p, n := range map[*int]int{&l.Messages: 20, &l.Files: 20, &l.Signals: 240, &l.Opens: 600, &l.LinesVisitor: 20, &l.LinesAddress: 500,
		&l.Lines: 20_000, &l.Uploads: 16, &l.UploadsOne: 4, &l.Writing: 8, &l.Waiting: 200} {
		if *p == 0 {
			*p = n
		}
	}
	return l
}

// limiter counts in memory: a restart forgives.
type limiter struct {
	Limits
	now     func() time.Time
	mu      sync.Mutex
	counts  map[string]*window
	swept   time.Time
	open    map[string]int // lines by visitor and by address, uploads in all and by address
	lines   int
	writing chan struct{} // Writing deep
	waiting int
}

// window counts within a minute that began at a time.
type window struct {
	since time.Time
	n     int
}

func newLimiter(l Limits, now func() time.Time) *limiter {
	return &limiter{Limits: l, now: now, counts: map[string]*window{}, open: map[string]int{}, writing: make(chan struct{}, l.Writing)}
}

// slow asks somebody to come back later.
type slow struct{ after time.Duration }

func (s *slow) Error() string   { return "come back in " + s.after.String() }
func (s *slow) seconds() string { return strconv.Itoa(int((s.after + time.Second - 1) / time.Second)) }

// slowDown is a friendly refusal.
func slowDown(after time.Duration, message string) error {
	return &parley.Error{Kind: parley.RateLimited, Code: "slow_down", Message: message, Err: &slow{after}}
}

// take counts one more of a kind by somebody and refuses what is over most.
func (l *limiter) take(key string, most int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.sweep(now)
	w := l.counts[key]
	if w == nil || now.Sub(w.since) >= time.Minute {
		l.counts[key] = &window{now, 1}
		return nil
	}
	if w.n++; w.n > most {
		return slowDown(time.Minute-now.Sub(w.since), "That was fast! Please wait a moment before you go on.")
	}
	return nil
}

// sweep forgets windows that are over, once a minute.
func (l *limiter) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Minute {
		return
	}
	l.swept = now
	for key, w := range l.counts {
		if now.Sub(w.since) >= time.Minute {
			delete(l.counts, key)
		}
	}
}

// line counts an open line until the returned function is called.
func (l *limiter) line(visitor, address string) (func(), error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	visitor, address = "v"+visitor, "a"+address
	if l.open[visitor] >= l.LinesVisitor || l.open[address] >= l.LinesAddress || l.lines >= l.Lines {
		return nil, slowDown(30*time.Second, "Too many windows are open. Please close some of them.")
	}
	l.open[visitor]++
	l.open[address]++
	l.lines++
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.lines--
		l.drop(visitor, address)
	}, nil
}

// upload counts a file on its way in until the returned function is called.
func (l *limiter) upload(address string) (func(), error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open["u"] >= l.Uploads || l.open["u"+address] >= l.UploadsOne {
		return nil, slowDown(10*time.Second, "Many files are arriving right now. Please try again in a moment.")
	}
	l.open["u"]++
	l.open["u"+address]++
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.drop("u", "u"+address)
	}, nil
}

// drop counts down what is open.
func (l *limiter) drop(keys ...string) {
	for _, key := range keys {
		if l.open[key]--; l.open[key] == 0 {
			delete(l.open, key)
		}
	}
}

// write waits for a turn. Where too many wait already, the visitor is asked to
// try again: the team's own work is never behind more than Writing of them.
func (l *limiter) write(ctx context.Context) (done func(), err error) {
	l.mu.Lock()
	if l.waiting >= l.Waiting {
		l.mu.Unlock()
		return nil, slowDown(5*time.Second, "We are very busy right now. Your message is kept here and will be sent in a moment.")
	}
	l.waiting++
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		l.waiting--
		l.mu.Unlock()
	}()
	select {
	case l.writing <- struct{}{}:
		return func() { <-l.writing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// busy reports whether visitors are being turned away or about to be.
func (l *limiter) busy() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.waiting*2 >= l.Waiting
}

// spent remembers the codes of the last minute that were used.
type spent struct {
	now   func() time.Time
	mu    sync.Mutex
	codes map[string]time.Time
}

// use reports whether a code is used for the first time.
func (s *spent) use(nonce string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if s.codes == nil {
		s.codes = map[string]time.Time{}
	}
	for n, at := range s.codes {
		if now.Sub(at) <= 2*codeLife {
			break // few are old; the rest goes another time
		}
		delete(s.codes, n)
	}
	if _, used := s.codes[nonce]; used {
		return false
	}
	s.codes[nonce] = now
	return true
}
