package store

import (
	"time"

	"parley/internal/parley"
)

// CustomChannels returns those of an app, or all for zero, that are not
// archived, by name.
func (r *Reader) CustomChannels(app parley.AppID) ([]*parley.CustomChannel, error) {
	return list[parley.CustomChannel](r, `SELECT * FROM custom_channel WHERE archived_at = 0 AND ($1 = 0 OR app_id = $1) ORDER BY name, id`, app)
}

// CustomChannel returns one, archived or not.
func (r *Reader) CustomChannel(id parley.CustomChannelID) (*parley.CustomChannel, error) {
	return one[parley.CustomChannel](r, "channel", `SELECT * FROM custom_channel WHERE id = $1`, id)
}

// CustomChannelNames are the names of all, archived ones too.
func (r *Reader) CustomChannelNames() (map[parley.CustomChannelID]string, error) {
	all, err := list[parley.CustomChannel](r, `SELECT id, name FROM custom_channel`)
	out := map[parley.CustomChannelID]string{}
	for _, c := range all {
		out[c.ID] = c.Name
	}
	return out, err
}

// NameChannelViews gives the views of a custom channel its name.
func (tx *Tx) NameChannelViews(c *parley.CustomChannel) error {
	return tx.Exec(`UPDATE view SET name = $1 WHERE kind = $2`, c.Name, string(c.ID.Kind()))
}

// NewCustomChannelID draws a number for a custom channel.
func (tx *Tx) NewCustomChannelID() parley.CustomChannelID {
	return parley.FirstCustomChannel + parley.CustomChannelID(tx.NewID())
}

// StagedAccount returns the one of a token that holds at a time.
func (r *Reader) StagedAccount(hash string, now time.Time) (*parley.StagedAccount, error) {
	return one[parley.StagedAccount](r, "account token", `SELECT * FROM staged_account WHERE token_hash = $1 AND expires_at > $2`, hash, now)
}

// SaveStagedAccount writes it, and forgets those that ran out.
func (tx *Tx) SaveStagedAccount(s *parley.StagedAccount) error {
	if err := tx.Exec(`DELETE FROM staged_account WHERE token_hash = $1 OR expires_at <= $2`, s.TokenHash, tx.Now); err != nil {
		return err
	}
	return tx.Insert("staged_account", s)
}

// CustomThread returns the conversation that messages of a key join: an open
// one, else the one closed last (MSG-13); zero for none.
func (r *Reader) CustomThread(acct parley.ChannelAccountID, key string) (parley.ThreadID, error) {
	return scalar[parley.ThreadID](r, `SELECT th.id FROM custom_thread c JOIN thread th ON th.id = c.thread_id
	  WHERE c.account_id = $1 AND c.key = $2 ORDER BY th.trashed, CASE th.status WHEN 'open' THEN 0 ELSE 1 END, th.closed_at DESC, th.id DESC LIMIT 1`, acct, key)
}

// AddCustomThread notes that messages of a key belong to a conversation.
func (tx *Tx) AddCustomThread(acct parley.ChannelAccountID, key string, id parley.ThreadID) error {
	return tx.Exec(`INSERT INTO custom_thread (account_id, key, thread_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, acct, key, id)
}

// CustomThreadKeys are the keys that lead to a conversation.
func (r *Reader) CustomThreadKeys(id parley.ThreadID) ([]string, error) {
	return scalars[string](r, `SELECT key FROM custom_thread WHERE thread_id = $1 ORDER BY key`, id)
}
