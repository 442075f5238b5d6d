package routing

import (
	"math/rand/v2"
	"testing"
	"time"

	"parley/internal/parley"
)

func candidate(id parley.UserID, change func(*Candidate)) Candidate {
	c := Candidate{User: &parley.User{ID: id, CanBeAssigned: true, Availability: parley.Available}, HasAccess: true}
	if change != nil {
		change(&c)
	}
	return c
}

// ROUTE-10: nobody is chosen who may not be, and each is told why.
func TestDecide_eligible(t *testing.T) {
	t.Parallel()
	in := Input{Rules: []parley.RoutingRule{{Name: "Billing", Option: "specific", UserIDs: []parley.UserID{1, 2, 3, 4, 5}, AvailableOnly: true}}, Candidates: []Candidate{
		candidate(1, func(c *Candidate) { c.HasAccess = false }),
		candidate(2, func(c *Candidate) { c.User.CanBeAssigned = false }),
		candidate(3, func(c *Candidate) { c.User.Availability = parley.Away }),
		candidate(4, func(c *Candidate) { c.User.DeactivatedAt = time.Unix(1, 0) }),
		candidate(5, nil),
		candidate(6, nil), // not of the rule
	}}
	d := Decide(in)
	if d.UserID != 5 || d.Considered != 1 || d.Rule != "Billing" {
		t.Fatalf("got %+v", d)
	}
	want := map[parley.UserID]string{1: "no_access", 2: "not_assignable", 3: "away", 4: "inactive"}
	for _, s := range d.Skipped {
		if want[s.UserID] != s.Why {
			t.Errorf("%d was skipped for %s", s.UserID, s.Why)
		}
		delete(want, s.UserID)
	}
	if len(want) != 0 {
		t.Errorf("not told: %v", want)
	}
	in.Candidates = in.Candidates[:4]
	if d := Decide(in); d.UserID != 0 || d.How != "nobody" {
		t.Errorf("nobody may be chosen, got %+v", d)
	}
}

// ROUTE-08: new threads spread evenly, in turn; least busy takes the fewest.
func TestDecide_spread(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 1))
	for _, least := range []bool{false, true} {
		in := Input{Rules: []parley.RoutingRule{{Option: "specific", TeamIDs: []parley.TeamID{9}, LeastBusy: least}}}
		for id := range 5 {
			in.Candidates = append(in.Candidates, candidate(parley.UserID(id+1), func(c *Candidate) { c.User.PrimaryTeamID = 9 }))
		}
		given := map[parley.UserID]int{}
		for n := range 1000 {
			rng.Shuffle(len(in.Candidates), func(i, j int) { in.Candidates[i], in.Candidates[j] = in.Candidates[j], in.Candidates[i] })
			d := Decide(in)
			if again := Decide(in); again.UserID != d.UserID {
				t.Fatal("equal input gave two decisions")
			}
			given[d.UserID]++
			for i := range in.Candidates {
				if c := &in.Candidates[i]; c.User.ID == d.UserID {
					c.LastAssigned = time.Unix(int64(n+1), 0)
					c.OpenCount++
				}
			}
		}
		for id, n := range given {
			if n != 200 {
				t.Errorf("least busy %v: %d got %d of 1000", least, id, n)
			}
		}
	}
}

// ROUTE-01, ROUTE-07: no rule leaves it to everybody; the contact's owner comes
// before the fallback list.
func TestDecide_owner(t *testing.T) {
	t.Parallel()
	if d := Decide(Input{}); d.How != "none" {
		t.Errorf("without rules: %+v", d)
	}
	in := Input{OwnerID: 2, Rules: []parley.RoutingRule{{Option: "contact_owner", UserIDs: []parley.UserID{1}}}, Candidates: []Candidate{candidate(1, nil), candidate(2, nil)}}
	if d := Decide(in); d.UserID != 2 || d.How != "contact_owner" {
		t.Errorf("the owner is there: %+v", d)
	}
	in.Candidates[1].HasAccess = false
	if d := Decide(in); d.UserID != 1 {
		t.Errorf("the owner lacks access: %+v", d)
	}
	in.OwnerID, in.Rules[0].UserIDs = 0, nil
	if d := Decide(in); d.UserID != 0 {
		t.Errorf("no owner and no fallback: %+v", d)
	}
}
