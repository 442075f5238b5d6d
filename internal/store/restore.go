package store

import (
	"context"
	"time"
)

// NewEpoch voids all cursors, as after restoring a backup.
func (tx *Tx) NewEpoch() error {
	return tx.Exec(`UPDATE account SET epoch = $1`, RandomHex(8))
}

// Restored tells a database that it was put back from a backup: cursors of
// browsers are void, nobody is signed in, no process of then is alive. What
// was about to leave may have left since: it counts as handed over, and is
// shown as unknown instead of being sent again (SAFE-05).
func (tx *Tx) Restored() error {
	if err := tx.NewEpoch(); err != nil {
		return err
	}
	for _, text := range []string{
		`DELETE FROM session`,
		`DELETE FROM lease`,
		`UPDATE job SET state = 'waiting', leased_by = '', lease_until = 0 WHERE state = 'running'`,
	} {
		if err := tx.Exec(text); err != nil {
			return err
		}
	}
	return tx.Exec(`UPDATE message SET handed_at = $1 WHERE handed_at = 0 AND (status = 'sending' OR status = 'scheduled' AND send_at <= $1)`, tx.Now)
}

// Empty reports whether nothing was ever stored: there are no tables.
func (db *DB) Empty(ctx context.Context) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	n, err := scalar[int64](db.Read(ctx), `SELECT COUNT(*) FROM `+db.dialect.tables())
	return n == 0, err
}
