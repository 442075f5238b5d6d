package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"parley/internal/channel"
	"parley/internal/ingest"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// chatter puts a visitor's message into Support and returns its thread.
func (o *office) chatter(key, text string) parley.ThreadID {
	o.t.Helper()
	var acct *parley.ChannelAccount
	o.write(func(tx *store.Tx) error {
		accounts, err := tx.ChannelAccounts(o.support.ID)
		for _, a := range accounts {
			if a.Channel == parley.ChannelChat {
				acct = a
			}
		}
		if acct != nil || err != nil {
			return err
		}
		acct = &parley.ChannelAccount{InboxID: o.support.ID, Name: "Website"}
		return settings.ConnectChat(tx, parley.System, acct)
	})
	visit := &channel.Visit{Visitor: &parley.Visitor{Key: key, Language: "fr-FR", Device: "mobile"}, ClientID: key + text, PageURL: "https://shop.test/cart", PageTitle: "Cart", Language: "en"}
	res, err := ingest.New(o.db, o.blobs, nil).Receive(o.t.Context(), &channel.Inbound{AccountID: acct.ID, Channel: parley.ChannelChat, Key: key + text, Text: text, Reply: text, Visit: visit})
	if err != nil {
		o.t.Fatal(err)
	}
	return res.ThreadID
}

// CHAT-12, CHAT-14: an agent sees who stands behind a chat, makes a contact of
// the visitor, answers in the chat, and goes on by e-mail.
func TestChat_asTheTeamSeesIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	first, second := o.chatter("v1", "hello"), o.chatter("v1", "again")
	mia := o.as(o.mia)
	open := func(id parley.ThreadID) OpenThread {
		t.Helper()
		return read[OpenThread](t, mia.call("GET", "/threads/"+id.String(), ""))
	}
	got := open(first)
	if v := got.Thread.Visitor; v == nil || v.Device != "mobile" || v.Began == nil || v.Began.Title != "Cart" || v.Email != "" || v.Online {
		t.Errorf("got %+v", v)
	}
	reply := got.Thread.DefaultReply
	if reply.ChannelAccountID == nil || len(reply.To) != 0 || got.Thread.CannotSendReason != nil || !strings.HasPrefix(got.Items[0].Actor.Name, "Visitor ") {
		t.Errorf("got %+v by %+v", reply, got.Items[0].Actor)
	}
	mia.must(http.StatusOK, "POST", "/threads/"+first.String()+"/messages", fmt.Sprintf(`{"client_id":"12345678","channel_account_id":%q,"kind":"reply","to":[],"subject":"","text":"Hi"}`, *reply.ChannelAccountID))
	mia.must(http.StatusBadRequest, "POST", "/threads/"+first.String()+"/messages", fmt.Sprintf(`{"client_id":"12345679","channel_account_id":%q,"kind":"reply","to":[],"subject":"","text":"Hi","send_at":"2099-01-01T00:00:00Z"}`, *reply.ChannelAccountID))
	mia.must(http.StatusConflict, "POST", "/threads/"+first.String()+"/email-switch", "")
	mia.must(http.StatusOK, "POST", "/threads/"+first.String()+"/contact", `{"first_name":"Cleo","email":"cleo@customer.test"}`)
	for _, id := range []parley.ThreadID{first, second} {
		if got := open(id); got.Contact == nil || got.Contact.FirstName != "Cleo" || got.Thread.Visitor.Email != "cleo@customer.test" || got.Thread.Visitor.EmailVerified || got.Items[0].Actor.Name != "Cleo" {
			t.Errorf("thread %d: got %+v", id, got.Contact)
		}
	}
	mia.must(http.StatusOK, "POST", "/threads/"+first.String()+"/email-switch", "")
	reply = open(first).Thread.DefaultReply
	if len(reply.To) != 1 || reply.To[0].Address != "cleo@customer.test" || reply.Subject != "Your chat with Corner Shop" {
		t.Errorf("got %+v", reply)
	}
	o.as(o.ada).must(http.StatusForbidden, "POST", "/threads/"+second.String()+"/email-switch", "")
	o.as(o.sam).must(http.StatusNotFound, "POST", "/threads/"+second.String()+"/email-switch", "")
}

// BOT-02, CHAT-03: chatflows and widgets by the interface; nonsense is refused
// with the field.
func TestChatflows_byTheInterface(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	ada := o.as(o.ada)
	list := read[ChatflowList](t, ada.call("GET", "/chatflows", ""))
	if len(list.Chatflows) != 1 || len(list.PortalID) != 8 || !strings.Contains(list.Script, list.PortalID+".js") {
		t.Fatalf("got %+v", list)
	}
	flow := list.Chatflows[0]
	made := read[Chatflow](t, ada.call("POST", "/chatflows/"+flow.ID+"/clone", `{}`))
	if made.Active || made.Position != 2 || made.Name != flow.Name+" (2)" {
		t.Errorf("got %+v", made)
	}
	ada.must(http.StatusNoContent, "PUT", "/chatflows/order", fmt.Sprintf(`{"ids":[%q,%q]}`, made.ID, flow.ID))
	if list = read[ChatflowList](t, ada.call("GET", "/chatflows", "")); list.Chatflows[0].ID != made.ID {
		t.Errorf("got %+v", list.Chatflows)
	}
	for _, body := range []string{`{"name":""}`, `{"account_id":"999999"}`, `{"account_id":"` + o.account.ID.String() + `"}`,
		`{"target":{"show":[{"kind":"contains","value":"","param":""}],"hide":[],"visitor":{"any":[]}}}`,
		`{"display":{"heading":{"mode":"people","user_ids":["999999"]},"desktop":{"on":true,"behaviour":"open","triggers":{"load":true,"seconds":0,"scroll":0,"exit":false}},"mobile":{"on":true,"behaviour":"open","triggers":{"load":true,"seconds":0,"scroll":0,"exit":false}}}}`} {
		ada.must(http.StatusBadRequest, "PATCH", "/chatflows/"+flow.ID, body)
	}
	ada.must(http.StatusNoContent, "DELETE", "/chatflows/"+made.ID, "")
	acct := read[ChannelAccount](t, ada.call("POST", "/channel-accounts", fmt.Sprintf(`{"inbox_id":%q,"channel":"chat","name":"Shop"}`, o.support.ID)))
	if acct.Settings.Chat == nil || acct.Settings.Chat.Availability.Timezone != "Europe/Paris" || acct.State != "ok" {
		t.Fatalf("got %+v", acct)
	}
	for _, site := range []string{"shop.test", "javascript:alert(1)", "https://a b", "https://*.test"} {
		s := *acct.Settings.Chat
		s.Sites = []string{site}
		ada.must(http.StatusBadRequest, "PATCH", "/channel-accounts/"+acct.ID, marshal(t, map[string]any{"chat": s}))
	}
	s := *acct.Settings.Chat
	s.Sites = []string{"https://WWW.shop.test/a"}
	changed := read[ChannelAccount](t, ada.call("PATCH", "/channel-accounts/"+acct.ID, marshal(t, map[string]any{"chat": s})))
	if changed.Settings.Chat.Sites[0] != "https://www.shop.test" {
		t.Errorf("got %v", changed.Settings.Chat.Sites)
	}
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
