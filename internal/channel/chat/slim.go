package chat

import (
	"bufio"
	"net"
	"net/http"
)

// slimBuffer is what a line reads and writes through, in bytes: what it carries
// is short, and there are thousands. Longer frames pass in several turns.
const slimBuffer = 512

// slim hands a connection over with small buffers, and keeps it for deadlines,
// which cost a waiting line less than contexts.
type slim struct {
	http.ResponseWriter
	conn net.Conn
}

// Hijack implements [http.Hijacker].
func (s *slim) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(s.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	s.conn = conn
	if rw.Reader.Buffered() == 0 { // else the widget has spoken already
		rw = bufio.NewReadWriter(bufio.NewReaderSize(conn, slimBuffer), bufio.NewWriterSize(conn, slimBuffer))
	}
	return conn, rw, nil
}
