package httpapi

import (
	"crypto/subtle"
	"log/slog"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// SetupState says what the first start needs.
type SetupState struct {
	Needed       bool `json:"needed"`
	CodeRequired bool `json:"code_required" doc:"The one-time code that the server printed at its start"`
}

func (c *call) setupState(*struct{}) (*SetupState, error) {
	if has, err := c.s.DB.Read(c).HasAdmin(); err != nil || has {
		return nil, orNotFound(err)
	}
	return &SetupState{Needed: true, CodeRequired: !c.s.local(c)}, nil
}

func orNotFound(err error) error {
	if err != nil {
		return err
	}
	return parley.NotFoundf("Parley is set up already")
}

type setupInput struct {
	Body struct {
		Code        string `json:"code,omitempty"`
		FirstName   string `json:"first_name" maxLength:"100"`
		LastName    string `json:"last_name" maxLength:"100"`
		Email       string `json:"email" maxLength:"254"`
		Password    string `json:"password" maxLength:"500"`
		CompanyName string `json:"company_name" maxLength:"200"`
		Language    string `json:"language" enum:"en,fr"`
		Timezone    string `json:"timezone,omitempty"`
		Demo        bool   `json:"demo,omitempty" doc:"Also load a demo company"`
	}
}

// Session is who is signed in.
type Session struct {
	User      User        `json:"user"`
	CSRFToken string      `json:"csrf_token" doc:"To be sent as X-CSRF-Token with every request that is not a GET"`
	Account   AccountInfo `json:"account"`
}

func (c *call) setup(in *setupInput) (*Session, error) {
	if err := sameOrigin(info(c).r); err != nil {
		return nil, err
	}
	b := in.Body
	if has, err := c.s.DB.Read(c).HasAdmin(); err != nil || has {
		return nil, orNotFound(err)
	}
	if !c.s.local(c) && (c.s.SetupCode == "" || subtle.ConstantTimeCompare([]byte(b.Code), []byte(c.s.SetupCode)) != 1) {
		return nil, parley.Invalidf("code", "this is not the code that the server printed at its start")
	}
	hash, err := auth.HashPassword("password", b.Password)
	if err != nil {
		return nil, err
	}
	var u *parley.User
	err = c.s.DB.Write(c, func(tx *store.Tx) error {
		s := settings.Setup{CompanyName: b.CompanyName, Language: b.Language, Timezone: b.Timezone, FirstName: b.FirstName, LastName: b.LastName, Email: b.Email, MailDomain: c.s.MailDomain}
		u, err = s.Run(tx, hash)
		return err
	})
	if err != nil {
		return nil, err
	}
	if b.Demo && c.s.Demo != nil {
		if err := c.s.Demo(c, u); err != nil {
			slog.Error("load the demo company", "err", err)
		}
	}
	return c.begin(u)
}

// begin signs u in on this device.
func (c *call) begin(u *parley.User) (*Session, error) {
	req := info(c)
	var token string
	var session *store.Session
	err := c.s.DB.Write(c, func(tx *store.Tx) (err error) {
		token, session, err = auth.StartSession(tx, u.ID, req.r.UserAgent(), req.address)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.s.setSession(req.w, token, int(auth.SessionLife.Seconds()))
	return c.present(u, session)
}

func (c *call) present(u *parley.User, session *store.Session) (*Session, error) {
	a, err := c.s.DB.Read(c).Account()
	return &Session{User: presentUser(u), CSRFToken: session.CSRF, Account: c.s.accountInfo(a)}, err
}

func (c *call) session(*struct{}) (*Session, error) { return c.present(c.User, c.Identity.Session) }

type signInInput struct {
	Body struct {
		Email    string `json:"email" maxLength:"254"`
		Password string `json:"password" maxLength:"500"`
		TOTPCode string `json:"totp_code,omitempty" maxLength:"40"`
	}
}

func (c *call) signIn(in *signInInput) (*Session, error) {
	if err := sameOrigin(info(c).r); err != nil {
		return nil, err
	}
	u, err := auth.SignIn(c, c.s.DB, auth.Credentials{Email: in.Body.Email, Password: in.Body.Password, Code: in.Body.TOTPCode}, info(c).address)
	if err != nil {
		return nil, err
	}
	return c.begin(u)
}

func (c *call) signOut(*struct{}) error {
	c.s.setSession(info(c).w, "", -1)
	return c.endSession(c.Identity.Session.ID)
}

func (c *call) endSession(id int64) error {
	return c.s.DB.Write(c, func(tx *store.Tx) error {
		if err := tx.EndSession(c.User.ID, id); err != nil {
			return err
		}
		_, err := tx.Event(&parley.Event{ActorKind: parley.ActorUser, ActorID: int64(c.User.ID), Kind: "session.ended", Object: "session", ObjectID: id})
		return err
	})
}

// Device is a signed-in device.
type Device struct {
	ID         string  `json:"id"`
	Device     string  `json:"device"`
	Address    string  `json:"address"`
	CreatedAt  *string `json:"created_at"`
	LastSeenAt *string `json:"last_seen_at"`
	Current    bool    `json:"current"`
}

// Devices is where somebody is signed in.
type Devices struct {
	Sessions []Device `json:"sessions"`
}

func (c *call) devices(*struct{}) (*Devices, error) {
	list, err := c.s.DB.Read(c).Sessions(c.User.ID, c.s.DB.Now())
	out := &Devices{[]Device{}}
	for _, s := range list {
		out.Sessions = append(out.Sessions, Device{parley.JobID(s.ID).String(), s.Device, s.Address, when(s.CreatedAt), when(s.LastSeenAt), s.ID == c.Identity.Session.ID})
	}
	return out, err
}

type idPath struct {
	ID string `path:"id"`
}

func (c *call) endDevice(in *idPath) error {
	id, err := parley.ParseID[int64]("id", in.ID)
	if err != nil {
		return err
	}
	return c.endSession(id)
}
