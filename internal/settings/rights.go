package settings

import (
	"slices"

	"parley/internal/parley"
	"parley/internal/store"
)

// mayManage reports why by may not manage u: whoever manages holds at least
// the rights of the managed, so that nobody climbs by taking over an account.
func mayManage(by, u *parley.User) error {
	if !by.Has(parley.ManageUsers) {
		return parley.Errorf(parley.Forbidden, "you lack the permission to manage users")
	}
	if by.SuperAdmin || by.ID == u.ID {
		return nil
	}
	if u.SuperAdmin || slices.ContainsFunc(u.Permissions, func(p parley.Permission) bool { return !by.Has(p) }) {
		return parley.Errorf(parley.Forbidden, "this person has rights that you lack: ask a super admin")
	}
	return nil
}

// mayGrant reports why by may not give u, who had the rights of was, those it
// now has. Only rights that by holds can be given, and none to oneself.
func mayGrant(by, was, u *parley.User) error {
	for i, p := range u.Permissions {
		if !slices.Contains(parley.Permissions, p) {
			return parley.Invalidf("permissions", "there is no permission %q", p)
		}
		if slices.Contains(u.Permissions[:i], p) {
			return parley.Invalidf("permissions", "%s stands twice", p)
		}
		if !slices.Contains(was.Permissions, p) && !by.Has(p) {
			return parley.Errorf(parley.Forbidden, "you cannot give a right that you lack")
		}
	}
	if was.SuperAdmin != u.SuperAdmin && !by.SuperAdmin {
		return parley.Errorf(parley.Forbidden, "only a super admin makes or unmakes super admins")
	}
	return nil
}

// width orders scopes from the narrowest.
var width = []parley.Scope{parley.ScopeNone, parley.ScopeOwn, parley.ScopeTeam, parley.ScopeAll}

// mayGrantRecords reports why by may not give u the rights over records that it
// now has. As with permissions, nobody gives what they lack.
func mayGrantRecords(r *store.Reader, by, was, u *parley.User) error {
	schema, err := r.Schema()
	if err != nil {
		return err
	}
	for name := range u.RecordRights {
		if !slices.ContainsFunc(schema.Types, func(t *parley.ObjectType) bool { return t.Name == name && !t.ID.Activity() }) {
			return parley.Invalidf("record_rights", "there are no rights over %q", name)
		}
	}
	for _, t := range schema.Types {
		had, own, now := was.RightsOver(t), by.RightsOver(t), u.RightsOver(t)
		for _, x := range [][3]parley.Scope{{now.View, had.View, own.View}, {now.Edit, had.Edit, own.Edit}, {now.Delete, had.Delete, own.Delete}} {
			if !slices.Contains(width, x[0]) {
				return parley.Invalidf("record_rights", "%q is no scope", x[0])
			}
			if x[0] != x[1] && slices.Index(width, x[0]) > slices.Index(width, x[2]) {
				return parley.Errorf(parley.Forbidden, "you cannot give a right that you lack")
			}
		}
	}
	return nil
}

// inherit gives somebody new the rights over records that by has, where none
// were said.
func inherit(r *store.Reader, by, u *parley.User) error {
	schema, err := r.Schema()
	if err != nil || by.SuperAdmin || u.SuperAdmin {
		return err
	}
	for name, own := range by.RecordRights {
		if _, said := u.RecordRights[name]; !said {
			if u.RecordRights == nil {
				u.RecordRights = map[string]parley.RecordRights{}
			}
			u.RecordRights[name] = own
		}
	}
	nothing := &parley.User{RecordRights: map[string]parley.RecordRights{}}
	for _, t := range schema.Types {
		nothing.RecordRights[t.Name] = parley.RecordRights{View: parley.ScopeNone, Edit: parley.ScopeNone, Delete: parley.ScopeNone}
	}
	return mayGrantRecords(r, by, nothing, u)
}

// keepAdmin reports a conflict if nobody but u administers the installation
// (SET-09).
func keepAdmin(tx *store.Tx, u *parley.User) error {
	users, err := tx.Users()
	if err != nil {
		return err
	}
	for _, other := range users {
		if other.ID != u.ID && other.SuperAdmin && other.Active() && !pending(other) {
			return nil
		}
	}
	return parley.Errorf(parley.Conflict, "this is the last super admin: make somebody else one first")
}

// pending reports whether u was invited and has not joined.
func pending(u *parley.User) bool { return u.PasswordHash == "" && !u.InvitedAt.IsZero() }

// checkTeams reports a team that does not exist (ATK-16).
func checkTeams(r *store.Reader, field string, ids ...parley.TeamID) error {
	teams, err := r.Teams()
	if err != nil {
		return err
	}
	for _, id := range ids {
		if !slices.ContainsFunc(teams, func(t *parley.Team) bool { return t.ID == id }) {
			return parley.Invalidf(field, "there is no such team")
		}
	}
	return nil
}

// checkUsers reports a user who does not exist any more (ATK-16).
func checkUsers(r *store.Reader, field string, ids ...parley.UserID) error {
	for _, id := range ids {
		u, err := r.User(id)
		if parley.KindOf(err) == parley.NotFound || err == nil && !u.RemovedAt.IsZero() {
			return parley.Invalidf(field, "there is no such user")
		}
		if err != nil {
			return err
		}
	}
	return nil
}
