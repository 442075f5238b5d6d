package hubapi

import (
	"strings"

	"parley/internal/channel"
	"parley/internal/parley"
	"parley/internal/settings"
)

func (s *Server) visitorRoutes() {
	s.on(post, "/visitor-identification/v3/tokens/create", 200, parley.ScopeVisitorTokens, (*call).visitorToken)
}

// visitorIn is a visitor whom a site vouches for.
type visitorIn struct {
	Email     string `json:"email"`
	FirstName string `json:"firstName"`
	LastName  string `json:"lastName"`
}

// visitorOut is the token for the widget.
type visitorOut struct {
	Token string `json:"token"`
}

// visitorToken vouches for a visitor whom the site has signed in (API-27).
func (c *call) visitorToken() (any, error) {
	var in visitorIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	email := strings.ToLower(strings.TrimSpace(in.Email))
	if err := settings.CheckAddress("email", email); err != nil {
		return nil, err
	}
	token, err := c.s.VouchFor(channel.Identity{Email: email, FirstName: strings.TrimSpace(in.FirstName), LastName: strings.TrimSpace(in.LastName)})
	return visitorOut{token}, err
}
