package store

import (
	"encoding/json"
	"time"

	"parley/internal/parley"
)

// TokenOf returns a user's live, unused token of a purpose, or nil.
func (r *Reader) TokenOf(user parley.UserID, purpose string, now time.Time) (*Token, error) {
	return first[Token](r, `SELECT * FROM token WHERE user_id = $1 AND purpose = $2 AND expires_at > $3 AND used_at = 0 ORDER BY created_at DESC`, user, purpose, now)
}

// TidyTokens forgets tokens, sessions and counted tries that are over.
func (tx *Tx) TidyTokens() error {
	for _, text := range []string{`DELETE FROM token WHERE expires_at < $1`, `DELETE FROM session WHERE expires_at < $1`} {
		if err := tx.Exec(text, tx.Now); err != nil {
			return err
		}
	}
	return tx.Exec(`DELETE FROM attempt WHERE since < $1`, tx.Now.Add(-24*time.Hour))
}

// Identities counts the OIDC subjects linked to a user.
func (r *Reader) Identities(id parley.UserID) (int64, error) {
	return scalar[int64](r, `SELECT COUNT(*) FROM user_identity WHERE user_id = $1`, id)
}

// DropIdentities unlinks all OIDC subjects of a user.
func (tx *Tx) DropIdentities(id parley.UserID) error {
	return tx.Exec(`DELETE FROM user_identity WHERE user_id = $1`, id)
}

// DropAllTokens voids a user's tokens of every purpose.
func (tx *Tx) DropAllTokens(id parley.UserID) error {
	return tx.Exec(`DELETE FROM token WHERE user_id = $1`, id)
}

// PreferencesOf returns what each user keeps under a key.
func (r *Reader) PreferencesOf(key string) (map[parley.UserID]json.RawMessage, error) {
	type row struct {
		UserID parley.UserID
		Value  string
	}
	rows, err := list[row](r, `SELECT user_id, value FROM preference WHERE key = $1`, key)
	out := map[parley.UserID]json.RawMessage{}
	for _, p := range rows {
		out[p.UserID] = json.RawMessage(p.Value)
	}
	return out, err
}

// TidyNotifications forgets those made before a time.
func (tx *Tx) TidyNotifications(before time.Time) error {
	return tx.Exec(`DELETE FROM notification WHERE created_at < $1`, before)
}
