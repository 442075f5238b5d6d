package main

import (
	"context"
	"crypto"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"

	"parley/internal/channel"
	"parley/internal/channel/email"
	"parley/internal/deliver"
	"parley/internal/httpapi"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// mailSender sends e-mail by the ways out that are set at the moment: what an
// administrator changes counts at once.
type mailSender struct{ p *program }

// Kind implements channel.Adapter.
func (s *mailSender) Kind() parley.ChannelKind { return parley.ChannelEmail }

// Send implements channel.Adapter.
func (s *mailSender) Send(ctx context.Context, acct *parley.ChannelAccount, out *channel.Outbound) (*channel.Receipt, error) {
	relay, err := s.p.relay(ctx)
	if err != nil {
		return nil, err
	}
	sender := email.Sender{Directory: s.p.directory, Hostname: s.p.options.MailDomain, Relay: relay, Tokens: s.p.tokens.Token, Signer: s.p.sign}
	return sender.Send(ctx, acct, out)
}

// sign finds the DKIM key of a domain.
func (p *program) sign(domain string) (string, crypto.Signer) {
	selector, key, err := settings.DKIM(p.db.Read(context.Background()), domain)
	if err != nil {
		slog.Error("read the DKIM key", "domain", domain, "err", err)
	}
	return selector, key
}

// relay is the server for accounts without one of their own: the one that an
// administrator set, else the one of the options, else the demo customer's
// mailbox, else none.
func (p *program) relay(ctx context.Context) (*email.Relay, error) {
	server, password, err := settings.Relay(p.db.Read(ctx))
	if err != nil {
		return nil, err
	}
	o := p.options
	switch {
	case server != nil:
		return &email.Relay{Server: *server, Password: password}, nil
	case o.Relay != "":
		host, port := splitPort(o.Relay, 587)
		return &email.Relay{Server: parley.MailServer{Host: host, Port: port, Security: o.RelayTLS, Username: o.RelayUser}, Password: o.RelayPass}, nil
	case p.demo != nil:
		host, port := splitPort(p.demo.Address(), 25)
		return &email.Relay{Server: parley.MailServer{Host: host, Port: port, Security: "none"}}, nil
	}
	return nil, nil
}

// wayOut reports whether there is such a server.
func (p *program) wayOut(ctx context.Context) bool {
	relay, err := p.relay(ctx)
	return err != nil || relay != nil
}

func splitPort(address string, port int) (string, int) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return address, port
	}
	fmt.Sscan(text, &port)
	return host, port
}

// door adds a server for incoming mail.
func (p *program) door(parts map[string]func(context.Context) error, name, address string, lmtp bool) error {
	if address == "" || address == "off" {
		return nil
	}
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("--%s-listen: %w", name, err)
	}
	o := email.DoorOptions{Hostname: p.options.MailDomain, LMTP: lmtp, MaxBytes: p.options.MaxMail}
	if p.options.TLSCert != "" {
		cert, err := tls.LoadX509KeyPair(p.options.TLSCert, p.options.TLSKey)
		if err != nil {
			return fmt.Errorf("--tls-cert: %w", err)
		}
		o.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	}
	door := email.NewDoor(p.receiver, p.directory, o)
	parts[name] = func(ctx context.Context) error { return door.Serve(ctx, ln) }
	return nil
}

// providers are those whose consent flow is set up.
func (o *options) providers() []*email.Provider {
	var out []*email.Provider
	back := o.BaseURL + "/api/mail-consent/callback"
	if o.GoogleID != "" {
		out = append(out, email.Google(o.GoogleID, o.GoogleSecret, back))
	}
	if o.MicrosoftID != "" {
		out = append(out, email.Microsoft(o.MicrosoftID, o.MicrosoftSecret, back))
	}
	return out
}

// mailProviders offers them to the settings.
func mailProviders(list []*email.Provider) []httpapi.MailProvider {
	hosts := map[string][2]string{"google": {"imap.gmail.com", "smtp.gmail.com"}, "microsoft": {"outlook.office365.com", "smtp.office365.com"}}
	var out []httpapi.MailProvider
	for _, p := range list {
		out = append(out, httpapi.MailProvider{
			Name: p.Name, AuthURL: p.AuthURL,
			IMAP: parley.MailServer{Host: hosts[p.Name][0], Port: 993, Security: "tls", Auth: "xoauth2"},
			SMTP: parley.MailServer{Host: hosts[p.Name][1], Port: 587, Security: "starttls", Auth: "xoauth2"},
			Exchange: func(ctx context.Context, code, verifier string) (string, string, error) {
				grant, err := p.Exchange(ctx, code, verifier)
				if err != nil {
					return "", "", err
				}
				return grant.Address, grant.Secret, nil
			},
		})
	}
	return out
}

// probe tests the servers of a mailbox before it is connected.
func probe(ctx context.Context, acct *parley.ChannelAccount, secrets map[string]string) (httpapi.ProbeResult, error) {
	found := email.Probe(ctx, &acct.Settings, email.Secrets{IMAP: secrets["imap_password"], SMTP: secrets["smtp_password"]}, nil)
	side := func(r *email.Reached) httpapi.ProbeSide {
		if r == nil {
			return httpapi.ProbeSide{OK: true, Folders: []string{}}
		}
		if r.Folders == nil {
			r.Folders = []string{}
		}
		return httpapi.ProbeSide{OK: r.OK, Message: r.Words, Folders: r.Folders}
	}
	return httpapi.ProbeResult{IMAP: side(found.IMAP), SMTP: side(found.SMTP)}, nil
}

// retryMail reads a quarantined mail again.
func (p *program) retryMail(ctx context.Context, q *store.Quarantine, raw []byte) error {
	acct, err := p.db.Read(ctx).ChannelAccount(q.AccountID)
	if err != nil {
		return err
	}
	return p.receiver.Retry(ctx, q, email.Inbound(raw, email.Meta{Account: acct, Ours: q.Ours}))
}

// post hands a letter of the settings to the door out.
func post(tx *store.Tx, to parley.Address, subject, text string) error {
	return deliver.Post(tx, deliver.Letter{To: to, Subject: subject, Text: text})
}

// score asks rspamd where the administrator has set one.
func (p *program) score(ctx context.Context, raw []byte) (bool, string, error) {
	return settings.Score(ctx, p.db, raw)
}
