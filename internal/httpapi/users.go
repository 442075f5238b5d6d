package httpapi

import (
	"parley/internal/auth"
	"parley/internal/deliver"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// UserList is everybody, removed colleagues too.
type UserList struct {
	Users []User `json:"users"`
}

func (c *call) users(*struct{}) (*UserList, error) {
	all, err := c.s.DB.Read(c).Users()
	out := &UserList{[]User{}}
	for _, u := range all {
		out.Users = append(out.Users, c.colleague(u))
	}
	return out, err
}

// RightsInput is what an administrator sets of a user.
type RightsInput struct {
	SuperAdmin    *bool                    `json:"super_admin,omitempty"`
	Permissions   *[]string                `json:"permissions,omitempty" maxItems:"20"`
	CanBeAssigned *bool                    `json:"can_be_assigned,omitempty"`
	PrimaryTeamID *string                  `json:"primary_team_id,omitempty" doc:"Empty: none"`
	ExtraTeamIDs  *[]string                `json:"extra_team_ids,omitempty" maxItems:"200"`
	RecordRights  *map[string]RecordScopes `json:"record_rights,omitempty" doc:"By name of the kind of record; a kind that is not there: all of its records"`
}

// apply writes what was given over u.
func (in RightsInput) apply(u *parley.User) (err error) {
	if in.SuperAdmin != nil {
		u.SuperAdmin = *in.SuperAdmin
	}
	if in.CanBeAssigned != nil {
		u.CanBeAssigned = *in.CanBeAssigned
	}
	if in.Permissions != nil {
		u.Permissions = []parley.Permission{}
		for _, p := range *in.Permissions {
			u.Permissions = append(u.Permissions, parley.Permission(p))
		}
	}
	if in.RecordRights != nil {
		u.RecordRights = map[string]parley.RecordRights{}
		for name, r := range *in.RecordRights {
			u.RecordRights[name] = parley.RecordRights(r)
		}
	}
	if in.PrimaryTeamID != nil {
		if u.PrimaryTeamID, err = orZero[parley.TeamID]("primary_team_id", *in.PrimaryTeamID); err != nil {
			return err
		}
	}
	if in.ExtraTeamIDs != nil {
		u.ExtraTeamIDs, err = parseIDs[parley.TeamID]("extra_team_ids", *in.ExtraTeamIDs)
	}
	return err
}

// orZero reads an identifier; an empty one is none.
func orZero[T ~int64](field, s string) (T, error) {
	if s == "" {
		return 0, nil
	}
	return parley.ParseID[T](field, s)
}

type inviteInput struct {
	Body struct {
		RightsInput
		Email     string `json:"email" maxLength:"254"`
		FirstName string `json:"first_name,omitempty" maxLength:"100"`
		LastName  string `json:"last_name,omitempty" maxLength:"100"`
		Language  string `json:"language,omitempty" enum:"en,fr"`
	}
}

func (c *call) invite(in *inviteInput) (*User, error) {
	b := in.Body
	account, err := c.s.DB.Read(c).Account()
	if err != nil {
		return nil, err
	}
	if b.Language == "" {
		b.Language = account.Language
	}
	u, err := settings.NewUser(b.Email, b.FirstName, b.LastName, b.Language, account.Timezone)
	if err != nil {
		return nil, err
	}
	if err := b.apply(u); err != nil {
		return nil, err
	}
	err = c.write(func(tx *store.Tx) error {
		token, err := settings.InviteUser(tx, c.User, u)
		if err != nil {
			return err
		}
		return c.s.Letters().Invite(tx, c.User, u, token)
	})
	out := c.colleague(u)
	return &out, err
}

// Letters writes the mail that settings cause, through package deliver.
func (s *Server) Letters() settings.Letters {
	return settings.Letters{BaseURL: s.BaseURL, Post: func(tx *store.Tx, to parley.Address, subject, text string) error {
		return deliver.Post(tx, deliver.Letter{To: to, Subject: subject, Text: text})
	}}
}

// write runs fn in a transaction of the call.
func (c *call) write(fn func(tx *store.Tx) error) error { return c.s.DB.Write(c, fn) }

type userInput struct {
	ID   string `path:"id"`
	Body struct {
		RightsInput
		Email *string `json:"email,omitempty" maxLength:"254"`
	}
}

func (c *call) updateUser(in *userInput) (*User, error) {
	return c.changeUser(in.ID, func(tx *store.Tx, u *parley.User) error {
		if in.Body.Email != nil {
			fresh, err := settings.NewUser(*in.Body.Email, "", "", "en", "")
			if err != nil {
				return err
			}
			u.Email = fresh.Email
		}
		if err := in.Body.apply(u); err != nil {
			return err
		}
		return settings.UpdateUser(tx, c.User, u)
	})
}

// changeUser runs a verb on one user and presents what became of it.
func (c *call) changeUser(id string, fn func(tx *store.Tx, u *parley.User) error) (*User, error) {
	n, err := parley.ParseID[parley.UserID]("id", id)
	if err != nil {
		return nil, err
	}
	var u *parley.User
	err = c.write(func(tx *store.Tx) (err error) {
		if u, err = tx.User(n); err != nil {
			return err
		}
		return fn(tx, u)
	})
	if err != nil {
		return nil, err
	}
	out := c.colleague(u)
	return &out, nil
}

func (c *call) inviteAgain(in *idPath) (*User, error) {
	return c.changeUser(in.ID, func(tx *store.Tx, u *parley.User) error {
		token, err := settings.InviteAgain(tx, c.User, u)
		if err != nil {
			return err
		}
		return c.s.Letters().Invite(tx, c.User, u, token)
	})
}

// userVerb makes a handler of a verb on a user.
func userVerb(verb func(tx *store.Tx, by, u *parley.User) error) func(c *call, in *idPath) (*User, error) {
	return func(c *call, in *idPath) (*User, error) {
		return c.changeUser(in.ID, func(tx *store.Tx, u *parley.User) error { return verb(tx, c.User, u) })
	}
}

// AvailabilityRow is a line of the availability table (ROUTE-18).
type AvailabilityRow struct {
	UserID       string   `json:"user_id"`
	Name         string   `json:"name"`
	Availability string   `json:"availability" enum:"available,away"`
	InboxIDs     []string `json:"inbox_ids"`
}

// AvailabilityTable is who is here, and where.
type AvailabilityTable struct {
	Users []AvailabilityRow `json:"users"`
}

func (c *call) availabilityTable(*struct{}) (*AvailabilityTable, error) {
	r := c.s.DB.Read(c)
	users, err := r.Users()
	if err != nil {
		return nil, err
	}
	inboxes, err := r.Inboxes()
	out := &AvailabilityTable{[]AvailabilityRow{}}
	for _, u := range users {
		if !u.Active() {
			continue
		}
		row := AvailabilityRow{UserID: u.ID.String(), Name: u.Name(), Availability: string(u.Availability), InboxIDs: []string{}}
		for _, in := range inboxes {
			if auth.InboxAccess(u, in).Answer {
				row.InboxIDs = append(row.InboxIDs, in.ID.String())
			}
		}
		out.Users = append(out.Users, row)
	}
	return out, err
}

type availabilityInput struct {
	Body struct {
		Availability string `json:"availability" enum:"available,away"`
	}
}

func (c *call) myAvailability(in *availabilityInput) (*User, error) {
	return c.changeUser(c.User.ID.String(), func(tx *store.Tx, u *parley.User) error {
		return settings.SetAvailability(tx, u, u, parley.Availability(in.Body.Availability))
	})
}

type userAvailabilityInput struct {
	ID   string `path:"id"`
	Body struct {
		Availability string `json:"availability" enum:"available,away"`
	}
}

func (c *call) userAvailability(in *userAvailabilityInput) (*User, error) {
	return c.changeUser(in.ID, func(tx *store.Tx, u *parley.User) error {
		return settings.SetAvailability(tx, c.User, u, parley.Availability(in.Body.Availability))
	})
}

// until is when u's status changes by itself.
func (c *call) until(u *parley.User) *string { return when(u.HoldsUntil) }
