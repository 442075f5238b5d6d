package ingest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"parley/internal/blob"
	"parley/internal/channel"
	"parley/internal/channel/email"
	"parley/internal/deliver"
	"parley/internal/ingest"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
)

// desk is an installation with the inboxes Support, which has two addresses,
// and Help desk, which has one.
type desk struct {
	t        *testing.T
	db       *store.DB
	blobs    *blob.Store
	receiver *ingest.Receiver
	ada      *parley.User
	support  *parley.ChannelAccount
	second   *parley.ChannelAccount
	other    *parley.ChannelAccount
	uid      uint32
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, db: storetest.New(t)}
	var err error
	if d.blobs, err = blob.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.blobs.Close() })
	d.receiver = ingest.New(d.db, d.blobs, nil)
	d.write(func(tx *store.Tx) (err error) {
		s := settings.Setup{CompanyName: "Corner Shop", Language: "en", Timezone: "UTC", FirstName: "Ada", Email: "ada@shop.test"}
		if d.ada, err = s.Run(tx, "hash"); err != nil {
			return err
		}
		inboxes, err := tx.Inboxes()
		if err != nil {
			return err
		}
		connect := func(in *parley.Inbox, address string) *parley.ChannelAccount {
			acct := &parley.ChannelAccount{InboxID: in.ID, Channel: parley.ChannelEmail, Name: address, Address: address}
			if e := settings.ConnectAccount(tx, parley.ByUser(d.ada.ID), acct, nil); e != nil {
				err = e
			}
			return acct
		}
		d.support, d.second, d.other = connect(inboxes[0], "support@shop.test"), connect(inboxes[0], "hello@shop.test"), connect(inboxes[1], "desk@shop.test")
		return err
	})
	return d
}

func (d *desk) write(fn func(*store.Tx) error) {
	d.t.Helper()
	storetest.Write(d.t, d.db, fn)
}

func (d *desk) read() *store.Reader { return d.db.Read(context.Background()) }

// letter is a mail from somebody, with header fields besides.
func letter(from, id string, fields ...string) string {
	head := []string{"From: " + from, "Message-ID: <" + id + ">", "Date: Sun, 22 Nov 2026 08:00:00 +0000"}
	return strings.Join(append(head, fields...), "\r\n") + "\r\n\r\nHello from " + from + " in " + id + ".\r\n"
}

// inbound is raw as the mailbox of acct brings it.
func (d *desk) inbound(acct *parley.ChannelAccount, raw string, change ...func(*email.Meta)) *channel.Inbound {
	d.uid++
	meta := email.Meta{Account: acct, Source: channel.Source{Folder: "INBOX", UIDValidity: 7, UID: d.uid}}
	for _, fn := range change {
		fn(&meta)
	}
	return email.Inbound([]byte(raw), meta)
}

// receive takes a mail in.
func (d *desk) receive(raw string, change ...func(*email.Meta)) channel.Result {
	d.t.Helper()
	return d.take(d.inbound(d.support, raw, change...))
}

func (d *desk) take(in *channel.Inbound) channel.Result {
	d.t.Helper()
	res, err := d.receiver.Receive(context.Background(), in)
	if err != nil {
		d.t.Fatal(err)
	}
	return res
}

func genuine(m *email.Meta) { m.Verdict = email.Verdict{Result: "pass"} }
func sentFolder(m *email.Meta) {
	m.Ours, m.Source.Folder = true, "Sent"
}

// reply is an answer of Ada in a thread, to somebody.
func (d *desk) reply(id parley.ThreadID, to string) *parley.Message {
	d.t.Helper()
	var m *parley.Message
	d.write(func(tx *store.Tx) error {
		th, err := tx.Thread(id)
		if err != nil {
			return err
		}
		m, err = deliver.Reply(tx, d.ada, th, deliver.NewMessage{AccountID: d.support.ID, To: []parley.Address{{Address: to}}, Subject: "Re", Text: "Here you are."})
		return err
	})
	return m
}

// do is a verb of Ada.
func (d *desk) do(a triage.Action, id parley.ThreadID) {
	d.t.Helper()
	res, err := triage.Do(context.Background(), d.db, parley.ByUser(d.ada.ID), triage.Verb{Action: a}, []parley.ThreadID{id}, func(*store.Tx, *parley.Thread) error { return nil })
	if err != nil || res.Outcomes[0].Err != nil {
		d.t.Fatalf("%s: %v, %+v", a, err, res.Outcomes)
	}
}

func (d *desk) thread(id parley.ThreadID) *parley.Thread {
	d.t.Helper()
	th, err := d.read().Thread(id)
	if err != nil {
		d.t.Fatal(err)
	}
	return th
}

func (d *desk) message(id parley.MessageID) *parley.Message {
	d.t.Helper()
	m, err := d.read().MessageByID(id)
	if err != nil {
		d.t.Fatal(err)
	}
	return m
}

// party is a participant of a thread, or nil.
func (d *desk) party(id parley.ThreadID, address string) *parley.Participant {
	d.t.Helper()
	parts, err := d.read().Participants(id)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, p := range parts {
		if p.Address == address {
			return p
		}
	}
	return nil
}

func (d *desk) messages(id parley.ThreadID) []*parley.Message {
	d.t.Helper()
	list, err := d.read().Messages(id, nil, 100)
	if err != nil {
		d.t.Fatal(err)
	}
	return list
}

// state of a thread in a word, for tables.
func state(th *parley.Thread) string {
	words := []string{string(th.Status)}
	if th.Spam {
		words = append(words, "spam")
	}
	if th.Trashed {
		words = append(words, "trash")
	}
	return fmt.Sprint(strings.Join(words, " "))
}
