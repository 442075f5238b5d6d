package email

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley/internal/channel"
	"parley/internal/channel/channeltest"
	"parley/internal/mail"
	"parley/internal/parley"
)

func server(t *testing.T, addr, security string) *parley.MailServer {
	t.Helper()
	host, port, _ := net.SplitHostPort(addr)
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return &parley.MailServer{Host: host, Port: n, Security: security}
}

func outbound() *channel.Outbound {
	return &channel.Outbound{
		MailID: "m1@parley.test", At: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC),
		From: parley.Address{Name: "Ann", Address: "support@example.test"},
		To:   []parley.Address{{Name: "Jane", Address: "jane@customer.test"}},
		Cc:   []parley.Address{{Address: "joe@customer.test"}, {Address: "Jane@customer.test"}},
		Bcc:  []parley.Address{{Address: "boss@bücher.test"}}, Subject: "Grüße", Text: "Hi\n.\nJane",
	}
}

// EMAIL-01, ATK-38: over STARTTLS with a password; the secret goes nowhere else.
func TestSend_throughTheAccountsServer(t *testing.T) {
	t.Parallel()
	cert := channeltest.NewCertificate(t)
	relay := channeltest.Relay(t)
	relay.TLS, relay.Auth = &tls.Config{Certificates: []tls.Certificate{cert.TLS}}, "PLAIN LOGIN"
	acct := account(1, "support@example.test")
	acct.Settings.SMTP = server(t, relay.Addr, "starttls")
	acct.Settings.SMTP.Username = "support"
	rec := channeltest.NewRecorder(acct)
	rec.SetSecret(context.Background(), 1, "imap_password", "pass")
	s := &Sender{Directory: rec, Hostname: "parley.test", TLS: &tls.Config{RootCAs: cert.Pool}}

	receipt, err := s.Send(context.Background(), acct, outbound())
	if err != nil {
		t.Fatal(err)
	}
	got := relay.Mails()[0]
	if want := "AUTH PLAIN " + base64.StdEncoding.EncodeToString([]byte("\x00support\x00pass")); got.Auth != want || !got.Secure {
		t.Errorf("auth %q, secure %v", got.Auth, got.Secure)
	}
	if to := strings.Join(got.To, " "); got.From != "support@example.test" || to != "jane@customer.test joe@customer.test boss@xn--bcher-kva.test" {
		t.Errorf("envelope %s -> %s", got.From, to)
	}
	if got.Data != string(receipt.Raw) || strings.Contains(got.Data, "boss") {
		t.Errorf("data differs from the receipt or tells of Bcc:\n%s", got.Data)
	}
	msg := mail.Parse([]byte(got.Data))
	if msg.MessageID != "m1@parley.test" || msg.Subject != "Grüße" || string(msg.ThreadIndex) != string(receipt.ThreadIndex) {
		t.Errorf("id %q, subject %q", msg.MessageID, msg.Subject)
	}
	if index := threadIndex(outbound()); string(index) != string(receipt.ThreadIndex) {
		t.Error("another try has another Thread-Index")
	}
}

// ATK-09: automatic mail has the null return path and says what it is.
func TestSend_automaticMailHasNoReturnPath(t *testing.T) {
	t.Parallel()
	relay := channeltest.Relay(t)
	s := &Sender{Relay: &Relay{Server: *server(t, relay.Addr, "")}}
	out := outbound()
	out.Automatic, out.InReplyTo = true, "theirs@customer.test"
	if _, err := s.Send(context.Background(), account(1, "support@example.test"), out); err != nil {
		t.Fatal(err)
	}
	got := relay.Mails()[0]
	if msg := mail.Parse([]byte(got.Data)); got.From != "" || msg.Header.Get("Auto-Submitted") != "auto-replied" {
		t.Errorf("return path %q, Auto-Submitted %q", got.From, msg.Header.Get("Auto-Submitted"))
	}
}

// SAFE-05, EMAIL-08, EMAIL-25: what a failure means for the message.
func TestSend_failures(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, verb, answer           string
		permanent, unknown, accepted bool
		reason                       string
	}{
		{"recipients refused for good", "RCPT", "550 5.1.1 no such user", true, false, false, "550 5.1.1 no such user"},
		{"greylisted", "RCPT", "451 4.7.1 greylisted", false, false, false, "451 4.7.1 greylisted"},
		{"sender refused", "MAIL", "553 5.7.1 not yours", true, false, false, "553 5.7.1 not yours"},
		{"busy", "DATA", "452 4.3.1 full", false, false, false, "452 4.3.1 full"},
		{"content refused", ".", "554 5.7.1 spam", true, false, false, "554 5.7.1 spam"},
		{"put off after the data", ".", "451 4.3.0 later", false, false, false, "451 4.3.0 later"},
		{"cut before the data", "DATA", channeltest.Cut, false, false, false, "the connection broke"},
		{"cut after the data", ".", channeltest.Cut, false, true, true, "before the server answered"},
		{"wrong password", "AUTH", "535 5.7.8 bad credentials", false, false, false, "535 5.7.8 bad credentials"},
		{"out of service", "EHLO", "554 5.3.2 closed", false, false, false, "closed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			relay := channeltest.Relay(t)
			relay.Auth = "PLAIN"
			relay.Script = func(verb, _ string) string {
				if verb == tt.verb {
					return tt.answer
				}
				return ""
			}
			acct := account(1, "support@example.test")
			acct.Settings.SMTP = server(t, relay.Addr, "none")
			acct.Settings.SMTP.Username = "support"
			rec := channeltest.NewRecorder(acct)
			_, err := (&Sender{Directory: rec}).Send(context.Background(), acct, outbound())
			var got *channel.SendError
			if !errors.As(err, &got) || got.Permanent != tt.permanent || got.Unknown != tt.unknown || !strings.Contains(got.Reason, tt.reason) {
				t.Errorf("got %+v (%v)", got, err)
			}
			if accepted := len(relay.Mails()) == 1; accepted != tt.accepted {
				t.Errorf("accepted %v, want %v", accepted, tt.accepted)
			}
			if failed := len(rec.States()) == 1; failed != (tt.verb == "AUTH") {
				t.Errorf("states %v", rec.States())
			}
		})
	}
}

// EMAIL-25: without a way out the message waits.
func TestSend_noWayOut(t *testing.T) {
	t.Parallel()
	_, err := (&Sender{}).Send(context.Background(), account(1, "support@example.test"), outbound())
	var got *channel.SendError
	if !errors.As(err, &got) || got.Permanent || got.Unknown || !strings.Contains(got.Reason, "no way out") {
		t.Errorf("got %+v", got)
	}
}

// EMAIL-18: one recipient refused does not keep the message from the others.
func TestSend_someRecipientsRefused(t *testing.T) {
	t.Parallel()
	relay := channeltest.Relay(t)
	relay.Script = func(verb, line string) string {
		switch {
		case verb == "RCPT" && strings.Contains(line, "joe"):
			return "550 5.1.1 who is joe"
		case verb == ".":
			return "250 Ok 0102018f0a1b2c3d-11112222-3333-4444-5555-666677778888-000000"
		}
		return ""
	}
	s := &Sender{Relay: &Relay{Server: *server(t, relay.Addr, "none")}}
	receipt, err := s.Send(context.Background(), account(1, "support@example.test"), outbound())
	if err != nil {
		t.Fatal(err)
	}
	if len(receipt.Refused) != 1 || receipt.Refused[0] != (channel.Refusal{Address: "joe@customer.test", Permanent: true, Reason: "550 5.1.1 who is joe"}) {
		t.Errorf("refused %+v", receipt.Refused)
	}
	if to := relay.Mails()[0].To; len(to) != 2 {
		t.Errorf("sent to %v", to)
	}
}

// SAFE-05: the last word before the mail is gone is ours, once, and may be no.
func TestSend_handOver(t *testing.T) {
	t.Parallel()
	relay := channeltest.Relay(t)
	s := &Sender{Relay: &Relay{Server: *server(t, relay.Addr, "none")}}
	out := outbound()
	taken := parley.Errorf(parley.Conflict, "taken back")
	out.HandOver = func() error { return taken }
	if _, err := s.Send(context.Background(), account(1, "support@example.test"), out); !errors.Is(err, taken) {
		t.Errorf("got %v", err)
	}
	calls := 0
	out.HandOver = func() error {
		if calls++; len(relay.Mails()) > 0 {
			t.Error("the mail was gone already")
		}
		return nil
	}
	if _, err := s.Send(context.Background(), account(1, "support@example.test"), out); err != nil || calls != 1 || len(relay.Mails()) != 1 {
		t.Errorf("%v; %d calls, %d mails", err, calls, len(relay.Mails()))
	}
}

// ATK-08: what would break out of a command or a header is refused.
func TestSend_injection(t *testing.T) {
	t.Parallel()
	relay := channeltest.Relay(t)
	s := &Sender{Relay: &Relay{Server: *server(t, relay.Addr, "none")}}
	for name, spoil := range map[string]func(*channel.Outbound){
		"recipient": func(o *channel.Outbound) { o.To[0].Address = "jane@customer.test>\r\nRCPT TO:<x@y.test" },
		"parameter": func(o *channel.Outbound) { o.Bcc[0].Address = "jane@customer.test> NOTIFY=NEVER" },
		"sender":    func(o *channel.Outbound) { o.From.Address = "a@b.test\r\nDATA" },
		"subject":   func(o *channel.Outbound) { o.Subject = "hi\r\nBcc: x@y.test" },
		"reference": func(o *channel.Outbound) { o.InReplyTo = "a@b>\r\nX: y" },
		"file": func(o *channel.Outbound) {
			o.Files = []channel.File{{Name: "a\r\nX: y", ContentType: "text/plain\r\nX: y"}}
		},
	} {
		out := outbound()
		spoil(out)
		_, err := s.Send(context.Background(), account(1, "support@example.test"), out)
		var got *channel.SendError
		if len(relay.Mails()) > 0 {
			if data := relay.Mails()[0].Data; name != "file" || strings.Contains(data, "\nX: y") {
				t.Fatalf("%s: sent\n%s", name, data)
			}
		} else if !errors.As(err, &got) || !got.Permanent {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLearned(t *testing.T) {
	t.Parallel()
	const id = "0102018f0a1b2c3d-11112222-3333-4444-5555-666677778888-000000"
	tests := []struct{ reply, host, want string }{
		{"Ok " + id, "email-smtp.us-east-1.amazonaws.com", id + "@email.amazonses.com"},
		{"Ok " + id, "email-smtp.eu-west-1.amazonaws.com", id + "@eu-west-1.amazonses.com"},
		{"Ok <" + id + "@eu-west-1.amazonses.com>", "relay.test", id + "@eu-west-1.amazonses.com"},
		{"Ok " + id, "relay.test", ""},
		{"OK <AM0PR@AM0PR.eurprd08.prod.outlook.com> [Hostname=x]", "smtp-mail.outlook.com", "AM0PR@AM0PR.eurprd08.prod.outlook.com"},
		{"2.0.0 Ok: queued as 4Xyz", "relay.test", ""},
		{"OK <m1@parley.test>", "relay.test", ""},
	}
	for _, tt := range tests {
		if got := learned(tt.reply, tt.host, "m1@parley.test"); got != tt.want {
			t.Errorf("learned(%q, %q) = %q, want %q", tt.reply, tt.host, got, tt.want)
		}
	}
}

// EMAIL-25, ATK-01: what is signed verifies; what was changed on the way does not.
func TestSign_verifies(t *testing.T) {
	t.Parallel()
	edPublic, edKey, _ := ed25519.GenerateKey(rand.Reader)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	rsaPublic, _ := x509.MarshalPKIXPublicKey(&rsaKey.PublicKey)
	keys := map[string]crypto.Signer{"ed25519": edKey, "rsa": rsaKey}
	dns := zone{
		"ed25519._domainkey.example.test": "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(edPublic),
		"rsa._domainkey.example.test":     "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(rsaPublic),
	}
	for selector, key := range keys {
		s := &Sender{Signer: func(domain string) (string, crypto.Signer) {
			if domain != "example.test" {
				t.Errorf("asked for %q", domain)
			}
			return selector, key
		}}
		raw, _, err := s.compose(outbound())
		if err != nil {
			t.Fatal(err)
		}
		check := &checker{dns: dns}
		verdict := func(raw string) string {
			return check.check(context.Background(), []byte(raw), fromAddresses(mail.Parse([]byte(raw))), envelope{}).Result
		}
		if got := verdict(string(raw)); got != "pass" {
			t.Errorf("%s: %s\n%s", selector, got, raw)
		}
		if got := verdict(strings.ReplaceAll(string(raw), "\r\n", "\n")); got != "pass" {
			t.Errorf("%s: with the line ends of a file: %s", selector, got)
		}
		if got := verdict(strings.Replace(string(raw), "Jane", "Joan", 2)); got != "none" {
			t.Errorf("%s: changed: %s", selector, got)
		}
		if got := verdict("From: boss@example.test\r\n" + string(raw)); got != "fail" {
			t.Errorf("%s: with a second From: %s", selector, got)
		}
	}
}
