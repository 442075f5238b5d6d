package httpapi

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/channel"
	"parley/internal/ingest"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// act is the body of a verb on threads; more is what follows, as JSON fields.
func (o *office) act(action, more string, threads ...*parley.Thread) string {
	list := make([]string, len(threads))
	for i, th := range threads {
		list[i] = `"` + th.ID.String() + `"`
	}
	return `{"action":"` + action + `","thread_ids":[` + strings.Join(list, ",") + `]` + more + `}`
}

// do acts on threads and wants it to work.
func (c *caller) do(action, more string, threads ...*parley.Thread) ActionResult {
	c.o.t.Helper()
	return read[ActionResult](c.o.t, c.must(200, "POST", "/threads/actions", c.o.act(action, more, threads...)))
}

func (c *caller) undo(id *string) {
	c.o.t.Helper()
	if id == nil {
		c.o.t.Fatal("nothing to undo")
	}
	c.must(200, "POST", "/undo/"+*id, "")
}

// view returns the id of a standard view of an inbox.
func (o *office) view(in *parley.Inbox, kind string) string {
	o.t.Helper()
	views, err := o.db.Read(context.Background()).Views(in.ID)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, v := range views {
		if v.Kind == kind {
			return v.ID.String()
		}
	}
	o.t.Fatalf("no view %s", kind)
	return ""
}

// list returns a page of a view.
func (c *caller) list(view, query string) ThreadPage {
	c.o.t.Helper()
	return read[ThreadPage](c.o.t, c.must(200, "GET", "/views/"+view+"/threads?"+query, ""))
}

// holds reports whether a view of Support lists a thread.
func (c *caller) holds(kind string, th *parley.Thread) bool {
	c.o.t.Helper()
	return slices.Contains(idsOf(c.list(c.o.view(c.o.support, kind), "limit=200").Threads), th.ID.String())
}

func idsOf(rows []ThreadRow) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.ID
	}
	return out
}

// open returns a thread as it opens.
func (c *caller) open(th *parley.Thread) OpenThread {
	c.o.t.Helper()
	return read[OpenThread](c.o.t, c.must(200, "GET", "/threads/"+th.ID.String(), ""))
}

// mail lets a mail come in through the door, an answer to others if they are
// named, and returns where it arrived.
func (o *office) mail(id, subject, text string, answers ...string) parley.ThreadID {
	o.t.Helper()
	in := &channel.Inbound{AccountID: o.account.ID, Channel: parley.ChannelEmail, Key: id, MailID: id, InReplyTo: answers, References: answers,
		From: parley.Address{Name: "Cleo Ångström", Address: "cleo@customer.test"}, To: []parley.Address{{Address: o.account.Address}},
		Subject: subject, Text: text, Reply: text, ContentHash: id, Authenticated: "pass", Raw: []byte("Subject: " + subject + "\r\n\r\n" + text)}
	res, err := ingest.New(o.db, o.blobs, nil).Receive(context.Background(), in)
	if err != nil || res.ThreadID == 0 {
		o.t.Fatalf("%+v, %v", res, err)
	}
	return res.ThreadID
}

// many lets n mails of strangers arrive in Support, a second apart but for the
// last three, which come at once.
func (o *office) many(n int) (out []*parley.Thread) {
	o.t.Helper()
	for i := range n {
		if i < n-2 {
			o.later(time.Second)
		}
		o.write(func(tx *store.Tx) error {
			th, _, err := o.arrive(tx, o.support, fmt.Sprint("Number ", i))
			out = append(out, th)
			return err
		})
	}
	return out
}

// LIST-08, LIST-09, THR-14, THR-24: work on many reports each, the others
// proceed, and one undo takes back exactly what was done.
func TestBulk_eachItsOwnOutcome(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	var bot, foreign, trashed *parley.Thread
	o.write(func(tx *store.Tx) (err error) {
		if bot, _, err = o.arrive(tx, o.support, "Bot"); err != nil {
			return err
		}
		bot.BotState, bot.LastVisitorActivityAt = parley.BotActive, tx.Now
		if err := triage.Store(tx, bot); err != nil {
			return err
		}
		if foreign, _, err = o.arrive(tx, o.sales, "Not hers"); err != nil {
			return err
		}
		trashed, _, err = o.arrive(tx, o.support, "Gone")
		return err
	})
	mia := o.as(o.mia)
	mia.do("trash", "", trashed)
	mia.do("close", "", o.other)
	res := mia.do("close", "", o.thread, bot, foreign, trashed, o.other)
	want := []string{"", "thread_not_closable", "not_found", "conflict", ""}
	for i, out := range res.Outcomes {
		code := ""
		if out.Error != nil {
			code = orElse(out.Error.Code, out.Error.Kind)
		}
		if code != want[i] || out.OK != (want[i] == "") {
			t.Errorf("outcome %d: got %q, want %q", i, code, want[i])
		}
	}
	mia.undo(res.UndoID)
	if !mia.holds("open", o.thread) || !mia.holds("closed", o.other) {
		t.Error("the undo did more or less than was done")
	}
	mia.must(409, "POST", "/undo/"+*res.UndoID, "")
	o.as(o.ada).must(404, "POST", "/undo/"+*res.UndoID, "")
	if a := mia.must(409, "POST", "/threads/actions", o.act("close", "", bot)); !strings.Contains(string(a.body), "thread_not_closable") {
		t.Errorf("got %s", a.body)
	}
	o.later(31 * time.Minute)
	mia.do("close", "", bot)
	o.as(o.ann).must(403, "POST", "/threads/actions", o.act("close", "", o.thread))
}

// LIST-08: "all that match" are all of the view or the search, beyond what is
// loaded and beyond what one answer waits for.
func TestBulk_allThatMatch(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.many(bulkAtOnce + 10)
	mia := o.as(o.mia)
	view := o.view(o.support, "open")
	few := read[ActionResult](t, mia.must(200, "POST", "/threads/actions", `{"action":"close","match":{"inbox_id":"`+o.support.ID.String()+`","q":"subject:\"Number 20\" -subject:\"Number 200\""}}`))
	if few.Matched == 0 || few.Matched != len(few.Outcomes) || few.JobID != nil {
		t.Errorf("got %d matched, %d outcomes", few.Matched, len(few.Outcomes))
	}
	stream := mia.tune(o.onAir(), "")
	stream.next("hello", is("hello"))
	left := *mia.list(view, "limit=1").Count
	res := read[ActionResult](t, mia.must(200, "POST", "/threads/actions", `{"action":"trash","match":{"view_id":"`+view+`"}}`))
	if left <= bulkAtOnce {
		t.Fatalf("too few to go on behind: %d", left)
	}
	if int64(res.Matched) != left || res.JobID == nil {
		t.Fatalf("got %d of %d", res.Matched, left)
	}
	done := stream.next("the end of the work", func(f Frame) bool { return f.T == "progress" && f.Finished })
	if done.JobID != *res.JobID || *mia.list(view, "limit=1").Count != 0 {
		t.Errorf("got %+v", done)
	}
	mia.undo(res.UndoID)
	stream.next("the end of the undo", func(f Frame) bool { return f.T == "progress" && f.Finished && f.JobID != done.JobID })
	if got := *mia.list(view, "limit=1").Count; got != left {
		t.Errorf("after the undo: got %d, want %d", got, left)
	}
}

// VIEW-20, THR-25: a snoozed thread leaves the lists of work, and comes back on
// top when the time is reached or somebody answers.
func TestSnooze_wakes(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	mia := o.as(o.mia)
	mia.must(400, "POST", "/threads/actions", o.act("snooze", `,"until":"2020-01-01T00:00:00Z"`, o.other))
	until := o.db.Now().Add(time.Hour).Format(time.RFC3339)
	res := mia.do("snooze", `,"until":"`+until+`"`, o.other)
	if mia.holds("unassigned", o.other) || !mia.holds("open", o.other) || !mia.holds("snoozed", o.other) || !res.Threads[0].Snoozed {
		t.Error("snoozing did not move it")
	}
	mia.do("read", "", o.other)
	clocks := func() {
		if _, err := triage.RunClocks(t.Context(), o.db); err != nil {
			t.Fatal(err)
		}
	}
	clocks()
	if !mia.holds("snoozed", o.other) {
		t.Error("it woke too early")
	}
	o.later(time.Hour + time.Minute)
	clocks()
	rows := mia.list(o.view(o.support, "unassigned"), "").Threads
	if rows[0].ID != o.other.ID.String() || rows[0].Snoozed || rows[0].ActivitySeq <= rows[0].ReadSeq {
		t.Errorf("got %+v", rows[0])
	}
	id := o.mail("one@customer.test", "Later", "Hello")
	th := &parley.Thread{ID: id}
	mia.do("snooze", "", th)
	if mia.holds("unassigned", th) {
		t.Error("snoozing until an answer did not move it")
	}
	o.mail("two@customer.test", "Re: Later", "Any news?", "one@customer.test")
	if !mia.holds("unassigned", th) || mia.holds("snoozed", th) {
		t.Error("an answer did not wake it")
	}
	items := mia.open(th).Items
	if !slices.ContainsFunc(items, func(it Item) bool { return it.Event != nil && it.Event.Kind == string(parley.ThreadWoken) }) {
		t.Error("no item tells that it woke")
	}
	mia.undo(mia.do("snooze", "", th).UndoID)
	if mia.holds("snoozed", th) {
		t.Error("the undo did not wake it")
	}
}

// THR-26: tags belong to their inbox, go on many at once and off again.
func TestTags(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.stock()
	mia := o.as(o.mia)
	tag := o.named(`,"tag_id":"{tag}"`)
	res := mia.do("tag", tag, o.thread, o.other)
	if len(res.Threads) != 2 || len(res.Threads[0].TagIDs) != 1 {
		t.Errorf("got %+v", res.Threads)
	}
	if again := mia.do("tag", tag, o.thread); again.UndoID != nil || len(again.Threads[0].TagIDs) != 1 {
		t.Errorf("twice is once: got %+v", again)
	}
	mia.undo(res.UndoID)
	if got := mia.open(o.thread).Thread.TagIDs; len(got) != 0 {
		t.Errorf("got %v", got)
	}
	var foreign *parley.Thread
	o.write(func(tx *store.Tx) (err error) { foreign, _, err = o.arrive(tx, o.sales, "Elsewhere"); return err })
	o.as(o.sam).must(400, "POST", "/threads/actions", o.act("tag", tag, foreign))
}

// COLLAB-06: a thread moves with its history; an owner without access there
// loses it, and who sees only the old inbox loses sight of it.
func TestMove_toAnotherInbox(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.stock()
	mia, sam, ada := o.as(o.mia), o.as(o.sam), o.as(o.ada)
	mia.do("assign", `,"assignee":{"kind":"user","id":"`+o.mia.ID.String()+`"}`, o.thread)
	mia.do("tag", o.named(`,"tag_id":"{tag}"`), o.thread)
	res := mia.do("move", `,"inbox_id":"`+o.sales.ID.String()+`"`, o.thread)
	if len(res.Threads) != 0 || !res.Outcomes[0].OK {
		t.Errorf("got %+v", res)
	}
	path := "/threads/" + o.thread.ID.String()
	for _, p := range []string{path, path + "/items", path + "/export?format=json", "/items/" + o.message.UID, "/messages/" + o.message.UID + "/frame"} {
		mia.must(404, "GET", p, "")
		sam.must(200, "GET", p, "")
	}
	if found := mia.find(o.thread.ID.String(), ""); slices.Contains(found, "First") {
		t.Errorf("Mia still finds it: %v", found)
	}
	got := sam.open(o.thread)
	if got.Thread.Assignee != nil || len(got.Thread.TagIDs) != 0 || got.Thread.InboxID != o.sales.ID.String() {
		t.Errorf("got %+v", got.Thread)
	}
	if !slices.ContainsFunc(got.Items, func(it Item) bool { return it.Event != nil && it.Event.Kind == string(parley.ThreadMoved) }) {
		t.Error("no item tells that it moved")
	}
	if list := sam.list(o.view(o.sales, "unassigned"), "").Threads; len(list) != 1 || list[0].Comment == nil {
		t.Errorf("got %+v", list)
	}
	mia.undo(res.UndoID)
	if back := mia.open(o.thread).Thread; back.Assignee == nil || len(back.TagIDs) != 1 {
		t.Errorf("after the undo: got %+v", back)
	}
	sam.must(404, "GET", path, "")
	ada.must(200, "GET", path, "")
}

// THR-24, ATK-16: an undo reaches no further than the rights that its author
// has now.
func TestUndo_needsTheRightStill(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	mia := o.as(o.mia)
	res := mia.do("close", "", o.thread)
	o.as(o.ada).must(200, "PATCH", "/inboxes/"+o.support.ID.String(), `{"access":"specific","user_ids":["`+o.ann.ID.String()+`"],"team_ids":[]}`)
	mia.must(404, "POST", "/undo/"+*res.UndoID, "")
	if th, err := o.db.Read(t.Context()).Thread(o.thread.ID); err != nil || th.Status != parley.ThreadClosed {
		t.Errorf("got %s, %v", th.Status, err)
	}
}

// find returns the subjects that a search finds, in order.
func (c *caller) find(q, more string) []string {
	c.o.t.Helper()
	page := c.search(q, more)
	out := make([]string, len(page.Threads))
	for i, th := range page.Threads {
		out[i] = th.Subject
	}
	return out
}

func (c *caller) search(q, more string) SearchPage {
	c.o.t.Helper()
	return read[SearchPage](c.o.t, c.must(200, "GET", "/search?q="+url.QueryEscape(q)+more, ""))
}
