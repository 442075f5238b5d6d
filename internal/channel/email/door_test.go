package email

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/internal/channel"
	"parley/internal/channel/channeltest"
)

// open starts a door for two accounts and returns where it listens.
func open(t *testing.T, rec *channeltest.Recorder, opts DoorOptions) string {
	t.Helper()
	if opts.Resolver == nil {
		opts.Resolver = zone{}
	}
	opts.Log = quiet()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- NewDoor(rec, rec, opts).Serve(ctx, ln) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return ln.Addr().String()
}

func team() *channeltest.Recorder {
	return channeltest.NewRecorder(account(1, "support@example.test"), account(2, "sales@example.test"))
}

// EMAIL-01, EMAIL-21: one delivery for each account, with its own recipients.
func TestDoor_oneDeliveryForEachAccount(t *testing.T) {
	t.Parallel()
	rec := team()
	w := dial(t, open(t, rec, DoorOptions{}))
	w.want(220)
	w.ask("MAIL FROM:<jane@customer.test>", 502) // nobody has said hello
	w.ask("EHLO client.test", 250)
	w.ask("MAIL FROM:<jane@customer.test>", 250)
	w.ask("RCPT TO:<nobody@example.test>", 550)
	w.ask("RCPT TO:<support+token123@example.test>", 250)
	w.ask("RCPT TO:<Support@example.test>", 250)
	w.ask("RCPT TO:<sales@example.test>", 250)
	w.ask("DATA", 354)
	w.ask(letter("hello")+"..dot\r\n.", 250)
	w.ask("QUIT", 221)

	ins := rec.Inbounds()
	if len(ins) != 2 {
		t.Fatalf("got %d deliveries, want 2", len(ins))
	}
	if got := strings.Join(ins[0].Delivered, " "); ins[0].AccountID != 1 || got != "support+token123@example.test support@example.test" {
		t.Errorf("account %v, delivered %s", ins[0].AccountID, got)
	}
	if ins[0].ContentHash != ins[1].ContentHash || ins[0].Key == ins[1].Key {
		t.Error("copies must share the content hash and have keys of their own")
	}
	if !strings.HasSuffix(ins[0].Text, ".dot\n") || !strings.HasPrefix(string(ins[0].Raw), "Return-Path: <jane@customer.test>\r\nReceived: from client.test ([127.0.0.1])") {
		t.Errorf("text %q, raw %q", ins[0].Text, ins[0].Raw)
	}
}

// SAFE-02, SAFE-07: no 250 while the sink cannot store, and the retry is one mail.
func TestDoor_noAcknowledgementBeforeTheSink(t *testing.T) {
	t.Parallel()
	rec := team()
	failing := true
	rec.Fail = func(in *channel.Inbound) error {
		if failing && in.AccountID == 2 {
			return errors.New("disk full")
		}
		return nil
	}
	w := dial(t, open(t, rec, DoorOptions{}))
	w.want(220)
	w.ask("EHLO client.test", 250)
	for _, code := range []int{451, 250} {
		w.ask("MAIL FROM:<jane@customer.test>", 250)
		w.ask("RCPT TO:<support@example.test>", 250)
		w.ask("RCPT TO:<sales@example.test>", 250)
		w.ask("DATA", 354)
		w.ask(letter("once")+".", code)
		failing = false
	}
	if got := rec.Subjects(); len(got) != 2 {
		t.Errorf("stored %q, want one for each account", got)
	}
}

// EMAIL-17, ATK-37: size, recipients and connections have limits.
func TestDoor_limits(t *testing.T) {
	t.Parallel()
	rec := team()
	addr := open(t, rec, DoorOptions{MaxBytes: 1000, MaxRecipients: 2, MaxPerAddress: 1})
	w := dial(t, addr)
	w.want(220)
	dial(t, addr).want(421)
	if text := w.ask("EHLO client.test", 250); !strings.Contains(text, "SIZE 1000") {
		t.Errorf("hello %q", text)
	}
	w.ask("MAIL FROM:<jane@customer.test> SIZE=2000", 552)
	w.ask("MAIL FROM:<jane@customer.test>", 250)
	w.ask("RCPT TO:<support@example.test>", 250)
	w.ask("RCPT TO:<sales@example.test>", 250)
	w.ask("RCPT TO:<support+x@example.test>", 452)
	w.ask("DATA", 354)
	w.ask(letter("big")+strings.Repeat("line\r\n", 300)+".", 552)
	w.ask("MAIL FROM:<jane@customer.test>", 250)
	w.ask("RCPT TO:<support@example.test>", 250)
	w.ask("DATA", 354)
	w.ask(letter("small")+".", 250)
	rec.WaitSubjects(t, "small")
}

// ATK-37: who says nothing is sent away.
func TestDoor_idle(t *testing.T) {
	t.Parallel()
	w := dial(t, open(t, team(), DoorOptions{IdleTimeout: 20 * time.Millisecond}))
	w.want(220)
	w.want(421)
}

// ATK-08: no ending of a mail but CR LF . CR LF is believed, and what holds
// another is refused.
func TestDoor_smuggling(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\r\n", "\r\n.\r", "\r\n\x00.\r\n", "\r.\n"} {
		rec := team()
		w := dial(t, open(t, rec, DoorOptions{}))
		w.want(220)
		w.ask("EHLO client.test", 250)
		w.ask("MAIL FROM:<jane@customer.test>", 250)
		w.ask("RCPT TO:<support@example.test>", 250)
		w.ask("DATA", 354)
		w.say(letter("outer") + "text" + end + "MAIL FROM:<boss@example.test>\r\nRCPT TO:<sales@example.test>\r\nDATA\r\n" +
			letter("smuggled") + ".\r\nQUIT\r\n")
		got, _, _ := w.text.ReadResponse(0)
		if last, _, _ := w.text.ReadResponse(0); last != 221 {
			t.Errorf("%q: answer %d after the mail, want 221", end, last)
		}
		for _, in := range rec.Inbounds() {
			if in.Subject != "outer" {
				t.Errorf("%q: %q came through", end, in.Subject)
			}
		}
		if bare := bareLine([]byte("a" + end + "\r\n")); bare && end != "\r\n.\r" && got != 550 {
			t.Errorf("%q: answer %d, want 550", end, got)
		}
	}
}

// ATK-08: what is sent before TLS begins is forgotten.
func TestDoor_commandsBeforeTLSAreForgotten(t *testing.T) {
	t.Parallel()
	cert := channeltest.NewCertificate(t)
	rec := team()
	w := dial(t, open(t, rec, DoorOptions{TLS: &tls.Config{Certificates: []tls.Certificate{cert.TLS}}}))
	w.want(220)
	w.ask("EHLO client.test", 250)
	w.ask("MAIL FROM:<mallory@customer.test>", 250)
	w.say("STARTTLS\r\nRCPT TO:<support@example.test>\r\nDATA\r\n")
	w.want(220)
	secure := tls.Client(w.conn, &tls.Config{RootCAs: cert.Pool, ServerName: "localhost"})
	w.conn, w.text = secure, textproto.NewReader(bufio.NewReader(secure))
	w.ask("RCPT TO:<support@example.test>", 502)
	w.ask("EHLO client.test", 250)
	w.ask("RCPT TO:<support@example.test>", 502)
	w.ask("MAIL FROM:<jane@customer.test>", 250)
	w.ask("RCPT TO:<support@example.test>", 250)
	w.ask("DATA", 354)
	w.ask(letter("secret")+".", 250)
	if raw := string(rec.Inbounds()[0].Raw); !strings.Contains(raw, "Return-Path: <jane@customer.test>") || !strings.Contains(raw, "with ESMTPS;") {
		t.Errorf("raw %q", raw)
	}
}

// EMAIL-01: LMTP answers for each recipient.
func TestDoor_lmtp(t *testing.T) {
	t.Parallel()
	rec := team()
	rec.Fail = func(in *channel.Inbound) error {
		if in.AccountID == 2 {
			return errors.New("locked")
		}
		return nil
	}
	w := dial(t, open(t, rec, DoorOptions{LMTP: true}))
	w.want(220)
	w.ask("LHLO client.test", 250)
	w.ask("MAIL FROM:<>", 250)
	w.ask("RCPT TO:<support@example.test>", 250)
	w.ask("RCPT TO:<sales@example.test>", 250)
	w.ask("DATA", 354)
	w.say(letter("local") + ".\r\n")
	w.want(250)
	w.want(451)
	rec.WaitSubjects(t, "local")
}

// ATK-09: mail that goes in circles is refused.
func TestDoor_loop(t *testing.T) {
	t.Parallel()
	rec := team()
	w := dial(t, open(t, rec, DoorOptions{}))
	w.want(220)
	w.ask("EHLO client.test", 250)
	w.ask("MAIL FROM:<jane@customer.test>", 250)
	w.ask("RCPT TO:<support@example.test>", 250)
	w.ask("DATA", 354)
	w.ask(strings.Repeat("Received: by loop.test; Sun, 22 Nov 2026 08:00:00 +0000\r\n", 101)+letter("loop")+".", 554)
}

// EMAIL-06: SPF, DKIM and DMARC are checked; what fails is marked, or refused
// where that is asked for. A silent name server neither delays nor loses mail.
func TestDoor_authentication(t *testing.T) {
	t.Parallel()
	dns := zone{
		"customer.test": "v=spf1 ip4:127.0.0.1 -all", "_dmarc.customer.test": "v=DMARC1; p=reject",
		"forged.test": "v=spf1 -all", "_dmarc.forged.test": "v=DMARC1; p=reject",
		"slow.test": silent, "_dmarc.slow.test": silent,
	}
	for _, tt := range []struct {
		domain  string
		opts    DoorOptions
		code    int
		verdict string
	}{
		{"customer.test", DoorOptions{Enforce: true}, 250, "pass"},
		{"forged.test", DoorOptions{}, 250, "fail"},
		{"forged.test", DoorOptions{Enforce: true}, 550, ""},
		{"slow.test", DoorOptions{Enforce: true}, 250, "none"},
		{"unknown.test", DoorOptions{Enforce: true}, 250, "none"},
		{"forged.test", DoorOptions{Enforce: true, Trusted: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}, 250, "none"},
	} {
		rec := team()
		tt.opts.Resolver = dns
		w := dial(t, open(t, rec, tt.opts))
		w.want(220)
		w.ask("EHLO client.test", 250)
		w.ask("MAIL FROM:<jane@"+tt.domain+">", 250)
		w.ask("RCPT TO:<support@example.test>", 250)
		w.ask("DATA", 354)
		w.ask(strings.ReplaceAll(letter("auth"), "jane@customer.test", "jane@"+tt.domain)+".", tt.code)
		if ins := rec.Inbounds(); (len(ins) == 1) != (tt.code == 250) || len(ins) == 1 && (ins[0].Authenticated != tt.verdict || ins[0].AuthDetail == "") {
			t.Errorf("%s: %d mails, %+v", tt.domain, len(ins), ins)
		}
	}
}

// EMAIL-01: a real client, over TLS, with pipelining and a large file.
func TestDoor_swaks(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("swaks"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("swaks is not installed")
		}
		t.Skip("swaks is not installed")
	}
	cert := channeltest.NewCertificate(t)
	rec := team()
	addr := open(t, rec, DoorOptions{TLS: &tls.Config{Certificates: []tls.Certificate{cert.TLS}}})
	file := filepath.Join(t.TempDir(), "report.bin")
	data := bytes.Repeat([]byte{0, 1, 2, 3, '\r', '.', '\n', 0xff}, 100_000)
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{"--server", addr, "--from", "jane@customer.test", "--to", "support@example.test,sales@example.test",
		"--h-Subject", "from swaks", "--body", "See the file.", "--attach", "@" + file, "--pipeline"}
	if err := exec.Command("perl", "-MNet::SSLeay", "-e", "1").Run(); err == nil {
		args = append(args, "--tls")
	}
	if out, err := exec.Command("swaks", args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out[:min(len(out), 4000)])
	}
	ins := rec.Inbounds()
	if len(ins) != 2 || ins[0].Subject != "from swaks" || len(ins[0].Files) != 1 || !bytes.Equal(ins[0].Files[0].Data, data) {
		t.Errorf("got %d mails", len(ins))
	}
}
