package ingest_test

import (
	"testing"

	"parley/internal/channel"
	"parley/internal/deliver"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// EMAIL-12, COLLAB-07, EMAIL-10: a conversation is forwarded to somebody outside,
// who reads what was said and no comment; the answer stands in the same thread,
// which stays the customer's. Who writes for the first time becomes a contact,
// who is spam does not.
func TestForward_answerComesBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.receive(letter(jane, "1@customer.test", "Subject: Broken lamp"), genuine)
	customer := d.thread(first.ThreadID).ContactID
	if customer == 0 {
		t.Fatal("an unknown sender did not become a contact")
	}
	var sent *parley.Message
	d.write(func(tx *store.Tx) error {
		th, err := tx.Thread(first.ThreadID)
		if err != nil {
			return err
		}
		if _, err := triage.AddComment(tx, parley.ByUser(d.ada.ID), th, triage.NewComment{Text: "Between us: the third this week"}); err != nil {
			return err
		}
		sent, err = deliver.Reply(tx, d.ada, th, deliver.NewMessage{Forward: true, AccountID: d.support.ID, To: []parley.Address{{Address: "works@factory.test"}}, Subject: "Fwd: Broken lamp", Text: "Can you look at this?"})
		return err
	})
	if !sent.Forwarded || sent.InReplyTo != "1@customer.test" {
		t.Fatalf("what is forwarded, and quoted, is the customer's mail, not the comment after it: %+v", sent)
	}
	answer := d.receive(letter("Works <works@factory.test>", "9@factory.test", "Subject: Re: Fwd: Broken lamp", "In-Reply-To: <"+sent.MailID+">"), genuine)
	if answer.Outcome != channel.Imported || answer.ThreadID != first.ThreadID {
		t.Fatalf("the answer to a forwarded mail went to %d: %+v", answer.ThreadID, answer)
	}
	if th := d.thread(first.ThreadID); th.ContactID != customer {
		t.Errorf("the thread went from contact %d to %d", customer, th.ContactID)
	}
	if p := d.party(first.ThreadID, "works@factory.test"); p == nil || p.Role == "from" && p.ContactID == customer {
		t.Errorf("who answered is no party of its own: %+v", p)
	}

	spam := d.receive(letter("noreply@bulk.test", "s@bulk.test", "Subject: Offer", "List-Unsubscribe: <https://bulk.test/u>", "Precedence: bulk"))
	if th := d.thread(spam.ThreadID); spam.Outcome != channel.Spammed || th.ContactID != 0 {
		t.Errorf("spam: %+v, contact %d", spam, th.ContactID)
	}
}
