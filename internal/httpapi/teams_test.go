package httpapi

import (
	"net/http"
	"slices"
	"testing"

	"parley/internal/store"
	"parley/internal/triage"
)

// SET-10: a team is its main and its extra members alike: what it may see, what
// is routed to it, what is shared with it and how much its people have. Who
// leaves it has none of that from then on.
func TestTeams_mainAndExtraMembers(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	ada, mia, sam := o.as(o.ada), o.as(o.mia), o.as(o.sam)
	team := read[Team](t, ada.must(http.StatusOK, "POST", "/teams", `{"name":"Night","member_ids":["`+o.sam.ID.String()+`"],"extra_member_ids":["`+o.mia.ID.String()+`"]}`))
	support := "/inboxes/" + o.support.ID.String()
	ada.must(http.StatusOK, "PATCH", support, `{"access":"specific","user_ids":[],"team_ids":["`+team.ID+`"]}`)
	ada.must(http.StatusOK, "PATCH", "/channel-accounts/"+o.account.ID.String(), `{"routing":[{"name":"Night","option":"specific","team_ids":["`+team.ID+`"]}]}`)
	shared := read[View](t, mia.must(http.StatusOK, "POST", "/views", `{"inbox_id":"`+o.support.ID.String()+`","name":"At night","filter":{"op":"and","children":[]},"shared":"specific","team_ids":["`+team.ID+`"]}`))
	var got []int64
	for range 2 {
		o.write(func(tx *store.Tx) error {
			th, m, err := o.arrive(tx, o.support, "At night")
			if err != nil {
				return err
			}
			err = triage.Route(tx, th, triage.Arrival{Message: m})
			got = append(got, th.AssigneeID)
			return err
		})
	}
	if !slices.Contains(got, int64(o.sam.ID)) || !slices.Contains(got, int64(o.mia.ID)) {
		t.Errorf("routed to %v", got)
	}
	for _, who := range []*caller{mia, sam} {
		if loads := read[InboxLoads](t, who.must(http.StatusOK, "GET", support+"/loads", "")); len(loads.Members) != 2 {
			t.Errorf("loads %+v", loads.Members)
		}
		who.must(http.StatusOK, "GET", "/views/"+shared.ID+"/threads", "")
	}
	ada.must(http.StatusOK, "PATCH", "/teams/"+team.ID, `{"name":"Night","member_ids":["`+o.sam.ID.String()+`"],"extra_member_ids":[]}`)
	mia.must(http.StatusNotFound, "GET", "/views/"+shared.ID+"/threads", "")
	mia.must(http.StatusNotFound, "GET", "/threads/"+o.thread.ID.String(), "")
	sam.must(http.StatusOK, "GET", "/threads/"+o.thread.ID.String(), "")
}
