package helpdesk

import (
	"encoding/json"
	"slices"
	"strings"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/search"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/triage"
	"parley/internal/view"
)

// furnish makes anew in the help desk what a channel had in its old inbox: tags,
// views and service levels; rules go with the channel. It tells what became of
// each, and what is left to be done by hand (TIX-14).
func furnish(tx *store.Tx, by *parley.User, acct *parley.ChannelAccount, m *parley.ChannelMove, desk *parley.Inbox) (out []parley.MoveResult, err error) {
	for _, step := range []func() ([]parley.MoveResult, error){
		func() ([]parley.MoveResult, error) { return checkRules(tx, acct, desk) },
		func() ([]parley.MoveResult, error) { return makeTags(tx, by, m) },
		func() ([]parley.MoveResult, error) { return makeViews(tx, by, m) },
		func() ([]parley.MoveResult, error) { return makePolicies(tx, by, m) },
	} {
		some, err := step()
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// checkRules tells which rules name people who cannot have conversations of the
// help desk.
func checkRules(tx *store.Tx, acct *parley.ChannelAccount, desk *parley.Inbox) ([]parley.MoveResult, error) {
	users, err := tx.Users()
	if err != nil {
		return nil, err
	}
	var out []parley.MoveResult
	for _, rule := range acct.Settings.Routing {
		res := parley.MoveResult{Kind: "rule", Name: rule.Name, State: parley.MoveMade}
		for _, u := range users {
			named := slices.Contains(rule.UserIDs, u.ID) || slices.ContainsFunc(rule.TeamIDs, u.InTeam)
			if named && u.Active() && !(desk.Admits(u) && u.CanBeAssigned) {
				res.State, res.Why = parley.MoveTodo, parley.MoveNoAccess
			}
		}
		out = append(out, res)
	}
	return out, nil
}

func makeTags(tx *store.Tx, by *parley.User, m *parley.ChannelMove) ([]parley.MoveResult, error) {
	tags, err := tx.Tags(m.FromID)
	if err != nil {
		return nil, err
	}
	there, err := tx.Tags(m.ToID)
	var out []parley.MoveResult
	for _, t := range tags {
		res := parley.MoveResult{Kind: "tag", Name: t.Name, State: parley.MoveThere}
		if !slices.ContainsFunc(there, func(o *store.Tag) bool { return strings.EqualFold(o.Name, t.Name) }) {
			res.State = parley.MoveMade
			if err := settings.SaveTag(tx, parley.ByUser(by.ID), &store.Tag{InboxID: m.ToID, Name: t.Name, Color: t.Color}); err != nil {
				return nil, err
			}
		}
		out = append(out, res)
	}
	return out, err
}

// makeViews makes the custom views anew, shared as they were.
func makeViews(tx *store.Tx, by *parley.User, m *parley.ChannelMove) ([]parley.MoveResult, error) {
	views, err := tx.Views(m.FromID)
	if err != nil {
		return nil, err
	}
	there, err := tx.Views(m.ToID)
	if err != nil {
		return nil, err
	}
	tags, err := triage.SameTags(&tx.Reader, m.FromID, m.ToID)
	if err != nil {
		return nil, err
	}
	var out []parley.MoveResult
	for _, v := range views {
		if v.Kind != string(view.Custom) {
			continue
		}
		res := parley.MoveResult{Kind: "view", Name: v.Name, State: parley.MoveThere}
		if v.Shared == "private" && v.OwnerID != by.ID {
			res.Name = "" // its name is its owner's own
		}
		if !slices.ContainsFunc(there, func(o *store.View) bool { return o.Name == v.Name && o.OwnerID == v.OwnerID }) {
			err := makeView(tx, by, m, v, tags)
			switch k := parley.KindOf(err); {
			case err == nil:
				res.State = parley.MoveMade
			case k == parley.Invalid || k == parley.Conflict:
				res.State, res.Why = parley.MoveTodo, parley.MoveRefused
			default:
				return nil, err
			}
		}
		out = append(out, res)
	}
	return out, nil
}

func makeView(tx *store.Tx, by *parley.User, m *parley.ChannelMove, v *store.View, tags map[parley.TagID]parley.TagID) error {
	owner, err := tx.User(v.OwnerID)
	if parley.KindOf(err) == parley.NotFound || err == nil && !owner.Active() {
		owner, err = by, nil
	}
	if err != nil {
		return err
	}
	var f search.Filter
	if err := json.Unmarshal([]byte(v.Filter), &f); err != nil {
		return parley.Invalidf("filter", "the filter cannot be read")
	}
	if !retag(&f, tags) {
		return parley.Invalidf("filter", "a tag of the filter is gone")
	}
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return settings.CreateView(tx, owner, &store.View{InboxID: m.ToID, Name: v.Name, Filter: string(text), Shared: v.Shared, UserIDs: v.UserIDs, TeamIDs: v.TeamIDs})
}

// retag puts the tags of the help desk in place of the old ones. It reports
// whether each has one.
func retag(f *search.Filter, tags map[parley.TagID]parley.TagID) bool {
	ok := true
	for i := range f.Children {
		ok = retag(&f.Children[i], tags) && ok
	}
	if f.Field != "tag" {
		return ok
	}
	one := func(value any) any {
		text, _ := value.(string)
		id, err := parley.ParseID[parley.TagID]("tag", text)
		if err != nil || tags[id] == 0 {
			ok = false
			return value
		}
		return tags[id].String()
	}
	switch value := f.Value.(type) {
	case string:
		f.Value = one(value)
	case []any:
		for i := range value {
			value[i] = one(value[i])
		}
	}
	return ok
}

// makePolicies makes the service levels anew, below those of the help desk: what
// is promised there goes first.
func makePolicies(tx *store.Tx, by *parley.User, m *parley.ChannelMove) ([]parley.MoveResult, error) {
	policies, err := tx.SLAPolicies(m.FromID)
	if err != nil {
		return nil, err
	}
	there, err := tx.SLAPolicies(m.ToID)
	if err != nil {
		return nil, err
	}
	var out []parley.MoveResult
	for _, p := range policies {
		res := parley.MoveResult{Kind: "sla", Name: p.Name, State: parley.MoveThere}
		if !slices.ContainsFunc(there, func(o *parley.SLAPolicy) bool { return o.Name == p.Name }) {
			var groups []crm.FilterGroup
			if err := json.Unmarshal([]byte(p.Filter), &groups); err != nil {
				return nil, err
			}
			same := *p
			same.ID, same.InboxID = 0, m.ToID
			switch err := SavePolicy(tx, parley.ByUser(by.ID), &same, groups, false); parley.KindOf(err) {
			case "":
				res.State = parley.MoveMade
			case parley.Internal:
				return nil, err
			default: // it asks for what is gone
				res.State, res.Why = parley.MoveTodo, parley.MoveRefused
			}
		}
		out = append(out, res)
	}
	return out, nil
}
