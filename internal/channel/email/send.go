package email

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"
	"time"

	"parley/internal/channel"
	"parley/internal/parley"
)

// Relay is a server that takes mail of accounts without one of their own.
type Relay struct {
	Server   parley.MailServer // Security "" is STARTTLS where it is offered, with any certificate
	Password string
}

// Sender sends by SMTP: through the server of the account, else through the
// relay.
type Sender struct {
	Directory channel.Directory
	Hostname  string // for EHLO; "localhost" if empty
	Relay     *Relay // nil: accounts without a server have no way out (EMAIL-25)
	Signer    Signer // nil: nothing is signed
	Tokens    TokenSource
	TLS       *tls.Config   // nil: the system's roots
	Timeout   time.Duration // for one message; 15 minutes
}

// Kind implements [channel.Adapter].
func (s *Sender) Kind() parley.ChannelKind { return parley.ChannelEmail }

// Send implements [channel.Adapter]. It does not retry: a temporary refusal is
// the caller's to wait out, and after an answer that never came the outcome is
// unknown (SAFE-05).
func (s *Sender) Send(ctx context.Context, acct *parley.ChannelAccount, out *channel.Outbound) (*channel.Receipt, error) {
	env, err := envelopeOf(out)
	if err != nil {
		return nil, &channel.SendError{Permanent: true, Reason: err.Error(), Err: err}
	}
	raw, index, err := s.compose(out)
	if err != nil {
		return nil, &channel.SendError{Permanent: true, Reason: err.Error(), Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, or(s.Timeout, 15*time.Minute))
	defer cancel()
	way, err := s.way(ctx, acct)
	if err != nil {
		return nil, s.troubled(ctx, acct, err)
	}
	client, err := connectSMTP(ctx, way)
	if err != nil {
		return nil, s.troubled(ctx, acct, err)
	}
	defer client.Close()
	stop := context.AfterFunc(ctx, func() { client.Close() })
	defer stop()

	receipt, err := submit(client, env, raw, out.HandOver)
	if err != nil {
		return nil, err
	}
	receipt.Raw, receipt.ThreadIndex = raw, index
	receipt.MailID = learned(receipt.Reply, way.server.Host, out.MailID)
	s.recovered(ctx, acct)
	return receipt, nil
}

var errNoWay = errors.New("no way out is set up for this address")

// way is how to reach a server and get in.
type way struct {
	server   parley.MailServer
	secret   string
	hostname string
	tls      *tls.Config
}

// way chooses between the account's own server and the relay.
func (s *Sender) way(ctx context.Context, acct *parley.ChannelAccount) (*way, error) {
	w := &way{hostname: or(s.Hostname, "localhost"), tls: s.TLS}
	switch {
	case acct.Settings.SMTP != nil:
		w.server = *acct.Settings.SMTP
		var err error
		w.secret, err = secret(ctx, s.Directory, s.Tokens, acct, &w.server, "smtp_password")
		return w, err
	case s.Relay != nil:
		w.server, w.secret = s.Relay.Server, s.Relay.Password
		return w, nil
	}
	return nil, errNoWay
}

// secret is the password or the token that opens a server of an account. A
// mailbox without an SMTP password of its own has one for both.
func secret(ctx context.Context, dir channel.Directory, tokens TokenSource, acct *parley.ChannelAccount, server *parley.MailServer, name string) (string, error) {
	if server.Auth == "xoauth2" {
		if tokens == nil {
			return "", &credentialError{words: "no sign-in with this provider is set up"}
		}
		return tokens(ctx, acct)
	}
	value, err := dir.Secret(ctx, acct.ID, name)
	if err != nil || value != "" || name == "imap_password" {
		return value, err
	}
	return dir.Secret(ctx, acct.ID, "imap_password")
}

// credentialError says that the other side does not let us in.
type credentialError struct {
	words string
	err   error
}

func (e *credentialError) Error() string { return e.words }
func (e *credentialError) Unwrap() error { return e.err }

// sendingPrefix tells trouble with sending from trouble with receiving.
const sendingPrefix = "Sending: "

// troubled makes of what went wrong before the message was shown a temporary
// error: the message waits. Where we are not let in the account says so
// (EMAIL-08).
func (s *Sender) troubled(ctx context.Context, acct *parley.ChannelAccount, err error) error {
	var credential *credentialError
	if errors.As(err, &credential) && s.Directory != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		if serr := s.Directory.SetState(ctx, acct.ID, parley.AccountFailed, sendingPrefix+credential.words); serr != nil {
			err = errors.Join(err, serr)
		}
	}
	return &channel.SendError{Reason: err.Error(), Err: err}
}

// recovered takes back what troubled said.
func (s *Sender) recovered(ctx context.Context, acct *parley.ChannelAccount) {
	if acct.State == parley.AccountFailed && strings.HasPrefix(acct.StateReason, sendingPrefix) {
		s.Directory.SetState(ctx, acct.ID, parley.AccountOK, "")
	}
}
