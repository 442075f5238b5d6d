package settings

import (
	"encoding/json"
	"regexp"
	"slices"

	"parley/internal/parley"
	"parley/internal/search"
	"parley/internal/store"
)

// maxRules bounds the rules of one channel.
const maxRules = 20

// ruleID is how a rule's lasting name looks.
var ruleID = regexp.MustCompile(`^[0-9a-f]{8,32}$`)

// CheckRouting reports the first thing that is wrong with the rules of a channel
// and names those that are new (ROUTE-23).
func CheckRouting(r *store.Reader, rules []parley.RoutingRule) error {
	if len(rules) > maxRules {
		return parley.Invalidf("routing", "at most %d rules", maxRules)
	}
	seen := map[string]bool{}
	for i := range rules {
		rule := &rules[i]
		if !ruleID.MatchString(rule.ID) || seen[rule.ID] {
			rule.ID = store.RandomHex(8)
		}
		seen[rule.ID] = true
		if err := checkRule(r, rule); err != nil {
			return err
		}
		if i == len(rules)-1 && len(rule.Filter) > 0 {
			return parley.Invalidf("routing.filter", "the last rule takes what is left: it has no conditions")
		}
	}
	return nil
}

func checkRule(r *store.Reader, rule *parley.RoutingRule) error {
	if rule.Name = clip(rule.Name, 100); rule.Name == "" {
		return parley.Invalidf("routing.name", "give the rule a name")
	}
	if !slices.Contains([]string{parley.RouteNobody, parley.RouteSpecific, parley.RouteOwner}, rule.Option) {
		return parley.Invalidf("routing.option", `is "none", "specific" or "contact_owner"`)
	}
	if rule.Option == parley.RouteSpecific && len(rule.UserIDs)+len(rule.TeamIDs) == 0 {
		return parley.Invalidf("routing.user_ids", "choose somebody")
	}
	if err := checkConditions(r, rule); err != nil {
		return err
	}
	if err := checkUsers(r, "routing.user_ids", rule.UserIDs...); err != nil {
		return err
	}
	return checkTeams(r, "routing.team_ids", rule.TeamIDs...)
}

// checkConditions brings the conditions into one form; a tree without any is
// none.
func checkConditions(tx *store.Reader, r *parley.RoutingRule) error {
	if len(r.Filter) == 0 || string(r.Filter) == "null" {
		r.Filter = nil
		return nil
	}
	f, err := search.ParseRule(r.Filter)
	if err != nil {
		return err
	}
	for _, list := range f.Asked("contact_list") {
		if err := checkList(tx, "filter", list); err != nil {
			return err
		}
	}
	if !hasCondition(f) {
		r.Filter = nil
		return nil
	}
	r.Filter, err = json.Marshal(f)
	return err
}

func hasCondition(f *search.Filter) bool {
	return f.Op == "" || slices.ContainsFunc(f.Children, func(c search.Filter) bool { return hasCondition(&c) })
}

// maxCapacity bounds a limit: above it there is none.
const maxCapacity = 1000

// SetCapacity says how much the members of an inbox are given at most, by the
// automatic rules (ROUTE-12, ROUTE-13). By hand more is possible.
func SetCapacity(tx *store.Tx, by *parley.User, in *parley.Inbox, c parley.InboxCapacity) error {
	if !by.SuperAdmin {
		return parley.Errorf(parley.Forbidden, "only a super admin sets limits")
	}
	limits := []parley.Capacity{c.Everyone}
	for id, own := range c.Users {
		if err := checkUsers(&tx.Reader, "users", id); err != nil {
			return err
		}
		limits = append(limits, own)
	}
	for _, l := range limits {
		for _, n := range []int{l.Total, l.Messaging, l.Calling, l.Email} {
			if n < 0 || n > maxCapacity {
				return parley.Invalidf("capacity", "a limit is between 1 and %d; 0 is none", maxCapacity)
			}
		}
	}
	if err := checkCounting(tx, in, c); err != nil {
		return err
	}
	in.Settings.Capacity = &c
	if len(c.Users) == 0 && c.Everyone == (parley.Capacity{}) && len(c.ExceptStages) == 0 && c.MaxAgeDays == 0 {
		in.Settings.Capacity = nil
	}
	if err := tx.Save("inbox", in); err != nil {
		return err
	}
	return note(tx, parley.ByUser(by.ID), "inbox.changed", "inbox", int64(in.ID), in.ID, map[string]any{"fields": []string{"capacity"}})
}

// checkCounting reports what a help desk cannot leave out of the count.
func checkCounting(tx *store.Tx, in *parley.Inbox, c parley.InboxCapacity) error {
	if in.Kind != parley.InboxHelpDesk && (len(c.ExceptStages) > 0 || c.MaxAgeDays != 0) {
		return parley.Invalidf("except_stages", "only a help desk counts tickets")
	}
	if c.MaxAgeDays < 0 || c.MaxAgeDays > 3650 {
		return parley.Invalidf("max_age_days", "choose between 1 and 3650 days; 0 counts all")
	}
	pipelines, err := tx.Pipelines(parley.TypeTicket)
	for _, id := range c.ExceptStages {
		if !slices.ContainsFunc(pipelines, func(p *parley.Pipeline) bool { return p.Stage(id) != nil }) && err == nil {
			return parley.Invalidf("except_stages", "there is no stage %q", id)
		}
	}
	return err
}
