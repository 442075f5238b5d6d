package channeltest

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// FaultProxy stands between an adapter and its peer and makes trouble.
type FaultProxy struct {
	Addr string

	target  string
	refuse  atomic.Bool
	allowed atomic.Int64 // bytes from the peer until the next cut; negative: no end
	cuts    atomic.Int64

	mu    sync.Mutex
	conns map[net.Conn]bool
	done  sync.WaitGroup
}

// Proxy starts a proxy to target that ends with the test.
func Proxy(t testing.TB, target string) *FaultProxy {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &FaultProxy{Addr: ln.Addr().String(), target: target, conns: map[net.Conn]bool{}}
	p.allowed.Store(-1)
	p.done.Add(1)
	go func() {
		defer p.done.Done()
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			p.done.Add(1)
			go p.serve(conn)
		}
	}()
	t.Cleanup(func() {
		ln.Close()
		p.Cut()
		p.done.Wait()
	})
	return p
}

// CutAfter cuts the connection once the peer has sent n more bytes, and lets
// later ones live.
func (p *FaultProxy) CutAfter(n int64) { p.allowed.Store(n) }

// Refuse closes each new connection at once while on holds.
func (p *FaultProxy) Refuse(on bool) { p.refuse.Store(on) }

// Cuts returns how many connections [FaultProxy.CutAfter] has cut.
func (p *FaultProxy) Cuts() int { return int(p.cuts.Load()) }

// Cut ends all connections.
func (p *FaultProxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for conn := range p.conns {
		conn.Close()
	}
}

func (p *FaultProxy) track(conn net.Conn, on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if on {
		p.conns[conn] = true
	} else {
		delete(p.conns, conn)
	}
}

func (p *FaultProxy) serve(client net.Conn) {
	defer p.done.Done()
	defer client.Close()
	if p.refuse.Load() {
		return
	}
	peer, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer peer.Close()
	p.track(client, true)
	p.track(peer, true)
	defer p.track(client, false)
	defer p.track(peer, false)
	go func() {
		io.Copy(peer, client)
		peer.Close()
	}()
	p.copyBack(client, peer)
}

// copyBack passes on what the peer says, as far as it is allowed.
func (p *FaultProxy) copyBack(client, peer net.Conn) {
	buf := make([]byte, 4096)
	for {
		n, err := peer.Read(buf)
		left := p.allowed.Load()
		if left >= 0 && int64(n) >= left {
			client.Write(buf[:left])
			p.allowed.Store(-1)
			p.cuts.Add(1)
			return
		}
		if left >= 0 {
			p.allowed.Add(-int64(n))
		}
		if _, werr := client.Write(buf[:n]); err != nil || werr != nil {
			return
		}
	}
}
