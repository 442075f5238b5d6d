package parley

import "encoding/json"

// The options of a routing rule (ROUTE-06).
const (
	RouteNobody   = "none"          // stays unassigned
	RouteSpecific = "specific"      // some users and teams
	RouteOwner    = "contact_owner" // the contact's owner, else some users and teams
)

// RoutingRule is one named way of choosing an assignee; the first whose
// conditions hold decides (ROUTE-23).
type RoutingRule struct {
	ID            string          `json:"id,omitempty"` // given once; turns and queues hang on it
	Name          string          `json:"name"`
	Filter        json.RawMessage `json:"filter,omitempty"` // conditions as a tree of package search; empty: always
	Option        string          `json:"option"`
	UserIDs       []UserID        `json:"user_ids,omitempty"`
	TeamIDs       []TeamID        `json:"team_ids,omitempty"`
	LeastBusy     bool            `json:"least_busy,omitempty"`
	AvailableOnly bool            `json:"available_only,omitempty"`
	SetOwner      bool            `json:"set_owner,omitempty"` // a contact without an owner gets the assignee (ROUTE-07)
	Queue         bool            `json:"queue,omitempty"`     // what finds nobody waits in order (ROUTE-22)
}

// Key names r where turns and queues are kept.
func (r *RoutingRule) Key() string {
	if r.ID != "" {
		return r.ID
	}
	return r.Name
}
