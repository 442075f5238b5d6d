package store

import (
	"parley/internal/parley"
)

// Inboxes returns all inboxes in order of creation, archived ones too.
func (r *Reader) Inboxes() ([]*parley.Inbox, error) {
	return list[parley.Inbox](r, `SELECT * FROM inbox ORDER BY id`)
}

// Inbox returns one.
func (r *Reader) Inbox(id parley.InboxID) (*parley.Inbox, error) {
	return one[parley.Inbox](r, "inbox", `SELECT * FROM inbox WHERE id = $1`, id)
}

// ChannelAccounts returns the live accounts, those of all inboxes for zero:
// e-mail first, fallback addresses last among it.
func (r *Reader) ChannelAccounts(inbox parley.InboxID) ([]*parley.ChannelAccount, error) {
	return remembered[parley.ChannelAccount](r, "channel_account", `SELECT * FROM channel_account WHERE archived_at = 0 AND ($1 = 0 OR inbox_id = $1) ORDER BY CASE WHEN channel = 'email' THEN 0 ELSE 1 END, fallback, id`, inbox)
}

// ChannelAccount returns one, archived or not.
func (r *Reader) ChannelAccount(id parley.ChannelAccountID) (*parley.ChannelAccount, error) {
	return one[parley.ChannelAccount](r, "channel", `SELECT * FROM channel_account WHERE id = $1`, id)
}

// ChannelAccountByAddress returns the live account with a delivery address.
func (r *Reader) ChannelAccountByAddress(kind parley.ChannelKind, address string) (*parley.ChannelAccount, error) {
	return one[parley.ChannelAccount](r, "channel", `SELECT * FROM channel_account WHERE channel = $1 AND address = $2 AND archived_at = 0`, kind, address)
}

// ChannelSecret returns the sealed value of an account, nil if none.
func (r *Reader) ChannelSecret(id parley.ChannelAccountID, name string) ([]byte, error) {
	return scalar[[]byte](r, `SELECT sealed FROM channel_secret WHERE account_id = $1 AND name = $2`, id, name)
}

// SetChannelSecret keeps a sealed value.
func (tx *Tx) SetChannelSecret(id parley.ChannelAccountID, name string, sealed []byte) error {
	return tx.Exec(`INSERT INTO channel_secret (account_id, name, sealed) VALUES ($1, $2, $3)
	  ON CONFLICT (account_id, name) DO UPDATE SET sealed = excluded.sealed`, id, name, sealed)
}

// DropChannelSecrets forgets all secrets of an account.
func (tx *Tx) DropChannelSecrets(id parley.ChannelAccountID) error {
	return tx.Exec(`DELETE FROM channel_secret WHERE account_id = $1`, id)
}

// ChannelState returns what an adapter remembers of an account.
func (r *Reader) ChannelState(id parley.ChannelAccountID, key string) (string, error) {
	return scalar[string](r, `SELECT value FROM channel_state WHERE account_id = $1 AND key = $2`, id, key)
}

// SetChannelState keeps what an adapter remembers.
func (tx *Tx) SetChannelState(id parley.ChannelAccountID, key, value string) error {
	return tx.Exec(`INSERT INTO channel_state (account_id, key, value) VALUES ($1, $2, $3)
	  ON CONFLICT (account_id, key) DO UPDATE SET value = excluded.value`, id, key, value)
}

// LedgerLine says what became of one message of a mailbox (SAFE-06).
type LedgerLine struct {
	AccountID   parley.ChannelAccountID
	Folder      string
	UIDValidity uint32
	UID         uint32
	FirstUID    uint32 // of a range that ends with UID and had one fate; zero for one message
	Outcome     string
	Reason      string
	MessageID   parley.MessageID
	At          int64
}

// Note writes a line of the ledger; the first word on a message stands.
func (tx *Tx) Note(l *LedgerLine) error {
	l.At = millis(tx.Now)
	_, err := tx.InsertNew("ledger", l)
	return err
}

// Ledger returns the lines of a folder in the order of UIDs.
func (r *Reader) Ledger(id parley.ChannelAccountID, folder string, validity uint32) ([]*LedgerLine, error) {
	return list[LedgerLine](r, `SELECT * FROM ledger WHERE account_id = $1 AND folder = $2 AND uid_validity = $3 ORDER BY uid`, id, folder, int64(validity))
}

// Tags returns the tags of an inbox, of all for zero.
func (r *Reader) Tags(inbox parley.InboxID) ([]*Tag, error) {
	return list[Tag](r, `SELECT * FROM tag WHERE $1 = 0 OR inbox_id = $1 ORDER BY name`, inbox)
}

// Tag returns one.
func (r *Reader) Tag(id parley.TagID) (*Tag, error) {
	return one[Tag](r, "tag", `SELECT * FROM tag WHERE id = $1`, id)
}
