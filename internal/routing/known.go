package routing

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"slices"
	"strconv"

	"parley/internal/parley"
	"parley/internal/search"
)

// Known is what a decision was made from, to be kept with each arrival: who could have had the thread, how available and busy they were.
type Known struct {
	Channel parley.ChannelKind `json:"channel"`
	OwnerID parley.UserID      `json:"owner,omitempty"`
	Waiting []string           `json:"waiting,omitempty"`
	People  []Member           `json:"people"`
}

// Member is a candidate in short.
type Member struct {
	ID        parley.UserID    `json:"id"`
	Teams     []parley.TeamID  `json:"t,omitempty"`
	Available bool             `json:"a,omitempty"`
	Load      parley.Load      `json:"l,omitempty"`
	Limit     *parley.Capacity `json:"c,omitempty"`
	Turns     map[string]int64 `json:"n,omitempty"`
}

// Keep makes it of an input. Those who could not have the thread under any
// rule are left out.
func Keep(in Input) Known {
	k := Known{Channel: in.Channel, OwnerID: in.OwnerID, People: []Member{}}
	for key, waits := range in.Waiting {
		if waits {
			k.Waiting = append(k.Waiting, key)
		}
	}
	slices.Sort(k.Waiting)
	for _, c := range in.Candidates {
		if Unfit(c) != "" {
			continue
		}
		m := Member{ID: c.User.ID, Teams: slices.Clone(c.User.ExtraTeamIDs), Available: c.User.Availability == parley.Available, Load: c.Load, Turns: c.Turns}
		if c.User.PrimaryTeamID != 0 {
			m.Teams = append([]parley.TeamID{c.User.PrimaryTeamID}, m.Teams...)
		}
		if c.Limit != (parley.Capacity{}) {
			m.Limit = &c.Limit
		}
		k.People = append(k.People, m)
	}
	return k
}

// Pack makes k small enough to keep with each arrival: members look alike.
func (k Known) Pack() ([]byte, error) {
	text, err := json.Marshal(k)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}

// Unpack reads what Pack made.
func Unpack(packed []byte) (k Known, err error) {
	err = json.NewDecoder(flate.NewReader(bytes.NewReader(packed))).Decode(&k)
	return k, err
}

// Input is what would be decided from under other rules.
func (k Known) Input(rules []parley.RoutingRule, facts *search.Facts) Input {
	in := Input{Rules: rules, Channel: k.Channel, OwnerID: k.OwnerID, Facts: facts, Waiting: map[string]bool{}}
	for _, key := range k.Waiting {
		in.Waiting[key] = true
	}
	for _, m := range k.People {
		c := Candidate{User: &parley.User{ID: m.ID, CanBeAssigned: true, Availability: parley.Away, ExtraTeamIDs: m.Teams}, HasAccess: true, Load: m.Load, Turns: m.Turns}
		if m.Available {
			c.User.Availability = parley.Available
		}
		if m.Limit != nil {
			c.Limit = *m.Limit
		}
		in.Candidates = append(in.Candidates, c)
	}
	return in
}

// ListsAsked are the lists of contacts that the conditions of some rules ask
// about: what [search.Facts] has to know.
func ListsAsked(rules []parley.RoutingRule) (ids []int64) {
	for _, rule := range rules {
		var f search.Filter
		if len(rule.Filter) == 0 || json.Unmarshal(rule.Filter, &f) != nil {
			continue
		}
		for _, v := range f.Asked("contact_list") {
			if id, err := strconv.ParseInt(v, 10, 64); err == nil && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}
