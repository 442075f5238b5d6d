package store

import (
	"database/sql/driver"
	"sync"

	"modernc.org/sqlite"

	"parley/internal/search"
)

// registerFold gives SQLite the function fold: what [search.Fold] makes of a
// text. The driver keeps it for every database of the process.
var registerFold = sync.OnceValue(func() error {
	return sqlite.RegisterDeterministicScalarFunction("fold", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		text, _ := args[0].(string)
		return search.Fold(text), nil
	})
})

func (sqliteDialect) fold(expr string) string { return "fold(" + expr + ")" }

// fold says in SQL what [search.Fold] does: decompose, drop the accents, write
// out letters that do not decompose.
func (postgresDialect) fold(expr string) string {
	bare := `REGEXP_REPLACE(NORMALIZE(` + expr + `, NFKD), '[\u0300-\u036f]', '', 'g')`
	for _, pair := range [][2]string{{"ß", "ss"}, {"æ", "ae"}, {"œ", "oe"}, {"ø", "o"}, {"ł", "l"}} {
		bare = "REPLACE(" + bare + ", '" + pair[0] + "', '" + pair[1] + "')"
	}
	return "LOWER(TRANSLATE(" + bare + ", 'ØŁ', 'OL'))"
}
