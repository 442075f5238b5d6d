package guard

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// ErrForbiddenAddress is the cause when a URL leads to an address that is not
// on the public Internet.
var ErrForbiddenAddress = errors.New("address is not public")

// ErrTooLarge is returned by reading a response beyond its limit.
var ErrTooLarge = errors.New("response is too large")

// ClientOptions set the bounds of Client. The zero value is the strictest.
type ClientOptions struct {
	AllowPrivate bool           // let the operator's own networks be called
	Timeout      time.Duration  // of a whole request with its redirects; 15 s if zero
	MaxRedirects int            // 5 if zero; none if negative
	MaxBytes     int64          // of a response body; 10 MiB if zero
	Resolver     *net.Resolver  // of the system if nil
	SecureOnly   bool           // plain HTTP reaches private networks at most (HOOK-01)
	RootCAs      *x509.CertPool // who vouches for servers; those of the system if nil
}

// Client returns an HTTP client for URLs that strangers gave us (ATK-27). Each
// address is checked when it is dialled, after resolution and on every hop, so
// neither a redirect nor a name that changes its mind leads inside. Proxies of
// the environment are not used: they would dial for us. It is safe for
// concurrent use.
func Client(opts ClientOptions) *http.Client {
	if opts.Timeout <= 0 {
		opts.Timeout = 15 * time.Second
	}
	if opts.MaxRedirects == 0 {
		opts.MaxRedirects = 5
	}
	if opts.MaxBytes <= 0 {
		opts.MaxBytes = 10 << 20
	}
	secure := opts.transport(true)
	plain := secure
	if opts.SecureOnly {
		plain = opts.transport(false)
	}
	return &http.Client{
		Timeout:   opts.Timeout,
		Transport: &boundedTransport{secure, plain, opts.MaxBytes},
		CheckRedirect: func(_ *http.Request, via []*http.Request) error {
			if len(via) > opts.MaxRedirects {
				return fmt.Errorf("stopped after %d redirects", max(opts.MaxRedirects, 0))
			}
			return nil
		},
	}
}

// transport dials public addresses where it may, and private ones where opts
// allow.
func (opts ClientOptions) transport(public bool) *http.Transport {
	check := func(_ context.Context, network, address string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(address)
		if err != nil || (network != "tcp4" && network != "tcp6") {
			return fmt.Errorf("dial %s: %w", address, ErrForbiddenAddress)
		}
		if outside := PublicAddress(ap.Addr()); outside && !public || !outside && !opts.AllowPrivate {
			return fmt.Errorf("dial %s: %w", address, ErrForbiddenAddress)
		}
		return nil
	}
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            (&net.Dialer{Timeout: 5 * time.Second, Resolver: opts.Resolver, ControlContext: check}).DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: opts.RootCAs, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    5 * time.Second,
		ResponseHeaderTimeout:  10 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		MaxIdleConns:           16,
		IdleConnTimeout:        30 * time.Second,
		ForceAttemptHTTP2:      true,
	}
}

// boundedTransport speaks http and https only and limits bodies.
type boundedTransport struct {
	secure, plain http.RoundTripper
	max           int64
}

func (t *boundedTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	next := t.secure
	switch s := req.URL.Scheme; s {
	case "https":
	case "http":
		next = t.plain
	default:
		return nil, fmt.Errorf("scheme %q: %w", s, ErrForbiddenAddress)
	}
	resp, err := next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if resp.ContentLength > t.max {
		resp.Body.Close()
		return nil, ErrTooLarge
	}
	resp.Body = &boundedBody{resp.Body, t.max}
	return resp, nil
}

type boundedBody struct {
	io.ReadCloser
	left int64
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return max(n-1, 0), ErrTooLarge
	}
	return n, err
}
