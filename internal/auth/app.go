package auth

import (
	"context"
	"slices"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// touchAppEvery keeps calls of a program from writing its token's row each time.
const touchAppEvery = time.Minute

// AppIdentity is a program of others that showed a token or its developer key.
type AppIdentity struct {
	App   *parley.App
	Token *store.AppToken // nil where the developer key was shown
}

// Actor is the program as events know it.
func (id *AppIdentity) Actor() parley.Actor {
	return parley.Actor{Kind: parley.ActorIntegration, ID: int64(id.App.ID)}
}

// Holds reports whether the program may use a scope. What is taken from an app is
// gone at once; a public one has no more than its user agreed to.
func (id *AppIdentity) Holds(scope string) bool {
	app := id.App
	if app.Kind == parley.AppPrivate || id.Token == nil {
		return slices.Contains(app.Scopes, scope)
	}
	return slices.Contains(id.Token.Scopes, scope) && (slices.Contains(app.Scopes, scope) || slices.Contains(app.OptionalScopes, scope))
}

// IdentifyApp returns whose access token it is: an Unauthenticated error for
// nobody's, with the code "expired" for one that was good once (API-03).
func IdentifyApp(ctx context.Context, db *store.DB, token string) (*AppIdentity, error) {
	if token == "" {
		return nil, noApp()
	}
	r := db.Read(ctx)
	t, err := r.AppToken(HashToken(token))
	if parley.KindOf(err) == parley.NotFound || err == nil && (t.Kind != accessTokenKind || !t.RevokedAt.IsZero()) {
		return nil, noApp()
	} else if err != nil {
		return nil, err
	}
	if !t.ExpiresAt.IsZero() && !db.Now().Before(t.ExpiresAt) {
		return nil, &parley.Error{Kind: parley.Unauthenticated, Code: "expired", Message: "this access token has expired: ask for a new one"}
	}
	app, err := r.App(t.AppID)
	if parley.KindOf(err) == parley.NotFound {
		return nil, noApp()
	} else if err != nil {
		return nil, err
	}
	if db.Now().Sub(t.LastUsedAt) > touchAppEvery && !db.ReadOnly() {
		if err := db.Write(ctx, func(tx *store.Tx) error { return tx.TouchAppToken(t.Hash) }); err != nil {
			return nil, err
		}
	}
	return &AppIdentity{App: app, Token: t}, nil
}

// IdentifyDeveloper returns whose developer key it is.
func IdentifyDeveloper(r *store.Reader, key string) (*AppIdentity, error) {
	if key == "" {
		return nil, noApp()
	}
	app, err := r.AppByDeveloperKey(HashToken(key))
	if parley.KindOf(err) == parley.NotFound {
		return nil, noApp()
	} else if err != nil {
		return nil, err
	}
	return &AppIdentity{App: app}, nil
}

func noApp() error {
	return parley.Errorf(parley.Unauthenticated, "no valid access token came with this request: send it as Authorization: Bearer <token>")
}
