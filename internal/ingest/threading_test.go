package ingest_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"parley/internal/channel"
	"parley/internal/channel/email"
	"parley/internal/ingest"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

const (
	jane = "Jane <jane@customer.test>"
	mark = "Mark <mark@elsewhere.test>"
)

var index = base64.StdEncoding.EncodeToString([]byte("0123456789012345678901"))

// EMAIL-14, ATK-12, ATK-13: what joins a thread, and what does not. The thread
// holds a mail of Jane's and our answer to her.
func TestReceive_joinsThreads(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		from string
		head []string // {ours}: the Message-ID of our answer; {token}: Jane's reply token
		to   string   // envelope
		why  string   // of joining; "new" for a thread of its own
	}{
		{"answer to ours", jane, []string{"In-Reply-To: {ours}"}, "", ingest.ByReply},
		{"answer to ours, from a stranger", mark, []string{"In-Reply-To: {ours}"}, "", ingest.ByReply},
		{"references alone", jane, []string{"References: <gone@x.test> {ours}"}, "", ingest.ByReferences},
		{"her own first mail", jane, []string{"In-Reply-To: <first@customer.test>"}, "", ingest.ByReply},
		{"her first mail, from a stranger", mark, []string{"In-Reply-To: <first@customer.test>"}, "", ingest.ByNothing},
		{"her first mail, from a stranger, to her", mark, []string{"In-Reply-To: <first@customer.test>", "Cc: jane@customer.test"}, "", ingest.ByReply},
		{"a newsletter that both answer", mark, []string{"References: <newsletter@list.test>"}, "", ingest.ByNothing},
		{"a newsletter, herself again", jane, []string{"References: <newsletter@list.test>"}, "", ingest.ByReferences},
		{"only us in common", mark, []string{"References: <newsletter@list.test>", "To: support@shop.test, hello@shop.test"}, "", ingest.ByNothing},
		{"equal subject", jane, []string{"Subject: Order 7"}, "", ingest.ByNothing},
		{"subject of an answer", jane, []string{"Subject: Re: Order 7"}, "", ingest.ByNothing},
		{"reply token", mark, nil, "{token}", ingest.ByToken},
		{"a guessed token", mark, nil, "support+r-00112233445566778899aabbccddeeff@shop.test", ingest.ByNothing},
		{"Outlook's index", jane, []string{"Thread-Index: " + index}, "", ingest.ByIndex},
		{"Outlook's index, from a stranger", mark, []string{"Thread-Index: " + index}, "", ingest.ByNothing},
		{"nonsense", jane, []string{"In-Reply-To: <>", "References: ,,, <@> x", "Thread-Index: AA"}, "", ingest.ByNothing},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			first := d.receive(letter(jane, "first@customer.test", "Subject: Order 7", "References: <newsletter@list.test>", "Thread-Index: "+index))
			ours := d.reply(first.ThreadID, "jane@customer.test")
			token := parley.ReplyAddress("support@shop.test", d.party(first.ThreadID, "jane@customer.test").Token)
			fill := strings.NewReplacer("{ours}", "<"+ours.MailID+">", "{token}", token)
			raw := letter(tt.from, "next@customer.test", tt.head...)
			res := d.receive(fill.Replace(raw), func(m *email.Meta) {
				if tt.to != "" {
					m.Delivered = []string{fill.Replace(tt.to)}
				}
			})
			if m := d.message(res.MessageID); (res.ThreadID == first.ThreadID) != (tt.why != ingest.ByNothing) || m.Reason != tt.why {
				t.Errorf("joined %v by %q, want %q", res.ThreadID == first.ThreadID, m.Reason, tt.why)
			}
		})
	}
}

// EMAIL-14: mails that come in any order find together, and a thread that was
// merged leads to where it went.
func TestReceive_findsThreadsLateAndMerged(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	third := d.receive(letter(jane, "3@customer.test", "References: <1@customer.test> <2@customer.test>"))
	first := d.receive(letter(jane, "1@customer.test"))
	second := d.receive(letter(jane, "2@customer.test", "In-Reply-To: <1@customer.test>"))
	if first.ThreadID != third.ThreadID || second.ThreadID != third.ThreadID {
		t.Errorf("threads %d, %d, %d", first.ThreadID, second.ThreadID, third.ThreadID)
	}
	into := d.receive(letter(jane, "4@customer.test"))
	d.write(func(tx *store.Tx) error {
		_, err := triage.Merge(tx, parley.ByUser(d.ada.ID), d.thread(first.ThreadID), d.thread(into.ThreadID))
		return err
	})
	if late := d.receive(letter(jane, "5@customer.test", "In-Reply-To: <2@customer.test>")); late.ThreadID != into.ThreadID {
		t.Errorf("an answer to a merged thread went to %d, want %d", late.ThreadID, into.ThreadID)
	}
}

// EMAIL-15, SPAM-18: what an answer does to a thread that is not open.
func TestReceive_wakesThreads(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		acts []triage.Action
		want string // the thread's state afterwards; "new" for another thread
	}{
		{"closed", []triage.Action{triage.Close}, "open"},
		{"trashed", []triage.Action{triage.Close, triage.Trash}, "open"},
		{"purged", []triage.Action{triage.Trash, triage.Purge}, "new"},
		{"spam", []triage.Action{triage.Close, triage.Spam}, "closed spam"},
		{"blocked and trashed", []triage.Action{triage.Block, triage.Trash}, "open spam trash"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			first := d.receive(letter(jane, "1@customer.test"))
			for _, a := range tt.acts {
				d.do(a, first.ThreadID)
			}
			res := d.receive(letter(jane, "2@customer.test", "In-Reply-To: <1@customer.test>"))
			if tt.want == "new" {
				if res.ThreadID == first.ThreadID || d.message(res.MessageID).Reason != ingest.ByNothing {
					t.Error("it did not begin anew")
				}
				return
			}
			if got := state(d.thread(first.ThreadID)); got != tt.want {
				t.Errorf("the thread is %q, want %q", got, tt.want)
			}
		})
	}
}

// ATK-01, ATK-11: mail never becomes an agent's words by its From, and parties
// that unproved mail brings along are not written to.
func TestReceive_believesNobody(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.receive(letter(jane, "1@customer.test"), genuine)
	ours := d.reply(first.ThreadID, "jane@customer.test")
	forged := d.receive(letter("Ada <ada@shop.test>", "2@evil.test", "In-Reply-To: <"+ours.MailID+">", "Cc: spy@evil.test"))
	m := d.message(forged.MessageID)
	if m.Direction != parley.Incoming || m.ActorKind == parley.ActorUser || m.Status != parley.MessageReceived || !m.NewParticipant {
		t.Errorf("a forged mail of an agent is %s by %s, new participant %v", m.Direction, m.ActorKind, m.NewParticipant)
	}
	for _, address := range []string{"spy@evil.test", "ada@shop.test"} {
		if p := d.party(first.ThreadID, address); p == nil || p.Accepted {
			t.Errorf("%s: %+v, want a party who is not accepted", address, p)
		}
	}
	// The customer herself, proved, may bring somebody along; unproved, not.
	for _, tt := range []struct {
		id, friend string
		proof      []func(*email.Meta)
		want       bool
	}{{"3@customer.test", "friend@customer.test", []func(*email.Meta){genuine}, true}, {"4@customer.test", "foe@customer.test", nil, false}} {
		d.receive(letter(jane, tt.id, "In-Reply-To: <"+ours.MailID+">", "Cc: "+tt.friend), tt.proof...)
		if p := d.party(first.ThreadID, tt.friend); p == nil || p.Accepted != tt.want {
			t.Errorf("%s: %+v, want accepted %v", tt.friend, p, tt.want)
		}
	}
}

// ATK-13, EMAIL-21: a mail is known by its content. A Message-ID that was taken
// before hides nothing; the same mail by other ways is one message in an inbox.
func TestReceive_knowsCopiesByContent(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	evil := d.receive(letter(mark, "future@customer.test"))
	real := d.receive(letter(jane, "future@customer.test"))
	if real.Outcome != channel.Imported || real.MessageID == evil.MessageID {
		t.Errorf("a mail whose Message-ID was taken is %s", real.Outcome)
	}
	raw := letter(jane, "1@customer.test", "To: support@shop.test, hello@shop.test, desk@shop.test")
	first := d.receive(raw)
	tests := []struct {
		name string
		acct *parley.ChannelAccount
		raw  string
		want channel.Outcome
	}{
		{"again", d.support, raw, channel.Duplicate},
		{"by another way", d.support, "Received: from mx2.test by mx.shop.test; Sun, 22 Nov 2026 08:00:01 +0000\r\n" + raw, channel.Duplicate},
		{"to another address of the inbox", d.second, raw, channel.Duplicate},
		{"to another inbox", d.other, raw, channel.Imported},
	}
	for _, tt := range tests {
		res := d.take(d.inbound(tt.acct, tt.raw))
		if res.Outcome != tt.want || tt.want == channel.Duplicate && res.MessageID != first.MessageID {
			t.Errorf("%s: %s", tt.name, res.Outcome)
		}
	}
	if n := len(d.messages(first.ThreadID)); n != 1 {
		t.Errorf("%d messages", n)
	}
}

// EMAIL-23: the Sent folder. Our own copy is known; an answer that was written
// in another mail program stands in its thread as the words of its author.
func TestReceive_followsTheSentFolder(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.receive(letter(jane, "1@customer.test"))
	ours := d.reply(first.ThreadID, "jane@customer.test")
	if res := d.receive(letter("support@shop.test", ours.MailID, "To: jane@customer.test"), sentFolder); res.Outcome != channel.Duplicate || res.MessageID != ours.ID {
		t.Errorf("our own copy is %s", res.Outcome)
	}
	res := d.receive(letter("Ada <ada@shop.test>", "phone@shop.test", "To: jane@customer.test", "In-Reply-To: <1@customer.test>"), sentFolder)
	m := d.message(res.MessageID)
	if res.ThreadID != first.ThreadID || m.Direction != parley.Outgoing || m.Status != parley.MessageSent || m.Actor() != parley.ByUser(d.ada.ID) {
		t.Errorf("an answer from elsewhere is %s %s by %v in %d", m.Direction, m.Status, m.Actor(), res.ThreadID)
	}
	back := d.receive(letter(mark, "2@elsewhere.test", "In-Reply-To: <phone@shop.test>"))
	if back.ThreadID != first.ThreadID {
		t.Error("an answer to it, from another address, opened a new thread")
	}
}

// SAFE-02: of many mails at once each has its own fate: one that cannot be
// stored takes none of the others with it, and doubles none.
func TestReceiveAll_failureIsItsOwn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var ins []*channel.Inbound
	for n := range 50 {
		in := d.inbound(d.support, letter(jane, fmt.Sprintf("%d@customer.test", n)))
		if n == 20 {
			in.AccountID = 1 << 40
		}
		ins = append(ins, in)
	}
	results, err := d.receiver.ReceiveAll(context.Background(), ins)
	if err != nil || len(results) != len(ins) {
		t.Fatal(results, err)
	}
	for n, res := range results {
		if (res.Err != nil) != (n == 20) || n != 20 && (res.Outcome != channel.Imported || d.message(res.MessageID).MailID != fmt.Sprintf("%d@customer.test", n)) {
			t.Errorf("mail %d: %+v", n, res)
		}
	}
	if threads, err := d.read().ThreadsAfter(d.support.InboxID, 0, 100); err != nil || len(threads) != 49 {
		t.Errorf("%d threads, %v", len(threads), err)
	}
}
