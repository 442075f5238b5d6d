package email

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/emersion/go-smtp"

	"parley/internal/channel"
	"parley/internal/parley"
)

// session is one conversation with a client of the door.
type session struct {
	door *Door
	conn *smtp.Conn
	from string
	rcpt []recipient
}

// recipient is an address that was accepted, with the account it is for.
type recipient struct {
	address string
	acct    *parley.ChannelAccount
}

// directoryLimit bounds how long a client waits for the directory.
const directoryLimit = 30 * time.Second

var (
	errUnknown = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such address here"}
	errLater   = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Cannot take it now, try again later"}
	errFull    = &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 3, 1}, Message: "Too much mail at once, try again later"}
	errBare    = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "Bare CR or LF is not allowed (RFC 5321 section 2.3.8)"}
	errLine    = &smtp.SMTPError{Code: 500, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "Line too long"}
	errLoop    = &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 4, 6}, Message: "Mail is going in circles"}
	errPolicy  = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "The domain of From asks to refuse mail that fails DMARC"}
)

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	ctx, cancel := context.WithTimeout(context.Background(), directoryLimit)
	defer cancel()
	acct, err := s.door.dir.Recipient(ctx, to)
	switch {
	case err != nil:
		s.door.opts.Log.Warn("recipient not looked up", "err", err)
		return errLater
	case acct == nil:
		return errUnknown
	}
	s.rcpt = append(s.rcpt, recipient{to, acct})
	return nil
}

func (s *session) Reset() { s.from, s.rcpt = "", nil }

func (s *session) Logout() error { return nil }

// Data takes a mail for all its recipients or for none: a client that hears
// 451 comes again, and the keys make what was stored harmless.
func (s *session) Data(r io.Reader) error {
	results, err := s.take(r)
	if err != nil {
		return err
	}
	for _, err := range results {
		if err != nil {
			return err
		}
	}
	return nil
}

// LMTPData is Data with an answer for each recipient.
func (s *session) LMTPData(r io.Reader, status smtp.StatusCollector) error {
	results, err := s.take(r)
	if err != nil {
		return err
	}
	for _, rcpt := range s.rcpt {
		status.SetStatus(rcpt.address, results[rcpt.acct.ID])
	}
	return nil
}

// take reads a mail and hands it over once for each account (EMAIL-21).
func (s *session) take(r io.Reader) (map[parley.ChannelAccountID]error, error) {
	s.conn.Conn().SetReadDeadline(time.Now().Add(s.door.opts.DataTimeout))
	hold := s.door.memory.hold()
	defer hold.release()
	raw, err := io.ReadAll(hold.reader(r))
	if err != nil {
		return nil, dataError(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.door.opts.DataTimeout)
	defer cancel()
	return s.deliver(ctx, raw)
}

func dataError(err error) error {
	var refusal *smtp.SMTPError
	switch {
	case errors.As(err, &refusal):
		return refusal
	case errors.Is(err, smtp.ErrTooLongLine):
		return errLine
	}
	return errLater
}

func (s *session) deliver(ctx context.Context, raw []byte) (map[parley.ChannelAccountID]error, error) {
	if bareLine(raw) {
		return nil, errBare
	}
	ip := s.ip()
	raw = append(s.trace(ip), raw...)
	msg, err := parse(raw)
	verdict := Verdict{}
	if err == nil {
		if len(msg.Header.All("Received")) > maxHops {
			return nil, errLoop
		}
		verdict = s.door.judge(ctx, raw, msg, envelope{IP: net.IP(ip.AsSlice()), Helo: s.conn.Hostname(), From: s.from}, ip)
	}
	if verdict.Reject && s.door.opts.Enforce {
		return nil, errPolicy
	}
	results := map[parley.ChannelAccountID]error{}
	for _, rcpt := range s.rcpt {
		if _, done := results[rcpt.acct.ID]; done {
			continue
		}
		meta := Meta{Account: rcpt.acct, Source: channel.Source{Folder: "smtp"},
			Delivered: s.reached(rcpt.acct.ID), Verdict: verdict}
		in := bare(raw, meta)
		if err != nil {
			in.Quarantine = err.Error()
		} else {
			in = inbound(raw, msg, meta)
		}
		results[rcpt.acct.ID] = s.receive(ctx, in)
	}
	return results, nil
}

func (s *session) receive(ctx context.Context, in *channel.Inbound) error {
	if _, err := s.door.sink.Receive(ctx, in); err != nil {
		s.door.opts.Log.Warn("mail not stored", "account", in.AccountID, "err", err)
		return errLater
	}
	return nil
}

// reached returns the recipients that stand for an account.
func (s *session) reached(id parley.ChannelAccountID) []string {
	var list []string
	for _, rcpt := range s.rcpt {
		if rcpt.acct.ID == id {
			list = append(list, strings.ToLower(rcpt.address))
		}
	}
	return list
}

// ip is the address of the client; not valid over a local socket.
func (s *session) ip() netip.Addr { return remoteIP(s.conn.Conn().RemoteAddr()) }

func remoteIP(addr net.Addr) netip.Addr {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	return tcp.AddrPort().Addr().Unmap()
}
