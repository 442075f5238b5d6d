package email

import (
	"bytes"
	"testing"
	"time"

	"parley/internal/channel"
	"parley/internal/parley"
)

// CRM-04: an invitation leaves beside the words, marked with its method, and is
// read again as it was.
func TestCompose_invitation(t *testing.T) {
	t.Parallel()
	inv := &parley.Invitation{Method: parley.InviteRequest, UID: "u@shop.test", Title: "Visite", Start: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC), End: time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC),
		Organizer: parley.Address{Address: "team@shop.test"}, Guests: []parley.Guest{{Address: "cleo@customer.test"}}}
	out := &channel.Outbound{MailID: "m@shop.test", At: inv.Start, From: parley.Address{Address: "team@shop.test"}, To: []parley.Address{{Address: "cleo@customer.test"}}, Subject: "Visite", Text: "Vous êtes invité", Invitation: inv}
	raw, _, err := (&Sender{}).compose(out)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(raw, []byte("multipart/alternative")) || !bytes.Contains(raw, []byte("text/calendar; charset=utf-8; method=REQUEST")) {
		t.Errorf("got %s", raw)
	}
	in := Inbound(raw, Meta{Account: &parley.ChannelAccount{ID: 1}})
	if in.Invitation == nil || in.Invitation.UID != inv.UID || !in.Invitation.Start.Equal(inv.Start) || in.Text != "Vous êtes invité\n" && in.Text != "Vous êtes invité" {
		t.Errorf("read again: %+v, %q", in.Invitation, in.Text)
	}
}
