package hubapi

import (
	"net/url"
	"strconv"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

func (s *Server) oauthRoutes() {
	s.open(post, "/oauth/v1/token", 200, (*call).token)
	s.open(get, "/oauth/v1/access-tokens/{token}", 200, (*call).accessToken)
	s.open(get, "/oauth/v1/refresh-tokens/{token}", 200, (*call).refreshToken)
	s.open(del, "/oauth/v1/refresh-tokens/{token}", 204, (*call).dropRefreshToken)
}

// tokensOut are an app's tokens.
type tokensOut struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	ExpiresIn    int    `json:"expires_in"` // in seconds
	TokenType    string `json:"token_type"`
}

// token gives an app tokens for a code or a refresh token (CAPI-24).
func (c *call) token() (any, error) {
	if err := c.r.ParseForm(); err != nil {
		return nil, parley.Errorf(parley.Invalid, "send the parameters form-encoded")
	}
	form := c.r.PostForm
	app, err := c.client(form)
	if err != nil {
		return nil, err
	}
	var tokens auth.AppTokens
	err = c.tx(func(tx *store.Tx) (err error) {
		switch form.Get("grant_type") {
		case "authorization_code":
			tokens, err = auth.Exchange(tx, app, form.Get("code"), form.Get("redirect_uri"))
		case "refresh_token":
			tokens, err = auth.Refresh(tx, app, form.Get("refresh_token"))
		default:
			err = parley.Invalidf("grant_type", "grant_type is authorization_code or refresh_token")
		}
		return err
	})
	return tokensOut{tokens.Access, tokens.Refresh, int(auth.AppTokenLife.Seconds()), "bearer"}, err
}

// client is the app that shows its client id and secret.
func (c *call) client(form url.Values) (*parley.App, error) {
	wrong := &parley.Error{Kind: parley.Invalid, Field: "client_id", Code: "BAD_CLIENT", Message: "missing or unknown client id or secret"}
	app, err := c.read().AppByClient(form.Get("client_id"))
	if parley.KindOf(err) == parley.NotFound {
		return nil, wrong
	} else if err != nil {
		return nil, err
	}
	secret, err := settings.AppSecret(c.s.DB, app)
	if err == nil && !auth.SameSecret(secret, []byte(form.Get("client_secret"))) {
		err = wrong
	}
	return app, err
}

// tokenInfo is what a token says of itself.
type tokenInfo struct {
	Token     string   `json:"token"`
	User      string   `json:"user,omitempty"`
	UserID    int64    `json:"user_id"`
	HubID     int64    `json:"hub_id"`
	HubDomain string   `json:"hub_domain,omitempty"`
	AppID     int64    `json:"app_id,omitempty"`
	ClientID  string   `json:"client_id,omitempty"`
	Scopes    []string `json:"scopes"`
	TokenType string   `json:"token_type"`
	ExpiresIn int      `json:"expires_in,omitempty"`
}

func (c *call) accessToken() (any, error) {
	id, err := auth.IdentifyApp(c, c.s.DB, c.name("token"))
	if parley.KindOf(err) == parley.Unauthenticated || err == nil && id.Token.ExpiresAt.IsZero() {
		return nil, parley.NotFoundf("this is no access token that a user agreed to")
	} else if err != nil {
		return nil, err
	}
	out, err := c.describe(id.Token)
	out.AppID, out.TokenType = int64(id.App.ID), "access"
	out.ExpiresIn = int(id.Token.ExpiresAt.Sub(c.s.DB.Now()).Seconds())
	return out, err
}

func (c *call) refreshToken() (any, error) {
	t, err := c.findRefreshToken(c.read())
	if err != nil {
		return nil, err
	}
	out, err := c.describe(t)
	if err != nil {
		return nil, err
	}
	app, err := c.read().App(t.AppID)
	if err != nil {
		return nil, err
	}
	out.ClientID, out.TokenType = app.ClientID, "refresh"
	return out, nil
}

func (c *call) findRefreshToken(r *store.Reader) (*store.AppToken, error) {
	t, err := auth.RefreshToken(r, c.name("token"))
	if parley.KindOf(err) == parley.Invalid {
		err = parley.NotFoundf("this is no refresh token")
	}
	return t, err
}

// describe tells whose token it is.
func (c *call) describe(t *store.AppToken) (*tokenInfo, error) {
	out := &tokenInfo{Token: c.name("token"), UserID: int64(t.UserID), Scopes: append([]string{}, t.Scopes...)}
	account, err := c.read().Account()
	if err != nil {
		return out, err
	}
	if account != nil {
		out.HubID, _ = strconv.ParseInt(account.PortalID(), 10, 64)
	}
	if u, err := url.Parse(c.s.BaseURL); err == nil {
		out.HubDomain = u.Host
	}
	if u, err := c.read().User(t.UserID); err == nil {
		out.User = u.Email
	}
	return out, nil
}

func (c *call) dropRefreshToken() (any, error) {
	return nil, c.tx(func(tx *store.Tx) error {
		t, err := c.findRefreshToken(&tx.Reader)
		if err != nil {
			return err
		}
		return tx.RevokeGrant(t.AppID, t.UserID)
	})
}
