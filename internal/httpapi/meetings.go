package httpapi

import (
	"parley/internal/auth"
	"parley/internal/deliver"
	"parley/internal/parley"
	"parley/internal/store"
)

// MeetingCard is what is said of a meeting between calendars.
type MeetingCard struct {
	Method    string         `json:"method" enum:"REQUEST,REPLY,CANCEL"`
	Title     string         `json:"title"`
	Place     string         `json:"place"`
	Note      string         `json:"note"`
	Start     *string        `json:"start"`
	End       *string        `json:"end"`
	Timezone  string         `json:"timezone" doc:"Empty where the sender's zone is not known"`
	AllDay    bool           `json:"all_day"`
	Repeats   bool           `json:"repeats"`
	Organizer Party          `json:"organizer"`
	Guests    []MeetingGuest `json:"guests"`
	Answered  string         `json:"answered" enum:",accepted,tentative,declined" doc:"What the team answered"`
}

// MeetingGuest is who was invited.
type MeetingGuest struct {
	Name    string  `json:"name"`
	Address string  `json:"address"`
	Status  string  `json:"status" enum:",accepted,tentative,declined"`
	At      *string `json:"at"`
}

// Meeting is one that the team invited to.
type Meeting struct {
	ID               string      `json:"id"`
	ThreadID         string      `json:"thread_id"`
	InboxID          string      `json:"inbox_id"`
	ChannelAccountID string      `json:"channel_account_id"`
	Cancelled        bool        `json:"cancelled"`
	Card             MeetingCard `json:"card"`
}

func presentInvitation(inv *parley.Invitation) *MeetingCard {
	if inv == nil {
		return nil
	}
	v := &MeetingCard{Method: inv.Method, Title: inv.Title, Place: inv.Place, Note: inv.Note, Start: when(inv.Start), End: when(inv.End), Timezone: inv.Zone, AllDay: inv.AllDay, Repeats: inv.Repeats,
		Organizer: Party(inv.Organizer), Guests: []MeetingGuest{}, Answered: inv.Answered}
	for _, g := range inv.Guests {
		v.Guests = append(v.Guests, MeetingGuest{g.Name, g.Address, g.Status, when(g.At)})
	}
	return v
}

func (c *call) presentMeeting(r *store.Reader, m *parley.Meeting) (*Meeting, error) {
	th, err := r.Thread(m.ThreadID)
	if err != nil {
		return nil, err
	}
	return &Meeting{m.ID.String(), m.ThreadID.String(), th.InboxID.String(), m.AccountID.String(), !m.CancelledAt.IsZero(), *presentInvitation(&m.Invitation)}, nil
}

// MeetingPlan is a meeting as its author plans it.
type MeetingPlan struct {
	Title    string  `json:"title" maxLength:"300"`
	Place    string  `json:"place,omitempty" maxLength:"500"`
	Note     string  `json:"note,omitempty" maxLength:"4000"`
	Start    *string `json:"start"`
	Minutes  int     `json:"minutes" minimum:"1" maximum:"10080"`
	Timezone string  `json:"timezone" maxLength:"60"`
	Guests   []Party `json:"guests" maxItems:"50"`
}

func (b *MeetingPlan) plan() (n deliver.NewMeeting, err error) {
	n = deliver.NewMeeting{Title: b.Title, Place: b.Place, Note: b.Note, Minutes: b.Minutes, Zone: b.Timezone, Guests: addresses(b.Guests)}
	n.Start, err = parseWhen("start", b.Start)
	return n, err
}

type newMeeting struct {
	Body struct {
		MeetingPlan
		RecordIDs        []string `json:"record_ids" minItems:"1" maxItems:"50" doc:"On whose timelines it stands"`
		InboxID          string   `json:"inbox_id"`
		ChannelAccountID string   `json:"channel_account_id" doc:"The address that invites"`
	}
}

// schedule plans a meeting with who is behind some records.
func (c *call) schedule(in *newMeeting) (*Meeting, error) {
	n, err := in.Body.plan()
	if err != nil {
		return nil, err
	}
	if n.InboxID, err = parley.ParseID[parley.InboxID]("inbox_id", in.Body.InboxID); err != nil {
		return nil, err
	}
	if n.AccountID, err = parley.ParseID[parley.ChannelAccountID]("channel_account_id", in.Body.ChannelAccountID); err != nil {
		return nil, err
	}
	if n.With, err = parseIDs[parley.RecordID]("record_ids", in.Body.RecordIDs); err != nil {
		return nil, err
	}
	var m *parley.Meeting
	err = c.s.DB.Write(c, func(tx *store.Tx) error {
		box, err := auth.SeeInbox(&tx.Reader, c.User, n.InboxID)
		if err != nil {
			return err
		}
		if err := auth.MayAnswer(c.User, box); err != nil {
			return err
		}
		for _, id := range n.With {
			if _, _, err := auth.Record(&tx.Reader, c.User, id, auth.ViewRecord); err != nil {
				return err
			}
		}
		m, err = deliver.Schedule(tx, c.User, n)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.presentMeeting(c.s.DB.Read(c), m)
}

// meeting returns the one of a record that the reader may see. Who may act on
// it may also answer in its conversation.
func (c *call) meeting(r *store.Reader, id string, act auth.RecordAct) (*parley.Meeting, error) {
	rec, _, err := c.seeRecord(r, id, act)
	if err != nil {
		return nil, err
	}
	m, err := r.Meeting(rec.ID)
	if err != nil {
		return nil, err
	}
	if act == auth.ViewRecord {
		_, _, err = auth.SeeThread(r, c.User, m.ThreadID)
	} else {
		_, _, err = auth.ActOnThread(r, c.User, m.ThreadID)
	}
	return m, err
}

func (c *call) oneMeeting(in *RecordPath) (*Meeting, error) {
	r := c.s.DB.Read(c)
	m, err := c.meeting(r, in.ID, auth.ViewRecord)
	if err != nil {
		return nil, err
	}
	return c.presentMeeting(r, m)
}

type changedMeeting struct {
	RecordPath
	Body MeetingPlan
}

func (c *call) changeMeeting(in *changedMeeting) (*Meeting, error) {
	n, err := in.Body.plan()
	if err != nil {
		return nil, err
	}
	return c.onMeeting(in.ID, func(tx *store.Tx, m *parley.Meeting) error { return deliver.ChangeMeeting(tx, c.User, m, n) })
}

func (c *call) cancelMeeting(in *RecordPath) (*Meeting, error) {
	return c.onMeeting(in.ID, func(tx *store.Tx, m *parley.Meeting) error { return deliver.CancelMeeting(tx, c.User, m) })
}

func (c *call) onMeeting(id string, do func(tx *store.Tx, m *parley.Meeting) error) (*Meeting, error) {
	var m *parley.Meeting
	err := c.s.DB.Write(c, func(tx *store.Tx) (err error) {
		if m, err = c.meeting(&tx.Reader, id, auth.EditRecord); err != nil {
			return err
		}
		return do(tx, m)
	})
	if err != nil {
		return nil, err
	}
	return c.presentMeeting(c.s.DB.Read(c), m)
}

type invitationAnswer struct {
	ID   string `path:"id"`
	Body struct {
		Status string `json:"status" enum:"accepted,tentative,declined"`
	}
}

// answerInvitation tells the organizer of a meeting to which a mail invites the
// team whether somebody comes.
func (c *call) answerInvitation(in *invitationAnswer) (*Sent, error) {
	var sent *parley.Message
	err := c.s.DB.Write(c, func(tx *store.Tx) error {
		m, err := tx.Message(in.ID)
		if err != nil {
			return err
		}
		if _, _, err := auth.ActOnThread(&tx.Reader, c.User, m.ThreadID); err != nil {
			return err
		}
		sent, err = deliver.AnswerInvitation(tx, c.User, m, in.Body.Status)
		return err
	})
	return c.sent(sent, err)
}
