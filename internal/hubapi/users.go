package hubapi

import (
	"cmp"
	"slices"
	"strings"

	"parley/internal/deliver"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

func (s *Server) userRoutes() {
	const read, write, users = "settings.users.read", "settings.users.write", "/settings/v3/users"
	s.on(get, users, 200, read, (*call).users)
	s.on(post, users, 201, write, (*call).newUser)
	s.on(get, users+"/roles", 200, read, (*call).roles)
	s.on(get, users+"/teams", 200, "settings.users.teams.read", (*call).teams)
	s.on(get, users+"/{userId}", 200, read, (*call).user)
	s.on(put, users+"/{userId}", 200, write, (*call).updateUser)
	s.on(del, users+"/{userId}", 204, write, (*call).removeUser)
}

// user is a colleague on the wire (CAPI-23).
type user struct {
	ID               string   `json:"id"`
	Email            string   `json:"email"`
	FirstName        string   `json:"firstName,omitempty"`
	LastName         string   `json:"lastName,omitempty"`
	RoleID           string   `json:"roleId,omitempty"`
	RoleIDs          []string `json:"roleIds"`
	PrimaryTeamID    string   `json:"primaryTeamId,omitempty"`
	SecondaryTeamIDs []string `json:"secondaryTeamIds"`
	SuperAdmin       bool     `json:"superAdmin"`
	SendWelcomeEmail bool     `json:"sendWelcomeEmail,omitempty"`
}

// role is a permission, as programs give it. The numbers never change.
type role struct {
	permission           parley.Permission
	ID                   string `json:"id"`
	Name                 string `json:"name"`
	RequiresBillingWrite bool   `json:"requiresBillingWrite"`
}

var roles = []role{
	{parley.AccountAccess, "1", "Inbox and channel settings", false}, {parley.ManageUsers, "2", "Users and teams", false},
	{parley.ManageAvailability, "3", "Availability of colleagues", false}, {parley.EditTemplates, "4", "Templates and snippets", false},
	{parley.EditKnowledge, "5", "Help articles", false}, {parley.EditChatflows, "6", "Chatflows", false},
	{parley.BulkDelete, "7", "Delete many conversations", false}, {parley.DeleteForever, "8", "Delete forever", false},
	{parley.ViewReports, "9", "Reports", false}, {parley.ManageApps, "10", "Apps", false},
}

func showUser(u *parley.User) user {
	out := user{ID: u.ID.String(), Email: u.Email, FirstName: u.FirstName, LastName: u.LastName, RoleIDs: []string{}, SuperAdmin: u.SuperAdmin,
		SecondaryTeamIDs: each(u.ExtraTeamIDs, parley.TeamID.String)}
	if u.PrimaryTeamID != 0 {
		out.PrimaryTeamID = u.PrimaryTeamID.String()
	}
	for _, r := range roles {
		if slices.Contains(u.Permissions, r.permission) {
			out.RoleIDs = append(out.RoleIDs, r.ID)
		}
	}
	if len(out.RoleIDs) > 0 {
		out.RoleID = out.RoleIDs[0]
	}
	return out
}

func (c *call) users() (any, error) {
	all, err := c.read().Users()
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(u *parley.User) bool { return !u.Active() })
	slices.SortFunc(all, func(a, b *parley.User) int { return cmp.Compare(a.ID, b.ID) })
	page, paging, err := slicePage(c, all, 100, 500)
	return list{Results: each(page, showUser), Paging: paging}, err
}

// findUser is the colleague that the path names, by id or address.
func (c *call) findUser(r *store.Reader) (u *parley.User, err error) {
	switch c.word("idProperty") {
	case "", "USER_ID":
		id, err := pathID[parley.UserID](c, "userId")
		if err != nil {
			return nil, err
		}
		u, err = r.User(id)
		if err != nil {
			return nil, err
		}
	case "EMAIL":
		if u, err = r.UserByEmail(strings.ToLower(c.name("userId"))); err != nil {
			return nil, err
		}
	default:
		return nil, parley.Invalidf("idProperty", "idProperty is USER_ID or EMAIL")
	}
	if !u.Active() {
		return nil, parley.NotFoundf("there is no user %s", c.name("userId"))
	}
	return u, nil
}

func (c *call) user() (any, error) {
	u, err := c.findUser(c.read())
	if err != nil {
		return nil, err
	}
	return showUser(u), nil
}

// userInput is what a program sets of a colleague.
type userInput struct {
	Email            string   `json:"email"`
	FirstName        *string  `json:"firstName"`
	LastName         *string  `json:"lastName"`
	RoleID           *ident   `json:"roleId"`
	PrimaryTeamID    *ident   `json:"primaryTeamId"`
	SecondaryTeamIDs *[]ident `json:"secondaryTeamIds"`
	SendWelcomeEmail bool     `json:"sendWelcomeEmail"`
}

func (in userInput) apply(u *parley.User) error {
	if in.FirstName != nil {
		u.FirstName = strings.TrimSpace(*in.FirstName)
	}
	if in.LastName != nil {
		u.LastName = strings.TrimSpace(*in.LastName)
	}
	if in.RoleID != nil && *in.RoleID != "" {
		i := slices.IndexFunc(roles, func(r role) bool { return r.ID == string(*in.RoleID) })
		if i < 0 {
			return parley.Invalidf("roleId", "there is no role %s", *in.RoleID)
		}
		if !slices.Contains(u.Permissions, roles[i].permission) {
			u.Permissions = append(slices.Clone(u.Permissions), roles[i].permission)
		}
	}
	if in.PrimaryTeamID != nil {
		id, err := teamID("primaryTeamId", *in.PrimaryTeamID)
		if err != nil {
			return err
		}
		u.PrimaryTeamID = id
	}
	if in.SecondaryTeamIDs != nil {
		u.ExtraTeamIDs = nil
		for _, text := range *in.SecondaryTeamIDs {
			id, err := teamID("secondaryTeamIds", text)
			if err != nil {
				return err
			}
			u.ExtraTeamIDs = append(u.ExtraTeamIDs, id)
		}
	}
	return nil
}

func teamID(field string, text ident) (parley.TeamID, error) {
	if text == "" {
		return 0, nil
	}
	return parley.ParseID[parley.TeamID](field, string(text))
}

// lender is the user who answers for the app: it changes colleagues by that
// user's rights, and no others.
func (c *call) lender(tx *store.Tx) (*parley.User, error) {
	u, err := tx.User(c.Token.UserID)
	if parley.KindOf(err) == parley.NotFound || err == nil && !u.Active() {
		return nil, parley.Errorf(parley.Forbidden, "the user who let this app in is not there any more")
	}
	return u, err
}

func (c *call) newUser() (any, error) {
	var in userInput
	if err := c.body(&in); err != nil {
		return nil, err
	}
	account, err := c.read().Account()
	if err != nil {
		return nil, err
	}
	u, err := settings.NewUser(in.Email, "", "", account.Language, account.Timezone)
	if err != nil {
		return nil, err
	}
	if err := in.apply(u); err != nil {
		return nil, err
	}
	err = c.tx(func(tx *store.Tx) error {
		by, err := c.lender(tx)
		if err != nil {
			return err
		}
		token, err := settings.InviteUser(tx, by, u)
		if err != nil || !in.SendWelcomeEmail {
			return err
		}
		return c.letters().Invite(tx, by, u, token)
	})
	out := showUser(u)
	out.SendWelcomeEmail = in.SendWelcomeEmail
	return out, err
}

func (c *call) letters() settings.Letters {
	return settings.Letters{BaseURL: c.s.BaseURL, Post: func(tx *store.Tx, to parley.Address, subject, text string) error {
		return deliver.Post(tx, deliver.Letter{To: to, Subject: subject, Text: text})
	}}
}

func (c *call) updateUser() (any, error) {
	var in userInput
	if err := c.body(&in); err != nil {
		return nil, err
	}
	var out user
	err := c.tx(func(tx *store.Tx) error {
		by, err := c.lender(tx)
		if err != nil {
			return err
		}
		u, err := c.findUser(&tx.Reader)
		if err != nil {
			return err
		}
		if in.RoleID != nil {
			u.Permissions = nil // the role is all that the user has
		}
		if err := in.apply(u); err != nil {
			return err
		}
		out = showUser(u)
		return settings.UpdateUser(tx, by, u)
	})
	return out, err
}

func (c *call) removeUser() (any, error) {
	return nil, c.tx(func(tx *store.Tx) error {
		by, err := c.lender(tx)
		if err != nil {
			return err
		}
		u, err := c.findUser(&tx.Reader)
		if err != nil {
			return err
		}
		return settings.RemoveUser(tx, by, u)
	})
}

func (c *call) roles() (any, error) { return list{Results: roles}, nil }

// team is a group of colleagues on the wire.
type team struct {
	ID               string   `json:"id"`
	Name             string   `json:"name"`
	UserIDs          []string `json:"userIds"`
	SecondaryUserIDs []string `json:"secondaryUserIds"`
}

func (c *call) teams() (any, error) {
	r := c.read()
	teams, err := r.Teams()
	if err != nil {
		return nil, err
	}
	users, err := r.Users()
	return list{Results: each(teams, func(t *parley.Team) team {
		out := team{t.ID.String(), t.Name, []string{}, []string{}}
		for _, u := range users {
			if u.Active() && u.PrimaryTeamID == t.ID {
				out.UserIDs = append(out.UserIDs, u.ID.String())
			} else if u.Active() && u.InTeam(t.ID) {
				out.SecondaryUserIDs = append(out.SecondaryUserIDs, u.ID.String())
			}
		}
		return out
	})}, err
}
