package ingest_test

import (
	"testing"

	"parley/internal/channel"
	"parley/internal/ingest"
	"parley/internal/parley"
	"parley/internal/store"
)

// SPAM-05: mail from an address of the team to one of its own, and what the
// server itself sent there, is filtered, though the address is a contact's by
// now. A colleague's own address is a person's like any other.
func TestReceive_fromOurselves(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.write(func(tx *store.Tx) error {
		return tx.Insert("contact", &parley.Contact{ID: parley.ContactID(tx.NewID()), Email: d.second.Address, CreatedAt: tx.Now, UpdatedAt: tx.Now})
	})
	for i, from := range []string{d.support.Address, d.second.Address, d.other.Address} {
		res := d.receive(letter(from, string(rune('1'+i))+"@shop.test"), genuine)
		if th := d.thread(res.ThreadID); res.Outcome != channel.Spammed || th.SpamReason != ingest.FromOurselves {
			t.Errorf("mail from %s is %s for %q", from, res.Outcome, th.SpamReason)
		}
	}
	// A notification that a rule sends to an inbox's own address.
	res := d.receive(letter(d.second.Address, "note@shop.test", "Auto-Submitted: auto-generated", "Subject: A conversation waits"), genuine)
	if res.Outcome != channel.Spammed {
		t.Errorf("mail of the server's own is %s", res.Outcome)
	}
	if res := d.receive(letter("ada@shop.test", "5@shop.test"), genuine); res.Outcome != channel.Imported {
		t.Errorf("mail of a colleague is %s", res.Outcome)
	}
}
