package httpapi

import (
	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// TeamList is all teams.
type TeamList struct {
	Teams []Team `json:"teams"`
}

func (c *call) teams(*struct{}) (*TeamList, error) {
	r := c.s.DB.Read(c)
	teams, err := r.Teams()
	if err != nil {
		return nil, err
	}
	users, err := r.Users()
	return &TeamList{presentTeams(teams, users)}, err
}

// TeamInput is what an administrator sets of a team.
type TeamInput struct {
	Name           string    `json:"name" maxLength:"100"`
	Spread         *string   `json:"spread,omitempty" enum:",in_turn,least_busy" doc:"How what is given to the team finds a member; empty: members take it"`
	MemberIDs      *[]string `json:"member_ids,omitempty" maxItems:"1000" doc:"Whose main team it is; left out with extra_member_ids: members stay"`
	ExtraMemberIDs *[]string `json:"extra_member_ids,omitempty" maxItems:"1000"`
}

type newTeamInput struct{ Body TeamInput }

type teamInput struct {
	ID   string `path:"id"`
	Body TeamInput
}

func (c *call) newTeam(in *newTeamInput) (*Team, error) {
	return c.saveTeam(&parley.Team{}, in.Body)
}

func (c *call) updateTeam(in *teamInput) (*Team, error) {
	t, err := c.team(in.ID)
	if err != nil {
		return nil, err
	}
	return c.saveTeam(t, in.Body)
}

func (c *call) team(id string) (*parley.Team, error) {
	n, err := parley.ParseID[parley.TeamID]("id", id)
	if err != nil {
		return nil, err
	}
	return c.s.DB.Read(c).Team(n)
}

func (c *call) saveTeam(t *parley.Team, b TeamInput) (*Team, error) {
	t.Name = b.Name
	if b.Spread != nil {
		t.Spread = *b.Spread
	}
	main, err := optionalIDs[parley.UserID]("member_ids", b.MemberIDs, b.ExtraMemberIDs != nil)
	if err != nil {
		return nil, err
	}
	extra, err := optionalIDs[parley.UserID]("extra_member_ids", b.ExtraMemberIDs, b.MemberIDs != nil)
	if err != nil {
		return nil, err
	}
	var out []Team
	err = c.write(func(tx *store.Tx) error {
		if err := settings.SaveTeam(tx, c.User, t, main, extra); err != nil {
			return err
		}
		users, err := tx.Users()
		out = presentTeams([]*parley.Team{t}, users)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &out[0], nil
}

// optionalIDs reads a list that may be left out; where needed, that is empty.
func optionalIDs[T ~int64](field string, list *[]string, needed bool) ([]T, error) {
	if list == nil {
		if needed {
			return []T{}, nil
		}
		return nil, nil
	}
	return parseIDs[T](field, *list)
}

func (c *call) deleteTeam(in *idPath) error {
	t, err := c.team(in.ID)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error { return settings.DeleteTeam(tx, c.User, t) })
}

// TagUse is a tag with how many conversations carry it.
type TagUse struct {
	ID       string `json:"id"`
	InboxID  string `json:"inbox_id"`
	Name     string `json:"name"`
	Color    string `json:"color"`
	UseCount int64  `json:"use_count"`
}

// TagList is the tags of the inboxes that the reader sees.
type TagList struct {
	Tags []TagUse `json:"tags"`
}

func (c *call) tags(*struct{}) (*TagList, error) {
	r := c.s.DB.Read(c)
	inboxes, err := auth.Inboxes(r, c.User)
	if err != nil {
		return nil, err
	}
	uses, err := r.TagUses()
	out := &TagList{[]TagUse{}}
	for _, in := range inboxes {
		tags, err := r.Tags(in.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range tags {
			out.Tags = append(out.Tags, TagUse{t.ID.String(), t.InboxID.String(), t.Name, t.Color, uses[t.ID]})
		}
	}
	return out, err
}

type newTagInput struct {
	Body struct {
		InboxID string `json:"inbox_id"`
		Name    string `json:"name" maxLength:"60"`
		Color   string `json:"color" pattern:"^#[0-9A-Fa-f]{6}$"`
	}
}

func (c *call) newTag(in *newTagInput) (*Tag, error) {
	t := &store.Tag{Name: in.Body.Name, Color: in.Body.Color}
	inbox, err := parley.ParseID[parley.InboxID]("inbox_id", in.Body.InboxID)
	if err != nil {
		return nil, err
	}
	t.InboxID = inbox
	return c.saveTag(t)
}

type tagInput struct {
	ID   string `path:"id"`
	Body struct {
		Name  string `json:"name" maxLength:"60"`
		Color string `json:"color" pattern:"^#[0-9A-Fa-f]{6}$"`
	}
}

func (c *call) updateTag(in *tagInput) (*Tag, error) {
	t, err := c.tag(in.ID)
	if err != nil {
		return nil, err
	}
	t.Name, t.Color = in.Body.Name, in.Body.Color
	return c.saveTag(t)
}

// tag returns one of an inbox that the caller sees.
func (c *call) tag(id string) (*store.Tag, error) {
	n, err := parley.ParseID[parley.TagID]("id", id)
	if err != nil {
		return nil, err
	}
	r := c.s.DB.Read(c)
	t, err := r.Tag(n)
	if err != nil {
		return nil, err
	}
	_, err = auth.SeeInbox(r, c.User, t.InboxID)
	return t, err
}

// saveTag: members of an inbox and holders of account access keep its tags.
func (c *call) saveTag(t *store.Tag) (*Tag, error) {
	if err := c.mayTag(t.InboxID); err != nil {
		return nil, err
	}
	err := c.write(func(tx *store.Tx) error { return settings.SaveTag(tx, c.Actor(), t) })
	return &Tag{t.ID.String(), t.InboxID.String(), t.Name, t.Color}, err
}

func (c *call) mayTag(id parley.InboxID) error {
	in, err := auth.SeeInbox(c.s.DB.Read(c), c.User, id)
	if err != nil || c.User.Has(parley.AccountAccess) {
		return err
	}
	return auth.MayAnswer(c.User, in)
}

func (c *call) deleteTag(in *idPath) error {
	t, err := c.tag(in.ID)
	if err != nil {
		return err
	}
	if err := c.mayTag(t.InboxID); err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error { return settings.DeleteTag(tx, c.Actor(), t) })
}
