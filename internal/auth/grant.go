package auth

import (
	"crypto/subtle"
	"encoding/json"
	"slices"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// How long the parts of a consent live (CAPI-24).
const (
	purposeGrant    = "app_grant"
	grantLife       = 5 * time.Minute
	AppTokenLife    = 30 * time.Minute
	accessTokenKind = "access"
	refreshKind     = "refresh"
)

// grant is what a user agreed to.
type grant struct {
	AppID    parley.AppID
	UserID   parley.UserID
	Scopes   []string
	Redirect string
}

// AppTokens are what an app gets for a code, or for a refresh token.
type AppTokens struct {
	Access  string
	Refresh string
}

// CheckGrant reports why an app cannot be granted scopes with an answer to an
// address, and returns those that it gets: all that it needs, and of those that
// it would like the ones that are its own.
func CheckGrant(app *parley.App, redirect string, needed, liked []string) ([]string, error) {
	if app.Kind != parley.AppPublic {
		return nil, parley.Invalidf("client_id", "this app is private: it has its token already")
	}
	if !slices.Contains(app.RedirectURLs, redirect) {
		return nil, parley.Invalidf("redirect_uri", "the address to lead back to is not one of this app's")
	}
	out := []string{}
	for _, scope := range needed {
		if !slices.Contains(app.Scopes, scope) && !slices.Contains(app.OptionalScopes, scope) {
			return nil, parley.Invalidf("scope", "this app may not ask for %q", scope)
		}
		out = append(out, scope)
	}
	for _, scope := range app.Scopes {
		if !slices.Contains(out, scope) {
			return nil, parley.Invalidf("scope", "this app always needs %q", scope)
		}
	}
	for _, scope := range liked {
		if slices.Contains(app.OptionalScopes, scope) && !slices.Contains(out, scope) {
			out = append(out, scope)
		}
	}
	return out, nil
}

// Grant notes that a user agreed, and returns the code that the app exchanges
// for its tokens within five minutes.
func Grant(tx *store.Tx, app *parley.App, user *parley.User, scopes []string, redirect string) (string, error) {
	data, err := json.Marshal(grant{app.ID, user.ID, scopes, redirect})
	if err != nil {
		return "", err
	}
	_, err = tx.Event(&parley.Event{ActorKind: parley.ActorUser, ActorID: int64(user.ID), Kind: "app.granted", Object: "app", ObjectID: int64(app.ID), Data: map[string]any{"scopes": scopes}})
	if err != nil {
		return "", err
	}
	return IssueToken(tx, 0, purposeGrant, string(data), grantLife)
}

// Exchange gives an app tokens for a code, once.
func Exchange(tx *store.Tx, app *parley.App, code, redirect string) (out AppTokens, err error) {
	t, err := SpendToken(tx, code, purposeGrant)
	if parley.KindOf(err) == parley.NotFound {
		return out, badCode()
	} else if err != nil {
		return out, err
	}
	var g grant
	if err := json.Unmarshal([]byte(t.Data), &g); err != nil {
		return out, err
	}
	if g.AppID != app.ID || g.Redirect != redirect {
		return out, badCode()
	}
	refresh, hash := NewToken()
	err = tx.Insert("app_token", &store.AppToken{Hash: hash, Kind: refreshKind, AppID: app.ID, UserID: g.UserID, Scopes: g.Scopes, CreatedAt: tx.Now})
	if err != nil {
		return out, err
	}
	access, err := issueAccess(tx, app.ID, g.UserID, g.Scopes)
	return AppTokens{Access: access, Refresh: refresh}, err
}

// Refresh gives an app another access token.
func Refresh(tx *store.Tx, app *parley.App, refresh string) (AppTokens, error) {
	t, err := RefreshToken(&tx.Reader, refresh)
	if err != nil {
		return AppTokens{}, err
	}
	if t.AppID != app.ID {
		return AppTokens{}, badRefresh()
	}
	access, err := issueAccess(tx, app.ID, t.UserID, t.Scopes)
	return AppTokens{Access: access, Refresh: refresh}, err
}

// RefreshToken returns what is known of a refresh token that holds.
func RefreshToken(r *store.Reader, token string) (*store.AppToken, error) {
	t, err := r.AppToken(HashToken(token))
	if parley.KindOf(err) == parley.NotFound || err == nil && (t.Kind != refreshKind || !t.RevokedAt.IsZero()) {
		return nil, badRefresh()
	}
	return t, err
}

func issueAccess(tx *store.Tx, app parley.AppID, user parley.UserID, scopes []string) (string, error) {
	token, hash := NewToken()
	return token, tx.Insert("app_token", &store.AppToken{Hash: hash, Kind: accessTokenKind, AppID: app, UserID: user, Scopes: scopes, CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(AppTokenLife)})
}

// SameSecret compares in constant time.
func SameSecret(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }

func badCode() error {
	return &parley.Error{Kind: parley.Invalid, Field: "code", Code: "BAD_AUTH_CODE", Message: "missing or unknown auth code"}
}

func badRefresh() error {
	return &parley.Error{Kind: parley.Invalid, Field: "refresh_token", Code: "BAD_REFRESH_TOKEN", Message: "missing or unknown refresh token"}
}
