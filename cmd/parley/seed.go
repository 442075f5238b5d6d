package main

import (
	"context"
	"errors"
	"fmt"

	"parley/cmd/parley/seed"
	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// seedCommand builds the demo company in an empty installation.
type seedCommand struct {
	options
	Email    string `help:"Address of the administrator." default:"lea@atlas.example"`
	Password string `help:"Password of the administrator and the colleagues." default:"parley-demo"`
}

func (c *seedCommand) Run(ctx context.Context) error {
	if err := c.check(); err != nil {
		return err
	}
	p, err := newProgram(ctx, &c.options)
	if err != nil {
		return err
	}
	defer p.close()
	if has, err := p.db.Read(ctx).HasAdmin(); err != nil || has {
		return errors.Join(err, errors.New("seed works on an empty installation alone: this one has an administrator"))
	}
	hash, err := auth.HashPassword("password", c.Password)
	if err != nil {
		return err
	}
	var admin *parley.User
	err = p.db.Write(ctx, func(tx *store.Tx) (err error) {
		s := settings.Setup{CompanyName: "Atlas", Language: "en", Timezone: "Europe/Paris", FirstName: "Léa", LastName: "Moreau", Email: c.Email, MailDomain: c.MailDomain}
		admin, err = s.Run(tx, hash)
		return err
	})
	if err != nil {
		return err
	}
	if err := p.seed(ctx, admin, hash); err != nil {
		return err
	}
	fmt.Printf("The demo company is there. Sign in as %s with the password %s.\n", c.Email, c.Password)
	return nil
}

// seed fills the installation of a fresh administrator.
func (p *program) seed(ctx context.Context, admin *parley.User, passwordHash string) error {
	c := seed.Company{DB: p.db, Receiver: p.receiver, Admin: admin, PasswordHash: passwordHash}
	return c.Fill(ctx)
}
