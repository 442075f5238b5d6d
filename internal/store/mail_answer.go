package store

import (
	"time"

	"parley/internal/parley"
)

// MailAnswer is what an answer to a notification's mail becomes: an answer or a
// comment of its user in a thread (COLLAB-13).
type MailAnswer struct {
	Token     string // of the address that the mail is answered to
	UserID    parley.UserID
	ThreadID  parley.ThreadID
	Comment   bool
	CreatedAt time.Time
}

// AddMailAnswer opens an address.
func (tx *Tx) AddMailAnswer(a *MailAnswer) error {
	a.Token, a.CreatedAt = RandomHex(16), tx.Now
	return tx.Insert("mail_answer", a)
}

// MailAnswer returns what the address with a token is for, or nil.
func (r *Reader) MailAnswer(token string) (*MailAnswer, error) {
	a, err := one[MailAnswer](r, "address", `SELECT * FROM mail_answer WHERE token = $1`, token)
	if parley.KindOf(err) == parley.NotFound {
		return nil, nil
	}
	return a, err
}

// TidyMailAnswers closes the addresses opened before a time.
func (tx *Tx) TidyMailAnswers(before time.Time) error {
	return tx.Exec(`DELETE FROM mail_answer WHERE created_at < $1`, before)
}
