package triage

import (
	"encoding/json"
	"strconv"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/routing"
	"parley/internal/search"
	"parley/internal/store"
)

// Arrival is what brings a thread to be routed.
type Arrival struct {
	Message *parley.Message // what came in; nil where nothing did
	Page    string          // address of the page that a visitor wrote from; empty: where the chat began
}

// Route asks routing who should have th and assigns it if somebody was found, or
// lets it wait where the rule says so. The decision is stored with its reason
// and with what was known, either way.
func Route(tx *store.Tx, th *parley.Thread, a Arrival) error {
	if th.AssigneeID != 0 || th.AccountID == 0 || th.Held() {
		return nil
	}
	acct, err := tx.ChannelAccount(th.AccountID)
	if err != nil {
		return err
	}
	if a.Page == "" && th.VisitorID != 0 {
		chat, err := tx.Chat(th.ID)
		if err != nil {
			return err
		}
		if chat != nil {
			a.Page = chat.PageURL
		}
	}
	facts := &search.Facts{Thread: th, Message: a.Message, Page: a.Page, Now: tx.Now}
	if facts.Contact, err = contactOf(tx, th); err != nil {
		return err
	}
	lists, err := crm.ListsOf(&tx.Reader, th.ContactID, routing.ListsAsked(acct.Settings.Routing))
	if err != nil {
		return err
	}
	for _, id := range lists {
		facts.Lists = append(facts.Lists, strconv.FormatInt(id, 10))
	}
	in, err := routingInput(tx, th, acct, facts)
	if err != nil {
		return err
	}
	waiting, err := tx.WaitingRules(acct.ID)
	if err != nil {
		return err
	}
	in.Waiting = map[string]bool{}
	for _, key := range waiting {
		in.Waiting[key] = true
	}
	d := routing.Decide(in)
	if err := remember(tx, th, a, in, d); err != nil {
		return err
	}
	return carryOut(tx, th, acct, facts.Contact, d)
}

// RouteAgain is for a thread that an answer opened again: it keeps its owner if
// that person may still have it, availability aside; otherwise it is routed
// like a new one (ROUTE-20).
func RouteAgain(tx *store.Tx, th *parley.Thread, a Arrival) error {
	owner := th.Assignee().UserID()
	if owner == 0 {
		return Route(tx, th, a)
	}
	inbox, err := tx.Inbox(th.InboxID)
	if err != nil {
		return err
	}
	u, err := tx.User(owner)
	if err != nil {
		return err
	}
	loads, err := Loads(&tx.Reader, inbox, tx.Now)
	if err != nil {
		return err
	}
	c := candidate(inbox, u, loads[owner], nil)
	counted, err := counts(tx, inbox, th)
	if err != nil {
		return err
	}
	if counted {
		c.Load[th.Channel.Work()]--
	}
	why := routing.Unfit(c)
	if full, _, _ := c.Limit.Full(c.Load, th.Channel.Work()); why == "" && full {
		why = routing.WhyFull
	}
	if why == "" {
		return nil
	}
	data := map[string]any{"from": actorData(th.Assignee()), "to": nil, "reason": "owner_" + why}
	th.SetAssignee(parley.Actor{})
	th.TeamID = 0
	if err := save(tx, parley.System, th, parley.ThreadUnassigned, data); err != nil {
		return err
	}
	return Route(tx, th, a)
}

// carryOut does what was decided.
func carryOut(tx *store.Tx, th *parley.Thread, acct *parley.ChannelAccount, contact *parley.Contact, d routing.Decision) error {
	why := decisionData(d)
	if d.UserID != 0 {
		if d.TeamID != 0 {
			th.TeamID = d.TeamID
		}
		if err := tx.TakeTurn(acct.ID, d.RuleID, d.UserID); err != nil {
			return err
		}
		if d.SetOwner && contact != nil {
			if err := crm.SetOwner(tx, parley.Origin{Actor: parley.System, Source: parley.SourceConversations}, contact, d.UserID); err != nil {
				return err
			}
		}
		return AssignThread(tx, parley.System, th, parley.ByUser(d.UserID), why)
	}
	if d.Queue {
		th.Enqueue(d.RuleID, tx.Number(), tx.Now)
	}
	if d.Rule == "" {
		return nil
	}
	if team := (parley.Actor{Kind: parley.ActorTeam, ID: int64(d.TeamID)}); d.TeamID != 0 {
		inbox, err := tx.Inbox(th.InboxID)
		if err != nil {
			return err
		}
		if mayTake(tx, inbox, team) == nil { // else it is left to everybody
			return AssignThread(tx, parley.System, th, team, why)
		}
	}
	return save(tx, parley.System, th, parley.ThreadRouted, why)
}

// pickMember lets a team that is set so find a member for what is given to it
// (ROUTE-04); zero leaves it to the members to take.
func pickMember(tx *store.Tx, th *parley.Thread, inbox *parley.Inbox, id parley.TeamID) (parley.UserID, map[string]any, error) {
	team, err := tx.Team(id)
	if err != nil || team.Spread == "" {
		return 0, nil, err
	}
	rule := parley.RoutingRule{ID: "team/" + id.String(), Name: team.Name, Option: parley.RouteSpecific, TeamIDs: []parley.TeamID{id},
		LeastBusy: team.Spread == routing.HowLeastBusy, AvailableOnly: true}
	in := routing.Input{Rules: []parley.RoutingRule{rule}, Channel: th.Channel}
	if in.Candidates, err = candidates(tx, inbox, 0); err != nil {
		return 0, nil, err
	}
	d := routing.Decide(in)
	if d.UserID == 0 {
		return 0, nil, nil
	}
	return d.UserID, decisionData(d), tx.TakeTurn(0, rule.ID, d.UserID)
}

func contactOf(tx *store.Tx, th *parley.Thread) (*parley.Contact, error) {
	if th.ContactID == 0 {
		return nil, nil
	}
	c, err := tx.Contact(th.ContactID)
	if parley.KindOf(err) == parley.NotFound {
		return nil, nil
	}
	return c, err
}

func routingInput(tx *store.Tx, th *parley.Thread, acct *parley.ChannelAccount, facts *search.Facts) (routing.Input, error) {
	in := routing.Input{Rules: acct.Settings.Routing, Channel: th.Channel, Facts: facts}
	if facts.Contact != nil {
		in.OwnerID = facts.Contact.OwnerID
	}
	inbox, err := tx.Inbox(th.InboxID)
	if err == nil {
		in.Candidates, err = candidates(tx, inbox, acct.ID)
	}
	return in, err
}

// candidates is everybody, as the rules of an account see them in an inbox.
func candidates(tx *store.Tx, inbox *parley.Inbox, acct parley.ChannelAccountID) ([]routing.Candidate, error) {
	users, err := tx.Candidates()
	if err != nil {
		return nil, err
	}
	loads, err := Loads(&tx.Reader, inbox, tx.Now)
	if err != nil {
		return nil, err
	}
	turns, err := tx.Turns(acct)
	if err != nil {
		return nil, err
	}
	out := make([]routing.Candidate, 0, len(users))
	for _, u := range users {
		out = append(out, candidate(inbox, u, loads[u.ID], turns[u.ID]))
	}
	return out, nil
}

func candidate(inbox *parley.Inbox, u *parley.User, load parley.Load, turns map[string]int64) routing.Candidate {
	if load == nil {
		load = parley.Load{}
	}
	return routing.Candidate{User: u, HasAccess: inbox.Admits(u), Load: load, Limit: inbox.Settings.Capacity.For(u.ID), Turns: turns}
}

// LastDecision is the newest decision about a thread, or nil: why it went where
// it went.
func LastDecision(r *store.Reader, id parley.ThreadID) (*routing.Decision, error) {
	row, err := r.LastDecision(id)
	if row == nil || err != nil {
		return nil, err
	}
	d := &routing.Decision{}
	return d, json.Unmarshal([]byte(row.Outcome), d)
}

// remember stores a decision with what it was made from (ROUTE-24).
func remember(tx *store.Tx, th *parley.Thread, a Arrival, in routing.Input, d routing.Decision) error {
	known, err := routing.Keep(in).Pack()
	if err != nil {
		return err
	}
	outcome, err := json.Marshal(d)
	if err != nil {
		return err
	}
	row := &store.Decision{AccountID: th.AccountID, InboxID: th.InboxID, ThreadID: th.ID, UserID: d.UserID, Page: a.Page, Outcome: string(outcome), Known: known}
	if a.Message != nil {
		row.MessageID = a.Message.ID
	}
	return tx.AddDecision(row)
}

// decisionData is a decision as the history holds it.
func decisionData(d routing.Decision) map[string]any {
	skipped := make([]any, len(d.Skipped))
	for i, s := range d.Skipped {
		skipped[i] = map[string]any{"user_id": int64(s.UserID), "why": s.Why, "have": s.Have, "limit": s.Limit}
	}
	return map[string]any{"rule": d.Rule, "rule_id": d.RuleID, "how": d.How, "considered": d.Considered, "among": d.Among, "skipped": skipped, "queue": d.Queue}
}
