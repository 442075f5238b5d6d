package auth

import (
	"context"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// SessionLife is how long a session lasts.
const SessionLife = 30 * 24 * time.Hour

// touchEvery keeps reads from writing the session row each time.
const touchEvery = 5 * time.Minute

// Identity is who makes a request.
type Identity struct {
	User    *parley.User
	Session *store.Session
}

// Actor is the identity as events know it.
func (id *Identity) Actor() parley.Actor { return parley.ByUser(id.User.ID) }

// StartSession signs a user in on a device and returns the cookie's value.
func StartSession(tx *store.Tx, user parley.UserID, device, address string) (token string, s *store.Session, err error) {
	token, hash := NewToken()
	csrf, _ := NewToken()
	if len(device) > 300 {
		device = device[:300]
	}
	s = &store.Session{Hash: hash, ID: tx.NewID(), UserID: user, CSRF: csrf, Device: device, Address: address,
		CreatedAt: tx.Now, LastSeenAt: tx.Now, ExpiresAt: tx.Now.Add(SessionLife)}
	return token, s, tx.Insert("session", s)
}

// Identify returns who holds a session cookie; an Unauthenticated error for
// nobody.
func Identify(ctx context.Context, db *store.DB, token, address string) (*Identity, error) {
	nobody := parley.Errorf(parley.Unauthenticated, "sign in first")
	if token == "" {
		return nil, nobody
	}
	r := db.Read(ctx)
	s, err := r.Session(HashToken(token), db.Now())
	if parley.KindOf(err) == parley.NotFound {
		return nil, nobody
	} else if err != nil {
		return nil, err
	}
	u, err := r.User(s.UserID)
	if err != nil || !u.Active() {
		return nil, nobody
	}
	if db.Now().Sub(s.LastSeenAt) > touchEvery && !db.ReadOnly() {
		err := db.Write(ctx, func(tx *store.Tx) error { return tx.TouchSession(s.Hash, address) })
		if err != nil {
			return nil, err
		}
	}
	return &Identity{User: u, Session: s}, nil
}
