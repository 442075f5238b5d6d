package httpapi

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"parley/internal/auth"
	"parley/internal/crm"
	"parley/internal/live"
	"parley/internal/parley"
	"parley/internal/store"
)

// RecordBulk is a change of many records, which goes on behind the answer.
type RecordBulk struct {
	ID         string        `json:"id"`
	Object     string        `json:"object"`
	Verb       string        `json:"verb" enum:"edit,list,archive,undo"`
	Properties []string      `json:"properties" doc:"What is written"`
	UndoOf     *string       `json:"undo_of" doc:"The one that this takes back"`
	State      string        `json:"state" enum:"running,done,stopped,failed"`
	Reason     string        `json:"reason" doc:"Why it failed as a whole"`
	Done       int64         `json:"done" doc:"Records dealt with"`
	Total      int64         `json:"total"`
	Changed    int64         `json:"changed"`
	Failed     int64         `json:"failed"`
	Undoable   bool          `json:"undoable"`
	Refusals   []BulkRefusal `json:"refusals" doc:"The first that could not be changed"`
	CreatedAt  *string       `json:"created_at"`
	FinishedAt *string       `json:"finished_at"`
}

// BulkRefusal is a record that could not be changed.
type BulkRefusal struct {
	RecordID string `json:"record_id"`
	Title    string `json:"title" doc:"Empty where the reader may not see it"`
	Code     string `json:"code"`
	Reason   string `json:"reason"`
}

// RecordBulks is the caller's latest of a kind.
type RecordBulks struct {
	Bulks []RecordBulk `json:"bulks"`
}

const (
	shownRefusals = 50
	shownBulks    = 5
	recentBulks   = 24 * time.Hour
)

type newBulk struct {
	ObjectPath
	Body struct {
		Verb         string            `json:"verb" enum:"edit,list,archive"`
		Properties   map[string]string `json:"properties,omitempty" doc:"For edit: empty ones are taken away"`
		ToList       string            `json:"to_list,omitempty" doc:"For list: one that is filled by hand"`
		RecordIDs    []string          `json:"record_ids,omitempty" maxItems:"10000" doc:"These; none: all that match"`
		Query        string            `json:"query,omitempty"`
		FilterGroups []crm.FilterGroup `json:"filter_groups,omitempty"`
		ListID       string            `json:"list_id,omitempty"`
	}
}

// changeMany begins a change of the records named, or of all that the caller's
// search finds.
func (c *call) changeMany(in *newBulk) (*RecordBulk, error) {
	b := in.Body
	toList, err := orZero[int64]("to_list", b.ToList)
	if err != nil {
		return nil, err
	}
	list, err := orZero[int64]("list_id", b.ListID)
	if err != nil {
		return nil, err
	}
	var out *RecordBulk
	err = c.s.DB.Write(c, func(tx *store.Tx) error {
		t, err := c.objectType(&tx.Reader, in.ObjectPath)
		if err != nil {
			return err
		}
		if err := c.mayDo(&tx.Reader, t, bulkActs[crm.BulkVerb(b.Verb)]); err != nil {
			return err
		}
		s := &crm.Search{Type: t, Query: b.Query, Groups: b.FilterGroups}
		if s.Owners, err = auth.Owners(&tx.Reader, c.User, t, auth.ViewRecord); err != nil {
			return err
		}
		if b.RecordIDs != nil {
			if s.Within, err = parseIDs[parley.RecordID]("record_ids", b.RecordIDs); err != nil {
				return err
			}
		}
		k, err := crm.StartBulk(tx, c.Actor(), crm.BulkVerb(b.Verb), crm.BulkChange{Properties: b.Properties, ListID: toList}, s, list)
		if err != nil {
			return err
		}
		out, err = c.presentBulk(&tx.Reader, t, k)
		return err
	})
	return out, err
}

// bulkActs is what each verb does to a record.
var bulkActs = map[crm.BulkVerb]auth.RecordAct{crm.BulkEdit: auth.EditRecord, crm.BulkList: auth.ViewRecord, crm.BulkArchive: auth.DeleteRecord}

// bulks returns the work on many records: with the rights that its author has
// by then.
func (s *Server) bulks() *crm.Bulks {
	return &crm.Bulks{DB: s.DB, May: mayBulk, Tell: func(k *store.RecordBulk, id parley.JobID) {
		s.Hub.Tell(live.Progress{UserID: k.UserID, JobID: id.String(), Bulk: true, Done: int(k.Done), Total: int(k.Total), Finished: k.State != crm.BulkRunning})
	}}
}

func mayBulk(tx *store.Tx, id parley.UserID, t *parley.ObjectType, verb crm.BulkVerb) (func(*parley.Record) error, error) {
	u, err := tx.User(id)
	if err != nil {
		return nil, err
	}
	if !u.Active() {
		return nil, parley.Errorf(parley.Forbidden, "whoever began this is not there any more")
	}
	act := bulkActs[verb]
	seen, err := auth.Owners(&tx.Reader, u, t, auth.ViewRecord)
	if err != nil {
		return nil, err
	}
	done, err := auth.Owners(&tx.Reader, u, t, act)
	return func(rec *parley.Record) error {
		switch {
		case seen != nil && !slices.Contains(seen, rec.OwnerID):
			return parley.NotFoundf("no such record")
		case done != nil && !slices.Contains(done, rec.OwnerID):
			return parley.Errorf(parley.Forbidden, "you may see this record and not %s it", act)
		}
		return nil
	}, err
}

func (c *call) presentBulk(r *store.Reader, t *parley.ObjectType, k *store.RecordBulk) (*RecordBulk, error) {
	out := &RecordBulk{ID: parley.RecordID(k.ID).String(), Object: t.Name, Verb: k.Verb, Properties: []string{}, UndoOf: optionalID(parley.RecordID(k.UndoOf)), State: k.State, Reason: k.Reason,
		Done: k.Done, Total: k.Total, Changed: k.Changed, Failed: k.Failed, Undoable: k.UndoOf == 0 && k.UndoneBy == 0 && k.Changed > 0,
		Refusals: []BulkRefusal{}, CreatedAt: when(k.CreatedAt), FinishedAt: when(k.FinishedAt)}
	var change crm.BulkChange
	if err := json.Unmarshal([]byte(k.Change), &change); err != nil {
		return nil, err
	}
	out.Properties = append(out.Properties, slices.Sorted(maps.Keys(change.Properties))...)
	if k.Failed == 0 {
		return out, nil
	}
	refused, err := r.BulkRefusals(k.ID, shownRefusals)
	for _, item := range refused {
		one := BulkRefusal{RecordID: item.RecordID.String(), Code: item.Code, Reason: item.Reason}
		if rec, t, err := auth.Record(r, c.User, item.RecordID, auth.ViewRecord); err == nil {
			one.Title = rec.Title(t)
		}
		out.Refusals = append(out.Refusals, one)
	}
	return out, err
}

// latestBulks lists what the caller began a short while ago.
func (c *call) latestBulks(in *ObjectPath) (*RecordBulks, error) {
	r := c.s.DB.Read(c)
	t, err := c.objectType(r, *in)
	if err != nil {
		return nil, err
	}
	all, err := r.RecordBulks(t.ID, c.User.ID, c.s.DB.Now().Add(-recentBulks), shownBulks)
	if err != nil {
		return nil, err
	}
	out := &RecordBulks{[]RecordBulk{}}
	for _, k := range all {
		shown, err := c.presentBulk(r, t, k)
		if err != nil {
			return nil, err
		}
		out.Bulks = append(out.Bulks, *shown)
	}
	return out, nil
}

func (c *call) stopBulk(in *idPath) (*RecordBulk, error) {
	return c.changeBulk(in.ID, func(tx *store.Tx, _ *parley.ObjectType, k *store.RecordBulk) (*store.RecordBulk, error) {
		return k, crm.StopBulk(tx, c.Actor(), k)
	})
}

func (c *call) undoBulk(in *idPath) (*RecordBulk, error) {
	return c.changeBulk(in.ID, func(tx *store.Tx, t *parley.ObjectType, k *store.RecordBulk) (*store.RecordBulk, error) {
		return crm.UndoBulk(tx, c.Actor(), t, k)
	})
}

// changeBulk runs fn on one of the caller's own: to others it does not exist.
func (c *call) changeBulk(id string, fn func(*store.Tx, *parley.ObjectType, *store.RecordBulk) (*store.RecordBulk, error)) (*RecordBulk, error) {
	n, err := parley.ParseID[int64]("id", id)
	if err != nil {
		return nil, parley.NotFoundf("no such change")
	}
	var out *RecordBulk
	err = c.s.DB.Write(c, func(tx *store.Tx) error {
		k, err := tx.RecordBulk(n)
		if err != nil {
			return err
		}
		schema, err := tx.Schema()
		if err != nil {
			return err
		}
		t := schema.Type(k.Type)
		if t == nil || k.UserID != c.User.ID {
			return parley.NotFoundf("no such change")
		}
		if k, err = fn(tx, t, k); err != nil {
			return err
		}
		out, err = c.presentBulk(&tx.Reader, t, k)
		return err
	})
	return out, err
}
