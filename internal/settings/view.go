package settings

import (
	"slices"

	"parley/internal/auth"
	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/view"
)

// maxViews bounds the custom views of an inbox: each is asked on each change.
const maxViews = 200

// CreateView adds a custom view; its members are gathered behind it (VIEW-16,
// VIEW-18).
func CreateView(tx *store.Tx, by *parley.User, v *store.View) error {
	if err := checkView(tx, v); err != nil {
		return err
	}
	all, err := tx.Views(v.InboxID)
	if err != nil {
		return err
	}
	if len(all) >= maxViews {
		return parley.Errorf(parley.Conflict, "an inbox takes at most %d views: delete one first", maxViews)
	}
	v.ID, v.Kind, v.OwnerID, v.CreatedAt = parley.ViewID(tx.NewID()), string(view.Custom), by.ID, tx.Now
	v.Position = 0
	for _, o := range all {
		v.Position = max(v.Position, o.Position+1)
	}
	if err := tx.Insert("view", v); err != nil {
		return err
	}
	if err := noteView(tx, by, v, "view.created"); err != nil {
		return err
	}
	if err := crm.KeepLists(tx); err != nil {
		return err
	}
	return view.StartFill(tx, v)
}

// UpdateView writes over a custom view. A new filter gathers its members anew.
func UpdateView(tx *store.Tx, by *parley.User, v *store.View) error {
	was, err := tx.View(v.ID)
	if err != nil {
		return err
	}
	if err := auth.EditView(by, was); err != nil {
		return err
	}
	if err := checkView(tx, v); err != nil {
		return err
	}
	if err := tx.Save("view", v); err != nil {
		return err
	}
	if err := noteView(tx, by, v, "view.changed"); err != nil || v.Filter == was.Filter {
		return err
	}
	if err := crm.KeepLists(tx); err != nil {
		return err
	}
	return view.StartFill(tx, v)
}

// DeleteView removes a custom view.
func DeleteView(tx *store.Tx, by *parley.User, v *store.View) error {
	if err := auth.EditView(by, v); err != nil {
		return err
	}
	if err := tx.DeleteView(v.ID); err != nil {
		return err
	}
	if err := crm.KeepLists(tx); err != nil {
		return err
	}
	return noteView(tx, by, v, "view.deleted")
}

// OrderViews puts the custom views of an inbox into the order of ids; those
// not named follow.
func OrderViews(tx *store.Tx, by *parley.User, inbox parley.InboxID, ids []parley.ViewID) error {
	views, err := tx.Views(inbox)
	if err != nil {
		return err
	}
	position := int64(len(view.Standards))
	for i, id := range ids {
		at := slices.IndexFunc(views, func(v *store.View) bool { return v.ID == id && v.Kind == string(view.Custom) && auth.SharedWith(v, by) })
		if at < 0 {
			return parley.NotFoundf("no such view")
		}
		views[at].Position = position + int64(i)
		if err := tx.Save("view", views[at]); err != nil {
			return err
		}
	}
	return note(tx, parley.ByUser(by.ID), "view.ordered", "view", 0, inbox, nil)
}

func checkView(tx *store.Tx, v *store.View) (err error) {
	if v.Name = clip(v.Name, 100); v.Name == "" {
		return parley.Invalidf("name", "give the view a name")
	}
	if v.Filter, err = view.CheckFilter([]byte(v.Filter)); err != nil {
		return err
	}
	switch v.Shared {
	case "private", "everyone":
		v.UserIDs, v.TeamIDs = nil, nil
	case "specific":
		if err := checkTeams(&tx.Reader, "team_ids", v.TeamIDs...); err != nil {
			return err
		}
		return checkUsers(&tx.Reader, "user_ids", v.UserIDs...)
	default:
		return parley.Invalidf("shared", `is "private", "specific" or "everyone"`)
	}
	return nil
}

func noteView(tx *store.Tx, by *parley.User, v *store.View, kind parley.EventKind) error {
	return note(tx, parley.ByUser(by.ID), kind, "view", int64(v.ID), v.InboxID, nil)
}
