package store

import (
	"math"
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/search"
)

// RecordQuery asks for live records of a type. Groups are alternatives, the
// conditions of a group hold together (CAPI-10).
type RecordQuery struct {
	Type   *parley.ObjectType
	Groups [][]RecordFilter
	Text   string            // words looked for where free text looks
	Owners []parley.UserID   // only those of these owners; nil: of any
	Within []parley.RecordID // only these; nil: any
	Sort   *parley.Property  // nil: by creation
	Desc   bool
	Limit  int
	Offset int
	bare   bool
	Few    int // how many records a condition may name for all of them to be looked at; zero: 5000
}

// RecordFilter is one condition: of a property, or of what a record is joined
// with where there is none.
type RecordFilter struct {
	Property *parley.Property
	Joined   parley.ObjectTypeID
	Op       string // an operator of CAPI-10
	Values   []string
}

// RecordOperators lists the operators of [RecordFilter].
var RecordOperators = []string{"EQ", "NEQ", "LT", "LTE", "GT", "GTE", "BETWEEN", "IN", "NOT_IN", "HAS_PROPERTY", "NOT_HAS_PROPERTY", "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"}

// fewRecords is how many records one condition may name for all of them to be
// looked at. Where every condition names more, matches are met soon by walking
// in the order asked for.
const fewRecords = 5000

func (q *RecordQuery) few() int64 {
	if q.Few > 0 {
		return int64(q.Few)
	}
	return fewRecords
}

// columns are the properties that are columns of record.
var columns = map[string]string{"hs_object_id": "r.id", "createdate": "r.created_at", "hs_createdate": "r.created_at", "lastmodifieddate": "r.updated_at", "hs_lastmodifieddate": "r.updated_at"}

// condition is a filter in SQL: where r fits it, and, if it can name the
// records itself, how.
type condition struct {
	where  string // with $? for args, about r
	args   []any
	source string // selects the record_id of all that fit; may be empty
	except string // selects the record_id of all that do not
	given  []any  // for either

	of     *parley.Property // of which value v.value is, where test asks of it
	test   string
	tested []any

	own     bool // source names live records of the kind alone
	byID    bool // where asks for the number of r alone
	cheap   bool // where costs little of one record
	passing bool // what it names changes without a record being written
}

// AllRecords returns the numbers of all that match, in their order.
func (r *Reader) AllRecords(q RecordQuery) ([]parley.RecordID, error) {
	q.Limit, q.Offset, q.bare = math.MaxInt32, 0, true
	all, _, err := r.SearchRecords(q)
	ids := make([]parley.RecordID, len(all))
	for i, rec := range all {
		ids[i] = rec.ID
	}
	return ids, err
}

// what is selected of each record.
func (q *RecordQuery) what() string {
	if q.bare {
		return "r.id"
	}
	return "r.*"
}

// SearchRecords returns a page and how many there are in all.
func (r *Reader) SearchRecords(q RecordQuery) ([]*parley.Record, int64, error) {
	groups := r.compile(q)
	if len(groups) == 0 {
		return r.walk(q, nil, func() (int64, error) { return r.RecordCount(q.Type.ID) })
	}
	ids, few, err := r.gather(q, groups)
	if err != nil {
		return nil, 0, err
	}
	if few {
		page, err := r.pick(q, groups, setOf(ids))
		return page, int64(len(ids)), err
	}
	if len(groups) > 1 || len(groups[0]) > 1 || !groups[0][0].cheap {
		set, ok, err := r.matching(q, groups)
		if err != nil {
			return nil, 0, err
		}
		if ok {
			page, err := r.pick(q, groups, set)
			return page, set.count(), err
		}
	}
	return r.walk(q, groups, func() (int64, error) { return r.countRecords(q, groups) })
}

// compile returns the alternatives, each with what holds for all of them.
func (r *Reader) compile(q RecordQuery) [][]condition {
	var common []condition
	if words := search.Words(q.Text); len(words) > 0 {
		common = append(common, r.inText(term{words: words[:1], prefix: len(words) == 1}))
		for i, w := range words[1:] {
			common = append(common, r.inText(term{words: []string{w}, prefix: i == len(words)-2}))
		}
	}
	if q.Owners != nil {
		common = append(common, condition{where: "r.owner_id IN " + r.db.dialect.idList("$?"), args: []any{toJSON(q.Owners)},
			own: true, source: "SELECT id AS record_id FROM record WHERE owner_id > 0 AND archived_at = 0 AND merged_into = 0 AND type = $? AND owner_id IN " + r.db.dialect.idList("$?"), given: []any{q.Type.ID, toJSON(q.Owners)}})
	}
	if q.Within != nil {
		list := "SELECT id AS record_id FROM record WHERE id IN " + r.db.dialect.idList("$?")
		common = append(common, condition{where: "r.id IN " + r.db.dialect.idList("$?"), args: []any{toJSON(q.Within)}, source: list, given: []any{toJSON(q.Within)}})
	}
	var groups [][]condition
	for _, g := range q.Groups {
		conds := slices.Clone(common)
		for _, f := range g {
			conds = append(conds, r.condition(f))
		}
		if len(conds) > 0 {
			groups = append(groups, conds)
		}
	}
	if len(groups) == 0 && len(common) > 0 {
		return [][]condition{common}
	}
	return groups
}

func (r *Reader) inText(t term) condition {
	match := r.db.dialect.matchWords("record_search", "$?")
	query := r.db.dialect.wordsQuery([]term{t})
	return condition{where: "r.id IN (" + match + ")", args: []any{query}, source: strings.Replace(match, "SELECT rowid", "SELECT rowid AS record_id", 1), given: []any{query}}
}

// gather returns all records that match, if each alternative has a condition
// that names few.
func (r *Reader) gather(q RecordQuery, groups [][]condition) ([]parley.RecordID, bool, error) {
	found := map[parley.RecordID]bool{}
	var out []parley.RecordID
	for _, conds := range groups {
		few := q.few()
		if len(conds) > 1 && !slices.ContainsFunc(conds, func(c condition) bool { return !c.own }) {
			few = max(1, few/5) // what each names laid over another costs less than looking at records
		}
		best, n, err := r.narrowest(conds, few)
		if err != nil || best < 0 || n > few {
			return nil, false, err
		}
		ids, err := r.driven(q, conds, best)
		if err != nil {
			return nil, false, err
		}
		for _, id := range ids {
			if !found[id] {
				found[id] = true
				out = append(out, id)
			}
		}
	}
	return out, true, nil
}

// narrowest is the condition that names the fewest records, and how many, up
// to a bound; -1 if none can.
func (r *Reader) narrowest(conds []condition, few int64) (int, int64, error) {
	best, least := -1, int64(0)
	for i, c := range conds {
		if c.source == "" {
			continue
		}
		w := &where{}
		w.add("SELECT count(*) FROM ("+c.source+" LIMIT $?) few", append(slices.Clone(c.given), few+1)...)
		n, err := scalar[int64](r, w.conds[0], w.args...)
		if err != nil {
			return 0, 0, err
		}
		if best < 0 || n < least {
			best, least = i, n
		}
	}
	return best, least, nil
}

// driven returns the records that one condition names and the others let pass.
func (r *Reader) driven(q RecordQuery, conds []condition, by int) ([]parley.RecordID, error) {
	if len(conds) == 1 && conds[0].own {
		set, err := r.named(q.Type.ID, conds[0].source, conds[0].given, true)
		return set.ids(), err
	}
	text, args := drivenSQL("DISTINCT r.id", q, conds, by)
	return scalars[parley.RecordID](r, text, args...)
}

func drivenSQL(what string, q RecordQuery, conds []condition, by int) (string, []any) {
	w := &where{}
	w.add("SELECT "+what+" FROM ("+conds[by].source+") d CROSS JOIN record r WHERE r.id = d.record_id", conds[by].given...)
	w.add("r.type = $? AND r.archived_at = 0 AND r.merged_into = 0", q.Type.ID)
	for i, c := range conds {
		if i != by {
			w.add(c.where, c.args...)
		}
	}
	return w.String(), w.args
}

func (r *Reader) countRecords(q RecordQuery, groups [][]condition) (int64, error) {
	if len(groups) == 1 {
		if c := groups[0][0]; len(groups[0]) == 1 && c.except != "" {
			all, err := r.RecordCount(q.Type.ID)
			if err != nil {
				return 0, err
			}
			n, err := r.countNamed(q, c.except, c)
			return all - n, err
		}
		best, _, err := r.narrowest(groups[0], q.few())
		if err != nil {
			return 0, err
		}
		if best >= 0 && len(groups[0]) == 1 {
			return r.countNamed(q, groups[0][0].source, groups[0][0])
		}
		if best >= 0 {
			text, args := drivenSQL("count(DISTINCT r.id)", q, groups[0], best)
			return scalar[int64](r, text, args...)
		}
	}
	w := live(q.Type.ID)
	either(w, groups)
	return scalar[int64](r, "SELECT count(*) FROM record r WHERE "+w.String(), w.args...)
}

// countNamed is how many records a condition names.
func (r *Reader) countNamed(q RecordQuery, source string, c condition) (int64, error) {
	w := &where{}
	w.add("SELECT count(*) FROM ("+source+") named", c.given...)
	ask := func() (known, error) {
		n, err := scalar[int64](r, w.conds[0], w.args...)
		return known{count: n}, err
	}
	if c.passing {
		f, err := ask()
		return f.count, err
	}
	f, err := r.remember(q.Type.ID, w.conds[0], w.args, ask)
	return f.count, err
}

func live(t parley.ObjectTypeID) *where {
	w := &where{}
	w.add("r.type = $? AND r.archived_at = 0 AND r.merged_into = 0", t)
	return w
}

// either adds that one of the alternatives holds.
func either(w *where, groups [][]condition) {
	if len(groups) == 0 {
		return
	}
	var any []string
	for _, conds := range groups {
		inner := &where{args: w.args}
		for _, c := range conds {
			inner.add(c.where, c.args...)
		}
		w.args = inner.args
		any = append(any, "("+inner.String()+")")
	}
	w.conds = append(w.conds, "("+strings.Join(any, " OR ")+")")
}
