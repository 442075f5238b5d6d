package hubapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"parley/internal/deliver"
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

// integration is an app's server, as strict as the documents ask it to be.
type integration struct {
	*httptest.Server
	t      *testing.T
	secret func() string
	answer chan int // of the next pushes; 200 when there is none
	pushes chan push
}

type push struct {
	Type           string   `json:"type"`
	PortalID       int64    `json:"portalId"`
	ChannelID      string   `json:"channelId"`
	EventID        string   `json:"eventId"`
	EventTimestamp int64    `json:"eventTimestamp"`
	ThreadIDs      []string `json:"channelIntegrationThreadIds"`
	Message        item     `json:"message"`
	AccountID      string   `json:"channelAccountId"`
}

func newIntegration(t *testing.T, secret func() string) *integration {
	in := &integration{t: t, secret: secret, answer: make(chan int, 10), pushes: make(chan push, 100)}
	in.Server = httptest.NewServer(in)
	t.Cleanup(in.Close)
	return in
}

func (in *integration) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	stamp := r.Header.Get("X-HubSpot-Request-Timestamp")
	var ms int64
	fmt.Sscan(stamp, &ms)
	mac := hmac.New(sha256.New, []byte(in.secret()))
	io.WriteString(mac, r.Method+in.URL+r.URL.RequestURI()+string(body)+stamp)
	if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("X-HubSpot-Signature-v3") != base64.StdEncoding.EncodeToString(mac.Sum(nil)) {
		in.t.Errorf("not signed as asked: %s %v %s", r.Method, r.Header, body)
	}
	if age := time.Since(time.UnixMilli(ms)); age > 5*time.Minute {
		in.t.Errorf("the call is %s old", age)
	}
	var p push
	if err := json.Unmarshal(body, &p); err != nil {
		in.t.Errorf("%v in %s", err, body)
	}
	code := http.StatusOK
	select {
	case code = <-in.answer:
	default:
	}
	in.pushes <- p
	w.WriteHeader(code)
}

func (in *integration) next() push {
	in.t.Helper()
	select {
	case p := <-in.pushes:
		return p
	case <-time.After(2 * time.Minute):
		in.t.Fatal("waited in vain for a push")
	}
	return push{}
}

// API-30, MSG-12, MSG-14, MSG-15: an agent's answer is pushed, signed, again
// with the same event id until it is acknowledged; it stays on its way until
// the app says what became of it. What the channel cannot carry is refused.
func TestCustom_answersGoOut(t *testing.T) {
	t.Parallel()
	s := newShop(t, func(o *Options) { o.PlainTargets = true })
	in := newIntegration(t, func() string { return s.secret })
	s.stockCustom()
	s.must(200, "PATCH", customChannels+"/<custom>", `{"webhookUrl":"`+in.URL+`/push?x=1"}`)
	first := s.must(201, "POST", customChannels+"/<custom>/messages", relayedHello)
	s.work()
	if p := in.next(); p.Type != "CHANNEL_ACCOUNT_CREATED" || p.AccountID != s.ids["relay"] {
		t.Errorf("pushed %+v", p)
	}
	thread := first.text("conversationsThreadId")
	body := `{"type":"MESSAGE","text":"Soon","richText":"<p><b>Soon</b></p>","senderActorId":"A-<mia>","channelId":"<custom>","channelAccountId":"<relay>",
		"recipients":[{"deliveryIdentifiers":[{"type":"CHANNEL_SPECIFIC_OPAQUE_ID","value":"Nora-7"}]}]}`
	in.answer <- 500
	sent := s.must(201, "POST", conversations+"/threads/"+thread+"/messages", body)
	if sent.text("status") != "null" {
		t.Errorf("its outcome is known too early: %s", sent.body)
	}
	lost := in.next()
	s.later(time.Minute)
	s.write(func(tx *store.Tx) error { return tx.SetSetting("tick", 1) })
	got := in.next()
	if got.EventID != lost.EventID || got.Type != "OUTGOING_CHANNEL_MESSAGE_CREATED" || got.ChannelID != s.ids["custom"] || got.PortalID == 0 || got.EventTimestamp == 0 ||
		len(got.ThreadIDs) != 1 || got.ThreadIDs[0] != "T1" || got.Message.ID != sent.text("id") || *got.Message.Text != "Soon" || got.Message.RichText == "" ||
		got.Message.Recipients[0].DeliveryIdentifier.Value != "Nora-7" || got.Message.Direction != "OUTGOING" || got.Message.Senders[0].ActorID != "A-"+s.ids["mia"] {
		t.Errorf("pushed %+v, before that %+v", got, lost)
	}
	one := customChannels + "/<custom>/messages/" + sent.text("id")
	if a := s.must(200, "GET", one, ""); a.text("status") != "null" {
		t.Errorf("acknowledged is not sent: %s", a.body)
	}
	s.must(400, "PATCH", one, `{"statusType":"LOST"}`)
	if a := s.must(200, "PATCH", one, `{"statusType":"FAILED","errorMessage":"no such pager"}`); a.text("status.statusType") != "FAILED" || a.text("status.failureDetails.errorMessage") != "no such pager" {
		t.Errorf("failed: %s", a.body)
	}
	for _, word := range []string{"SENT", "READ"} {
		if a := s.must(200, "PATCH", one, `{"statusType":"`+word+`"}`); a.text("status.statusType") != word {
			t.Errorf("%s: %s", word, a.body)
		}
	}
	if a := s.must(200, "PATCH", one, `{"statusType":"SENT"}`); a.text("status.statusType") != "READ" {
		t.Errorf("sent after it was read: %s", a.body)
	}

	s.must(400, "POST", conversations+"/threads/"+thread+"/messages", strings.Replace(body, "CHANNEL_SPECIFIC_OPAQUE_ID", "HS_EMAIL_ADDRESS", 1))
	s.must(400, "POST", conversations+"/threads/"+thread+"/messages", strings.Replace(body, `"recipients":[`, `"recipients":[{"deliveryIdentifiers":[{"type":"HS_PHONE_NUMBER","value":"+15550101"}]},`, 1))
	s.must(400, "POST", conversations+"/threads/"+thread+"/messages", strings.Replace(body, `"recipients"`, `"attachments":[{"type":"FILE","fileId":"`+s.must(201, "POST", "/files/v3/files", upload).text("id")+`"}],"recipients"`, 1))
	if a := s.must(200, "PATCH", customChannels+"/<custom>/channel-accounts/<relay>", `{"authorized":false}`); a.text("authorized") != "false" {
		t.Errorf("not authorised: %s", a.body)
	}
	s.must(400, "POST", conversations+"/threads/"+thread+"/messages", body)
	s.must(200, "GET", conversations+"/threads/"+thread+"/messages", "")
	if p := in.next(); p.Type != "CHANNEL_ACCOUNT_UPDATED" {
		t.Errorf("pushed %+v", p)
	}
}

// MSG-14: a push that is never acknowledged fails in the end, with a reason.
func TestCustom_neverAcknowledged(t *testing.T) {
	t.Parallel()
	s := newShop(t, func(o *Options) { o.PlainTargets = true })
	s.stockCustom()
	in := newIntegration(t, func() string { return s.secret })
	s.must(200, "PATCH", customChannels+"/<custom>", `{"webhookUrl":"`+in.URL+`"}`)
	in.Close()
	var m *parley.Message
	s.write(func(tx *store.Tx) error {
		first, err := tx.Message(s.ids["relayed"])
		if err != nil {
			return err
		}
		th, err := tx.Thread(first.ThreadID)
		if err != nil {
			return err
		}
		m, err = deliver.Reply(tx, s.mia, th, deliver.NewMessage{ClientID: "client-1", AccountID: first.AccountID, Text: "Anybody?"})
		return err
	})
	s.work()
	deadline := time.After(2 * time.Minute)
	for {
		changed := s.db.Changed()
		now, err := s.db.Read(t.Context()).MessageByID(m.ID)
		if err != nil {
			t.Fatal(err)
		}
		if now.Status == parley.MessageFailed {
			if !strings.Contains(now.StatusReason, "did not answer") {
				t.Errorf("the reason is %q", now.StatusReason)
			}
			return
		}
		select {
		case <-changed:
		case <-time.After(20 * time.Millisecond):
			s.later(5 * time.Hour) // beyond the longest delay
			s.write(func(tx *store.Tx) error { return tx.SetSetting("tick", 1) })
		case <-deadline:
			t.Fatalf("the message is %s", now.Status)
		}
	}
}

// MSG-12, API-28: the team begins a conversation where the channel lets it, with
// a delivery identifier; the first message of the other side joins it, whatever
// key its app gives.
func TestCustom_begunByTheTeam(t *testing.T) {
	t.Parallel()
	s := newShop(t, func(o *Options) { o.PlainTargets = true })
	in := newIntegration(t, func() string { return s.secret })
	s.stockCustom()
	s.must(200, "PATCH", customChannels+"/<custom>", `{"webhookUrl":"`+in.URL+`/push?x=1"}`)
	id, _ := parley.ParseID[parley.ChannelAccountID]("id", s.ids["relay"])
	begin := func() (th *parley.Thread, m *parley.Message, err error) {
		err = s.db.Write(t.Context(), func(tx *store.Tx) error {
			th, m, err = deliver.Compose(tx, s.mia, s.support.ID, deliver.NewMessage{AccountID: id, To: []parley.Address{{Name: "Vera Sand", Address: "Vera-9"}}, Text: "Good day"})
			return err
		})
		return th, m, err
	}
	if _, _, err := begin(); parley.KindOf(err) != parley.Invalid {
		t.Fatalf("begun where nobody may: %v", err)
	}
	s.must(200, "PATCH", customChannels+"/<custom>", `{"capabilities":`+strings.Replace(wholeCapabilities, `"allowConversationStart":false`, `"allowConversationStart":true`, 1)+`}`)
	th, m, err := begin()
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.db.Read(t.Context()).Contact(th.ContactID)
	if err != nil || c.FirstName != "Vera" || string(th.Channel) != "custom_channel:"+s.ids["custom"] || !th.OutboundOnly || m.To[0].Address != "Vera-9" {
		t.Errorf("begun %+v with %+v, %v", th, c, err)
	}
	s.work()
	got := in.next()
	for got.Type != "OUTGOING_CHANNEL_MESSAGE_CREATED" {
		got = in.next()
	}
	if *got.Message.Text != "Good day" || len(got.ThreadIDs) != 0 {
		t.Errorf("pushed %+v", got)
	}
	hello := strings.NewReplacer("Nora Quist", "Vera Sand", "Nora-7", "Vera-9", "T1", "T9", "I1", "I9").Replace(relayedHello)
	back := s.must(201, "POST", customChannels+"/<custom>/messages", hello)
	if back.text("conversationsThreadId") != th.ID.String() {
		t.Errorf("answered in another conversation: %s", back.body)
	}
	again := s.must(201, "POST", customChannels+"/<custom>/messages", strings.NewReplacer("T9", "T10", "I9", "I10").Replace(hello))
	if again.text("conversationsThreadId") == th.ID.String() {
		t.Error("another conversation of the app's joins it")
	}
}
