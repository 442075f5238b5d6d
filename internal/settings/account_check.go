package settings

import (
	"slices"
	"strings"

	"parley/internal/guard"
	"parley/internal/parley"
	"parley/internal/store"
)

// maxImportDays bounds how far back a new mailbox is read (EMAIL-03).
const maxImportDays = 30

// checkAccount reports the first thing that is wrong with an account (EMAIL-02,
// ATK-16) and cleans its signature.
func checkAccount(tx *store.Tx, acct *parley.ChannelAccount) error {
	if acct.Channel == parley.ChannelChat {
		return checkChat(tx, acct)
	}
	if acct.Channel.Custom() != 0 {
		return checkCustom(tx, acct)
	}
	acct.Address, acct.Name = strings.ToLower(strings.TrimSpace(acct.Address)), clip(acct.Name, 100)
	if err := checkAddress("address", acct.Address); err != nil {
		return err
	}
	other, err := tx.ChannelAccountByAddress(acct.Channel, acct.Address)
	if err == nil && other.ID != acct.ID {
		return &parley.Error{Kind: parley.Conflict, Field: "address", Message: "this address is connected to an inbox already"}
	}
	if err != nil && parley.KindOf(err) != parley.NotFound {
		return err
	}
	if err := checkFallbackName(tx, acct); err != nil {
		return err
	}
	if err := checkFromAddress(tx, acct); err != nil {
		return err
	}
	return checkChannelSettings(tx, &acct.Settings)
}

// checkFallbackName keeps the names of fallback addresses apart (EMAIL-04).
func checkFallbackName(tx *store.Tx, acct *parley.ChannelAccount) error {
	if !acct.Fallback || acct.Name == "" {
		return nil
	}
	all, err := tx.ChannelAccounts(0)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(o *parley.ChannelAccount) bool {
		return o.Fallback && o.ID != acct.ID && strings.EqualFold(o.Name, acct.Name)
	}) {
		return &parley.Error{Kind: parley.Conflict, Field: "name", Message: "another fallback address sends under this name"}
	}
	return nil
}

func checkChannelSettings(tx *store.Tx, s *parley.ChannelSettings) error {
	switch {
	case !slices.Contains([]string{"", "agent_company", "company"}, s.FromName):
		return parley.Invalidf("from_name", `is "agent_company" or "company"`)
	case !slices.Contains([]string{"", "none", "team", "user"}, s.Signature):
		return parley.Invalidf("signature", `is "none", "team" or "user"`)
	case !slices.Contains([]string{"", "ask", "proxy"}, s.RemoteImages):
		return parley.Invalidf("remote_images", `is "ask" or "proxy"`)
	case s.ImportDays < 0 || s.ImportDays > maxImportDays:
		return parley.Invalidf("import_days", "at most %d days", maxImportDays)
	case len(s.SignatureHTML) > maxSignature:
		return parley.Invalidf("signature_html", "keep the signature under %d characters", maxSignature)
	case len(s.Folders) > 50:
		return parley.Invalidf("folders", "at most 50 folders")
	}
	s.SignatureHTML = guard.SanitizeComment(s.SignatureHTML)
	for name, server := range map[string]*parley.MailServer{"imap": s.IMAP, "smtp": s.SMTP} {
		if err := checkServer(name, server); err != nil {
			return err
		}
	}
	return CheckRouting(&tx.Reader, s.Routing)
}

func checkServer(field string, s *parley.MailServer) error {
	switch {
	case s == nil:
	case strings.TrimSpace(s.Host) == "" || strings.ContainsAny(s.Host, " /\\@\r\n"):
		return parley.Invalidf(field+".host", "give the name of the server, such as mail.example.org")
	case s.Port < 1 || s.Port > 65535:
		return parley.Invalidf(field+".port", "is between 1 and 65535")
	case !slices.Contains([]string{"tls", "starttls", "none"}, s.Security):
		return parley.Invalidf(field+".security", `is "tls", "starttls" or "none"`)
	case !slices.Contains([]string{"", "password", "xoauth2"}, s.Auth):
		return parley.Invalidf(field+".auth", `is "password" or "xoauth2"`)
	}
	return nil
}
