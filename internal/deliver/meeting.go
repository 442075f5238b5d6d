package deliver

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// Limits of a meeting.
const (
	maxMinutes  = 7 * 24 * 60
	maxInvited  = 50
	maxMeetNote = 4000 // characters
)

// NewMeeting is a meeting as its author plans it.
type NewMeeting struct {
	InboxID   parley.InboxID
	AccountID parley.ChannelAccountID // the address that invites
	ThreadID  parley.ThreadID         // zero: a conversation of its own
	With      []parley.RecordID       // on whose timelines it stands
	Title     string
	Place     string
	Note      string
	Start     time.Time
	Minutes   int
	Zone      string // in which the invitation tells the time
	Guests    []parley.Address
}

// check brings a plan into one form, or says what is wrong with it.
func (n *NewMeeting) check() error {
	n.Title, n.Place, n.Note = strings.Join(strings.Fields(n.Title), " "), strings.TrimSpace(n.Place), strings.TrimSpace(n.Note)
	n.Guests = lower(n.Guests)
	switch {
	case n.Title == "" || len([]rune(n.Title)) > 300:
		return parley.Invalidf("title", "give the meeting a title of at most 300 characters")
	case n.Start.IsZero():
		return parley.Invalidf("start", "choose when the meeting begins")
	case n.Minutes < 1 || n.Minutes > maxMinutes:
		return parley.Invalidf("minutes", "a meeting lasts from a minute to a week")
	case len(n.Guests) == 0 || len(n.Guests) > maxInvited:
		return parley.Invalidf("guests", "invite 1 to %d people", maxInvited)
	case len([]rune(n.Note)) > maxMeetNote || len([]rune(n.Place)) > 500:
		return parley.Invalidf("note", "a note has at most %d characters, a place 500", maxMeetNote)
	}
	if _, err := time.LoadLocation(n.Zone); err != nil || n.Zone == "" || n.Zone == "Local" {
		return parley.Invalidf("timezone", "%q is not a time zone", n.Zone)
	}
	return nil
}

// Schedule plans a meeting and sends the invitation (CRM-04): the activity, the
// conversation, the message and its job in one transaction.
func Schedule(tx *store.Tx, author *parley.User, n NewMeeting) (*parley.Meeting, error) {
	if err := n.check(); err != nil {
		return nil, err
	}
	acct, err := tx.ChannelAccount(n.AccountID)
	if err != nil || acct.Channel != parley.ChannelEmail {
		return nil, parley.Invalidf("channel_account_id", "choose an e-mail address to invite from")
	}
	m := &parley.Meeting{UID: store.RandomHex(16) + "@" + domain(acct.Address), AccountID: acct.ID, ThreadID: n.ThreadID, CreatedBy: author.ID}
	inv := &m.Invitation
	inv.Method, inv.UID, inv.Organizer = parley.InviteRequest, m.UID, parley.Address{Name: fromName(tx, author, acct), Address: acct.From()}
	n.onto(inv)
	joins := make([]crm.Join, len(n.With))
	for i, id := range n.With {
		joins[i].To = id
	}
	values := activityOf(inv)
	values["hs_meeting_outcome"], values["hubspot_owner_id"] = "SCHEDULED", author.ID.Owner().String()
	rec, err := crm.CreateRecord(tx, crm.ByUser(author.ID), &crm.New{Type: parley.TypeMeeting, Properties: values, Associations: joins})
	if err != nil {
		return nil, err
	}
	if err := crm.Compute(tx, crm.ByUser(author.ID), rec, map[string]string{"hs_i_cal_uid": m.UID}); err != nil {
		return nil, err
	}
	m.ID = rec.ID
	th, err := tell(tx, author, m, n.InboxID, "invited", *inv)
	if err != nil {
		return nil, err
	}
	m.ThreadID = th
	return m, tx.Insert("meeting", m)
}

// ChangeMeeting sends the invitation again as it is now, and calls it off for
// those who are not among the guests any more. Who was asked about another time
// has not answered about this one.
func ChangeMeeting(tx *store.Tx, author *parley.User, m *parley.Meeting, n NewMeeting) error {
	if !m.CancelledAt.IsZero() {
		return parley.Errorf(parley.Conflict, "this meeting is cancelled")
	}
	if err := n.check(); err != nil {
		return err
	}
	was := m.Invitation
	n.onto(&m.Invitation)
	inv := &m.Invitation
	inv.Sequence++
	if inv.Start.Equal(was.Start) && inv.End.Equal(was.End) {
		for i := range inv.Guests {
			if g := was.Guest(inv.Guests[i].Address); g != nil {
				inv.Guests[i].Status, inv.Guests[i].At = g.Status, g.At
			}
		}
	}
	rec, err := tx.Record(m.ID)
	if err != nil {
		return err
	}
	if _, err := crm.UpdateRecord(tx, crm.ByUser(author.ID), rec, activityOf(inv)); err != nil {
		return err
	}
	off := *inv
	off.Guests = slices.DeleteFunc(slices.Clone(was.Guests), func(g parley.Guest) bool { return inv.Guest(g.Address) != nil })
	if len(off.Guests) > 0 {
		off.Method = parley.InviteCancel
		if _, err := tell(tx, author, m, 0, "cancelled", off); err != nil {
			return err
		}
	}
	if _, err := tell(tx, author, m, 0, "changed", *inv); err != nil {
		return err
	}
	return tx.Save("meeting", m)
}

// CancelMeeting calls a meeting off; a second time does nothing.
func CancelMeeting(tx *store.Tx, author *parley.User, m *parley.Meeting) error {
	if !m.CancelledAt.IsZero() {
		return nil
	}
	m.CancelledAt, m.Invitation.Sequence, m.Invitation.Stamp = tx.Now, m.Invitation.Sequence+1, tx.Now.UTC().Truncate(time.Second)
	rec, err := tx.Record(m.ID)
	if err != nil {
		return err
	}
	if _, err := crm.UpdateRecord(tx, crm.ByUser(author.ID), rec, map[string]string{"hs_meeting_outcome": "CANCELED"}); err != nil {
		return err
	}
	off := m.Invitation
	off.Method = parley.InviteCancel
	if _, err := tell(tx, author, m, 0, "cancelled", off); err != nil {
		return err
	}
	return tx.Save("meeting", m)
}

// onto writes the plan onto an invitation.
func (n *NewMeeting) onto(inv *parley.Invitation) {
	inv.Title, inv.Place, inv.Note, inv.Zone = n.Title, n.Place, n.Note, n.Zone
	inv.Start = n.Start.UTC().Truncate(time.Minute)
	inv.End = inv.Start.Add(time.Duration(n.Minutes) * time.Minute)
	inv.Guests = nil
	for _, a := range n.Guests {
		inv.Guests = append(inv.Guests, parley.Guest{Name: a.Name, Address: a.Address})
	}
}

// activityOf are the values of a meeting's record.
func activityOf(inv *parley.Invitation) map[string]string {
	start := inv.Start.Format(time.RFC3339)
	return map[string]string{"hs_meeting_title": inv.Title, "hs_meeting_location": inv.Place, "hs_meeting_body": strings.ReplaceAll(html.EscapeString(inv.Note), "\n", "<br>"),
		"hs_meeting_start_time": start, "hs_meeting_end_time": inv.End.Format(time.RFC3339), "hs_timestamp": start}
}

// tell sends what is said of a meeting to its guests, in its conversation or in
// one that it begins.
func tell(tx *store.Tx, author *parley.User, m *parley.Meeting, inbox parley.InboxID, what string, inv parley.Invitation) (parley.ThreadID, error) {
	inv.Stamp = tx.Now.UTC().Truncate(time.Second)
	m.Invitation.Stamp = inv.Stamp
	inv.Guests = slices.Clone(inv.Guests)
	words := wordsOf(tx)
	n := NewMessage{AccountID: m.AccountID, Subject: fmt.Sprintf(words.subject[what], inv.Title), Text: words.letter(what, &inv), Invitation: &inv}
	for _, g := range inv.Guests {
		n.To = append(n.To, parley.Address{Name: g.Name, Address: g.Address})
	}
	if m.ThreadID == 0 {
		th, _, err := Compose(tx, author, inbox, n)
		if err != nil {
			return 0, err
		}
		return th.ID, nil
	}
	th, err := tx.Thread(m.ThreadID)
	if err != nil {
		return 0, err
	}
	_, err = Reply(tx, author, th, n)
	return th.ID, err
}

// AnswerInvitation tells who invited the team by a mail whether somebody comes.
func AnswerInvitation(tx *store.Tx, author *parley.User, m *parley.Message, status string) (*parley.Message, error) {
	inv := m.Invitation()
	if inv == nil || m.Direction != parley.Incoming || inv.Method != parley.InviteRequest {
		return nil, parley.Errorf(parley.Conflict, "this message invites nobody")
	}
	if !slices.Contains([]string{parley.GuestAccepted, parley.GuestTentative, parley.GuestDeclined}, status) {
		return nil, parley.Invalidf("status", `is "accepted", "tentative" or "declined"`)
	}
	if err := CheckAddress("status", inv.Organizer); err != nil {
		return nil, parley.Errorf(parley.Conflict, "the invitation does not say where to answer")
	}
	acct, err := tx.ChannelAccount(m.AccountID)
	if err != nil {
		return nil, err
	}
	th, err := tx.Thread(m.ThreadID)
	if err != nil {
		return nil, err
	}
	words := wordsOf(tx)
	guest := parley.Guest{Name: fromName(tx, author, acct), Address: invitedAs(inv, acct), Status: status}
	back := *inv
	back.Method, back.Stamp, back.Note, back.Guests = parley.InviteReply, tx.Now.UTC().Truncate(time.Second), "", []parley.Guest{guest}
	n := NewMessage{AccountID: acct.ID, To: []parley.Address{inv.Organizer}, Subject: fmt.Sprintf(words.subject[status], inv.Title), Text: words.letter(status, &back), Invitation: &back}
	sent, err := Reply(tx, author, th, n)
	if err != nil {
		return nil, err
	}
	inv.Answered = status
	return sent, tx.Save("message", m)
}

// invitedAs is the address of ours that stands among the guests.
func invitedAs(inv *parley.Invitation, acct *parley.ChannelAccount) string {
	for _, g := range inv.Guests {
		if g.Address == acct.From() || slices.Contains(acct.Addresses(), g.Address) {
			return g.Address
		}
	}
	return acct.From()
}
