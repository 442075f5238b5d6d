package hubapi

import (
	"strings"
	"testing"
)

// API-23, API-24: quick replies go out in a chat, in one form; what cannot be
// offered is refused, and e-mail carries none.
func TestEnclosures_quickRepliesOfAChat(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	th, acct := s.chat()
	s.ids["chat"], s.ids["widget"], s.ids["visitor"] = th.ID.String(), acct.ID.String(), th.VisitorID.String()
	ask := func(want int, hung string) answer {
		t.Helper()
		return s.must(want, "POST", threads+"/<chat>/messages", `{"type":"MESSAGE","text":"Pick","senderActorId":"A-<ada>","channelId":1000,"channelAccountId":"<widget>",
			"recipients":[{"deliveryIdentifier":{"type":"CHANNEL_SPECIFIC_OPAQUE_ID","value":"<visitor>"}}],"attachments":[`+hung+`]}`)
	}
	sent := ask(201, `{"type":"QUICK_REPLIES","quickReplies":[{"value":"Yes"},{"value":"https://shop.test/no","valueType":"URL","label":"No"}],"allowUserInput":false}`)
	for path, want := range map[string]string{"type": "QUICK_REPLIES", "quickReplies.0.valueType": "TEXT", "quickReplies.1.label": "No", "allowUserInput": "false", "allowMultiSelect": "false"} {
		if got := sent.text("attachments.0." + path); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
	if got := s.must(200, "GET", threads+"/<chat>/messages/"+sent.text("id"), ""); got.text("attachments.0.quickReplies.0.value") != "Yes" {
		t.Errorf("read again: %s", got.body)
	}
	for _, bad := range []string{
		`{"type":"QUICK_REPLIES","quickReplies":[]}`, `{"type":"QUICK_REPLIES","quickReplies":[{"value":"a"},{"value":"a"}]}`, `{"type":"QUICK_REPLIES","quickReplies":[{"value":"javascript:x()","valueType":"URL"}]}`,
		`{"type":"QUICK_REPLIES","quickReplies":[{"value":"a","valueType":"VOICE"}]}`, `{"type":"LOCATION","latitude":1,"longitude":1}`, `{"type":"NONSENSE"}`,
		`{"type":"QUICK_REPLIES","quickReplies":[{"value":"` + strings.Repeat("a", 501) + `"}]}`,
	} {
		ask(400, bad)
	}
	s.must(400, "POST", threads+"/<thread>/messages", `{"type":"MESSAGE","text":"Pick","senderActorId":"A-<mia>","channelId":1002,"channelAccountId":"<account>",
		"recipients":[{"deliveryIdentifier":{"type":"HS_EMAIL_ADDRESS","value":"cleo@customer.test"}}],"attachments":[{"type":"QUICK_REPLIES","quickReplies":[{"value":"Yes"}]}]}`)
}

// API-23, API-30, MSG-05: what an app hands in from its medium is kept and
// shown as it came; quick replies go out where the channel carries them.
func TestEnclosures_ofACustomChannel(t *testing.T) {
	t.Parallel()
	s := newShop(t, func(o *Options) { o.PlainTargets = true })
	in := newIntegration(t, func() string { return s.secret })
	s.stockCustom()
	file := s.must(201, "POST", "/files/v3/files", upload).text("id")
	hung := `[{"type":"FILE","fileId":"` + file + `","fileUsageType":"STICKER"},{"type":"LOCATION","latitude":48.85,"longitude":2.35,"name":"The shop"},{"type":"UNSUPPORTED_CONTENT"},
		{"type":"CONTACT","contactProfile":{"name":{"formattedName":"Ola Nord"},"emails":[{"email":"ola@customer.test"}],"urls":[{"url":"javascript:x()"}]}},{"type":"MESSAGE_HEADER","text":"Order 7"}]`
	first := s.must(201, "POST", customChannels+"/<custom>/messages", strings.Replace(relayedHello, `"attachments":[]`, `"attachments":`+hung, 1))
	for path, want := range map[string]string{"0.fileUsageType": "STICKER", "1.latitude": "48.85", "1.name": "The shop", "2.type": "UNSUPPORTED_CONTENT", "3.contactProfile.name.formattedName": "Ola Nord",
		"3.contactProfile.emails.0.email": "ola@customer.test", "3.contactProfile.urls": "[]", "3.contactProfile.phones": "[]", "4.text": "Order 7"} {
		if got := first.text("attachments." + path); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
	for _, bad := range []string{`[{"type":"LOCATION","latitude":91,"longitude":0}]`, `[{"type":"LOCATION"}]`, `[{"type":"CONTACT"}]`, `[{"type":"CHOICE"}]`, `[{"type":"FILE","fileId":"` + file + `","fileUsageType":"SMELL"}]`} {
		s.must(400, "POST", customChannels+"/<custom>/messages", strings.NewReplacer(`"attachments":[]`, `"attachments":`+bad, "I1", "I2").Replace(relayedHello))
	}
	body := `{"type":"MESSAGE","text":"Which?","senderActorId":"A-<mia>","channelId":"<custom>","channelAccountId":"<relay>","recipients":[{"deliveryIdentifiers":[{"type":"CHANNEL_SPECIFIC_OPAQUE_ID","value":"Nora-7"}]}],
		"attachments":[{"type":"QUICK_REPLIES","quickReplies":[{"value":"A"},{"value":"B"}],"allowMultiSelect":true}]}`
	path := conversations + "/threads/" + first.text("conversationsThreadId") + "/messages"
	s.must(200, "PATCH", customChannels+"/<custom>", `{"webhookUrl":"`+in.URL+`/push?x=1"}`)
	s.must(400, "POST", path, body)
	s.must(200, "PATCH", customChannels+"/<custom>", `{"capabilities":`+strings.Replace(wholeCapabilities, `["FILE"]`, `["FILE","QUICK_REPLIES"]`, 1)+`}`)
	s.must(201, "POST", path, body)
	s.work()
	got := in.next()
	for got.Type != "OUTGOING_CHANNEL_MESSAGE_CREATED" {
		got = in.next()
	}
	offered, _ := (*got.Message.Attachments)[0].(map[string]any)
	if offered["type"] != "QUICK_REPLIES" || offered["allowMultiSelect"] != true || len(offered["quickReplies"].([]any)) != 2 {
		t.Errorf("pushed %+v", offered)
	}
}
