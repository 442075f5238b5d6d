package store

import (
	"strings"
	"time"

	"parley/internal/parley"
	"parley/internal/search"
)

// maxCandidates bounds the messages that full text looks at for one page: the
// newest that match (the oldest, where that is the order). Ranking or sorting
// all that hold a common word would cost what the word costs.
const maxCandidates = 5000

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
	TagIDs    []parley.TagID
	After     time.Time // some message at or after
	Before    time.Time // some message before
	HasFile   bool
	Snoozed   bool
	OnlySpam  bool
	OnlyTrash bool
	Unread    bool
	WithSpam  bool
	WithTrash bool
	Not       []ThreadQuery // none of these may hold; lists and limits of their own are ignored

	Reader parley.UserID
	Oldest bool
	Page   *Position
	Limit  int
}

// Hit is a row of an ad-hoc list, with the message that matched.
type Hit struct {
	ThreadRow
	MatchID parley.MessageID
}

// FindThreads returns a page of an ad-hoc list by time of the newest message.
func (r *Reader) FindThreads(q ThreadQuery) ([]*Hit, error) {
	w := &where{args: []any{q.Reader}}
	cte, match := q.candidates(r.db.dialect, w)
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
	whereIn(w, "th.inbox_id", q.Inboxes)
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
	return list[Hit](r, cte+`SELECT `+threadRowColumns+`, th.latest_message_at AS sort_at, `+match.column+` AS match_id
	  FROM `+match.from+` `+threadRowJoins+` WHERE `+w.String()+`
	  ORDER BY th.latest_message_at `+order+`, th.id `+order+` LIMIT `+mark(len(w.args)), w.args...)
}

type matchSource struct{ from, column string }

// candidates gathers the threads whose text may match, newest messages first.
func (q *ThreadQuery) candidates(d dialect, w *where) (string, matchSource) {
	terms, short := terms(q.Text)
	if len(terms) == 0 && len(short) == 0 {
		return "", matchSource{"thread th", "0"}
	}
	order := "DESC"
	if q.Oldest {
		order = "ASC"
	}
	var parts []string
	if len(terms) > 0 {
		w.args = append(w.args, d.wordsQuery(q.withInbox(terms)))
		parts = append(parts, `SELECT m.thread_id AS thread_id, m.id AS match_id FROM message m
		  WHERE m.id IN (`+d.matchWords(mark(len(w.args)))+` ORDER BY rowid `+order+` LIMIT 5000)`)
	}
	if conds := q.shortConditions(d, w, short); len(short) > 0 {
		parts = append(parts, `SELECT s.rowid AS thread_id, 0 AS match_id FROM (`+conds+`) s`)
	}
	if len(parts) == 0 {
		parts = []string{`SELECT 0 AS thread_id, 0 AS match_id`}
	}
	return `WITH hit AS (SELECT thread_id, MAX(match_id) AS match_id FROM (` + strings.Join(parts, " UNION ALL ") + `) x GROUP BY thread_id) `,
		matchSource{"hit JOIN thread th ON th.id = hit.thread_id", "hit.match_id"}
}

// withInbox lets full text itself leave out other inboxes, where there is one.
func (q *ThreadQuery) withInbox(list []term) []term {
	if len(q.Inboxes) == 1 {
		return append([]term{{words: []string{inboxWord(q.Inboxes[0])}}}, list...)
	}
	return list
}

// shortConditions is the intersection of the threads whose short text holds
// each part.
func (q *ThreadQuery) shortConditions(d dialect, w *where, short []string) string {
	var parts []string
	for _, s := range short {
		w.args = append(w.args, d.shortQuery(s))
		parts = append(parts, d.matchShort(mark(len(w.args))))
	}
	return strings.Join(parts, " INTERSECT ")
}

// terms makes of plain text what both indexes take. Short text needs three
// characters.
func terms(text []search.Term) (full []term, short []string) {
	for _, t := range text {
		words := search.Words(t.Value)
		if len(words) > 0 {
			full = append(full, term{words: words, prefix: t.Prefix})
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

// textCondition is plain text as a condition, for exclusion.
func (q *ThreadQuery) textCondition(d dialect, w *where) {
	full, _ := terms(q.Text)
	if len(full) > 0 {
		w.add("th.id IN (SELECT m.thread_id FROM message m WHERE m.id IN ("+d.matchWords("$?")+"))", d.wordsQuery(full))
	}
}

func (q *ThreadQuery) conditions(d dialect, w *where) {
	for _, part := range q.From {
		q.party(d, w, part, `LOWER(m."from")`)
	}
	for _, part := range q.To {
		q.party(d, w, part, `LOWER(m."to" || m.cc)`)
	}
	for _, part := range q.Subject {
		w.add(`LOWER(th.subject) LIKE $? ESCAPE '\'`, "%"+likeEscape.Replace(strings.ToLower(part))+"%")
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
	if q.Unread {
		w.add("th.activity_seq > COALESCE((SELECT seq FROM read_cursor c2 WHERE c2.thread_id = th.id AND c2.user_id = $1), 0)")
	}
}

// party is a condition on names and addresses: the short index finds the
// threads, the messages prove the role.
func (q *ThreadQuery) party(d dialect, w *where, part, column string) {
	part = strings.ToLower(part)
	if len([]rune(part)) >= 3 {
		w.add("th.id IN ("+d.matchShort("$?")+")", d.shortQuery(search.Fold(part)))
	}
	w.add("EXISTS (SELECT 1 FROM message m WHERE m.thread_id = th.id AND "+column+" LIKE $? ESCAPE '\\')", "%"+likeEscape.Replace(part)+"%")
}
