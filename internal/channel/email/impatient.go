package email

import (
	"net"
	"time"
)

const (
	// readPatience is longer than any silence that is meant: IDLE is left each
	// minute, and SMTP servers may think for long about a mail.
	readPatience  = 10 * time.Minute
	writePatience = time.Minute
)

// impatient is a connection on which silence is an error. It takes deadlines
// from nobody: the protocol libraries clear theirs between commands, and a peer
// that vanished would then be waited for for ever.
type impatient struct {
	net.Conn
	read time.Duration // readPatience if zero
}

func (c *impatient) Read(p []byte) (int, error) {
	c.Conn.SetReadDeadline(time.Now().Add(or(c.read, readPatience)))
	return c.Conn.Read(p)
}

func (c *impatient) Write(p []byte) (int, error) {
	c.Conn.SetWriteDeadline(time.Now().Add(writePatience))
	return c.Conn.Write(p)
}

func (c *impatient) SetDeadline(time.Time) error      { return nil }
func (c *impatient) SetReadDeadline(time.Time) error  { return nil }
func (c *impatient) SetWriteDeadline(time.Time) error { return nil }
