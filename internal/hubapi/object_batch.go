package hubapi

import (
	"errors"
	"slices"
	"strings"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// batchIn is many of something (CAPI-06).
type batchIn[T any] struct {
	Inputs []T `json:"inputs"`
}

func readBatch[T any](c *call, max int) ([]T, error) {
	var in batchIn[T]
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if len(in.Inputs) > max {
		return nil, parley.Invalidf("inputs", "at most %d at once", max)
	}
	return in.Inputs, nil
}

// failures gathers what went wrong with some of a batch: those that are missing
// in one error, the others each in its own (CAPI-07).
type failures struct {
	what   string
	gone   []string
	others []batchError
}

// add takes the error of one input; it returns one that ends the whole batch.
func (f *failures) add(id string, err error) error {
	var e *parley.Error
	switch {
	case !errors.As(err, &e) || e.Kind == parley.Internal || e.Kind == parley.Unavailable:
		return err
	case e.Kind == parley.NotFound:
		f.gone = append(f.gone, id)
	default:
		shown := faultOf(err)
		one := batchError{Status: "error", Category: shown.category, Message: shown.message, Context: map[string][]string{"ids": {id}}, Errors: shown.errors, Links: map[string]string{}, ID: id}
		if one.Errors == nil {
			one.Errors = []detail{}
		}
		f.others = append(f.others, one)
	}
	return nil
}

func (f *failures) all() []batchError {
	if len(f.gone) == 0 {
		return f.others
	}
	return append([]batchError{missing("some "+f.what+" records are not there: check their ids", f.gone...)}, f.others...)
}

func (c *call) failures() *failures { return &failures{what: singular(c.object)} }

// batchCreate makes all or none, unless each says by an id of its own what
// becomes of it.
func (c *call) batchCreate() (any, error) {
	began := c.s.DB.Now()
	if err := c.writable(); err != nil {
		return nil, err
	}
	inputs, err := readBatch[newObject](c, maxBatch)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(inputs, func(in newObject) bool { return in.ObjectWriteTraceID != "" }) {
		return c.createEach(inputs)
	}
	var made []*parley.Record
	var names []string
	for _, in := range inputs {
		names = append(names, written(in.Properties)...)
	}
	err = c.tx(func(tx *store.Tx) error {
		var wrong []error
		if made, wrong, err = c.createMany(tx, inputs); err != nil {
			return err
		}
		for _, err := range wrong {
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	v, err := c.viewer(c.read(), wish{})
	if err != nil {
		return nil, err
	}
	shown, err := v.show(made, names...)
	return c.batched(began, shown, nil), err
}

func (c *call) createMany(tx *store.Tx, inputs []newObject) ([]*parley.Record, []error, error) {
	all, wrong := make([]*crm.New, len(inputs)), make([]error, len(inputs))
	var good []*crm.New
	for i, in := range inputs {
		if all[i], wrong[i] = c.new(in); wrong[i] == nil {
			good = append(good, all[i])
		}
	}
	made, refused, err := crm.CreateRecords(tx, c.origin(), c.object.ID, good)
	records := make([]*parley.Record, len(inputs))
	for i := range inputs {
		if wrong[i] == nil {
			records[i], wrong[i] = made[0], refused[0]
			made, refused = made[1:], refused[1:]
		}
	}
	return records, wrong, err
}

func (c *call) createEach(inputs []newObject) (any, error) {
	began := c.s.DB.Now()
	var made []*parley.Record
	var wrong []error
	err := c.tx(func(tx *store.Tx) (err error) {
		made, wrong, err = c.createMany(tx, inputs)
		return err
	})
	if err != nil {
		return nil, err
	}
	failed, results := c.failures(), []object{}
	v, err := c.viewer(c.read(), wish{})
	if err != nil {
		return nil, err
	}
	for i, in := range inputs {
		if wrong[i] != nil {
			if err := failed.add(in.ObjectWriteTraceID, wrong[i]); err != nil {
				return nil, err
			}
			continue
		}
		shown, err := v.show(made[i:i+1], written(in.Properties)...)
		if err != nil {
			return nil, err
		}
		shown[0].ObjectWriteTraceID = in.ObjectWriteTraceID
		results = append(results, shown[0])
	}
	errs := failed.all()
	for i := range errs { // what is told apart by an id of the caller's
		errs[i].Context = map[string][]string{"objectWriteTraceId": errs[i].Context["ids"]}
	}
	return c.batched(began, results, errs), nil
}

// batchReadIn names records, and what to show of them.
type batchReadIn struct {
	Inputs                []idIn   `json:"inputs"`
	Properties            []string `json:"properties"`
	PropertiesWithHistory []string `json:"propertiesWithHistory"`
	IDProperty            string   `json:"idProperty"`
}

func (c *call) batchRead() (any, error) {
	began := c.s.DB.Now()
	var in batchReadIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if len(in.Inputs) > maxBatch {
		return nil, parley.Invalidf("inputs", "at most %d at once", maxBatch)
	}
	w := wish{properties: in.Properties, history: in.PropertiesWithHistory, idProperty: in.IDProperty}
	var err error
	if w.archived, err = c.flag("archived"); err != nil {
		return nil, err
	}
	r, failed, found := c.read(), c.failures(), []*parley.Record{}
	for _, one := range in.Inputs {
		rec, err := c.find(r, string(one.ID), w)
		if err != nil {
			if parley.KindOf(err) != parley.NotFound {
				return nil, err
			}
			failed.gone = append(failed.gone, string(one.ID))
			continue
		}
		if !slices.ContainsFunc(found, func(x *parley.Record) bool { return x.ID == rec.ID }) {
			found = append(found, rec)
		}
	}
	v, err := c.viewer(r, w)
	if err != nil {
		return nil, err
	}
	shown, err := v.show(found)
	return c.batched(began, shown, failed.all()), err
}

// changeIn is a change of one record of a batch.
type changeIn struct {
	ID                 ident    `json:"id"`
	IDProperty         string   `json:"idProperty"`
	Properties         valuesIn `json:"properties"`
	ObjectWriteTraceID string   `json:"objectWriteTraceId"`
}

func (c *call) batchUpdate() (any, error) { return c.putEach(crm.PutMode{Update: true}) }

// batchUpsert changes what is there and makes what is not.
func (c *call) batchUpsert() (any, error) { return c.putEach(crm.PutMode{Create: true, Update: true}) }

// putEach does all changes in one transaction; each has an error of its own.
func (c *call) putEach(mode crm.PutMode) (any, error) {
	began := c.s.DB.Now()
	if err := c.writable(); err != nil {
		return nil, err
	}
	inputs, err := readBatch[changeIn](c, maxBatch)
	if err != nil {
		return nil, err
	}
	all := each(inputs, func(in changeIn) *crm.Put {
		p := &crm.Put{By: in.IDProperty, Key: string(in.ID), Properties: in.Properties}
		if p.By == "" {
			p.By = "hs_object_id"
		}
		return p
	})
	var done []crm.Outcome
	err = c.tx(func(tx *store.Tx) (err error) {
		done, err = crm.PutRecords(tx, c.origin(), c.object.ID, mode, all)
		return err
	})
	if err != nil {
		return nil, err
	}
	v, err := c.viewer(c.read(), wish{})
	if err != nil {
		return nil, err
	}
	failed, results := c.failures(), []object{}
	for i, in := range inputs {
		if done[i].Err != nil {
			if err := failed.add(string(in.ID), done[i].Err); err != nil {
				return nil, err
			}
			continue
		}
		shown, err := v.show([]*parley.Record{done[i].Record}, written(in.Properties)...)
		if err != nil {
			return nil, err
		}
		if mode.Create {
			shown[0].New = &done[i].Created
		}
		shown[0].ObjectWriteTraceID = in.ObjectWriteTraceID
		results = append(results, shown[0])
	}
	return c.batched(began, results, failed.all()), nil
}

func (c *call) batchArchive() (any, error) {
	if err := c.writable(); err != nil {
		return nil, err
	}
	inputs, err := readBatch[idIn](c, maxBatch)
	if err != nil {
		return nil, err
	}
	return nil, c.tx(func(tx *store.Tx) error {
		for _, in := range inputs {
			if err := c.archive(tx, strings.TrimSpace(string(in.ID))); err != nil {
				return err
			}
		}
		return nil
	})
}
