package store

import (
	"regexp"
	"strings"
)

// dialect answers the questions on which the engines differ. Nothing else in
// the package asks which engine it is.
type dialect interface {
	name() string
	// rebind turns $1 into what the driver binds by number.
	rebind(sql string) string
	begin() []string
	notify() bool
	// tables lists the tables of the database, a row each.
	tables() string
	// tableNames selects their names.
	tableNames() string
	// matchWords finds the rows of a full-text table that match an argument made
	// by wordsQuery.
	matchWords(table, arg string) string
	wordsQuery(terms []term) string
	// idList is a list of identifiers given as one argument, a JSON array.
	idList(arg string) string
	// fold is an expression without case and accents, as search.Fold writes it.
	fold(expr string) string
	insertWords(table string) string
	// mergeWords takes deleted words out of a full-text table, by the amount $1;
	// empty where that happens by itself.
	mergeWords(table string) string
	// insertEndings adds the endings $2, a list in JSON, of the party $1.
	insertEndings() string
	// texts is a list of texts in JSON as a table with the column value.
	texts(arg string) string
	// jsonText is the text of a key of a JSON object, or null. The key is a name
	// of ours, never a stranger's.
	jsonText(expr, key string) string
	// insertNew adds rows that are not there yet, their arguments in order.
	insertNew(table, columns, rows string) string
	// words is a text as a full-text table holds it.
	words(arg string) string
	// numberList is all numbers that a query names as record_id, with commas
	// between them.
	numberList(query string) string
	// number is the type of numbers with digits after the point.
	number() string
	// binary makes texts compare by their bytes, as the index does.
	binary() string
}

// term is a word or a phrase of a full-text query.
type term struct {
	words  []string
	prefix bool // the last word may go on
}

type sqliteDialect struct{}

func (sqliteDialect) name() string { return "sqlite" }

// rebind writes ?1 for $1: bare $n is bound by order of appearance. Where that is
// the order of the arguments the mark loses its number: the driver looks for the
// name of each numbered one among all. A limit that is a bare mark would be part
// of the plan: the statement would be prepared again for each of its values.
func (sqliteDialect) rebind(sql string) string {
	sql = limited.ReplaceAllString(sql, "$0+0")
	n, inOrder := 0, true
	for _, m := range numbered.FindAllString(sql, -1) {
		n++
		inOrder = inOrder && m == mark(n)
	}
	if inOrder {
		return numbered.ReplaceAllString(sql, "?")
	}
	return numbered.ReplaceAllStringFunc(sql, func(m string) string { return "?" + m[1:] })
}

var (
	numbered = regexp.MustCompile(`\$[0-9]+`)
	limited  = regexp.MustCompile(`LIMIT \$[0-9]+`)
)

func (sqliteDialect) begin() []string { return []string{"BEGIN IMMEDIATE"} }
func (sqliteDialect) notify() bool    { return false }
func (sqliteDialect) tables() string  { return "sqlite_schema" }
func (sqliteDialect) tableNames() string {
	return "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
}

func (sqliteDialect) matchWords(table, arg string) string {
	return "SELECT rowid FROM " + table + " WHERE " + table + " MATCH " + arg
}

func (sqliteDialect) wordsQuery(terms []term) string {
	var parts []string
	for _, t := range terms {
		quoted := `"` + strings.Join(t.words, " ") + `"`
		if t.prefix {
			quoted += " *"
		}
		parts = append(parts, quoted)
	}
	return strings.Join(parts, " AND ")
}

func (sqliteDialect) idList(arg string) string { return "(SELECT value FROM json_each(" + arg + "))" }

func (sqliteDialect) insertWords(table string) string {
	return `INSERT INTO ` + table + ` (rowid, words) VALUES ($1, $2)`
}

func (sqliteDialect) mergeWords(table string) string {
	return "INSERT INTO " + table + " (" + table + ", rank) VALUES ('merge', $1)"
}

// OR IGNORE: a statement of several rows that might fail half way would open a
// savepoint, and each savepoint makes full text write out what it holds.
func (d sqliteDialect) insertEndings() string {
	return "INSERT OR IGNORE INTO party_part (part, party_id) SELECT value, $1 FROM " + d.texts("$2")
}

func (sqliteDialect) texts(arg string) string { return "json_each(" + arg + ")" }

func (sqliteDialect) jsonText(expr, key string) string {
	return "json_extract(" + expr + ", '$." + key + "')"
}

// OR IGNORE for the same reason as insertEndings.
func (sqliteDialect) insertNew(table, columns, rows string) string {
	return "INSERT OR IGNORE INTO " + table + " (" + columns + ") VALUES " + rows
}

func (sqliteDialect) words(arg string) string { return arg }

func (sqliteDialect) numberList(query string) string {
	return "SELECT COALESCE(group_concat(record_id), '') FROM (" + query + ") named"
}

func (sqliteDialect) binary() string { return "" }
func (sqliteDialect) number() string { return "REAL" }

type postgresDialect struct{}

// writeLock is the advisory lock that orders all writers: "parley" in ASCII.
const writeLock = "123602661664121"

func (postgresDialect) name() string             { return "postgres" }
func (postgresDialect) rebind(sql string) string { return sql }
func (postgresDialect) notify() bool             { return true }
func (postgresDialect) tables() string {
	return "information_schema.tables WHERE table_schema = current_schema()"
}

func (d postgresDialect) tableNames() string { return "SELECT table_name FROM " + d.tables() }

func (postgresDialect) begin() []string {
	return []string{"BEGIN", "SELECT pg_advisory_xact_lock(" + writeLock + ")"}
}

func (postgresDialect) matchWords(table, arg string) string {
	return "SELECT rowid FROM " + table + " WHERE words @@ CAST(" + arg + " AS tsquery)"
}

func (postgresDialect) wordsQuery(terms []term) string {
	var parts []string
	for _, t := range terms {
		words := make([]string, len(t.words))
		for i, w := range t.words {
			words[i] = "'" + strings.ReplaceAll(w, "'", "''") + "'"
			if t.prefix && i == len(t.words)-1 {
				words[i] += ":*"
			}
		}
		parts = append(parts, "("+strings.Join(words, " <-> ")+")")
	}
	return strings.Join(parts, " & ")
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func (postgresDialect) idList(arg string) string {
	return "(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(" + arg + " AS json)))"
}

func (postgresDialect) insertWords(table string) string {
	return `INSERT INTO ` + table + ` (rowid, words) VALUES ($1, to_tsvector('simple', $2))
	        ON CONFLICT (rowid) DO UPDATE SET words = excluded.words`
}

func (postgresDialect) mergeWords(string) string { return "" }

func (d postgresDialect) insertEndings() string {
	return "INSERT INTO party_part (part, party_id) SELECT value, $1 FROM " + d.texts("$2")
}

func (postgresDialect) texts(arg string) string {
	return "json_array_elements_text(CAST(" + arg + " AS json))"
}

func (postgresDialect) jsonText(expr, key string) string {
	return "(CAST(" + expr + " AS json) ->> '" + key + "')"
}

func (postgresDialect) insertNew(table, columns, rows string) string {
	return "INSERT INTO " + table + " (" + columns + ") VALUES " + rows + " ON CONFLICT DO NOTHING"
}

func (postgresDialect) words(arg string) string { return "to_tsvector('simple', " + arg + ")" }

func (postgresDialect) numberList(query string) string {
	return "SELECT COALESCE(string_agg(CAST(record_id AS TEXT), ','), '') FROM (" + query + ") named"
}

func (postgresDialect) binary() string { return ` COLLATE "C"` }
func (postgresDialect) number() string { return "DOUBLE PRECISION" }
