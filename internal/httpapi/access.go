package httpapi

import (
	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

type forgotInput struct {
	Body struct {
		Email string `json:"email" maxLength:"254"`
	}
}

// forgot answers everybody alike (ATK-26).
func (c *call) forgot(in *forgotInput) error {
	if err := sameOrigin(info(c).r); err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error { return settings.Forget(tx, in.Body.Email, info(c).address) })
}

type resetInput struct {
	Body struct {
		Token    string `json:"token" maxLength:"100"`
		Password string `json:"password" maxLength:"500"`
	}
}

func (c *call) reset(in *resetInput) error {
	if err := sameOrigin(info(c).r); err != nil {
		return err
	}
	if _, err := auth.PeekToken(c.s.DB.Read(c), in.Body.Token, auth.PurposeReset, c.s.DB.Now()); err != nil {
		return err
	}
	hash, err := auth.HashPassword("password", in.Body.Password)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error {
		_, err := settings.ResetPassword(tx, in.Body.Token, hash)
		return err
	})
}

// Invitation is what an invited person sees before joining.
type Invitation struct {
	Email       string `json:"email"`
	FirstName   string `json:"first_name"`
	LastName    string `json:"last_name"`
	CompanyName string `json:"company_name"`
	Language    string `json:"language"`
}

type tokenPath struct {
	Token string `path:"token" maxLength:"100"`
}

func (c *call) invitation(in *tokenPath) (*Invitation, error) {
	r := c.s.DB.Read(c)
	t, err := auth.PeekToken(r, in.Token, auth.PurposeInvite, c.s.DB.Now())
	if err != nil {
		return nil, err
	}
	u, err := r.User(t.UserID)
	if err != nil {
		return nil, err
	}
	account, err := r.Account()
	if err != nil || account == nil {
		return nil, orNotFound(err)
	}
	return &Invitation{u.Email, u.FirstName, u.LastName, account.Name, u.Language}, nil
}

type joinInput struct {
	Token string `path:"token" maxLength:"100"`
	Body  struct {
		FirstName string `json:"first_name" maxLength:"100"`
		LastName  string `json:"last_name" maxLength:"100"`
		Password  string `json:"password" maxLength:"500"`
		Language  string `json:"language" enum:"en,fr"`
	}
}

func (c *call) join(in *joinInput) (*Session, error) {
	if err := sameOrigin(info(c).r); err != nil {
		return nil, err
	}
	if _, err := auth.PeekToken(c.s.DB.Read(c), in.Token, auth.PurposeInvite, c.s.DB.Now()); err != nil {
		return nil, err
	}
	hash, err := auth.HashPassword("password", in.Body.Password)
	if err != nil {
		return nil, err
	}
	var u *parley.User
	err = c.write(func(tx *store.Tx) (err error) {
		u, err = settings.Join(tx, in.Token, settings.Joining{FirstName: in.Body.FirstName, LastName: in.Body.LastName, Language: in.Body.Language, PasswordHash: hash})
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.begin(u)
}
