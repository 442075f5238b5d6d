// Package settings is what people set: inboxes and access, channel accounts,
// users, teams, availability and hours, signatures, snippets, templates, tags,
// views, preferences.
//
// Each change is an event that names the object, and those events are the
// audit log. Values of secrets never stand in them.
package settings

import (
	"parley/internal/parley"
	"parley/internal/store"
)

// note writes the event of a change; browsers refetch the object by it.
func note(tx *store.Tx, by parley.Actor, kind parley.EventKind, object string, id int64, inbox parley.InboxID, data map[string]any) error {
	_, err := tx.Event(&parley.Event{ActorKind: by.Kind, ActorID: by.ID, Kind: kind, InboxID: inbox, Object: object, ObjectID: id, Data: data})
	return err
}
