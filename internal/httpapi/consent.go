package httpapi

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// MailProvider is a company that lets people grant access to their mailbox.
type MailProvider struct {
	Name     string // "google" or "microsoft"
	IMAP     parley.MailServer
	SMTP     parley.MailServer
	AuthURL  func(state, verifier string) string
	Exchange func(ctx context.Context, code, verifier string) (address, secret string, err error)
}

// MailProviderInfo is one that is set up on this server.
type MailProviderInfo struct {
	Name string `json:"name"`
}

// MailProviderList is those that are set up.
type MailProviderList struct {
	MailProviders []MailProviderInfo `json:"mail_providers"`
}

func (c *call) mailProviders(*struct{}) (*MailProviderList, error) {
	out := &MailProviderList{[]MailProviderInfo{}}
	for _, p := range c.s.MailProviders {
		out.MailProviders = append(out.MailProviders, MailProviderInfo{p.Name})
	}
	return out, nil
}

func (s *Server) mailProvider(name string) (*MailProvider, error) {
	for i := range s.MailProviders {
		if s.MailProviders[i].Name == name {
			return &s.MailProviders[i], nil
		}
	}
	return nil, parley.NotFoundf("sign-in with %s is not set up on this server", name)
}

// mailConsent is what is kept of a consent under way.
type mailConsent struct {
	Provider   string                  `json:"provider"`
	Verifier   string                  `json:"verifier"`
	InboxID    parley.InboxID          `json:"inbox_id"`
	ImportDays int                     `json:"import_days"`
	AccountID  parley.ChannelAccountID `json:"account_id"` // of the account that is connected again
}

// consentLife is how long somebody may take at the provider.
const consentLife = 15 * time.Minute

type consentInput struct {
	Name string `path:"name"`
	Body struct {
		InboxID          string `json:"inbox_id,omitempty"`
		ImportDays       int    `json:"import_days,omitempty" minimum:"0" maximum:"30"`
		ChannelAccountID string `json:"channel_account_id,omitempty" doc:"Connect this one again"`
	}
}

// ConsentURL is where the browser goes.
type ConsentURL struct {
	URL string `json:"url"`
}

func (c *call) startConsent(in *consentInput) (*ConsentURL, error) {
	p, err := c.s.mailProvider(in.Name)
	if err != nil {
		return nil, err
	}
	verifier, _ := auth.NewToken()
	k := mailConsent{Provider: p.Name, Verifier: verifier, ImportDays: in.Body.ImportDays}
	if k.AccountID, err = orZero[parley.ChannelAccountID]("channel_account_id", in.Body.ChannelAccountID); err != nil {
		return nil, err
	}
	if k.AccountID == 0 {
		inbox, err := c.seenInbox(in.Body.InboxID)
		if err != nil {
			return nil, parley.Invalidf("inbox_id", "there is no such inbox")
		}
		k.InboxID = inbox.ID
	}
	data, err := json.Marshal(k)
	if err != nil {
		return nil, err
	}
	var state string
	err = c.write(func(tx *store.Tx) (err error) {
		state, err = auth.IssueToken(tx, c.User.ID, auth.PurposeMail, string(data), consentLife)
		return err
	})
	return &ConsentURL{p.AuthURL(state, verifier)}, err
}

// finishConsent takes the browser back from the provider and connects the
// mailbox. Only who began it can end it.
func (c *call) finishConsent(w http.ResponseWriter, req *http.Request) error {
	if err := c.consented(req); err != nil {
		slog.Warn("consent to read a mailbox", "err", err)
		http.Redirect(w, req, "/settings/channels?failed=consent", http.StatusFound)
		return nil
	}
	http.Redirect(w, req, "/settings/channels?connected=1", http.StatusFound)
	return nil
}

func (c *call) consented(req *http.Request) error {
	var k mailConsent
	err := c.write(func(tx *store.Tx) error {
		t, err := auth.SpendToken(tx, req.URL.Query().Get("state"), auth.PurposeMail)
		if err != nil {
			return err
		}
		if t.UserID != c.User.ID {
			return parley.NotFoundf("somebody else began this")
		}
		return json.Unmarshal([]byte(t.Data), &k)
	})
	if err != nil {
		return err
	}
	p, err := c.s.mailProvider(k.Provider)
	if err != nil {
		return err
	}
	address, secret, err := p.Exchange(c, req.URL.Query().Get("code"), k.Verifier)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error {
		secrets := map[string]string{"oauth_token": secret}
		if k.AccountID == 0 {
			return settings.ConnectAccount(tx, c.Actor(), p.account(address, k), secrets)
		}
		acct, err := tx.ChannelAccount(k.AccountID)
		if err != nil {
			return err
		}
		if !strings.EqualFold(acct.Address, address) {
			return parley.Errorf(parley.Conflict, "consent was given for %s, not for %s", address, acct.Address)
		}
		return settings.Reconnect(tx, c.Actor(), acct, secrets)
	})
}

func (p *MailProvider) account(address string, k mailConsent) *parley.ChannelAccount {
	imap, smtp := p.IMAP, p.SMTP
	imap.Username, imap.Auth, smtp.Username, smtp.Auth = address, "xoauth2", address, "xoauth2"
	return &parley.ChannelAccount{InboxID: k.InboxID, Channel: parley.ChannelEmail, Address: address,
		Settings: parley.ChannelSettings{IMAP: &imap, SMTP: &smtp, ImportDays: k.ImportDays}}
}
