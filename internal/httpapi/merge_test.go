package httpapi

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/parley"
)

// THR-27: merged threads are one, later answers to either arrive there, links
// to the one lead to the other, and the undo puts back what was.
func TestMerge_andUndo(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	mia := o.as(o.mia)
	a := &parley.Thread{ID: o.mail("a@customer.test", "Order", "Where is it?")}
	o.later(time.Second)
	b := &parley.Thread{ID: o.mail("b@customer.test", "Invoice", "And the invoice?")}
	o.later(time.Second)
	o.mail("a2@customer.test", "Re: Order", "Still waiting", "a@customer.test")
	mia.do("assign", `,"assignee":{"kind":"user","id":"`+o.mia.ID.String()+`"}`, a)
	link := mia.open(a).Items[0].ID
	merged := read[UndoableThread](t, mia.must(200, "POST", "/threads/"+a.ID.String()+"/merge", `{"into":"`+b.ID.String()+`"}`))
	if got := texts(mia.open(b)); !slices.Equal(got, []string{"Where is it?", "And the invoice?", "Still waiting"}) {
		t.Errorf("got %q", got)
	}
	if got := mia.open(a).Thread.MergedInto; got == nil || *got != b.ID.String() {
		t.Errorf("got %v", got)
	}
	if place := read[ItemPlace](t, mia.must(200, "GET", "/items/"+link, "")); place.ThreadID != b.ID.String() {
		t.Errorf("got %+v", place)
	}
	if mia.holds("open", a) || mia.holds("mine", a) || !mia.holds("open", b) {
		t.Error("the merged thread still stands in a list")
	}
	mia.must(409, "POST", "/threads/actions", o.act("close", "", a))
	mia.must(409, "POST", "/threads/"+a.ID.String()+"/comments", `{"client_id":"11112222","text":"too late"}`)
	mia.must(409, "POST", "/threads/"+a.ID.String()+"/merge", `{"into":"`+b.ID.String()+`"}`)
	mia.must(400, "POST", "/threads/"+b.ID.String()+"/merge", `{"into":"`+b.ID.String()+`"}`)
	if id := o.mail("a3@customer.test", "Re: Order", "A later answer", "a@customer.test"); id != b.ID {
		t.Errorf("an answer to the first went to %d", id)
	}
	if id := o.mail("b2@customer.test", "Re: Invoice", "Another", "b@customer.test"); id != b.ID {
		t.Errorf("an answer to the second went to %d", id)
	}
	mia.do("close", "", b)
	mia.undo(&merged.UndoID)
	if got := texts(mia.open(a)); !slices.Equal(got, []string{"Where is it?", "Still waiting"}) {
		t.Errorf("after the undo: got %q", got)
	}
	if !mia.holds("mine", a) || mia.open(a).Thread.MergedInto != nil {
		t.Error("after the undo it is not where it was")
	}
	if got := mia.open(b).Thread.Status; got != "closed" {
		t.Errorf("the undo took back more than the merge: got %s", got)
	}
	if id := o.mail("a4@customer.test", "Re: Order", "Once more", "a2@customer.test"); id != a.ID {
		t.Errorf("after the undo an answer went to %d", id)
	}
}

// THR-27: chosen messages become a thread of their own, to which their answers
// go; the undo brings all back.
func TestSplit_andUndo(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	mia := o.as(o.mia)
	th := &parley.Thread{ID: o.mail("a@customer.test", "Two things", "First thing")}
	o.later(time.Second)
	o.mail("b@customer.test", "Re: Two things", "Second thing", "a@customer.test")
	path := "/threads/" + th.ID.String() + "/split"
	var ids []string
	for _, it := range mia.open(th).Items {
		if it.Message != nil {
			ids = append(ids, it.ID)
		}
	}
	mia.must(400, "POST", path, `{"item_ids":["`+strings.Join(ids, `","`)+`"]}`)
	mia.must(400, "POST", path, `{"item_ids":["`+o.message.UID+`"]}`)
	split := read[UndoableThread](t, mia.must(200, "POST", path, `{"item_ids":["`+ids[1]+`"],"subject":"The second"}`))
	fresh := &parley.Thread{}
	fmt.Sscan(split.Thread.ID, &fresh.ID)
	if got := texts(mia.open(fresh)); !slices.Equal(got, []string{"Second thing"}) || split.Thread.Subject != "The second" {
		t.Errorf("got %q in %q", got, split.Thread.Subject)
	}
	if id := o.mail("c@customer.test", "Re: Two things", "On the second", "b@customer.test"); id != fresh.ID {
		t.Errorf("an answer to the second went to %d", id)
	}
	mia.undo(&split.UndoID)
	if got := texts(mia.open(th)); !slices.Equal(got, []string{"First thing", "Second thing", "On the second"}) {
		t.Errorf("after the undo: got %q", got)
	}
	if got := mia.open(fresh).Thread.MergedInto; got == nil || *got != th.ID.String() {
		t.Errorf("a link to what was split leads to %v", got)
	}
}

func texts(th OpenThread) (out []string) {
	for _, it := range th.Items {
		if it.Message != nil {
			out = append(out, it.Message.Text)
		}
	}
	return out
}
