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

// AppByClient returns the app of a client id.
func (r *Reader) AppByClient(clientID string) (*parley.App, error) {
	return one[parley.App](r, "app", `SELECT * FROM app WHERE client_id = $1 AND archived_at = 0`, clientID)
}

// AppToken returns the token of a hash, whether it still holds or not.
func (r *Reader) AppToken(hash string) (*AppToken, error) {
	return one[AppToken](r, "token", `SELECT * FROM app_token WHERE hash = $1`, hash)
}
