package ingest

import (
	"strings"

	"parley/internal/parley"
	"parley/internal/triage"
)

// ByMeeting is the reason for which a guest's answer joins the conversation in
// which the invitation was sent.
const ByMeeting = "meeting"

// answered returns the meeting that a mail answers and the guest who does, or
// nil. Anybody can write an answer in another's name: it counts where the guest
// sent it, where the mail was not found to be forged, and where it names the
// meeting as it was sent last, which only its guests know.
func (a *arrival) answered() (*parley.Meeting, *parley.Guest, error) {
	in, inv := a.in, a.in.Invitation
	if inv == nil || inv.Method != parley.InviteReply || len(inv.Guests) != 1 || in.Ours || in.Silent || in.Authenticated == "fail" {
		return nil, nil, nil
	}
	if inv.Stamp.IsZero() {
		inv.Stamp = a.tx.Now
	}
	said := inv.Guests[0]
	if said.Status == "" || said.Address != strings.ToLower(in.From.Address) {
		return nil, nil, nil
	}
	m, err := a.tx.MeetingByUID(inv.UID)
	if err != nil || m == nil || !m.CancelledAt.IsZero() || inv.Sequence != m.Invitation.Sequence {
		return nil, nil, err
	}
	th, err := a.tx.Thread(m.ThreadID)
	if err != nil || th.InboxID != a.acct.InboxID {
		return nil, nil, err
	}
	g := m.Invitation.Guest(said.Address)
	if g == nil || inv.Stamp.Before(g.At) {
		return nil, nil, nil
	}
	return m, g, nil
}

// keepAnswer notes what a guest said, on the meeting and in its conversation.
func (a *arrival) keepAnswer() error {
	m, g, err := a.answered()
	if err != nil || m == nil || a.verdict.Spam {
		return err
	}
	said := a.in.Invitation.Guests[0].Status
	fresh := g.Status != said
	g.Status, g.At = said, a.in.Invitation.Stamp
	if err := a.tx.Save("meeting", m); err != nil || !fresh {
		return err
	}
	at := 0
	for i := range m.Invitation.Guests {
		if m.Invitation.Guests[i].Address == g.Address {
			at = i
		}
	}
	_, err = triage.Note(a.tx, parley.System, a.thread, parley.ThreadMeetingAnswered, map[string]any{"meeting": m.ID.String(), "guest": at, "status": said})
	return err
}

// enclose keeps what a mail from outside says to calendars with the message.
func (a *arrival) enclose(m *parley.Message) {
	if inv := a.in.Invitation; inv != nil && inv.Method != parley.InviteReply {
		inv.Answered = ""
		m.Enclosures = append(m.Enclosures, parley.Enclosure{Type: parley.EnclosedInvitation, Invitation: inv})
	}
}
