package email

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-smtp"

	"parley/internal/parley"
)

const (
	dialTimeout  = 30 * time.Second
	enterTimeout = time.Minute // until we are let in
)

// dialServer opens a connection, with TLS if the server wants it from the start.
func dialServer(ctx context.Context, server *parley.MailServer, base *tls.Config, patience time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(server.Host, strconv.Itoa(server.Port)))
	if err != nil {
		return nil, err
	}
	conn = &impatient{Conn: conn, read: patience}
	if server.Security != "tls" {
		return conn, nil
	}
	secure := tls.Client(conn, tlsFor(server, base))
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, fmt.Errorf("TLS with %s: %w", server.Host, err)
	}
	return secure, nil
}

func tlsFor(server *parley.MailServer, base *tls.Config) *tls.Config {
	config := &tls.Config{}
	if base != nil {
		config = base.Clone()
	}
	config.ServerName = server.Host
	return config
}

// connectSMTP opens a connection ready for MAIL.
func connectSMTP(ctx context.Context, w *way) (*smtp.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, enterTimeout)
	defer cancel()
	client, err := greetSMTP(ctx, w)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { client.Close() })
	defer stop()
	if err := w.enter(client); err != nil {
		client.Close()
		return nil, err
	}
	return client, nil
}

// greetSMTP connects and secures the connection.
func greetSMTP(ctx context.Context, w *way) (*smtp.Client, error) {
	conn, err := dialServer(ctx, &w.server, w.tls, smtpPatience)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	switch w.server.Security {
	case "starttls":
		return smtp.NewClientStartTLS(conn, tlsFor(&w.server, w.tls))
	case "tls", "none":
		return smtp.NewClient(conn), nil
	}
	return opportune(ctx, conn, w)
}

// opportune uses STARTTLS where it is offered, whatever the certificate, as
// servers do among themselves (RFC 7435).
func opportune(ctx context.Context, conn net.Conn, w *way) (*smtp.Client, error) {
	config := tlsFor(&w.server, w.tls)
	config.InsecureSkipVerify = true
	if client, err := smtp.NewClientStartTLS(conn, config); err == nil {
		return client, nil
	}
	conn, err := dialServer(ctx, &w.server, w.tls, smtpPatience)
	if err != nil {
		return nil, err
	}
	return smtp.NewClient(conn), nil
}

// enter says hello and signs in.
func (w *way) enter(client *smtp.Client) error {
	if err := client.Hello(w.hostname); err != nil {
		return fmt.Errorf("%s: %w", w.server.Host, plain(err))
	}
	_, offered := client.Extension("AUTH")
	auth, err := mechanism(&w.server, w.secret, strings.Fields(offered))
	if err != nil {
		return &credentialError{words: err.Error()}
	}
	if auth == nil {
		return nil
	}
	err = client.Auth(auth)
	var answer *smtp.SMTPError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &answer) && answer.Code/100 == 5:
		return &credentialError{words: words(answer), err: err}
	}
	return fmt.Errorf("%s: %w", w.server.Host, plain(err))
}

// plain gives an SMTP answer the words of the server.
func plain(err error) error {
	var answer *smtp.SMTPError
	if errors.As(err, &answer) {
		return errors.New(words(answer))
	}
	return err
}
