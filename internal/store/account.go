package store

import (
	"encoding/json"
	"time"

	"parley/internal/parley"
)

// Account is the installation itself.
type Account struct {
	ID        int64
	Name      string
	Language  string
	Timezone  string
	Epoch     string // changes when a backup is restored: cursors of before are void
	Settings  map[string]any
	CreatedAt time.Time
}

// Account returns the installation, or nil before it is set up.
func (r *Reader) Account() (*Account, error) {
	a, err := one[Account](r, "account", `SELECT * FROM account WHERE id = 1`)
	if parley.KindOf(err) == parley.NotFound {
		return nil, nil
	}
	return a, err
}

// PortalID is the eight digits by which host pages name the installation.
func (a *Account) PortalID() string {
	id, _ := a.Settings["portal_id"].(string)
	return id
}

// Setting reads the value of an installation-wide setting into v and reports
// whether it was set.
func (r *Reader) Setting(key string, v any) (bool, error) {
	text, err := rememberedScalar[string](r, "setting", `SELECT value FROM setting WHERE key = $1`, key)
	if err != nil || text == "" {
		return false, err
	}
	return true, json.Unmarshal([]byte(text), v)
}

// SetSetting writes an installation-wide setting.
func (tx *Tx) SetSetting(key string, v any) error {
	return tx.Exec(`INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, toJSON(v))
}

// Sealed returns a secret setting, or nil.
func (r *Reader) Sealed(key string) ([]byte, error) {
	sealed, err := scalar[[]byte](r, `SELECT sealed FROM setting WHERE key = $1`, key)
	if err != nil || sealed == nil {
		return nil, err
	}
	return r.db.Unseal("setting/"+key, sealed)
}

// SetSealed writes a secret setting.
func (tx *Tx) SetSealed(key string, value []byte) error {
	sealed, err := tx.db.Seal("setting/"+key, value)
	if err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO setting (key, value, sealed) VALUES ($1, '', $2) ON CONFLICT (key) DO UPDATE SET sealed = excluded.sealed`, key, sealed)
}

// Preferences is what a user likes, by key.
func (r *Reader) Preferences(id parley.UserID) (map[string]json.RawMessage, error) {
	type row struct{ Key, Value string }
	rows, err := list[row](r, `SELECT key, value FROM preference WHERE user_id = $1`, id)
	if err != nil {
		return nil, err
	}
	out := map[string]json.RawMessage{}
	for _, p := range rows {
		out[p.Key] = json.RawMessage(p.Value)
	}
	return out, nil
}

// SetPreference keeps one.
func (tx *Tx) SetPreference(id parley.UserID, key string, value json.RawMessage) error {
	return tx.Exec(`INSERT INTO preference (user_id, key, value) VALUES ($1, $2, $3)
	  ON CONFLICT (user_id, key) DO UPDATE SET value = excluded.value`, id, key, string(value))
}

// Lease makes holder the only one who has name until a time, and reports
// whether it is.
// One that lasts far longer than it could was taken under a clock that has been
// put back since, and counts as run out.
func (tx *Tx) Lease(name, holder string, until time.Time) (bool, error) {
	n, err := tx.Affect(`INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3)
	  ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
	  WHERE lease.holder = excluded.holder OR lease.until < $4 OR lease.until > $5`, name, holder, until, tx.Now, until.Add(leaseSkew))
	return n > 0, err
}

// EndLease gives up what holder has.
func (tx *Tx) EndLease(name, holder string) error {
	return tx.Exec(`DELETE FROM lease WHERE name = $1 AND holder = $2`, name, holder)
}

// leaseSkew is by how much the clocks of nodes may differ.
const leaseSkew = 5 * time.Minute

// Bury ends all leases of a process that is known to be dead, so that nobody
// waits for them to run out. Its jobs begin again, and this attempt counts.
func (tx *Tx) Bury(node string) error {
	if err := tx.Exec(`DELETE FROM lease WHERE holder LIKE $1`, node+"/%"); err != nil {
		return err
	}
	return tx.Exec(`UPDATE job SET state = 'waiting', leased_by = '', lease_until = 0 WHERE state = 'running' AND leased_by LIKE $1`, node+"/%")
}
