package notify

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley/internal/blob"
	"parley/internal/channel"
	"parley/internal/deliver"
	"parley/internal/ingest"
	"parley/internal/parley"
	"parley/internal/store"
)

// COLLAB-13: a notification is answered by mail only by who switched that on,
// from their own proved address, where they may answer; what is refused reaches
// nobody and is told to the user alone; the same mail counts once.
func TestAnswer_byMail(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	receiver := ingest.New(d.db, blobs, nil)
	d.write(func(tx *store.Tx) error {
		d.account.Active = true
		return tx.Save("channel_account", d.account)
	})
	letters := func(kind string) (out []deliver.Letter, colleagues []parley.ColleagueMail) {
		jobs, err := d.db.Read(t.Context()).Jobs("waiting", 100)
		if err != nil {
			t.Fatal(err)
		}
		slices.Reverse(jobs)
		for _, j := range jobs {
			var l deliver.Letter
			var m parley.ColleagueMail
			switch j.Kind {
			case "deliver.system":
				err = json.Unmarshal([]byte(j.Payload), &l)
				out = append(out, l)
			case "notify.answer":
				err = json.Unmarshal([]byte(j.Payload), &m)
				colleagues = append(colleagues, m)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		return out, colleagues
	}
	said := func() (answers, comments []*parley.Message) {
		page, err := d.db.Read(t.Context()).Messages(d.thread.ID, nil, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range page {
			if m.Kind == parley.KindComment && m.Text != "See this" {
				comments = append(comments, m)
			} else if m.Direction == parley.Outgoing {
				answers = append(answers, m)
			}
		}
		return answers, comments
	}
	n := 0
	mail := func(token, from, auth, text string) {
		t.Helper()
		n++
		res, err := receiver.Receive(t.Context(), &channel.Inbound{AccountID: d.account.ID, Channel: parley.ChannelEmail, Key: fmt.Sprint("key-", n), From: parley.Address{Address: from},
			Delivered: []string{parley.ReplyAddress(d.account.Address, token)}, Subject: "Re: notification", Text: text, Reply: text, MailID: fmt.Sprintf("%d@shop.test", n), Authenticated: auth, Raw: []byte(fmt.Sprint(n, text))})
		if err != nil || res.ThreadID != 0 {
			t.Fatalf("%+v, %v", res, err)
		}
		_, colleagues := letters("notify.answer")
		for range 2 { // a job may run again
			if err := d.s.Answer(t.Context(), colleagues[len(colleagues)-1]); err != nil {
				t.Fatal(err)
			}
		}
	}
	tell := func(what func(tx *store.Tx) error) deliver.Letter {
		t.Helper()
		d.write(what)
		d.told()
		all, _ := letters("deliver.system")
		return all[len(all)-1]
	}
	mention := func(tx *store.Tx) error { _, err := d.comment(tx, d.eve, d.sam.ID); return err }
	if l := tell(mention); l.Token != "" || strings.Contains(l.Text, "Answer this mail") {
		t.Errorf("answerable without being asked for: %+v", l)
	}
	d.write(func(tx *store.Tx) error { return tx.SetPreference(d.sam.ID, answerKey, []byte("true")) })

	l := tell(mention)
	mail(l.Token, "Sam@shop.test", "pass", "I look after it <b>now</b>")
	answers, comments := said()
	if len(answers) != 0 || len(comments) != 1 || comments[0].Text != "I look after it <b>now</b>" || comments[0].ActorID != int64(d.sam.ID) {
		t.Fatalf("%d answers, comments %+v", len(answers), comments)
	}

	l = tell(func(tx *store.Tx) error { return d.assign(tx, d.eve, d.sam) })
	mail(l.Token, "sam@shop.test", "none", "forged")
	mail(l.Token, "mallory@evil.test", "pass", "forged")
	mail(l.Token, "sam@shop.test", "pass", "")
	if answers, comments = said(); len(answers) != 0 || len(comments) != 1 {
		t.Fatalf("%d answers and %d comments after what proves nothing", len(answers), len(comments))
	}
	told, _ := letters("deliver.system")
	if last := told[len(told)-1]; last.To.Address != "sam@shop.test" || last.Subject != "Your answer was not sent" || strings.Contains(last.Text, "forged") {
		t.Errorf("told %+v", last)
	}
	mail(l.Token, "sam@shop.test", "pass", "It left today.")
	answers, _ = said()
	if len(answers) != 1 || answers[0].Text != "It left today." || answers[0].To[0].Address != "cleo@customer.test" || answers[0].ActorID != int64(d.sam.ID) {
		t.Fatalf("answers %+v", answers)
	}

	l = tell(func(tx *store.Tx) error { return d.assign(tx, d.eve, d.mia) }) // French, and not switched on
	if l.Token != "" {
		t.Errorf("Mia's can be answered: %+v", l)
	}
	l = tell(func(tx *store.Tx) error { return d.assign(tx, d.eve, d.sam) })
	d.write(func(tx *store.Tx) error {
		d.inbox.UserIDs = []parley.UserID{d.mia.ID}
		return tx.Save("inbox", d.inbox)
	})
	mail(l.Token, "sam@shop.test", "pass", "No longer mine")
	if answers, _ = said(); len(answers) != 1 {
		t.Errorf("answered in an inbox that is closed to him: %+v", answers)
	}
}
