package httpapi

import (
	"strings"
	"testing"
	"time"

	"parley/internal/deliver"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// stockMeetings makes a meeting of Mia's, and a mail that invites Support.
func (o *office) stockMeetings(tx *store.Tx) error {
	m, err := deliver.Schedule(tx, o.mia, deliver.NewMeeting{InboxID: o.support.ID, AccountID: o.account.ID, Title: "Visit", Start: tx.Now.Add(time.Hour), Minutes: 30, Zone: "UTC",
		Guests: []parley.Address{{Address: "cleo@customer.test"}}})
	if err != nil {
		return err
	}
	o.ids["meeting"] = m.ID.String()
	inv := &parley.Invitation{Method: parley.InviteRequest, UID: "theirs", Title: "Visit", Start: tx.Now, End: tx.Now, Organizer: parley.Address{Address: "cleo@customer.test"}}
	in := &parley.Message{Kind: parley.KindMessage, ActorKind: parley.ActorContact, Direction: parley.Incoming, Status: parley.MessageReceived, Channel: parley.ChannelEmail, AccountID: o.account.ID,
		From: parley.Address{Address: "cleo@customer.test"}, Subject: "Visit", Text: "Come", Enclosures: []parley.Enclosure{{Type: parley.EnclosedInvitation, Invitation: inv}}}
	if err := triage.Append(tx, o.other, triage.NewMessage{Message: in}); err != nil {
		return err
	}
	o.ids["invitation"] = in.UID
	return triage.Store(tx, o.other)
}

// CRM-04: what is wrong with a plan is said by field, and nothing is sent.
func TestMeetings_plan(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	o.write(o.stockRecords)
	o.write(o.stockMeetings)
	mia := o.as(o.mia)
	o.ids["support"], o.ids["account"] = o.support.ID.String(), o.account.ID.String()
	const good = `{"title":"Visit","start":"2030-01-01T10:00:00Z","minutes":30,"timezone":"Europe/Paris","guests":[{"name":"Cleo","address":"cleo@customer.test"}],"record_ids":["{contact}"],"inbox_id":"{support}","channel_account_id":"{account}"}`
	for field, change := range map[string][2]string{
		"title": {`"Visit"`, `" "`}, "timezone": {"Europe/Paris", "Europe/Nowhere"}, "to": {"cleo@customer.test", "cleo"}, "start": {`"2030-01-01T10:00:00Z"`, `null`},
	} {
		if a := mia.call("POST", "/meetings", o.named(strings.Replace(good, change[0], change[1], 1))); a.status != 400 || !strings.Contains(string(a.body), `"`+field+`"`) {
			t.Errorf("%s: got %d %s", field, a.status, a.body)
		}
	}
	one := read[Meeting](t, mia.must(200, "GET", "/meetings/"+o.ids["meeting"], ""))
	changed := read[Meeting](t, mia.must(200, "PUT", "/meetings/"+one.ID, `{"title":"Longer","start":"2030-01-01T10:00:00Z","minutes":60,"timezone":"UTC","guests":[{"name":"","address":"cleo@customer.test"}]}`))
	if changed.Card.Title != "Longer" || *changed.Card.End != "2030-01-01T11:00:00Z" && !strings.HasPrefix(*changed.Card.End, "2030-01-01T11:00") || changed.ThreadID != one.ThreadID {
		t.Errorf("changed %+v", changed)
	}
	mia.must(200, "POST", "/meetings/"+one.ID+"/cancel", "")
	mia.must(409, "PUT", "/meetings/"+one.ID, `{"title":"Again","start":"2030-01-01T10:00:00Z","minutes":60,"timezone":"UTC","guests":[{"name":"","address":"cleo@customer.test"}]}`)
	sent := read[Sent](t, mia.must(200, "POST", "/messages/"+o.ids["invitation"]+"/answer", `{"status":"accepted"}`))
	if card := sent.Item.Message.Enclosures[0].Meeting; card.Method != "REPLY" || sent.Item.Message.Subject != "Accepted: Visit" {
		t.Errorf("answered %+v", sent.Item.Message)
	}
}
