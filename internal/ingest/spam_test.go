package ingest_test

import (
	"context"
	"strings"
	"testing"

	"parley/internal/channel"
	"parley/internal/channel/email"
	"parley/internal/ingest"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// SPAM-02 to SPAM-06: the order of decision; each case would be decided
// otherwise by what comes later.
func TestJudge_order(t *testing.T) {
	t.Parallel()
	rule := func(list, value string) *store.SenderRule { return &store.SenderRule{List: list, Value: value} }
	all := ingest.DefaultRules
	tests := []struct {
		name string
		e    ingest.Evidence
		from string
		auto string
		bulk bool
		want string // the reason; spam unless it is one to let pass
	}{
		{"blocked before allowed", ingest.Evidence{Lists: []*store.SenderRule{rule("allow", "jane@x.test"), rule("block", "jane@x.test")}, Contact: true}, "jane@x.test", "", false, ingest.Blocked},
		{"denied before allowed", ingest.Evidence{Lists: []*store.SenderRule{rule("allow", "jane@x.test"), rule("deny", "jane@x.test")}}, "jane@x.test", "", false, ingest.Denied},
		{"an allowed address in a denied domain", ingest.Evidence{Lists: []*store.SenderRule{rule("deny", "x.test"), rule("allow", "jane@x.test")}}, "jane@x.test", "", false, ingest.Allowed},
		{"a denied address in an allowed domain", ingest.Evidence{Lists: []*store.SenderRule{rule("allow", "x.test"), rule("deny", "jane@x.test")}}, "jane@x.test", "", false, ingest.Denied},
		{"a denied domain before an allowed one", ingest.Evidence{Lists: []*store.SenderRule{rule("allow", "x.test"), rule("deny", "x.test")}}, "jane@x.test", "", false, ingest.Denied},
		{"allowed before all filters", ingest.Evidence{Lists: []*store.SenderRule{rule("allow", "x.test")}, OwnAddress: true, Scored: true}, "sales@x.test", "auto-reply", true, ingest.Allowed},
		{"own address before known contact", ingest.Evidence{OwnAddress: true, Contact: true}, "jane@x.test", "", false, ingest.FromOurselves},
		{"automatic before known contact", ingest.Evidence{Contact: true, AnswersLive: true}, "jane@x.test", "auto-reply", false, ingest.AutoResponse},
		{"contact before role", ingest.Evidence{Contact: true, Scored: true}, "sales@x.test", "list", true, ingest.KnownSender},
		{"answer before role", ingest.Evidence{AnswersLive: true}, "sales@x.test", "", true, ingest.KnownSender},
		{"role before marketing", ingest.Evidence{}, "SALES+eu@x.test", "list", true, ingest.RoleAddress},
		{"links to unsubscribe", ingest.Evidence{}, "jane@x.test", "", true, ingest.Marketing},
		{"mail of a list", ingest.Evidence{}, "jane@x.test", "list", false, ingest.Marketing},
		{"content", ingest.Evidence{Scored: true}, "jane@x.test", "", false, ingest.ContentFilter},
		{"nothing", ingest.Evidence{}, "jane@x.test", "", false, ""},
		{"all filters off", ingest.Evidence{Rules: ingest.Rules{RspamdURL: "-"}}, "sales@x.test", "list", true, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.e.Rules == (ingest.Rules{}) {
				tt.e.Rules = all
			}
			tt.e.In = &channel.Inbound{From: parley.Address{Address: strings.ToLower(tt.from)}, Auto: tt.auto, Marketing: tt.bulk}
			got := ingest.Judge(tt.e)
			spam := tt.want != "" && tt.want != ingest.Allowed && tt.want != ingest.KnownSender
			if got.Reason != tt.want || got.Spam != spam {
				t.Errorf("got %+v, want %q", got, tt.want)
			}
		})
	}
}

// SPAM-02: each role address, however it is written, and nothing like it.
func TestJudge_roleAddresses(t *testing.T) {
	t.Parallel()
	const list = `abuse admin alert billing compliance devnull dns finance ftp hostmaster info infrastructure inoc ispfeedback
		ispsupport it list list-request maildaemon mailer-daemon marketing no-reply noc noreply null phish phishing postmaster
		privacy registrar root sales security spam support sysadmin tech undisclosed-recipients unsubscribe usenet uucp webmaster www`
	judge := func(local string) ingest.Verdict {
		in := &channel.Inbound{From: parley.Address{Address: local + "@x.test"}}
		return ingest.Judge(ingest.Evidence{In: in, Rules: ingest.DefaultRules})
	}
	for _, local := range strings.Fields(list) {
		if !judge(local).Spam {
			t.Errorf("%s@ passes", local)
		}
	}
	for _, local := range []string{"salesman", "jo.sales", "information", "italo"} {
		if judge(local).Spam {
			t.Errorf("%s@ is spam", local)
		}
	}
}

// SPAM-01, SPAM-20, SPAM-04: filtered mail opens a spam thread of its own, makes
// no contact and moves no counter; from a contact it passes.
func TestReceive_filtersAside(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.receive(letter(jane, "1@customer.test"))
	ours := d.reply(first.ThreadID, "jane@customer.test")
	d.write(func(tx *store.Tx) error {
		return tx.Insert("sender_rule", &store.SenderRule{ID: tx.NewID(), List: "deny", Value: "elsewhere.test", CreatedAt: tx.Now})
	})
	before := d.thread(first.ThreadID)
	denied := d.receive(letter(mark, "1@elsewhere.test", "In-Reply-To: <"+ours.MailID+">"))
	th := d.thread(denied.ThreadID)
	if denied.Outcome != channel.Spammed || denied.ThreadID == first.ThreadID || !th.Spam || th.SpamReason != ingest.Denied || th.ContactID != 0 {
		t.Errorf("denied mail is %s in %+v", denied.Outcome, th)
	}
	if now := d.thread(first.ThreadID); now.Spam || now.LatestMessageAt != before.LatestMessageAt || now.ParticipantCount != before.ParticipantCount {
		t.Errorf("the live thread changed: %+v", now)
	}
	if c, err := d.read().ContactByAddress("email", "mark@elsewhere.test"); c != nil || err != nil {
		t.Errorf("spam made a contact: %v, %v", c, err)
	}
	role := d.receive(letter("sales@customer.test", "2@customer.test"))
	d.do(triage.NotSpam, role.ThreadID)
	if th := d.thread(role.ThreadID); th.Spam || th.ContactID == 0 {
		t.Errorf("after not spam (SPAM-12): %+v", th)
	}
	if again := d.receive(letter("sales@customer.test", "3@customer.test")); again.Outcome != channel.Imported {
		t.Errorf("mail of a role that is a contact now is %s", again.Outcome)
	}
}

// SPAM-07, SPAM-08, SPAM-10: marking a thread filters this thread alone, and
// blocking its sender all that comes.
func TestReceive_markedAndBlocked(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.receive(letter(jane, "1@customer.test"))
	d.do(triage.Spam, first.ThreadID)
	if in := d.receive(letter(jane, "2@customer.test", "In-Reply-To: <1@customer.test>")); in.ThreadID != first.ThreadID || in.Outcome != channel.Spammed {
		t.Errorf("an answer in a spam thread is %s in %d", in.Outcome, in.ThreadID)
	}
	second := d.receive(letter(jane, "3@customer.test"))
	if second.Outcome != channel.Imported {
		t.Errorf("later mail of the sender is %s", second.Outcome)
	}
	d.do(triage.Block, second.ThreadID)
	third := d.receive(letter(jane, "4@customer.test"))
	if th := d.thread(third.ThreadID); third.Outcome != channel.Spammed || th.SpamReason != ingest.Blocked {
		t.Errorf("mail of a blocked sender is %s for %q", third.Outcome, th.SpamReason)
	}
	d.do(triage.Unblock, second.ThreadID)
	if in := d.receive(letter(jane, "5@customer.test")); in.Outcome != channel.Imported || !d.thread(third.ThreadID).Spam {
		t.Errorf("after unblocking, mail is %s", in.Outcome)
	}
}

// SPAM-20, EMAIL-18: an automatic answer stands folded in a live thread and
// moves nothing; alone it is spam with a subject.
func TestReceive_automaticAnswers(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.receive(letter(jane, "1@customer.test"))
	ours := d.reply(first.ThreadID, "jane@customer.test")
	d.do(triage.Close, first.ThreadID)
	before := d.thread(first.ThreadID)
	auto := d.receive(letter(jane, "2@customer.test", "In-Reply-To: <"+ours.MailID+">", "Auto-Submitted: auto-replied", "Subject: Away"))
	after := d.thread(first.ThreadID)
	if auto.ThreadID != first.ThreadID || after.Status != parley.ThreadClosed || after.LatestMessageAt != before.LatestMessageAt || after.Preview != before.Preview {
		t.Errorf("an automatic answer changed the thread to %+v", after)
	}
	alone := d.receive(letter(jane, "3@customer.test", "Auto-Submitted: auto-replied", "Subject: Away"))
	if th := d.thread(alone.ThreadID); !th.Spam || th.SpamReason != ingest.AutoResponse || th.Subject != "Away" || th.LatestReceivedAt.IsZero() {
		t.Errorf("alone it opened %+v", th)
	}
}

// bounce is a delivery report about a message (RFC 3464).
func bounce(mailID, action, status string) string {
	return strings.ReplaceAll(`From: MAILER-DAEMON@mx.test
To: support@shop.test
Subject: Undelivered Mail
Message-ID: <`+action+`-report@mx.test>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; jane@customer.test
Action: `+action+`
Status: `+status+`
Diagnostic-Code: smtp; 550 5.1.1 no such user
--b
Content-Type: text/rfc822-headers

Message-ID: <`+mailID+`>
--b--
`, "\n", "\r\n")
}

// EMAIL-18: a bounce belongs to its message, makes no thread, and only a hard
// one makes it failed, with the server's words.
func TestReceive_bounces(t *testing.T) {
	t.Parallel()
	tests := []struct {
		action, status string
		want           parley.MessageStatus
	}{{"failed", "5.1.1", parley.MessageFailed}, {"delayed", "4.2.2", parley.MessageSent}, {"delivered", "2.0.0", parley.MessageDelivered}}
	for _, tt := range tests {
		t.Run(tt.action, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			first := d.receive(letter(jane, "1@customer.test"))
			ours := d.reply(first.ThreadID, "jane@customer.test")
			d.write(func(tx *store.Tx) error {
				ours.Status = parley.MessageSent
				return tx.Save("message", ours)
			})
			raw := bounce(ours.MailID, tt.action, tt.status)
			for range 2 {
				d.receive(raw)
			}
			m := d.message(ours.ID)
			if m.Status != tt.want || tt.want == parley.MessageFailed && !strings.Contains(m.StatusReason, "550 5.1.1 no such user") {
				t.Errorf("the message is %s: %q", m.Status, m.StatusReason)
			}
			threads, err := d.read().ThreadsAfter(d.support.InboxID, 0, 10)
			if err != nil || len(threads) != 1 || len(d.messages(first.ThreadID)) != 2 {
				t.Errorf("%d threads (%v), %d messages", len(threads), err, len(d.messages(first.ThreadID)))
			}
			lines, err := d.read().Ledger(d.support.ID, "INBOX", 7)
			if err != nil || len(lines) != 3 || lines[1].Outcome != string(channel.Settled) {
				t.Errorf("the ledger: %v, %v", lines, err)
			}
		})
	}
}

// EMAIL-22, SAFE-04: what stops the parser or passes a limit is kept as it came,
// listed, and blocks nothing; trying again puts it where it belongs, once.
func TestReceive_quarantine(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	raw := letter(jane, "1@customer.test", "Subject: Order 7")
	bad := d.inbound(d.support, raw, func(m *email.Meta) { m.Quarantine = "the parser stopped" })
	next := d.inbound(d.support, letter(mark, "2@elsewhere.test"))
	results, err := d.receiver.ReceiveAll(context.Background(), []*channel.Inbound{bad, next})
	if err != nil || results[0].Outcome != channel.Quarantined || results[1].Outcome != channel.Imported {
		t.Fatalf("%+v, %v", results, err)
	}
	list, err := d.read().Quarantined()
	if err != nil || len(list) != 1 || list[0].Reason != "the parser stopped" {
		t.Fatalf("%+v, %v", list, err)
	}
	if kept, err := d.blobs.Get(list[0].RawHash); err != nil || string(kept) != raw {
		t.Errorf("kept %q, %v", kept, err)
	}
	if th := d.thread(results[0].ThreadID); !th.Quarantined {
		t.Errorf("the thread does not show it: %+v", th)
	}
	if err := d.receiver.Retry(context.Background(), list[0], d.inbound(d.support, raw)); err != nil {
		t.Fatal(err)
	}
	if now, err := d.read().Quarantined(); err != nil || len(now) != 1 || now[0].ID != list[0].ID {
		t.Errorf("in quarantine once more: %+v, %v", now, err)
	}
	count := 0
	threads, err := d.read().ThreadsAfter(d.support.InboxID, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, th := range threads {
		if th.Subject == "Order 7" && !th.Quarantined {
			count++
		}
	}
	if count != 1 {
		t.Errorf("%d threads of the mail after trying again, of %d", count, len(threads))
	}
	if again := d.receive(raw); again.Outcome != channel.Duplicate {
		t.Errorf("the mail from its source once more is %s", again.Outcome)
	}
	sent := d.inbound(d.support, letter(jane, "3@customer.test"), func(m *email.Meta) { m.Quarantine, m.Ours = "the parser stopped", true })
	if _, err := d.receiver.Receive(context.Background(), sent); err != nil {
		t.Fatal(err)
	}
	if list, err := d.read().Quarantined(); err != nil || !list[0].Ours {
		t.Errorf("a mail of the Sent folder is not told from others: %+v, %v", list, err)
	}
}
