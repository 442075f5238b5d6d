package hubapi

import (
	"cmp"
	"slices"
	"strings"

	"parley/internal/parley"
)

func (s *Server) ownerRoutes() {
	s.on(get, "/crm/v3/owners", 200, "crm.objects.owners.read", (*call).owners)
	s.on(get, "/crm/v3/owners/{ownerId}", 200, "crm.objects.owners.read", (*call).owner)
}

// owner is a user as the owner of records (CAPI-20).
type owner struct {
	ID                      string      `json:"id"`
	Email                   string      `json:"email"`
	Type                    string      `json:"type"`
	FirstName               string      `json:"firstName"`
	LastName                string      `json:"lastName"`
	UserID                  int64       `json:"userId,omitempty"`
	UserIDIncludingInactive int64       `json:"userIdIncludingInactive"`
	CreatedAt               stamp       `json:"createdAt"`
	UpdatedAt               stamp       `json:"updatedAt"`
	Archived                bool        `json:"archived"`
	Teams                   []ownerTeam `json:"teams,omitempty"`
}

type ownerTeam struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Primary bool   `json:"primary"`
}

func (c *call) owners() (any, error) {
	archived, err := c.flag("archived")
	if err != nil {
		return nil, err
	}
	users, err := c.read().Users()
	if err != nil {
		return nil, err
	}
	email := c.word("email")
	users = slices.DeleteFunc(users, func(u *parley.User) bool {
		return u.Active() == archived || email != "" && u.Email != strings.ToLower(email)
	})
	slices.SortFunc(users, func(a, b *parley.User) int { return cmp.Compare(a.ID, b.ID) })
	page, paging, err := slicePage(c, users, 100, 500)
	if err != nil {
		return nil, err
	}
	show, err := c.ownerShower()
	return list{Results: each(page, show), Paging: paging}, err
}

func (c *call) owner() (any, error) {
	archived, err := c.flag("archived")
	if err != nil {
		return nil, err
	}
	var id parley.UserID
	switch c.word("idProperty") {
	case "", "id":
		number, err := pathID[parley.OwnerID](c, "ownerId")
		if err != nil {
			return nil, err
		}
		id = number.User()
	case "userId":
		if id, err = pathID[parley.UserID](c, "ownerId"); err != nil {
			return nil, err
		}
	default:
		return nil, parley.Invalidf("idProperty", "idProperty is id or userId")
	}
	u, err := c.read().User(id)
	if parley.KindOf(err) == parley.NotFound || err == nil && u.Active() == archived {
		return nil, parley.NotFoundf("there is no owner %s", c.name("ownerId"))
	} else if err != nil {
		return nil, err
	}
	show, err := c.ownerShower()
	if err != nil {
		return nil, err
	}
	return show(u), nil
}

// ownerShower presents users with the names of their teams.
func (c *call) ownerShower() (func(u *parley.User) owner, error) {
	teams, err := c.read().Teams()
	return func(u *parley.User) owner {
		o := owner{ID: u.ID.Owner().String(), Email: u.Email, Type: "PERSON", FirstName: u.FirstName, LastName: u.LastName,
			UserIDIncludingInactive: int64(u.ID), CreatedAt: stamp{u.CreatedAt}, UpdatedAt: stamp{u.CreatedAt}, Archived: !u.Active()}
		if u.Active() {
			o.UserID = int64(u.ID)
		}
		for _, t := range teams {
			if u.InTeam(t.ID) {
				o.Teams = append(o.Teams, ownerTeam{t.ID.String(), t.Name, u.PrimaryTeamID == t.ID})
			}
		}
		return o
	}, err
}
