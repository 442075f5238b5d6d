package triage

import (
	"slices"

	"parley/internal/parley"
	"parley/internal/store"
)

// AssignThread makes somebody responsible, or nobody. Why carries the reason of
// an automatic decision into the history; nil where a person chose, which ends
// the wait in a queue and lets a team find a member (ROUTE-04).
func AssignThread(tx *store.Tx, by parley.Actor, th *parley.Thread, to parley.Actor, why map[string]any) error {
	if th.Assignee() == to && (to.Kind != parley.ActorTeam || th.TeamID == parley.TeamID(to.ID)) {
		return nil
	}
	in, err := tx.Inbox(th.InboxID)
	if err != nil {
		return err
	}
	if err := mayTake(tx, in, to); err != nil {
		return err
	}
	if why == nil {
		th.Dequeue()
		if to.Kind == parley.ActorTeam {
			if member, how, err := pickMember(tx, th, in, parley.TeamID(to.ID)); err != nil {
				return err
			} else if member != 0 {
				th.TeamID = parley.TeamID(to.ID)
				to, why = parley.ByUser(member), how
			}
		}
	}
	data := map[string]any{"from": actorData(th.Assignee()), "to": actorData(to)}
	for k, v := range why {
		data[k] = v
	}
	switch to.Kind {
	case parley.ActorTeam:
		th.TeamID = parley.TeamID(to.ID)
	case "":
		th.TeamID = 0
	}
	th.SetAssignee(to)
	if err := tx.AddOwner(th); err != nil {
		return err
	}
	if to.Kind == parley.ActorUser && th.Held() {
		th.BotState = parley.BotHandedOff
	}
	kind := parley.ThreadAssigned
	if to.None() {
		kind = parley.ThreadUnassigned
	}
	if why != nil && !to.None() {
		kind = parley.ThreadRouted
	}
	return save(tx, by, th, kind, data)
}

// mayTake reports why somebody cannot be given a thread of an inbox (ROUTE-03).
func mayTake(tx *store.Tx, in *parley.Inbox, to parley.Actor) error {
	switch to.Kind {
	case "":
		return nil
	case parley.ActorTeam:
		_, err := tx.Team(parley.TeamID(to.ID))
		if parley.KindOf(err) == parley.NotFound {
			return parley.Invalidf("assignee", "there is no such team")
		}
		if err == nil && !in.Everyone && !slices.Contains(in.TeamIDs, parley.TeamID(to.ID)) {
			return parley.Invalidf("assignee", "this team has no access to the inbox")
		}
		return err
	case parley.ActorUser:
		u, err := tx.User(parley.UserID(to.ID))
		if parley.KindOf(err) == parley.NotFound || err == nil && (!u.CanBeAssigned || !in.Admits(u)) {
			return parley.Invalidf("assignee", "this person cannot answer in this inbox")
		}
		return err
	}
	return parley.Invalidf("assignee.kind", "a conversation is assigned to a user or a team")
}

func actorData(a parley.Actor) any {
	if a.None() {
		return nil
	}
	return map[string]any{"kind": string(a.Kind), "id": parley.ThreadID(a.ID).String()}
}

// DropAssignee takes all threads of a user who can no longer answer away from
// that user (VIEW-05, ROUTE-19): those of one inbox, or of all for zero.
func DropAssignee(tx *store.Tx, by parley.Actor, user parley.UserID, inbox parley.InboxID, why string) error {
	ids, err := tx.ThreadsAssignedTo(parley.ByUser(user))
	if err != nil {
		return err
	}
	threads, err := tx.Threads(ids)
	if err != nil {
		return err
	}
	for _, th := range threads {
		if inbox != 0 && th.InboxID != inbox {
			continue
		}
		data := map[string]any{"from": actorData(th.Assignee()), "to": nil, "reason": why}
		th.SetAssignee(parley.Actor{})
		if err := save(tx, by, th, parley.ThreadUnassigned, data); err != nil {
			return err
		}
	}
	return nil
}
