package settings

import (
	"context"
	"strings"
	"time"

	"parley/internal/auth"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

// Limits of asking for a new password, by address asked for and by where it is
// asked from (ATK-26).
const (
	forgotWindow     = time.Hour
	forgotForAddress = 3
	forgotForPeer    = 20
)

// Forget asks for a new password. It does the same work whoever has the
// address; a job finds out and writes.
func Forget(tx *store.Tx, email, peer string) error {
	email = strings.ToLower(strings.TrimSpace(email))
	mine, err := tx.CountAttempt("forgot/"+email, forgotWindow)
	if err != nil {
		return err
	}
	all, err := tx.CountAttempt("forgot//"+peer, forgotWindow)
	if err != nil {
		return err
	}
	work := job.Spec{Kind: "settings.forgot", Payload: email}
	if mine > forgotForAddress || all > forgotForPeer {
		work.Payload = ""
	}
	_, err = job.Enqueue(tx, work)
	return err
}

func (l Letters) answerForgotten(ctx context.Context, db *store.DB, email string) error {
	return db.Write(ctx, func(tx *store.Tx) error {
		u, err := tx.UserByEmail(email)
		if parley.KindOf(err) == parley.NotFound || err == nil && (!u.Active() || pending(u)) {
			return nil
		}
		if err != nil {
			return err
		}
		return l.Reset(tx, u)
	})
}

// ResetPassword sets the password that a reset token allows and ends all
// sessions.
func ResetPassword(tx *store.Tx, token, hash string) (*parley.User, error) {
	t, err := auth.SpendToken(tx, token, auth.PurposeReset)
	if err != nil {
		return nil, err
	}
	u, err := tx.User(t.UserID)
	if err != nil {
		return nil, err
	}
	if !u.Active() {
		return nil, parley.NotFoundf("this link is used up or too old: ask for a new one")
	}
	return u, SetPassword(tx, u, u, hash, 0)
}

// SetPassword sets a password and ends all sessions but the one kept.
func SetPassword(tx *store.Tx, by, u *parley.User, hash string, keep int64) error {
	u.PasswordHash = hash
	if err := tx.Save("user", u); err != nil {
		return err
	}
	if err := tx.EndSessions(u.ID, keep); err != nil {
		return err
	}
	if err := tx.DropTokens(u.ID, auth.PurposeReset); err != nil {
		return err
	}
	return noteUser(tx, by, u, "user.password", nil)
}

// DropTOTP turns a user's second factor off.
func DropTOTP(tx *store.Tx, by, u *parley.User) error {
	if by.ID != u.ID {
		if err := mayManage(by, u); err != nil {
			return err
		}
	}
	u.TOTPSecret, u.RecoveryHashes = nil, nil
	if err := tx.Save("user", u); err != nil {
		return err
	}
	return noteUser(tx, by, u, "user.totp_disabled", nil)
}
