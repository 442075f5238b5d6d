package auth

import (
	"testing"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// CAPI-24: what an app may ask of a user.
func TestCheckGrant(t *testing.T) {
	t.Parallel()
	app := &parley.App{Kind: parley.AppPublic, Scopes: []string{"oauth", "files"}, OptionalScopes: []string{"tickets"}, RedirectURLs: []string{"https://program.test/back"}}
	back := app.RedirectURLs[0]
	private := *app
	private.Kind = parley.AppPrivate
	for _, c := range []struct {
		name          string
		app           *parley.App
		redirect      string
		needed, liked []string
		want          int // scopes; zero: refused
	}{
		{"all that it needs", app, back, []string{"oauth", "files"}, nil, 2},
		{"one that it likes", app, back, []string{"oauth", "files"}, []string{"tickets", "settings.users.write"}, 3},
		{"less than it needs", app, back, []string{"oauth"}, nil, 0},
		{"more than it may", app, back, []string{"oauth", "files", "settings.users.write"}, nil, 0},
		{"another address", app, back + "/more", []string{"oauth", "files"}, nil, 0},
		{"no address", app, "", []string{"oauth", "files"}, nil, 0},
		{"a private app", &private, back, []string{"oauth", "files"}, nil, 0},
	} {
		got, err := CheckGrant(c.app, c.redirect, c.needed, c.liked)
		if (err == nil) != (c.want > 0) || len(got) != c.want {
			t.Errorf("%s: got %v, %v", c.name, got, err)
		}
	}
}

// CAPI-24: a code is good once, for its app and its address, for five minutes;
// an access token for half an hour.
func TestGrant_codesAndTokensEnd(t *testing.T) {
	t.Parallel()
	ahead := time.Duration(0)
	db := storetest.NewAt(t, func() time.Time { return time.Now().Add(ahead) })
	app := &parley.App{ID: 1, Kind: parley.AppPublic, Name: "A", ClientID: "a", Scopes: []string{"oauth"}, RedirectURLs: []string{"https://a.test/"}, CreatedAt: time.Now()}
	other := &parley.App{ID: 2, Kind: parley.AppPublic, Name: "B", ClientID: "b", CreatedAt: time.Now()}
	user := &parley.User{ID: 3}
	var tokens AppTokens
	exchange := func(app *parley.App, code, redirect string) error {
		return db.Write(t.Context(), func(tx *store.Tx) (err error) {
			tokens, err = Exchange(tx, app, code, redirect)
			return err
		})
	}
	code := func() (code string) {
		storetest.Write(t, db, func(tx *store.Tx) (err error) {
			code, err = Grant(tx, app, user, app.Scopes, app.RedirectURLs[0])
			return err
		})
		return code
	}
	storetest.Write(t, db, func(tx *store.Tx) error { return tx.Insert("app", app) })
	for name, err := range map[string]error{
		"another app": exchange(other, code(), app.RedirectURLs[0]), "another address": exchange(app, code(), "https://b.test/"), "no code": exchange(app, "", app.RedirectURLs[0]),
	} {
		if parley.KindOf(err) != parley.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	late := code()
	ahead = 6 * time.Minute
	if err := exchange(app, late, app.RedirectURLs[0]); parley.KindOf(err) != parley.Invalid {
		t.Errorf("after six minutes: got %v", err)
	}
	good := code()
	if err := exchange(app, good, app.RedirectURLs[0]); err != nil {
		t.Fatal(err)
	}
	access := tokens.Access
	if err := exchange(app, good, app.RedirectURLs[0]); parley.KindOf(err) != parley.Invalid {
		t.Errorf("a second time: got %v", err)
	}
	if _, err := IdentifyApp(t.Context(), db, access); err != nil {
		t.Errorf("a fresh token: %v", err)
	}
	ahead += AppTokenLife + time.Second
	_, err := IdentifyApp(t.Context(), db, access)
	if e, ok := err.(*parley.Error); !ok || e.Code != "expired" {
		t.Errorf("after its life: got %v", err)
	}
}
