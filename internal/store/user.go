package store

import (
	"time"

	"parley/internal/parley"
)

// Users returns all users, removed ones too, by name.
func (r *Reader) Users() ([]*parley.User, error) {
	return list[parley.User](r, `SELECT * FROM "user" ORDER BY first_name, last_name, id`)
}

// Candidates returns those who are not removed, by id, with no more of them than
// routing asks: each arrival reads it.
func (r *Reader) Candidates() ([]*parley.User, error) {
	return list[parley.User](r, `SELECT id, can_be_assigned, availability, primary_team_id, extra_team_ids, deactivated_at, removed_at FROM "user" WHERE removed_at = 0 ORDER BY id`)
}

// User returns one.
func (r *Reader) User(id parley.UserID) (*parley.User, error) {
	return one[parley.User](r, "user", `SELECT * FROM "user" WHERE id = $1`, id)
}

// UsersToSwitch returns those whose availability no longer holds at a time.
func (r *Reader) UsersToSwitch(now time.Time) ([]parley.UserID, error) {
	return scalars[parley.UserID](r, `SELECT id FROM "user" WHERE removed_at = 0 AND deactivated_at = 0 AND ((holds_until > 0 AND holds_until <= $1) OR holds_from > $1)`, now)
}

// UserByEmail returns the user who signs in by an address, lower case.
func (r *Reader) UserByEmail(email string) (*parley.User, error) {
	return one[parley.User](r, "user", `SELECT * FROM "user" WHERE email = $1 AND removed_at = 0`, email)
}

// UserByIdentity returns the user linked to an OIDC subject.
func (r *Reader) UserByIdentity(issuer, subject string) (*parley.User, error) {
	return one[parley.User](r, "user", `SELECT u.* FROM "user" u JOIN user_identity i ON i.user_id = u.id WHERE i.issuer = $1 AND i.subject = $2`, issuer, subject)
}

// LinkIdentity ties an OIDC subject to a user.
func (tx *Tx) LinkIdentity(issuer, subject string, id parley.UserID) error {
	return tx.Exec(`INSERT INTO user_identity (issuer, subject, user_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, issuer, subject, id)
}

// HasAdmin reports whether somebody can administer the installation.
func (r *Reader) HasAdmin() (bool, error) {
	n, err := scalar[int64](r, `SELECT COUNT(*) FROM "user" WHERE super_admin = 1 AND removed_at = 0`)
	return n > 0, err
}

// Teams returns all teams by name.
func (r *Reader) Teams() ([]*parley.Team, error) {
	return list[parley.Team](r, `SELECT * FROM team ORDER BY name`)
}

// Team returns one.
func (r *Reader) Team(id parley.TeamID) (*parley.Team, error) {
	return one[parley.Team](r, "team", `SELECT * FROM team WHERE id = $1`, id)
}

// DeleteTeam removes a team.
func (tx *Tx) DeleteTeam(id parley.TeamID) error {
	return tx.Exec(`DELETE FROM team WHERE id = $1`, id)
}

// Session is a signed-in device. Hash is of the cookie.
type Session struct {
	Hash       string
	ID         int64
	UserID     parley.UserID
	CSRF       string
	Device     string
	Address    string
	CreatedAt  time.Time
	LastSeenAt time.Time
	ExpiresAt  time.Time
}

// Session returns the live session of a cookie's hash.
func (r *Reader) Session(hash string, now time.Time) (*Session, error) {
	return one[Session](r, "session", `SELECT * FROM session WHERE hash = $1 AND expires_at > $2`, hash, now)
}

// Sessions returns a user's live sessions, newest first.
func (r *Reader) Sessions(id parley.UserID, now time.Time) ([]*Session, error) {
	return list[Session](r, `SELECT * FROM session WHERE user_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC`, id, now)
}

// TouchSession notes that a session was used.
func (tx *Tx) TouchSession(hash, address string) error {
	return tx.Exec(`UPDATE session SET last_seen_at = $1, address = $2 WHERE hash = $3`, tx.Now, address, hash)
}

// EndSession ends one session of a user.
func (tx *Tx) EndSession(user parley.UserID, id int64) error {
	return tx.Exec(`DELETE FROM session WHERE user_id = $1 AND id = $2`, user, id)
}

// EndSessions ends all sessions of a user but the one kept.
func (tx *Tx) EndSessions(user parley.UserID, keep int64) error {
	return tx.Exec(`DELETE FROM session WHERE user_id = $1 AND id <> $2`, user, keep)
}

// Token is a single-use right sent to somebody: an invitation, a reset, a
// consent under way.
type Token struct {
	Hash      string
	Purpose   string
	UserID    parley.UserID
	Data      string
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time
}

// Token returns the live, unused token of a hash.
func (r *Reader) Token(hash, purpose string, now time.Time) (*Token, error) {
	return one[Token](r, "token", `SELECT * FROM token WHERE hash = $1 AND purpose = $2 AND expires_at > $3 AND used_at = 0`, hash, purpose, now)
}

// UseToken spends a token; false when somebody else has.
func (tx *Tx) UseToken(hash string) (bool, error) {
	n, err := tx.Affect(`UPDATE token SET used_at = $1 WHERE hash = $2 AND used_at = 0`, tx.Now, hash)
	return n > 0, err
}

// DropTokens voids a user's tokens of a purpose.
func (tx *Tx) DropTokens(user parley.UserID, purpose string) error {
	return tx.Exec(`DELETE FROM token WHERE user_id = $1 AND purpose = $2`, user, purpose)
}

// CountAttempt counts a try under a key and returns how many there were in the
// window that is open.
func (tx *Tx) CountAttempt(key string, window time.Duration) (int64, error) {
	return scalar[int64](&tx.Reader, `INSERT INTO attempt (key, count, since) VALUES ($1, 1, $2)
	  ON CONFLICT (key) DO UPDATE SET
	    count = CASE WHEN attempt.since < $3 THEN 1 ELSE attempt.count + 1 END,
	    since = CASE WHEN attempt.since < $3 THEN excluded.since ELSE attempt.since END
	  RETURNING count`, key, tx.Now, tx.Now.Add(-window))
}

// ForgetAttempts clears a key after a success.
func (tx *Tx) ForgetAttempts(key string) error {
	return tx.Exec(`DELETE FROM attempt WHERE key = $1`, key)
}
