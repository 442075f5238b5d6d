package routing

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"parley/internal/parley"
	"parley/internal/search"
)

func candidate(id parley.UserID, change func(*Candidate)) Candidate {
	c := Candidate{User: &parley.User{ID: id, CanBeAssigned: true, Availability: parley.Available}, HasAccess: true, Load: parley.Load{}, Turns: map[string]int64{}}
	if change != nil {
		change(&c)
	}
	return c
}

// ROUTE-10, ROUTE-12, ROUTE-24: nobody is chosen who may not be, and each is
// told why.
func TestDecide_eligible(t *testing.T) {
	t.Parallel()
	in := Input{Channel: parley.ChannelEmail, Rules: []parley.RoutingRule{{Name: "Billing", Option: "specific", UserIDs: []parley.UserID{1, 2, 3, 4, 5, 7, 8}, AvailableOnly: true}}, Candidates: []Candidate{
		candidate(1, func(c *Candidate) { c.HasAccess = false }),
		candidate(2, func(c *Candidate) { c.User.CanBeAssigned = false }),
		candidate(3, func(c *Candidate) { c.User.Availability = parley.Away }),
		candidate(4, func(c *Candidate) { c.User.DeactivatedAt = time.Unix(1, 0) }),
		candidate(5, nil),
		candidate(6, nil), // not of the rule
		candidate(7, func(c *Candidate) { c.Load[parley.WorkEmail], c.Limit.Email = 5, 5 }),
		candidate(8, func(c *Candidate) {
			c.Load[parley.WorkEmail], c.Load[parley.WorkMessaging], c.Limit = 1, 3, parley.Capacity{Total: 4, Email: 3}
		}),
	}}
	d := Decide(in)
	if d.UserID != 5 || d.Considered != 1 || d.Rule != "Billing" || !slices.Equal(d.Among, []parley.UserID{5}) {
		t.Fatalf("got %+v", d)
	}
	want := []Skipped{{1, WhyNoAccess, 0, 0}, {2, WhyNotAssignable, 0, 0}, {3, WhyAway, 0, 0}, {4, WhyInactive, 0, 0}, {7, WhyFull, 5, 5}, {8, WhyFull, 4, 4}}
	if !slices.Equal(d.Skipped, want) {
		t.Errorf("skipped %v, want %v", d.Skipped, want)
	}
	in.Candidates = in.Candidates[:4]
	if d := Decide(in); d.UserID != 0 || d.How != HowNobody || d.Queue {
		t.Errorf("nobody may be chosen, got %+v", d)
	}
	in.Rules[0].AvailableOnly = false
	if d := Decide(in); d.UserID != 3 {
		t.Errorf("away counts only where the rule says so: %+v", d)
	}
	in.Channel = parley.ChannelChat
	if d := Decide(in); d.UserID != 0 {
		t.Errorf("a chat is never given to somebody who is away (ROUTE-09): %+v", d)
	}
}

// ROUTE-08: new threads spread evenly, in turn; least busy takes the fewest. The
// turn is the rule's own, and equal input gives equal decisions.
func TestDecide_spread(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 1))
	for _, least := range []bool{false, true} {
		in := Input{Channel: parley.ChannelEmail, Rules: []parley.RoutingRule{{ID: "r", Option: "specific", TeamIDs: []parley.TeamID{9}, LeastBusy: least}}}
		for id := range 5 {
			in.Candidates = append(in.Candidates, candidate(parley.UserID(id+1), func(c *Candidate) {
				c.User.PrimaryTeamID = 9
				c.Turns["another"] = int64(1000 - id)
				c.Load[parley.WorkMessaging] = id // work of another kind does not count
			}))
		}
		given := map[parley.UserID]int{}
		for n := range 1000 {
			d := Decide(in)
			rng.Shuffle(len(in.Candidates), func(i, j int) { in.Candidates[i], in.Candidates[j] = in.Candidates[j], in.Candidates[i] })
			if again := Decide(in); !reflect.DeepEqual(again, d) {
				t.Fatalf("equal input gave %+v and %+v", d, again)
			}
			given[d.UserID]++
			take(&in, d, int64(n+1))
		}
		for id, n := range given {
			if n != 200 {
				t.Errorf("least busy %v: %d got %d of 1000", least, id, n)
			}
		}
	}
}

// take moves load and turn as an assignment does.
func take(in *Input, d Decision, n int64) {
	for i := range in.Candidates {
		if c := &in.Candidates[i]; c.User.ID == d.UserID {
			c.Turns[d.RuleID] = n
			c.Load[in.Channel.Work()]++
		}
	}
}

// ROUTE-08, ROUTE-10, ROUTE-12: whatever the rules and whoever is there, nobody
// is chosen who lacks something, no capacity is passed, and among those who
// could always be chosen nobody gets more than one more than another.
func TestDecide_properties(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(2, 3))
	for range 300 {
		in := Input{Channel: []parley.ChannelKind{parley.ChannelEmail, parley.ChannelChat, parley.ChannelCall}[rng.IntN(3)]}
		rule := parley.RoutingRule{ID: "r", Option: []string{"specific", "contact_owner"}[rng.IntN(2)], TeamIDs: []parley.TeamID{1}, LeastBusy: rng.IntN(2) == 0, AvailableOnly: rng.IntN(2) == 0, Queue: rng.IntN(2) == 0}
		in.Rules = []parley.RoutingRule{rule}
		for id := range 1 + rng.IntN(12) {
			in.Candidates = append(in.Candidates, candidate(parley.UserID(id+1), func(c *Candidate) {
				c.User.PrimaryTeamID = parley.TeamID(rng.IntN(4) / 3 * 2)
				if rng.IntN(3) > 0 {
					c.User.PrimaryTeamID = 1
				}
				c.HasAccess, c.User.CanBeAssigned = rng.IntN(5) > 0, rng.IntN(5) > 0
				if rng.IntN(4) == 0 {
					c.User.Availability = parley.Away
				}
				c.Limit = parley.Capacity{Total: rng.IntN(8) * 5, Messaging: rng.IntN(6), Email: rng.IntN(6), Calling: rng.IntN(3)}
			}))
		}
		given := map[parley.UserID]int{}
		for n := range 40 {
			in.OwnerID = parley.UserID(rng.IntN(14))
			d := Decide(in)
			given[d.UserID]++
			for _, c := range in.Candidates {
				if c.User.ID != d.UserID {
					continue
				}
				mustAway := rule.AvailableOnly || in.Channel == parley.ChannelChat
				full, _, _ := c.Limit.Full(c.Load, in.Channel.Work())
				if !c.HasAccess || !c.User.CanBeAssigned || mustAway && c.User.Availability == parley.Away || full || d.How != HowOwner && c.User.PrimaryTeamID != 1 {
					t.Fatalf("%+v was chosen by %+v", c, rule)
				}
			}
			take(&in, d, int64(n+1))
		}
		if in.Rules[0].Option != "specific" {
			continue
		}
		least, most := 1000, 0
		for _, c := range in.Candidates {
			if c.User.PrimaryTeamID == 1 && refusal(c, &rule, in.Channel) == nil {
				least, most = min(least, given[c.User.ID]), max(most, given[c.User.ID])
			}
		}
		if most > least+1 {
			t.Fatalf("%+v spread %v", rule, given)
		}
	}
}

// ROUTE-01, ROUTE-07, ROUTE-11: no rule leaves it to everybody; the contact's
// owner comes before the fallback list; a chat of an owner who is away is
// nobody else's.
func TestDecide_owner(t *testing.T) {
	t.Parallel()
	if d := Decide(Input{}); d.How != HowNone {
		t.Errorf("without rules: %+v", d)
	}
	in := Input{Channel: parley.ChannelEmail, OwnerID: 2, Rules: []parley.RoutingRule{{Option: "contact_owner", UserIDs: []parley.UserID{1}, AvailableOnly: true, SetOwner: true}}, Candidates: []Candidate{candidate(1, nil), candidate(2, nil)}}
	if d := Decide(in); d.UserID != 2 || d.How != HowOwner || d.SetOwner {
		t.Errorf("the owner is there: %+v", d)
	}
	in.Candidates[1].User.Availability = parley.Away
	if d := Decide(in); d.UserID != 1 || len(d.Skipped) != 1 {
		t.Errorf("the owner is away: %+v", d)
	}
	in.Channel = parley.ChannelChat
	if d := Decide(in); d.UserID != 0 || d.How != HowOwnerAway {
		t.Errorf("the owner of a chat is away: %+v", d)
	}
	in.Candidates[1].HasAccess = false
	if d := Decide(in); d.UserID != 1 {
		t.Errorf("the owner lacks access: %+v", d)
	}
	in.OwnerID = 0
	if d := Decide(in); d.UserID != 1 || !d.SetOwner {
		t.Errorf("a contact without owner gets one: %+v", d)
	}
	in.Rules[0].UserIDs = nil
	if d := Decide(in); d.UserID != 0 || d.SetOwner {
		t.Errorf("no owner and no fallback: %+v", d)
	}
}

// ROUTE-23: the first rule whose conditions hold decides, on message, page and
// contact; one that chooses nobody decides too.
func TestDecide_conditions(t *testing.T) {
	t.Parallel()
	rule := func(name, filter string, user parley.UserID) parley.RoutingRule {
		return parley.RoutingRule{Name: name, Filter: json.RawMessage(filter), Option: "specific", UserIDs: []parley.UserID{user}}
	}
	in := Input{Channel: parley.ChannelEmail, Candidates: []Candidate{candidate(1, nil), candidate(2, nil), candidate(3, nil)}, Rules: []parley.RoutingRule{
		rule("Unreadable", `{"op":"and","children":[{"field":"nonsense","operator":"is","value":"x"}]}`, 3),
		rule("Invoices", `{"op":"or","children":[{"field":"message_text","operator":"contains","value":"facturé"},{"field":"page","operator":"contains","value":"/billing"}]}`, 1),
		rule("Language", `{"field":"contact_language","operator":"is","value":"fr"}`, 2),
		{Name: "Nobody", Filter: json.RawMessage(`{"field":"sender","operator":"contains","value":"@lost.test"}`), Option: "none"},
		rule("Rest", ``, 3),
	}}
	for _, c := range []struct {
		facts search.Facts
		rule  string
	}{
		{search.Facts{Message: &parley.Message{Text: "Le montant FACTURE est faux"}}, "Invoices"},
		{search.Facts{Page: "https://shop.test/billing/7", Contact: &parley.Contact{Language: "fr"}}, "Invoices"},
		{search.Facts{Contact: &parley.Contact{Language: "fr"}}, "Language"},
		{search.Facts{Message: &parley.Message{From: parley.Address{Address: "x@lost.test"}}}, "Nobody"},
		{search.Facts{}, "Rest"},
	} {
		c.facts.Thread = &parley.Thread{}
		in.Facts = &c.facts
		if d := Decide(in); d.Rule != c.rule || (d.How == HowNone) != (c.rule == "Nobody") {
			t.Errorf("got %+v, want %s", d, c.rule)
		}
	}
}

// ROUTE-22: what finds nobody waits where the rule says so, and nobody comes
// before those who wait.
func TestDecide_queue(t *testing.T) {
	t.Parallel()
	in := Input{Channel: parley.ChannelChat, Candidates: []Candidate{candidate(1, nil)}, Rules: []parley.RoutingRule{{ID: "q", Option: "specific", UserIDs: []parley.UserID{1}, Queue: true}}}
	if d := Decide(in); d.UserID != 1 || d.Queue {
		t.Errorf("somebody is there: %+v", d)
	}
	in.Waiting = map[string]bool{"q": true}
	if d := Decide(in); d.UserID != 0 || !d.Queue || d.How != HowInLine {
		t.Errorf("others wait: %+v", d)
	}
	in.Waiting, in.Candidates[0].User.Availability = nil, parley.Away
	if d := Decide(in); d.UserID != 0 || !d.Queue || d.How != HowNobody {
		t.Errorf("nobody is there: %+v", d)
	}
}
