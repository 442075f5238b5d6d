package store

import (
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

// walkValues goes through the values of a property in their order, then
// through the records without one.
func (r *Reader) walkValues(q RecordQuery, groups [][]condition) ([]*parley.Record, error) {
	table := "record_text"
	if q.Sort.Kind.Numeric() {
		table = "record_number"
	}
	w := &where{}
	w.add("s.property_id = $? AND r.id = s.record_id AND r.type = $?", q.Sort.ID, q.Type.ID)
	either(w, groups)
	page, err := r.pageOf(q, table+" s CROSS JOIN record r", w, "s.value"+direction(q)+", s.record_id"+direction(q), q.Limit, q.Offset)
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
