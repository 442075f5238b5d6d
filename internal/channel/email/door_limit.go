package email

import (
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
)

// limiter is a listener that turns away whoever opens too many connections
// (ATK-37), with the words that RFC 5321 section 3.8 has for it.
type limiter struct {
	net.Listener
	max, perAddress int

	mu    sync.Mutex
	total int
	by    map[netip.Addr]int
}

func newLimiter(ln net.Listener, limit, perAddress int) *limiter {
	return &limiter{Listener: ln, max: limit, perAddress: perAddress, by: map[netip.Addr]int{}}
}

// Accept returns the next connection that is within the limits.
func (l *limiter) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		ip := remoteIP(conn.RemoteAddr())
		if l.enter(ip) {
			return &counted{Conn: conn, leave: sync.OnceFunc(func() { l.leave(ip) })}, nil
		}
		conn.Write([]byte("421 4.7.0 Too many connections, try again later\r\n"))
		conn.Close()
	}
}

func (l *limiter) enter(ip netip.Addr) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.total >= l.max || ip.IsValid() && l.by[ip] >= l.perAddress {
		return false
	}
	l.total++
	l.by[ip]++
	return true
}

func (l *limiter) leave(ip netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total--
	if l.by[ip]--; l.by[ip] == 0 {
		delete(l.by, ip)
	}
}

type counted struct {
	net.Conn
	leave func()
}

func (c *counted) Close() error {
	c.leave()
	return c.Conn.Close()
}

// budget bounds how many bytes of mail are held at a time by all connections.
type budget struct{ left atomic.Int64 }

func newBudget(size int64) *budget {
	b := &budget{}
	b.left.Store(size)
	return b
}

// hold is the part of a budget that one mail takes.
type hold struct {
	budget *budget
	taken  int64
	r      io.Reader
}

func (b *budget) hold() *hold { return &hold{budget: b} }

// reader reads from r as long as the budget allows.
func (h *hold) reader(r io.Reader) io.Reader {
	h.r = r
	return h
}

func (h *hold) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	h.taken += int64(n)
	if h.budget.left.Add(-int64(n)) < 0 && err == nil {
		err = errFull
	}
	return n, err
}

func (h *hold) release() { h.budget.left.Add(h.taken) }
