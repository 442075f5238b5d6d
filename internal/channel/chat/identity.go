package chat

import (
	"strings"
	"time"

	"parley/internal/channel"
)

// identity is what a site vouches for, sealed (API-27).
type identity struct {
	Email     string `json:"e"`
	FirstName string `json:"f,omitempty"`
	LastName  string `json:"l,omitempty"`
	Expires   int64  `json:"x"`
}

// IdentityToken vouches for a visitor of the site for twelve hours: the page
// hands it to the widget together with the same address.
func (k Keys) IdentityToken(who channel.Identity, now time.Time) (string, error) {
	return k.give(placeIdentity, identity{strings.ToLower(strings.TrimSpace(who.Email)), who.FirstName, who.LastName, now.Add(identityLife).Unix()})
}

// identify reads a token for an address. Words for the page's developer where
// it proves nothing.
func (k Keys) identify(email, token string, now time.Time) (channel.Identity, string) {
	var id identity
	switch err := k.take(placeIdentity, token, &id); {
	case err != nil:
		return channel.Identity{}, "the identification token is not one of this installation"
	case id.Expires < now.Unix():
		return channel.Identity{}, "the identification token has expired: it is good for twelve hours"
	case id.Email == "" || id.Email != strings.ToLower(strings.TrimSpace(email)):
		return channel.Identity{}, "the identification token belongs to another e-mail address"
	}
	return channel.Identity{Email: id.Email, FirstName: id.FirstName, LastName: id.LastName}, ""
}
