package settings

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// Setup is the first start (SET-01): the account, its first administrator, one
// inbox with a fallback address, and the help desk.
type Setup struct {
	CompanyName string
	Language    string
	Timezone    string
	FirstName   string
	LastName    string
	Email       string
	Password    string
	MailDomain  string // of fallback addresses
}

// Run does it once; afterwards it is a Conflict.
func (s Setup) Run(tx *store.Tx, passwordHash string) (*parley.User, error) {
	if has, err := tx.HasAdmin(); err != nil || has {
		return nil, parley.NotFoundf("Parley is set up already")
	}
	if strings.TrimSpace(s.CompanyName) == "" {
		return nil, parley.Invalidf("company_name", "give your company's name")
	}
	u, err := NewUser(s.Email, s.FirstName, s.LastName, s.Language, s.Timezone)
	if err != nil {
		return nil, err
	}
	u.ID, u.CreatedAt, u.PasswordHash, u.SuperAdmin = parley.UserID(tx.NewID()), tx.Now, passwordHash, true
	if err := ensureAccount(tx, s); err != nil {
		return nil, err
	}
	if err := tx.Insert("user", u); err != nil {
		return nil, err
	}
	by := parley.ByUser(u.ID)
	if err := note(tx, by, "user.created", "user", int64(u.ID), 0, nil); err != nil {
		return nil, err
	}
	if err := crm.Furnish(tx); err != nil {
		return nil, err
	}
	inboxes, err := tx.Inboxes()
	if err != nil || len(inboxes) > 0 {
		return u, err
	}
	name, desk := "Support", "Help desk"
	if s.Language == "fr" {
		desk = "Service d'assistance"
	}
	support, err := CreateInbox(tx, by, &parley.Inbox{Name: name, Kind: parley.InboxPlain, Everyone: true}, s.MailDomain)
	if err != nil {
		return nil, err
	}
	if err := firstChat(tx, by, support, s); err != nil {
		return nil, err
	}
	_, err = CreateInbox(tx, by, &parley.Inbox{Name: desk, Kind: parley.InboxHelpDesk, Everyone: true}, "")
	return u, err
}

func ensureAccount(tx *store.Tx, s Setup) error {
	a, err := tx.Account()
	if err != nil {
		return err
	}
	fresh := a == nil
	if fresh {
		a = &store.Account{ID: 1, Epoch: store.RandomHex(8), Settings: map[string]any{}, CreatedAt: tx.Now}
	}
	if a.PortalID() == "" {
		a.Settings["portal_id"] = fmt.Sprint(10_000_000 + rand.IntN(90_000_000))
	}
	a.Name, a.Language, a.Timezone = strings.TrimSpace(s.CompanyName), s.Language, s.Timezone
	if fresh {
		return tx.Insert("account", a)
	}
	return tx.Save("account", a)
}

// UpdateCompany writes the account's name, language and zone. Holidays are days of
// that zone, so another one may move when people are away.
func UpdateCompany(tx *store.Tx, by parley.Actor, a *store.Account) error {
	was, err := Holidays(&tx.Reader)
	if err != nil {
		return err
	}
	if err := tx.Save("account", a); err != nil {
		return err
	}
	if err := note(tx, by, "account.changed", "account", a.ID, 0, nil); err != nil {
		return err
	}
	return rescheduleAll(tx, was)
}

// NewUser checks what is known of a user and fills in the rest.
func NewUser(email, first, last, language, timezone string) (*parley.User, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if err := checkAddress("email", email); err != nil {
		return nil, err
	}
	if language != "fr" {
		language = "en"
	}
	if timezone == "" {
		timezone = "UTC"
	}
	if _, err := time.LoadLocation(timezone); err != nil {
		return nil, parley.Invalidf("timezone", "%q is not a time zone; choose one like Europe/Paris", timezone)
	}
	return &parley.User{Email: email, FirstName: strings.TrimSpace(first), LastName: strings.TrimSpace(last), Language: language, Timezone: timezone,
		CanBeAssigned: true, Availability: parley.Available}, nil
}

// CheckAddress reports what is not one plain e-mail address.
func CheckAddress(field, address string) error { return checkAddress(field, address) }

// checkAddress reports what is not one plain e-mail address.
func checkAddress(field, address string) error {
	at := strings.LastIndexByte(address, '@')
	if at < 1 || at == len(address)-1 || len(address) > 254 || strings.ContainsAny(address, " \r\n\t<>,;\"") {
		return parley.Invalidf(field, "%q is not an e-mail address", address)
	}
	return nil
}
