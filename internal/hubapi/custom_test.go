package hubapi

import (
	"strings"
	"testing"

	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

const wholeCapabilities = `{"deliveryIdentifierTypes":["CHANNEL_SPECIFIC_OPAQUE_ID","HS_PHONE_NUMBER"],"richText":["BOLD"],"threadingModel":"INTEGRATION_THREAD_ID",
	"allowInlineImages":false,"allowOutgoingMessages":true,"allowConversationStart":false,"allowMultipleRecipients":false,"outgoingAttachmentTypes":["FILE"],
	"allowedFileAttachmentMimeTypes":["image/png"],"maxFileAttachmentCount":1,"maxFileAttachmentSizeBytes":1000,"maxTotalFileAttachmentSizeBytes":1000}`

const relayedHello = `{"channelAccountId":"<relay>","text":"Hello","messageDirection":"INCOMING","timestamp":"2026-05-01T09:00:00.000Z","integrationThreadId":"T1","integrationIdempotencyId":"I1",
	"senders":[{"name":"Nora Quist","deliveryIdentifier":{"type":"CHANNEL_SPECIFIC_OPAQUE_ID","value":"Nora-7"}}],
	"recipients":[{"deliveryIdentifier":{"type":"CHANNEL_SPECIFIC_OPAQUE_ID","value":"shop"}}],"attachments":[]}`

func init() {
	const one = customChannels + "/{channelId}"
	at := strings.NewReplacer("{channelId}", "<custom>", "{accountId}", "<relay>", "{accountToken}", "<staged>", "{messageId}", "<relayed>").Replace
	for route, e := range map[string]entry{
		"GET " + customChannels: {}, "POST " + customChannels: {body: `{"name":"Pager","capabilities":` + wholeCapabilities + `}`},
		"GET " + one: {}, "PATCH " + one: {body: `{"name":"Pager 2"}`}, "DELETE " + one: {},
		"GET " + one + "/channel-accounts": {}, "POST " + one + "/channel-accounts": {body: `{"inboxId":"<support>","name":"Second","authorized":true}`},
		"GET " + one + "/channel-accounts/{accountId}": {inbox: false}, "PATCH " + one + "/channel-accounts/{accountId}": {body: `{"name":"First"}`},
		"PATCH " + one + "/channel-account-staging-tokens/{accountToken}": {body: `{"accountName":"Third"}`},
		"POST " + one + "/messages":                                       {body: relayedHello},
		"GET " + one + "/messages/{messageId}":                            {}, "PATCH " + one + "/messages/{messageId}": {body: `{"statusType":"SENT"}`, code: 409},
	} {
		if _, path, _ := strings.Cut(route, " "); e.path == "" {
			e.path = at(path)
		}
		entries[route] = e
	}
}

// stockCustom adds a custom channel with an account and a message.
func (s *shop) stockCustom() {
	s.t.Helper()
	s.ids["custom"] = s.must(201, "POST", customChannels, `{"name":"Pager","capabilities":`+wholeCapabilities+`,"channelAccountConnectionRedirectUrl":"https://pager.test/connect"}`).text("id")
	s.ids["relay"] = s.must(201, "POST", customChannels+"/<custom>/channel-accounts", `{"inboxId":"<support>","name":"First","authorized":true,"deliveryIdentifier":{"type":"CHANNEL_SPECIFIC_OPAQUE_ID","value":"shop"}}`).text("id")
	s.ids["relayed"] = s.must(201, "POST", customChannels+"/<custom>/messages", strings.NewReplacer("T1", "T0", "I1", "I0").Replace(relayedHello)).text("id")
	s.write(func(tx *store.Tx) error {
		id, err := parley.ParseID[parley.CustomChannelID]("id", s.ids["custom"])
		if err != nil {
			return err
		}
		c, err := tx.CustomChannel(id)
		if err != nil {
			return err
		}
		s.ids["staged"], err = settings.StageCustom(tx, s.ada, c, s.support.ID)
		return err
	})
}

// API-28, API-29, MSG-10, MSG-11, VIEW-14: a channel is defined by key or token, seen by
// its own app alone; its accounts come by the API or by a staging token, and
// show as channels everywhere, each with its view.
func TestCustom_channelsAndAccounts(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	s.stockCustom()
	byKey := "?hapikey=" + s.key + "&appId=<app>"
	if a := s.ask("", "GET", s.named(customChannels+byKey), ""); a.status != 200 || a.text("total") != "1" || a.text("results.0.name") != "Pager" {
		t.Errorf("by developer key: %d %s", a.status, a.body)
	}
	dated := s.must(200, "GET", "/conversations/custom-channels/v3/<custom>", "")
	if dated.text("capabilities.threadingModel") != "INTEGRATION_THREAD_ID" || dated.text("createdAt") == "null" || dated.text("webhookUrl") != "null" {
		t.Errorf("channel %s", dated.body)
	}
	if a := s.must(200, "PATCH", customChannels+"/<custom>", `{"channelDescription":"Beeps"}`); a.text("name") != "Pager" || a.text("channelDescription") != "Beeps" || a.text("capabilities.maxFileAttachmentCount") != "1" {
		t.Errorf("changed %s", a.body)
	}
	for _, bad := range []string{`{"webhookUrl":"http://pager.test"}`, `{"name":""}`, `{"capabilities":{"threadingModel":"X","deliveryIdentifierTypes":["HS_PHONE_NUMBER"]}}`, `{"capabilities":{"threadingModel":"DELIVERY_IDENTIFIER","deliveryIdentifierTypes":[]}}`} {
		s.must(400, "PATCH", customChannels+"/<custom>", bad)
	}
	other := s.scoped("conversations.custom_channels.read", "conversations.custom_channels.write")
	for _, path := range []string{"", "/channel-accounts", "/channel-accounts/<relay>", "/messages/<relayed>"} {
		if a := s.ask(other, "GET", s.named(customChannels+"/<custom>"+path), ""); a.status != 404 {
			t.Errorf("another app's %s: %d", path, a.status)
		}
	}
	if a := s.ask(s.narrow, "GET", s.named(customChannels), ""); a.text("total") != "0" {
		t.Errorf("another app's list: %s", a.body)
	}

	s.must(409, "POST", customChannels+"/<custom>/channel-accounts", `{"inboxId":"<support>","name":"Twin","deliveryIdentifier":{"type":"CHANNEL_SPECIFIC_OPAQUE_ID","value":"shop"}}`)
	for _, bad := range []string{`{"inboxId":"999999","name":"X"}`, `{"inboxId":"<support>","name":""}`, `{"inboxId":"<support>","name":"X","deliveryIdentifier":{"type":"HS_EMAIL_ADDRESS","value":"a@b.test"}}`} {
		s.must(400, "POST", customChannels+"/<custom>/channel-accounts", bad)
	}
	staged := s.must(200, "PATCH", customChannels+"/<custom>/channel-account-staging-tokens/<staged>", `{"accountName":"By hand","deliveryIdentifier":{"type":"HS_PHONE_NUMBER","value":"+15550100"}}`)
	if staged.text("genericChannelId") != s.ids["custom"] || staged.text("inboxId") != s.ids["support"] || staged.text("userId") != s.ids["ada"] || staged.text("accountName") != "By hand" {
		t.Errorf("staged %s", staged.body)
	}
	s.must(404, "PATCH", customChannels+"/<custom>/channel-account-staging-tokens/nonsense", `{}`)
	found := s.must(200, "GET", customChannels+"/<custom>/channel-accounts?deliveryIdentifierType=HS_PHONE_NUMBER&deliveryIdentifierValue=%2B15550100", "")
	if found.text("total") != "1" || found.text("results.0.name") != "By hand" || found.text("results.0.authorized") != "true" {
		t.Errorf("found %s", found.body)
	}
	if a := s.must(200, "GET", conversations+"/channels/<custom>", ""); a.text("name") != "Pager" {
		t.Errorf("among channels: %s", a.body)
	}
	if a := s.must(200, "GET", conversations+"/channel-accounts?channelId=<custom>", ""); a.text("total") != "2" {
		t.Errorf("among accounts: %s", a.body)
	}
	views, err := s.db.Read(t.Context()).Views(s.support.ID)
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, v := range views {
		if v.Name == "Pager" && strings.HasPrefix(v.Kind, "custom_channel:") {
			named++
		}
	}
	if named != 1 {
		t.Errorf("%d views bear the channel's name, want 1", named)
	}
	s.must(204, "DELETE", customChannels+"/<custom>", "")
	s.must(404, "GET", customChannels+"/<custom>", "")
	s.must(200, "GET", conversations+"/threads", "") // the conversations stay
}

// API-30, MSG-13: what is handed in twice under one id is one message; the same
// key of the app, or the same pair, is the same conversation.
func TestCustom_messagesComeIn(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	s.stockCustom()
	at := customChannels + "/<custom>/messages"
	first := s.must(201, "POST", at, relayedHello)
	if first.text("type") != "MESSAGE" || first.text("direction") != "INCOMING" || first.text("status.statusType") != "RECEIVED" || first.text("channelId") != s.ids["custom"] ||
		first.text("channelAccountId") != s.ids["relay"] || first.text("client.clientType") != "INTEGRATION" || first.text("createdAt") != "2026-05-01T09:00:00.000Z" ||
		first.text("senders.0.deliveryIdentifier.value") != "Nora-7" || first.text("senders.0.deliveryIdentifier.type") != "CHANNEL_SPECIFIC_OPAQUE_ID" || first.text("senders.0.name") != "Nora Quist" {
		t.Errorf("first %s", first.body)
	}
	if again := s.must(201, "POST", at, relayedHello); again.text("id") != first.text("id") {
		t.Errorf("handed in twice: %s", again.body)
	}
	thread := first.text("conversationsThreadId")
	same := s.must(201, "POST", at, strings.NewReplacer("I1", "I2", "Hello", "Still there?").Replace(relayedHello))
	if same.text("conversationsThreadId") != thread || same.text("id") == first.text("id") {
		t.Errorf("the same key: %s", same.body)
	}
	if apart := s.must(201, "POST", at, strings.NewReplacer("I1", "I3", "T1", "T2").Replace(relayedHello)); apart.text("conversationsThreadId") == thread {
		t.Errorf("another key: %s", apart.body)
	}
	th := s.must(200, "GET", conversations+"/threads/"+thread, "")
	if th.text("originalChannelId") != s.ids["custom"] || th.text("status") != "OPEN" || th.text("associatedContactId") == "0" {
		t.Errorf("thread %s", th.body)
	}
	ours := s.must(201, "POST", at, strings.NewReplacer("INCOMING", "OUTGOING", "I1", "I4", `"senders"`, `"recipients"`, `"recipients"`, `"senders"`).Replace(relayedHello))
	if ours.text("direction") != "OUTGOING" || ours.text("conversationsThreadId") != thread || ours.text("status.statusType") != "SENT" {
		t.Errorf("written elsewhere: %s", ours.body)
	}
	reply := s.must(201, "POST", at, strings.NewReplacer("I1", "I5", `"attachments"`, `"inReplyToId":"`+first.text("id")+`","attachments"`).Replace(relayedHello))
	if reply.text("inReplyToId") != first.text("id") {
		t.Errorf("answer %s", reply.body)
	}
	known := s.must(201, "POST", at, strings.NewReplacer("I1", "I6", "T1", "T6", "Nora-7", "Ola-8", `"attachments"`, `"associateWithContactId":"<contact>","attachments"`).Replace(relayedHello))
	if a := s.must(200, "GET", conversations+"/threads/"+known.text("conversationsThreadId"), ""); a.text("associatedContactId") != s.ids["contact"] {
		t.Errorf("the contact that the app names: %s", a.body)
	}
	for _, bad := range [][2]string{{"INCOMING", "SIDEWAYS"}, {`"<relay>"`, `"999999"`}, {"CHANNEL_SPECIFIC_OPAQUE_ID", "HS_EMAIL_ADDRESS"}, {`"Hello"`, `""`}, {`[]`, `[{"type":"FILE","fileId":"999999"}]`}} {
		if a := s.must(400, "POST", at, strings.ReplaceAll(relayedHello, bad[0], bad[1])); a.text("category") != "VALIDATION_ERROR" {
			t.Errorf("%v: %s", bad, a.body)
		}
	}

	s.must(200, "PATCH", customChannels+"/<custom>", `{"capabilities":`+strings.Replace(wholeCapabilities, "INTEGRATION_THREAD_ID", "DELIVERY_IDENTIFIER", 1)+`}`)
	pair := func(id, who string) string {
		return s.must(201, "POST", at, strings.NewReplacer("I1", id, "Nora-7", who, "T1", id).Replace(relayedHello)).text("conversationsThreadId")
	}
	one := pair("P1", "Per-9")
	if pair("P2", "Per-9") != one || pair("P3", "per-9") == one {
		t.Error("a pair is not one conversation, or two pairs are")
	}
	s.must(200, "PATCH", conversations+"/threads/"+one, `{"status":"CLOSED"}`)
	if pair("P4", "Per-9") != one {
		t.Error("the conversation closed last is not joined")
	}
	if a := s.must(200, "GET", conversations+"/threads/"+one, ""); a.text("status") != "OPEN" {
		t.Errorf("it is not opened again: %s", a.body)
	}
}
