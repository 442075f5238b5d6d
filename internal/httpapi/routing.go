package httpapi

import (
	"encoding/json"
	"maps"
	"slices"

	"parley/internal/parley"
	"parley/internal/search"
)

// RoutingRule is one way of choosing an assignee; the first whose conditions
// hold decides.
type RoutingRule struct {
	ID            string          `json:"id,omitempty" maxLength:"32" doc:"As it was read; a new rule has none"`
	Name          string          `json:"name" maxLength:"100"`
	Filter        json.RawMessage `json:"filter,omitempty" doc:"Conditions: a tree {op, children} or {field, operator, value}; none: always. The last rule has none"`
	Option        string          `json:"option" enum:"none,specific,contact_owner"`
	UserIDs       []string        `json:"user_ids,omitempty" maxItems:"500"`
	TeamIDs       []string        `json:"team_ids,omitempty" maxItems:"200"`
	LeastBusy     bool            `json:"least_busy,omitempty"`
	AvailableOnly *bool           `json:"available_only,omitempty" doc:"Left out: yes"`
	SetOwner      bool            `json:"set_owner,omitempty" doc:"Of contact_owner: a contact without an owner gets the assignee"`
	Queue         bool            `json:"queue,omitempty" doc:"What finds nobody waits in order of arrival"`
}

func parseRouting(list []RoutingRule) ([]parley.RoutingRule, error) {
	out := make([]parley.RoutingRule, len(list))
	for i, r := range list {
		users, err := parseIDs[parley.UserID]("routing.user_ids", r.UserIDs)
		if err != nil {
			return nil, err
		}
		teams, err := parseIDs[parley.TeamID]("routing.team_ids", r.TeamIDs)
		if err != nil {
			return nil, err
		}
		out[i] = parley.RoutingRule{ID: r.ID, Name: r.Name, Filter: r.Filter, Option: r.Option, UserIDs: users, TeamIDs: teams, LeastBusy: r.LeastBusy,
			AvailableOnly: r.AvailableOnly == nil || *r.AvailableOnly, SetOwner: r.SetOwner, Queue: r.Queue}
	}
	return out, nil
}

func presentRouting(r parley.RoutingRule) RoutingRule {
	return RoutingRule{ID: r.ID, Name: r.Name, Filter: r.Filter, Option: r.Option, UserIDs: ids(r.UserIDs), TeamIDs: ids(r.TeamIDs), LeastBusy: r.LeastBusy,
		AvailableOnly: &r.AvailableOnly, SetOwner: r.SetOwner, Queue: r.Queue}
}

// ruleFields lists what the conditions of a rule may ask about.
func (c *call) ruleFields(*struct{}) (*FilterFields, error) {
	out := &FilterFields{[]FilterField{}}
	r := c.s.DB.Read(c)
	for _, name := range slices.Sorted(maps.Keys(search.RuleFields)) {
		kind := search.RuleFields[name]
		field := FilterField{name, fieldLabels[name].in(c.User.Language), string(kind), search.Operators[kind], []FilterValue{}}
		if kind == search.TypeBool {
			for _, ch := range fixedChoices[""] {
				field.Values = append(field.Values, FilterValue{ch.value, ch.label.in(c.User.Language)})
			}
		}
		if err := c.choices(r, &field); err != nil {
			return nil, err
		}
		out.Fields = append(out.Fields, field)
	}
	return out, nil
}
