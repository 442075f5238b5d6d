// Package kb is the knowledge base: help articles and their public pages
// (CHAT-27, CHAT-28).
//
// An article has a version for each language that somebody wrote it in, and
// each is a draft or published by itself. Whatever goes outside (the pages, the
// widget, search engines) is asked of [Published] and [Search] or of [Site],
// and those know no drafts. Each change is an event that names the article, and
// those are the audit log.
package kb

import (
	"parley/internal/parley"
	"parley/internal/store"
)

// note writes the event of a change; browsers refetch by it.
func note(tx *store.Tx, by parley.Actor, object, verb string, id int64, data map[string]any) error {
	_, err := tx.Event(&parley.Event{ActorKind: by.Kind, ActorID: by.ID, Kind: parley.EventKind(object + "." + verb), Object: object, ObjectID: id, Data: data})
	return err
}
