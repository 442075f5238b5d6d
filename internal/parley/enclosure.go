package parley

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// EnclosureType tells what hangs on a message besides files.
type EnclosureType string

// The types of enclosure. They have the names of the public API, which shows
// all but the last two: what a visitor chose of what was offered, and what a
// mail says to calendars (API-23).
const (
	EnclosedReplies     EnclosureType = "QUICK_REPLIES"
	EnclosedLocation    EnclosureType = "LOCATION"
	EnclosedContact     EnclosureType = "CONTACT"
	EnclosedHeader      EnclosureType = "MESSAGE_HEADER"
	EnclosedUnsupported EnclosureType = "UNSUPPORTED_CONTENT"
	EnclosedChoice      EnclosureType = "CHOICE"
	EnclosedInvitation  EnclosureType = "INVITATION"
)

// Public reports whether the public API shows enclosures of this type.
func (t EnclosureType) Public() bool {
	switch t {
	case EnclosedReplies, EnclosedLocation, EnclosedContact, EnclosedHeader, EnclosedUnsupported:
		return true
	}
	return false
}

// Bounds of enclosures.
const (
	maxEnclosures   = 10
	maxQuickReplies = 20
	maxReplyText    = 500  // characters
	maxLocationText = 2000 // characters
)

// Enclosure is what hangs on a message besides files: of the fields, those of
// its type are set. It is kept and shown by the names of API-23.
type Enclosure struct {
	Type EnclosureType `json:"type"`

	QuickReplies     []QuickReply `json:"quickReplies,omitempty"`
	AllowUserInput   *bool        `json:"allowUserInput,omitempty"`
	AllowMultiSelect *bool        `json:"allowMultiSelect,omitempty"`

	Latitude  *float64 `json:"latitude,omitempty"`
	Longitude *float64 `json:"longitude,omitempty"`
	Address   string   `json:"address,omitempty"`
	Name      string   `json:"name,omitempty"`
	URL       string   `json:"url,omitempty"`

	Profile *ContactProfile `json:"contactProfile,omitempty"`

	Text   string `json:"text,omitempty"`
	FileID string `json:"fileId,omitempty"`

	Answers string   `json:"answers,omitempty"` // of a choice: the message that offered
	Values  []string `json:"values,omitempty"`

	Invitation *Invitation `json:"invitation,omitempty"`
}

// QuickReply is an answer that is offered: one that is sent, or a page that is
// opened.
type QuickReply struct {
	Value     string `json:"value"`
	ValueType string `json:"valueType"` // "TEXT" or "URL"
	Label     string `json:"label,omitempty"`
}

// Words are what a person reads on the button.
func (q QuickReply) Words() string {
	if q.Label != "" {
		return q.Label
	}
	return q.Value
}

// ContactProfile is a card of somebody, as a messenger hands it on.
type ContactProfile struct {
	Name      *ProfileName     `json:"name,omitempty"`
	Org       *ProfileOrg      `json:"org,omitempty"`
	Emails    []ProfileEmail   `json:"emails"`
	Phones    []ProfilePhone   `json:"phones"`
	Addresses []ProfileAddress `json:"addresses"`
	URLs      []ProfileURL     `json:"urls"`
}

// The parts of a card.
type (
	ProfileName struct {
		FormattedName string `json:"formattedName,omitempty"`
		FirstName     string `json:"firstName,omitempty"`
		LastName      string `json:"lastName,omitempty"`
	}
	ProfileOrg struct {
		Company    string `json:"company,omitempty"`
		Department string `json:"department,omitempty"`
		Title      string `json:"title,omitempty"`
	}
	ProfileEmail struct {
		Email string `json:"email"`
		Type  string `json:"type,omitempty"`
	}
	ProfilePhone struct {
		Phone string `json:"phone"`
		Type  string `json:"type,omitempty"`
	}
	ProfileAddress struct {
		Street  string `json:"street,omitempty"`
		City    string `json:"city,omitempty"`
		State   string `json:"state,omitempty"`
		Zip     string `json:"zip,omitempty"`
		Country string `json:"country,omitempty"`
		Type    string `json:"type,omitempty"`
	}
	ProfileURL struct {
		URL  string `json:"url"`
		Type string `json:"type,omitempty"`
	}
)

// CheckEnclosures reports what is wrong with what hangs on a message, and
// brings it into one form.
func CheckEnclosures(field string, all []Enclosure) error {
	if len(all) > maxEnclosures {
		return Invalidf(field, "at most %d attachments of this kind", maxEnclosures)
	}
	for i := range all {
		if err := all[i].check(field); err != nil {
			return err
		}
	}
	return nil
}

func (e *Enclosure) check(field string) error {
	switch e.Type {
	case EnclosedReplies:
		return e.checkReplies(field)
	case EnclosedLocation:
		if e.Latitude == nil || e.Longitude == nil || !within(*e.Latitude, 90) || !within(*e.Longitude, 180) {
			return Invalidf(field, "a location has a latitude of -90 to 90 and a longitude of -180 to 180")
		}
		if utf8.RuneCountInString(e.Address+e.Name) > maxLocationText || e.URL != "" && !webAddress(e.URL) {
			return Invalidf(field, "a location has a name, an address and an http(s) url")
		}
	case EnclosedContact:
		if e.Profile == nil {
			return Invalidf(field, "a contact has a contactProfile")
		}
		e.Profile.tidy()
	}
	return nil
}

func within(x, bound float64) bool { return x >= -bound && x <= bound } // not a number is not

func (e *Enclosure) checkReplies(field string) error {
	if len(e.QuickReplies) == 0 || len(e.QuickReplies) > maxQuickReplies {
		return Invalidf(field, "offer 1 to %d quick replies", maxQuickReplies)
	}
	seen := map[string]bool{}
	for i := range e.QuickReplies {
		q := &e.QuickReplies[i]
		q.Value, q.Label = strings.TrimSpace(q.Value), strings.TrimSpace(q.Label)
		if q.ValueType == "" {
			q.ValueType = "TEXT"
		}
		switch {
		case q.Value == "" || seen[q.Value]:
			return Invalidf(field, "each quick reply has a value of its own")
		case q.ValueType != "TEXT" && q.ValueType != "URL":
			return Invalidf(field, "the valueType of a quick reply is TEXT or URL")
		case q.ValueType == "URL" && !webAddress(q.Value):
			return Invalidf(field, "%q is not an http(s) address", q.Value)
		case utf8.RuneCountInString(q.Label) > maxReplyText || utf8.RuneCountInString(q.Value) > maxReplyText:
			return Invalidf(field, "a quick reply has at most %d characters", maxReplyText)
		}
		seen[q.Value] = true
	}
	yes, no := true, false
	if e.AllowUserInput == nil {
		e.AllowUserInput = &yes
	}
	if e.AllowMultiSelect == nil {
		e.AllowMultiSelect = &no
	}
	return nil
}

func webAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// tidy makes lists of what is missing, and drops addresses that lead nowhere
// good.
func (p *ContactProfile) tidy() {
	p.Emails, p.Phones, p.Addresses = append([]ProfileEmail{}, p.Emails...), append([]ProfilePhone{}, p.Phones...), append([]ProfileAddress{}, p.Addresses...)
	p.URLs = slices.DeleteFunc(append([]ProfileURL{}, p.URLs...), func(u ProfileURL) bool { return !webAddress(u.URL) })
}

// Offer returns the quick replies of a message, or nil.
func (m *Message) Offer() *Enclosure {
	for i := range m.Enclosures {
		if m.Enclosures[i].Type == EnclosedReplies {
			return &m.Enclosures[i]
		}
	}
	return nil
}

// Invitation returns what a message says to calendars, or nil.
func (m *Message) Invitation() *Invitation {
	for _, e := range m.Enclosures {
		if e.Invitation != nil {
			return e.Invitation
		}
	}
	return nil
}

// Choose makes an answer out of values that were offered: its words, as the
// buttons bore them.
func (e *Enclosure) Choose(values []string) (words string, err error) {
	var all []string
	for _, q := range e.QuickReplies {
		if q.ValueType == "TEXT" && slices.Contains(values, q.Value) {
			all = append(all, q.Words())
		}
	}
	if len(all) == 0 || len(all) != len(values) || len(all) > 1 && !*e.AllowMultiSelect {
		return "", Invalidf("choice", "choose among what was offered")
	}
	return strings.Join(all, ", "), nil
}

// Words are what a person reads of a card: a name, and lines below it.
func (p *ContactProfile) Words() (name string, lines []string) {
	join := func(words ...string) string {
		return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), " ")
	}
	if p.Name != nil {
		name = p.Name.FormattedName
		if name == "" {
			name = join(p.Name.FirstName, p.Name.LastName)
		}
	}
	if p.Org != nil {
		lines = append(lines, join(p.Org.Title, p.Org.Department, p.Org.Company))
	}
	for _, x := range p.Emails {
		lines = append(lines, x.Email)
	}
	for _, x := range p.Phones {
		lines = append(lines, x.Phone)
	}
	for _, x := range p.Addresses {
		lines = append(lines, join(x.Street, x.Zip, x.City, x.State, x.Country))
	}
	for _, x := range p.URLs {
		lines = append(lines, x.URL)
	}
	return name, slices.DeleteFunc(lines, func(s string) bool { return s == "" })
}

// Findable are the words by which a message is found for what hangs on it.
func (e *Enclosure) Findable() []string {
	out := []string{e.Name, e.Address, e.Text}
	for _, q := range e.QuickReplies {
		out = append(out, q.Words())
	}
	if e.Profile != nil {
		name, lines := e.Profile.Words()
		out = append(append(out, name), lines...)
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}
