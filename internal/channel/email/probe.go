package email

import (
	"context"
	"crypto/tls"
	"time"

	"parley/internal/parley"
)

// probeTimeout bounds a connection test: somebody is waiting for it.
const probeTimeout = 20 * time.Second

// Secrets open the servers of an account that is about to be connected.
type Secrets struct {
	IMAP string // password, or token for XOAUTH2
	SMTP string // empty: the same as IMAP
}

// Probed is what a connection test found.
type Probed struct {
	IMAP *Reached // nil: no server to test
	SMTP *Reached
}

// Reached says whether a server let us in.
type Reached struct {
	OK      bool
	Words   string   // why not, in the server's words where it spoke
	Folders []string // of the mailbox
	Sent    string   // the folder with sent mail, as far as it is found
}

// Probe tests the servers of settings and changes nothing.
func Probe(ctx context.Context, settings *parley.ChannelSettings, secrets Secrets, base *tls.Config) Probed {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	var probed Probed
	if settings.IMAP != nil {
		probed.IMAP = probeIMAP(ctx, settings.IMAP, secrets.IMAP, base)
	}
	if settings.SMTP != nil {
		probed.SMTP = probeSMTP(ctx, settings.SMTP, or(secrets.SMTP, secrets.IMAP), base)
	}
	return probed
}

func probeIMAP(ctx context.Context, server *parley.MailServer, secret string, base *tls.Config) *Reached {
	client, err := connectIMAP(ctx, server, secret, base, func() {})
	if err != nil {
		return &Reached{Words: err.Error()}
	}
	defer client.Close()
	stop := context.AfterFunc(ctx, func() { client.Close() })
	defer stop()
	names, sent, err := folders(client)
	if err != nil {
		return &Reached{Words: err.Error()}
	}
	client.Logout().Wait()
	return &Reached{OK: true, Folders: names, Sent: sent}
}

func probeSMTP(ctx context.Context, server *parley.MailServer, secret string, base *tls.Config) *Reached {
	client, err := connectSMTP(ctx, &way{server: *server, secret: secret, hostname: "localhost", tls: base})
	if err != nil {
		return &Reached{Words: err.Error()}
	}
	defer client.Close()
	stop := context.AfterFunc(ctx, func() { client.Close() })
	defer stop()
	client.Quit()
	return &Reached{OK: true}
}
