package store

import (
	"time"

	"parley/internal/parley"
)

// Loads is how many open threads of an inbox each user has, by kind of work.
func (r *Reader) Loads(inbox parley.InboxID) (map[parley.UserID]parley.Load, error) {
	type row struct {
		UserID parley.UserID
		Work   parley.Work
		Count  int
	}
	rows, err := list[row](r, `SELECT l.user_id, l.work, l.count FROM view v JOIN user_load l ON l.view_id = v.id WHERE v.inbox_id = $1 AND v.kind = 'mine'`, inbox)
	out := map[parley.UserID]parley.Load{}
	for _, x := range rows {
		if out[x.UserID] == nil {
			out[x.UserID] = parley.Load{}
		}
		out[x.UserID][x.Work] = x.Count
	}
	return out, err
}

// TicketLoads is how many tickets of a help desk each user owns, by kind of
// work: those at stages, born since a time, that no other inbox has a
// conversation of; and those conversations of the desk whose ticket is still to
// be made, so that many that come at once are counted.
func (r *Reader) TicketLoads(desk parley.InboxID, stages []string, since time.Time) (map[parley.UserID]parley.Load, error) {
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	type row struct {
		ID      parley.RecordID
		OwnerID parley.UserID
		InboxID parley.InboxID
		Channel parley.ChannelKind
	}
	var rows []*row
	if len(stages) > 0 {
		keys, args := inListFrom(3, textKeys(stages))
		args = append([]any{schema.Properties(parley.TypeTicket).Get("hs_pipeline_stage").ID, since}, args...)
		if rows, err = list[row](r, `SELECT r.id, r.owner_id, COALESCE(th.inbox_id, 0) AS inbox_id, COALESCE(th.channel, '') AS channel FROM record_text s JOIN record r ON r.id = s.record_id
		  LEFT JOIN thread th ON th.ticket_id = r.id AND th.ticket_id > 0 WHERE s.property_id = $1 AND s.value IN `+keys+` AND r.owner_id > 0 AND r.created_at >= $2 ORDER BY r.id, th.id`, args...); err != nil {
			return nil, err
		}
	}
	soon, err := list[row](r, unticketedSQL, desk)
	if err != nil {
		return nil, err
	}
	out := map[parley.UserID]parley.Load{}
	add := func(x *row) {
		if out[x.OwnerID] == nil {
			out[x.OwnerID] = parley.Load{}
		}
		out[x.OwnerID][x.Channel.Work()]++
	}
	for start, end := 0, 0; start < len(rows); start = end {
		elsewhere := false
		for end = start; end < len(rows) && rows[end].ID == rows[start].ID; end++ {
			elsewhere = elsewhere || rows[end].InboxID != 0 && rows[end].InboxID != desk
		}
		if !elsewhere {
			add(rows[start])
		}
	}
	for _, x := range soon {
		add(x)
	}
	return out, nil
}

// unticketedSQL repeats the condition of the partial index thread_unticketed.
const unticketedSQL = `SELECT id, assignee_id AS owner_id, inbox_id, channel FROM thread WHERE inbox_id = $1 AND ticket_id = 0 AND assignee_kind = 'user' AND status = 'open'
  AND spam = 0 AND trashed = 0 AND merged_into = 0 AND outbound_only = 0 AND snoozed_at = 0`

func textKeys(values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = textKey(v)
	}
	return out
}

// AddLoad moves a user's count in the view "mine" of an inbox.
func (tx *Tx) AddLoad(mine parley.ViewID, user parley.UserID, work parley.Work, n int) error {
	return tx.Exec(`INSERT INTO user_load (view_id, user_id, work, count) VALUES ($1, $2, $3, $4)
	  ON CONFLICT (view_id, user_id, work) DO UPDATE SET count = user_load.count + excluded.count`, mine, user, work, n)
}

// RealLoads counts the members of the views "mine" themselves, beside what is
// kept: for checking the counters.
func (r *Reader) RealLoads() (real, kept map[parley.UserID]parley.Load, err error) {
	type row struct {
		UserID  parley.UserID
		Work    parley.Work
		Channel parley.ChannelKind
		Count   int
	}
	rows, err := list[row](r, `SELECT m.bucket AS user_id, th.channel, COUNT(*) AS count FROM view v JOIN view_member m ON m.view_id = v.id JOIN thread th ON th.id = m.thread_id
	  WHERE v.kind = 'mine' GROUP BY m.bucket, th.channel`)
	if err != nil {
		return nil, nil, err
	}
	add := func(to map[parley.UserID]parley.Load, u parley.UserID, w parley.Work, n int) {
		if n == 0 {
			return
		}
		if to[u] == nil {
			to[u] = parley.Load{}
		}
		to[u][w] += n
	}
	real, kept = map[parley.UserID]parley.Load{}, map[parley.UserID]parley.Load{}
	for _, x := range rows {
		add(real, x.UserID, x.Channel.Work(), x.Count)
	}
	rows, err = list[row](r, `SELECT user_id, work, CAST(SUM(count) AS BIGINT) AS count FROM user_load GROUP BY user_id, work`)
	for _, x := range rows {
		add(kept, x.UserID, x.Work, x.Count)
	}
	return real, kept, err
}

// Turns is when each user was last given something by each rule of an account,
// by user and key of the rule.
func (r *Reader) Turns(id parley.ChannelAccountID) (map[parley.UserID]map[string]int64, error) {
	type row struct {
		UserID parley.UserID
		Rule   string
		Turn   int64
	}
	rows, err := list[row](r, `SELECT user_id, rule, turn FROM routing_turn WHERE account_id = $1`, id)
	out := map[parley.UserID]map[string]int64{}
	for _, x := range rows {
		if out[x.UserID] == nil {
			out[x.UserID] = map[string]int64{}
		}
		out[x.UserID][x.Rule] = x.Turn
	}
	return out, err
}

// TakeTurn notes that a user was given something by a rule.
func (tx *Tx) TakeTurn(id parley.ChannelAccountID, rule string, user parley.UserID) error {
	return tx.Exec(`INSERT INTO routing_turn (account_id, rule, user_id, turn) VALUES ($1, $2, $3, $4)
	  ON CONFLICT (account_id, rule, user_id) DO UPDATE SET turn = excluded.turn`, id, rule, user, tx.Number())
}

// Queue is the threads that wait for one rule of an account.
type Queue struct {
	AccountID parley.ChannelAccountID
	QueueRule string
}

// Queues returns those in which something waits.
func (r *Reader) Queues() ([]*Queue, error) {
	return list[Queue](r, `SELECT DISTINCT account_id, queue_rule FROM thread WHERE queued_seq > 0 ORDER BY account_id, queue_rule`)
}

// QueuedThreads returns the first that wait in a queue, in order.
func (r *Reader) QueuedThreads(q *Queue, limit int) ([]*parley.Thread, error) {
	return list[parley.Thread](r, queuedThreadsSQL, q.AccountID, q.QueueRule, limit)
}

// queuedThreadsSQL repeats the condition of the partial index thread_queue.
const queuedThreadsSQL = `SELECT * FROM thread WHERE account_id = $1 AND queue_rule = $2 AND queued_seq > 0 ORDER BY queued_seq, id LIMIT $3`

// QueuePosition is the place of a thread in its queue, from 1; zero where it
// does not wait (ROUTE-22).
func (r *Reader) QueuePosition(id parley.ThreadID) (int, error) {
	return scalar[int](r, queuePositionSQL, id)
}

const queuePositionSQL = `SELECT COUNT(*) FROM thread th JOIN thread o ON o.account_id = th.account_id AND o.queue_rule = th.queue_rule
	  AND o.queued_seq > 0 AND (o.queued_seq < th.queued_seq OR o.queued_seq = th.queued_seq AND o.id <= th.id) WHERE th.id = $1 AND th.queued_seq > 0`

// WaitingRules returns the keys of the rules of an account for which something
// waits.
func (r *Reader) WaitingRules(id parley.ChannelAccountID) ([]string, error) {
	return scalars[string](r, `SELECT DISTINCT queue_rule FROM thread WHERE account_id = $1 AND queued_seq > 0 ORDER BY queue_rule`, id)
}

// Decision is who was to have an arrival, and what was known then.
type Decision struct {
	ID        int64
	Seq       int64 // number of the newest event then: their order
	At        time.Time
	AccountID parley.ChannelAccountID
	InboxID   parley.InboxID
	ThreadID  parley.ThreadID
	MessageID parley.MessageID // what came in; zero where nothing did
	UserID    parley.UserID    // who got it; zero: nobody
	Page      string           // the address that the visitor wrote from
	Outcome   string           // the decision as JSON
	Known     []byte           // what it was made from, packed by package routing
}

// AddDecision stores one.
func (tx *Tx) AddDecision(d *Decision) error {
	d.ID, d.Seq, d.At = tx.NewID(), tx.Number(), tx.Now
	return tx.Insert("decision", d)
}

// Decisions returns the newest of an account since a time, oldest first, with
// no more than limit.
func (r *Reader) Decisions(id parley.ChannelAccountID, since time.Time, limit int) ([]*Decision, error) {
	return list[Decision](r, `SELECT * FROM (SELECT * FROM decision WHERE account_id = $1 AND at >= $2 ORDER BY seq DESC, id DESC LIMIT $3) newest ORDER BY seq, id`, id, since, limit)
}

// LastDecision returns the newest about a thread, or nil.
func (r *Reader) LastDecision(id parley.ThreadID) (*Decision, error) {
	return first[Decision](r, `SELECT * FROM decision WHERE thread_id = $1 ORDER BY seq DESC, id DESC LIMIT 1`, id)
}

// TidyDecisions forgets what is older.
func (tx *Tx) TidyDecisions(before time.Time) error {
	return tx.Exec(`DELETE FROM decision WHERE at < $1`, before)
}
