package auth

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"parley/internal/parley"
	"parley/internal/store"
)

// Limits of tries. They are counted by account and address together, so that
// a stranger cannot lock the owner out, and by address alone, against many
// accounts tried from one place (ATK-26).
const (
	tryWindow       = 15 * time.Minute
	triesForAccount = 10
	triesForAddress = 60
)

// Credentials are what somebody signs in with.
type Credentials struct {
	Email    string
	Password string
	Code     string // of the authenticator, or a recovery code
}

var errSignIn = parley.Errorf(parley.Unauthenticated, "the address or the password is wrong")

// SignIn checks credentials. Every failure is the same answer after the same
// time; a right password without a needed code has code "totp_required".
func SignIn(ctx context.Context, db *store.DB, c Credentials, address string) (*parley.User, error) {
	email := strings.ToLower(strings.TrimSpace(c.Email))
	if err := countTry(ctx, db, email, address); err != nil {
		return nil, err
	}
	u, err := db.Read(ctx).UserByEmail(email)
	if err != nil && parley.KindOf(err) != parley.NotFound {
		return nil, err
	}
	hash := ""
	if u != nil && u.Active() {
		hash = u.PasswordHash
	}
	if !CheckPassword(hash, c.Password) {
		return nil, errSignIn
	}
	if err := checkCode(ctx, db, u, c.Code); err != nil {
		return nil, err
	}
	return u, db.Write(ctx, func(tx *store.Tx) error { return tx.ForgetAttempts("signin/" + email + "/" + address) })
}

// countTry counts in a transaction of its own: the count stays whatever follows.
func countTry(ctx context.Context, db *store.DB, email, address string) error {
	var pair, all int64
	err := db.Write(ctx, func(tx *store.Tx) (err error) {
		if pair, err = tx.CountAttempt("signin/"+email+"/"+address, tryWindow); err != nil {
			return err
		}
		all, err = tx.CountAttempt("signin//"+address, tryWindow)
		return err
	})
	if err == nil && (pair > triesForAccount || all > triesForAddress) {
		return parley.Errorf(parley.RateLimited, "too many tries: wait a quarter of an hour")
	}
	return err
}

// checkCode asks for the second factor where the user has one.
func checkCode(ctx context.Context, db *store.DB, u *parley.User, code string) error {
	if len(u.TOTPSecret) == 0 {
		return nil
	}
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	if code == "" {
		return &parley.Error{Kind: parley.Unauthenticated, Code: "totp_required", Message: "enter the code of your authenticator"}
	}
	if i := slices.Index(u.RecoveryHashes, HashToken(code)); i >= 0 {
		return db.Write(ctx, func(tx *store.Tx) error {
			fresh, err := tx.User(u.ID)
			if err != nil {
				return err
			}
			i := slices.Index(fresh.RecoveryHashes, HashToken(code))
			if i < 0 {
				return errSignIn
			}
			fresh.RecoveryHashes = slices.Delete(fresh.RecoveryHashes, i, i+1)
			return tx.Save("user", fresh)
		})
	}
	secret, err := db.Unseal(totpPlace(u.ID), u.TOTPSecret)
	if err != nil {
		return err
	}
	ok, err := totp.ValidateCustom(code, string(secret), db.Now(), totp.ValidateOpts{Period: 30, Skew: 1, Digits: 6})
	if err != nil || !ok {
		return &parley.Error{Kind: parley.Unauthenticated, Code: "totp_required", Message: "this code is wrong or too old"}
	}
	return useCode(ctx, db, u.ID, code)
}

// useCode refuses a code that was used already.
func useCode(ctx context.Context, db *store.DB, id parley.UserID, code string) error {
	n := int64(0)
	err := db.Write(ctx, func(tx *store.Tx) (err error) {
		n, err = tx.CountAttempt("totp/"+id.String()+"/"+code, 2*time.Minute)
		return err
	})
	if err == nil && n > 1 {
		return &parley.Error{Kind: parley.Unauthenticated, Code: "totp_required", Message: "this code was used already: wait for the next"}
	}
	return err
}

func totpPlace(id parley.UserID) string { return "user/" + id.String() + "/totp" }
