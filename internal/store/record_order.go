package store

import (
	"fmt"
	"strings"

	"parley/internal/parley"
)

// sorted returns the page asked for of known records.
func (r *Reader) sorted(q RecordQuery, ids []parley.RecordID) ([]*parley.Record, error) {
	if len(ids) == 0 {
		return []*parley.Record{}, nil
	}
	key := r.sortKey(q)
	missing := ""
	if q.Sort != nil && columns[q.Sort.Name] == "" {
		missing = "CASE WHEN " + key + " IS NULL THEN 1 ELSE 0 END, "
	}
	return list[parley.Record](r, "SELECT "+q.what()+" FROM record r WHERE r.id IN "+r.db.dialect.idList("$1")+" ORDER BY "+missing+key+direction(q)+", r.id"+direction(q)+" LIMIT $2 OFFSET $3", toJSON(ids), q.Limit, q.Offset)
}

// sortKey is the expression by which r sorts: days and times by how they are
// written.
func (r *Reader) sortKey(q RecordQuery) string {
	switch {
	case q.Sort == nil:
		return "r.created_at"
	case columns[q.Sort.Name] != "":
		return columns[q.Sort.Name]
	case q.Sort.Kind == parley.KindNumber:
		return "CAST(" + r.db.dialect.jsonText("r.properties", q.Sort.Name) + " AS " + r.db.dialect.number() + ")"
	case q.Sort.Kind.Numeric():
		return r.db.dialect.jsonText("r.properties", q.Sort.Name) + r.db.dialect.binary()
	}
	return "lower(" + r.db.dialect.jsonText("r.properties", q.Sort.Name) + ")" + r.db.dialect.binary()
}

// pick returns the page asked for of all that match: of few by their own
// values, of many by going through all records in the order asked for, where
// matches are met soon.
func (r *Reader) pick(q RecordQuery, groups [][]condition, set idSet) ([]*parley.Record, error) {
	total := set.count()
	if int64(q.Offset) >= total {
		return []*parley.Record{}, nil
	}
	all, err := r.RecordCount(q.Type.ID)
	if err != nil {
		return nil, err
	}
	bound := boundsOf(q, groups)
	// A record looked at costs as much as sixty keys of an index passed by.
	if steps := all * int64(min(q.Offset+q.Limit, int(total))) / total; len(bound) == 0 && total <= q.few() && total*60 < steps {
		return r.sorted(q, set.ids())
	}
	ids, err := r.walkSet(q, bound, set, min(q.Offset+q.Limit, int(total)))
	if err != nil || q.Offset >= len(ids) {
		return []*parley.Record{}, err
	}
	return r.inOrder(q, ids[q.Offset:])
}

// boundsOf are the conditions that ask of the key by which a query sorts.
func boundsOf(q RecordQuery, groups [][]condition) (out []condition) {
	if len(groups) > 1 || q.Sort == nil {
		return nil
	}
	for _, c := range groups[0] {
		if c.of == q.Sort {
			out = append(out, c)
		}
	}
	return out
}

// walkSet goes through all records in the order asked for, and returns the
// first of a set.
func (r *Reader) walkSet(q RecordQuery, bound []condition, set idSet, want int) (out []parley.RecordID, err error) {
	seen := idSet{}
	take := func(id parley.RecordID) bool {
		if set.has(id) && !seen.has(id) {
			seen.add(int64(id))
			out = append(out, id)
		}
		return len(out) < want
	}
	key := "r.created_at"
	if q.Sort != nil && columns[q.Sort.Name] == "" {
		w := &where{}
		w.add("v.property_id = $?", q.Sort.ID)
		for _, c := range bound {
			w.add(c.test, c.tested...)
		}
		text := "SELECT v.record_id FROM " + valueTable(q.Sort) + " v WHERE " + w.String() + " ORDER BY v.value" + direction(q) + ", v.record_id" + direction(q)
		if err := r.each(text, w.args, take); err != nil || len(out) == want {
			return out, err
		}
	} else if q.Sort != nil {
		key = columns[q.Sort.Name]
	}
	w := live(q.Type.ID)
	return out, r.each("SELECT r.id FROM record r WHERE "+w.String()+" ORDER BY "+key+direction(q)+", r.id"+direction(q), w.args, take)
}

// each calls fn with each number that a query names until it returns false.
func (r *Reader) each(text string, args []any, fn func(id parley.RecordID) bool) error {
	rows, err := r.run.query(r.ctx, text, plain(args))
	if err != nil {
		return fmt.Errorf("%w in %s", err, text)
	}
	defer rows.Close()
	for rows.Next() {
		var id parley.RecordID
		if err := rows.Scan(&id); err != nil {
			return err
		}
		if !fn(id) {
			return nil
		}
	}
	return rows.Err()
}

// inOrder returns records in the order of their numbers given.
func (r *Reader) inOrder(q RecordQuery, ids []parley.RecordID) ([]*parley.Record, error) {
	out := make([]*parley.Record, 0, len(ids))
	if q.bare {
		for _, id := range ids {
			out = append(out, &parley.Record{ID: id})
		}
		return out, nil
	}
	records, err := r.Records(ids)
	for _, id := range ids {
		if rec := records[id]; rec != nil {
			out = append(out, rec)
		}
	}
	return out, err
}

func valueTable(p *parley.Property) string {
	if p.Kind.Numeric() {
		return "record_number"
	}
	return "record_text"
}

func direction(q RecordQuery) string {
	if q.Desc {
		return " DESC"
	}
	return ""
}

// walk goes through all live records of the type in the order asked for, and
// takes those that match.
func (r *Reader) walk(q RecordQuery, groups [][]condition, count func() (int64, error)) ([]*parley.Record, int64, error) {
	total, err := count()
	if err != nil || int64(q.Offset) >= total {
		return []*parley.Record{}, total, err
	}
	if q.Sort == nil || columns[q.Sort.Name] != "" {
		key := r.sortKey(q)
		w := live(q.Type.ID)
		either(w, groups)
		page, err := r.pageOf(q, "record r", w, key+direction(q)+", r.id"+direction(q), q.Limit, q.Offset)
		return page, total, err
	}
	page, err := r.walkValues(q, groups)
	return page, total, err
}

func (r *Reader) pageOf(q RecordQuery, from string, w *where, order string, limit, offset int) ([]*parley.Record, error) {
	text := "SELECT " + q.what() + " FROM " + from + " WHERE " + w.String() + " ORDER BY " + order + " LIMIT " + mark(len(w.args)+1) + " OFFSET " + mark(len(w.args)+2)
	return list[parley.Record](r, text, append(w.args, limit, offset)...)
}

// firstValues is the page among those with a value. Where the conditions ask
// for numbers alone no record is looked at that is not of the page.
func (r *Reader) firstValues(q RecordQuery, table string, w *where, groups [][]condition) ([]*parley.Record, error) {
	order := "s.value" + direction(q) + ", s.record_id" + direction(q)
	for _, conds := range groups {
		for _, c := range conds {
			if !c.byID {
				return r.pageOf(q, table+" s CROSS JOIN record r", w, order, q.Limit, q.Offset)
			}
		}
	}
	bare := &where{}
	bare.add("s.property_id = $?", q.Sort.ID)
	either(bare, groups)
	text := "SELECT s.record_id FROM " + table + " s WHERE " + strings.ReplaceAll(bare.String(), "r.id", "s.record_id") +
		" ORDER BY " + order + " LIMIT " + mark(len(bare.args)+1) + " OFFSET " + mark(len(bare.args)+2)
	ids, err := scalars[parley.RecordID](r, text, append(bare.args, q.Limit, q.Offset)...)
	if err != nil {
		return nil, err
	}
	return r.inOrder(q, ids)
}

// walkValues goes through the values of a property in their order, then
// through the records without one.
func (r *Reader) walkValues(q RecordQuery, groups [][]condition) ([]*parley.Record, error) {
	table := valueTable(q.Sort)
	w := &where{}
	w.add("s.property_id = $? AND r.id = s.record_id AND r.type = $?", q.Sort.ID, q.Type.ID)
	either(w, groups)
	page, err := r.firstValues(q, table, w, groups)
	if err != nil || len(page) == q.Limit {
		return page, err
	}
	skip := 0
	if len(page) == 0 {
		with, err := scalar[int64](r, "SELECT count(*) FROM "+table+" s CROSS JOIN record r WHERE "+w.String(), w.args...)
		if err != nil {
			return nil, err
		}
		skip = q.Offset - int(with)
	}
	without := live(q.Type.ID)
	without.conds = append(without.conds, r.db.dialect.jsonText("r.properties", q.Sort.Name)+" IS NULL")
	either(without, groups)
	rest, err := r.pageOf(q, "record r", without, "r.created_at"+direction(q)+", r.id"+direction(q), q.Limit-len(page), skip)
	return append(page, rest...), err
}
