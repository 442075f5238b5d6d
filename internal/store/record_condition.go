package store

import (
	"strconv"
	"strings"

	"parley/internal/parley"
	"parley/internal/search"
)

// comparisons are the operators that compare with one value.
var comparisons = map[string]string{"EQ": "=", "LT": "<", "LTE": "<=", "GT": ">", "GTE": ">="}

// opposite is the operator that holds where another does not: of a record
// without the property too.
var opposite = map[string]string{"NEQ": "EQ", "NOT_IN": "IN", "NOT_HAS_PROPERTY": "HAS_PROPERTY", "NOT_CONTAINS_TOKEN": "CONTAINS_TOKEN"}

// condition compiles one filter.
func (r *Reader) condition(f RecordFilter) condition {
	if positive, ok := opposite[f.Op]; ok {
		f.Op = positive
		c := r.condition(f)
		return condition{where: "NOT (" + c.where + ")", args: c.args, except: c.source, given: c.given, byID: c.byID, cheap: c.cheap, passing: c.passing}
	}
	switch {
	case f.Property == nil:
		return joinedCondition(f)
	case columns[f.Property.Name] != "":
		return columnCondition(f)
	case f.Op == "HAS_PROPERTY":
		return r.hasCondition(f.Property)
	case f.Op == "CONTAINS_TOKEN":
		return r.tokenCondition(f)
	case f.Property.Kind.Numeric():
		return r.numberCondition(f)
	}
	return textCondition(f)
}

func joinedCondition(f RecordFilter) condition {
	if f.Op == "HAS_PROPERTY" {
		return condition{where: "EXISTS (SELECT 1 FROM association a WHERE a.from_id = r.id AND a.to_type = $?)", args: []any{f.Joined}, cheap: true, passing: true}
	}
	in, args := marks(len(f.Values)), []any{f.Joined}
	for _, n := range numbers(f.Values) {
		args = append(args, n)
	}
	// The other direction of each association names the records.
	return condition{where: "EXISTS (SELECT 1 FROM association a WHERE a.from_id = r.id AND a.to_type = $? AND a.to_id IN (" + in + "))", args: args,
		source: "SELECT DISTINCT to_id AS record_id FROM association WHERE from_id IN (" + in + ")", given: args[1:], cheap: true, passing: true}
}

// numbers reads identifiers; what is none is 0, which nothing has.
func numbers(values []string) []int64 {
	out := make([]int64, len(values))
	for i, v := range values {
		out[i], _ = strconv.ParseInt(v, 10, 64)
	}
	return out
}

func columnCondition(f RecordFilter) condition {
	column := columns[f.Property.Name]
	var args []any
	for _, v := range f.Values {
		n, _ := f.Property.Number(v)
		args = append(args, int64(n))
	}
	test := column + " "
	switch f.Op {
	case "HAS_PROPERTY":
		return condition{where: "1 = 1", cheap: true}
	case "BETWEEN":
		test, args = test+"BETWEEN $? AND $?", args[:2]
	case "IN":
		test += "IN (" + marks(len(args)) + ")"
	case "CONTAINS_TOKEN":
		test, args = test+"= $?", args[:1]
	default:
		test, args = test+comparisons[f.Op]+" $?", args[:1]
	}
	return condition{where: test, args: args, own: true, cheap: true, given: append([]any{f.Property.Type}, args...),
		source: "SELECT r.id AS record_id FROM record r WHERE r.type = $? AND r.archived_at = 0 AND r.merged_into = 0 AND " + test}
}

func marks(n int) string { return strings.TrimPrefix(strings.Repeat(", $?", n), ", ") }

// valueTest compares v.value, and says with which arguments.
func valueTest(op string, values []any) (string, []any) {
	switch op {
	case "BETWEEN":
		return "v.value BETWEEN $? AND $?", values[:2]
	case "IN":
		return "v.value IN (" + marks(len(values)) + ")", values
	}
	return "v.value " + comparisons[op] + " $?", values[:1]
}

// numberCondition asks the value itself where other conditions name the
// records: days and times compare as they are written.
func (r *Reader) numberCondition(f RecordFilter) condition {
	var values, written []any
	value := r.db.dialect.jsonText("r.properties", f.Property.Name)
	for _, v := range f.Values {
		n, _ := f.Property.Number(v)
		values = append(values, n)
		if f.Property.Kind == parley.KindNumber {
			written = append(written, n)
		} else {
			text, _ := f.Property.Normal(v)
			written = append(written, text)
		}
	}
	if f.Property.Kind == parley.KindNumber {
		value = "CAST(" + value + " AS " + r.db.dialect.number() + ")"
	} else {
		value += r.db.dialect.binary()
	}
	test, args := valueTest(f.Op, values)
	check, given := valueTest(f.Op, written)
	return condition{where: "COALESCE(" + strings.ReplaceAll(check, "v.value", value) + ", FALSE)", args: given,
		source: "SELECT v.record_id FROM record_number v WHERE v.property_id = $? AND " + test, given: append([]any{f.Property.ID}, args...), of: f.Property, test: test, tested: args, own: true, cheap: true}
}

func textCondition(f RecordFilter) condition {
	var values []any
	for _, v := range f.Values {
		values = append(values, textKey(v))
	}
	test, tested := valueTest(f.Op, values)
	args := append([]any{f.Property.ID}, tested...)
	named := "SELECT v.record_id FROM record_text v WHERE v.property_id = $? AND " + test
	if f.Op == "EQ" || f.Op == "IN" {
		if f.Op == "IN" {
			named = strings.Replace(named, "SELECT", "SELECT DISTINCT", 1)
		}
		return condition{where: "EXISTS (SELECT 1 FROM record_text v WHERE v.property_id = $? AND " + test + " AND v.record_id = r.id)", args: args, source: named, given: args, of: f.Property, test: test, tested: tested, own: true, byID: true, cheap: true}
	}
	return condition{where: "r.id IN (" + named + ")", args: args, source: named, given: args, of: f.Property, test: test, tested: tested, own: true}
}

func (r *Reader) hasCondition(p *parley.Property) condition {
	table := "record_text"
	if p.Kind.Numeric() {
		table = "record_number"
	}
	distinct := ""
	if p.Multiple() {
		distinct = "DISTINCT "
	}
	return condition{where: r.db.dialect.jsonText("r.properties", p.Name) + " IS NOT NULL",
		source: "SELECT " + distinct + "v.record_id FROM " + table + " v WHERE v.property_id = $?", given: []any{p.ID}, own: true, cheap: true}
}

// tokenCondition finds words of a property: each of those given, with "*" for
// any ending. An address or a domain is a word as a whole.
func (r *Reader) tokenCondition(f RecordFilter) condition {
	p, pattern := f.Property, strings.TrimSpace(f.Values[0])
	if p.Kind != parley.KindString || strings.Contains(strings.Trim(pattern, "*"), "*") || strings.HasPrefix(pattern, "*") && !strings.HasPrefix(pattern, "*@") {
		return r.likeCondition(p, pattern)
	}
	whole := strings.TrimLeft(pattern, "*")
	open := strings.HasSuffix(whole, "*")
	whole = strings.TrimRight(whole, "*")
	var terms []term
	if strings.ContainsAny(whole, "@.") && !strings.ContainsAny(whole, " \t") {
		terms = append(terms, term{words: []string{propertyWord(p, wholeWord(whole))}, prefix: open})
	} else {
		words := search.Words(whole)
		for i, w := range words {
			terms = append(terms, term{words: []string{propertyWord(p, w)}, prefix: open && i == len(words)-1})
		}
	}
	if len(terms) == 0 {
		return condition{where: "1 = 0"}
	}
	match, query := r.db.dialect.matchWords("record_search", "$?"), r.db.dialect.wordsQuery(terms)
	return condition{where: "r.id IN (" + match + ")", args: []any{query}, source: strings.Replace(match, "SELECT rowid", "SELECT rowid AS record_id", 1), given: []any{query}, own: true}
}

// likeCondition looks at all values of a property: for patterns that no word
// begins.
func (r *Reader) likeCondition(p *parley.Property, pattern string) condition {
	like := likeEscape.Replace(strings.ToLower(pattern))
	like = strings.ReplaceAll(like, "*", "%")
	if !strings.Contains(pattern, "*") {
		like = "%" + like + "%"
	}
	if p.Kind.Numeric() {
		return condition{where: r.db.dialect.jsonText("r.properties", p.Name) + ` LIKE $? ESCAPE '\'`, args: []any{like}}
	}
	named, args := `SELECT DISTINCT v.record_id FROM record_text v WHERE v.property_id = $? AND v.value LIKE $? ESCAPE '\'`, []any{p.ID, like}
	return condition{where: "r.id IN (" + named + ")", args: args, source: named, given: args, own: true}
}
