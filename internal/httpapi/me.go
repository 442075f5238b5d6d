package httpapi

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

type profileInput struct {
	Body struct {
		FirstName     *string   `json:"first_name,omitempty" maxLength:"100"`
		LastName      *string   `json:"last_name,omitempty" maxLength:"100"`
		Language      *string   `json:"language,omitempty" enum:"en,fr"`
		Timezone      *string   `json:"timezone,omitempty" maxLength:"60"`
		SignatureHTML *string   `json:"signature_html,omitempty" maxLength:"20000"`
		MeetingLink   *string   `json:"meeting_link,omitempty" maxLength:"500"`
		WorkingHours  *[]Hours  `json:"working_hours,omitempty" maxItems:"35"`
		OutOfOffice   *[]Period `json:"out_of_office,omitempty" maxItems:"100"`
	}
}

func (c *call) updateMe(in *profileInput) (*User, error) {
	b := in.Body
	return c.changeUser(c.User.ID.String(), func(tx *store.Tx, u *parley.User) (err error) {
		for to, from := range map[*string]*string{&u.FirstName: b.FirstName, &u.LastName: b.LastName, &u.Language: b.Language, &u.Timezone: b.Timezone,
			&u.SignatureHTML: b.SignatureHTML, &u.MeetingLink: b.MeetingLink} {
			if from != nil {
				*to = *from
			}
		}
		if b.WorkingHours != nil {
			if u.Hours, err = parseHours(*b.WorkingHours); err != nil {
				return err
			}
		}
		if b.OutOfOffice != nil {
			if u.OutOfOffice, err = parsePeriods(*b.OutOfOffice); err != nil {
				return err
			}
		}
		return settings.UpdateProfile(tx, u)
	})
}

func parseHours(list []Hours) ([]parley.WeeklyHours, error) {
	out := []parley.WeeklyHours{}
	for _, h := range list {
		start, end := minutes(h.Start), minutes(h.End)
		if start < 0 || end < 0 {
			return nil, parley.Invalidf("working_hours", "times read like 09:00")
		}
		if end == 0 {
			end = 1440
		}
		out = append(out, parley.WeeklyHours{Day: time.Weekday(h.Day % 7), Start: start, End: end})
	}
	return out, nil
}

// minutes after midnight of HH:MM; negative for nonsense.
func minutes(s string) int {
	h, m, _ := strings.Cut(s, ":")
	hour, err := strconv.Atoi(h)
	minute, err2 := strconv.Atoi(m)
	if err != nil || err2 != nil || hour > 24 || minute > 59 {
		return -1
	}
	return hour*60 + minute
}

func parsePeriods(list []Period) ([]parley.Period, error) {
	out := []parley.Period{}
	for _, p := range list {
		start, err := parseWhen("out_of_office", &p.StartAt)
		if err != nil {
			return nil, err
		}
		end, err := parseWhen("out_of_office", &p.EndAt)
		if err != nil {
			return nil, err
		}
		out = append(out, parley.Period{Start: start, End: end})
	}
	return out, nil
}

// preferenceKey is how the interface names what it keeps with its user. What is
// checked on writing has routes of its own.
var preferenceKey = regexp.MustCompile(`^[a-z][a-z_]{0,39}$`)

// Bounds of what a user keeps: keys, and bytes of one.
const (
	maxPreferences = 100
	maxPreference  = 20_000
)

type preferenceInput struct {
	Key  string `path:"key"`
	Body struct {
		Value json.RawMessage `json:"value"`
	}
}

func (c *call) setPreference(in *preferenceInput) error {
	if !preferenceKey.MatchString(in.Key) || in.Key == "notifications" {
		return parley.NotFoundf("there is no preference %q", in.Key)
	}
	if len(in.Body.Value) > maxPreference {
		return parley.Invalidf("value", "this is too long")
	}
	return c.write(func(tx *store.Tx) error {
		kept, err := tx.Preferences(c.User.ID)
		if err != nil {
			return err
		}
		if _, old := kept[in.Key]; !old && len(kept) >= maxPreferences {
			return parley.Errorf(parley.Conflict, "no more than %d preferences are kept", maxPreferences)
		}
		return tx.SetPreference(c.User.ID, in.Key, in.Body.Value)
	})
}

type passwordInput struct {
	Body struct {
		Current  string `json:"current,omitempty" maxLength:"500" doc:"Empty where none is set yet"`
		Password string `json:"password" maxLength:"500"`
	}
}

func (c *call) changePassword(in *passwordInput) error {
	if err := c.provePassword("current", in.Body.Current); err != nil {
		return err
	}
	hash, err := auth.HashPassword("password", in.Body.Password)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error {
		u, err := tx.User(c.User.ID)
		if err != nil {
			return err
		}
		return settings.SetPassword(tx, u, u, hash, c.Identity.Session.ID)
	})
}

// passwordTries bounds guesses by somebody at an open browser.
const passwordTries = 10

// provePassword checks that it is really the user who sits there. Who signs in
// elsewhere has no password to prove.
func (c *call) provePassword(field, password string) error {
	if c.User.PasswordHash == "" {
		return nil
	}
	var tries int64
	err := c.write(func(tx *store.Tx) (err error) {
		tries, err = tx.CountAttempt("prove/"+c.User.ID.String(), 15*time.Minute)
		return err
	})
	if err != nil {
		return err
	}
	if tries > passwordTries {
		return parley.Errorf(parley.RateLimited, "too many tries: wait a quarter of an hour")
	}
	if !auth.CheckPassword(c.User.PasswordHash, password) {
		return parley.Invalidf(field, "this is not your password")
	}
	return c.write(func(tx *store.Tx) error { return tx.ForgetAttempts("prove/" + c.User.ID.String()) })
}

// TOTPSetup is what an authenticator needs.
type TOTPSetup struct {
	Secret string `json:"secret"`
	URI    string `json:"uri"`
	QRSVG  string `json:"qr_svg"`
}

func (c *call) beginTOTP(*struct{}) (*TOTPSetup, error) {
	account, err := c.s.DB.Read(c).Account()
	if err != nil {
		return nil, err
	}
	secret, uri, err := auth.NewTOTP(account.Name, c.User.Email)
	if err != nil {
		return nil, err
	}
	drawing, err := auth.QR(uri)
	if err != nil {
		return nil, err
	}
	return &TOTPSetup{secret, uri, drawing}, c.write(func(tx *store.Tx) error { return auth.BeginTOTP(tx, c.User, secret) })
}

type totpInput struct {
	Body struct {
		Code string `json:"code" maxLength:"12"`
	}
}

// RecoveryCodes are shown once.
type RecoveryCodes struct {
	RecoveryCodes []string `json:"recovery_codes"`
}

func (c *call) confirmTOTP(in *totpInput) (*RecoveryCodes, error) {
	secret, err := auth.PendingTOTP(c.s.DB, c.s.DB.Read(c), c.User)
	if err != nil {
		return nil, err
	}
	out := &RecoveryCodes{}
	return out, c.write(func(tx *store.Tx) error {
		u, err := tx.User(c.User.ID)
		if err == nil {
			out.RecoveryCodes, err = auth.ConfirmTOTP(tx, u, secret, strings.ReplaceAll(in.Body.Code, " ", ""))
		}
		return err
	})
}

type proofInput struct {
	Body struct {
		Password string `json:"password" maxLength:"500"`
	}
}

func (c *call) dropTOTP(in *proofInput) error {
	if err := c.provePassword("password", in.Body.Password); err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error {
		u, err := tx.User(c.User.ID)
		if err != nil {
			return err
		}
		return settings.DropTOTP(tx, u, u)
	})
}
