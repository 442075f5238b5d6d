package store

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/search"
)

// IndexMessage makes the text of a message findable.
func (tx *Tx) IndexMessage(id parley.MessageID, texts ...string) error {
	words := search.Words(strings.Join(texts, "\n"))
	return tx.Exec(tx.db.dialect.insertWords("message_search"), id, strings.Join(words, " "))
}

// ReindexMessage replaces what is findable of a message.
func (tx *Tx) ReindexMessage(id parley.MessageID, texts ...string) error {
	if err := tx.Exec(`DELETE FROM message_search WHERE rowid = $1`, id); err != nil {
		return err
	}
	return tx.IndexMessage(id, texts...)
}

// candidateSteps bound the messages, or threads, that full text looks at for
// one page: the newest that match, or the oldest where that is the order.
// Sorting all that hold a common word would cost what the word costs. A page
// that stays short for want of candidates takes the next step.
var candidateSteps = []int{600, 6000, 60_000}

// found is where full text hit: threads, with the message that matched.
type found struct {
	threads map[parley.ThreadID]parley.MessageID
	more    bool // there are matches beyond these
}

// findCandidates returns the threads of at most limit matches for what an index
// answers best: plain text, or the people of from: and to:. Where both are asked
// for, the text if it has few matches, else the people, whose messages are then
// read. The other conditions are asked of few threads.
func (r *Reader) findCandidates(q ThreadQuery, parts []string, limit int) (*found, error) {
	out := &found{threads: map[parley.ThreadID]parley.MessageID{}}
	if len(q.Text) == 0 {
		return out, r.findPeople(out, parts, q.Oldest, limit)
	}
	text, err := r.findText(q.Text, q.Oldest, limit)
	if err != nil || len(parts) == 0 || !text.more {
		return text, err
	}
	if err := r.findPeople(out, parts, q.Oldest, limit); err != nil {
		return nil, err
	}
	return out, r.keepText(out, q.Text, q.Oldest, limit)
}

// spoken is what is findable of a message.
type spoken struct {
	ID        parley.MessageID
	ThreadID  parley.ThreadID
	Direction parley.Direction
	From      string // in JSON: most are not looked at
	To        string
	Subject   string
	Text      string
}

// holdsAll reports whether each term stands in the message, as full text would
// say.
func (s *spoken) holdsAll(terms []term) bool {
	said := s.Subject + "\n" + s.Text
	missing := slices.DeleteFunc(slices.Clone(terms), func(t term) bool { return search.Holds(said, t.words, t.prefix) })
	if len(missing) == 0 {
		return true
	}
	all := said + "\n" + s.parties()
	return !slices.ContainsFunc(missing, func(t term) bool { return !search.Holds(all, t.words, t.prefix) })
}

// parties are the people outside, by name and address.
func (s *spoken) parties() string {
	var people []parley.Address
	if s.Direction == parley.Outgoing {
		json.Unmarshal([]byte(s.To), &people)
	} else {
		people = make([]parley.Address, 1)
		json.Unmarshal([]byte(s.From), &people[0])
	}
	text := ""
	for _, a := range people {
		text += a.Name + "\n" + a.Address + "\n"
	}
	return text
}

// keepText takes away the threads in which text stands neither in one message
// nor in the people.
func (r *Reader) keepText(out *found, text []search.Term, oldest bool, limit int) error {
	full, short := terms(text)
	keep := map[parley.ThreadID]parley.MessageID{}
	said, err := list[spoken](r, `SELECT m.id, m.thread_id, m.direction, m."from", m."to", m.subject, COALESCE(b.text, m.text) AS text
	  FROM message m LEFT JOIN message_body b ON b.message_id = m.id WHERE m.thread_id IN `+r.db.dialect.idList("$1"), toJSON(slices.Collect(maps.Keys(out.threads))))
	if err != nil {
		return err
	}
	for _, s := range said {
		if len(full) > 0 && s.holdsAll(full) {
			keep[s.ThreadID] = max(keep[s.ThreadID], s.ID)
		}
	}
	if len(short) > 0 {
		named := &found{threads: map[parley.ThreadID]parley.MessageID{}}
		if err := r.findPeople(named, short, oldest, limit); err != nil {
			return err
		}
		for id := range named.threads {
			if _, of := out.threads[id]; of && keep[id] == 0 {
				keep[id] = 0
			}
		}
	}
	out.threads = keep
	return nil
}

// findText returns the threads of at most limit matches.
func (r *Reader) findText(text []search.Term, oldest bool, limit int) (*found, error) {
	full, short := terms(text)
	out := &found{threads: map[parley.ThreadID]parley.MessageID{}}
	if len(full) > 0 {
		ids, more, err := r.matches(r.db.dialect.matchWords("message_search", "$1"), r.db.dialect.wordsQuery(full), oldest, limit)
		if err != nil {
			return nil, err
		}
		out.more = more
		places, err := list[parley.Message](r, `SELECT id, thread_id FROM message WHERE id IN `+r.db.dialect.idList("$1"), toJSON(ids))
		if err != nil {
			return nil, err
		}
		for _, m := range places {
			out.threads[m.ThreadID] = max(out.threads[m.ThreadID], m.ID)
		}
	}
	if len(short) == 0 {
		return out, nil
	}
	return out, r.findPeople(out, short, oldest, limit)
}

// findPeople adds the threads whose names, addresses or numbers hold each part.
func (r *Reader) findPeople(out *found, parts []string, oldest bool, limit int) error {
	var common map[int64]bool
	for _, part := range parts {
		ids, more, err := r.threadsWith(part, oldest, limit)
		if err != nil {
			return err
		}
		out.more = out.more || more
		next := map[int64]bool{}
		for _, id := range ids {
			if common == nil || common[id] {
				next[id] = true
			}
		}
		common = next
	}
	for id := range common {
		if _, known := out.threads[parley.ThreadID(id)]; !known {
			out.threads[parley.ThreadID(id)] = 0
		}
	}
	return nil
}

// matches returns the rows that an index finds. A rare word gives all at once,
// unsorted; only where there are too many is the table walked by time, which
// then finds its rows soon. Asked for the order at once, PostgreSQL walks the
// whole table for a rare word.
func (r *Reader) matches(query, arg string, oldest bool, limit int) ([]int64, bool, error) {
	ids, err := scalars[int64](r, query+` LIMIT $2`, arg, limit+1)
	if err != nil || len(ids) <= limit {
		return ids, false, err
	}
	order := "DESC"
	if oldest {
		order = "ASC"
	}
	ids, err = scalars[int64](r, query+` ORDER BY rowid `+order+` LIMIT $2`, arg, limit)
	return ids, true, err
}
