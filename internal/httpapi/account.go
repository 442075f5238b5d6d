package httpapi

import (
	"strings"
	"time"

	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

type companyInput struct {
	Body struct {
		Name     *string `json:"name,omitempty" minLength:"1" maxLength:"200"`
		Language *string `json:"language,omitempty" enum:"en,fr"`
		Timezone *string `json:"timezone,omitempty" maxLength:"60"`
	}
}

// updateAccountInfo changes the installation's own name, language and zone.
func (c *call) updateAccountInfo(in *companyInput) (*AccountInfo, error) {
	b := in.Body
	var a *store.Account
	err := c.write(func(tx *store.Tx) (err error) {
		if a, err = tx.Account(); err != nil {
			return err
		}
		if b.Name != nil {
			a.Name = strings.TrimSpace(*b.Name)
		}
		if b.Language != nil {
			a.Language = *b.Language
		}
		if b.Timezone != nil {
			if _, err := time.LoadLocation(*b.Timezone); err != nil || *b.Timezone == "" {
				return parley.Invalidf("timezone", "%q is not a time zone; choose one like Europe/Paris", *b.Timezone)
			}
			a.Timezone = *b.Timezone
		}
		return settings.UpdateCompany(tx, c.Actor(), a)
	})
	if err != nil {
		return nil, err
	}
	out := c.s.accountInfo(a)
	return &out, nil
}
