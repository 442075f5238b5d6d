package mail

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func sample() *Outgoing {
	return &Outgoing{
		From:          Address{"Zoë, Desk", "desk@example.com"},
		ReplyTo:       []Address{{"", "reply+1@example.com"}},
		To:            []Address{{"Ada", "ada@example.org"}, {"Jo \"Q\" Public", "jo@example.org"}},
		Cc:            []Address{{"荷物", "cc@example.org"}},
		Bcc:           []Address{{"", "secret@example.org"}},
		Subject:       "Grüße: Ihre Bestellung Nr. 12 " + strings.Repeat("sehr langer Betreff ", 10) + "Ende",
		Date:          time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC),
		MessageID:     "m.1@example.com",
		InReplyTo:     "p.2@example.org",
		References:    []string{"p.1@example.org", "p.2@example.org"},
		ThreadIndex:   ThreadIndex(ThreadIndex(nil, time.Unix(1e9, 0)), time.Unix(1e9+60, 0)),
		ThreadTopic:   "Bestellung",
		AutoSubmitted: "auto-generated",
		Fields:        []Field{{"X-Parley-Thread", "17"}},
		Text:          "Grüße\n\n.\nFrom here\n" + strings.Repeat("x", 3000) + "\n-- \nDesk",
		HTML:          "<p>Grüße <img src=\"cid:logo@example.com\"></p>",
		Attachments: []Attachment{
			{Name: "logo.png", ContentType: "image/png", ContentID: "logo@example.com", Inline: true, Data: []byte("\x89PNG\r\n\x00")},
			{Name: "Résumé " + strings.Repeat("é", 60) + ".pdf", ContentType: "application/pdf", Data: bytes.Repeat([]byte{0, '\n', 255}, 100)},
		},
	}
}

// TestCompose_parsesToTheSame proves the property on a mail that has it all;
// FuzzCompose searches for one that breaks it.
func TestCompose_parsesToTheSame(t *testing.T) {
	t.Parallel()
	checkRoundTrip(t, sample())
}

func checkRoundTrip(t *testing.T, out *Outgoing) {
	t.Helper()
	raw, err := Compose(out)
	if err != nil {
		t.Fatal(err)
	}
	checkWire(t, raw)
	m := Parse(raw)
	if len(m.Defects) > 0 {
		t.Errorf("defects %v in:\n%s", m.Defects, raw)
	}
	if m.MessageID != out.MessageID || m.InReplyTo != out.InReplyTo || !slices.Equal(m.References, append([]string{}, out.References...)) {
		t.Errorf("identifiers %q %q %q", m.MessageID, m.InReplyTo, m.References)
	}
	if m.Subject != CleanLine(out.Subject) || m.Text != out.Text || m.HTML != out.HTML || !m.Date.Equal(out.Date) {
		t.Errorf("subject %q, text %q, html %q, date %v of\n%s", m.Subject, m.Text, m.HTML, m.Date, raw)
	}
	if !slices.Equal(m.From, []Address{out.From}) || !slices.Equal(m.To, out.To) || !slices.Equal(m.Cc, out.Cc) || !slices.Equal(m.ReplyTo, out.ReplyTo) || len(m.Bcc) > 0 {
		t.Errorf("addresses %v %v %v %v %v", m.From, m.To, m.Cc, m.ReplyTo, m.Bcc)
	}
	if !bytes.Equal(m.ThreadIndex, out.ThreadIndex) || m.ThreadTopic != out.ThreadTopic {
		t.Errorf("thread index %x, topic %q", m.ThreadIndex, m.ThreadTopic)
	}
	if len(m.Attachments) != len(out.Attachments) {
		t.Fatalf("attachments %v", m.Attachments)
	}
	for i, a := range m.Attachments {
		want := out.Attachments[i]
		if a.Name != attachmentName(want.Name, want.ContentType) || a.ContentID != want.ContentID || a.Inline != want.Inline || !bytes.Equal(a.Data, want.Data) {
			t.Errorf("attachment %d: %+v, want %+v", i, a, want)
		}
	}
	for _, secret := range out.Bcc {
		if bytes.Contains(raw, []byte(secret.Address)) {
			t.Errorf("the blind copy to %s shows", secret.Address)
		}
	}
}

// checkWire: CR LF only in pairs, seven bits, lines under 998 (RFC 5322 section
// 2.1.1), which leaves nothing to smuggle (ATK-08).
func checkWire(t *testing.T, raw []byte) {
	t.Helper()
	rest := bytes.ReplaceAll(raw, []byte("\r\n"), nil)
	if bytes.ContainsAny(rest, "\r\n\x00") || !isASCII(raw) {
		t.Errorf("not clean on the wire:\n%q", raw)
	}
	for line := range bytes.SplitSeq(raw, []byte("\r\n")) {
		if len(line) > 998 {
			t.Errorf("line of %d bytes", len(line))
		}
	}
}

// TestCompose_refusesInjection_ATK08 tries each field that strangers can reach.
func TestCompose_refusesInjection_ATK08(t *testing.T) {
	t.Parallel()
	const evil = "x\r\nBcc: victim@example.org"
	for field, spoil := range map[string]func(*Outgoing){
		"Subject":             func(o *Outgoing) { o.Subject = evil },
		"From":                func(o *Outgoing) { o.From.Name = evil },
		"To":                  func(o *Outgoing) { o.To[0].Address = "a@b\nBcc: v@example.org" },
		"Cc":                  func(o *Outgoing) { o.Cc[0].Address = "no address" },
		"Reply-To":            func(o *Outgoing) { o.ReplyTo[0].Name = "\x00" },
		"Message-ID":          func(o *Outgoing) { o.References = []string{"a@b> <c@d"} },
		"In-Reply-To":         func(o *Outgoing) { o.InReplyTo = evil },
		"Thread-Topic":        func(o *Outgoing) { o.ThreadTopic = evil },
		"Auto-Submitted":      func(o *Outgoing) { o.AutoSubmitted = evil },
		"X-Custom":            func(o *Outgoing) { o.Fields = []Field{{"X-Custom", "a\rb"}} },
		"X-Custom: y":         func(o *Outgoing) { o.Fields = []Field{{"X-Custom: y", "a"}} },
		"bcc":                 func(o *Outgoing) { o.Fields = []Field{{"bcc", "v@example.org"}} },
		"Content-Disposition": func(o *Outgoing) { o.Attachments[1].Name = evil },
	} {
		out := sample()
		spoil(out)
		raw, err := Compose(out)
		var invalid *InvalidFieldError
		if !errors.As(err, &invalid) || invalid.Field != field || raw != nil {
			t.Errorf("%s: error %v", field, err)
		}
	}
}

// FuzzCompose proves SAFE-10 and ATK-08: what is not refused is clean on the
// wire and reads back the same.
func FuzzCompose(f *testing.F) {
	f.Add("Ada", "Hello", "text\n", "<p>x</p>", "a.pdf", []byte("data"))
	f.Add("=?utf-8?Q?x?=", "a\r\nb", "\r\n.\r\n", "", "../x", []byte{0})
	f.Fuzz(func(t *testing.T, name, subject, text, html, file string, data []byte) {
		out := &Outgoing{From: Address{name, "a@example.com"}, To: []Address{{"", "b@example.org"}}, Subject: subject, Text: text, HTML: html,
			MessageID: "1@x", Attachments: []Attachment{{Name: file, ContentType: "application/pdf", Data: data}}}
		raw, err := Compose(out)
		if err != nil {
			return
		}
		checkWire(t, raw)
		m := Parse(raw)
		if len(m.Bcc) > 0 || len(m.From) != 1 || m.From[0].Address != "a@example.com" || len(m.To) != 1 || m.MessageID != "1@x" {
			t.Errorf("header changed: %+v", m)
		}
		if want, _ := normaliseText(text); utf8.ValidString(text) && !strings.Contains(text, "begin") && m.Text != want {
			t.Errorf("text %q, want %q", m.Text, want)
		}
		if !bytes.Equal(m.Attachments[len(m.Attachments)-1].Data, data) {
			t.Errorf("file changed")
		}
	})
}

func TestThreadIndex_growsByFiveBytes(t *testing.T) {
	t.Parallel()
	first := ThreadIndex(nil, time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC))
	second := ThreadIndex(first, time.Date(2026, 3, 3, 11, 0, 0, 0, time.UTC))
	if len(first) != 22 || len(second) != 27 || !bytes.HasPrefix(second, first) || first[0] != 1 {
		t.Errorf("got %x and %x", first, second)
	}
}

// TestContentHash_ATK13: the way a mail took does not change its identity, a
// word does.
func TestContentHash_ATK13(t *testing.T) {
	t.Parallel()
	const mail = "From: a@example.org\nMessage-ID: <1@x>\n\nHello\n"
	same := []string{
		"Received: from x\n\tby y\n" + mail, "Return-Path: <a@example.org>\nDelivered-To: b\n" + mail,
		"From a@example.org Tue Mar  3 10:00:00 2026\n" + mail, strings.ReplaceAll(mail, "\n", "\r\n"),
	}
	for _, s := range same {
		if ContentHash([]byte(s)) != ContentHash([]byte(mail)) {
			t.Errorf("differs: %q", s)
		}
	}
	if ContentHash([]byte(strings.Replace(mail, "Hello", "Hullo", 1))) == ContentHash([]byte(mail)) {
		t.Error("another text, the same hash")
	}
}
