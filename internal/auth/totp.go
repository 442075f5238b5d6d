package auth

import (
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"parley/internal/parley"
	"parley/internal/store"
)

// NewTOTP makes a secret that its user must confirm by a code.
func NewTOTP(company, email string) (secret, uri string, err error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: company, AccountName: email, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return "", "", err
	}
	return key.Secret(), key.URL(), nil
}

// EnableTOTP turns the second factor on once a code proves that the
// authenticator has the secret, and returns recovery codes, each good once.
func EnableTOTP(tx *store.Tx, u *parley.User, secret, code string, now time.Time) ([]string, error) {
	ok, err := totp.ValidateCustom(code, secret, now, totp.ValidateOpts{Period: 30, Skew: 1, Digits: 6})
	if err != nil || !ok {
		return nil, parley.Invalidf("code", "this code is wrong: check the clock of your device and try the next one")
	}
	if u.TOTPSecret, err = tx.Seal(totpPlace(u.ID), []byte(secret)); err != nil {
		return nil, err
	}
	u.RecoveryHashes = nil
	codes := make([]string, 8)
	for i := range codes {
		codes[i] = store.RandomHex(8)
		u.RecoveryHashes = append(u.RecoveryHashes, HashToken(codes[i]))
	}
	return codes, tx.Save("user", u)
}
