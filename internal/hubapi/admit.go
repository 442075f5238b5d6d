package hubapi

import (
	"net/http"
	"slices"
	"strings"

	"parley/internal/auth"
	"parley/internal/parley"
)

// admit asks who calls, how often, and whether the scope is there. Whatever is
// not allowed here is not allowed.
func (c *call) admit() error {
	if c.route.door == byNobody {
		return nil
	}
	id, err := c.identify()
	if err != nil {
		return err
	}
	c.AppIdentity = id
	if err := c.limit(); err != nil {
		return err
	}
	if id.Token == nil { // the developer key is the app's own, whatever its scopes
		return nil
	}
	scopes, err := c.scopes()
	if err == nil && !slices.ContainsFunc(scopes, id.Holds) {
		err = lacksScope(scopes...)
	}
	return err
}

// identify returns the app of the token or of the developer key.
func (c *call) identify() (*auth.AppIdentity, error) {
	key := c.r.URL.Query().Get("hapikey")
	if c.route.door == byDeveloper || c.route.door == byEither && key != "" {
		id, err := auth.IdentifyDeveloper(c.read(), key)
		if err != nil {
			return nil, err
		}
		named := c.name("appId")
		if named == "" {
			named = c.r.URL.Query().Get("appId")
		}
		if named != id.App.ID.String() {
			return nil, parley.NotFoundf("there is no app %s of this developer key", named)
		}
		return id, nil
	}
	scheme, token, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "bearer") {
		token = ""
	}
	return auth.IdentifyApp(c, c.s.DB, strings.TrimSpace(token))
}

// reaches refuses what lies in an inbox that the app is not let into, as if it
// were not there.
func (c *call) reaches(id parley.InboxID, what string) error {
	if !c.App.Reaches(id) {
		return parley.NotFoundf("%s", what)
	}
	return nil
}

func lacksScope(scopes ...string) error {
	return &fault{status: http.StatusForbidden, category: "MISSING_SCOPES", message: "this app lacks a scope that the call needs",
		errors: []detail{{Message: "one or more of these scopes are required", Context: map[string][]string{"requiredGranularScopes": scopes}}}}
}
