package email

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"golang.org/x/oauth2"

	"parley/internal/channel"
	"parley/internal/parley"
)

// Tokens keeps the access tokens of accounts good. Its Token method is a
// [TokenSource]. Safe for concurrent use.
type Tokens struct {
	Directory channel.Directory
	Providers []*Provider

	mu    sync.Mutex
	locks map[parley.ChannelAccountID]*sync.Mutex
}

// sealed is a grant as it is kept.
type sealed struct {
	Provider string        `json:"provider"`
	Token    *oauth2.Token `json:"token"`
}

func seal(provider string, token *oauth2.Token) (string, error) {
	text, err := json.Marshal(sealed{provider, token})
	return string(text), err
}

// Token returns an access token, a new one if the last has run out. A provider
// may take back the old refresh token with each renewal, so the new one is kept
// before it is used, and two renewals never cross.
func (t *Tokens) Token(ctx context.Context, acct *parley.ChannelAccount) (string, error) {
	lock := t.lock(acct.ID)
	lock.Lock()
	defer lock.Unlock()
	text, err := t.Directory.Secret(ctx, acct.ID, "oauth_token")
	if err != nil {
		return "", err
	}
	var kept sealed
	if text == "" || json.Unmarshal([]byte(text), &kept) != nil || kept.Token == nil {
		return "", &credentialError{words: "connect the mailbox again"}
	}
	provider := t.provider(kept.Provider)
	if provider == nil {
		return "", &credentialError{words: fmt.Sprintf("sign-in with %q is not set up on this server", kept.Provider)}
	}
	fresh, err := provider.refresh(ctx, kept.Token)
	if err != nil || fresh.AccessToken == kept.Token.AccessToken {
		return kept.Token.AccessToken, err
	}
	if text, err = seal(provider.Name, fresh); err != nil {
		return "", err
	}
	return fresh.AccessToken, t.Directory.SetSecret(ctx, acct.ID, "oauth_token", text)
}

func (t *Tokens) provider(name string) *Provider {
	for _, p := range t.Providers {
		if p.Name == name {
			return p
		}
	}
	return nil
}

func (t *Tokens) lock(id parley.ChannelAccountID) *sync.Mutex {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.locks == nil {
		t.locks = map[parley.ChannelAccountID]*sync.Mutex{}
	}
	if t.locks[id] == nil {
		t.locks[id] = &sync.Mutex{}
	}
	return t.locks[id]
}
