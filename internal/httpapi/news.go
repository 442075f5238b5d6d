package httpapi

import (
	"context"
	"slices"
	"strings"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
)

// news is what a stretch of the log means for one reader.
type news struct {
	threads   []parley.ThreadID
	purged    []string
	withdrawn []string
	objects   []string
	details   []string
	notes     []int64
	records   []RecordNews
	kinds     []string
}

// RecordNews is a record that changed: its values, or more of what belongs to it.
type RecordNews struct {
	Object string `json:"object"`
	ID     string `json:"id"`
	More   bool   `json:"more,omitempty"` // made, gone, joined, merged: not its values alone
}

// mostRecords bounds those told one by one; of more only the kinds are told.
const mostRecords = 100

// touch notes the record of an event.
func (n *news) touch(e *parley.Event) {
	if !slices.Contains(n.kinds, e.Object) {
		n.kinds = append(n.kinds, e.Object)
	}
	id, more := parley.RecordID(e.ObjectID).String(), e.Kind != "record.changed"
	at := slices.IndexFunc(n.records, func(r RecordNews) bool { return r.ID == id })
	if at < 0 {
		n.records = append(n.records, RecordNews{e.Object, id, more})
	} else {
		n.records[at].More = n.records[at].More || more
	}
}

// ofRecord reports whether e is about a record and no definition.
func ofRecord(e *parley.Event) bool {
	return e.ThreadID == 0 && (strings.HasPrefix(string(e.Kind), "record.") || strings.HasPrefix(string(e.Kind), "association."))
}

// tell sends what a stretch of the log means, without what was told before.
func (l *listener) tell(ctx context.Context, events []*parley.Event) error {
	events = slices.DeleteFunc(slices.Clone(events), func(e *parley.Event) bool { return e.Seq <= l.after })
	if len(events) == 0 {
		return nil
	}
	l.after = events[len(events)-1].Seq
	if slices.ContainsFunc(events, func(e *parley.Event) bool { return changesRights[e.Object] }) {
		if err := l.refresh(ctx); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(events, func(e *parley.Event) bool { return e.Object == "view" }) {
		l.views = nil
	}
	lost, err := l.lookByTicket(ctx, events)
	if err != nil {
		return err
	}
	n := gather(events, l.c.User.ID, l.sees)
	f := Frame{T: "change", Seq: l.after, Removed: append(lost, n.purged...), Objects: n.objects, Withdrawn: n.withdrawn, Details: n.details}
	if err := l.fill(ctx, events, n, &f); err != nil {
		return err
	}
	if err := l.fillRecords(ctx, n, &f); err != nil {
		return err
	}
	if err := l.send(f); err != nil {
		return err
	}
	return l.notify(ctx, n.notes)
}

// objectNames are the parts of the bootstrap that an object's event makes
// stale.
var objectNames = map[string]string{"user": "users", "team": "teams", "inbox": "inboxes", "channel_account": "channel_accounts", "view": "views", "tag": "tags",
	"session": "sessions", "snippet": "snippets", "account": "account", "preference": "preferences", "quarantine": "quarantine", "sender_rule": "sender_rules", "chatflow": "chatflows", "article": "article", "article_category": "article_category"}

// changesDetails are the events after which more of an open thread is stale than
// its row and its items say.
var changesDetails = map[parley.EventKind]bool{parley.ThreadChanged: true, parley.ThreadContact: true, parley.ThreadEmailed: true, parley.ThreadRated: true, parley.ThreadMeetingAnswered: true}

// changesRights are the objects whose events may change what a reader sees.
var changesRights = map[string]bool{"user": true, "team": true, "inbox": true, "session": true}

// gather sorts events for a reader. Of other inboxes' threads not even their
// ids are told; a thread that leaves an inbox has an event there.
func gather(events []*parley.Event, reader parley.UserID, sees func(parley.InboxID, parley.ThreadID) bool) *news {
	n := &news{}
	addOnce := func(list *[]string, s string) {
		if !slices.Contains(*list, s) {
			*list = append(*list, s)
		}
	}
	for _, e := range events {
		if e.Object == "notification" {
			if e.Data["user_id"] == reader.String() {
				n.notes = append(n.notes, e.ObjectID)
			}
			continue
		}
		if name := objectNames[e.Object]; name != "" {
			addOnce(&n.objects, name)
		}
		if ofRecord(e) {
			n.touch(e)
		}
		if e.ThreadID == 0 || !sees(e.InboxID, e.ThreadID) {
			continue
		}
		if e.Kind == parley.ThreadPurged {
			n.purged = append(n.purged, e.ThreadID.String())
			continue
		}
		if !slices.Contains(n.threads, e.ThreadID) {
			n.threads = append(n.threads, e.ThreadID)
		}
		if changesDetails[e.Kind] {
			addOnce(&n.details, e.ThreadID.String())
		}
		if uid, ok := e.Data["message"].(string); ok {
			if e.Kind == parley.MessageWithdrew {
				addOnce(&n.withdrawn, uid)
			}
		}
	}
	return n
}

// fill adds rows, items and counters as they now are.
func (l *listener) fill(ctx context.Context, events []*parley.Event, n *news, f *Frame) error {
	now, err := l.c.s.stretchOf(ctx, events)
	if err != nil {
		return err
	}
	var threads []*store.ThreadRow
	seen := map[string]bool{}
	for _, th := range now.threads {
		if !slices.Contains(n.threads, th.ID) {
			continue
		}
		if !l.sees(th.InboxID, th.ID) {
			f.Removed = append(f.Removed, th.ID.String())
			continue
		}
		mine := *th
		if mark := now.marks[th.ID][l.c.User.ID]; mark != nil {
			mine.ReadSeq, mine.HasDraft = mark.ReadSeq, mark.HasDraft
		}
		threads = append(threads, &mine)
		seen[th.ID.String()] = true
	}
	f.Threads = now.look.rowsIn(l.c.User.ID, threads, now.members)
	for i := range now.items {
		if seen[now.items[i].ThreadID] {
			f.Items = append(f.Items, now.items[i])
		}
	}
	if l.views == nil {
		if l.views, err = l.c.seenViews(l.c.s.DB.Read(ctx)); err != nil {
			return err
		}
	}
	f.Counts = l.c.pick(now.counts, l.views)
	return nil
}

// fillRecords tells of records that the reader may see; of too many, and of
// kinds that the reader sees in part, only that lists of them changed.
func (l *listener) fillRecords(ctx context.Context, n *news, f *Frame) error {
	if len(n.kinds) == 0 {
		return nil
	}
	r := l.c.s.DB.Read(ctx)
	schema, err := r.Schema()
	if err != nil {
		return err
	}
	all := map[string]bool{}
	for _, name := range n.kinds {
		t, err := schema.Named(name)
		if err != nil {
			continue
		}
		scope := l.c.User.RightsOver(t).View
		all[name] = scope == parley.ScopeAll && !t.ID.Activity()
		if scope != parley.ScopeNone {
			f.Kinds = append(f.Kinds, name)
		}
	}
	if len(n.records) > mostRecords {
		return nil
	}
	for _, news := range n.records {
		if !all[news.Object] && slices.Contains(f.Kinds, news.Object) {
			id, err := parley.ParseID[parley.RecordID]("id", news.ID)
			if err != nil {
				return err
			}
			switch _, _, err := auth.Record(r, l.c.User, id, auth.ViewRecord); parley.KindOf(err) {
			case "":
			case parley.NotFound, parley.Forbidden:
				continue
			default:
				return err
			}
		}
		if slices.Contains(f.Kinds, news.Object) {
			f.Records = append(f.Records, news)
		}
	}
	return nil
}

func (l *listener) notify(ctx context.Context, ids []int64) error {
	for _, id := range ids {
		note, err := l.c.s.presentNotification(ctx, id, l.c.User.ID)
		if err != nil || note == nil {
			continue
		}
		if err := l.send(Frame{T: "notification", Notification: note}); err != nil {
			return err
		}
	}
	return nil
}
