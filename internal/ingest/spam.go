package ingest

import (
	"slices"
	"strings"

	"parley/internal/channel"
	"parley/internal/parley"
	"parley/internal/store"
)

// Verdict says whether a mail is filtered, and by what.
type Verdict struct {
	Spam   bool
	Reason string
}

// The reasons of verdicts.
const (
	Blocked       = "blocked_sender"
	Denied        = "deny_list"
	Allowed       = "allow_list"
	FromOurselves = "own_address"
	AutoResponse  = "automatic_response"
	KnownSender   = "known_sender"
	RoleAddress   = "role_address"
	Marketing     = "marketing"
	ContentFilter = "content_filter"
)

// Rules switch the filters on and off (SPAM-03).
type Rules struct {
	AutoResponse bool   `json:"auto_reply"`
	Marketing    bool   `json:"marketing"`
	Role         bool   `json:"role"`
	Unsubscribe  bool   `json:"unsubscribe"`
	RspamdURL    string `json:"rspamd_url"`
}

// DefaultRules has all filters on.
var DefaultRules = Rules{AutoResponse: true, Marketing: true, Role: true, Unsubscribe: true}

// Evidence is what a verdict depends on.
type Evidence struct {
	In          *channel.Inbound
	Rules       Rules
	Lists       []*store.SenderRule // about the sender's address and domain
	OwnAddress  bool                // the sender's address is one of ours
	AnswersLive bool                // it answers a message of ours in a live thread
	Contact     bool                // the sender is a contact
	Scored      bool                // the content filter calls it spam
}

// Judge decides in the order of spec 14; the first match decides.
func Judge(e Evidence) Verdict {
	if v := judgeLists(e); v.Reason != "" {
		return v
	}
	switch {
	case e.OwnAddress:
		return Verdict{true, FromOurselves}
	case e.Rules.AutoResponse && (e.In.Auto == "auto-reply" || e.In.Auto == "bounce"):
		return Verdict{true, AutoResponse}
	case e.AnswersLive || e.Contact:
		return Verdict{false, KnownSender}
	case e.Rules.Role && isRole(e.In.From.Address):
		return Verdict{true, RoleAddress}
	case e.Rules.Unsubscribe && e.In.Marketing, e.Rules.Marketing && e.In.Auto == "list":
		return Verdict{true, Marketing}
	case e.Scored:
		return Verdict{true, ContentFilter}
	}
	return Verdict{}
}

// judgeLists asks the lists: blocked first; then an exact address beats a
// domain, and at equal precision deny beats allow.
func judgeLists(e Evidence) Verdict {
	address := e.In.From.Address
	for _, exact := range []bool{true, false} {
		for _, list := range []string{"block", "deny", "allow"} {
			if !exact && list == "block" {
				continue
			}
			found := slices.ContainsFunc(e.Lists, func(r *store.SenderRule) bool {
				return r.List == list && (r.Value == address) == exact
			})
			if found {
				return map[string]Verdict{"block": {true, Blocked}, "deny": {true, Denied}, "allow": {false, Allowed}}[list]
			}
		}
	}
	return Verdict{}
}

// roles are the local parts of SPAM-02.
var roles = strings.Fields(`abuse admin alert billing compliance devnull dns finance ftp hostmaster info infrastructure
	inoc ispfeedback ispsupport it list list-request maildaemon mailer-daemon marketing no-reply noc noreply null phish
	phishing postmaster privacy registrar root sales security spam support sysadmin tech undisclosed-recipients
	unsubscribe usenet uucp webmaster www`)

func isRole(address string) bool {
	local, _, _ := strings.Cut(parley.WithoutTag(address), "@")
	return slices.Contains(roles, local)
}

func domainOf(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	return domain
}

// rulesOf reads the switches.
func rulesOf(r *store.Reader) (Rules, error) {
	rules := DefaultRules
	_, err := r.Setting("spam", &rules)
	return rules, err
}

// isContact reports whether the sender is known: a contact in the records.
func isContact(r *store.Reader, a parley.Address) (*parley.Contact, error) {
	return r.ContactByAddress("email", a.Address)
}
