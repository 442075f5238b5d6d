package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// userCommands work on the machine itself, beside a running server.
type userCommands struct {
	Create userCreateCommand `cmd:"" help:"Create a user; the password is read from standard input."`
	Reset  userResetCommand  `cmd:"" help:"Give an administrator back access: a new password, no second factor, all sessions ended."`
	List   userListCommand   `cmd:"" help:"List the users."`
}

type userCreateCommand struct {
	options
	Email     string `arg:"" help:"Address to sign in with."`
	FirstName string `name:"first-name" help:"First name."`
	LastName  string `name:"last-name" help:"Last name."`
	Company   string `help:"Name of the company, for the first user." default:"My company"`
	Language  string `help:"en or fr." enum:"en,fr" default:"en"`
	Admin     bool   `help:"Make the user a super admin."`
}

func (c *userCreateCommand) Run(ctx context.Context) error {
	return c.withDB(ctx, func(db *store.DB) error {
		hash, err := readPassword()
		if err != nil {
			return err
		}
		return db.Write(ctx, func(tx *store.Tx) error { return c.create(tx, hash) })
	})
}

// create sets Parley up by its first administrator, or adds a user.
func (c *userCreateCommand) create(tx *store.Tx, hash string) error {
	has, err := tx.HasAdmin()
	if err != nil {
		return err
	}
	if !has {
		s := settings.Setup{CompanyName: c.Company, Language: c.Language, Timezone: "UTC", FirstName: c.FirstName, LastName: c.LastName, Email: c.Email, MailDomain: c.MailDomain}
		_, err := s.Run(tx, hash)
		return err
	}
	u, err := settings.NewUser(c.Email, c.FirstName, c.LastName, c.Language, "UTC")
	if err != nil {
		return err
	}
	u.ID, u.CreatedAt, u.PasswordHash, u.SuperAdmin = parley.UserID(tx.NewID()), tx.Now, hash, c.Admin
	if err := tx.Insert("user", u); err != nil {
		return err
	}
	_, err = tx.Event(&parley.Event{ActorKind: parley.ActorSystem, Kind: "user.created", Object: "user", ObjectID: int64(u.ID)})
	return err
}

type userResetCommand struct {
	options
	Email string `arg:"" help:"Address of the user."`
}

func (c *userResetCommand) Run(ctx context.Context) error {
	return c.withDB(ctx, func(db *store.DB) error {
		hash, err := readPassword()
		if err != nil {
			return err
		}
		return db.Write(ctx, func(tx *store.Tx) error {
			u, err := tx.UserByEmail(strings.ToLower(c.Email))
			if err != nil {
				return fmt.Errorf("there is no user %s", c.Email)
			}
			u.PasswordHash, u.TOTPSecret, u.RecoveryHashes = hash, nil, nil
			if err := tx.Save("user", u); err != nil {
				return err
			}
			if err := tx.EndSessions(u.ID, 0); err != nil {
				return err
			}
			_, err = tx.Event(&parley.Event{ActorKind: parley.ActorSystem, Kind: "user.reset", Object: "user", ObjectID: int64(u.ID)})
			return err
		})
	})
}

type userListCommand struct{ options }

func (c *userListCommand) Run(ctx context.Context) error {
	return c.withDB(ctx, func(db *store.DB) error {
		users, err := db.Read(ctx).Users()
		for _, u := range users {
			role := "user"
			if u.SuperAdmin {
				role = "super admin"
			}
			if !u.Active() {
				role = "inactive"
			}
			fmt.Printf("%s\t%s\t%s\n", u.Email, u.Name(), role)
		}
		return err
	})
}

// withDB opens the database for a short command.
func (o *options) withDB(ctx context.Context, fn func(*store.DB) error) error {
	if err := o.check(); err != nil {
		return err
	}
	so, err := o.storeOptions()
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, so)
	if err != nil {
		return err
	}
	return errors.Join(fn(db), db.Close())
}

func readPassword() (string, error) {
	fmt.Fprint(os.Stderr, "Password: ")
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && line == "" {
		return "", errors.New("give the password on standard input")
	}
	return auth.HashPassword("password", strings.TrimRight(line, "\r\n"))
}
