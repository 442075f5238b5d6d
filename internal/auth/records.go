package auth

import (
	"parley/internal/parley"
	"parley/internal/store"
)

// RecordAct is what somebody wants to do with a record.
type RecordAct string

// The acts, each with a scope of its own.
const (
	ViewRecord   RecordAct = "view"
	EditRecord   RecordAct = "edit"
	DeleteRecord RecordAct = "delete"
)

func scope(u *parley.User, t *parley.ObjectType, act RecordAct) parley.Scope {
	r := u.RightsOver(t)
	switch act {
	case ViewRecord:
		return r.View
	case EditRecord:
		return r.Edit
	}
	return r.Delete
}

// Owners returns the owners whose records of a kind u may do act with; nil
// means anybody's and nobody's.
func Owners(r *store.Reader, u *parley.User, t *parley.ObjectType, act RecordAct) ([]parley.UserID, error) {
	switch scope(u, t, act) {
	case parley.ScopeAll:
		return nil, nil
	case parley.ScopeOwn:
		return []parley.UserID{u.ID}, nil
	case parley.ScopeTeam:
		return colleagues(r, u)
	}
	return []parley.UserID{}, nil
}

// colleagues are the members of u's teams, u among them.
func colleagues(r *store.Reader, u *parley.User) ([]parley.UserID, error) {
	all, err := r.Users()
	out := []parley.UserID{u.ID}
	for _, other := range all {
		if other.ID != u.ID && (u.InTeam(other.PrimaryTeamID) || inAny(u, other.ExtraTeamIDs)) {
			out = append(out, other.ID)
		}
	}
	return out, err
}

func inAny(u *parley.User, teams []parley.TeamID) bool {
	for _, id := range teams {
		if u.InTeam(id) {
			return true
		}
	}
	return false
}

// Record returns a record if u may do act with it. One that u may not see does
// not exist; one that u may only see is refused.
func Record(r *store.Reader, u *parley.User, id parley.RecordID, act RecordAct) (*parley.Record, *parley.ObjectType, error) {
	rec, err := r.Record(id)
	if err != nil {
		return nil, nil, err
	}
	schema, err := r.Schema()
	if err != nil {
		return nil, nil, err
	}
	t := schema.Type(rec.Type)
	if t == nil {
		return nil, nil, parley.NotFoundf("no such record")
	}
	if ok, err := MayRecord(r, u, t, rec, ViewRecord); err != nil || !ok {
		return nil, nil, orMissing(err)
	}
	if ok, err := MayRecord(r, u, t, rec, act); err != nil || !ok {
		if err == nil {
			err = parley.Errorf(parley.Forbidden, "you may see this record and not %s it", act)
		}
		return nil, nil, err
	}
	return rec, t, nil
}

func orMissing(err error) error {
	if err == nil {
		err = parley.NotFoundf("no such record")
	}
	return err
}

// MayRecord reports whether u may do act with a record. An activity is seen by
// whoever sees one of the records that it belongs to.
func MayRecord(r *store.Reader, u *parley.User, t *parley.ObjectType, rec *parley.Record, act RecordAct) (bool, error) {
	if t.ID.Activity() {
		return maySome(r, u, rec)
	}
	switch scope(u, t, act) {
	case parley.ScopeAll:
		return true, nil
	case parley.ScopeOwn:
		return rec.OwnerID == u.ID, nil
	case parley.ScopeTeam:
		team, err := colleagues(r, u)
		for _, id := range team {
			if id == rec.OwnerID {
				return true, err
			}
		}
		return false, err
	}
	return false, nil
}

// maySome reports whether u sees a record that an activity belongs to; one
// that belongs to nothing is its owner's, and everybody's if it has none.
func maySome(r *store.Reader, u *parley.User, rec *parley.Record) (bool, error) {
	if u.SuperAdmin || rec.OwnerID == u.ID || len(u.RecordRights) == 0 {
		return true, nil
	}
	schema, err := r.Schema()
	if err != nil {
		return false, err
	}
	all, err := r.Associations(rec.ID, 0)
	if err != nil {
		return false, err
	}
	about := 0
	for _, a := range all {
		t := schema.Type(a.ToType)
		if t == nil || t.ID.Activity() {
			continue
		}
		about++
		other, err := r.Record(a.ToID)
		if err != nil {
			return false, err
		}
		if ok, err := MayRecord(r, u, t, other, ViewRecord); ok || err != nil {
			return ok, err
		}
	}
	return about == 0 && rec.OwnerID == 0, nil
}
