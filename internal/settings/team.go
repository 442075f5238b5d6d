package settings

import (
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// SaveTeam creates a team (ID zero) or renames it, and sets its main and extra
// members (SET-10). Nil lists leave members as they are.
func SaveTeam(tx *store.Tx, by *parley.User, t *parley.Team, main, extra []parley.UserID) error {
	t.Name = clip(t.Name, 100)
	if t.Name == "" {
		return parley.Invalidf("name", "give the team a name")
	}
	if !slices.Contains([]string{"", "in_turn", "least_busy"}, t.Spread) {
		return parley.Invalidf("spread", `is empty, "in_turn" or "least_busy"`)
	}
	teams, err := tx.Teams()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(teams, func(o *parley.Team) bool { return o.ID != t.ID && strings.EqualFold(o.Name, t.Name) }) {
		return &parley.Error{Kind: parley.Conflict, Field: "name", Message: "there is a team of this name already"}
	}
	kind := parley.EventKind("team.changed")
	if t.ID == 0 {
		t.ID, t.CreatedAt, kind = parley.TeamID(tx.NewID()), tx.Now, "team.created"
		err = tx.Insert("team", t)
	} else {
		err = tx.Save("team", t)
	}
	if err != nil {
		return err
	}
	if err := note(tx, parley.ByUser(by.ID), kind, "team", int64(t.ID), 0, map[string]any{"name": t.Name}); err != nil {
		return err
	}
	if main == nil && extra == nil {
		return nil
	}
	if err := checkUsers(&tx.Reader, "member_ids", append(slices.Clone(main), extra...)...); err != nil {
		return err
	}
	return setMembers(tx, by, t.ID, main, extra)
}

// setMembers makes the users' own notes of their teams agree with the lists.
func setMembers(tx *store.Tx, by *parley.User, id parley.TeamID, main, extra []parley.UserID) error {
	users, err := tx.Users()
	if err != nil {
		return err
	}
	for _, u := range users {
		before := u.PrimaryTeamID
		extras := slices.DeleteFunc(slices.Clone(u.ExtraTeamIDs), func(t parley.TeamID) bool { return t == id })
		switch {
		case slices.Contains(main, u.ID):
			u.PrimaryTeamID = id
		case u.PrimaryTeamID == id:
			u.PrimaryTeamID = 0
		}
		if slices.Contains(extra, u.ID) && u.PrimaryTeamID != id {
			extras = append(extras, id)
		}
		if before == u.PrimaryTeamID && sameTeams(extras, u.ExtraTeamIDs) {
			continue
		}
		u.ExtraTeamIDs = extras
		if err := tx.Save("user", u); err != nil {
			return err
		}
		if err := noteUser(tx, by, u, "user.changed", map[string]any{"fields": []string{"teams"}}); err != nil {
			return err
		}
		if err := dropWhereShut(tx, by, u); err != nil {
			return err
		}
	}
	return nil
}

func sameTeams(a, b []parley.TeamID) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(id parley.TeamID) bool { return !slices.Contains(b, id) })
}

// DeleteTeam removes a team from its members, threads, inboxes and routing
// rules.
func DeleteTeam(tx *store.Tx, by *parley.User, t *parley.Team) error {
	if err := setMembers(tx, by, t.ID, nil, nil); err != nil {
		return err
	}
	if err := unassignTeam(tx, by, t.ID); err != nil {
		return err
	}
	if err := forget(tx, 0, t.ID); err != nil {
		return err
	}
	if err := tx.DeleteTeam(t.ID); err != nil {
		return err
	}
	return note(tx, parley.ByUser(by.ID), "team.deleted", "team", int64(t.ID), 0, map[string]any{"name": t.Name})
}

// unassignTeam takes away from a team what it has and no member took.
func unassignTeam(tx *store.Tx, by *parley.User, id parley.TeamID) error {
	ids, err := tx.ThreadsAssignedTo(parley.Actor{Kind: parley.ActorTeam, ID: int64(id)})
	if err != nil {
		return err
	}
	threads, err := tx.Threads(ids)
	if err != nil {
		return err
	}
	for _, th := range threads {
		if err := triage.AssignThread(tx, parley.ByUser(by.ID), th, parley.Actor{}, nil); err != nil {
			return err
		}
	}
	return nil
}
