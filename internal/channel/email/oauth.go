package email

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/oauth2"
)

// Provider is a company that lets people grant access to their mailbox by
// OAuth 2.0 (RFC 6749, with PKCE of RFC 7636).
type Provider struct {
	Name         string // "google" or "microsoft"
	ClientID     string
	ClientSecret string
	RedirectURL  string
	AuthorizeURL string
	TokenURL     string
	Scopes       []string
	Client       *http.Client // nil: the default one
}

// Google is Gmail and Workspace ("Using OAuth 2.0 to Access Google APIs").
func Google(clientID, clientSecret, redirectURL string) *Provider {
	return &Provider{
		Name: "google", ClientID: clientID, ClientSecret: clientSecret, RedirectURL: redirectURL,
		AuthorizeURL: "https://accounts.google.com/o/oauth2/v2/auth",
		TokenURL:     "https://oauth2.googleapis.com/token",
		Scopes:       []string{"https://mail.google.com/", "openid", "email"},
	}
}

// Microsoft is Outlook and Microsoft 365 ("Authenticate an IMAP, POP or SMTP
// connection using OAuth").
func Microsoft(clientID, clientSecret, redirectURL string) *Provider {
	return &Provider{
		Name: "microsoft", ClientID: clientID, ClientSecret: clientSecret, RedirectURL: redirectURL,
		AuthorizeURL: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
		TokenURL:     "https://login.microsoftonline.com/common/oauth2/v2.0/token",
		Scopes: []string{"https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send",
			"offline_access", "openid", "email"},
	}
}

// Grant is what a person gave.
type Grant struct {
	Address string // of the mailbox, as the provider tells; may be empty
	Secret  string // to be kept sealed as "oauth_token"
}

// AuthURL is where a person gives consent. state comes back with the code.
func (p *Provider) AuthURL(state, verifier string) string {
	return p.config().AuthCodeURL(state, oauth2.S256ChallengeOption(verifier), oauth2.AccessTypeOffline,
		oauth2.SetAuthURLParam("prompt", "consent")) // without it Google gives no second refresh token
}

// Exchange turns the code that came back into a grant.
func (p *Provider) Exchange(ctx context.Context, code, verifier string) (*Grant, error) {
	token, err := p.config().Exchange(p.context(ctx), code, oauth2.VerifierOption(verifier))
	if err != nil {
		return nil, p.explain(err)
	}
	if token.RefreshToken == "" {
		return nil, &credentialError{words: p.Name + " gave no refresh token"}
	}
	idToken, _ := token.Extra("id_token").(string)
	secret, err := seal(p.Name, token)
	return &Grant{Address: subject(idToken), Secret: secret}, err
}

// refresh returns a token that is good now, the same if it still is.
func (p *Provider) refresh(ctx context.Context, token *oauth2.Token) (*oauth2.Token, error) {
	fresh, err := p.config().TokenSource(p.context(ctx), token).Token()
	if err != nil {
		return nil, p.explain(err)
	}
	return fresh, nil
}

func (p *Provider) config() *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, RedirectURL: p.RedirectURL, Scopes: p.Scopes,
		Endpoint: oauth2.Endpoint{AuthURL: p.AuthorizeURL, TokenURL: p.TokenURL, AuthStyle: oauth2.AuthStyleInParams},
	}
}

func (p *Provider) context(ctx context.Context) context.Context {
	if p.Client == nil {
		return ctx
	}
	return context.WithValue(ctx, oauth2.HTTPClient, p.Client)
}

// explain makes a refusal a credentialError with the provider's words. A
// provider that is out of order refuses nothing.
func (p *Provider) explain(err error) error {
	var refusal *oauth2.RetrieveError
	if !errors.As(err, &refusal) || refusal.ErrorCode == "" || refusal.Response.StatusCode >= 500 {
		return fmt.Errorf("%s: %w", p.Name, err)
	}
	return &credentialError{words: strings.TrimSpace(refusal.ErrorCode + " " + refusal.ErrorDescription), err: err}
}

// subject reads the address in an ID token. It came from the provider itself
// over TLS, so its signature need not be checked (OpenID Connect Core 1.0
// section 3.1.3.7).
func subject(idToken string) string {
	parts := strings.Split(idToken, ".")
	if len(parts) != 3 {
		return ""
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims struct {
		Email    string `json:"email"`
		Username string `json:"preferred_username"`
	}
	if err != nil || json.Unmarshal(payload, &claims) != nil {
		return ""
	}
	return strings.ToLower(or(claims.Email, claims.Username))
}
