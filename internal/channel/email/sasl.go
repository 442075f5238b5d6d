package email

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/emersion/go-sasl"

	"parley/internal/parley"
)

// TokenSource returns an access token for XOAUTH2 that is good now.
type TokenSource func(ctx context.Context, acct *parley.ChannelAccount) (string, error)

// xoauth2 is the mechanism of Google and Microsoft ("OAuth 2.0 Mechanism",
// Gmail developer documentation). On refusal the server sends its reasons as a
// challenge, which is answered by an empty line before the error comes.
type xoauth2 struct {
	username, token string
	words           string // what the server had to say on refusal
}

func (x *xoauth2) Start() (mech string, ir []byte, err error) {
	return "XOAUTH2", fmt.Appendf(nil, "user=%s\x01auth=Bearer %s\x01\x01", x.username, x.token), nil
}

func (x *xoauth2) Next(challenge []byte) ([]byte, error) {
	var reasons struct{ Status, Scope string }
	if json.Unmarshal(challenge, &reasons) == nil && reasons.Status != "" {
		x.words = "token refused (status " + reasons.Status + ")"
	}
	return []byte{}, nil
}

// mechanism chooses how to authenticate among those a server offers. Without a
// user name there is nothing to do: both results are nil.
func mechanism(server *parley.MailServer, secret string, offered []string) (sasl.Client, error) {
	offers := func(name string) bool {
		for _, o := range offered {
			if strings.EqualFold(o, name) {
				return true
			}
		}
		return false
	}
	switch {
	case server.Username == "":
		return nil, nil
	case server.Auth == "xoauth2":
		return &xoauth2{username: server.Username, token: secret}, nil
	case offers(sasl.Plain):
		return sasl.NewPlainClient("", server.Username, secret), nil
	case offers(sasl.Login):
		return sasl.NewLoginClient(server.Username, secret), nil
	}
	return nil, fmt.Errorf("%s offers no way to sign in with a password", server.Host)
}
