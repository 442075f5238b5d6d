package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"parley/internal/auth"
	"parley/internal/guard"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// superAdmin asks for what no permission gives: settings that open every
// account.
var superAdmin = right{name: "super admin", permission: "super_admin"}

const (
	oidcKey    = "oidc"
	oidcSecret = "oidc_secret"
	oidcCookie = "parley_oidc"
)

// OIDCSettings say who signs people in beside Parley itself.
type OIDCSettings struct {
	Enabled     bool   `json:"enabled"`
	Label       string `json:"label" maxLength:"60" doc:"On the button"`
	Issuer      string `json:"issuer" maxLength:"300"`
	ClientID    string `json:"client_id" maxLength:"300"`
	SecretSet   bool   `json:"secret_set,omitempty" doc:"Read only"`
	RedirectURL string `json:"redirect_url,omitempty" doc:"Read only: to be entered at the provider"`
}

func (s *Server) oidcSettings(r *store.Reader) (*OIDCSettings, error) {
	out := &OIDCSettings{}
	_, err := r.Setting(oidcKey, out)
	out.RedirectURL = strings.TrimSuffix(s.BaseURL, "/") + "/api/oidc/callback"
	return out, err
}

func (c *call) readOIDC(*struct{}) (*OIDCSettings, error) {
	r := c.s.DB.Read(c)
	out, err := c.s.oidcSettings(r)
	if err != nil {
		return nil, err
	}
	secret, err := r.Sealed(oidcSecret)
	out.SecretSet = len(secret) > 0
	return out, err
}

type oidcInput struct {
	Body struct {
		Enabled      bool   `json:"enabled"`
		Label        string `json:"label" maxLength:"60"`
		Issuer       string `json:"issuer" maxLength:"300"`
		ClientID     string `json:"client_id" maxLength:"300"`
		ClientSecret string `json:"client_secret,omitempty" maxLength:"500" doc:"Empty: the one that is set stays"`
	}
}

func (c *call) writeOIDC(in *oidcInput) (*OIDCSettings, error) {
	b := in.Body
	if b.Enabled && (!strings.HasPrefix(b.Issuer, "https://") && c.s.Outside == nil || b.ClientID == "") {
		return nil, parley.Invalidf("issuer", "give the provider's address, which starts with https://, and the client id")
	}
	err := c.write(func(tx *store.Tx) error {
		if err := settings.Set(tx, c.Actor(), oidcKey, OIDCSettings{Enabled: b.Enabled, Label: b.Label, Issuer: b.Issuer, ClientID: b.ClientID}); err != nil || b.ClientSecret == "" {
			return err
		}
		return settings.SetSecret(tx, c.Actor(), oidcSecret, b.ClientSecret)
	})
	if err != nil {
		return nil, err
	}
	return c.readOIDC(nil)
}

// OIDCOffer is what the sign-in page shows.
type OIDCOffer struct {
	Enabled  bool   `json:"enabled"`
	Label    string `json:"label"`
	StartURL string `json:"start_url"`
}

func (c *call) oidcOffer(*struct{}) (*OIDCOffer, error) {
	s, err := c.s.oidcSettings(c.s.DB.Read(c))
	if err != nil {
		return nil, err
	}
	return &OIDCOffer{s.Enabled, s.Label, "/api/oidc/start"}, nil
}

// oidcProvider discovers the provider as it is set now.
func (s *Server) oidcProvider(ctx context.Context) (*auth.OIDC, error) {
	r := s.DB.Read(ctx)
	set, err := s.oidcSettings(r)
	if err != nil {
		return nil, err
	}
	if !set.Enabled {
		return nil, parley.NotFoundf("sign-in by a provider is not set up")
	}
	secret, err := r.Sealed(oidcSecret)
	if err != nil {
		return nil, err
	}
	return s.oidc.get(ctx, auth.OIDCOptions{Issuer: set.Issuer, ClientID: set.ClientID, ClientSecret: string(secret), RedirectURL: set.RedirectURL, Client: s.outside(), Now: s.DB.Now})
}

// oidcCache keeps the provider discovered last: strangers must not make us ask
// it anew each time.
type oidcCache struct {
	mu       sync.Mutex
	key      string
	provider *auth.OIDC
}

func (o *oidcCache) get(ctx context.Context, options auth.OIDCOptions) (*auth.OIDC, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	key := strings.Join([]string{options.Issuer, options.ClientID, options.ClientSecret, options.RedirectURL}, "\n")
	if o.provider != nil && o.key == key {
		return o.provider, nil
	}
	provider, err := auth.NewOIDC(ctx, options)
	if err == nil {
		o.key, o.provider = key, provider
	}
	return provider, err
}

// outside is the client for addresses that people enter (ATK-27).
func (s *Server) outside() *http.Client {
	if s.Outside != nil {
		return s.Outside
	}
	return guard.Client(guard.ClientOptions{})
}

// startOIDC sends the browser to the provider. Who is signed in already links
// an identity.
func (c *call) startOIDC(w http.ResponseWriter, req *http.Request) error {
	provider, err := c.s.oidcProvider(c)
	if err != nil {
		return err
	}
	var user parley.UserID
	if req.URL.Query().Get("link") == "1" {
		id, err := c.s.identify(c)
		if err != nil {
			return err
		}
		user = id.User.ID
	}
	var url, state string
	err = c.write(func(tx *store.Tx) (err error) {
		if begun, err := tx.CountAttempt("oidc//"+info(c).address, time.Hour); err != nil || begun > oidcBegun {
			return tooMany(err)
		}
		url, state, err = provider.Start(tx, user)
		return err
	})
	if err != nil {
		return err
	}
	c.s.oidcState(w, state, 600)
	http.Redirect(w, req, url, http.StatusFound)
	return nil
}

// oidcBegun is how many sign-ins one address may begin in an hour.
const oidcBegun = 100

func tooMany(err error) error {
	if err != nil {
		return err
	}
	return parley.Errorf(parley.RateLimited, "too many tries: wait an hour")
}

func (s *Server) oidcState(w http.ResponseWriter, state string, maxAge int) {
	http.SetCookie(w, &http.Cookie{Name: oidcCookie, Value: state, Path: "/api/oidc", MaxAge: maxAge, HttpOnly: true,
		Secure: strings.HasPrefix(s.BaseURL, "https:"), SameSite: http.SameSiteLaxMode})
}

// finishOIDC takes the browser back. A sign-in that does not hold leads to the
// sign-in page, which says so.
func (c *call) finishOIDC(w http.ResponseWriter, req *http.Request) error {
	cookie := ""
	if ck, err := req.Cookie(oidcCookie); err == nil {
		cookie = ck.Value
	}
	c.s.oidcState(w, "", -1)
	u, linking, err := c.admitOIDC(req, cookie)
	if err != nil {
		slog.Warn("sign-in by a provider", "err", err)
		http.Redirect(w, req, "/signin?failed=oidc", http.StatusFound)
		return nil
	}
	if linking {
		http.Redirect(w, req, "/settings/profile?linked=1", http.StatusFound)
		return nil
	}
	if _, err := c.begin(u); err != nil {
		return err
	}
	http.Redirect(w, req, "/", http.StatusFound)
	return nil
}

func (c *call) admitOIDC(req *http.Request, cookie string) (u *parley.User, linking bool, err error) {
	provider, err := c.s.oidcProvider(c)
	if err != nil {
		return nil, false, err
	}
	q := req.URL.Query()
	claims, user, err := provider.Finish(c, c.s.DB, q.Get("state"), cookie, q.Get("code"))
	if err != nil {
		return nil, false, err
	}
	err = c.write(func(tx *store.Tx) error {
		if user == 0 {
			u, err = auth.Admit(tx, claims)
			return err
		}
		if u, err = tx.User(user); err != nil || !u.Active() {
			return parley.Errorf(parley.Unauthenticated, "sign in first")
		}
		return auth.Link(tx, u, claims)
	})
	return u, user != 0, err
}
