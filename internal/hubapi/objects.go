package hubapi

import (
	"encoding/json"
	"slices"

	"parley/internal/crm"
	"parley/internal/files"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

func (s *Server) objectRoutes() {
	const read, write, objects = "crm.objects.{T}.read", "crm.objects.{T}.write", "/crm/v3/objects/{T}"
	s.on(get, objects, 200, read, (*call).listObjects)
	s.on(post, objects, 201, write, (*call).createObject)
	s.on(get, objects+"/{id}", 200, read, (*call).getObject)
	s.on(patch, objects+"/{id}", 200, write, (*call).updateObject)
	s.on(del, objects+"/{id}", 204, write, (*call).archiveObject)
	s.add(&Route{Method: post, Path: objects + "/search", Code: 200, Scope: read, Search: true, handle: (*call).searchObjects})
	s.on(post, objects+"/merge", 200, write, (*call).mergeObjects)
	s.on(post, "/crm/v3/objects/contacts/gdpr-delete", 204, "crm.objects.contacts.write", (*call).erase)
	s.on(post, objects+"/batch/create", 201, write, (*call).batchCreate)
	s.on(post, objects+"/batch/read", 200, read, (*call).batchRead)
	s.on(post, objects+"/batch/update", 200, write, (*call).batchUpdate)
	s.on(post, objects+"/batch/upsert", 200, write, (*call).batchUpsert)
	s.on(post, objects+"/batch/archive", 204, write, (*call).batchArchive)
}

// origin says in the history of values that the app wrote them.
func (c *call) origin() parley.Origin {
	return parley.Origin{Actor: c.Actor(), Source: parley.SourceIntegration, ID: c.App.ID.String(), Label: c.App.Name}
}

// valuesIn are values as programs write them: text, but numbers and booleans
// too; null clears.
type valuesIn map[string]string

// UnmarshalJSON implements json.Unmarshaler.
func (v *valuesIn) UnmarshalJSON(data []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	*v = valuesIn{}
	for name, value := range raw {
		var text string
		switch value[0] {
		case '"':
			if err := json.Unmarshal(value, &text); err != nil {
				return err
			}
		case '{', '[':
			return &parley.Error{Kind: parley.Invalid, Field: name, Code: "INVALID_JSON", Message: "a value is text, a number, true, false or null"}
		case 'n':
		default:
			text = string(value)
		}
		(*v)[name] = text
	}
	return nil
}

// newObject is a record as a program makes it (CAPI-04).
type newObject struct {
	Properties         valuesIn  `json:"properties"`
	Associations       []newJoin `json:"associations"`
	ObjectWriteTraceID string    `json:"objectWriteTraceId"`
}

type newJoin struct {
	To    idIn       `json:"to"`
	Types []joinType `json:"types"`
}

type idIn struct {
	ID ident `json:"id"`
}

type joinType struct {
	Category string `json:"associationCategory"`
	TypeID   int64  `json:"associationTypeId"`
}

func (c *call) create(tx *store.Tx, in newObject) (*parley.Record, error) {
	n, err := c.new(in)
	if err != nil {
		return nil, err
	}
	return crm.CreateRecord(tx, c.origin(), n)
}

func (c *call) new(in newObject) (*crm.New, error) {
	n := &crm.New{Type: c.object.ID, Properties: in.Properties}
	for _, j := range in.Associations {
		to, err := parley.ParseID[parley.RecordID]("associations", string(j.To.ID))
		if err != nil {
			return nil, err
		}
		n.Associations = append(n.Associations, crm.Join{To: to, TypeIDs: each(j.Types, func(t joinType) int64 { return t.TypeID })})
	}
	return n, nil
}

// find returns the record of the path's type that an id names, or the value of
// another unique property.
func (c *call) find(r *store.Reader, id string, w wish) (*parley.Record, error) {
	property := w.idProperty
	if property == "" {
		property = "hs_object_id"
	}
	missing := parley.NotFoundf("resource not found: there is no %s %s", singular(c.object), id)
	if _, err := parley.ParseID[parley.RecordID]("id", id); err != nil && property == "hs_object_id" {
		return nil, missing
	}
	rec, err := crm.FindBy(r, c.object.ID, property, id)
	if parley.KindOf(err) == parley.NotFound || err == nil && (rec.Type != c.object.ID || rec.Live() == w.archived) {
		return nil, missing
	}
	return rec, err
}

// answer presents one record.
func (c *call) answer(w wish, rec *parley.Record, more ...string) (any, error) {
	v, err := c.viewer(c.read(), w)
	if err != nil {
		return nil, err
	}
	shown, err := v.show([]*parley.Record{rec}, more...)
	if err != nil {
		return nil, err
	}
	return shown[0], nil
}

func (c *call) createObject() (any, error) {
	var in newObject
	if err := c.writable(); err != nil {
		return nil, err
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	var rec *parley.Record
	err := c.tx(func(tx *store.Tx) (err error) {
		rec, err = c.create(tx, in)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.answer(wish{}, rec, written(in.Properties)...)
}

func (c *call) getObject() (any, error) {
	w, err := c.wish()
	if err != nil {
		return nil, err
	}
	rec, err := c.find(c.read(), c.name("id"), w)
	if err != nil {
		return nil, err
	}
	return c.answer(w, rec)
}

func (c *call) updateObject() (any, error) {
	var in newObject
	if err := c.writable(); err != nil {
		return nil, err
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	var rec *parley.Record
	err := c.tx(func(tx *store.Tx) (err error) {
		rec, err = c.find(&tx.Reader, c.name("id"), wish{idProperty: c.word("idProperty")})
		if err == nil {
			_, err = crm.UpdateRecord(tx, c.origin(), rec, in.Properties)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.answer(wish{}, rec, written(in.Properties)...)
}

func (c *call) archiveObject() (any, error) {
	if err := c.writable(); err != nil {
		return nil, err
	}
	return nil, c.tx(func(tx *store.Tx) error { return c.archive(tx, c.name("id")) })
}

// archive puts a record away; one that is not there is away already.
func (c *call) archive(tx *store.Tx, id string) error {
	rec, err := c.find(&tx.Reader, id, wish{})
	if parley.KindOf(err) == parley.NotFound {
		return nil
	} else if err != nil {
		return err
	}
	return crm.Archive(tx, c.origin(), rec)
}

// Sizes of pages of records.
const (
	usualObjects   = 10
	maxObjects     = 100
	maxWithHistory = 50
)

func (c *call) listObjects() (any, error) {
	w, err := c.wish()
	if err != nil {
		return nil, err
	}
	max := maxObjects
	if len(w.history) > 0 {
		max = maxWithHistory
	}
	size, err := c.pageSize(usualObjects, max)
	if err != nil {
		return nil, err
	}
	after := parley.RecordID(0)
	if text := c.word("after"); text != "" {
		if after, err = parley.ParseID[parley.RecordID]("after", text); err != nil {
			return nil, badCursor()
		}
	}
	r := c.read()
	records, err := r.PageRecords(c.object.ID, w.archived, after, size+1)
	if err != nil {
		return nil, err
	}
	v, err := c.viewer(r, w)
	if err != nil {
		return nil, err
	}
	out := list{}
	if len(records) > size {
		records = records[:size]
		out.Paging = c.next(records[size-1].ID.String())
	}
	out.Results, err = v.show(records)
	return out, err
}

// mergeable are the kinds of record of which two can become one.
var mergeable = []parley.ObjectTypeID{parley.TypeContact, parley.TypeCompany, parley.TypeDeal, parley.TypeTicket}

// mergeIn names two records.
type mergeIn struct {
	Primary ident `json:"primaryObjectId"`
	Other   ident `json:"objectIdToMerge"`
}

// mergeObjects makes one record of two (CAPI-08).
func (c *call) mergeObjects() (any, error) {
	var in mergeIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if !slices.Contains(mergeable, c.object.ID) {
		return nil, parley.Invalidf("objectType", "%s cannot be merged", c.object.Labels.Plural)
	}
	var rec *parley.Record
	err := c.tx(func(tx *store.Tx) (err error) {
		if rec, err = c.find(&tx.Reader, string(in.Primary), wish{}); err != nil {
			return err
		}
		other, err := c.find(&tx.Reader, string(in.Other), wish{})
		if err != nil {
			return err
		}
		if _, err := triage.MergeRecords(tx, c.origin(), rec, other); err != nil {
			return err
		}
		rec, err = tx.Record(rec.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.answer(wish{}, rec, "hs_merged_object_ids")
}

// eraseIn names a person.
type eraseIn struct {
	ObjectID   ident  `json:"objectId"`
	IDProperty string `json:"idProperty"`
}

// erase forgets a person, as the law may ask (CRM-18). Who is not there is
// forgotten already.
func (c *call) erase() (any, error) {
	var in eraseIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	var fx triage.Effects
	err := c.tx(func(tx *store.Tx) error {
		fx = triage.Effects{}
		definitions, err := tx.Schema()
		if err != nil {
			return err
		}
		c.object = definitions.Type(parley.TypeContact)
		rec, err := c.find(&tx.Reader, string(in.ObjectID), wish{idProperty: in.IDProperty})
		if err == nil {
			_, err = triage.ErasePerson(tx, c.origin(), rec, &fx)
		}
		return gone(err)
	})
	if err != nil {
		return nil, err
	}
	return nil, files.Free(c.s.Blobs, fx.FreeBlobs)
}
