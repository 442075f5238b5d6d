package httpapi

import (
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// AppList is all apps, with the scopes there are, in groups.
type AppList struct {
	Apps   []App        `json:"apps"`
	Scopes []ScopeGroup `json:"scopes"`
}

// ScopeGroup is scopes of one area.
type ScopeGroup struct {
	Name   string   `json:"name" enum:"conversations,records,schemas,files,users,sign-in"`
	Scopes []string `json:"scopes"`
}

// App is a program of others, without its secrets.
type App struct {
	ID             string   `json:"id"`
	Kind           string   `json:"kind" enum:"private,public"`
	Name           string   `json:"name"`
	Description    string   `json:"description"`
	ClientID       string   `json:"client_id"`
	RedirectURLs   []string `json:"redirect_urls"`
	Scopes         []string `json:"scopes"`
	OptionalScopes []string `json:"optional_scopes"`
	InboxIDs       []string `json:"inbox_ids" doc:"The inboxes it is limited to; empty: all"`
	CreatedBy      string   `json:"created_by" doc:"A user's name"`
	CreatedAt      *string  `json:"created_at"`
	UpdatedAt      *string  `json:"updated_at"`
	TokenCount     int      `json:"token_count" doc:"Tokens that hold: of a private app one or none; of a public one, access and refresh tokens of all who agreed"`
	LastUsedAt     *string  `json:"last_used_at"`
}

// NewApp is an app with the secrets that are shown this once.
type NewApp struct {
	App          App    `json:"app"`
	Token        string `json:"token" doc:"Of a private app; empty otherwise"`
	ClientSecret string `json:"client_secret"`
	DeveloperKey string `json:"developer_key"`
}

// AppSecret is one new secret of an app, shown this once.
type AppSecret struct {
	Value string `json:"value"`
}

type newAppInput struct {
	Body struct {
		Kind           string   `json:"kind" enum:"private,public"`
		Name           string   `json:"name" maxLength:"100"`
		Description    string   `json:"description,omitempty" maxLength:"500"`
		Scopes         []string `json:"scopes" maxItems:"100"`
		OptionalScopes []string `json:"optional_scopes,omitempty" maxItems:"100"`
		InboxIDs       []string `json:"inbox_ids,omitempty" maxItems:"500"`
		RedirectURLs   []string `json:"redirect_urls,omitempty" maxItems:"20"`
	}
}

type updateAppInput struct {
	ID   string `path:"id"`
	Body struct {
		Name           *string   `json:"name,omitempty" maxLength:"100"`
		Description    *string   `json:"description,omitempty" maxLength:"500"`
		Scopes         *[]string `json:"scopes,omitempty" maxItems:"100"`
		OptionalScopes *[]string `json:"optional_scopes,omitempty" maxItems:"100"`
		InboxIDs       *[]string `json:"inbox_ids,omitempty" maxItems:"500"`
		RedirectURLs   *[]string `json:"redirect_urls,omitempty" maxItems:"20"`
	}
}

func (c *call) apps(*struct{}) (*AppList, error) {
	r := c.s.DB.Read(c)
	apps, err := r.Apps()
	if err != nil {
		return nil, err
	}
	out := &AppList{Apps: []App{}}
	for _, a := range apps {
		shown, err := c.presentApp(r, a)
		if err != nil {
			return nil, err
		}
		out.Apps = append(out.Apps, shown)
	}
	for _, g := range parley.ScopeGroups {
		out.Scopes = append(out.Scopes, ScopeGroup{g.Name, g.Scopes})
	}
	return out, nil
}

func (c *call) oneApp(in *idPath) (*App, error) {
	a, err := c.app(in.ID)
	if err != nil {
		return nil, err
	}
	out, err := c.presentApp(c.s.DB.Read(c), a)
	return &out, err
}

func (c *call) newApp(in *newAppInput) (*NewApp, error) {
	b := in.Body
	inboxes, err := parseIDs[parley.InboxID]("inbox_ids", b.InboxIDs)
	if err != nil {
		return nil, err
	}
	a := &parley.App{Kind: parley.AppKind(b.Kind), Name: b.Name, Description: b.Description, Scopes: b.Scopes, OptionalScopes: b.OptionalScopes, InboxIDs: inboxes, RedirectURLs: b.RedirectURLs}
	out := &NewApp{}
	err = c.write(func(tx *store.Tx) error {
		secrets, err := settings.CreateApp(tx, c.User, a)
		if err != nil {
			return err
		}
		out.Token, out.ClientSecret, out.DeveloperKey = secrets.Token, secrets.ClientSecret, secrets.DeveloperKey
		out.App, err = c.presentApp(&tx.Reader, a)
		return err
	})
	return out, err
}

func (c *call) updateApp(in *updateAppInput) (*App, error) {
	a, err := c.app(in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	set(&a.Name, b.Name)
	set(&a.Description, b.Description)
	set(&a.Scopes, b.Scopes)
	set(&a.OptionalScopes, b.OptionalScopes)
	set(&a.RedirectURLs, b.RedirectURLs)
	if b.InboxIDs != nil {
		if a.InboxIDs, err = parseIDs[parley.InboxID]("inbox_ids", *b.InboxIDs); err != nil {
			return nil, err
		}
	}
	var out App
	err = c.write(func(tx *store.Tx) error {
		if err := settings.UpdateApp(tx, c.User, a); err != nil {
			return err
		}
		out, err = c.presentApp(&tx.Reader, a)
		return err
	})
	return &out, err
}

// set puts a value that was given in place.
func set[T any](at *T, given *T) {
	if given != nil {
		*at = *given
	}
}

// notNil is list, never null on the wire.
func notNil(list []string) []string { return append([]string{}, list...) }

// appVerb is a route that does something to an app.
func appVerb(verb func(tx *store.Tx, by *parley.User, a *parley.App) error) func(c *call, in *idPath) error {
	return func(c *call, in *idPath) error {
		a, err := c.app(in.ID)
		if err != nil {
			return err
		}
		return c.write(func(tx *store.Tx) error { return verb(tx, c.User, a) })
	}
}

// appSecret is a route that gives an app a new secret.
func appSecret(verb func(tx *store.Tx, by *parley.User, a *parley.App) (string, error)) func(c *call, in *idPath) (*AppSecret, error) {
	return func(c *call, in *idPath) (*AppSecret, error) {
		a, err := c.app(in.ID)
		if err != nil {
			return nil, err
		}
		out := &AppSecret{}
		err = c.write(func(tx *store.Tx) (err error) {
			out.Value, err = verb(tx, c.User, a)
			return err
		})
		return out, err
	}
}

func (c *call) app(id string) (*parley.App, error) {
	n, err := parley.ParseID[parley.AppID]("id", id)
	if err != nil {
		return nil, err
	}
	return c.s.DB.Read(c).App(n)
}

func (c *call) presentApp(r *store.Reader, a *parley.App) (App, error) {
	tokens, err := r.AppTokens(a.ID)
	if err != nil {
		return App{}, err
	}
	n, err := c.s.loadNames(r)
	if err != nil {
		return App{}, err
	}
	out := App{ID: a.ID.String(), Kind: string(a.Kind), Name: a.Name, Description: a.Description, ClientID: a.ClientID,
		RedirectURLs: notNil(a.RedirectURLs), Scopes: notNil(a.Scopes), OptionalScopes: notNil(a.OptionalScopes), InboxIDs: ids(a.InboxIDs),
		CreatedBy: n.user(a.CreatedBy), CreatedAt: when(a.CreatedAt), UpdatedAt: when(a.UpdatedAt)}
	for _, t := range tokens {
		if t.ExpiresAt.IsZero() || t.ExpiresAt.After(c.s.DB.Now()) {
			out.TokenCount++
		}
		if used := when(t.LastUsedAt); used != nil && (out.LastUsedAt == nil || *used > *out.LastUsedAt) {
			out.LastUsedAt = used
		}
	}
	return out, nil
}
