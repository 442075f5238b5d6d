package auth

import (
	"context"
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// provider is a strict OpenID provider: it checks the client, the redirect and
// the PKCE verifier, and signs what the test tells it.
type provider struct {
	t      *testing.T
	url    string
	key    *rsa.PrivateKey
	codes  map[string]url.Values // code → the request for consent
	claims map[string]any        // of the next token, over the right ones
	alg    string                // of the next token; empty: RS256
	signer *rsa.PrivateKey       // of the next token; nil: the published key
}

var providerKey, strangerKey = mustKey(), mustKey()

func mustKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

func newProvider(t *testing.T) *provider {
	p := &provider{t: t, key: providerKey, codes: map[string]url.Values{}, claims: map[string]any{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		write(w, map[string]any{"issuer": p.url, "authorization_endpoint": p.url + "/authorize", "token_endpoint": p.url + "/token", "jwks_uri": p.url + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		write(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1",
			"n": b64(p.key.N.Bytes()), "e": b64(big.NewInt(int64(p.key.E)).Bytes())}}})
	})
	mux.HandleFunc("POST /token", p.token)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

func write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// consent plays the person who agrees at the provider.
func (p *provider) consent(authURL string) (code string) {
	u, err := url.Parse(authURL)
	if err != nil {
		p.t.Fatal(err)
	}
	code = store.RandomHex(8)
	p.codes[code] = u.Query()
	return code
}

func (p *provider) token(w http.ResponseWriter, req *http.Request) {
	req.ParseForm()
	asked := p.codes[req.PostForm.Get("code")]
	delete(p.codes, req.PostForm.Get("code"))
	challenge := sha256.Sum256([]byte(req.PostForm.Get("code_verifier")))
	id, secret, _ := req.BasicAuth()
	if asked == nil || b64(challenge[:]) != asked.Get("code_challenge") || asked.Get("redirect_uri") != req.PostForm.Get("redirect_uri") || id != "parley" || secret != "hush" {
		w.WriteHeader(http.StatusBadRequest)
		write(w, map[string]string{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{"iss": p.url, "aud": "parley", "sub": "subject-1", "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(), "nonce": asked.Get("nonce")}
	for name, value := range p.claims {
		claims[name] = value
	}
	write(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": p.sign(claims)})
}

func (p *provider) sign(claims map[string]any) string {
	alg := p.alg
	if alg == "" {
		alg = "RS256"
	}
	header, _ := json.Marshal(map[string]string{"alg": alg, "kid": "1", "typ": "JWT"})
	payload, _ := json.Marshal(claims)
	text := b64(header) + "." + b64(payload)
	sum := sha256.Sum256([]byte(text))
	switch alg {
	case "none":
		return text + "."
	case "HS256":
		mac := hmac.New(sha256.New, []byte("hush"))
		mac.Write([]byte(text))
		return text + "." + b64(mac.Sum(nil))
	}
	key := p.signer
	if key == nil {
		key = p.key
	}
	sig, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		p.t.Fatal(err)
	}
	return text + "." + b64(sig)
}

// door is an installation with a provider.
type door struct {
	*provider
	db   *store.DB
	oidc *OIDC
}

func newDoor(t *testing.T) *door {
	t.Helper()
	p, db := newProvider(t), storetest.New(t)
	o, err := NewOIDC(context.Background(), OIDCOptions{Issuer: p.url, ClientID: "parley", ClientSecret: "hush", RedirectURL: "http://parley.test/callback", Client: http.DefaultClient, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return &door{p, db, o}
}

// enter goes through a whole sign-in, or linking for a user.
func (d *door) enter(user parley.UserID) (*Claims, parley.UserID, error) {
	d.t.Helper()
	var authURL, state string
	storetest.Write(d.t, d.db, func(tx *store.Tx) (err error) {
		authURL, state, err = d.oidc.Start(tx, user)
		return err
	})
	return d.oidc.Finish(context.Background(), d.db, state, state, d.consent(authURL))
}

func (d *door) user(u *parley.User) *parley.User {
	d.t.Helper()
	storetest.Write(d.t, d.db, func(tx *store.Tx) error {
		u.ID, u.CreatedAt = parley.UserID(tx.NewID()), tx.Now
		return tx.Insert("user", u)
	})
	return u
}

func (d *door) admit(c *Claims) (u *parley.User, err error) {
	err = d.db.Write(context.Background(), func(tx *store.Tx) error {
		u, err = Admit(tx, c)
		return err
	})
	return u, err
}

// ATK-25: a table of tokens, each wrong in one way, and one that is right.
func TestOIDC_refusesBadTokens(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		claims map[string]any
		alg    string
		signer *rsa.PrivateKey
		good   bool
	}{
		{name: "right", good: true},
		{name: "for somebody else", claims: map[string]any{"aud": "another"}},
		{name: "no audience", claims: map[string]any{"aud": nil}},
		{name: "too old", claims: map[string]any{"exp": time.Now().Add(-time.Hour).Unix()}},
		{name: "no expiry", claims: map[string]any{"exp": nil}},
		{name: "of another issuer", claims: map[string]any{"iss": "https://evil.test"}},
		{name: "of another sign-in", claims: map[string]any{"nonce": "stale"}},
		{name: "without nonce", claims: map[string]any{"nonce": nil}},
		{name: "without subject", claims: map[string]any{"sub": ""}},
		{name: "unsigned", alg: "none"},
		{name: "signed by the client's secret", alg: "HS256"},
		{name: "signed by another key", signer: strangerKey},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDoor(t)
			d.claims, d.alg, d.signer = c.claims, c.alg, c.signer
			if _, _, err := d.enter(0); (err == nil) != c.good {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A sign-in begun in one browser cannot be ended in another, nor twice.
func TestOIDC_stateBelongsToOneBrowserOnce(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	ctx := context.Background()
	var authURL, state string
	storetest.Write(t, d.db, func(tx *store.Tx) (err error) { authURL, state, err = d.oidc.Start(tx, 0); return err })
	for _, cookie := range []string{"", "another"} {
		if _, _, err := d.oidc.Finish(ctx, d.db, state, cookie, d.consent(authURL)); err == nil {
			t.Errorf("cookie %q was accepted", cookie)
		}
	}
	if _, _, err := d.oidc.Finish(ctx, d.db, "", "", d.consent(authURL)); err == nil {
		t.Error("an empty state was accepted")
	}
	if _, _, err := d.oidc.Finish(ctx, d.db, state, state, d.consent(authURL)); err != nil {
		t.Error(err)
	}
	if _, _, err := d.oidc.Finish(ctx, d.db, state, state, d.consent(authURL)); err == nil {
		t.Error("a state was accepted twice")
	}
}

// ATK-20: an address, verified or not, never opens an account that somebody
// uses; only issuer and subject do.
func TestAdmit_knowsByIssuerAndSubjectAlone(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	u := d.user(&parley.User{Email: "ada@shop.test", PasswordHash: "hash", SuperAdmin: true})
	for _, verified := range []any{true, "true", false, nil} {
		d.claims = map[string]any{"email": "ada@shop.test", "email_verified": verified}
		c, _, err := d.enter(0)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := d.admit(c); err == nil {
			t.Errorf("email_verified %v let in %v", verified, got.Email)
		}
	}
	c, who, err := d.enter(u.ID)
	if err != nil || who != u.ID {
		t.Fatal(who, err)
	}
	storetest.Write(t, d.db, func(tx *store.Tx) error { return Link(tx, u, c) })
	d.claims = map[string]any{"email": "changed@elsewhere.test"}
	if c, _, err = d.enter(0); err != nil {
		t.Fatal(err)
	}
	if got, err := d.admit(c); err != nil || got.ID != u.ID {
		t.Errorf("got %v, %v after linking", got, err)
	}
	c.Issuer = "https://another.test"
	if got, err := d.admit(c); err == nil {
		t.Errorf("the same subject of another issuer let in %v", got.Email)
	}
	other := d.user(&parley.User{Email: "bob@shop.test", PasswordHash: "hash"})
	c.Issuer = d.url
	if err := d.db.Write(context.Background(), func(tx *store.Tx) error { return Link(tx, other, c) }); parley.KindOf(err) != parley.Conflict {
		t.Errorf("an identity was linked twice: %v", err)
	}
}

// ATK-21: whoever proves the address of an invited colleague takes over the
// account alone: what anybody set up before is void.
func TestAdmit_resetsAnInvitedAccount(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	u := d.user(&parley.User{Email: "new@shop.test", InvitedAt: time.Now(), TOTPSecret: []byte("planted"), RecoveryHashes: []string{"planted"}})
	var session, invitation string
	storetest.Write(t, d.db, func(tx *store.Tx) (err error) {
		if session, _, err = StartSession(tx, u.ID, "planted", ""); err != nil {
			return err
		}
		invitation, err = IssueToken(tx, u.ID, PurposeInvite, "", TokenLife)
		return err
	})
	d.claims = map[string]any{"email": "New@Shop.test", "email_verified": false}
	c, _, err := d.enter(0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.admit(c); err == nil {
		t.Fatal("an unverified address was believed")
	}
	c.EmailVerified = true
	got, err := d.admit(c)
	if err != nil || got.ID != u.ID || len(got.TOTPSecret) > 0 || len(got.RecoveryHashes) > 0 || got.PasswordHash != "" {
		t.Fatalf("got %+v, %v", got, err)
	}
	if _, err := Identify(context.Background(), d.db, session, ""); err == nil {
		t.Error("an earlier session lives on")
	}
	if _, err := PeekToken(d.db.Read(context.Background()), invitation, PurposeInvite, time.Now()); err == nil {
		t.Error("the invitation lives on")
	}
	again := *c
	again.Subject = "subject-2"
	if _, err := d.admit(&again); err == nil {
		t.Error("a second identity took the same account by its address")
	}
}
