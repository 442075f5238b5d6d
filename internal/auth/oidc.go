package auth

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"parley/internal/parley"
	"parley/internal/store"
)

// OIDC is sign-in through a provider (OpenID Connect Core 1.0), by code with
// PKCE. The provider is discovered once.
type OIDC struct {
	provider *oidc.Provider
	config   oauth2.Config
	client   *http.Client
	now      func() time.Time
}

// OIDCOptions say where the provider is and who we are to it.
type OIDCOptions struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	RedirectURL  string
	Client       *http.Client // must refuse addresses inside (ATK-27)
	Now          func() time.Time
}

// NewOIDC discovers a provider.
func NewOIDC(ctx context.Context, o OIDCOptions) (*OIDC, error) {
	ctx = oidc.ClientContext(context.WithoutCancel(ctx), o.Client)
	provider, err := oidc.NewProvider(ctx, o.Issuer)
	if err != nil {
		return nil, &parley.Error{Kind: parley.Unavailable, Message: "the sign-in provider cannot be reached", Err: err}
	}
	return &OIDC{provider: provider, client: o.Client, now: o.Now, config: oauth2.Config{
		ClientID: o.ClientID, ClientSecret: o.ClientSecret, RedirectURL: o.RedirectURL,
		Endpoint: provider.Endpoint(), Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}}, nil
}

// consent is what is kept, until the browser comes back, of a sign-in begun.
type consent struct {
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
}

// consentLife is how long somebody may take at the provider.
const consentLife = 10 * time.Minute

// Start begins a sign-in: the URL to send the browser to, and the state that
// the browser must bring back, in the URL and in a cookie of its own. user is
// who wants to link an identity; zero to sign in.
func (o *OIDC) Start(tx *store.Tx, user parley.UserID) (url, state string, err error) {
	nonce, _ := NewToken()
	c := consent{Nonce: nonce, Verifier: oauth2.GenerateVerifier()}
	data, err := json.Marshal(c)
	if err != nil {
		return "", "", err
	}
	state, err = IssueToken(tx, user, PurposeOIDC, string(data), consentLife)
	return o.config.AuthCodeURL(state, oidc.Nonce(c.Nonce), oauth2.S256ChallengeOption(c.Verifier)), state, err
}

// Claims is who a provider says that somebody is.
type Claims struct {
	Issuer        string
	Subject       string
	Email         string
	EmailVerified bool
}

// errOIDC is the one answer to every sign-in that does not hold; the cause is
// for the log.
func errOIDC(err error) error {
	return &parley.Error{Kind: parley.Unauthenticated, Message: "the sign-in did not work: start again", Err: err}
}

// Finish checks what the browser brought back: that it is the browser that
// began (cookie), that the code is good, and that the token is signed, fresh,
// for us and for this sign-in (ATK-25). It returns also who began it.
func (o *OIDC) Finish(ctx context.Context, db *store.DB, state, cookie, code string) (*Claims, parley.UserID, error) {
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(cookie)) != 1 {
		return nil, 0, errOIDC(nil)
	}
	var begun *store.Token
	err := db.Write(ctx, func(tx *store.Tx) (err error) {
		begun, err = SpendToken(tx, state, PurposeOIDC)
		return err
	})
	var c consent
	if err == nil {
		err = json.Unmarshal([]byte(begun.Data), &c)
	}
	if err != nil {
		return nil, 0, errOIDC(err)
	}
	claims, err := o.exchange(ctx, code, c)
	if err != nil {
		return nil, 0, errOIDC(err)
	}
	return claims, begun.UserID, nil
}

func (o *OIDC) exchange(ctx context.Context, code string, c consent) (*Claims, error) {
	token, err := o.config.Exchange(oidc.ClientContext(ctx, o.client), code, oauth2.VerifierOption(c.Verifier))
	if err != nil {
		return nil, err
	}
	raw, _ := token.Extra("id_token").(string)
	verifier := o.provider.VerifierContext(oidc.ClientContext(ctx, o.client), &oidc.Config{ClientID: o.config.ClientID, Now: o.now})
	id, err := verifier.Verify(ctx, raw)
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(c.Nonce)) != 1 || id.Subject == "" {
		return nil, errOIDC(nil)
	}
	var extra struct {
		Email    string `json:"email"`
		Verified any    `json:"email_verified"`
	}
	if err := id.Claims(&extra); err != nil {
		return nil, err
	}
	return &Claims{Issuer: id.Issuer, Subject: id.Subject, Email: strings.ToLower(strings.TrimSpace(extra.Email)),
		EmailVerified: extra.Verified == true || extra.Verified == "true"}, nil // QUIRK: some providers write the boolean as text
}

// Admit finds who the claims are. An identity is known by issuer and subject
// alone (ATK-20). A verified address lets in only a colleague who was invited
// and has not joined: then whatever was set up before is void (ATK-21). Everyone
// else links the identity while signed in.
func Admit(tx *store.Tx, c *Claims) (*parley.User, error) {
	u, err := tx.UserByIdentity(c.Issuer, c.Subject)
	if parley.KindOf(err) == parley.NotFound {
		return admitInvited(tx, c)
	}
	if err != nil {
		return nil, err
	}
	if !u.Active() {
		return nil, errOIDC(nil)
	}
	return u, nil
}

func admitInvited(tx *store.Tx, c *Claims) (*parley.User, error) {
	stranger := parley.Errorf(parley.Unauthenticated, "nobody here is linked to this identity: sign in with your password and link it in your profile, or ask for an invitation")
	if c.Email == "" || !c.EmailVerified {
		return nil, stranger
	}
	u, err := tx.UserByEmail(c.Email)
	if parley.KindOf(err) == parley.NotFound || err == nil && (!u.Active() || u.InvitedAt.IsZero() || u.PasswordHash != "") {
		return nil, stranger
	}
	if err != nil {
		return nil, err
	}
	if linked, err := tx.Identities(u.ID); err != nil || linked > 0 {
		return nil, stranger
	}
	u.PasswordHash, u.TOTPSecret, u.RecoveryHashes = "", nil, nil
	u.InvitedAt, u.Availability = time.Time{}, parley.Available
	if err := tx.Save("user", u); err != nil {
		return nil, err
	}
	if err := tx.EndSessions(u.ID, 0); err != nil {
		return nil, err
	}
	if err := tx.DropAllTokens(u.ID); err != nil {
		return nil, err
	}
	return u, Link(tx, u, c)
}

// Link ties an identity to u. One that is somebody else's is a conflict.
func Link(tx *store.Tx, u *parley.User, c *Claims) error {
	other, err := tx.UserByIdentity(c.Issuer, c.Subject)
	if err == nil && other.ID != u.ID {
		return parley.Errorf(parley.Conflict, "this identity belongs to another colleague")
	}
	if err != nil && parley.KindOf(err) != parley.NotFound {
		return err
	}
	if err := tx.LinkIdentity(c.Issuer, c.Subject, u.ID); err != nil {
		return err
	}
	_, err = tx.Event(&parley.Event{ActorKind: parley.ActorUser, ActorID: int64(u.ID), Kind: "user.linked", Object: "user", ObjectID: int64(u.ID)})
	return err
}
