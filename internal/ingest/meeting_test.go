package ingest_test

import (
	"strings"
	"testing"
	"time"

	"parley/internal/calendar"
	"parley/internal/channel/email"
	"parley/internal/crm"
	"parley/internal/deliver"
	"parley/internal/parley"
	"parley/internal/store"
)

// meet plans a meeting of Ada with Cleo and Ola.
func (d *desk) meet() (*parley.Meeting, deliver.NewMeeting) {
	d.t.Helper()
	var m *parley.Meeting
	n := deliver.NewMeeting{InboxID: d.support.InboxID, AccountID: d.support.ID, Title: "The new shelves", Place: "Shop", Start: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC), Minutes: 30, Zone: "Europe/Paris",
		Guests: []parley.Address{{Name: "Cleo Marsh", Address: "cleo@customer.test"}, {Address: "ola@customer.test"}}}
	d.write(func(tx *store.Tx) error {
		c, err := crm.Resolve(tx, n.Guests[0])
		if err != nil {
			return err
		}
		n.With = []parley.RecordID{parley.RecordID(c.ID)}
		m, err = deliver.Schedule(tx, d.ada, n)
		return err
	})
	return m, n
}

func (d *desk) meeting(id parley.RecordID) *parley.Meeting {
	d.t.Helper()
	m, err := d.read().Meeting(id)
	if err != nil {
		d.t.Fatal(err)
	}
	return m
}

// calendarMail is a mail from somebody that says something to calendars.
func calendarMail(from, id string, inv *parley.Invitation) string {
	return "From: " + from + "\r\nTo: support@shop.test\r\nSubject: Calendar\r\nMessage-ID: <" + id + ">\r\nDate: Sun, 22 Nov 2026 08:00:00 +0000\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the calendar.\r\n--b\r\nContent-Type: text/calendar; method=" + inv.Method + "\r\n\r\n" + string(calendar.Compose(inv)) + "\r\n--b--\r\n"
}

// CRM-04, ATK-01: a guest's answer joins the conversation of the meeting and is
// kept; one in another's name, forged, of another meeting or of an earlier plan
// changes nothing.
func TestReceive_answersToAMeeting(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	m, plan := d.meet()
	asked, err := d.read().LastMessage(m.ThreadID, parley.Outgoing)
	if err != nil || asked.Invitation() == nil || asked.Invitation().Method != parley.InviteRequest || len(asked.To) != 2 || !strings.Contains(asked.Text, "Tuesday 1 December 2026, 10:00 – 10:30 (Europe/Paris)") {
		t.Fatalf("invited with %+v, %v", asked, err)
	}
	answer := func(who, status string, change func(*parley.Invitation)) string {
		inv := d.meeting(m.ID).Invitation
		inv.Method, inv.Stamp, inv.Guests = parley.InviteReply, time.Now().UTC().Truncate(time.Second), []parley.Guest{{Address: who, Status: status}}
		if change != nil {
			change(&inv)
		}
		return calendarMail(who, store.RandomHex(4)+"@customer.test", &inv)
	}
	state := func() (out string) {
		for _, g := range d.meeting(m.ID).Invitation.Guests {
			out += g.Status + " "
		}
		return out
	}
	forged := func(meta *email.Meta) { meta.Verdict = email.Verdict{Result: "fail"} }
	res := d.receive(answer("cleo@customer.test", parley.GuestAccepted, nil), forged)
	if res.ThreadID == m.ThreadID || state() != "  " {
		t.Errorf("a forged answer counts: %q", state())
	}
	for name, raw := range map[string]string{
		"in another's name":   strings.Replace(answer("cleo@customer.test", parley.GuestAccepted, nil), "From: cleo", "From: mallory", 1),
		"of who is no guest":  answer("mallory@customer.test", parley.GuestAccepted, nil),
		"to another meeting":  answer("cleo@customer.test", parley.GuestAccepted, func(i *parley.Invitation) { i.UID = "other@shop.test" }),
		"to an unsent change": answer("cleo@customer.test", parley.GuestAccepted, func(i *parley.Invitation) { i.Sequence = 7 }),
		"of two at once": answer("cleo@customer.test", parley.GuestAccepted, func(i *parley.Invitation) {
			i.Guests = append(i.Guests, parley.Guest{Address: "ola@customer.test", Status: parley.GuestDeclined})
		}),
	} {
		if res := d.receive(raw, genuine); res.ThreadID == m.ThreadID || state() != "  " {
			t.Errorf("an answer %s counts: %q", name, state())
		}
	}
	if res := d.receive(answer("cleo@customer.test", parley.GuestAccepted, nil)); res.ThreadID != m.ThreadID || state() != parley.GuestAccepted+"  " {
		t.Errorf("got %q, in the meeting's conversation: %v", state(), res.ThreadID == m.ThreadID)
	}
	events, err := d.read().ThreadEvents(m.ThreadID, 0, 100)
	said := 0
	for _, e := range events {
		if e.Kind == parley.ThreadMeetingAnswered {
			said++
		}
	}
	if err != nil || said != 1 {
		t.Errorf("the answer is told %d times, %v", said, err)
	}
	d.receive(answer("cleo@customer.test", parley.GuestDeclined, func(i *parley.Invitation) { i.Stamp = i.Stamp.Add(-time.Hour) }))
	if state() != parley.GuestAccepted+"  " {
		t.Errorf("an older answer that came late counts: %q", state())
	}

	// Another time: nobody has answered to it. One guest less: called off for that one alone.
	plan.Start, plan.Guests = plan.Start.Add(time.Hour), plan.Guests[:1]
	d.write(func(tx *store.Tx) error { return deliver.ChangeMeeting(tx, d.ada, d.meeting(m.ID), plan) })
	sent := d.messages(m.ThreadID) // newest first
	last, before := sent[0], sent[1]
	if state() != " " || last.Invitation().Sequence != 1 || last.Invitation().Method != parley.InviteRequest || before.Invitation().Method != parley.InviteCancel || before.To[0].Address != "ola@customer.test" || len(before.To) != 1 {
		t.Errorf("after the change %q, %+v, %+v", state(), before, last)
	}
	d.write(func(tx *store.Tx) error { return deliver.CancelMeeting(tx, d.ada, d.meeting(m.ID)) })
	d.write(func(tx *store.Tx) error { return deliver.CancelMeeting(tx, d.ada, d.meeting(m.ID)) })
	if off := d.messages(m.ThreadID); len(off) != len(sent)+1 || off[0].Invitation().Method != parley.InviteCancel {
		t.Errorf("called off with %d messages", len(off)-len(sent))
	}
	rec, err := d.read().Record(m.ID)
	if err != nil || rec.Properties["hs_meeting_outcome"] != "CANCELED" || rec.Properties["hs_i_cal_uid"] != m.UID {
		t.Errorf("record %+v, %v", rec, err)
	}
}

// CRM-04: a customer's invitation stands with its message and is answered to
// who sent it; what cannot be read is a file.
func TestReceive_invitation(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	inv := &parley.Invitation{Method: parley.InviteRequest, UID: "theirs", Sequence: 3, Title: "Visit", Start: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC), End: time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC),
		Organizer: parley.Address{Address: "cleo@customer.test"}, Guests: []parley.Guest{{Address: "support@shop.test"}, {Address: "ola@customer.test"}}}
	res := d.receive(calendarMail("cleo@customer.test", "a@customer.test", inv))
	m := d.message(res.MessageID)
	if got := m.Invitation(); got == nil || got.Title != "Visit" || got.Answered != "" {
		t.Fatalf("got %+v", got)
	}
	var back *parley.Message
	d.write(func(tx *store.Tx) (err error) {
		back, err = deliver.AnswerInvitation(tx, d.ada, m, parley.GuestTentative)
		return err
	})
	said := back.Invitation()
	if said.Method != parley.InviteReply || said.UID != "theirs" || said.Sequence != 3 || len(said.Guests) != 1 || said.Guests[0].Address != "support@shop.test" || said.Guests[0].Status != parley.GuestTentative || back.To[0].Address != "cleo@customer.test" {
		t.Errorf("answered %+v to %v", said, back.To)
	}
	if d.message(m.ID).Invitation().Answered != parley.GuestTentative {
		t.Error("the answer is not kept")
	}
	broken := strings.Replace(calendarMail("cleo@customer.test", "b@customer.test", inv), "DTSTART:", "DTSTART:x", 1)
	res = d.receive(broken)
	if m := d.message(res.MessageID); m.Invitation() != nil || !m.HasAttachment {
		t.Errorf("broken: %+v", m)
	}
}
