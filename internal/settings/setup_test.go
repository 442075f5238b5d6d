package settings_test

import (
	"strings"
	"testing"

	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// SET-01, EMAIL-07: after the first start there is one inbox with an address
// that takes mail at once and a chat, and the empty help desk; a second time is
// refused.
func TestSetup_readyToWork(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	s := settings.Setup{CompanyName: "Corner Shop", Language: "fr", Timezone: "Europe/Paris", FirstName: "Ada", LastName: "Lovell", Email: "Ada@Shop.test", MailDomain: "mail.shop.test"}
	storetest.Write(t, db, func(tx *store.Tx) error {
		u, err := s.Run(tx, "hash")
		if err == nil && (!u.SuperAdmin || u.Email != "ada@shop.test" || u.Language != "fr") {
			t.Errorf("the administrator is %+v", u)
		}
		return err
	})
	r := db.Read(t.Context())
	inboxes, err := r.Inboxes()
	if err != nil || len(inboxes) != 2 || inboxes[0].Kind != parley.InboxPlain || inboxes[1].Kind != parley.InboxHelpDesk {
		t.Fatalf("inboxes %+v, %v", inboxes, err)
	}
	kinds := map[parley.ChannelKind]int{}
	accounts, err := r.ChannelAccounts(inboxes[0].ID)
	for _, a := range accounts {
		kinds[a.Channel]++
		if a.Channel == parley.ChannelEmail && (!a.Fallback || !a.Active || a.State != parley.AccountOK || !strings.HasSuffix(a.Address, "@mail.shop.test")) {
			t.Errorf("the address is %+v", a)
		}
	}
	if err != nil || kinds[parley.ChannelEmail] != 1 || kinds[parley.ChannelChat] != 1 {
		t.Errorf("channels %v, %v", kinds, err)
	}
	err = db.Write(t.Context(), func(tx *store.Tx) error { _, err := s.Run(tx, "hash"); return err })
	if parley.KindOf(err) != parley.NotFound {
		t.Errorf("a second time: %v", err)
	}
}
