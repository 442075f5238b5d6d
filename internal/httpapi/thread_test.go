package httpapi

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/deliver"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// THR-01: a long history opens at its end and is read backwards page by page,
// messages and events in order, none twice.
func TestThread_historyInPages(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	mia := o.as(o.mia)
	for i := range 2*itemPage + 30 {
		o.later(time.Second)
		o.write(func(tx *store.Tx) error {
			if i%50 == 0 {
				if _, err := triage.Note(tx, parley.ByUser(o.mia.ID), o.thread, parley.ThreadTagged, nil); err != nil {
					return err
				}
			}
			_, err := o.say(tx, o.thread, o.mia)
			return err
		})
	}
	first := mia.open(o.thread)
	items, older := first.Items, first.Older
	for older != nil {
		page := read[ItemPage](t, mia.must(200, "GET", "/threads/"+o.thread.ID.String()+"/items?before="+*older, ""))
		items, older = append(page.Items, items...), page.Older
	}
	var events, others int
	seen := map[string]bool{}
	for i, it := range items {
		if seen[it.ID] {
			t.Fatalf("%s twice", it.ID)
		}
		seen[it.ID] = true
		if i > 0 && *it.CreatedAt < *items[i-1].CreatedAt {
			t.Fatalf("%d is out of order", i)
		}
		if it.Kind == "event" {
			events++
		} else {
			others++
		}
	}
	if others != 2*itemPage+32 || events != 5 {
		t.Errorf("got %d messages and %d events", others, events)
	}
}

// THR-15, THR-16: the link to a message works wherever its thread is, answers
// the same to whoever may not see it and after it was deleted for good.
func TestLinks_keepWorking(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	ada, mia, sam := o.as(o.ada), o.as(o.mia), o.as(o.sam)
	link := "/items/" + strings.ToUpper(o.message.UID)
	at := func(c *caller) ItemPlace { t.Helper(); return read[ItemPlace](t, c.must(200, "GET", link, "")) }
	for _, action := range []string{"close", "spam", "trash"} {
		mia.do(action, "", o.thread)
		if got := at(mia); got.ThreadID != o.thread.ID.String() {
			t.Errorf("%s: got %+v", action, got)
		}
		mia.open(o.thread)
	}
	refused := sam.must(404, "GET", link, "")
	o.stranger().must(401, "GET", link, "")
	mia.do("restore", "", o.thread)
	mia.do("move", `,"inbox_id":"`+o.sales.ID.String()+`"`, o.thread)
	mia.must(404, "GET", link, "")
	if got := at(sam); got.InboxID != o.sales.ID.String() {
		t.Errorf("got %+v", got)
	}
	sam.do("trash", "", o.thread)
	sam.must(403, "POST", "/threads/actions", o.act("purge", "", o.thread))
	o.write(func(tx *store.Tx) error {
		o.sales.UserIDs = append(o.sales.UserIDs, o.ada.ID)
		return tx.Save("inbox", o.sales)
	})
	ada.do("purge", "", o.thread)
	gone := ada.must(404, "GET", link, "")
	if read[apiError](t, gone).Err.Code != read[apiError](t, refused).Err.Code {
		t.Errorf("got %s and %s", gone.body, refused.body)
	}
	ada.must(404, "GET", "/threads/"+o.thread.ID.String(), "")
}

// THR-20, THR-24: a draft is its author's alone, is shown in the list, survives,
// and is gone once sent; what is withdrawn comes back as one.
func TestDrafts(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	mia, ada := o.as(o.mia), o.as(o.ada)
	path := "/threads/" + o.thread.ID.String()
	body := `{"mode":"reply","channel_account_id":"` + o.account.ID.String() + `","to":[],"cc":[],"bcc":[],"subject":"Re: First","text":"Half a","html":"","attachments":[],"updated_at":null}`
	mia.must(204, "PUT", path+"/draft", body)
	mia.must(204, "PUT", path+"/draft", strings.Replace(body, "Half a", "Half a sentence", 1))
	if d := mia.open(o.thread).Drafts; len(d) != 1 || d[0].Text != "Half a sentence" {
		t.Errorf("got %+v", d)
	}
	marked := func(c *caller) bool {
		rows := c.list(o.view(o.support, "open"), "").Threads
		return rows[slices.IndexFunc(rows, func(r ThreadRow) bool { return r.ID == o.thread.ID.String() })].HasDraft
	}
	if !marked(mia) || marked(ada) || len(ada.open(o.thread).Drafts) != 0 {
		t.Error("a draft is not its author's alone")
	}
	sent := read[Sent](t, mia.must(200, "POST", path+"/messages", o.replyBody("abcdefgh", "Half a sentence is done")))
	if marked(mia) {
		t.Error("the draft is still there")
	}
	if again := read[Sent](t, mia.must(200, "POST", path+"/messages", o.replyBody("abcdefgh", "Half a sentence is done"))); again.Item.ID != sent.Item.ID {
		t.Error("the same answer was taken twice")
	}
	back := read[Withdrawn](t, mia.must(200, "POST", "/messages/"+sent.Item.ID+"/undo", "")).Draft
	if back.Text != "Half a sentence is done" || len(back.To) != 1 || back.To[0].Address != "cleo@customer.test" {
		t.Errorf("got %+v", back)
	}
	if got := texts(mia.open(o.thread)); len(got) != 1 {
		t.Errorf("got %q", got)
	}
	mia.must(204, "PUT", path+"/draft", body)
	mia.must(204, "DELETE", path+"/draft?mode=reply", "")
	if marked(mia) {
		t.Error("a dropped draft is still there")
	}
}

func (o *office) replyBody(clientID, text string) string {
	return `{"client_id":"` + clientID + `","kind":"reply","channel_account_id":"` + o.account.ID.String() + `","to":[{"name":"","address":"cleo@customer.test"}],"subject":"Re: First","text":"` + text + `"}`
}

// THR-09, AUTO-12, invariant 3: neither a transcript nor an export holds a comment,
// nor what was never said.
func TestTranscript_holdsNoComment(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	mia := o.as(o.mia)
	path := "/threads/" + o.thread.ID.String()
	mia.must(200, "POST", path+"/comments", `{"client_id":"11112222","text":"He is a difficult customer"}`)
	scheduled := strings.TrimSuffix(o.replyBody("33334444", "Not said yet"), "}") + `,"send_at":"` + o.db.Now().Add(time.Hour).Format(time.RFC3339) + `"}`
	mia.must(200, "POST", path+"/messages", scheduled)
	o.write(func(tx *store.Tx) error {
		m, err := o.answerAs(tx, parley.MessageSent)
		if err != nil {
			return err
		}
		return tx.MoveToThread([]parley.MessageID{m.ID}, o.other.ID, o.thread.ID)
	})
	mia.must(400, "POST", path+"/transcript", `{"to":"nonsense"}`)
	mia.must(204, "POST", path+"/transcript", `{"to":"Cleo@Customer.test"}`)
	jobs, err := o.db.Read(t.Context()).Jobs("waiting", 100)
	if err != nil {
		t.Fatal(err)
	}
	var letter deliver.Letter
	for _, j := range jobs {
		if j.Kind == "deliver.system" {
			if err := json.Unmarshal([]byte(j.Payload), &letter); err != nil {
				t.Fatal(err)
			}
		}
	}
	if letter.To.Address != "cleo@customer.test" {
		t.Errorf("got %+v", letter.To)
	}
	held := map[string]string{"text": letter.Text, "html": letter.HTML}
	for _, format := range []string{"json", "html"} {
		held[format] = string(mia.must(200, "GET", path+"/export?format="+format, "").body)
	}
	eml, err := mail.ReadMessage(bytes.NewReader(mia.must(200, "GET", path+"/export?format=eml", "").body))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, eml.Body))
	if err != nil {
		t.Fatal(err)
	}
	held["eml"] = string(text)
	for name, text := range held {
		for _, never := range []string{"Looking into", "difficult", "Not said yet"} {
			if strings.Contains(text, never) {
				t.Errorf("%s holds %q", name, never)
			}
		}
		for _, said := range []string{"Where is my order?", "On its way"} {
			if !strings.Contains(text, said) {
				t.Errorf("%s lacks %q: %s", name, said, text)
			}
		}
	}
	mia.must(400, "GET", path+"/export?format=exe", "")
	o.as(o.sam).must(404, "GET", path+"/export?format=json", "")
}

// EMAIL-14: a reminder is its owner's, in time to come, and can be taken back.
func TestReminder(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	mia, ann := o.as(o.mia), o.as(o.ann)
	path := "/threads/" + o.thread.ID.String() + "/reminder"
	mia.must(400, "PUT", path, `{"at":"2020-01-01T00:00:00Z"}`)
	mia.must(204, "PUT", path, `{"at":"2099-01-01T00:00:00Z"}`)
	if at := mia.open(o.thread).Thread.ReminderAt; at == nil || *at != "2099-01-01T00:00:00.000Z" || ann.open(o.thread).Thread.ReminderAt != nil {
		t.Errorf("got %v", at)
	}
	mia.must(204, "PUT", path, `{"at":null}`)
	if at := mia.open(o.thread).Thread.ReminderAt; at != nil {
		t.Errorf("got %s", *at)
	}
	o.as(o.sam).must(404, "PUT", path, `{"at":"2099-01-01T00:00:00Z"}`)
}

// ATK-11, EMAIL-11: somebody whom an unproved mail brought in is not written to
// until a person accepts.
func TestParticipant_accept(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	mia := o.as(o.mia)
	o.write(func(tx *store.Tx) error {
		o.message.Cc = []parley.Address{{Name: "Mallory", Address: "mallory@evil.test"}}
		if err := tx.Save("message", o.message); err != nil {
			return err
		}
		return triage.AddParties(tx, o.thread, o.message, func(a string) bool { return a == o.account.Address }, false)
	})
	cc := func() []Party { return mia.open(o.thread).Thread.DefaultReply.Cc }
	if got := cc(); len(got) != 0 {
		t.Errorf("got %+v", got)
	}
	mia.must(204, "POST", "/threads/"+o.thread.ID.String()+"/participants", `{"address":"mallory@evil.test"}`)
	if got := cc(); len(got) != 1 || got[0].Address != "mallory@evil.test" {
		t.Errorf("got %+v", got)
	}
	mia.must(404, "POST", "/threads/"+o.thread.ID.String()+"/participants", `{"address":"nobody@evil.test"}`)
}

// CRM-03, FILT-05: a thread is tied to another contact, to none, or to a new one,
// and is found by it.
func TestContact_attachAndDetach(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	mia := o.as(o.mia)
	th := &parley.Thread{ID: o.mail("a@customer.test", "Mine", "Hello")}
	path := "/threads/" + th.ID.String() + "/contact"
	cleo := mia.open(th).Contact
	if cleo == nil || cleo.Email != "cleo@customer.test" {
		t.Fatalf("got %+v", cleo)
	}
	if row := read[ThreadRow](t, mia.must(200, "PUT", path, `{"contact_id":null}`)); row.Contact != nil {
		t.Errorf("got %+v", row.Contact)
	}
	row := read[ThreadRow](t, mia.must(200, "POST", path, `{"first_name":"Zoë","email":"zoe@customer.test"}`))
	if row.Contact == nil || row.Contact.Name != "Zoë" {
		t.Fatalf("got %+v", row.Contact)
	}
	if got := mia.find("contact:"+row.Contact.ID, ""); !slices.Equal(got, []string{"Mine"}) {
		t.Errorf("got %q", got)
	}
	mia.must(200, "PUT", path, `{"contact_id":"`+cleo.ID+`"}`)
	if got := mia.open(th).Contact; got == nil || got.ID != cleo.ID {
		t.Errorf("got %+v", got)
	}
	mia.must(400, "PUT", path, `{"contact_id":"999999"}`)
	o.as(o.sam).must(404, "PUT", path, `{"contact_id":null}`)
}

// THR-07: an address without any way out says so, one with a server of its own
// or a relay sends.
func TestChannelAccount_withoutAWayOut(t *testing.T) {
	t.Parallel()
	relay := false
	o := newOffice(t, func(op *Options) { op.WayOut = func(context.Context) bool { return relay } })
	reason := func() string {
		for _, a := range read[Bootstrap](t, o.as(o.mia).must(200, "GET", "/bootstrap", "")).ChannelAccounts {
			if a.ID == o.account.ID.String() {
				return a.CannotSendReason
			}
		}
		return "no such account"
	}
	if got := reason(); got != "no_way_out" {
		t.Errorf("without a relay: %q", got)
	}
	if relay = true; reason() != "" {
		t.Errorf("with a relay: %q", reason())
	}
}
