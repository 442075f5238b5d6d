package triage

import (
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/view"
)

// save writes th after a verb: its event, its row, its views.
func save(tx *store.Tx, by parley.Actor, th *parley.Thread, kind parley.EventKind, data map[string]any) error {
	if _, err := Note(tx, by, th, kind, data); err != nil {
		return err
	}
	return Store(tx, th)
}

// Note writes an event about th.
func Note(tx *store.Tx, by parley.Actor, th *parley.Thread, kind parley.EventKind, data map[string]any) (int64, error) {
	return tx.Event(&parley.Event{ActorKind: by.Kind, ActorID: by.ID, Kind: kind, ThreadID: th.ID, InboxID: th.InboxID, Data: data})
}

// Store writes th and moves it between views. What can wait no longer leaves its
// queue.
func Store(tx *store.Tx, th *parley.Thread) error {
	if th.Queued() && !th.MayQueue() {
		th.Dequeue()
	}
	if err := tx.Save("thread", th); err != nil {
		return err
	}
	return view.Update(tx, th)
}
