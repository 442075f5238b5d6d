package email

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"

	"parley/internal/parley"
)

// connectIMAP opens a connection and signs in. news is called when the server
// tells of new mail, from a goroutine of its own; it must not block.
func connectIMAP(ctx context.Context, server *parley.MailServer, secret string, base *tls.Config, news func()) (*imapclient.Client, error) {
	conn, err := dialServer(ctx, server, base, imapPatience)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	options := &imapclient.Options{
		TLSConfig: tlsFor(server, base),
		UnilateralDataHandler: &imapclient.UnilateralDataHandler{
			Mailbox: func(data *imapclient.UnilateralDataMailbox) {
				if data.NumMessages != nil {
					news()
				}
			},
		},
	}
	client, err := greetIMAP(server, conn, options)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", server.Host, err)
	}
	if err := signIn(client, server, secret); err != nil {
		client.Close()
		return nil, err
	}
	return client, nil
}

// greetIMAP waits for the greeting and secures the connection.
func greetIMAP(server *parley.MailServer, conn net.Conn, options *imapclient.Options) (*imapclient.Client, error) {
	if server.Security == "starttls" {
		return imapclient.NewStartTLS(conn, options)
	}
	client := imapclient.New(conn, options)
	if err := client.WaitGreeting(); err != nil {
		client.Close()
		return nil, err
	}
	return client, nil
}

// signIn makes a refusal of the server a credentialError with its words.
func signIn(client *imapclient.Client, server *parley.MailServer, secret string) error {
	err := authenticate(client, server, secret)
	var answer *imap.Error
	var credential *credentialError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &credential):
		return err
	case !errors.As(err, &answer):
		return fmt.Errorf("sign in at %s: %w", server.Host, err)
	case answer.Type == imap.StatusResponseTypeNo && !passing(answer.Code):
		return &credentialError{words: answer.Text, err: err}
	}
	return fmt.Errorf("sign in at %s: %s", server.Host, answer.Text)
}

// passing reports whether a refusal is of the moment (RFC 5530).
func passing(code imap.ResponseCode) bool {
	switch code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeServerBug, imap.ResponseCodeLimit:
		return true
	}
	return false
}

func authenticate(client *imapclient.Client, server *parley.MailServer, secret string) error {
	var err error
	switch caps := client.Caps(); {
	case server.Auth == "xoauth2":
		x := &xoauth2{username: server.Username, token: secret}
		if err = client.Authenticate(x); err != nil && x.words != "" {
			err = &credentialError{words: x.words, err: err}
		}
	case caps.Has(imap.AuthCap(sasl.Plain)):
		err = client.Authenticate(sasl.NewPlainClient("", server.Username, secret))
	default:
		err = client.Login(server.Username, secret).Wait()
	}
	return err
}

// known names of folders for sent mail, lower case, where the server does not
// mark one (RFC 6154).
var sentNames = map[string]bool{
	"sent": true, "sent items": true, "sent mail": true, "sent messages": true,
	"gesendet": true, "gesendete objekte": true, "gesendete elemente": true, "gesendete nachrichten": true,
	"envoyés": true, "éléments envoyés": true, "messages envoyés": true, "objets envoyés": true,
	"enviados": true, "elementos enviados": true, "itens enviados": true, "mensajes enviados": true,
	"inviata": true, "posta inviata": true, "verzonden": true, "verzonden items": true, "verzonden berichten": true,
	"wysłane": true, "elementy wysłane": true, "skickat": true, "sendt": true, "lähetetyt": true, "odeslané": true,
	"отправленные": true, "送信済み": true, "送信済みアイテム": true, "已发送": true, "已发送邮件": true,
}

// folders lists the folders that can be opened, and which holds sent mail.
func folders(client *imapclient.Client) (names []string, sent string, err error) {
	options := &imap.ListOptions{}
	if caps := client.Caps(); caps.Has(imap.CapSpecialUse) && caps.Has(imap.CapListExtended) {
		options.ReturnSpecialUse = true
	}
	list, err := client.List("", "*", options).Collect()
	if err != nil {
		return nil, "", fmt.Errorf("list folders: %w", err)
	}
	named := ""
	for _, data := range list {
		if has(data.Attrs, imap.MailboxAttrNoSelect) || has(data.Attrs, imap.MailboxAttrNonExistent) {
			continue
		}
		names = append(names, data.Mailbox)
		if has(data.Attrs, imap.MailboxAttrSent) {
			sent = data.Mailbox
		}
		last := data.Mailbox[strings.LastIndexByte(data.Mailbox, byte(data.Delim))+1:]
		if named == "" && sentNames[strings.ToLower(last)] {
			named = data.Mailbox
		}
	}
	return names, or(sent, named), nil
}

func has(attrs []imap.MailboxAttr, want imap.MailboxAttr) bool {
	for _, attr := range attrs {
		if strings.EqualFold(string(attr), string(want)) {
			return true
		}
	}
	return false
}
