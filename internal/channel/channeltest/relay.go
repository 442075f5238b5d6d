package channeltest

import (
	"bufio"
	"crypto/tls"
	"net"
	"strings"
	"sync"
	"testing"
)

// RelayServer is an SMTP server that remembers what it took. What it answers
// can be scripted, so that each way of failing can be met.
type RelayServer struct {
	Addr string

	// Script answers a command ("EHLO", "AUTH", "MAIL", "RCPT", "DATA", or "."
	// for the end of the data) with an own line; empty leaves the ordinary
	// answer, [Cut] closes the connection instead; at the end of the data it
	// does so after the mail was taken.
	Script func(verb, line string) string
	TLS    *tls.Config // offers STARTTLS
	Auth   string      // the AUTH mechanisms offered, such as "PLAIN XOAUTH2"

	mu    sync.Mutex
	mails []Mail
	conns sync.WaitGroup
}

// Cut is the answer of a script that closes the connection.
const Cut = "cut"

// Mail is what a relay took, with its envelope.
type Mail struct {
	From   string
	To     []string
	Data   string // with the dots unstuffed
	Auth   string // the AUTH line that came before, if any
	Secure bool   // over TLS
}

// Relay starts a relay that ends with the test. Set its fields before use.
func Relay(t testing.TB) *RelayServer {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &RelayServer{Addr: ln.Addr().String()}
	r.conns.Add(1)
	go func() {
		defer r.conns.Done()
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			r.conns.Add(1)
			go func() {
				defer r.conns.Done()
				defer conn.Close()
				(&relayConn{relay: r, conn: conn, br: bufio.NewReader(conn)}).serve()
			}()
		}
	}()
	t.Cleanup(func() {
		ln.Close()
		r.conns.Wait()
	})
	return r
}

// Mails returns what was taken, in order.
func (r *RelayServer) Mails() []Mail {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Mail(nil), r.mails...)
}

type relayConn struct {
	relay  *RelayServer
	conn   net.Conn
	br     *bufio.Reader
	mail   Mail
	secure bool
	auth   string
}

func (c *relayConn) serve() {
	c.say("220 relay.test ESMTP")
	for {
		line, err := c.br.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, _, _ := strings.Cut(line, " ")
		if !c.handle(strings.ToUpper(verb), line) {
			return
		}
	}
}

func (c *relayConn) say(line string) { c.conn.Write([]byte(line + "\r\n")) }

// scripted answers by the script; done is false if there is nothing scripted.
func (c *relayConn) scripted(verb, line string) (done, open bool) {
	if c.relay.Script == nil {
		return false, true
	}
	answer := c.relay.Script(verb, line)
	switch answer {
	case "":
		return false, true
	case Cut:
		return true, false
	}
	c.say(answer)
	return true, true
}

// handle answers one command and reports whether the connection stays open.
func (c *relayConn) handle(verb, line string) bool {
	if done, open := c.scripted(verb, line); done {
		return open
	}
	switch verb {
	case "EHLO":
		c.hello()
	case "STARTTLS":
		c.say("220 go ahead")
		c.conn = tls.Server(c.conn, c.relay.TLS)
		c.br, c.secure = bufio.NewReader(c.conn), true
	case "AUTH":
		c.auth = line
		c.say("235 2.7.0 welcome")
	case "MAIL":
		c.mail = Mail{From: path(line), Auth: c.auth, Secure: c.secure}
		c.say("250 2.1.0 ok")
	case "RCPT":
		c.mail.To = append(c.mail.To, path(line))
		c.say("250 2.1.5 ok")
	case "DATA":
		return c.data()
	case "QUIT":
		c.say("221 2.0.0 bye")
		return false
	default:
		c.say("250 2.0.0 ok")
	}
	return true
}

func (c *relayConn) hello() {
	c.say("250-relay.test")
	if c.relay.TLS != nil && !c.secure {
		c.say("250-STARTTLS")
	}
	if c.relay.Auth != "" {
		c.say("250-AUTH " + c.relay.Auth)
	}
	c.say("250-8BITMIME")
	c.say("250 SIZE 52428800")
}

func (c *relayConn) data() bool {
	c.say("354 go on")
	var b strings.Builder
	for {
		line, err := c.br.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
	c.mail.Data = b.String()
	answer := ""
	if c.relay.Script != nil {
		answer = c.relay.Script(".", "")
	}
	if answer == "" {
		answer = "250 2.0.0 queued"
	}
	if answer == Cut || strings.HasPrefix(answer, "2") {
		c.relay.mu.Lock()
		c.relay.mails = append(c.relay.mails, c.mail)
		c.relay.mu.Unlock()
	}
	if answer == Cut {
		return false
	}
	c.say(answer)
	return true
}

// path returns what stands between the angle brackets of a MAIL or RCPT line.
func path(line string) string {
	_, rest, _ := strings.Cut(line, "<")
	address, _, _ := strings.Cut(rest, ">")
	return address
}
