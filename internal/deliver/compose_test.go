package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/blob"
	"parley/internal/deliver"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
)

// SAFE-05: the same press of a key is one message, whatever is repeated.
func TestCompose_sameClientIDIsOneMessage(t *testing.T) {
	w := setup(t)
	a, err := w.compose(deliver.NewMessage{Text: "once"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := w.compose(deliver.NewMessage{Text: "once"})
	if err != nil || a.ID != b.ID {
		t.Fatalf("got %d and %d, %v", a.ID, b.ID, err)
	}
	w.later(time.Minute)
	w.becomes(a, parley.MessageSent)
	if w.way.count() != 1 {
		t.Fatalf("it left %d times", w.way.count())
	}
}

// ATK-08, ATK-16: bad recipients, addresses of ours and files of others are
// refused by name, and nothing is written.
func TestCompose_refuses(t *testing.T) {
	w := setup(t)
	var foreign parley.AttachmentID
	storetest.Write(t, w.db, func(tx *store.Tx) error {
		foreign = parley.AttachmentID(tx.NewID())
		return tx.Insert("attachment", &parley.Attachment{ID: foreign, UploadedBy: 999, Name: "secret.pdf"})
	})
	for name, c := range map[string]struct {
		n     deliver.NewMessage
		field string
	}{
		"no recipient":   {deliver.NewMessage{To: []parley.Address{}}, "to"},
		"injection":      {deliver.NewMessage{To: []parley.Address{{Name: "A\r\nBcc: x@y.example", Address: "a@b.example"}}}, "to"},
		"no address":     {deliver.NewMessage{Cc: []parley.Address{{Address: "not an address"}}}, "cc"},
		"ourselves":      {deliver.NewMessage{Bcc: []parley.Address{{Address: "support@atlas.example"}}}, "bcc"},
		"another's file": {deliver.NewMessage{AttachmentIDs: []parley.AttachmentID{foreign}}, "attachment_ids"},
	} {
		c.n.ClientID = "refused-" + name
		_, err := w.compose(c.n)
		var e *parley.Error
		if !errors.As(err, &e) || e.Field != c.field {
			t.Errorf("%s: got %v, want an error about %s", name, err, c.field)
		}
	}
	rows, err := w.db.Read(context.Background()).CountThreads()
	if err != nil || rows != 0 {
		t.Errorf("%d threads were left behind, %v", rows, err)
	}
}

// EMAIL-11: what is sent carries the thread's references, quotes what it
// answers, and takes pasted images along.
func TestSend_answer(t *testing.T) {
	w := setup(t)
	first, err := w.compose(deliver.NewMessage{Text: "first", Subject: "Order"})
	if err != nil {
		t.Fatal(err)
	}
	w.later(time.Minute)
	w.becomes(first, parley.MessageSent)
	var answer *parley.Message
	storetest.Write(t, w.db, func(tx *store.Tx) error {
		th, err := tx.Thread(first.ThreadID)
		if err != nil {
			return err
		}
		image := &parley.Attachment{ID: parley.AttachmentID(tx.NewID()), UploadedBy: w.user.ID, Name: "a.png", ContentType: "image/png", Hash: blob.Hash(nil)}
		if err := tx.Insert("attachment", image); err != nil {
			return err
		}
		answer, err = deliver.Reply(tx, w.user, th, deliver.NewMessage{ClientID: "client-9", AccountID: w.acct.ID, To: []parley.Address{{Address: "jonas@customer.example"}},
			Subject: "Re: Order", Text: "second", HTML: `<p>second <img src="/api/files/` + image.ID.String() + `"></p>`})
		return err
	})
	got, err := w.db.Read(context.Background()).MailIDs(answer.ThreadID, answer.Seq)
	if err != nil || !slices.Equal(got, []string{first.MailID}) || answer.InReplyTo != first.MailID {
		t.Errorf("references %v, in reply to %q, %v", got, answer.InReplyTo, err)
	}
	body, err := w.db.Read(context.Background()).Body(answer.ID)
	if err != nil || !strings.Contains(body.HTML, `src="cid:`) {
		t.Errorf("the pasted image is not part of the message: %s %v", body.HTML, err)
	}
}

// COLLAB-05: an answer stops once if somebody wrote since its author looked.
func TestReply_newerReply(t *testing.T) {
	w := setup(t)
	first, err := w.compose(deliver.NewMessage{Text: "first"})
	if err != nil {
		t.Fatal(err)
	}
	colleague := &parley.User{ID: 77, Email: "marc@atlas.example", CanBeAssigned: true}
	reply := func(seen int64) error {
		return w.db.Write(context.Background(), func(tx *store.Tx) error {
			th, err := tx.Thread(first.ThreadID)
			if err != nil {
				return err
			}
			_, err = deliver.Reply(tx, colleague, th, deliver.NewMessage{ClientID: "client-7", AccountID: w.acct.ID, To: first.To, Text: "me too", SeenSeq: seen})
			return err
		})
	}
	var e *parley.Error
	if err := reply(first.Seq - 1); !errors.As(err, &e) || e.Code != "newer_reply" {
		t.Fatalf("got %v, want newer_reply", err)
	}
	if err := reply(first.Seq); err != nil {
		t.Fatal(err)
	}
}

// ROUTE-02, ROUTE-22: an answer makes its author the owner of what was nobody's,
// or a team's that no member took, and ends its wait; what is somebody's stays so.
func TestReply_takesWhatIsNobodys(t *testing.T) {
	w := setup(t)
	first, err := w.compose(deliver.NewMessage{Text: "first"})
	if err != nil {
		t.Fatal(err)
	}
	for i, was := range []parley.Actor{{}, {Kind: parley.ActorTeam, ID: 5}, parley.ByUser(88)} {
		storetest.Write(t, w.db, func(tx *store.Tx) error {
			th, err := tx.Thread(first.ThreadID)
			if err != nil {
				return err
			}
			th.OutboundOnly = false
			th.SetAssignee(was)
			th.Enqueue("rule", int64(i+1), tx.Now)
			if err := triage.Store(tx, th); err != nil {
				return err
			}
			_, err = deliver.Reply(tx, w.user, th, deliver.NewMessage{ClientID: fmt.Sprint("client-2", i), AccountID: w.acct.ID, To: first.To, Text: "mine", SeenSeq: 1 << 40})
			return err
		})
		th, err := w.db.Read(context.Background()).Thread(first.ThreadID)
		want := parley.ByUser(w.user.ID)
		if was.Kind == parley.ActorUser {
			want = was
		}
		if err != nil || th.Assignee() != want || th.Queued() {
			t.Errorf("%+v became %+v, waits %v, %v", was, th.Assignee(), th.Queued(), err)
		}
	}
}
