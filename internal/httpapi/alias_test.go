package httpapi

import (
	"regexp"
	"strings"
	"testing"

	"parley/internal/parley"
)

// EMAIL-04: an account sends as another address once somebody reads mail
// there; a stranger's address can't be claimed, and what isn't confirmed isn't
// sent as.
func TestAlias(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	ada := o.as(o.ada)
	path := "/channel-accounts/" + o.account.ID.String()
	acct := read[ChannelAccount](t, ada.must(200, "POST", path+"/aliases", `{"address":"Help@Shop.test"}`))
	if got := acct.Settings.Aliases; len(got) != 1 || got[0] != (parley.Alias{Address: "help@shop.test"}) {
		t.Fatalf("got %+v", got)
	}
	ada.must(400, "PATCH", path, `{"from_address":"help@shop.test"}`)
	ada.must(409, "POST", path+"/aliases", `{"address":"`+o.account.Address+`"}`)
	ada.must(400, "POST", path+"/aliases", `{"address":"nobody"}`)
	ada.must(404, "POST", "/alias-confirmations", `{"token":"guessed"}`)

	jobs, err := o.db.Read(t.Context()).Jobs("waiting", 10)
	if err != nil {
		t.Fatal(err)
	}
	token := ""
	for _, j := range jobs {
		if found := regexp.MustCompile(`channels/confirm/([A-Za-z0-9_-]+)`).FindStringSubmatch(j.Payload); found != nil && strings.Contains(j.Payload, "help@shop.test") {
			token = found[1]
		}
	}
	confirmed := read[ChannelAccount](t, ada.must(200, "POST", "/alias-confirmations", `{"token":"`+token+`"}`))
	if !confirmed.Settings.Aliases[0].Verified {
		t.Error("the link did not confirm the address")
	}
	ada.must(404, "POST", "/alias-confirmations", `{"token":"`+token+`"}`)

	ada.must(200, "PATCH", path, `{"from_address":"help@shop.test"}`)
	sent := read[Sent](t, o.as(o.mia).must(200, "POST", "/threads/"+o.thread.ID.String()+"/messages", o.replyBody("alias-story-1", "Here it is")))
	if sent.Item.Message.From.Address != "help@shop.test" {
		t.Errorf("sent as %s", sent.Item.Message.From.Address)
	}
	back := read[ChannelAccount](t, ada.must(200, "DELETE", path+"/aliases/help@shop.test", ""))
	if len(back.Settings.Aliases) != 0 || back.FromAddress != back.Address {
		t.Errorf("after taking it off: %+v", back.Settings)
	}
}
