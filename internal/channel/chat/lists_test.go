package chat_test

import (
	"strconv"
	"testing"

	"parley/internal/channel"
	"parley/internal/channel/chat"
	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// BOT-04, CRM-22: a chatflow shows to those of a list, by hand or by filter,
// as it is at that moment; and only whose address is proved is in a list.
func TestTarget_listsOfContacts(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	by := parley.Origin{Actor: parley.ByUser(h.admin.ID), Source: parley.SourceConversations}
	jane := &parley.Contact{FirstName: "Jane", Email: "jane@customer.test", Company: "Acme"}
	hand := &store.RecordList{Type: parley.TypeContact, Name: "By hand", Fixed: true}
	acme := &store.RecordList{Type: parley.TypeContact, Name: "Of Acme"}
	h.write(func(tx *store.Tx) error {
		if err := crm.Create(tx, by, jane); err != nil {
			return err
		}
		if err := crm.SaveList(tx, by.Actor, hand, nil); err != nil {
			return err
		}
		return crm.SaveList(tx, by.Actor, acme, []crm.FilterGroup{{Filters: []crm.Filter{{Property: "company", Operator: "EQ", Value: "Acme"}}}})
	})
	fill := func(in bool) {
		h.write(func(tx *store.Tx) error {
			return crm.ChangeMembers(tx, by.Actor, hand.ID, []parley.RecordID{parley.RecordID(jane.ID)}, in)
		})
	}
	target := func(list int64, op string) {
		h.change(func(f *parley.Chatflow, _ *parley.ChatSettings) {
			f.Target.Visitor.Any = []parley.VisitorConditions{{All: []parley.VisitorCondition{{Field: "list", Op: op, Value: strconv.FormatInt(list, 10)}}}}
		})
	}
	token, err := h.chat.Keys.IdentityToken(channel.Identity{Email: jane.Email}, h.now())
	if err != nil {
		t.Fatal(err)
	}
	known := object{"identification": object{"email": jane.Email, "token": token}}
	shows := func(more object) bool { return h.browser().view("https://www.shop.test/", more)["chatflow"] != nil }
	target(hand.ID, "is")
	if shows(known) {
		t.Error("shows to who is not in the list yet")
	}
	fill(true)
	if !shows(known) || shows(nil) {
		t.Error("the list by hand does not decide")
	}
	target(hand.ID, "is_not")
	if shows(known) || !shows(nil) {
		t.Error("the list by hand does not decide the other way round")
	}
	target(acme.ID, "is")
	if !shows(known) || shows(nil) {
		t.Error("the list by filter does not decide")
	}
	h.write(func(tx *store.Tx) error { return crm.DropList(tx, by.Actor, acme.ID) })
	if shows(known) {
		t.Error("a list that is gone holds somebody")
	}
}
