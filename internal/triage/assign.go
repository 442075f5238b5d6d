package triage

import (
	"encoding/json"

	"parley/internal/parley"
	"parley/internal/routing"
	"parley/internal/store"
)

// AssignThread makes somebody responsible, or nobody. Why carries the reason of
// an automatic decision into the history; nil where a person chose.
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

// Route asks routing who should have th and assigns it if somebody was found.
// The decision is stored with its reason either way.
func Route(tx *store.Tx, th *parley.Thread) error {
	if th.AssigneeID != 0 || th.AccountID == 0 {
		return nil
	}
	acct, err := tx.ChannelAccount(th.AccountID)
	if err != nil || len(acct.Settings.Routing) == 0 {
		return err
	}
	in, err := routingInput(tx, th, acct)
	if err != nil {
		return err
	}
	d := routing.Decide(in)
	if d.How == "none" {
		return nil
	}
	why := decisionData(d)
	switch {
	case d.UserID != 0:
		if d.TeamID != 0 {
			th.TeamID = d.TeamID
		}
		if err := tx.TakeTurn(th.AccountID, d.Rule, d.UserID); err != nil {
			return err
		}
		return AssignThread(tx, parley.System, th, parley.ByUser(d.UserID), why)
	case d.TeamID != 0:
		return AssignThread(tx, parley.System, th, parley.Actor{Kind: parley.ActorTeam, ID: int64(d.TeamID)}, why)
	}
	_, err = Note(tx, parley.System, th, parley.ThreadRouted, why)
	return err
}

func routingInput(tx *store.Tx, th *parley.Thread, acct *parley.ChannelAccount) (routing.Input, error) {
	in := routing.Input{Rules: acct.Settings.Routing}
	inbox, err := tx.Inbox(th.InboxID)
	if err != nil {
		return in, err
	}
	users, err := tx.Users()
	if err != nil {
		return in, err
	}
	loads, err := tx.OpenCounts(th.InboxID)
	if err != nil {
		return in, err
	}
	turns, err := tx.Turns(acct.ID)
	if err != nil {
		return in, err
	}
	for _, u := range users {
		in.Candidates = append(in.Candidates, routing.Candidate{User: u, HasAccess: inbox.Admits(u), OpenCount: loads[u.ID], LastAssigned: turns[u.ID]})
	}
	if th.ContactID != 0 {
		if c, err := tx.Contact(th.ContactID); err == nil {
			in.OwnerID = c.OwnerID
		}
	}
	return in, nil
}

func decisionData(d routing.Decision) map[string]any {
	data := map[string]any{}
	text, err := json.Marshal(d)
	if err == nil {
		err = json.Unmarshal(text, &data)
	}
	if err != nil {
		return map[string]any{"rule": d.Rule, "how": d.How}
	}
	return data
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
