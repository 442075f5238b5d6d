package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// SAFE-09: a browser that goes and comes back while things happen hears of each
// event once, in order, whatever the moment it went.
func TestStream_catchesUpWithoutGapOrRepeat(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	address, mia := o.onAir(), o.as(o.mia)
	first := mia.tune(address, "")
	hello := first.next("hello", is("hello"))
	first.stop()
	const events = 60
	var writer sync.WaitGroup
	writer.Go(func() {
		for i := range events {
			o.write(func(tx *store.Tx) error {
				_, err := triage.Note(tx, parley.ByUser(o.mia.ID), o.thread, parley.ThreadTagged, map[string]any{"n": float64(i)})
				return err
			})
		}
	})
	var heard []int
	for at := hello.Seq; len(heard) < events; {
		r := mia.tune(address, fmt.Sprintf("epoch=%s&after=%d", hello.Epoch, at))
		f := r.next("news after "+strconv.FormatInt(at, 10), func(f Frame) bool { return f.T == "change" || f.T == "reset" })
		if f.T == "reset" {
			t.Fatalf("reset at %d after %v", at, heard)
		}
		for _, it := range f.Items {
			if n, ok := it.Event.Data["n"].(float64); ok {
				heard = append(heard, int(n))
			}
		}
		at = f.Seq
		r.stop()
	}
	writer.Wait()
	for i, n := range heard {
		if i != n {
			t.Fatalf("got %v", heard)
		}
	}
}

// SAFE-09: a page that was loaded before the hub has spread what it shows goes
// on from there: no reset, nothing twice.
func TestStream_aheadOfTheHubIsNoReset(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	address, mia := o.onAir(), o.as(o.mia)
	hello := mia.tune(address, "").next("hello", is("hello"))
	for range 5 {
		o.write(func(tx *store.Tx) error { _, err := o.say(tx, o.thread, o.mia); return err })
		seen := o.head()
		r := mia.tune(address, fmt.Sprintf("epoch=%s&after=%d", hello.Epoch, seen))
		r.next("hello", is("hello"))
		var last *parley.Message
		o.write(func(tx *store.Tx) (err error) { last, err = o.say(tx, o.thread, o.mia); return err })
		f := r.next("the comment that came later", func(f Frame) bool { return f.T == "change" || f.T == "reset" })
		if f.T == "reset" || len(f.Items) != 1 || f.Items[0].ID != last.UID {
			t.Fatalf("got %s with %d items", f.T, len(f.Items))
		}
		r.stop()
	}
}

// SAFE-09: after a restore from a backup, or too long away, a browser begins
// anew.
func TestStream_resets(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	address, mia := o.onAir(), o.as(o.mia)
	hello := mia.tune(address, "").next("hello", is("hello"))
	for query, want := range map[string]string{
		fmt.Sprintf("epoch=another&after=%d", hello.Seq):                   "reset",
		fmt.Sprintf("epoch=%s&after=%d", hello.Epoch, hello.Seq+1_000_000): "reset",
		fmt.Sprintf("epoch=%s&after=%d", hello.Epoch, max(0, hello.Seq-3)): "change",
	} {
		r := mia.tune(address, query)
		if f := r.next("an answer", func(f Frame) bool { return f.T != "hello" }); f.T != want {
			t.Errorf("%s: got %s, want %s", query, f.T, want)
		}
	}
}

// ATK-34, invariant 5: whoever may not see an inbox hears nothing of it, not
// even the names of its threads; who loses access stops hearing within a
// second.
func TestStream_tellsNothingOfOtherInboxes(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	address, ada := o.onAir(), o.as(o.ada)
	mia, sam := o.as(o.mia).tune(address, ""), o.as(o.sam).tune(address, "")
	mia.next("hello", is("hello"))
	sam.next("hello", is("hello"))
	var secret *parley.Thread
	o.write(func(tx *store.Tx) (err error) {
		secret, _, err = o.arrive(tx, o.sales, "Secret")
		if err == nil {
			_, err = o.say(tx, secret, o.sam)
		}
		return err
	})
	seen := sam.next("Sam's own news", func(f Frame) bool { return f.T == "change" && len(f.Threads) > 0 })
	if len(seen.Items) < 2 {
		t.Errorf("got %d items", len(seen.Items))
	}
	f := mia.next("the log goes on", upTo(o.head()))
	if data, _ := json.Marshal(f); strings.Contains(string(data), secret.ID.String()) || len(f.Threads)+len(f.Items)+len(f.Removed) > 0 {
		t.Errorf("Mia heard %s", data)
	}

	// What is moved away is taken off the lists of those who lose it.
	o.as(o.mia).must(200, "POST", "/threads/actions", o.act("move", `,"inbox_id":"`+o.sales.ID.String()+`"`, o.thread))
	f = mia.next("the thread left", func(f Frame) bool { return len(f.Removed) > 0 })
	if !slices.Equal(f.Removed, []string{o.thread.ID.String()}) || len(f.Threads)+len(f.Items) > 0 {
		t.Errorf("got %+v", f)
	}
	f = sam.next("the thread came", func(f Frame) bool { return len(f.Threads) > 0 && f.Threads[0].ID == o.thread.ID.String() })
	if f.Threads[0].InboxID != o.sales.ID.String() {
		t.Errorf("got %+v", f.Threads[0])
	}

	// Access taken away in the middle of a stream.
	ada.must(200, "PATCH", "/inboxes/"+o.support.ID.String(), `{"access":"specific","user_ids":["`+o.ann.ID.String()+`"],"team_ids":[]}`)
	o.write(func(tx *store.Tx) error { _, err := o.say(tx, o.other, o.mia); return err })
	f = mia.next("the log goes on", upTo(o.head()))
	if len(f.Threads)+len(f.Items)+len(f.Removed) > 0 {
		t.Errorf("after losing access: got %+v", f)
	}
}

// ATK-34: a session that ends ends its streams within a second, however it
// ended, and no other.
func TestStream_endsWithItsSession(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(o *office, mia *caller){
		"signed out":      func(o *office, mia *caller) { mia.must(204, "DELETE", "/session", "") },
		"ended from afar": func(o *office, mia *caller) { o.endAllBut(o.as(o.mia)) },
		"deactivated": func(o *office, mia *caller) {
			o.as(o.ada).must(200, "POST", "/users/"+o.mia.ID.String()+"/deactivate", "")
		},
		"password by letter": func(o *office, mia *caller) { o.resetPassword(o.mia) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, offline)
			address, mia := o.onAir(), o.as(o.mia)
			stream, other := mia.tune(address, ""), o.as(o.sam).tune(address, "")
			ws, _, err := websocket.Dial(t.Context(), strings.Replace(address, "http", "ws", 1)+"/api/stream", &websocket.DialOptions{HTTPHeader: http.Header{"Cookie": {sessionCookie + "=" + mia.cookie}}})
			if err != nil {
				t.Fatal(err)
			}
			defer ws.CloseNow()
			stream.next("hello", is("hello"))
			other.next("hello", is("hello"))
			end(o, mia)
			if !stream.ended(30 * time.Second) {
				t.Error("the stream goes on")
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			for err == nil {
				_, _, err = ws.Read(ctx)
			}
			if websocket.CloseStatus(err) != 4001 {
				t.Errorf("got %v", err)
			}
			if other.ended(50 * time.Millisecond) {
				t.Error("a colleague's stream ended too")
			}
		})
	}
}

func (o *office) endAllBut(c *caller) {
	o.t.Helper()
	for _, s := range read[Devices](o.t, c.must(200, "GET", "/sessions", "")).Sessions {
		if !s.Current {
			c.must(204, "DELETE", "/sessions/"+s.ID, "")
		}
	}
}

func (o *office) resetPassword(u *parley.User) {
	o.t.Helper()
	o.write(func(tx *store.Tx) error { return o.server.Letters().Reset(tx, u) })
	token := inLink.FindStringSubmatch(o.letters()[0])[1]
	o.stranger().must(204, "POST", "/password/reset", `{"token":"`+token+`","password":"another password"}`)
}

// LIST-07: what one reads, or marks as unread, is so in one's other windows,
// and nobody else's.
func TestStream_readElsewhere(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	address := o.onAir()
	mia, ann := o.as(o.mia), o.as(o.ann)
	other, stranger := mia.tune(address, ""), ann.tune(address, "")
	other.next("hello", is("hello"))
	stranger.next("hello", is("hello"))
	o.write(func(tx *store.Tx) error { _, err := o.say(tx, o.thread, o.ann); return err })
	id := o.thread.ID
	mia.do("read", "", o.thread)
	read := other.next("read", is("read")).ReadSeqs[id.String()]
	mia.do("unread", "", o.thread)
	if unread := other.next("unread", is("read")).ReadSeqs[id.String()]; read == 0 || unread != read-1 {
		t.Fatalf("read up to %d, then unread up to %d", read, unread)
	}
	ann.do("read", "", o.thread)
	if seq := stranger.next("one's own", is("read")).ReadSeqs[id.String()]; seq != read {
		t.Fatalf("Ann's first news is of %d, want her own of %d", seq, read)
	}
}

// COLLAB-05, ATK-34: who is at a thread is told to those at it, and cannot be
// asked of a thread that one may not see.
func TestStream_presence(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	address := o.onAir()
	dial := func(u *parley.User) *websocket.Conn {
		ws, _, err := websocket.Dial(t.Context(), strings.Replace(address, "http", "ws", 1)+"/api/stream", &websocket.DialOptions{HTTPHeader: http.Header{"Cookie": {sessionCookie + "=" + o.as(u).cookie}}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { ws.CloseNow() })
		return ws
	}
	view := func(ws *websocket.Conn, typing string) {
		if err := ws.Write(t.Context(), websocket.MessageText, []byte(`{"t":"viewing","thread_id":"`+o.thread.ID.String()+`","typing":"`+typing+`"}`)); err != nil {
			t.Fatal(err)
		}
	}
	ann, sam, mia := dial(o.ann), dial(o.sam), dial(o.mia)
	view(ann, "")
	view(sam, "reply")
	view(mia, "reply")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		_, data, err := ann.Read(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var f Frame
		if err := json.Unmarshal(data, &f); err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(f.People, func(v Viewer) bool { return v.UserID == o.sam.ID.String() }) {
			t.Fatalf("Sam sees no such thread: %s", data)
		}
		if slices.ContainsFunc(f.People, func(v Viewer) bool { return v.UserID == o.mia.ID.String() && v.Typing != nil && *v.Typing == "reply" }) {
			break
		}
	}
}

// CRM-07, ATK-34: what is done to records is told to those who see them, with
// their ids and no values; of many only the kinds are told.
func TestStream_records(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.write(func(tx *store.Tx) error {
		o.sam.RecordRights = map[string]parley.RecordRights{"company": {View: parley.ScopeOwn}, "contact": {View: parley.ScopeNone}}
		return tx.Save("user", o.sam)
	})
	address := o.onAir()
	mia, sam := o.as(o.mia).tune(address, ""), o.as(o.sam).tune(address, "")
	for _, r := range []*radio{mia, sam} {
		r.next("hello", func(f Frame) bool { return f.T == "hello" })
	}
	var ids []string
	o.write(func(tx *store.Tx) error {
		for kind, name := range map[parley.ObjectTypeID]string{parley.TypeCompany: "name", parley.TypeContact: "lastname"} {
			rec, err := crm.CreateRecord(tx, crm.ByUser(o.mia.ID), &crm.New{Type: kind, Properties: map[string]string{name: "Private words"}})
			if err != nil {
				return err
			}
			ids = append(ids, rec.ID.String())
		}
		own, err := crm.CreateRecord(tx, crm.ByUser(o.mia.ID), &crm.New{Type: parley.TypeCompany, Properties: map[string]string{"name": "Sam's", "hubspot_owner_id": o.sam.ID.Owner().String()}})
		ids = append(ids, own.ID.String())
		return err
	})
	got := mia.next("records", func(f Frame) bool { return len(f.Kinds) > 0 })
	if text, _ := json.Marshal(got); len(got.Records) != 3 || strings.Contains(string(text), "Private") {
		t.Errorf("Mia is told %s", text)
	}
	got = sam.next("records", func(f Frame) bool { return len(f.Kinds) > 0 })
	if len(got.Records) != 1 || got.Records[0].ID != ids[2] || !slices.Equal(got.Kinds, []string{"company"}) {
		t.Errorf("Sam is told of %+v, %v", got.Records, got.Kinds)
	}
	o.write(func(tx *store.Tx) error {
		for range mostRecords + 1 {
			if _, err := crm.CreateRecord(tx, crm.ByUser(o.mia.ID), &crm.New{Type: parley.TypeNote, Properties: map[string]string{"hs_note_body": "x", "hs_timestamp": "2026-11-22T10:00:00Z"}}); err != nil {
				return err
			}
		}
		return nil
	})
	if got = mia.next("many", func(f Frame) bool { return slices.Contains(f.Kinds, "note") }); len(got.Records) != 0 {
		t.Errorf("%d records are told one by one", len(got.Records))
	}
}
