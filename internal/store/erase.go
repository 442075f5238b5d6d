package store

import "parley/internal/parley"

// ThreadsWithPerson returns the threads in which a contact stands by an e-mail
// address without being whom they are with.
func (r *Reader) ThreadsWithPerson(id parley.ContactID) ([]parley.ThreadID, error) {
	return scalars[parley.ThreadID](r, `SELECT DISTINCT p.thread_id FROM contact_address a JOIN participant p ON p.address = a.value JOIN thread th ON th.id = p.thread_id
	  WHERE a.contact_id = $1 AND th.contact_id <> $1 ORDER BY p.thread_id`, id)
}

// EraseMessage takes everything that a message says out of the database for
// good, and leaves m, which says that something stood there. It returns the
// blobs that nothing else uses any more.
func (tx *Tx) EraseMessage(m *parley.Message) ([]string, error) {
	hashes, err := scalars[string](&tx.Reader, `SELECT hash FROM attachment WHERE message_id = $1 AND hash <> '' UNION SELECT raw_hash FROM message WHERE id = $1 AND raw_hash <> ''`, m.ID)
	if err != nil {
		return nil, err
	}
	if err := tx.DropMessageContent(m.ID); err != nil {
		return nil, err
	}
	for _, text := range []string{`DELETE FROM reference WHERE thread_id = (SELECT thread_id FROM message WHERE id = $1) AND message_id = $1`, `DELETE FROM quarantine WHERE message_id = $1`} {
		if err := tx.Exec(text, m.ID); err != nil {
			return nil, err
		}
	}
	if err := tx.Save("message", m); err != nil {
		return nil, err
	}
	return tx.unusedBlobs(hashes)
}
