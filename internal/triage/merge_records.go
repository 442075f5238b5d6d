package triage

import (
	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// MergeRecords makes one record of two, and moves the conversations of a
// contact or a ticket (CRM-17).
func MergeRecords(tx *store.Tx, by parley.Origin, survivor, other *parley.Record) (*store.RecordMerge, error) {
	m, err := crm.Merge(tx, by, survivor, other)
	if err != nil {
		return nil, err
	}
	moved, err := moveThreads(tx, m.MergedID, m.SurvivorID, survivor.Type, nil)
	if err != nil {
		return nil, err
	}
	m.Did.Threads, m.Did.Visitors, m.Did.Recipients = moved.Threads, moved.Visitors, moved.Recipients
	if err := tx.Save("record_merge", m); err != nil {
		return nil, err
	}
	return m, resave(tx, by.Actor, m.Did.Threads)
}

// UnmergeRecords takes a merge back, the conversations too, and returns the
// record that stands again.
func UnmergeRecords(tx *store.Tx, by parley.Origin, merge int64) (*parley.Record, error) {
	m, other, err := crm.Unmerge(tx, by, merge)
	if err != nil {
		return nil, err
	}
	if _, err := moveThreads(tx, m.SurvivorID, m.MergedID, other.Type, &m.Did); err != nil {
		return nil, err
	}
	return other, resave(tx, by.Actor, m.Did.Threads)
}

// moveThreads gives the conversations of one record to another.
func moveThreads(tx *store.Tx, from, to parley.RecordID, t parley.ObjectTypeID, did *store.Merged) (store.Merged, error) {
	switch t {
	case parley.TypeContact:
		return tx.MoveContact(parley.ContactID(from), parley.ContactID(to), did)
	case parley.TypeTicket:
		var only []parley.ThreadID
		if did != nil {
			only = append([]parley.ThreadID{}, did.Threads...)
		}
		threads, err := tx.MoveTicket(from, to, only)
		return store.Merged{Threads: threads}, err
	}
	return store.Merged{}, nil
}

// resave lets lists, search and views know that threads have changed.
func resave(tx *store.Tx, by parley.Actor, ids []parley.ThreadID) error {
	for _, id := range ids {
		th, err := tx.Thread(id)
		if err != nil {
			return err
		}
		if err := tx.IndexThread(th); err != nil {
			return err
		}
		if err := save(tx, by, th, parley.ThreadContact, nil); err != nil {
			return err
		}
	}
	return nil
}
