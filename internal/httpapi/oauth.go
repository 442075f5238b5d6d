package httpapi

import (
	"net/url"
	"strings"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
)

// GrantRequest is what an app asks of a user, by the words of OAuth (RFC 6749
// section 4.1.1).
type GrantRequest struct {
	ClientID      string `json:"client_id" maxLength:"100"`
	RedirectURI   string `json:"redirect_uri" maxLength:"2000"`
	Scope         string `json:"scope" maxLength:"4000" doc:"Separated by spaces"`
	OptionalScope string `json:"optional_scope,omitempty" maxLength:"4000"`
	State         string `json:"state,omitempty" maxLength:"2000"`
}

type consentQuery struct {
	ClientID      string `query:"client_id" maxLength:"100"`
	RedirectURI   string `query:"redirect_uri" maxLength:"2000"`
	Scope         string `query:"scope" maxLength:"4000"`
	OptionalScope string `query:"optional_scope" maxLength:"4000"`
	State         string `query:"state" maxLength:"2000"`
}

// GrantPage is an app as its consent page shows it.
type GrantPage struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Scopes      []string `json:"scopes" doc:"All that it gets"`
	InboxNames  []string `json:"inbox_names" doc:"The inboxes it is limited to; empty: all"`
	LeadsTo     string   `json:"leads_to" doc:"The host to which the answer goes"`
	MayAgree    bool     `json:"may_agree" doc:"Only who may manage apps can"`
	DeniedURL   string   `json:"denied_url" doc:"Where to go with a no"`
}

// GrantAnswer is where to go with a yes.
type GrantAnswer struct {
	URL string `json:"url"`
}

// asked returns the app that asks and the scopes that it gets.
func (c *call) asked(r *store.Reader, in *GrantRequest) (*parley.App, []string, error) {
	app, err := r.AppByClient(in.ClientID)
	if parley.KindOf(err) == parley.NotFound {
		return nil, nil, parley.Invalidf("client_id", "this app is not known here")
	} else if err != nil {
		return nil, nil, err
	}
	scopes, err := auth.CheckGrant(app, in.RedirectURI, strings.Fields(in.Scope), strings.Fields(in.OptionalScope))
	return app, scopes, err
}

func (c *call) askConsent(query *consentQuery) (*GrantPage, error) {
	r, in := c.s.DB.Read(c), GrantRequest(*query)
	app, scopes, err := c.asked(r, &in)
	if err != nil {
		return nil, err
	}
	out := &GrantPage{Name: app.Name, Description: app.Description, Scopes: scopes, InboxNames: []string{}, MayAgree: c.User.Has(parley.ManageApps),
		DeniedURL: answerURL(in.RedirectURI, url.Values{"error": {"access_denied"}}, in.State)}
	if u, err := url.Parse(in.RedirectURI); err == nil {
		out.LeadsTo = u.Host
	}
	for _, id := range app.InboxIDs {
		if box, err := r.Inbox(id); err == nil {
			out.InboxNames = append(out.InboxNames, box.Name)
		}
	}
	return out, nil
}

type agreeInput struct{ Body GrantRequest }

func (c *call) agree(in *agreeInput) (*GrantAnswer, error) {
	var code string
	err := c.write(func(tx *store.Tx) error {
		app, scopes, err := c.asked(&tx.Reader, &in.Body)
		if err == nil {
			code, err = auth.Grant(tx, app, c.User, scopes, in.Body.RedirectURI)
		}
		return err
	})
	return &GrantAnswer{answerURL(in.Body.RedirectURI, url.Values{"code": {code}}, in.Body.State)}, err
}

// answerURL adds what an app is answered to the address that it gave.
func answerURL(redirect string, answer url.Values, state string) string {
	u, err := url.Parse(redirect)
	if err != nil {
		return ""
	}
	q := u.Query()
	for name, values := range answer {
		q.Set(name, values[0])
	}
	if state != "" {
		q.Set("state", state)
	}
	u.RawQuery = q.Encode()
	return u.String()
}
