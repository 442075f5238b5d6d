package crm

import (
	"fmt"
	"slices"

	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/view"
)

// placeSlice is how many conversations a transaction gives their place in views.
const placeSlice = 100

const placeJob = "crm.place_threads"

// askedBy are the properties of a contact by which views choose conversations.
var askedBy = []string{"firstname", "lastname", "email", "company", "hs_language"}

// placing is what is left for later: conversations of contacts, of the first
// those before one, in the inboxes that have a view which asks of a field.
type placing struct {
	Contacts []parley.RecordID `json:"contacts"`
	Before   parley.ThreadID   `json:"before"`
	Field    string            `json:"field"`
}

// placeThreads moves the conversations of contacts between views that ask of a
// field, of which something has changed: the newest at once, the others soon.
func placeThreads(tx *store.Tx, contacts []parley.RecordID, field string) error {
	if len(contacts) == 0 {
		return nil
	}
	return placing{Contacts: contacts, Field: field}.slice(tx)
}

func (p placing) slice(tx *store.Tx) error {
	views, err := tx.Views(0)
	if err != nil {
		return err
	}
	asking := map[parley.InboxID]bool{}
	for _, v := range views {
		asking[v.InboxID] = asking[v.InboxID] || view.Asks(v, p.Field)
	}
	if !slices.ContainsFunc(views, func(v *store.View) bool { return asking[v.InboxID] }) {
		return nil
	}
	for room := placeSlice; len(p.Contacts) > 0; {
		ids, err := tx.ContactThreadsBefore(parley.ContactID(p.Contacts[0]), p.Before, room)
		if err != nil {
			return err
		}
		if err := p.put(tx, ids, asking); err != nil {
			return err
		}
		if len(ids) == room {
			p.Before = ids[room-1]
			_, err := job.Enqueue(tx, job.Spec{Kind: placeJob, Payload: p, Key: fmt.Sprintf("%d %d %s %d", p.Contacts[0], p.Before, p.Field, tx.NewID())})
			return err
		}
		room -= len(ids)
		p.Contacts, p.Before = p.Contacts[1:], 0
	}
	return nil
}

func (p placing) put(tx *store.Tx, ids []parley.ThreadID, asking map[parley.InboxID]bool) error {
	threads, err := tx.Threads(ids)
	if err != nil {
		return err
	}
	for _, th := range threads {
		if !asking[th.InboxID] {
			continue
		}
		if _, err := tx.Event(&parley.Event{ActorKind: parley.ActorSystem, Kind: parley.ThreadChanged, ThreadID: th.ID, InboxID: th.InboxID}); err != nil {
			return err
		}
		if err := view.Update(tx, th); err != nil {
			return err
		}
	}
	return nil
}

// settleViews lets views learn of the contacts that a ledger wrote.
func (l *ledger) settleViews(tx *store.Tx) error {
	var all, told []parley.RecordID
	for i, rec := range l.after {
		if rec.Type != parley.TypeContact {
			continue
		}
		all = append(all, rec.ID)
		if slices.ContainsFunc(askedBy, func(name string) bool { return l.before[i].Properties[name] != rec.Properties[name] }) {
			told = append(told, rec.ID)
		}
	}
	for _, rec := range l.added {
		if rec.Type == parley.TypeContact {
			all = append(all, rec.ID)
		}
	}
	for _, a := range l.associations {
		if a.ToType == parley.TypeContact {
			all = append(all, a.ToID)
		}
	}
	if err := settleLists(tx, slices.Compact(slices.Sorted(slices.Values(all)))); err != nil {
		return err
	}
	return placeThreads(tx, told, "contact_")
}

// settleBoth lets views learn of contacts that were joined or parted.
func settleBoth(tx *store.Tx, a, b *parley.Record) error {
	var contacts []parley.RecordID
	for _, rec := range []*parley.Record{a, b} {
		if rec.Type == parley.TypeContact {
			contacts = append(contacts, rec.ID)
		}
	}
	return settleLists(tx, contacts)
}
