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
