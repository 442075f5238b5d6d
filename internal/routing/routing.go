// Package routing decides who should have a thread, as a pure function of
// what is known. It touches nothing; its reason is stored, so that "why did I
// get this?" has an answer, and so that a past arrival can be decided again
// under another rule.
package routing

import (
	"cmp"
	"slices"

	"parley/internal/parley"
	"parley/internal/search"
)

// Candidate is a user as one decision sees it.
type Candidate struct {
	User      *parley.User
	HasAccess bool
	Load      parley.Load      // open threads in the inbox
	Limit     parley.Capacity  // of the user in the inbox
	Turns     map[string]int64 // by key of a rule: when the user was last given something, as a number that only grows
}

// Input is all that a decision may depend on.
type Input struct {
	Rules      []parley.RoutingRule // the first whose conditions hold decides
	Candidates []Candidate
	Channel    parley.ChannelKind
	OwnerID    parley.UserID   // of the contact; zero for none
	Facts      *search.Facts   // for the conditions
	Waiting    map[string]bool // rules, by key, in whose queue others stand ahead
}

// How a decision was made.
const (
	HowNone      = "none"          // no rule, or one that leaves it to everybody
	HowOwner     = "contact_owner" // the contact's owner
	HowInTurn    = "in_turn"       // whose turn is longest ago
	HowLeastBusy = "least_busy"    // who has the fewest open
	HowNobody    = "nobody"        // nobody could be chosen
	HowOwnerAway = "owner_away"    // the owner is away, and a chat is nobody else's (ROUTE-11)
	HowInLine    = "in_line"       // others wait ahead (ROUTE-22)
)

// Why somebody was passed over.
const (
	WhyInactive      = "inactive"
	WhyNotAssignable = "not_assignable"
	WhyNoAccess      = "no_access"
	WhyAway          = "away"
	WhyFull          = "full"
)

// Skipped says why somebody was passed over.
type Skipped struct {
	UserID parley.UserID `json:"user_id"`
	Why    string        `json:"why"`
	Have   int           `json:"have,omitempty"` // open threads, where full
	Limit  int           `json:"limit,omitempty"`
}

// Decision is who gets the thread, and why. A zero UserID leaves it to
// everybody.
type Decision struct {
	UserID     parley.UserID   `json:"user_id"`
	TeamID     parley.TeamID   `json:"team_id"`
	RuleID     string          `json:"rule_id"`
	Rule       string          `json:"rule"`
	How        string          `json:"how"`
	Considered int             `json:"considered"` // how many could have been chosen
	Among      []parley.UserID `json:"among"`      // who they are
	Skipped    []Skipped       `json:"skipped"`
	Queue      bool            `json:"queue"`     // it waits in the rule's queue
	SetOwner   bool            `json:"set_owner"` // the contact gets the user as owner, if it has none
}

// Decide chooses. Equal input gives an equal decision, whatever the order of
// the candidates.
func Decide(in Input) Decision {
	for i := range in.Rules {
		if rule := &in.Rules[i]; holds(rule, in.Facts) {
			return decide(in, rule)
		}
	}
	return Decision{How: HowNone}
}

// holds asks a rule's conditions. One that cannot be read holds for nothing.
func holds(rule *parley.RoutingRule, facts *search.Facts) bool {
	if len(rule.Filter) == 0 {
		return true
	}
	f, err := search.ParseRule(rule.Filter)
	return err == nil && facts != nil && f.Match(facts)
}

func decide(in Input, rule *parley.RoutingRule) Decision {
	d := Decision{RuleID: rule.Key(), Rule: rule.Name, How: HowNone}
	switch rule.Option {
	case parley.RouteOwner:
		d.How = HowNobody
		if !byOwner(in, rule, &d) {
			bySpecific(in, rule, &d)
		}
	case parley.RouteSpecific:
		d.How = HowNobody
		bySpecific(in, rule, &d)
	default:
		return d
	}
	if rule.Queue && in.Waiting[rule.Key()] && d.How != HowOwnerAway && d.How != HowOwner {
		d.How, d.UserID, d.Considered, d.Among = HowInLine, 0, 0, nil
	}
	d.Queue = rule.Queue && d.UserID == 0
	d.SetOwner = rule.SetOwner && rule.Option == parley.RouteOwner && in.OwnerID == 0 && d.UserID != 0
	return d
}

// byOwner tries the contact's owner; false leaves it to the fallback list
// (ROUTE-07).
func byOwner(in Input, rule *parley.RoutingRule, d *Decision) bool {
	for _, c := range in.Candidates {
		if in.OwnerID == 0 || c.User.ID != in.OwnerID {
			continue
		}
		skipped := refusal(c, rule, in.Channel)
		if skipped == nil {
			d.UserID, d.How, d.Considered, d.Among = c.User.ID, HowOwner, 1, []parley.UserID{c.User.ID}
			return true
		}
		d.Skipped = append(d.Skipped, *skipped)
		if in.Channel == parley.ChannelChat && skipped.Why == WhyAway {
			d.How = HowOwnerAway
			return true
		}
	}
	return false
}

// bySpecific picks from the users and teams of a rule: the least busy or the
// one whose turn is longest ago, ties by user id (ROUTE-08).
func bySpecific(in Input, rule *parley.RoutingRule, d *Decision) {
	if len(rule.TeamIDs) == 1 && len(rule.UserIDs) == 0 {
		d.TeamID = rule.TeamIDs[0]
	}
	able := eligible(in, rule, d)
	slices.SortFunc(d.Skipped, func(a, b Skipped) int { return cmp.Compare(a.UserID, b.UserID) })
	d.Considered, d.Among = len(able), nil
	for _, c := range able {
		d.Among = append(d.Among, c.User.ID)
	}
	slices.Sort(d.Among)
	if len(able) == 0 {
		return
	}
	work, key := in.Channel.Work(), rule.Key()
	best := slices.MinFunc(able, func(a, b Candidate) int {
		if rule.LeastBusy && a.Load[work] != b.Load[work] {
			return a.Load[work] - b.Load[work]
		}
		return cmp.Or(cmp.Compare(a.Turns[key], b.Turns[key]), cmp.Compare(a.User.ID, b.User.ID))
	})
	d.UserID, d.How = best.User.ID, HowInTurn
	if rule.LeastBusy {
		d.How = HowLeastBusy
	}
}

// eligible are those of a rule who may be chosen; the others are noted in d.
func eligible(in Input, rule *parley.RoutingRule, d *Decision) (able []Candidate) {
	for _, c := range in.Candidates {
		if !slices.Contains(rule.UserIDs, c.User.ID) && !slices.ContainsFunc(rule.TeamIDs, c.User.InTeam) {
			continue
		}
		skipped := refusal(c, rule, in.Channel)
		if skipped == nil {
			able = append(able, c)
		} else if !slices.Contains(d.Skipped, *skipped) {
			d.Skipped = append(d.Skipped, *skipped)
		}
	}
	return able
}

// refusal says why c is passed over, or nil (ROUTE-10). A chat is never given
// to somebody who is away (ROUTE-09).
func refusal(c Candidate, rule *parley.RoutingRule, channel parley.ChannelKind) *Skipped {
	if why := Unfit(c); why != "" {
		return &Skipped{UserID: c.User.ID, Why: why}
	}
	if (rule.AvailableOnly || channel == parley.ChannelChat) && c.User.Availability != parley.Available {
		return &Skipped{UserID: c.User.ID, Why: WhyAway}
	}
	if full, have, limit := c.Limit.Full(c.Load, channel.Work()); full {
		return &Skipped{c.User.ID, WhyFull, have, limit}
	}
	return nil
}

// Unfit says why c cannot have threads of the inbox at all, or nothing.
func Unfit(c Candidate) string {
	switch {
	case !c.User.Active():
		return WhyInactive
	case !c.User.CanBeAssigned:
		return WhyNotAssignable
	case !c.HasAccess:
		return WhyNoAccess
	}
	return ""
}
