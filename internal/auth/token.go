package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// NewToken returns 256 random bits, and the hash under which they are kept.
func NewToken() (token, hash string) {
	b := make([]byte, 32)
	rand.Read(b)
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, HashToken(token)
}

// HashToken is how a token is kept: it is random, so SHA-256 is enough.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// The purposes of single-use tokens, and how long they live.
const (
	PurposeInvite = "invite"
	PurposeReset  = "reset"
	PurposeOIDC   = "oidc"
	PurposeMail   = "mail_consent"
	PurposeAlias  = "alias"
	TokenLife     = 48 * time.Hour
)

// IssueToken makes a single-use token for a user; earlier ones of the purpose
// are void.
func IssueToken(tx *store.Tx, user parley.UserID, purpose, data string, life time.Duration) (string, error) {
	if user != 0 {
		if err := tx.DropTokens(user, purpose); err != nil {
			return "", err
		}
	}
	token, hash := NewToken()
	return token, tx.Insert("token", &store.Token{Hash: hash, Purpose: purpose, UserID: user, Data: data, CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(life)})
}

// PeekToken returns a live token without spending it. An empty one is always
// refused.
func PeekToken(r *store.Reader, token, purpose string, now time.Time) (*store.Token, error) {
	if token == "" {
		return nil, invalidToken()
	}
	t, err := r.Token(HashToken(token), purpose, now)
	if parley.KindOf(err) == parley.NotFound {
		return nil, invalidToken()
	}
	return t, err
}

// SpendToken returns a live token once.
func SpendToken(tx *store.Tx, token, purpose string) (*store.Token, error) {
	t, err := PeekToken(&tx.Reader, token, purpose, tx.Now)
	if err != nil {
		return nil, err
	}
	if ok, err := tx.UseToken(t.Hash); err != nil || !ok {
		return nil, invalidToken()
	}
	return t, nil
}

func invalidToken() error {
	return parley.NotFoundf("this link is used up or too old: ask for a new one")
}
