package store

import (
	"maps"
	"slices"
	"strings"
	"time"

	"parley/internal/parley"
	"parley/internal/search"
)

// ThreadQuery is an ad-hoc list of threads. All conditions must hold.
type ThreadQuery struct {
	Inboxes   []parley.InboxID
	Text      []search.Term // plain words and phrases
	From      []string      // parts of sender names or addresses
	To        []string
	Subject   []string
	Status    string
	Channels  []string
	Contacts  []parley.ContactID
	Assignee  *parley.Actor // the zero actor: nobody
	HadBy     parley.UserID // somebody who left: who had it once (FILT-07)
	TagIDs    []parley.TagID
	After     time.Time // some message at or after
	Before    time.Time // some message before
	HasFile   bool
	Snoozed   bool
	OnlySpam  bool
	OnlyTrash bool
	Unread    bool
	Mine      bool // the reader has it, follows it or was mentioned in it (AUTO-07)
	WithSpam  bool
	WithTrash bool
	Not       []ThreadQuery // none of these may hold; lists and limits of their own are ignored

	Reader parley.UserID
	Oldest bool
	Page   *Position
	Limit  int

	indexed []string // parts of From and To that the index of people knows
}

// Hit is a row of an ad-hoc list, with the message that matched.
type Hit struct {
	ThreadRow
	MatchID parley.MessageID
}

// FindThreads returns a page of an ad-hoc list by time of the newest message.
func (r *Reader) FindThreads(q ThreadQuery) ([]*Hit, error) {
	parties, err := r.partyParts(q)
	if err != nil {
		return nil, err
	}
	q.indexed = parties
	if len(q.Text) == 0 && len(parties) == 0 {
		return r.findThreads(q, nil)
	}
	for i, step := range candidateSteps {
		at, err := r.findCandidates(q, parties, step)
		if err != nil || len(at.threads) == 0 && !at.more {
			return []*Hit{}, err
		}
		hits, err := r.findThreads(q, at.threads)
		if err != nil || len(hits) >= q.Limit || !at.more || i == len(candidateSteps)-1 {
			return hits, err
		}
	}
	return nil, nil
}

// findThreads applies all conditions but text, to some threads or to all.
func (r *Reader) findThreads(q ThreadQuery, among map[parley.ThreadID]parley.MessageID) ([]*Hit, error) {
	w := &where{args: []any{q.Reader}}
	inbox := "th.inbox_id"
	if among != nil {
		w.add("th.id IN "+r.db.dialect.idList("$?"), toJSON(slices.Collect(maps.Keys(among))))
		inbox = "+th.inbox_id" // few threads are sorted sooner than an inbox is walked by time
		q.people(w)
	}
	q.conditions(r.db.dialect, w)
	for _, not := range q.Not {
		inner := &where{args: w.args}
		not.textCondition(r.db.dialect, inner)
		not.conditions(r.db.dialect, inner)
		w.args = inner.args
		if len(inner.conds) > 0 {
			w.conds = append(w.conds, "NOT ("+inner.String()+")")
		}
	}
	whereIn(w, inbox, q.Inboxes)
	w.add("th.merged_into = 0")
	if !q.WithSpam && !q.OnlySpam {
		w.add("th.spam = 0")
	}
	if !q.WithTrash && !q.OnlyTrash {
		w.add("th.trashed = 0")
	}
	order, beyond := "DESC", "<"
	if q.Oldest {
		order, beyond = "ASC", ">"
	}
	if q.Page != nil {
		w.add("(th.latest_message_at, th.id) "+beyond+" ($?, $?)", q.Page.At, q.Page.ID)
	}
	w.args = append(w.args, q.Limit)
	hits, err := list[Hit](r, `SELECT `+threadRowColumns+`, th.latest_message_at AS sort_at
	  FROM thread th `+threadRowJoins+` WHERE `+w.String()+`
	  ORDER BY th.latest_message_at `+order+`, th.id `+order+` LIMIT `+mark(len(w.args)), w.args...)
	for _, h := range hits {
		h.MatchID = among[h.ID]
	}
	return hits, err
}

// terms makes of plain text what both indexes take. Short text needs three
// characters.
func terms(text []search.Term) (full []term, short []string) {
	for _, t := range text {
		words := search.Words(t.Value)
		if len(words) > 0 {
			full = append(full, term{words: words, prefix: t.Prefix && mayGoOn(words[len(words)-1])})
		}
		if part := search.Fold(t.Value); len([]rune(part)) >= 3 {
			short = append(short, part)
		}
	}
	if len(short) < len(text) {
		short = nil
	}
	return full, short
}

// mayGoOn reports whether a beginning says enough: one or two letters begin a
// large part of all words. Signs of scripts without spaces are words each.
func mayGoOn(word string) bool { return len(word) >= 3 }

// textCondition is plain text as a condition, for exclusion.
func (q *ThreadQuery) textCondition(d dialect, w *where) {
	full, _ := terms(q.Text)
	if len(full) > 0 {
		w.add("th.id IN (SELECT m.thread_id FROM message m WHERE m.id IN ("+d.matchWords("message_search", "$?")+"))", d.wordsQuery(full))
	}
}

func (q *ThreadQuery) conditions(d dialect, w *where) {
	for _, part := range q.From {
		party(w, part, d.fold(`m."from"`))
	}
	for _, part := range q.To {
		party(w, part, d.fold(`m."to" || m.cc`))
	}
	for _, part := range q.Subject {
		w.add(d.fold("th.subject")+` LIKE $? ESCAPE '\'`, holds(part))
	}
	if q.Status != "" {
		w.add("th.status = $?", q.Status)
	}
	if len(q.Channels) > 0 {
		whereIn(w, "th.channel", q.Channels)
	}
	if len(q.Contacts) > 0 {
		whereIn(w, "th.contact_id", q.Contacts)
	}
	if q.Assignee != nil && q.Assignee.None() {
		w.add("th.assignee_id = 0")
	} else if q.Assignee != nil {
		w.add("th.assignee_kind = $? AND th.assignee_id = $?", q.Assignee.Kind, q.Assignee.ID)
	}
	if q.HadBy != 0 {
		w.add("th.id IN (SELECT o.thread_id FROM thread_owner o WHERE o.user_id = $?)", q.HadBy)
	}
	for _, id := range q.TagIDs {
		w.add(`REPLACE(REPLACE(th.tag_ids, '[', ','), ']', ',') LIKE $?`, "%,"+id.String()+",%")
	}
	q.flags(w)
	if !q.After.IsZero() {
		w.add("th.latest_message_at >= $?", q.After)
	}
	if !q.Before.IsZero() {
		w.add("th.created_at < $?", q.Before)
	}
	if !q.After.IsZero() || !q.Before.IsZero() {
		before := q.Before
		if before.IsZero() {
			before = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		w.add("EXISTS (SELECT 1 FROM message m WHERE m.thread_id = th.id AND m.kind = 'message' AND m.created_at >= $? AND m.created_at < $?)", q.After, before)
	}
}

func (q *ThreadQuery) flags(w *where) {
	if q.HasFile {
		w.add("th.has_attachment = 1")
	}
	if q.Snoozed {
		w.add("th.snoozed_at > 0")
	}
	if q.OnlySpam {
		w.add("th.spam = 1")
	}
	if q.OnlyTrash {
		w.add("th.trashed = 1")
	}
	if q.Mine {
		w.add("(th.assignee_kind = 'user' AND th.assignee_id = $1 OR th.id IN (SELECT thread_id FROM follower WHERE user_id = $1)" +
			" OR th.id IN (SELECT thread_id FROM notification WHERE user_id = $1 AND topic = 'mention'))")
	}
	if q.Unread {
		w.add("th.activity_seq > COALESCE((SELECT seq FROM read_cursor c2 WHERE c2.thread_id = th.id AND c2.user_id = $1), 0)")
	}
}

// partyParts are the parts of from: and to: that the index of names and
// addresses can find: those of people outside, of three characters and more.
func (r *Reader) partyParts(q ThreadQuery) ([]string, error) {
	var own []*parley.ChannelAccount
	var out []string
	for _, part := range slices.Concat(q.From, q.To) {
		folded := search.Fold(part)
		if len([]rune(folded)) < 3 {
			continue
		}
		if own == nil {
			var err error
			if own, err = r.ChannelAccounts(0); err != nil {
				return nil, err
			}
		}
		if !slices.ContainsFunc(own, func(a *parley.ChannelAccount) bool {
			return strings.Contains(search.Fold(a.Name+" "+a.Address), folded)
		}) {
			out = append(out, folded)
		}
	}
	return out, nil
}

// people asks the texts of a thread's people before its messages are read: what
// no name or address holds, no message was written by or to. Of our own
// addresses, which stand in no index, nothing is asked.
func (q *ThreadQuery) people(w *where) {
	for _, part := range q.indexed {
		w.add(`EXISTS (SELECT 1 FROM thread_party t JOIN party p ON p.id = t.party_id WHERE t.thread_id = th.id AND p.text LIKE $? ESCAPE '\')`, holds(part))
	}
}

// party is a condition on who wrote or was written to: the index has found the
// threads, the messages prove the role.
func party(w *where, part, column string) {
	w.add("EXISTS (SELECT 1 FROM message m WHERE m.thread_id = th.id AND m.kind = 'message' AND "+column+" LIKE $? ESCAPE '\\')", holds(part))
}

// holds is the pattern of a text that holds part, both folded.
func holds(part string) string { return "%" + likeEscape.Replace(search.Fold(part)) + "%" }
