package parley

import "time"

// What an invitation is for: the methods of iTIP (RFC 5546) that we know.
const (
	InviteRequest = "REQUEST"
	InviteReply   = "REPLY"
	InviteCancel  = "CANCEL"
)

// What a guest has said; empty: nothing yet.
const (
	GuestAccepted  = "accepted"
	GuestTentative = "tentative"
	GuestDeclined  = "declined"
)

// Invitation is what is said of a meeting between calendars: that it will be,
// who comes, or that it will not be.
type Invitation struct {
	Method    string    `json:"method"`
	UID       string    `json:"uid"`
	Sequence  int       `json:"sequence"` // goes up with each change
	Stamp     time.Time `json:"stamp"`    // when this was said
	Title     string    `json:"title"`
	Place     string    `json:"place,omitempty"`
	Note      string    `json:"note,omitempty"`
	Start     time.Time `json:"start"`
	End       time.Time `json:"end"`
	Zone      string    `json:"zone,omitempty"` // in which its times were written; empty: not known
	AllDay    bool      `json:"all_day,omitempty"`
	Repeats   bool      `json:"repeats,omitempty"`
	Organizer Address   `json:"organizer"`
	Guests    []Guest   `json:"guests"`
	Answered  string    `json:"answered,omitempty"` // what the team said to one that came in
}

// Guest is who was invited.
type Guest struct {
	Name    string    `json:"name"`
	Address string    `json:"address"`
	Status  string    `json:"status"`
	At      time.Time `json:"at"` // of the answer
}

// Guest returns the guest with an address, or nil.
func (inv *Invitation) Guest(address string) *Guest {
	for i := range inv.Guests {
		if inv.Guests[i].Address == address {
			return &inv.Guests[i]
		}
	}
	return nil
}

// Meeting is one that the team invited to. Its record is the activity that
// stands on timelines.
type Meeting struct {
	ID          RecordID
	UID         string
	ThreadID    ThreadID // in which it was sent, and its answers stand
	AccountID   ChannelAccountID
	Invitation  Invitation // as it was sent last, with what guests have said
	CreatedBy   UserID
	CancelledAt time.Time
}
