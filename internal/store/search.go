package store

import (
	"strconv"
	"strings"

	"parley/internal/parley"
	"parley/internal/search"
)

// inboxWord is an indexed word that stands for an inbox, so that full text
// itself leaves out what a reader may not see.
func inboxWord(id parley.InboxID) string { return "zinbox" + strconv.FormatInt(int64(id), 36) }

// IndexMessage makes the text of a message findable in its inbox.
func (tx *Tx) IndexMessage(id parley.MessageID, inbox parley.InboxID, texts ...string) error {
	words := search.Words(strings.Join(texts, "\n"))
	return tx.Exec(tx.db.dialect.insertWords(), id, inboxWord(inbox)+" "+strings.Join(words, " "))
}

// ReindexMessage replaces what is findable of a message.
func (tx *Tx) ReindexMessage(id parley.MessageID, inbox parley.InboxID, texts ...string) error {
	if err := tx.Exec(`DELETE FROM message_search WHERE rowid = $1`, id); err != nil {
		return err
	}
	return tx.IndexMessage(id, inbox, texts...)
}

// IndexThread makes the names, addresses and ids of a thread findable by any
// part of them.
func (tx *Tx) IndexThread(th *parley.Thread) error {
	parts, err := tx.Participants(th.ID)
	if err != nil {
		return err
	}
	text := []string{inboxWord(th.InboxID), th.ID.String(), th.Subject, th.SenderName}
	for _, p := range parts {
		text = append(text, p.Name, p.Address)
	}
	if th.ContactID != 0 {
		if c, err := tx.Contact(th.ContactID); err == nil {
			text = append(text, c.Name(), c.Email, c.Phone)
		}
	}
	if err := tx.Exec(`DELETE FROM short_search WHERE rowid = $1`, th.ID); err != nil {
		return err
	}
	return tx.Exec(tx.db.dialect.insertShort(), th.ID, search.Fold(strings.Join(text, "\n")))
}
