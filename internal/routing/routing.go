// Package routing decides who should have a thread, as a pure function of
// what is known. It touches nothing; its reason is stored, so that "why did I
// get this?" has an answer.
package routing

import (
	"slices"
	"time"

	"parley/internal/parley"
)

// Candidate is a user as one decision sees it.
type Candidate struct {
	User         *parley.User
	HasAccess    bool
	OpenCount    int       // open threads assigned to the user in the inbox
	LastAssigned time.Time // by this rule
}

// Input is all that a decision may depend on.
type Input struct {
	Rules      []parley.RoutingRule // the first that applies decides
	Candidates []Candidate
	OwnerID    parley.UserID // of the contact; zero for none
}

// Skipped says why somebody was passed over.
type Skipped struct {
	UserID parley.UserID `json:"user_id"`
	Why    string        `json:"why"` // no_access, inactive, not_assignable or away
}

// Decision is who gets the thread, and why. A zero UserID leaves it to
// everybody.
type Decision struct {
	UserID     parley.UserID `json:"user_id"`
	TeamID     parley.TeamID `json:"team_id"`
	Rule       string        `json:"rule"`
	How        string        `json:"how"`        // none, contact_owner, least_busy, in_turn or nobody
	Considered int           `json:"considered"` // how many could have been chosen
	Skipped    []Skipped     `json:"skipped"`
}

// Decide chooses. Equal input gives an equal decision.
func Decide(in Input) Decision {
	for _, rule := range in.Rules {
		switch rule.Option {
		case "contact_owner":
			return byOwner(in, rule)
		case "specific":
			return bySpecific(in, rule)
		}
	}
	return Decision{How: "none"}
}

func byOwner(in Input, rule parley.RoutingRule) Decision {
	for _, c := range in.Candidates {
		if c.User.ID == in.OwnerID && in.OwnerID != 0 && refusal(c, rule) == "" {
			return Decision{UserID: c.User.ID, Rule: rule.Name, How: "contact_owner", Considered: 1}
		}
	}
	return bySpecific(in, rule)
}

// bySpecific picks from the users and teams of a rule: the least busy or the
// one whose turn is longest ago, ties by user id (ROUTE-08).
func bySpecific(in Input, rule parley.RoutingRule) Decision {
	d := Decision{Rule: rule.Name, How: "nobody"}
	if len(rule.TeamIDs) == 1 && len(rule.UserIDs) == 0 {
		d.TeamID = rule.TeamIDs[0]
	}
	var able []Candidate
	for _, c := range in.Candidates {
		if !slices.Contains(rule.UserIDs, c.User.ID) && !slices.ContainsFunc(rule.TeamIDs, c.User.InTeam) {
			continue
		}
		if why := refusal(c, rule); why != "" {
			d.Skipped = append(d.Skipped, Skipped{c.User.ID, why})
			continue
		}
		able = append(able, c)
	}
	if len(able) == 0 {
		return d
	}
	best := slices.MinFunc(able, func(a, b Candidate) int {
		if rule.LeastBusy && a.OpenCount != b.OpenCount {
			return a.OpenCount - b.OpenCount
		}
		if c := a.LastAssigned.Compare(b.LastAssigned); c != 0 {
			return c
		}
		return int(a.User.ID - b.User.ID)
	})
	d.UserID, d.Considered, d.How = best.User.ID, len(able), "in_turn"
	if rule.LeastBusy {
		d.How = "least_busy"
	}
	return d
}

func refusal(c Candidate, rule parley.RoutingRule) string {
	switch {
	case !c.User.Active():
		return "inactive"
	case !c.User.CanBeAssigned:
		return "not_assignable"
	case !c.HasAccess:
		return "no_access"
	case rule.AvailableOnly && c.User.Availability != parley.Available:
		return "away"
	}
	return ""
}
