package crm

import (
	"maps"

	"parley/internal/parley"
	"parley/internal/store"
)

// draft is a record that is to be made.
type draft struct {
	given      *New
	rec        *parley.Record
	values     map[string]string
	hasCompany bool // among what it is to be joined with
	err        error
}

// CreateRecords makes many records of a kind in few statements, the same as one
// after the other. Each has an error of its own; those without one are made.
func CreateRecords(tx *store.Tx, by parley.Origin, t parley.ObjectTypeID, all []*New) ([]*parley.Record, []error, error) {
	made, wrong := make([]*parley.Record, len(all)), make([]error, len(all))
	if len(all) == 0 {
		return made, wrong, nil
	}
	d, err := open(tx, t)
	if err != nil {
		return made, wrong, err
	}
	if err := d.learnOf(all); err != nil {
		return made, wrong, err
	}
	var good []*draft
	for i, n := range all {
		one := d.draft(n)
		if one.err == nil {
			one.err = d.save(nil, one.rec, one.rec)
		}
		if made[i], wrong[i] = one.rec, one.err; own(one.err) {
			return made, wrong, one.err
		}
		if one.err == nil {
			d.note(by, one.rec, "record.created", nil, one.values)
			good = append(good, one)
		}
	}
	if t == parley.TypeContact {
		if err := d.joinCompanies(by, good); err != nil {
			return made, wrong, err
		}
	}
	oneByOne, contacts, err := d.stageJoins(by, good)
	if err != nil {
		return made, wrong, err
	}
	if err := d.flush(); err != nil {
		return made, wrong, err
	}
	for _, one := range good {
		if err := d.follow(one.rec, true); err != nil {
			return made, wrong, err
		}
	}
	for _, one := range oneByOne {
		for _, j := range one.given.Associations {
			if err := Associate(tx, by, one.rec, j.To, j.TypeIDs...); err != nil {
				return made, wrong, err
			}
		}
	}
	return made, wrong, keepCompanies(tx, by, contacts)
}

// own reports whether an error is ours and not of what was given: nothing of
// the batch is done then.
func own(err error) bool {
	switch parley.KindOf(err) {
	case parley.Internal, parley.Unavailable:
		return err != nil
	}
	return false
}

func (d *desk) learnOf(all []*New) error {
	given := make([]map[string]string, len(all))
	var ids []parley.RecordID
	for i, n := range all {
		given[i] = n.Properties
		for _, j := range n.Associations {
			ids = append(ids, j.To)
		}
	}
	if err := d.learn(given); err != nil {
		return err
	}
	var err error
	d.others, err = d.tx.Records(ids)
	return err
}

// draft checks all that a new record is given.
func (d *desk) draft(n *New) *draft {
	rec := &parley.Record{ID: parley.RecordID(d.tx.NewID()), Type: d.t.ID, Properties: map[string]string{}, CreatedAt: d.tx.Now, UpdatedAt: d.tx.Now}
	if !n.CreatedAt.IsZero() {
		rec.CreatedAt = n.CreatedAt
	}
	one := &draft{given: n, rec: rec}
	if one.values, one.err = d.values(rec, n.Properties); one.err != nil {
		return one
	}
	if one.err = d.start(rec, one.values); one.err != nil {
		return one
	}
	if one.err = d.calculate(rec, one.values); one.err != nil {
		return one
	}
	d.put(rec, one.values)
	one.err = d.checkJoins(one)
	return one
}

// checkJoins looks at what a new record is to be joined with before it is
// written: what Associate would refuse must not leave the record behind.
func (d *desk) checkJoins(one *draft) error {
	room := map[int64]int64{}
	for _, j := range one.given.Associations {
		other, err := d.other(j.To)
		if err != nil {
			return err
		}
		all, err := d.joinTypes(other.Type)
		if err != nil {
			return err
		}
		types, err := pickTypes(all, d.t.ID, other.Type, j.TypeIDs)
		if err != nil {
			return err
		}
		for _, t := range types {
			if room[t.ID]++; t.Limit > 0 && !t.Primary() && room[t.ID] > t.Limit {
				return noRoom(t)
			}
		}
		one.hasCompany = one.hasCompany || other.Type == parley.TypeCompany
	}
	return nil
}

// other returns the live record that a new one is to be joined with.
func (d *desk) other(id parley.RecordID) (*parley.Record, error) {
	rec := d.others[id]
	if rec == nil || rec.MergedInto != 0 {
		var err error
		if rec, err = d.tx.Record(id); err != nil {
			return nil, err
		}
	}
	if !rec.Live() {
		return nil, parley.NotFoundf("one of the two records is archived")
	}
	return rec, nil
}

// Change is new values of a record: empty ones take away.
type Change struct {
	Record     *parley.Record
	Properties map[string]string
}

// UpdateRecords writes values of many live records of a kind in few statements,
// the same as one after the other. It reports which of them changed; each has an
// error of its own, and those without one are done.
func UpdateRecords(tx *store.Tx, by parley.Origin, t parley.ObjectTypeID, all []Change) ([]bool, []error, error) {
	changed, wrong := make([]bool, len(all)), make([]error, len(all))
	d, err := open(tx, t)
	if err != nil {
		return changed, wrong, err
	}
	given := make([]map[string]string, len(all))
	for i, c := range all {
		given[i] = c.Properties
	}
	if err := d.learn(given); err != nil {
		return changed, wrong, err
	}
	same := map[parley.RecordID]*parley.Record{} // of records named twice, the first
	for i, c := range all {
		rec := c.Record
		if first := same[rec.ID]; first != nil {
			*rec = *first
			rec.Properties = maps.Clone(first.Properties)
		}
		if changed[i], wrong[i] = d.change(by, rec, c.Properties); own(wrong[i]) {
			return changed, wrong, wrong[i]
		}
		same[rec.ID] = rec
	}
	return changed, wrong, d.flush()
}

func (d *desk) change(by parley.Origin, rec *parley.Record, properties map[string]string) (bool, error) {
	if !rec.Live() {
		return false, parley.NotFoundf("this record is archived: restore it first")
	}
	values, err := d.values(rec, properties)
	if err != nil {
		return false, err
	}
	return d.stage(by, rec, values)
}
