package triage

import (
	"context"
	"slices"
	"strings"

	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/routing"
	"parley/internal/search"
	"parley/internal/store"
)

const (
	// drainOnce bounds what one transaction gives out; its own events bring the
	// next round.
	drainOnce = 25
	// drainLook bounds how far down a queue somebody is looked for.
	drainLook = 200
)

// RunQueue gives out what waits as people become available or free (ROUTE-22),
// by following the event log until ctx ends: on one node at a time, each event
// once, and after a restart from where it left off.
func RunQueue(ctx context.Context, db *store.DB) error {
	return job.Follow(ctx, db, "queue", HandleQueue)
}

// HandleQueue does what some events mean for those who wait.
func HandleQueue(tx *store.Tx, events []*parley.Event) error {
	if !slices.ContainsFunc(events, mayFree) {
		return nil
	}
	return Drain(tx)
}

// mayFree reports whether after e somebody may have become available or free,
// or another rule may hold. A look too many finds nothing to do.
func mayFree(e *parley.Event) bool {
	switch e.Kind {
	case parley.ThreadCreated, parley.ThreadChanged, parley.ThreadTagged, parley.ThreadUntagged, parley.ThreadRead, parley.ThreadFollowed, parley.ThreadUnfollowed:
		return false
	}
	for _, about := range []string{"thread.", "user.", "inbox.", "channel_account.", "team."} {
		if strings.HasPrefix(string(e.Kind), about) {
			return true
		}
	}
	return e.Object == "ticket" // which a help desk's limits count
}

// Drain gives threads that wait to whom their rules now choose, first come
// first served. Done twice it does nothing the second time.
func Drain(tx *store.Tx) error {
	queues, err := tx.Queues()
	if err != nil {
		return err
	}
	given := 0
	for _, q := range queues {
		n, err := drainQueue(tx, q, drainOnce-given)
		if err != nil {
			return err
		}
		if given += n; given >= drainOnce {
			return nil
		}
	}
	return nil
}

// drainQueue gives out at most limit threads of one queue.
func drainQueue(tx *store.Tx, q *store.Queue, limit int) (given int, err error) {
	acct, err := tx.ChannelAccount(q.AccountID)
	if err != nil && parley.KindOf(err) != parley.NotFound {
		return 0, err
	}
	threads, err := tx.QueuedThreads(q, drainLook)
	if err != nil {
		return 0, err
	}
	rule := queueRule(acct, q.QueueRule)
	for _, th := range threads {
		if given == limit {
			break
		}
		if rule == nil {
			given++
			if err := endWait(tx, th); err != nil {
				return given, err
			}
			continue
		}
		found, err := giveOut(tx, th, acct, *rule)
		if err != nil {
			return given, err
		}
		if found {
			given++
		} else if rule.Option != parley.RouteOwner {
			break // all who wait here could be given to the same people
		}
	}
	return given, nil
}

// queueRule finds the rule that a queue waits for; nil where it is gone or has
// no queue any more.
func queueRule(acct *parley.ChannelAccount, key string) *parley.RoutingRule {
	if acct == nil || !acct.ArchivedAt.IsZero() {
		return nil
	}
	for i := range acct.Settings.Routing {
		if r := &acct.Settings.Routing[i]; r.Key() == key && r.Queue {
			return r
		}
	}
	return nil
}

func endWait(tx *store.Tx, th *parley.Thread) error {
	th.Dequeue()
	return save(tx, parley.System, th, parley.ThreadRouted, map[string]any{"how": "queue_ended"})
}

// giveOut decides again about one thread. Its conditions held when it came.
func giveOut(tx *store.Tx, th *parley.Thread, acct *parley.ChannelAccount, rule parley.RoutingRule) (bool, error) {
	contact, err := contactOf(tx, th)
	if err != nil {
		return false, err
	}
	in, err := routingInput(tx, th, acct, &search.Facts{Thread: th, Contact: contact, Now: tx.Now})
	if err != nil {
		return false, err
	}
	rule.Filter = nil
	in.Rules = []parley.RoutingRule{rule}
	d := routing.Decide(in)
	if d.UserID == 0 {
		return false, nil
	}
	return true, carryOut(tx, th, acct, contact, d)
}
