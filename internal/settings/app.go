package settings

import (
	"net/url"
	"slices"
	"strings"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
)

// AppSecrets are what an app shows or signs with. They are seen once, when they
// are made; kept are hashes, and the client secret sealed.
type AppSecrets struct {
	Token        string // of a private app
	ClientSecret string
	DeveloperKey string
}

// CreateApp adds a program of others. by answers for it.
func CreateApp(tx *store.Tx, by *parley.User, a *parley.App) (secrets AppSecrets, err error) {
	if err := checkApp(tx, by, &parley.App{}, a); err != nil {
		return secrets, err
	}
	a.ID, a.CreatedBy, a.CreatedAt, a.UpdatedAt = parley.AppID(tx.NewID()), by.ID, tx.Now, tx.Now
	a.ClientID = store.RandomHex(16)
	secrets.DeveloperKey, a.DeveloperKey = auth.NewToken()
	if secrets.ClientSecret, err = drawSecret(tx, a); err != nil {
		return secrets, err
	}
	if err := tx.Insert("app", a); err != nil {
		return secrets, err
	}
	if a.Kind == parley.AppPrivate {
		if secrets.Token, err = issueAppToken(tx, by, a); err != nil {
			return secrets, err
		}
	}
	return secrets, noteApp(tx, by, a, "app.created", map[string]any{"scopes": a.Scopes})
}

// UpdateApp writes what was changed of a: name, description, scopes, inboxes and
// redirect addresses.
func UpdateApp(tx *store.Tx, by *parley.User, a *parley.App) error {
	was, err := tx.App(a.ID)
	if err != nil {
		return err
	}
	if err := checkApp(tx, by, was, a); err != nil {
		return err
	}
	fields := []string{}
	for name, differs := range map[string]bool{"name": a.Name != was.Name, "description": a.Description != was.Description,
		"scopes":    !slices.Equal(a.Scopes, was.Scopes) || !slices.Equal(a.OptionalScopes, was.OptionalScopes),
		"inbox_ids": !slices.Equal(a.InboxIDs, was.InboxIDs), "redirect_urls": !slices.Equal(a.RedirectURLs, was.RedirectURLs)} {
		if differs {
			fields = append(fields, name)
		}
	}
	if len(fields) == 0 {
		return nil
	}
	slices.Sort(fields)
	return saveApp(tx, by, a, "app.changed", map[string]any{"fields": fields})
}

// RotateAppToken gives a private app another token; the one before is void.
func RotateAppToken(tx *store.Tx, by *parley.User, a *parley.App) (token string, err error) {
	if a.Kind != parley.AppPrivate {
		return "", parley.Errorf(parley.Conflict, "a public app gets its tokens by consent")
	}
	if err := mayLend(by, nil, a.Scopes); err != nil {
		return "", err
	}
	if err := tx.RevokeAppTokens(a.ID); err != nil {
		return "", err
	}
	if token, err = issueAppToken(tx, by, a); err != nil {
		return "", err
	}
	return token, noteApp(tx, by, a, "app.token_rotated", nil)
}

// RevokeApp voids all tokens of an app.
func RevokeApp(tx *store.Tx, by *parley.User, a *parley.App) error {
	if err := tx.RevokeAppTokens(a.ID); err != nil {
		return err
	}
	return noteApp(tx, by, a, "app.revoked", nil)
}

// RotateAppSecret gives an app another client secret; what it signed before
// cannot be checked any more.
func RotateAppSecret(tx *store.Tx, by *parley.User, a *parley.App) (secret string, err error) {
	if secret, err = drawSecret(tx, a); err != nil {
		return "", err
	}
	return secret, saveApp(tx, by, a, "app.secret_rotated", nil)
}

// RotateDeveloperKey gives an app another developer key (API-03).
func RotateDeveloperKey(tx *store.Tx, by *parley.User, a *parley.App) (key string, err error) {
	key, a.DeveloperKey = auth.NewToken()
	return key, saveApp(tx, by, a, "app.key_rotated", nil)
}

// ArchiveApp removes an app: its tokens are void and nothing is sent to it.
func ArchiveApp(tx *store.Tx, by *parley.User, a *parley.App) error {
	if err := tx.RevokeAppTokens(a.ID); err != nil {
		return err
	}
	a.ArchivedAt, a.DeveloperKey = tx.Now, ""
	return saveApp(tx, by, a, "app.archived", nil)
}

// AppSecret is the client secret of an app, which signs what is sent to it.
func AppSecret(db *store.DB, a *parley.App) ([]byte, error) {
	return db.Unseal(appPlace(a), a.ClientSecret)
}

func appPlace(a *parley.App) string { return "app/" + a.ID.String() }

func drawSecret(tx *store.Tx, a *parley.App) (secret string, err error) {
	secret, _ = auth.NewToken()
	a.ClientSecret, err = tx.Seal(appPlace(a), []byte(secret))
	return secret, err
}

func issueAppToken(tx *store.Tx, by *parley.User, a *parley.App) (string, error) {
	token, hash := auth.NewToken()
	return token, tx.Insert("app_token", &store.AppToken{Hash: hash, Kind: "access", AppID: a.ID, UserID: by.ID, Scopes: a.Scopes, CreatedAt: tx.Now})
}

func saveApp(tx *store.Tx, by *parley.User, a *parley.App, kind parley.EventKind, data map[string]any) error {
	a.UpdatedAt = tx.Now
	if err := tx.Save("app", a); err != nil {
		return err
	}
	return noteApp(tx, by, a, kind, data)
}

func noteApp(tx *store.Tx, by *parley.User, a *parley.App, kind parley.EventKind, data map[string]any) error {
	return note(tx, parley.ByUser(by.ID), kind, "app", int64(a.ID), 0, data)
}

// checkApp reports the first thing that is wrong with a, which was was.
func checkApp(tx *store.Tx, by *parley.User, was, a *parley.App) error {
	a.Name, a.Description = clip(a.Name, 100), clip(a.Description, 500)
	switch {
	case a.Name == "":
		return parley.Invalidf("name", "give the app a name")
	case a.Kind != parley.AppPrivate && a.Kind != parley.AppPublic:
		return parley.Invalidf("kind", "an app is private or public")
	case len(a.Scopes) == 0:
		return parley.Invalidf("scopes", "choose at least one thing that the app may do")
	case a.Kind == parley.AppPublic && len(a.RedirectURLs) == 0:
		return parley.Invalidf("redirect_urls", "give the address to which the consent page leads back")
	}
	for _, scope := range slices.Concat(a.Scopes, a.OptionalScopes) {
		if !parley.KnownScope(scope) {
			return parley.Invalidf("scopes", "there is no scope %q", scope)
		}
	}
	for _, text := range a.RedirectURLs {
		if err := checkRedirect(text); err != nil {
			return err
		}
	}
	for _, id := range a.InboxIDs {
		if in, err := tx.Inbox(id); err != nil || !in.ArchivedAt.IsZero() {
			return parley.Invalidf("inbox_ids", "an inbox is not there any more: choose again")
		}
	}
	return mayLend(by, slices.Concat(was.Scopes, was.OptionalScopes), slices.Concat(a.Scopes, a.OptionalScopes))
}

// mayLend keeps people from reaching through an app what they may not do
// themselves: inviting colleagues and changing their rights.
func mayLend(by *parley.User, had, has []string) error {
	if slices.Contains(has, parley.ScopeUsersWrite) && !slices.Contains(had, parley.ScopeUsersWrite) && !by.Has(parley.ManageUsers) {
		return &parley.Error{Kind: parley.Forbidden, Field: "scopes", Message: "only who may manage users can let an app do it"}
	}
	return nil
}

// checkRedirect asks for HTTPS but on the developer's own machine (RFC 8252
// section 7.3).
func checkRedirect(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Fragment != "" || u.User != nil || strings.ContainsAny(text, " \r\n") {
		return parley.Invalidf("redirect_urls", "%q is not an address that consent can lead back to", text)
	}
	host := u.Hostname()
	if u.Scheme != "https" && !(u.Scheme == "http" && (host == "localhost" || host == "127.0.0.1" || host == "::1")) {
		return parley.Invalidf("redirect_urls", "give an address that begins with https://")
	}
	return nil
}
