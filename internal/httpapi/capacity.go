package httpapi

import (
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/triage"
)

// Capacity is how much somebody is given at most; 0 is no limit.
type Capacity struct {
	Total     int `json:"total" minimum:"0" maximum:"1000"`
	Messaging int `json:"messaging" minimum:"0" maximum:"1000" doc:"Chat, Messenger, WhatsApp"`
	Calling   int `json:"calling" minimum:"0" maximum:"1000"`
	Email     int `json:"email" minimum:"0" maximum:"1000" doc:"And whatever else can wait"`
}

// Load is how many open conversations somebody has in an inbox.
type Load struct {
	Total     int `json:"total"`
	Messaging int `json:"messaging"`
	Calling   int `json:"calling"`
	Email     int `json:"email"`
}

// MemberLoad is what one member has and may have.
type MemberLoad struct {
	UserID string   `json:"user_id"`
	Load   Load     `json:"load"`
	Limit  Capacity `json:"limit"`
	Own    bool     `json:"own" doc:"The limit is this member's own"`
}

// InboxLoads is what the members of an inbox have and may have.
type InboxLoads struct {
	Everyone     Capacity     `json:"everyone"`
	Members      []MemberLoad `json:"members"`
	ExceptStages []string     `json:"except_stages" doc:"Of a help desk: tickets at these stages do not count"`
	MaxAgeDays   int          `json:"max_age_days" doc:"Of a help desk: older tickets do not count; 0: all do"`
}

func (c *call) inboxLoads(in *idPath) (*InboxLoads, error) {
	inbox, err := c.seenInbox(in.ID)
	if err != nil {
		return nil, err
	}
	return c.presentLoads(inbox)
}

func (c *call) presentLoads(inbox *parley.Inbox) (*InboxLoads, error) {
	r := c.s.DB.Read(c)
	users, err := r.Users()
	if err != nil {
		return nil, err
	}
	loads, err := triage.Loads(r, inbox, c.s.DB.Now())
	if err != nil {
		return nil, err
	}
	limits := inbox.Settings.Capacity
	out := &InboxLoads{Members: []MemberLoad{}, ExceptStages: []string{}}
	if limits != nil {
		out.Everyone, out.ExceptStages, out.MaxAgeDays = Capacity(limits.Everyone), orEmpty(limits.ExceptStages), limits.MaxAgeDays
	}
	for _, u := range users {
		if !inbox.Admits(u) {
			continue
		}
		l := loads[u.ID]
		m := MemberLoad{UserID: u.ID.String(), Load: Load{l.Total(), l[parley.WorkMessaging], l[parley.WorkCalling], l[parley.WorkEmail]}, Limit: Capacity(limits.For(u.ID))}
		if limits != nil {
			_, m.Own = limits.Users[u.ID]
		}
		out.Members = append(out.Members, m)
	}
	return out, nil
}

type capacityInput struct {
	ID   string `path:"id"`
	Body struct {
		Everyone Capacity         `json:"everyone"`
		Members  []MemberCapacity `json:"members" maxItems:"1000" doc:"Who has limits of their own"`
		// Of a help desk: what its limits leave out.
		ExceptStages []string `json:"except_stages,omitempty" maxItems:"200"`
		MaxAgeDays   int      `json:"max_age_days,omitempty" minimum:"0" maximum:"3650"`
	}
}

// MemberCapacity is the limits of one member.
type MemberCapacity struct {
	UserID string   `json:"user_id"`
	Limit  Capacity `json:"limit"`
}

func (c *call) setCapacity(in *capacityInput) (*InboxLoads, error) {
	inbox, err := c.seenInbox(in.ID)
	if err != nil {
		return nil, err
	}
	limits := parley.InboxCapacity{Everyone: parley.Capacity(in.Body.Everyone), Users: map[parley.UserID]parley.Capacity{},
		ExceptStages: in.Body.ExceptStages, MaxAgeDays: in.Body.MaxAgeDays}
	for _, m := range in.Body.Members {
		id, err := parley.ParseID[parley.UserID]("members.user_id", m.UserID)
		if err != nil {
			return nil, err
		}
		limits.Users[id] = parley.Capacity(m.Limit)
	}
	if err := c.write(func(tx *store.Tx) error { return settings.SetCapacity(tx, c.User, inbox, limits) }); err != nil {
		return nil, err
	}
	return c.presentLoads(inbox)
}
