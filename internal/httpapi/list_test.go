package httpapi

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"parley/internal/store"
)

// LIST-01, LIST-10, VIEW-04, VIEW-15: a list is read page by page in either
// order, without a gap or a repeat, and keeps its place while mail arrives.
func TestList_pages(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.later(time.Minute)
	threads := o.many(23)
	mia, view := o.as(o.mia), o.view(o.support, "open")
	for _, order := range []string{"newest", "oldest"} {
		var got []string
		for cursor := ""; ; {
			page := mia.list(view, "limit=5&order="+order+"&cursor="+cursor)
			got = append(got, idsOf(page.Threads)...)
			if page.Count == nil || int(*page.Count) < 25 {
				t.Errorf("got count %v", page.Count)
			}
			if page.Next == nil {
				break
			}
			cursor = *page.Next
			if order == "newest" && len(got) == 10 {
				o.later(time.Second)
				o.write(func(tx *store.Tx) error { _, _, err := o.arrive(tx, o.support, "Meanwhile"); return err })
			}
		}
		if order == "oldest" {
			slices.Reverse(got)
			got = got[1:] // what came meanwhile
		}
		if len(got) != 25 {
			t.Fatalf("%s: got %d: %v", order, len(got), got)
		}
		for i, th := range threads {
			if want := th.ID.String(); got[22-i] != want && i < 20 {
				t.Errorf("%s: got %s at %d, want %s", order, got[22-i], 22-i, want)
			}
		}
		if slices.Sort(got); len(slices.Compact(got)) != 25 {
			t.Errorf("%s: repeats in %v", order, got)
		}
	}
	if a := mia.must(400, "GET", "/views/"+view+"/threads?cursor=nonsense", ""); read[apiError](t, a).Err.Code != "stale" {
		t.Errorf("got %s", a.body)
	}
}

// LIST-07, COLLAB-11: read and unread are each user's own.
func TestUnread_isPerUser(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	mia, ann := o.as(o.mia), o.as(o.ann)
	unread := func(c *caller) bool { th := c.open(o.other).Thread; return th.ActivitySeq > th.ReadSeq }
	mia.do("read", "", o.other)
	if unread(mia) || !unread(ann) {
		t.Errorf("after Mia read it: got %v and %v", unread(mia), unread(ann))
	}
	found := func(c *caller) bool { return slices.Contains(c.find("is:unread", ""), "Second") }
	if found(mia) || !found(ann) {
		t.Errorf("is:unread: got %v and %v", found(mia), found(ann))
	}
	ann.do("read", "", o.other)
	mia.do("unread", "", o.other)
	if !unread(mia) || unread(ann) {
		t.Errorf("after Mia took it back: got %v and %v", unread(mia), unread(ann))
	}
}

// Invariants 5 and 6, VIEW-06, VIEW-15: two with equal rights see the same lists and
// counters, but for what is assigned to each; others see none of them.
func TestCounters_areEqualForEqualRights(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	ada, ann, mia, sam := o.as(o.ada), o.as(o.ann), o.as(o.mia), o.as(o.sam)
	mia.do("assign", `,"assignee":{"kind":"user","id":"`+o.mia.ID.String()+`"}`, o.thread)
	counts := func(c *caller) map[string]int64 {
		return read[CountsBody](t, c.must(200, "GET", "/views/counts", "")).Counts
	}
	a, b, m, s := counts(ada), counts(ann), counts(mia), counts(sam)
	mine := o.view(o.support, "mine")
	if len(a) == 0 || fmt.Sprint(a) != fmt.Sprint(b) || m[mine] != 1 || a[mine] != 0 {
		t.Errorf("got %v and %v", a, b)
	}
	for _, kind := range []string{"unassigned", "open", "email"} {
		view := o.view(o.support, kind)
		if got := fmt.Sprint(idsOf(mia.list(view, "").Threads)); got != fmt.Sprint(idsOf(ann.list(view, "").Threads)) || m[view] != a[view] {
			t.Errorf("%s: got %s", kind, got)
		}
		if _, told := s[view]; told {
			t.Errorf("Sam is told the counter of %s", kind)
		}
		sam.must(404, "GET", "/views/"+view+"/threads", "")
	}
	for _, kind := range []string{"sent", "spam", "trash", "closed"} {
		if page := mia.list(o.view(o.support, kind), ""); page.Count != nil {
			t.Errorf("%s has a counter", kind)
		}
	}
}
