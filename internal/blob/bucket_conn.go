package blob

import (
	"context"
	"net"
	"time"
)

// silence is how long a server may neither take nor send a byte.
const silence = 30 * time.Second

// patientConn is a connection that breaks when nothing moves on it for too long,
// however long the whole takes. What moves one way is a sign of life for both:
// an answer is waited for while a long file is sent.
type patientConn struct{ net.Conn }

func patientDial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{Timeout: 10 * time.Second}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return patientConn{conn}, nil
}

// Read implements [net.Conn].
func (c patientConn) Read(p []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(silence)); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

// Write implements [net.Conn].
func (c patientConn) Write(p []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(silence)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}
