package crm

import (
	"encoding/json"
	"maps"
	"slices"

	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

// BulkVerb is what can be done to all records that match something.
type BulkVerb string

// The verbs. A bulk that takes another back is one too.
const (
	BulkEdit    BulkVerb = "edit"
	BulkList    BulkVerb = "list"
	BulkArchive BulkVerb = "archive"
	BulkUndo    BulkVerb = "undo"
)

// The states of a bulk.
const (
	BulkRunning = "running"
	BulkDone    = "done"
	BulkStopped = "stopped"
	BulkFailed  = "failed"
)

// BulkChange is what becomes of each record.
type BulkChange struct {
	Properties map[string]string `json:"properties,omitempty"` // BulkEdit: empty ones are taken away
	ListID     int64             `json:"list_id,omitempty"`    // BulkList: one that is filled by hand
}

// bulkQuery is which records: kept as it was asked, with the rights that its
// author had then.
type bulkQuery struct {
	Text   string            `json:"text"`
	Groups []FilterGroup     `json:"groups"`
	ListID int64             `json:"list_id"`
	Owners []parley.UserID   `json:"owners"` // null: of any
	Within []parley.RecordID `json:"within"` // null: any
}

const bulkJob = "crm.bulk"

// StartBulk leaves verb on all records that s finds to a job; with a list, on
// those of them that it holds.
func StartBulk(tx *store.Tx, by parley.Actor, verb BulkVerb, change BulkChange, s *Search, list int64) (*store.RecordBulk, error) {
	if err := checkBulk(tx, s.Type, verb, change); err != nil {
		return nil, err
	}
	query, err := json.Marshal(bulkQuery{s.Query, s.Groups, list, s.Owners, s.Within})
	if err != nil {
		return nil, err
	}
	what, err := json.Marshal(change)
	if err != nil {
		return nil, err
	}
	found := *s
	found.Limit = 1
	if list != 0 {
		if err := found.InList(&tx.Reader, list); err != nil {
			return nil, err
		}
	}
	_, total, err := found.Find(&tx.Reader)
	if err != nil {
		return nil, err
	}
	k := &store.RecordBulk{Type: s.Type.ID, Verb: string(verb), Query: string(query), Change: string(what), Total: total}
	return k, beginBulk(tx, by, s.Type, k, change)
}

// checkBulk refuses what no record could take.
func checkBulk(tx *store.Tx, t *parley.ObjectType, verb BulkVerb, change BulkChange) error {
	if t.ID.Activity() || t.ID == parley.TypeFeedback {
		return parley.Invalidf("object", "%s cannot be changed many at once", t.Labels.Plural)
	}
	switch verb {
	case BulkArchive:
		return nil
	case BulkList:
		l, err := tx.RecordList(change.ListID)
		if err == nil && (l.Type != t.ID || !l.Fixed) {
			err = parley.Invalidf("list_id", "choose a list of these records that is filled by hand")
		}
		return err
	case BulkEdit:
		return checkSame(tx, t, change.Properties)
	}
	return parley.Invalidf("verb", "there is no verb %q", verb)
}

// checkSame looks at values that many records are to have alike.
func checkSame(tx *store.Tx, t *parley.ObjectType, values map[string]string) error {
	d, err := open(tx, t.ID)
	if err != nil {
		return err
	}
	if len(values) == 0 {
		return parley.Invalidf("properties", "name what is to change")
	}
	for name, value := range values {
		if p := d.set.Live(name); p != nil && p.Unique && value != "" {
			return parley.Invalidf(name, "only one record can have this %s", p.Label)
		}
	}
	_, err = d.values(&parley.Record{Type: t.ID, Properties: map[string]string{}}, values)
	return err
}

func beginBulk(tx *store.Tx, by parley.Actor, t *parley.ObjectType, k *store.RecordBulk, change BulkChange) error {
	if k.Total == 0 {
		return parley.Invalidf("match", "there is nothing to change")
	}
	k.ID, k.UserID, k.State, k.CreatedAt = tx.NewID(), by.UserID(), BulkRunning, tx.Now
	if err := tx.Insert("record_bulk", k); err != nil {
		return err
	}
	id, err := job.Enqueue(tx, job.Spec{Kind: bulkJob, Queue: job.QueueBulk, Payload: k.ID, MaxAttempts: 5})
	if err != nil {
		return err
	}
	if err := tx.JobProgress(id, 0, k.Total); err != nil {
		return err
	}
	data := map[string]any{"object": t.Name, "verb": k.Verb, "fields": slices.Sorted(maps.Keys(change.Properties))}
	return definedAs(tx, by, "records.bulk_changed", "bulk", k.ID, data)
}

// StopBulk ends one where it is: what is done stays done.
func StopBulk(tx *store.Tx, by parley.Actor, k *store.RecordBulk) error {
	if k.State != BulkRunning {
		return parley.Errorf(parley.Conflict, "this is over already")
	}
	if err := endBulk(tx, k, BulkStopped, ""); err != nil {
		return err
	}
	return defined(tx, by, "records.bulk_stopped", "bulk", k.ID)
}

// endBulk settles one, and forgets which records it asked for and the values it
// wrote: they may be personal.
func endBulk(tx *store.Tx, k *store.RecordBulk, state, reason string) error {
	change, err := changeOf(k)
	if err != nil {
		return err
	}
	for name := range change.Properties {
		change.Properties[name] = ""
	}
	text, err := json.Marshal(change)
	if err != nil {
		return err
	}
	k.Query, k.Change, k.State, k.Reason, k.FinishedAt = "", string(text), state, reason, tx.Now
	return tx.Save("record_bulk", k)
}

// changeOf reads what becomes of each record.
func changeOf(k *store.RecordBulk) (c BulkChange, err error) {
	return c, json.Unmarshal([]byte(k.Change), &c)
}

// UndoBulk takes back what one has changed, by another: what was changed since
// stays. One that is still at work stops.
func UndoBulk(tx *store.Tx, by parley.Actor, t *parley.ObjectType, k *store.RecordBulk) (*store.RecordBulk, error) {
	switch {
	case k.UndoOf != 0:
		return nil, parley.Invalidf("id", "this took something back already")
	case k.UndoneBy != 0:
		return nil, parley.Errorf(parley.Conflict, "this was undone already")
	}
	if k.State == BulkRunning {
		if err := StopBulk(tx, by, k); err != nil {
			return nil, err
		}
	}
	back := &store.RecordBulk{Type: k.Type, Verb: string(BulkUndo), Change: k.Change, UndoOf: k.ID, Total: k.Changed}
	if err := beginBulk(tx, by, t, back, BulkChange{}); err != nil {
		return nil, err
	}
	k.UndoneBy = back.ID
	return back, tx.Save("record_bulk", k)
}
