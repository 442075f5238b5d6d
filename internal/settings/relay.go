package settings

import (
	"parley/internal/parley"
	"parley/internal/store"
)

const (
	relayKey      = "relay"
	relayPassword = "relay_password"
)

// Relay returns the server that sends for accounts without one of their own,
// with its password; nil where none is set.
func Relay(r *store.Reader) (*parley.MailServer, string, error) {
	var server parley.MailServer
	set, err := r.Setting(relayKey, &server)
	if err != nil || !set || server.Host == "" {
		return nil, "", err
	}
	password, err := r.Sealed(relayPassword)
	return &server, string(password), err
}

// SetRelay sets the relay; one without host takes it away. An empty password
// keeps the one that is set.
func SetRelay(tx *store.Tx, by parley.Actor, server parley.MailServer, password string) error {
	if server.Host != "" {
		if err := checkServer("relay", &server); err != nil {
			return err
		}
	}
	if err := Set(tx, by, relayKey, server); err != nil || password == "" {
		return err
	}
	return tx.SetSealed(relayPassword, []byte(password))
}
