package email

import (
	"strings"
	"testing"

	"parley/internal/channel"
	"parley/internal/parley"
)

func support() Meta { return Meta{Account: account(1, "support@example.test")} }

// EMAIL-06: forwarded mail is by whoever wrote it; what strangers claim is not
// believed.
func TestInbound_author(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, header, want string }{
		{"plain", "From: Jane <jane@customer.test>\nReply-To: desk@customer.test", "Jane <jane@customer.test>"},
		{"redirected", "Resent-From: info@example.test\nX-Forwarded-For: info@example.test support@example.test\nFrom: Jane <jane@customer.test>", "Jane <jane@customer.test>"},
		{"group rewrites From", "From: 'Jane' via Support <support@example.test>\nX-Original-From: Jane Doe <jane@customer.test>\nReply-To: Jane <jane@customer.test>", "Jane Doe <jane@customer.test>"},
		{"group with the address alone", "From: \"Jane via Info\" <info@example.test>\nX-Forwarded-For: info@example.test\nX-Original-Sender: jane@customer.test", "Jane <jane@customer.test>"},
		{"list with Reply-To", "List-Id: Info <info.example.test>\nFrom: Jane via Info <info@example.test>\nReply-To: jane@customer.test", "Jane <jane@customer.test>"},
		{"a stranger claims", "From: Mallory <m@mallory.test>\nX-Original-From: Boss <boss@example.test>", "Mallory <m@mallory.test>"},
		{"our own words", "From: Support <support@example.test>\nReply-To: other@example.test", "Support <support@example.test>"},
	}
	for _, tt := range tests {
		in := Inbound([]byte(tt.header+"\nTo: info@example.test\n\nHi\n"), support())
		if got := in.From.Name + " <" + in.From.Address + ">"; got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// EMAIL-14, EMAIL-21: delivery addresses come from the envelope and the header.
func TestInbound_delivered(t *testing.T) {
	t.Parallel()
	meta := support()
	meta.Delivered = []string{"inbox-1@mail.test"}
	in := Inbound([]byte("Delivered-To: Inbox-1@mail.test\nX-Forwarded-To: inbox-1@mail.test\n"+
		"X-Forwarded-For: support+tok@example.test inbox-1@mail.test\nEnvelope-To: <sales@example.test>\nFrom: a@b.test\n\nx\n"), meta)
	if got := strings.Join(in.Delivered, " "); got != "inbox-1@mail.test sales@example.test support+tok@example.test" {
		t.Errorf("got %s", got)
	}
}

// EMAIL-18: a bounce tells of which message, to whom and in which words.
func TestInbound_bounce(t *testing.T) {
	t.Parallel()
	bounce := func(action, status string) string {
		return "From: MAILER-DAEMON@mx.test\nTo: support@example.test\nSubject: Undelivered\nMIME-Version: 1.0\n" +
			"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n" +
			"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; jane@customer.test\n" +
			"Action: " + action + "\nStatus: " + status + "\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n" +
			"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <m1@parley.test>\nSubject: Hello\n\n--b--\n"
	}
	tests := []struct {
		action, status string
		want           channel.Report
	}{
		{"failed", "5.1.1", channel.Report{Status: parley.MessageFailed, Permanent: true}},
		{"delayed", "4.4.1", channel.Report{Status: parley.MessageFailed}},
		{"delivered", "2.0.0", channel.Report{Status: parley.MessageDelivered}},
	}
	for _, tt := range tests {
		in := Inbound([]byte(bounce(tt.action, tt.status)), support())
		got := in.Report
		if got == nil {
			t.Fatalf("%s: no report; auto %q, defects %q", tt.action, in.Auto, in.Defects)
		}
		if in.Auto != "bounce" || got.MailID != "m1@parley.test" || got.AccountID != 1 || got.Status != tt.want.Status || got.Permanent != tt.want.Permanent ||
			strings.Join(got.Recipients, " ") != "jane@customer.test" || !strings.Contains(got.Reason, "no such user") {
			t.Errorf("%s: got %+v", tt.action, got)
		}
	}
}

// SPAM-03: marks of mass mailing, but not those of what an answer quotes.
func TestInbound_marketing(t *testing.T) {
	t.Parallel()
	html := "Content-Type: text/html\n\n<p>Sale!</p>"
	link := "<a href=\"https://x.test/u\">Se désabonner</a>"
	for _, tt := range []struct {
		name, mail string
		want       bool
	}{
		{"a person", "\nHello, please unsubscribe me.\n", false},
		{"header", "List-Unsubscribe: <https://x.test/u>\n\nHello\n", true},
		{"bulk", "Precedence: bulk\n\nHello\n", true},
		{"text with a link", "\nNews!\n\nUnsubscribe: https://x.test/u\n", true},
		{"HTML with a link", html + link, true},
		{"quoted HTML", html + "<div class=\"gmail_quote\"><blockquote>" + link + "</blockquote></div>", false},
		{"quoted text", "\nThank you!\n\nOn Mon, 2 Nov 2026 at 10:00, Shop <shop@x.test> wrote:\n> News!\n> Unsubscribe: https://x.test/u\n", false},
	} {
		if got := Inbound([]byte("From: a@b.test\n"+tt.mail), support()).Marketing; got != tt.want {
			t.Errorf("%s: got %v", tt.name, got)
		}
	}
}

// ATK-07, SAFE-04: beyond a limit the mail goes to quarantine with its bytes.
// ATK-13: another content is another mail, whatever its Message-ID.
func TestInbound_quarantineAndIdentity(t *testing.T) {
	t.Parallel()
	bomb := "From: a@b.test\nContent-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\nx\n", 5000) + "--b--\n"
	in := Inbound([]byte(bomb), support())
	if !strings.Contains(in.Quarantine, "limit-parts") || len(in.Raw) != len(bomb) {
		t.Errorf("quarantine %q, %d bytes", in.Quarantine, len(in.Raw))
	}
	one, other := Inbound([]byte(letter("x")), support()), Inbound([]byte(letter("x")+"more"), support())
	again := Inbound([]byte("Received: by mx.test\r\nDelivered-To: sales@example.test\r\n"+letter("x")), support())
	if one.MailID != other.MailID || one.Key == other.Key || one.Key != again.Key {
		t.Errorf("keys %s, %s, %s", one.Key, other.Key, again.Key)
	}
	meta := support()
	meta.Ours = true
	if sent := Inbound([]byte(letter("x")), meta); sent.Key == one.Key {
		t.Error("the sent copy passes for the one that arrived")
	}
}
