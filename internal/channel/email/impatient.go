package email

import (
	"net"
	"time"
)

// How long a peer may be silent while something is expected of it.
const (
	smtpPatience  = 10 * time.Minute // RFC 5321 section 4.5.3.2.6
	imapPatience  = 3 * time.Minute  // longer than an IDLE, which is left each minute
	writePatience = time.Minute
)

// impatient is a connection on which silence is an error. It takes deadlines
// from nobody: the protocol libraries clear theirs between commands, and a peer
// that vanished would then be waited for for ever.
type impatient struct {
	net.Conn
	read time.Duration
}

func (c *impatient) Read(p []byte) (int, error) {
	c.Conn.SetReadDeadline(time.Now().Add(c.read))
	return c.Conn.Read(p)
}

func (c *impatient) Write(p []byte) (int, error) {
	c.Conn.SetWriteDeadline(time.Now().Add(writePatience))
	return c.Conn.Write(p)
}

func (c *impatient) SetDeadline(time.Time) error      { return nil }
func (c *impatient) SetReadDeadline(time.Time) error  { return nil }
func (c *impatient) SetWriteDeadline(time.Time) error { return nil }
