package httpapi

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// library fills Support with threads that searches tell apart.
func (o *office) library() {
	o.t.Helper()
	o.mail("order@customer.test", "Réclamation facture", "Le colis jaune n'est pas arrivé à Zürich")
	o.later(time.Second)
	o.mail("yellow@customer.test", "Yellow parcel", "It never arrived. The parcel was yellow")
	o.later(time.Second)
	spam := o.mail("spam@customer.test", "Parcel lottery", "You won a yellow parcel")
	trash := o.mail("trash@customer.test", "Old parcel", "An old yellow parcel")
	mia := o.as(o.mia)
	mia.do("spam", "", &parley.Thread{ID: spam})
	mia.do("trash", "", &parley.Thread{ID: trash})
}

// FILT-01 to FILT-06, FILT-10, FILT-14: what each part of a query finds.
func TestSearch_finds(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.stock()
	o.library()
	mia := o.as(o.mia)
	mia.do("close", "", o.other)
	mia.do("assign", `,"assignee":{"kind":"user","id":"`+o.mia.ID.String()+`"}`, o.thread)
	mia.do("tag", o.named(`,"tag_id":"{tag}"`), o.thread)
	french, yellow := "Réclamation facture", "Yellow parcel"
	inSupport := "&inbox_id=" + o.support.ID.String()
	for q, want := range map[string][]string{
		"zurich":                            {french},
		"ZÜRICH":                            {french},
		"reclam":                            {french},
		`"yellow parcel"`:                   {yellow},
		`"parcel yellow"`:                   {},
		"yellow parcel":                     {yellow},
		"arriv ":                            {},
		"parcel -yellow":                    {},
		"-zurich arriv":                     {yellow},
		"looking into":                      {"First"}, // a comment
		"cleo@customer.test":                {yellow, french, "First", "Second"},
		"angstrom":                          {yellow, french},
		"angstrom yellow":                   {yellow},
		"order cleo":                        {"First", "Second"},
		"from:cleo subject:yellow":          {yellow},
		"from:ANGSTRÖM":                     {yellow, french},
		"subject:reclamation":               {french},
		"subject:RÉCLAMATION":               {french},
		"subject:yellow -from:angstrom":     {},
		"to:support@shop.test subject:fact": {french},
		"status:closed":                     {"Second"},
		"status:open -channel:email":        {},
		"channel:email parcel":              {yellow},
		"assignee:me":                       {"First"},
		"assignee:mia":                      {"First"},
		"assignee:unassigned parcel":        {yellow},
		"tag:urgent":                        {"First"},
		"-tag:urgent -status:closed":        {yellow, french},
		"is:spam":                           {"Parcel lottery"},
		"is:trash":                          {"Old parcel"},
		"contact:cleo":                      {yellow, french},
		"has:attachment":                    {},
	} {
		got := mia.find(q, inSupport)
		if q == "cleo@customer.test" || q == "order cleo" {
			slices.Sort(got)
			slices.Sort(want)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", q, got, want)
		}
	}
	if got := mia.find("angstrom", "&order=oldest"); !slices.Equal(got, []string{french, yellow}) {
		t.Errorf("oldest first: got %q", got)
	}
	first := mia.search("angstrom", "&limit=1")
	if first.Next == nil || len(first.Threads) != 1 {
		t.Fatalf("got %+v", first)
	}
	if rest := mia.find("angstrom", "&limit=1&cursor="+*first.Next); !slices.Equal(rest, []string{french}) {
		t.Errorf("second page: got %q", rest)
	}
}

// FILT-14: what a query cannot mean is named, and the rest still searched.
func TestSearch_namesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.library()
	mia := o.as(o.mia)
	for q, want := range map[string]string{
		"colour:yellow":       "unknown_operator",
		"status:maybe":        "unknown_value",
		"assignee:zoltan":     "unknown_value",
		"-tag:nothing":        "unknown_value",
		"before:someday":      "not_a_date",
		"has:":                "missing_value",
		"contact:nobody@x.eu": "unknown_value",
	} {
		page := mia.search(`subject:"yellow parcel" `+q, "")
		last := page.Terms[len(page.Terms)-1]
		if last.Error == nil || *last.Error != want {
			t.Errorf("%s: got %+v", q, last)
		}
		if len(page.Threads) != 1 {
			t.Errorf("%s: the rest finds %d", q, len(page.Threads))
		}
	}
}

// FILT-07: threads of people who left are found by who had them.
func TestSearch_findsWhatPeopleWhoLeftHad(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	ada, mia := o.as(o.ada), o.as(o.mia)
	mia.do("assign", `,"assignee":{"kind":"user","id":"`+o.mia.ID.String()+`"}`, o.thread)
	mia.do("assign", `,"assignee":null`, o.thread)
	ada.must(200, "POST", "/users/"+o.mia.ID.String()+"/deactivate", "")
	if got := ada.find("assignee:mia@shop.test", ""); !slices.Equal(got, []string{"First"}) {
		t.Errorf("got %q", got)
	}
}

// FILT-08: days are the account's, both ends included, and any message counts.
func TestSearch_days(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	at := time.Date(2025, 3, 10, 23, 30, 0, 0, time.UTC) // the 11th in Paris
	o.write(func(tx *store.Tx) error {
		th, m, err := o.arrive(tx, o.support, "March")
		if err != nil {
			return err
		}
		m.CreatedAt, th.CreatedAt = at, at
		if err := tx.Save("message", m); err != nil {
			return err
		}
		if err := triage.Recount(tx, th); err != nil {
			return err
		}
		return triage.Store(tx, th)
	})
	mia := o.as(o.mia)
	for q, want := range map[string]bool{
		"after:2025-03-11 before:2025-03-11": true,
		"before:2025-03-11":                  true,
		"before:2025-03-10":                  false,
		"after:2025-03-12":                   false,
		"after:2025-03-11":                   true,
		"-after:2025-03-12 before:2025-12":   true,
	} {
		if got := slices.Contains(mia.find(q, ""), "March"); got != want {
			t.Errorf("%s: got %v", q, got)
		}
	}
}

// FILT-09: spam and trash are found where asked for, and labelled.
func TestSearch_spamAndTrash(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.library()
	mia := o.as(o.mia)
	for more, want := range map[string]int{"": 1, "&spam=true": 2, "&trash=true": 2, "&spam=true&trash=true": 3} {
		page := mia.search("parcel", more)
		if len(page.Threads) != want {
			t.Errorf("%s: got %d, want %d", more, len(page.Threads), want)
		}
		for _, th := range page.Threads {
			if th.Spam != (th.Subject == "Parcel lottery") || th.Trashed != (th.Subject == "Old parcel") {
				t.Errorf("%s: %s is not labelled", more, th.Subject)
			}
		}
	}
}

// FILT-12, FILT-13, ATK-20: a search shows where it hit, marked and escaped, and
// gives nobody more than that person may see.
func TestSearch_showsTheHitToThoseWhoMaySeeIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	id := o.mail("hit@customer.test", "Hit", "before <script>alert(1)</script> the Nëedle in the hay & after")
	mia := o.as(o.mia)
	hit := mia.search("needle", "").Threads[0].Match
	if hit == nil || !strings.Contains(hit.SnippetHTML, "<mark>Nëedle</mark>") || strings.Contains(hit.SnippetHTML, "<script") {
		t.Fatalf("got %+v", hit)
	}
	if got := read[ItemPlace](t, mia.must(200, "GET", "/items/"+hit.ItemID, "")); got.ThreadID != id.String() {
		t.Errorf("got %+v", got)
	}
	sam := o.as(o.sam)
	if got := sam.find("needle", ""); len(got) != 0 {
		t.Errorf("Sam finds %q", got)
	}
	sam.must(404, "GET", "/search?q=needle&inbox_id="+o.support.ID.String(), "")
	if got := o.as(o.ann).find("needle", ""); len(got) != 1 {
		t.Errorf("with the same link Ann finds %q", got)
	}
}

// COLLAB-03: an edited comment is found by its new words, a deleted one by none.
func TestSearch_forgetsDeletedComments(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	mia := o.as(o.mia)
	path := "/comments/" + o.comment.UID
	if got := mia.find("looking", ""); len(got) != 1 {
		t.Fatalf("got %q", got)
	}
	mia.must(200, "PATCH", path, `{"text":"Asked the warehouse"}`)
	if old, now := mia.find("looking", ""), mia.find("warehouse", ""); len(old) != 0 || len(now) != 1 {
		t.Errorf("after the edit: got %q and %q", old, now)
	}
	o.as(o.ann).must(403, "DELETE", path, "")
	if it := read[ItemBody](t, mia.must(200, "DELETE", path, "")).Item; !it.Comment.Deleted || it.Comment.Text != "" {
		t.Errorf("got %+v", it.Comment)
	}
	if got := mia.find("warehouse", ""); len(got) != 0 {
		t.Errorf("after deletion: got %q", got)
	}
	if row := mia.list(o.view(o.support, "open"), "").Threads[0]; row.Comment != nil {
		t.Errorf("the list still shows %+v", row.Comment)
	}
}
