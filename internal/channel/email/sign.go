package email

import (
	"bytes"
	"crypto"
	"fmt"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
)

// Signer returns the DKIM key of a domain and its selector; a nil key means
// that the domain has none.
type Signer func(domain string) (selector string, key crypto.Signer)

// signedFields are covered by the signature (RFC 6376 section 5.4.1). From
// stands twice, so that nobody can add another one.
var signedFields = []string{"From", "From", "Reply-To", "Subject", "Date", "To", "Cc", "Message-ID", "In-Reply-To",
	"References", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Auto-Submitted"}

// sign puts a DKIM signature for the domain of from on top of raw. Without a
// key raw stays as it is.
func (s Signer) sign(raw []byte, from string) ([]byte, error) {
	if s == nil {
		return raw, nil
	}
	_, domain, _ := strings.Cut(from, "@")
	selector, key := s(strings.ToLower(domain))
	if key == nil {
		return raw, nil
	}
	var signed bytes.Buffer
	signed.Grow(len(raw) + 1024)
	err := dkim.Sign(&signed, bytes.NewReader(raw), &dkim.SignOptions{
		Domain:                 strings.ToLower(domain),
		Selector:               selector,
		Signer:                 key,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed,
		BodyCanonicalization:   dkim.CanonicalizationRelaxed,
		HeaderKeys:             signedFields,
	})
	if err != nil {
		return nil, fmt.Errorf("sign for %s: %w", domain, err)
	}
	return signed.Bytes(), nil
}
