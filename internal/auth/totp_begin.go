package auth

import (
	"encoding/hex"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// purposeTOTP keeps a secret, sealed, until a code proves it.
const purposeTOTP = "totp"

// pendingLife is how long somebody may take to scan the code.
const pendingLife = 15 * time.Minute

// BeginTOTP keeps a new secret of u until ConfirmTOTP.
func BeginTOTP(tx *store.Tx, u *parley.User, secret string) error {
	sealed, err := tx.Seal(totpPlace(u.ID), []byte(secret))
	if err != nil {
		return err
	}
	_, err = IssueToken(tx, u.ID, purposeTOTP, hex.EncodeToString(sealed), pendingLife)
	return err
}

// PendingTOTP returns the secret that u has begun with.
func PendingTOTP(db *store.DB, r *store.Reader, u *parley.User) (string, error) {
	t, err := r.TokenOf(u.ID, purposeTOTP, db.Now())
	if err != nil {
		return "", err
	}
	if t == nil {
		return "", parley.Errorf(parley.Conflict, "start setting up the second factor again")
	}
	sealed, err := hex.DecodeString(t.Data)
	if err != nil {
		return "", err
	}
	secret, err := db.Unseal(totpPlace(u.ID), sealed)
	return string(secret), err
}

// ConfirmTOTP turns the second factor on and forgets the pending secret.
func ConfirmTOTP(tx *store.Tx, u *parley.User, secret, code string) ([]string, error) {
	codes, err := EnableTOTP(tx, u, secret, code, tx.Now)
	if err != nil {
		return nil, err
	}
	if err := tx.DropTokens(u.ID, purposeTOTP); err != nil {
		return nil, err
	}
	_, err = tx.Event(&parley.Event{ActorKind: parley.ActorUser, ActorID: int64(u.ID), Kind: "user.totp_enabled", Object: "user", ObjectID: int64(u.ID)})
	return codes, err
}
