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
	"parley/internal/store"
)

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
