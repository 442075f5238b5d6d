package email

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"parley/internal/parley"
)

// zone is a Resolver that knows TXT records only; silent names never answer.
type zone map[string]string

const silent = "silent"

func (z zone) LookupTXT(_ context.Context, name string) ([]string, error) {
	switch value, ok := z[strings.TrimSuffix(name, ".")]; {
	case value == silent:
		return nil, &net.DNSError{Err: "timeout", Name: name, IsTimeout: true, IsTemporary: true}
	case ok:
		return []string{value}, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (z zone) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (z zone) LookupIPAddr(_ context.Context, name string) ([]net.IPAddr, error) {
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (z zone) LookupAddr(_ context.Context, addr string) ([]string, error) {
	return nil, &net.DNSError{Err: "no such host", Name: addr, IsNotFound: true}
}

func account(id parley.ChannelAccountID, address string) *parley.ChannelAccount {
	return &parley.ChannelAccount{ID: id, Channel: parley.ChannelEmail, Address: address, Active: true, CreatedAt: time.Now()}
}

// letter is a small mail with CR LF line ends.
func letter(subject string) string {
	return fmt.Sprintf("From: Jane <jane@customer.test>\r\nTo: support@example.test\r\nSubject: %s\r\n"+
		"Message-ID: <%s@customer.test>\r\nDate: Sun, 22 Nov 2026 08:00:00 +0000\r\n\r\nHello.\r\n",
		subject, strings.ReplaceAll(subject, " ", "."))
}

// wire speaks a line protocol and stops the test on what it did not expect.
type wire struct {
	t    *testing.T
	conn net.Conn
	text *textproto.Reader
}

func dial(t *testing.T, addr string) *wire {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	return &wire{t, conn, textproto.NewReader(bufio.NewReader(conn))}
}

// say sends text as it is.
func (w *wire) say(text string) {
	w.t.Helper()
	if _, err := w.conn.Write([]byte(text)); err != nil {
		w.t.Fatal(err)
	}
}

// want reads an answer and compares its code.
func (w *wire) want(code int) string {
	w.t.Helper()
	got, text, err := w.text.ReadResponse(0)
	if got != code {
		w.t.Fatalf("answer %d %q (%v), want %d", got, text, err, code)
	}
	return text
}

// ask sends a line and wants an answer.
func (w *wire) ask(line string, code int) string {
	w.t.Helper()
	w.say(line + "\r\n")
	return w.want(code)
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
