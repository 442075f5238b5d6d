package email

import (
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-smtp"
	"golang.org/x/net/idna"

	"parley/internal/channel"
	"parley/internal/parley"
)

// parties are the two sides of one SMTP transaction.
type parties struct {
	from string // empty: the null return path
	to   []string
	utf8 bool // an address needs SMTPUTF8 (RFC 6531)
}

// envelopeOf makes the envelope of a message. Automatic mail has the null
// return path, so that nothing answers it (RFC 3834 section 3.3, ATK-09).
func envelopeOf(out *channel.Outbound) (*parties, error) {
	p := &parties{}
	var err error
	if !out.Automatic {
		if p.from, err = p.path(out.From.Address); err != nil {
			return nil, err
		}
	}
	seen := map[string]bool{}
	for _, list := range [][]parley.Address{out.To, out.Cc, out.Bcc} {
		for _, a := range list {
			path, err := p.path(a.Address)
			if err != nil {
				return nil, err
			}
			if !seen[strings.ToLower(path)] {
				seen[strings.ToLower(path)] = true
				p.to = append(p.to, path)
			}
		}
	}
	if len(p.to) == 0 {
		return nil, errors.New("there is nobody to send to")
	}
	return p, nil
}

// path returns address as it stands in an envelope: the domain in ASCII, and
// nothing in it that would end the path or the line (ATK-08).
func (p *parties) path(address string) (string, error) {
	at := strings.LastIndexByte(address, '@')
	bad := strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '<' || r == '>' })
	if at <= 0 || at == len(address)-1 || bad {
		return "", fmt.Errorf("%q is not an address", address)
	}
	domain, err := idna.ToASCII(address[at+1:])
	if err != nil {
		return "", fmt.Errorf("%q is not an address: %w", address, err)
	}
	for _, r := range address[:at] {
		if r > 0x7f {
			p.utf8 = true
		}
	}
	return address[:at] + "@" + domain, nil
}

// submit carries out the transaction. handOver is called before the final dot,
// after which nothing can be taken back; on its error the data stay unfinished,
// and the server drops them.
func submit(client *smtp.Client, p *parties, raw []byte, handOver func() error) (*channel.Receipt, error) {
	if err := client.Mail(p.from, &smtp.MailOptions{Size: int64(len(raw)), UTF8: p.utf8}); err != nil {
		return nil, refused(err)
	}
	refusals, err := offer(client, p.to)
	if err != nil {
		return nil, err
	}
	w, err := client.Data()
	if err != nil {
		return nil, refused(err)
	}
	if _, err := w.Write(raw); err != nil {
		return nil, refused(err) // the final dot was not sent: nothing was accepted
	}
	if handOver != nil {
		if err := handOver(); err != nil {
			return nil, err
		}
	}
	reply, err := w.CloseWithResponse()
	if err != nil {
		return nil, afterData(err)
	}
	client.Quit()
	return &channel.Receipt{Reply: reply.StatusText, Refused: refusals}, nil
}

// offer names the recipients. It is an error if none is accepted, and a
// permanent one if none ever will be.
func offer(client *smtp.Client, to []string) ([]channel.Refusal, error) {
	var refusals []channel.Refusal
	permanent := true
	for _, address := range to {
		err := client.Rcpt(address, nil)
		if err == nil {
			continue
		}
		var answer *smtp.SMTPError
		if !errors.As(err, &answer) {
			return nil, refused(err)
		}
		refusals = append(refusals, channel.Refusal{Address: address, Permanent: answer.Code/100 == 5, Reason: words(answer)})
		permanent = permanent && answer.Code/100 == 5
	}
	if len(refusals) < len(to) {
		return refusals, nil
	}
	var reasons []string
	for _, r := range refusals {
		reasons = append(reasons, r.Address+": "+r.Reason)
	}
	return nil, &channel.SendError{Permanent: permanent, Reason: strings.Join(reasons, "\n")}
}

// refused translates what went wrong before the final dot.
func refused(err error) error {
	var answer *smtp.SMTPError
	if errors.As(err, &answer) {
		return &channel.SendError{Permanent: answer.Code/100 == 5, Reason: words(answer), Err: err}
	}
	return &channel.SendError{Reason: "the connection broke: " + err.Error(), Err: err}
}

// afterData translates what went wrong after the final dot: without an answer
// nobody can tell whether the message was taken.
func afterData(err error) error {
	var answer *smtp.SMTPError
	if errors.As(err, &answer) {
		return refused(err)
	}
	return &channel.SendError{Unknown: true, Reason: "the connection broke before the server answered: " + err.Error(), Err: err}
}

// words is an SMTP answer as the server wrote it.
func words(e *smtp.SMTPError) string {
	if e.EnhancedCode == smtp.EnhancedCodeNotSet || e.EnhancedCode == smtp.NoEnhancedCode {
		return fmt.Sprintf("%d %s", e.Code, e.Message)
	}
	return fmt.Sprintf("%d %d.%d.%d %s", e.Code, e.EnhancedCode[0], e.EnhancedCode[1], e.EnhancedCode[2], e.Message)
}
