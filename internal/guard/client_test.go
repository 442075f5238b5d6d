package guard

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

func TestPublicAddress_ATK27(t *testing.T) {
	t.Parallel()
	for _, a := range []string{"127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "192.0.0.8",
		"198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1",
		"fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1", "2002:c0a8:1::1", "2001:db8::1", "2001:0:7f00:1::1", "fec0::1"} {
		if PublicAddress(netip.MustParseAddr(a)) {
			t.Errorf("%s passes", a)
		}
	}
	for _, a := range []string{"8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1", "172.32.0.1", "100.128.0.1"} {
		if !PublicAddress(netip.MustParseAddr(a)) {
			t.Errorf("%s is refused", a)
		}
	}
	if PublicAddress(netip.Addr{}) {
		t.Error("the zero address passes")
	}
}

func TestClient_refusesInside_ATK27(t *testing.T) {
	t.Parallel()
	hits := make(chan string, 100)
	inside := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { hits <- r.Host }))
	defer inside.Close()
	_, port, _ := net.SplitHostPort(inside.Listener.Addr().String())
	client := Client(ClientOptions{Resolver: rebindingResolver(t)})
	for _, url := range []string{"http://127.0.0.1:" + port, "http://localhost:" + port, "http://[::ffff:127.0.0.1]:" + port, "http://0.0.0.0:" + port,
		"http://2130706433:" + port, "http://0x7f.1:" + port, "http://rebind.example.:" + port, "http://rebind.example.:" + port, "file:///etc/passwd", "gopher://127.0.0.1:" + port} {
		resp, err := client.Get(url)
		if err == nil {
			resp.Body.Close()
			t.Errorf("%s was answered", url)
		}
	}
	select {
	case host := <-hits:
		t.Errorf("the inner server was asked for %s", host)
	default:
	}
}

// rebindingResolver answers every name with a loopback address, as a name
// server does after a first, harmless answer was checked.
func rebindingResolver(t *testing.T) *net.Resolver {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pc.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			var msg dnsmessage.Message
			if msg.Unpack(buf[:n]) != nil || len(msg.Questions) == 0 {
				continue
			}
			q := msg.Questions[0]
			msg.Response = true
			msg.Additionals = nil
			if q.Type == dnsmessage.TypeA {
				msg.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, Type: q.Type},
					Body:   &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
				}}
			}
			if out, err := msg.Pack(); err == nil {
				pc.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", pc.LocalAddr().String())
	}}
}

// TestClient_checksEachHop_ATK27: the first hop is public in the eyes of the
// test, the redirect leads inside.
func TestClient_checksEachHop_ATK27(t *testing.T) {
	t.Parallel()
	client := Client(ClientOptions{})
	bounded := client.Transport.(*boundedTransport)
	inner := bounded.plain
	bounded.plain = roundTripper(func(req *http.Request) (*http.Response, error) {
		if req.URL.Host == "public.example" {
			return &http.Response{StatusCode: 302, Header: http.Header{"Location": {"http://169.254.169.254/latest/meta-data"}}, Body: http.NoBody, Request: req}, nil
		}
		return inner.RoundTrip(req)
	})
	_, err := client.Get("http://public.example/")
	if !errors.Is(err, ErrForbiddenAddress) {
		t.Errorf("error %v, want %v", err, ErrForbiddenAddress)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// HOOK-01: with plain HTTP inside allowed, a public address is still called by
// HTTPS alone, whatever a redirect says.
func TestClient_plainInsideAlone(t *testing.T) {
	t.Parallel()
	inside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/out" {
			http.Redirect(w, r, "http://93.184.215.14/", http.StatusFound)
		}
	}))
	defer inside.Close()
	client := Client(ClientOptions{AllowPrivate: true, SecureOnly: true})
	resp, err := client.Get(inside.URL)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	for _, url := range []string{inside.URL + "/out", "http://93.184.215.14/"} {
		if _, err := client.Get(url); !errors.Is(err, ErrForbiddenAddress) {
			t.Errorf("%s: %v, want %v", url, err, ErrForbiddenAddress)
		}
	}
}

func TestClient_limits(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/endless":
			w.(http.Flusher).Flush() // no Content-Length
			io.WriteString(w, strings.Repeat("a", 2000))
		default:
			io.WriteString(w, strings.Repeat("a", 1000))
		}
	}))
	defer server.Close()
	client := Client(ClientOptions{AllowPrivate: true, MaxRedirects: 2, MaxBytes: 1000})
	if _, err := client.Get(server.URL + "/loop"); err == nil || !strings.Contains(err.Error(), "redirects") {
		t.Errorf("loop: %v", err)
	}
	for path, want := range map[string]error{"/": nil, "/endless": ErrTooLarge} {
		resp, err := client.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if !errors.Is(err, want) || len(body) != 1000 {
			t.Errorf("%s: %d bytes, %v", path, len(body), err)
		}
	}
}
