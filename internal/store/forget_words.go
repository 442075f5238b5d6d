package store

// wordTables are the tables of full text.
var wordTables = []string{"message_search", "record_search", "article_search"}

// ForgetWords takes the words of deleted rows out of full text for good, a
// slice at a time, and reports whether there is more to do. SQLite keeps them
// in its segments, marked as gone, until those are merged; PostgreSQL drops them
// with the row.
func (tx *Tx) ForgetWords() (more bool, err error) {
	for _, table := range wordTables {
		text := tx.db.dialect.mergeWords(table)
		if text == "" {
			continue
		}
		before, err := scalar[int64](&tx.Reader, `SELECT total_changes()`)
		if err != nil {
			return false, err
		}
		if err := tx.Exec(text, -mergePages); err != nil {
			return false, err
		}
		after, err := scalar[int64](&tx.Reader, `SELECT total_changes()`)
		if err != nil {
			return false, err
		}
		more = more || after-before >= 2
	}
	return more, nil
}

// mergePages is how much one slice merges.
const mergePages = 500
