package httpapi

import (
	"net/http"
	"testing"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// ROUTE-12, ROUTE-18, ROUTE-23, ROUTE-24: rules are kept with lasting names and
// conditions that can be read; limits are a super admin's; who was set away
// learns by whom; a replay counts and changes nothing.
func TestRouting_throughTheAPI(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.stock()
	ann, ada, mia := o.as(o.ann), o.as(o.ada), o.as(o.mia)
	accounts := o.named("/channel-accounts/{account}")
	for _, bad := range []string{
		`{"routing":[{"name":"Only","option":"none","filter":{"field":"subject","operator":"contains","value":"x"}}]}`, // the last has conditions
		`{"routing":[{"name":"A","option":"none","filter":{"field":"status","operator":"is","value":"open"}},{"name":"B","option":"none"}]}`,
		`{"routing":[{"name":"A","option":"specific"}]}`,
	} {
		ann.must(http.StatusBadRequest, "PATCH", accounts, bad)
	}
	rules := o.named(`[{"name":"Orders","option":"specific","user_ids":["{mia}"],"filter":{"op":"and","children":[{"field":"message_text","operator":"contains","value":"order"}]},"queue":true},{"name":"Rest","option":"none"}]`)
	kept := read[ChannelAccount](t, ann.call("PATCH", accounts, `{"routing":`+rules+`}`)).Settings.Routing
	again := read[ChannelAccount](t, ann.call("PATCH", accounts, `{"routing":[{"id":"`+kept[0].ID+`","name":"Renamed","option":"specific","user_ids":["`+o.mia.ID.String()+`"]}]}`)).Settings.Routing
	if len(kept) != 2 || kept[0].ID == "" || kept[0].ID == kept[1].ID || again[0].ID != kept[0].ID || !*kept[0].AvailableOnly || kept[1].Filter != nil {
		t.Errorf("kept %+v, then %+v", kept, again)
	}
	var th *parley.Thread
	o.write(func(tx *store.Tx) error {
		var m *parley.Message
		var err error
		if th, m, err = o.arrive(tx, o.support, "Routed"); err != nil {
			return err
		}
		return triage.Route(tx, th, triage.Arrival{Message: m})
	})
	if th.AssigneeID != int64(o.mia.ID) {
		t.Fatalf("routed to %d", th.AssigneeID)
	}
	loads := o.named("/inboxes/{support}/loads")
	if got := read[InboxLoads](t, mia.call("GET", loads, "")); len(got.Members) != 1 || got.Members[0].Load != (Load{Total: 1, Email: 1}) {
		t.Errorf("loads %+v", got)
	}
	limit := `{"everyone":{"total":0,"messaging":3,"calling":0,"email":9},"members":[{"user_id":"` + o.mia.ID.String() + `","limit":{"total":0,"messaging":0,"calling":0,"email":1}}]}`
	ann.must(http.StatusForbidden, "PUT", o.named("/inboxes/{support}/capacity"), limit)
	if got := read[InboxLoads](t, ada.call("PUT", o.named("/inboxes/{support}/capacity"), limit)); got.Everyone.Email != 9 || !got.Members[0].Own || got.Members[0].Limit.Email != 1 {
		t.Errorf("limits %+v", got)
	}
	head, err := o.db.Read(t.Context()).Head()
	if err != nil {
		t.Fatal(err)
	}
	ask := func(rules string) *WhatIf {
		out := read[WhatIf](t, ann.call("POST", "/routing/what-if", `{"channel_account_id":"`+o.account.ID.String()+`","days":31,"routing":`+rules+`}`))
		return &out
	}
	if got := ask(`[{"name":"Nobody","option":"none"}]`); got.Arrivals != 1 || got.Changed != 1 || len(got.Totals) != 2 || got.Rows[0].NowID != nil || *got.Rows[0].WasID != o.mia.ID.String() {
		t.Errorf("what if nobody: %+v", got)
	}
	if got := ask(rules); got.Changed != 0 || got.Rows[0].NowRule != "Orders" {
		t.Errorf("what if the same: %+v", got)
	}
	if now, err := o.db.Read(t.Context()).Head(); err != nil || now != head {
		t.Errorf("a replay wrote: %d, %d, %v", head, now, err)
	}
	ada.must(http.StatusOK, "PUT", o.named("/users/{mia}/availability"), `{"availability":"away"}`)
	if got := read[Bootstrap](t, mia.call("GET", "/bootstrap", "")).User; got.AvailabilityBy == nil || *got.AvailabilityBy != o.ada.ID.String() {
		t.Errorf("Mia is told %+v", got.AvailabilityBy)
	}
	mia.must(http.StatusOK, "PUT", "/me/availability", `{"availability":"available"}`)
	if got := read[Bootstrap](t, mia.call("GET", "/bootstrap", "")).User; got.AvailabilityBy != nil || got.Availability != "available" {
		t.Errorf("Mia came back: %+v", got)
	}
}
