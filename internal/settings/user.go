package settings

import (
	"maps"
	"slices"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// InviteUser adds a colleague who joins by the token returned, which is good
// once and for 48 hours (ATK-23).
func InviteUser(tx *store.Tx, by, u *parley.User) (token string, err error) {
	if err := mayManage(by, u); err != nil {
		return "", err
	}
	if err := mayGrant(by, &parley.User{}, u); err != nil {
		return "", err
	}
	if err := inherit(&tx.Reader, by, u); err != nil {
		return "", err
	}
	if err := checkTeamsOf(tx, u); err != nil {
		return "", err
	}
	if _, err := tx.UserByEmail(u.Email); parley.KindOf(err) != parley.NotFound {
		return "", taken(err)
	}
	u.ID, u.CreatedAt, u.InvitedAt, u.Availability = parley.UserID(tx.NewID()), tx.Now, tx.Now, parley.Away
	if err := tx.Insert("user", u); err != nil {
		return "", err
	}
	if err := noteUser(tx, by, u, "user.invited", nil); err != nil {
		return "", err
	}
	return auth.IssueToken(tx, u.ID, auth.PurposeInvite, "", auth.TokenLife)
}

func taken(err error) error {
	if err != nil {
		return err
	}
	return &parley.Error{Kind: parley.Conflict, Field: "email", Message: "somebody with this address is here already"}
}

// InviteAgain makes a new token for somebody who has not joined; the earlier
// one is void.
func InviteAgain(tx *store.Tx, by, u *parley.User) (token string, err error) {
	if err := mayManage(by, u); err != nil {
		return "", err
	}
	if !pending(u) || !u.Active() {
		return "", parley.Errorf(parley.Conflict, "this person has joined already")
	}
	if err := noteUser(tx, by, u, "user.invited", nil); err != nil {
		return "", err
	}
	return auth.IssueToken(tx, u.ID, auth.PurposeInvite, "", auth.TokenLife)
}

// Joining is what an invited person fills in.
type Joining struct {
	FirstName    string
	LastName     string
	Language     string
	PasswordHash string
}

// Join accepts an invitation.
func Join(tx *store.Tx, token string, j Joining) (*parley.User, error) {
	t, err := auth.SpendToken(tx, token, auth.PurposeInvite)
	if err != nil {
		return nil, err
	}
	u, err := tx.User(t.UserID)
	if err != nil {
		return nil, err
	}
	if !u.Active() || !pending(u) {
		return nil, parley.NotFoundf("this invitation is not good any more")
	}
	u.FirstName, u.LastName, u.Language = clip(j.FirstName, 100), clip(j.LastName, 100), j.Language
	u.PasswordHash, u.Availability = j.PasswordHash, parley.Available
	if err := tx.Save("user", u); err != nil {
		return nil, err
	}
	return u, noteUser(tx, u, u, "user.joined", nil)
}

// UpdateUser writes what an administrator changed of u: address, rights, teams
// and whether threads may be assigned. The event names the fields.
func UpdateUser(tx *store.Tx, by, u *parley.User) error {
	was, err := tx.User(u.ID)
	if err != nil {
		return err
	}
	if err := mayManage(by, was); err != nil {
		return err
	}
	if err := mayGrant(by, was, u); err != nil {
		return err
	}
	if err := mayGrantRecords(&tx.Reader, by, was, u); err != nil {
		return err
	}
	if was.SuperAdmin && !u.SuperAdmin {
		if err := keepAdmin(tx, u); err != nil {
			return err
		}
	}
	if err := checkTeamsOf(tx, u); err != nil {
		return err
	}
	if u.Email != was.Email {
		if _, err := tx.UserByEmail(u.Email); parley.KindOf(err) != parley.NotFound {
			return taken(err)
		}
		if err := tx.DropAllTokens(u.ID); err != nil {
			return err
		}
	}
	if err := tx.Save("user", u); err != nil {
		return err
	}
	if err := noteUser(tx, by, u, "user.changed", changes(was, u)); err != nil {
		return err
	}
	return dropWhereShut(tx, by, u)
}

// changes names the fields that differ, with the rights won and lost.
func changes(was, u *parley.User) map[string]any {
	var fields []string
	add := func(name string, differs bool) {
		if differs {
			fields = append(fields, name)
		}
	}
	add("email", was.Email != u.Email)
	add("super_admin", was.SuperAdmin != u.SuperAdmin)
	add("permissions", !slices.Equal(was.Permissions, u.Permissions))
	add("can_be_assigned", was.CanBeAssigned != u.CanBeAssigned)
	add("teams", was.PrimaryTeamID != u.PrimaryTeamID || !slices.Equal(was.ExtraTeamIDs, u.ExtraTeamIDs))
	add("record_rights", !maps.Equal(was.RecordRights, u.RecordRights))
	data := map[string]any{"fields": fields}
	if slices.Contains(fields, "permissions") {
		data["granted"], data["withdrawn"] = without(u.Permissions, was.Permissions), without(was.Permissions, u.Permissions)
	}
	return data
}

func without(list, others []parley.Permission) []string {
	out := []string{}
	for _, p := range list {
		if !slices.Contains(others, p) {
			out = append(out, string(p))
		}
	}
	return out
}

// dropWhereShut takes threads away from u in inboxes that u lost (ROUTE-19).
func dropWhereShut(tx *store.Tx, by, u *parley.User) error {
	inboxes, err := tx.Inboxes()
	if err != nil {
		return err
	}
	for _, in := range inboxes {
		if !in.Admits(u) {
			if err := triage.DropAssignee(tx, parley.ByUser(by.ID), u.ID, in.ID, "lost_access"); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkTeamsOf(tx *store.Tx, u *parley.User) error {
	u.ExtraTeamIDs = slices.DeleteFunc(slices.Clone(u.ExtraTeamIDs), func(id parley.TeamID) bool { return id == u.PrimaryTeamID })
	ids := u.ExtraTeamIDs
	if u.PrimaryTeamID != 0 {
		ids = append(slices.Clone(ids), u.PrimaryTeamID)
	}
	return checkTeams(&tx.Reader, "teams", ids...)
}

func noteUser(tx *store.Tx, by, u *parley.User, kind parley.EventKind, data map[string]any) error {
	return note(tx, parley.ByUser(by.ID), kind, "user", int64(u.ID), 0, data)
}
