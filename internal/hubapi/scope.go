package hubapi

import (
	"net/http"
	"strings"

	"parley/internal/parley"
)

// areas are the words of scopes for kinds of record. Activities are seen with
// the people whom they are about.
var areas = map[parley.ObjectTypeID]string{parley.TypeContact: "contacts", parley.TypeCompany: "companies", parley.TypeDeal: "deals"}

func areaOf(t *parley.ObjectType) string {
	switch {
	case areas[t.ID] != "":
		return areas[t.ID]
	case t.ID.Custom():
		return "custom"
	}
	return "contacts"
}

// scopes are those of which the app needs one: the route's, the kind of record
// in the path put in. Who may read records may read how they are defined.
func (c *call) scopes() ([]string, error) {
	scope := c.route.Scope
	if !strings.Contains(scope, "{T}") {
		return []string{scope}, nil
	}
	schema, err := c.read().Schema()
	if err != nil {
		return nil, err
	}
	if c.object, err = schema.Named(c.name("T")); err != nil {
		return nil, err
	}
	return scopesOf(scope, c.object), nil
}

func scopesOf(scope string, t *parley.ObjectType) []string {
	reads := strings.HasSuffix(scope, ".read")
	switch {
	case t.ID == parley.TypeTicket:
		return []string{"tickets"}
	case t.ID == parley.TypeFeedback && reads:
		return []string{"crm.objects.feedback_submissions.read"}
	}
	out := []string{strings.Replace(scope, "{T}", areaOf(t), 1)}
	if reads && strings.HasPrefix(scope, "crm.schemas.") {
		out = append(out, "crm.objects."+areaOf(t)+".read")
	}
	return out
}

// writable refuses to write what comes from elsewhere (CAPI-01).
func (c *call) writable() error {
	if c.object.ID == parley.TypeFeedback {
		return &fault{status: http.StatusMethodNotAllowed, category: "METHOD_NOT_ALLOWED", message: "feedback is written by surveys alone"}
	}
	return nil
}
