package httpapi

import (
	"encoding/json"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/view"
)

// ViewInput is what the creator of a view sets.
type ViewInput struct {
	Name    string          `json:"name" maxLength:"100"`
	Filter  json.RawMessage `json:"filter" doc:"A tree: {op, children} or {field, operator, value}"`
	Shared  string          `json:"shared" enum:"private,specific,everyone"`
	UserIDs []string        `json:"user_ids,omitempty" maxItems:"500"`
	TeamIDs []string        `json:"team_ids,omitempty" maxItems:"200"`
}

func (in ViewInput) apply(v *store.View) (err error) {
	v.Name, v.Filter, v.Shared = in.Name, string(in.Filter), in.Shared
	if v.UserIDs, err = parseIDs[parley.UserID]("user_ids", in.UserIDs); err != nil {
		return err
	}
	v.TeamIDs, err = parseIDs[parley.TeamID]("team_ids", in.TeamIDs)
	return err
}

type newViewInput struct {
	Body struct {
		ViewInput
		InboxID string `json:"inbox_id"`
	}
}

func (c *call) newView(in *newViewInput) (*View, error) {
	v := &store.View{}
	if err := in.Body.apply(v); err != nil {
		return nil, err
	}
	id, err := parley.ParseID[parley.InboxID]("inbox_id", in.Body.InboxID)
	if err != nil {
		return nil, err
	}
	return c.createView(v, id)
}

// createView adds a view of an inbox that the caller sees.
func (c *call) createView(v *store.View, inbox parley.InboxID) (*View, error) {
	if _, err := auth.SeeInbox(c.s.DB.Read(c), c.User, inbox); err != nil {
		return nil, err
	}
	v.InboxID = inbox
	err := c.write(func(tx *store.Tx) error { return settings.CreateView(tx, c.User, v) })
	out := c.presentView(v, nil)
	return &out, err
}

type viewInput struct {
	ID   string `path:"id"`
	Body ViewInput
}

func (c *call) updateView(in *viewInput) (*View, error) {
	v, err := c.customView(in.ID)
	if err != nil {
		return nil, err
	}
	if err := in.Body.apply(v); err != nil {
		return nil, err
	}
	err = c.write(func(tx *store.Tx) error { return settings.UpdateView(tx, c.User, v) })
	out := c.presentView(v, nil)
	return &out, err
}

func (c *call) customView(id string) (*store.View, error) {
	n, err := parley.ParseID[parley.ViewID]("id", id)
	if err != nil {
		return nil, err
	}
	return auth.SeeView(c.s.DB.Read(c), c.User, n)
}

func (c *call) deleteView(in *idPath) error {
	v, err := c.customView(in.ID)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error { return settings.DeleteView(tx, c.User, v) })
}

type cloneInput struct {
	ID   string `path:"id"`
	Body struct {
		Name string `json:"name" maxLength:"100"`
	}
}

// cloneView makes a private copy for the caller.
func (c *call) cloneView(in *cloneInput) (*View, error) {
	v, err := c.customView(in.ID)
	if err != nil {
		return nil, err
	}
	if v.Kind != string(view.Custom) {
		return nil, parley.Errorf(parley.Forbidden, "standard views cannot be copied")
	}
	return c.createView(&store.View{Name: in.Body.Name, Filter: v.Filter, Shared: "private"}, v.InboxID)
}

type orderInput struct {
	Body struct {
		InboxID string   `json:"inbox_id"`
		ViewIDs []string `json:"view_ids" maxItems:"300"`
	}
}

func (c *call) orderViews(in *orderInput) error {
	id, err := parley.ParseID[parley.InboxID]("inbox_id", in.Body.InboxID)
	if err != nil {
		return err
	}
	if _, err := auth.SeeInbox(c.s.DB.Read(c), c.User, id); err != nil {
		return err
	}
	order, err := parseIDs[parley.ViewID]("view_ids", in.Body.ViewIDs)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error { return settings.OrderViews(tx, c.User, id, order) })
}
