package store

import (
	"time"

	"parley/internal/parley"
)

// AppToken is a token of an app, kept as its hash.
type AppToken struct {
	Hash       string
	Kind       string // "access" or "refresh"
	AppID      parley.AppID
	UserID     parley.UserID // who consented or made it
	Scopes     []string
	CreatedAt  time.Time
	ExpiresAt  time.Time // zero: never
	LastUsedAt time.Time // to the minute
	RevokedAt  time.Time
}

// Apps returns all that are not archived, by name.
func (r *Reader) Apps() ([]*parley.App, error) {
	return list[parley.App](r, `SELECT * FROM app WHERE archived_at = 0 ORDER BY name, id`)
}

// App returns one.
func (r *Reader) App(id parley.AppID) (*parley.App, error) {
	return one[parley.App](r, "app", `SELECT * FROM app WHERE id = $1 AND archived_at = 0`, id)
}

// AppNames returns the names of all, archived ones too.
func (r *Reader) AppNames() (map[parley.AppID]string, error) {
	apps, err := list[parley.App](r, `SELECT id, name FROM app`)
	out := map[parley.AppID]string{}
	for _, a := range apps {
		out[a.ID] = a.Name
	}
	return out, err
}

// AppByClient returns the app of a client id.
func (r *Reader) AppByClient(clientID string) (*parley.App, error) {
	return one[parley.App](r, "app", `SELECT * FROM app WHERE client_id = $1 AND archived_at = 0`, clientID)
}

// AppToken returns the token of a hash, whether it still holds or not.
func (r *Reader) AppToken(hash string) (*AppToken, error) {
	return one[AppToken](r, "token", `SELECT * FROM app_token WHERE hash = $1`, hash)
}

// AppByDeveloperKey returns the app of a key's hash.
func (r *Reader) AppByDeveloperKey(hash string) (*parley.App, error) {
	return one[parley.App](r, "app", `SELECT * FROM app WHERE developer_key = $1 AND developer_key <> '' AND archived_at = 0`, hash)
}

// AppTokens returns the tokens of an app that are not revoked, newest first.
func (r *Reader) AppTokens(id parley.AppID) ([]*AppToken, error) {
	return list[AppToken](r, `SELECT * FROM app_token WHERE app_id = $1 AND revoked_at = 0 ORDER BY created_at DESC, hash`, id)
}

// TouchAppToken notes that a token was used.
func (tx *Tx) TouchAppToken(hash string) error {
	return tx.Exec(`UPDATE app_token SET last_used_at = $1 WHERE hash = $2`, tx.Now, hash)
}

// RevokeAppTokens ends all tokens of an app.
func (tx *Tx) RevokeAppTokens(id parley.AppID) error {
	return tx.Exec(`UPDATE app_token SET revoked_at = $1 WHERE app_id = $2 AND revoked_at = 0`, tx.Now, id)
}

// RevokeGrant ends the tokens of an app that a user agreed to.
func (tx *Tx) RevokeGrant(id parley.AppID, user parley.UserID) error {
	return tx.Exec(`UPDATE app_token SET revoked_at = $1 WHERE app_id = $2 AND user_id = $3 AND revoked_at = 0`, tx.Now, id, user)
}

// TidyAppTokens forgets tokens that ended before a time.
func (tx *Tx) TidyAppTokens(before time.Time) error {
	return tx.Exec(`DELETE FROM app_token WHERE expires_at > 0 AND expires_at < $1 OR revoked_at > 0 AND revoked_at < $1`, before)
}
