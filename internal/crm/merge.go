package crm

import (
	"maps"
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// Merge makes one record of two of the same kind (CRM-17, CAPI-08): the
// survivor keeps its values, takes the other's where it has none, and all that
// the other was joined with. The other's number leads to the survivor from then
// on. Conversations are moved by package triage, which calls this.
func Merge(tx *store.Tx, by parley.Origin, survivor, other *parley.Record) (*store.RecordMerge, error) {
	switch {
	case survivor.ID == other.ID:
		return nil, parley.Invalidf("objectIdToMerge", "this is the same record")
	case survivor.Type != other.Type:
		return nil, parley.Invalidf("objectIdToMerge", "only records of one kind can be merged")
	case !survivor.Live() || !other.Live():
		return nil, parley.NotFoundf("one of the two records is archived")
	}
	d, err := open(tx, survivor.Type)
	if err != nil {
		return nil, err
	}
	m := &store.RecordMerge{ID: tx.NewID(), SurvivorID: survivor.ID, MergedID: other.ID, UserID: by.Actor.UserID(), CreatedAt: tx.Now,
		Did: store.Merged{Before: map[string]string{}, After: merged(d.set, survivor, other)}}
	for name := range m.Did.After {
		m.Did.Before[name] = survivor.Properties[name]
	}
	if err := d.moveJoined(by, m, survivor, other); err != nil {
		return nil, err
	}
	if m.Did.Lists, err = tx.MoveMember(other.ID, survivor.ID); err != nil {
		return nil, err
	}
	if len(m.Did.Lists) > 0 {
		if err := placeThreads(tx, []parley.RecordID{survivor.ID, other.ID}, listField); err != nil {
			return nil, err
		}
	}
	if err := d.vanish(other, survivor.ID); err != nil {
		return nil, err
	}
	if survivor, err = tx.Record(survivor.ID); err != nil {
		return nil, err
	}
	from := parley.Origin{Actor: by.Actor, Source: parley.SourceMerge, ID: other.ID.String()}
	if _, err := d.update(from, survivor, maps.Clone(m.Did.After)); err != nil {
		return nil, err
	}
	if err := tx.Insert("record_merge", m); err != nil {
		return nil, err
	}
	d.note(by, survivor, "record.merged", map[string]any{"from": other.ID.String(), "moved": len(m.Did.After), "merge": m.ID}, nil)
	return m, d.flush()
}

// merged are the values that the survivor gets.
func merged(set *parley.PropertySet, survivor, other *parley.Record) map[string]string {
	out := map[string]string{}
	for name, value := range other.Properties {
		if p := set.Get(name); p != nil && !p.ReadOnly && survivor.Properties[name] == "" {
			out[name] = value
		}
	}
	ids := append(strings.Split(survivor.Properties["hs_merged_object_ids"], ";"), other.ID.String())
	ids = append(ids, strings.Split(other.Properties["hs_merged_object_ids"], ";")...)
	out["hs_merged_object_ids"] = strings.Join(slices.DeleteFunc(ids, func(s string) bool { return s == "" }), ";")
	if survivor.Type == parley.TypeContact {
		first := or(survivor.Properties["email"], out["email"])
		var more []string
		for _, a := range append(Addresses(survivor), Addresses(other)...) {
			if a != first && !slices.Contains(more, a) {
				more = append(more, a)
			}
		}
		if len(more) > 0 {
			out["hs_additional_emails"] = strings.Join(more, ";")
		}
	}
	return out
}

// moveJoined joins the survivor with all that the other is joined with, and
// parts the other from it.
func (d *desk) moveJoined(by parley.Origin, m *store.RecordMerge, survivor, other *parley.Record) error {
	had, err := d.tx.Associations(other.ID, 0)
	if err != nil {
		return err
	}
	before, err := d.tx.Associations(survivor.ID, 0)
	if err != nil {
		return err
	}
	for _, a := range had {
		m.Did.Had = append(m.Did.Had, *a)
		to, err := d.tx.Record(a.ToID)
		if err != nil {
			return err
		}
		if err := Dissociate(d.tx, by, other, to, a.TypeID); err != nil {
			return err
		}
		if to.ID == survivor.ID || !to.Live() || taken(before, a) {
			continue
		}
		if err := Associate(d.tx, by, survivor, to.ID, a.TypeID); err != nil {
			return err
		}
		m.Did.Joined = append(m.Did.Joined, *a)
	}
	return nil
}

// taken reports whether the survivor is joined so already, or has a primary one
// of its own.
func taken(before []*parley.Association, a *parley.Association) bool {
	return slices.ContainsFunc(before, func(b *parley.Association) bool {
		return b.ToID == a.ToID && b.TypeID == a.TypeID || b.ToType == a.ToType && b.TypeID == a.TypeID && (a.TypeID == 1 || a.TypeID == 5 || a.TypeID == 26)
	})
}

// vanish makes a record lead to another; none where that is zero.
func (d *desk) vanish(rec *parley.Record, into parley.RecordID) error {
	fresh, err := d.tx.Records([]parley.RecordID{rec.ID})
	if err != nil {
		return err
	}
	before := fresh[rec.ID]
	after := *before
	after.MergedInto, after.UpdatedAt = into, d.tx.Now
	if err := d.save(before, &after, rec); err != nil {
		return err
	}
	return d.flush()
}

// Unmerge takes a merge back: the other record stands again with what it had,
// and the survivor loses what it got, as far as nobody changed it since.
func Unmerge(tx *store.Tx, by parley.Origin, id int64) (m *store.RecordMerge, other *parley.Record, err error) {
	if m, err = tx.RecordMerge(id); err != nil {
		return nil, nil, err
	}
	if !m.UndoneAt.IsZero() {
		return nil, nil, parley.Errorf(parley.Conflict, "this merge was undone already")
	}
	survivor, err := tx.Record(m.SurvivorID)
	if err != nil {
		return nil, nil, err
	}
	if survivor.ID != m.SurvivorID || !survivor.Live() {
		return nil, nil, parley.Errorf(parley.Conflict, "the record was merged into another since: undo that first")
	}
	d, err := open(tx, survivor.Type)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range m.Did.Joined {
		if _, err := d.part(by, survivor, a); err != nil {
			return nil, nil, err
		}
	}
	back := map[string]string{}
	if survivor, err = tx.Record(m.SurvivorID); err != nil {
		return nil, nil, err
	}
	for name, value := range m.Did.After {
		if survivor.Properties[name] == value {
			back[name] = m.Did.Before[name]
		}
	}
	if _, err := d.update(parley.Origin{Actor: by.Actor, Source: parley.SourceMerge, ID: m.MergedID.String()}, survivor, back); err != nil {
		return nil, nil, err
	}
	other = &parley.Record{ID: m.MergedID, Type: survivor.Type}
	if err := d.vanish(other, 0); err != nil {
		return nil, nil, err
	}
	for _, a := range m.Did.Had {
		if err := Associate(tx, by, other, a.ToID, a.TypeID); err != nil && parley.KindOf(err) != parley.NotFound {
			return nil, nil, err
		}
	}
	m.UndoneAt = tx.Now
	if err := tx.Save("record_merge", m); err != nil {
		return nil, nil, err
	}
	d.note(by, survivor, "record.unmerged", map[string]any{"from": m.MergedID.String(), "merge": m.ID}, nil)
	return m, other, d.flush()
}

// part parts a record from what it was joined with by a merge.
func (d *desk) part(by parley.Origin, from *parley.Record, a parley.Association) (bool, error) {
	to, err := d.tx.Record(a.ToID)
	if parley.KindOf(err) == parley.NotFound {
		return false, nil
	} else if err != nil {
		return false, err
	}
	return true, Dissociate(d.tx, by, from, to, a.TypeID)
}
