package httpapi

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
)

// Timeline is what happened with a record, newest first.
type Timeline struct {
	Items []TimelineItem `json:"items"`
	Older *string        `json:"older" doc:"Cursor of what came before"`
}

// TimelineItem is one thing that happened: a conversation, an activity,
// feedback, or values written.
type TimelineItem struct {
	Kind    string        `json:"kind" enum:"thread,activity,feedback,change"`
	At      *string       `json:"at"`
	Thread  *ThreadRow    `json:"thread"`
	Record  *Record       `json:"record"`
	Changes []ValueChange `json:"changes"`
}

type timelineQuery struct {
	RecordPath
	Before string `query:"before" doc:"Cursor"`
	Kind   string `query:"kind" doc:"Only of this kind, or of a kind of activity: note, task, call, meeting, email"`
}

const timelinePage = 30

// moment is an item before it is presented.
type moment struct {
	at     time.Time
	thread parley.ThreadID
	record *parley.Record
	change *parley.RecordChange
}

func (c *call) timeline(in *timelineQuery) (*Timeline, error) {
	r := c.s.DB.Read(c)
	rec, _, err := c.seeRecord(r, in.ID, auth.ViewRecord)
	if err != nil {
		return nil, err
	}
	before := time.Unix(1<<40, 0)
	if ms, err := strconv.ParseInt(in.Before, 10, 64); err == nil {
		before = time.UnixMilli(ms)
	}
	moments, err := c.moments(r, rec, in.Kind, before)
	if err != nil {
		return nil, err
	}
	out := &Timeline{Items: []TimelineItem{}}
	if len(moments) > timelinePage {
		// What happened in one millisecond stays on one page.
		n := timelinePage
		for n < len(moments) && moments[n].at.Equal(moments[n-1].at) {
			n++
		}
		moments = moments[:n]
		older := strconv.FormatInt(moments[n-1].at.UnixMilli(), 10)
		out.Older = &older
	}
	out.Items, err = c.presentMoments(r, moments)
	return out, err
}

func (c *call) moments(r *store.Reader, rec *parley.Record, kind string, before time.Time) ([]moment, error) {
	var out []moment
	if kind == "" || kind == "thread" {
		threads, err := r.RecordThreads(rec, before, timelinePage+1)
		if err != nil {
			return nil, err
		}
		for _, th := range threads {
			out = append(out, moment{at: th.LatestMessageAt, thread: th.ID})
		}
	}
	if kinds := activityKinds(kind); len(kinds) > 0 {
		done, err := r.Activities(rec.ID, kinds, before, timelinePage+1)
		if err != nil {
			return nil, err
		}
		for _, a := range done {
			out = append(out, moment{at: a.At, record: a})
		}
	}
	if kind == "" || kind == "change" {
		changes, err := r.RecordChanges(rec.ID, 500)
		if err != nil {
			return nil, err
		}
		for _, ch := range changes {
			if ch.At.Before(before) {
				out = append(out, moment{at: ch.At, change: ch})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b moment) int { return b.at.Compare(a.at) })
	return out, nil
}

// activityKinds are the kinds of record that a timeline shows: all of them, or
// one by name.
func activityKinds(only string) (out []parley.ObjectTypeID) {
	for _, t := range parley.BuiltinTypes {
		if t.ID.Activity() || t.ID == parley.TypeFeedback {
			if only == "" || only == "activity" || only == t.Name {
				out = append(out, t.ID)
			}
		}
	}
	return out
}

func (c *call) presentMoments(r *store.Reader, moments []moment) ([]TimelineItem, error) {
	var ids []parley.ThreadID
	var done []*parley.Record
	for _, m := range moments {
		switch {
		case m.thread != 0:
			ids = append(ids, m.thread)
		case m.record != nil:
			done = append(done, m.record)
		}
	}
	n, err := c.s.loadNames(r)
	if err != nil {
		return nil, err
	}
	stored, err := r.ThreadRows(c.User.ID, ids)
	if err != nil {
		return nil, err
	}
	threads, err := c.visible(r, n, stored)
	if err != nil {
		return nil, err
	}
	records, err := c.records(r, done)
	if err != nil {
		return nil, err
	}
	out := []TimelineItem{}
	for _, m := range moments {
		if item := timelineItem(m, threads, records); item != nil {
			out = append(out, *item)
		}
	}
	return out, nil
}

func timelineItem(m moment, threads []ThreadRow, records []Record) *TimelineItem {
	item := &TimelineItem{At: when(m.at), Changes: []ValueChange{}}
	switch {
	case m.thread != 0:
		at := slices.IndexFunc(threads, func(t ThreadRow) bool { return t.ID == m.thread.String() })
		if at < 0 {
			return nil
		}
		item.Kind, item.Thread = "thread", &threads[at]
	case m.record != nil:
		at := slices.IndexFunc(records, func(x Record) bool { return x.ID == m.record.ID.String() })
		if at < 0 {
			return nil
		}
		item.Kind, item.Record = "activity", &records[at]
		if strings.HasPrefix(records[at].Object, "feedback") {
			item.Kind = "feedback"
		}
	default:
		item.Kind, item.Changes = "change", valueChanges(m.change, "")
	}
	return item
}
