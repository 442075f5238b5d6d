package httpapi

import (
	"context"
	"slices"

	"parley/internal/parley"
	"parley/internal/store"
)

// news is what a stretch of the log means for one reader.
type news struct {
	threads   []parley.ThreadID
	purged    []string
	messages  []string // public ids of messages that are new or changed
	withdrawn []string
	events    []*parley.Event
	objects   []string
	notes     []int64
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
	n := gather(events, l.c.User.ID, l.inboxes)
	f := Frame{T: "change", Seq: l.after, Removed: n.purged, Objects: n.objects, Withdrawn: n.withdrawn}
	if err := l.fill(ctx, n, &f); err != nil {
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
	"session": "sessions", "snippet": "snippets", "account": "account", "preference": "preferences", "quarantine": "quarantine", "sender_rule": "sender_rules", "chatflow": "chatflows"}

// changesRights are the objects whose events may change what a reader sees.
var changesRights = map[string]bool{"user": true, "team": true, "inbox": true, "session": true}

// gather sorts events for a reader. Of other inboxes' threads not even their
// ids are told; a thread that leaves an inbox has an event there.
func gather(events []*parley.Event, reader parley.UserID, inboxes map[parley.InboxID]bool) *news {
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
		if e.ThreadID == 0 || !inboxes[e.InboxID] {
			continue
		}
		if e.Kind == parley.ThreadPurged {
			n.purged = append(n.purged, e.ThreadID.String())
			continue
		}
		if !slices.Contains(n.threads, e.ThreadID) {
			n.threads = append(n.threads, e.ThreadID)
		}
		if uid, ok := e.Data["message"].(string); ok {
			if e.Kind == parley.MessageWithdrew {
				addOnce(&n.withdrawn, uid)
			} else {
				addOnce(&n.messages, uid)
			}
		}
		if shownEvents[e.Kind] {
			n.events = append(n.events, e)
		}
	}
	return n
}

// fill adds rows, items and counters as they now are.
func (l *listener) fill(ctx context.Context, n *news, f *Frame) error {
	r := l.c.s.DB.Read(ctx)
	look, err := l.c.s.loadNames(r)
	if err != nil {
		return err
	}
	threads, err := r.ThreadRows(l.c.User.ID, n.threads)
	if err != nil {
		return err
	}
	seen := map[parley.ThreadID]bool{}
	threads = slices.DeleteFunc(threads, func(th *store.ThreadRow) bool {
		visible := l.inboxes[th.InboxID]
		if !visible {
			f.Removed = append(f.Removed, th.ID.String())
		}
		seen[th.ID] = visible
		return !visible
	})
	if f.Threads, err = look.rows(r, l.c.User.ID, threads); err != nil {
		return err
	}
	if f.Items, err = l.items(r, look, n, seen); err != nil {
		return err
	}
	views, err := l.c.seenViews(r)
	if err != nil {
		return err
	}
	f.Counts, err = l.c.counts(r, views)
	return err
}

func (l *listener) items(r *store.Reader, look *names, n *news, seen map[parley.ThreadID]bool) ([]Item, error) {
	messages, err := r.MessagesByUID(n.messages)
	if err != nil {
		return nil, err
	}
	messages = slices.DeleteFunc(messages, func(m *parley.Message) bool { return !seen[m.ThreadID] })
	h, err := loadHistory(r, look, messages)
	if err != nil {
		return nil, err
	}
	var out []Item
	for _, m := range messages {
		out = append(out, h.message(m))
	}
	for _, e := range n.events {
		if seen[e.ThreadID] {
			out = append(out, h.event(e))
		}
	}
	return out, nil
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
