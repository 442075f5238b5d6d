package email

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"
)

// Resolver answers what SPF, DKIM and DMARC ask of DNS. A *net.Resolver is one.
type Resolver interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
	LookupIPAddr(ctx context.Context, host string) ([]net.IPAddr, error)
	LookupAddr(ctx context.Context, addr string) ([]string, error)
}

const (
	cacheFound   = 5 * time.Minute
	cacheMissing = time.Minute
	cacheEntries = 10_000
	// After so many questions in a row without an answer nothing is asked for
	// a while: mail must not wait for a dead name server one by one.
	silentLimit = 3
	silentPause = 30 * time.Second
)

// cache is a Resolver that remembers answers and gives a silent name server up
// for a while. Safe for concurrent use.
type cache struct {
	under Resolver
	now   func() time.Time

	mu      sync.Mutex
	entries map[string]entry
	silent  int       // questions in a row without an answer
	until   time.Time // nothing is asked before
}

type entry struct {
	value any
	err   error
	until time.Time
}

func newCache(under Resolver, now func() time.Time) *cache {
	return &cache{under: under, now: now, entries: map[string]entry{}}
}

func (c *cache) LookupTXT(ctx context.Context, name string) ([]string, error) {
	return ask(c, "txt "+name, func() ([]string, error) { return c.under.LookupTXT(ctx, name) })
}

func (c *cache) LookupMX(ctx context.Context, name string) ([]*net.MX, error) {
	return ask(c, "mx "+name, func() ([]*net.MX, error) { return c.under.LookupMX(ctx, name) })
}

func (c *cache) LookupIPAddr(ctx context.Context, host string) ([]net.IPAddr, error) {
	return ask(c, "ip "+host, func() ([]net.IPAddr, error) { return c.under.LookupIPAddr(ctx, host) })
}

func (c *cache) LookupAddr(ctx context.Context, addr string) ([]string, error) {
	return ask(c, "ptr "+addr, func() ([]string, error) { return c.under.LookupAddr(ctx, addr) })
}

// ask answers from memory or by question. Temporary failures are not kept.
func ask[T any](c *cache, key string, question func() (T, error)) (T, error) {
	var none T
	c.mu.Lock()
	known, ok := c.entries[key]
	paused := c.now().Before(c.until)
	c.mu.Unlock()
	if ok && c.now().Before(known.until) {
		return known.value.(T), known.err
	}
	if paused {
		return none, &net.DNSError{Err: "name server silent", Name: key, IsTimeout: true, IsTemporary: true}
	}
	value, err := question()
	c.keep(key, value, err)
	return value, err
}

func (c *cache) keep(key string, value any, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if temporary(err) {
		if c.silent++; c.silent >= silentLimit {
			c.silent, c.until = 0, c.now().Add(silentPause)
		}
		return
	}
	c.silent = 0
	if len(c.entries) >= cacheEntries {
		clear(c.entries)
	}
	life := cacheFound
	if err != nil {
		life = cacheMissing
	}
	c.entries[key] = entry{value, err, c.now().Add(life)}
}

// temporary reports whether a lookup may succeed later.
func temporary(err error) bool {
	if err == nil {
		return false
	}
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return !dns.IsNotFound
	}
	return true
}
