package helpdesk

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// SavePolicy adds a service level or changes one (TIX-15, TIX-16). It holds for
// new tickets; where too says so, for open ones from now on.
func SavePolicy(tx *store.Tx, by parley.Actor, p *parley.SLAPolicy, groups []crm.FilterGroup, too bool) error {
	if err := checkPolicy(tx, p, groups); err != nil {
		return err
	}
	text, err := json.Marshal(groups)
	if err != nil {
		return err
	}
	p.Filter, p.UpdatedAt = string(text), tx.Now
	kind := parley.EventKind("sla.changed")
	if p.ID == 0 {
		kind, p.ID, p.CreatedAt = "sla.created", tx.NewID(), tx.Now
		if p.Position, err = lastPosition(tx, p.InboxID); err != nil {
			return err
		}
		err = tx.Insert("sla_policy", p)
	} else {
		err = tx.Save("sla_policy", p)
	}
	if err != nil {
		return err
	}
	if _, err := tx.Event(&parley.Event{ActorKind: by.Kind, ActorID: by.ID, Kind: kind, Object: "sla", ObjectID: p.ID}); err != nil || !too {
		return err
	}
	return promiseOpen(tx, p.InboxID)
}

// lastPosition is the place below all service levels of an inbox.
func lastPosition(tx *store.Tx, inbox parley.InboxID) (int64, error) {
	all, err := tx.SLAPolicies(inbox)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	return all[len(all)-1].Position + 1, nil
}

// OrderPolicies puts the service levels of an inbox into the order of ids: the
// first that fits a ticket holds. It has to name each once.
func OrderPolicies(tx *store.Tx, by parley.Actor, inbox parley.InboxID, ids []int64) error {
	if inbox == 0 {
		return parley.Invalidf("inbox_id", "say of which inbox")
	}
	all, err := tx.SLAPolicies(inbox)
	if err != nil {
		return err
	}
	if len(ids) != len(all) {
		return parley.Errorf(parley.Conflict, "the service levels have changed since: look again")
	}
	for _, p := range all {
		at := slices.Index(ids, p.ID)
		if at < 0 {
			return parley.Errorf(parley.Conflict, "the service levels have changed since: look again")
		}
		if p.Position == int64(at) {
			continue
		}
		p.Position = int64(at)
		if err := tx.Save("sla_policy", p); err != nil {
			return err
		}
	}
	_, err = tx.Event(&parley.Event{ActorKind: by.Kind, ActorID: by.ID, Kind: "sla.ordered", Object: "sla", InboxID: inbox})
	return err
}

func checkPolicy(tx *store.Tx, p *parley.SLAPolicy, groups []crm.FilterGroup) error {
	if p.Name = strings.TrimSpace(p.Name); p.Name == "" {
		return parley.Invalidf("name", "give the service level a name")
	}
	if len(p.Goals) == 0 {
		return parley.Invalidf("goals", "promise at least one thing")
	}
	for _, g := range p.Goals {
		if g.Minutes <= 0 || g.Warn < 0 || g.Warn >= g.Minutes {
			return parley.Invalidf("goals", "a goal takes some minutes, and its warning comes before it is due")
		}
		if !slices.Contains([]parley.SLAGoal{parley.GoalFirstReply, parley.GoalNextReply, parley.GoalClose}, g.Goal) {
			return parley.Invalidf("goals", "%q is no goal", g.Goal)
		}
	}
	if _, err := time.LoadLocation(p.Zone); err != nil {
		return parley.Invalidf("zone", "there is no time zone %q", p.Zone)
	}
	if _, err := tx.Inbox(p.InboxID); err != nil {
		return parley.Invalidf("inbox_id", "there is no such inbox")
	}
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	_, _, err = (&crm.Search{Type: schema.Type(parley.TypeTicket), Groups: groups, Limit: 1}).Find(&tx.Reader)
	return err
}

// promiseOpen begins the goals of open tickets that have none.
func promiseOpen(tx *store.Tx, inbox parley.InboxID) error {
	tickets, err := tx.OpenTickets(inbox)
	if err != nil {
		return err
	}
	for _, id := range tickets {
		ticket, err := tx.Record(id)
		if err != nil {
			return err
		}
		if err := promise(tx, ticket); err != nil {
			return err
		}
	}
	return nil
}

func policyFor(tx *store.Tx, th *parley.Thread, ticket *parley.Record) (*parley.SLAPolicy, error) {
	all, err := tx.SLAPolicies(th.InboxID)
	if err != nil {
		return nil, err
	}
	schema, err := tx.Schema()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		var groups []crm.FilterGroup
		if err := json.Unmarshal([]byte(p.Filter), &groups); err != nil {
			return nil, err
		}
		s := &crm.Search{Type: schema.Type(parley.TypeTicket), Groups: groups, Within: []parley.RecordID{ticket.ID}, Limit: 1}
		if _, n, err := s.Find(&tx.Reader); err != nil || p.Active && n > 0 {
			return p, err
		}
	}
	return nil, nil
}

// DropPolicy forgets a service level and the goals that still run by it.
func DropPolicy(tx *store.Tx, by parley.Actor, id int64) error {
	if _, err := tx.SLAPolicy(id); err != nil {
		return err
	}
	if err := tx.DropSLAPolicy(id); err != nil {
		return err
	}
	_, err := tx.Event(&parley.Event{ActorKind: by.Kind, ActorID: by.ID, Kind: "sla.removed", Object: "sla", ObjectID: id})
	return err
}
