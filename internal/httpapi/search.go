package httpapi

import (
	"html"
	"strings"
	"time"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/search"
	"parley/internal/store"
)

type searchInput struct {
	InboxID string `query:"inbox_id" doc:"Empty: all inboxes that the reader sees"`
	Q       string `query:"q" maxLength:"2000"`
	Order   string `query:"order" enum:"newest,oldest" default:"newest"`
	Cursor  string `query:"cursor"`
	Spam    bool   `query:"spam" doc:"Also spam"`
	Trash   bool   `query:"trash" doc:"Also the trash"`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// SearchPage is a page of results with the query as it was understood.
type SearchPage struct {
	Threads []ThreadRow  `json:"threads"`
	Next    *string      `json:"next"`
	Terms   []SearchTerm `json:"terms"`
}

// SearchTerm is one part of the query, as a chip shows it.
type SearchTerm struct {
	Field   string  `json:"field" doc:"Empty for plain text"`
	Value   string  `json:"value"`
	Negated bool    `json:"negated"`
	Phrase  bool    `json:"phrase"`
	Label   string  `json:"label" doc:"The value as people read it"`
	Error   *string `json:"error" doc:"Why the term is left out"`
}

func (c *call) search(in *searchInput) (*SearchPage, error) {
	r := c.s.DB.Read(c)
	q, terms, err := c.query(r, in.InboxID, in.Q, in.Spam, in.Trash)
	if err != nil {
		return nil, err
	}
	if q.Page, err = decodeCursor(in.Cursor); err != nil {
		return nil, err
	}
	q.Oldest, q.Limit = in.Order == "oldest", in.Limit+1
	page := &SearchPage{Threads: []ThreadRow{}, Terms: terms}
	if len(q.Inboxes) == 0 {
		return page, nil
	}
	hits, err := r.FindThreads(q)
	if err != nil {
		return nil, err
	}
	if len(hits) > in.Limit {
		hits = hits[:in.Limit]
		last := hits[in.Limit-1]
		page.Next = encodeCursor(&store.Position{At: last.SortAt, ID: int64(last.ID)})
	}
	return page, c.presentHits(r, q, hits, page)
}

func (c *call) presentHits(r *store.Reader, q store.ThreadQuery, hits []*store.Hit, page *SearchPage) error {
	n, err := c.s.loadNames(r)
	if err != nil {
		return err
	}
	rows := make([]*store.ThreadRow, len(hits))
	var matched []parley.MessageID
	for i, h := range hits {
		rows[i] = &h.ThreadRow
		if h.MatchID != 0 {
			matched = append(matched, h.MatchID)
		}
	}
	if page.Threads, err = n.rows(r, c.User.ID, rows); err != nil {
		return err
	}
	messages, err := r.MessagesByID(matched)
	if err != nil {
		return err
	}
	byID := map[parley.MessageID]*parley.Message{}
	for _, m := range messages {
		byID[m.ID] = m
	}
	for i, h := range hits {
		if m := byID[h.MatchID]; m != nil {
			page.Threads[i].Match = &SearchMatch{m.UID, snippet(m.Text, q.Text)}
		}
	}
	return nil
}

// query turns the text of a search into what the store looks for, with the
// reader's rights.
func (c *call) query(r *store.Reader, inboxID, text string, spam, trash bool) (store.ThreadQuery, []SearchTerm, error) {
	q := store.ThreadQuery{Reader: c.User.ID, WithSpam: spam, WithTrash: trash}
	inboxes, err := auth.Inboxes(r, c.User)
	if err != nil {
		return q, nil, err
	}
	for _, in := range inboxes {
		if inboxID == "" || in.ID.String() == inboxID {
			q.Inboxes = append(q.Inboxes, in.ID)
		}
	}
	if inboxID != "" && len(q.Inboxes) == 0 {
		return q, nil, parley.NotFoundf("no such inbox")
	}
	res := resolver{c: c, r: r, inboxes: q.Inboxes, seen: inboxes}
	terms := []SearchTerm{}
	for _, t := range search.Parse(text).Terms {
		out := SearchTerm{Field: t.Field, Value: t.Value, Negated: t.Negated, Phrase: t.Phrase, Label: t.Value, Error: optional(t.Error)}
		if t.Error == "" {
			target := &q
			if t.Negated {
				q.Not = append(q.Not, store.ThreadQuery{})
				target = &q.Not[len(q.Not)-1]
			}
			label, problem, err := res.apply(target, t)
			if err != nil {
				return q, nil, err
			}
			out.Label, out.Error = orElse(label, t.Value), optional(problem)
			if problem != "" && t.Negated {
				q.Not = q.Not[:len(q.Not)-1]
			}
		}
		terms = append(terms, out)
	}
	return q, terms, nil
}

// resolver finds the people and tags that a query names.
type resolver struct {
	c       *call
	r       *store.Reader
	inboxes []parley.InboxID
	seen    []*parley.Inbox // all that the reader sees
}

// in looks in another inbox that the reader sees, or in all of them.
func (x resolver) in(q *store.ThreadQuery, v string) (string, string, error) {
	var found []parley.InboxID
	label := ""
	for _, in := range x.seen {
		if v == "all" || v == in.ID.String() || search.Fold(in.Name) == search.Fold(v) {
			found = append(found, in.ID)
			label = in.Name
		}
	}
	if len(found) == 0 {
		return "", "unknown_value", nil
	}
	q.Inboxes = found
	if v == "all" {
		label = ""
	}
	return label, "", nil
}

func (x resolver) apply(q *store.ThreadQuery, t search.Term) (label, problem string, err error) {
	v := strings.ToLower(t.Value)
	switch t.Field {
	case "":
		q.Text = append(q.Text, t)
	case "from":
		q.From = append(q.From, t.Value)
	case "to":
		q.To = append(q.To, t.Value)
	case "subject":
		q.Subject = append(q.Subject, t.Value)
	case "status":
		q.Status = v
	case "channel":
		q.Channels = append(q.Channels, v)
	case "has":
		q.HasFile = true
	case "is":
		x.is(q, v)
	case "after", "before":
		return "", x.date(q, t), nil
	case "assignee":
		return x.assignee(q, v)
	case "tag":
		return x.tag(q, v)
	case "contact":
		return x.contact(q, v)
	case "in":
		if t.Negated {
			return "", "unknown_operator", nil
		}
		return x.in(q, v)
	}
	return "", "", nil
}

func (x resolver) is(q *store.ThreadQuery, v string) {
	switch v {
	case "unread":
		q.Unread = true
	case "snoozed":
		q.Snoozed = true
	case "spam":
		q.OnlySpam = true
	case "trash":
		q.OnlyTrash = true
	case "unassigned":
		q.Assignee = &parley.Actor{}
	case "mine":
		q.Mine = true
	}
}

// date bounds by days of the account's time zone, both ends included (FILT-08).
func (x resolver) date(q *store.ThreadQuery, t search.Term) string {
	loc := time.UTC
	if a, err := x.r.Account(); err == nil && a != nil {
		if l, err := time.LoadLocation(a.Timezone); err == nil {
			loc = l
		}
	}
	day, ok := search.Day(t.Value, loc)
	if !ok {
		return "not_a_date"
	}
	if t.Field == "after" {
		q.After = day
		return ""
	}
	q.Before = day.AddDate(0, 0, 1)
	return ""
}

func (x resolver) assignee(q *store.ThreadQuery, v string) (string, string, error) {
	switch v {
	case "unassigned", "nobody", "none":
		q.Assignee = &parley.Actor{}
		return "", "", nil
	case "me":
		a := parley.ByUser(x.c.User.ID)
		q.Assignee = &a
		return x.c.User.Name(), "", nil
	}
	users, err := x.r.Users()
	if err != nil {
		return "", "", err
	}
	// Who is here goes before who left (FILT-07).
	here, left := partition(users, (*parley.User).Active)
	for _, u := range append(here, left...) {
		if v != u.Email && v != u.ID.String() && !strings.Contains(search.Fold(u.Name()), search.Fold(v)) {
			continue
		}
		if u.Active() {
			a := parley.ByUser(u.ID)
			q.Assignee = &a
		} else {
			q.HadBy = u.ID
		}
		return u.Name(), "", nil
	}
	teams, err := x.r.Teams()
	for _, t := range teams {
		if strings.Contains(search.Fold(t.Name), search.Fold(v)) {
			q.Assignee = &parley.Actor{Kind: parley.ActorTeam, ID: int64(t.ID)}
			return t.Name, "", err
		}
	}
	return "", "unknown_value", err
}

// partition keeps the order within both parts.
func partition[T any](list []T, first func(T) bool) (yes, no []T) {
	for _, x := range list {
		if first(x) {
			yes = append(yes, x)
		} else {
			no = append(no, x)
		}
	}
	return yes, no
}

func (x resolver) tag(q *store.ThreadQuery, v string) (string, string, error) {
	tags, err := x.r.Tags(0)
	for _, t := range tags {
		for _, in := range x.inboxes {
			if t.InboxID == in && (search.Fold(t.Name) == search.Fold(v) || t.ID.String() == v) {
				q.TagIDs = append(q.TagIDs, t.ID)
				return t.Name, "", err
			}
		}
	}
	return "", "unknown_value", err
}

func (x resolver) contact(q *store.ThreadQuery, v string) (string, string, error) {
	if id, err := parley.ParseID[parley.ContactID]("contact", v); err == nil {
		if c, err := x.r.Contact(id); err == nil {
			q.Contacts = append(q.Contacts, c.ID)
			return c.Name(), "", nil
		}
		return "", "unknown_value", nil
	}
	found, err := x.r.FindContacts(v, 20)
	if err != nil || len(found) == 0 {
		return "", "unknown_value", err
	}
	for _, c := range found {
		q.Contacts = append(q.Contacts, c.ID)
	}
	return "", "", nil
}

// searchIDs returns all threads that a search finds, for work on all of them.
func (c *call) searchIDs(r *store.Reader, m *matchInput) ([]parley.ThreadID, error) {
	q, _, err := c.query(r, m.InboxID, m.Q, m.Spam, m.Trash)
	if err != nil || len(q.Inboxes) == 0 {
		return nil, err
	}
	q.Limit = bulkLimit
	hits, err := r.FindThreads(q)
	out := make([]parley.ThreadID, len(hits))
	for i, h := range hits {
		out[i] = h.ID
	}
	return out, err
}

const snippetLength = 160

// snippet is the stretch of text around the first hit, escaped, hits marked.
func snippet(text string, terms []search.Term) string {
	var wanted []string
	for _, t := range terms {
		wanted = append(wanted, search.Words(t.Value)...)
	}
	words := strings.Fields(text)
	first := 0
	for i, w := range words {
		if hitsAny(w, wanted) {
			first = i
			break
		}
	}
	var b strings.Builder
	for i := max(0, first-6); i < len(words) && b.Len() < snippetLength; i++ {
		if i > max(0, first-6) {
			b.WriteByte(' ')
		} else if i > 0 {
			b.WriteString("… ")
		}
		word := html.EscapeString(words[i])
		if hitsAny(words[i], wanted) {
			word = "<mark>" + word + "</mark>"
		}
		b.WriteString(word)
	}
	return b.String()
}

func hitsAny(word string, wanted []string) bool {
	for _, have := range search.Words(word) {
		for _, w := range wanted {
			if strings.HasPrefix(have, w) {
				return true
			}
		}
	}
	return false
}
