package crm

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// bulkStep is one slice of a change of many records.
type bulkStep struct {
	tx     *store.Tx
	by     parley.Origin
	k      *store.RecordBulk
	t      *parley.ObjectType
	verb   BulkVerb // when taking back: of what is taken back
	change BulkChange
	may    func(*parley.Record) error
	all    map[parley.RecordID]*parley.Record
	items  map[parley.RecordID]*store.BulkItem
}

// refuse keeps why a record is not changed.
func (s *bulkStep) refuse(id parley.RecordID, cause error) {
	item := &store.BulkItem{BulkID: s.k.ID, RecordID: id, Code: strings.ToUpper(string(parley.KindOf(cause))), Reason: cause.Error()}
	var e *parley.Error
	if errors.As(cause, &e) {
		if item.Reason = e.Message; e.Code != "" {
			item.Code = e.Code
		}
	}
	s.items[id] = item
}

func (s *bulkStep) changed(id parley.RecordID, before, after string) {
	s.items[id] = &store.BulkItem{BulkID: s.k.ID, RecordID: id, Before: before, After: after}
}

// open returns the records that can be changed, and refuses the others. What is
// archived was live when it was found: only taking back looks for it.
func (s *bulkStep) open(ids []parley.RecordID) (out []*parley.Record) {
	archived := s.k.UndoOf != 0 && s.verb == BulkArchive
	for _, id := range ids {
		rec := s.all[id]
		switch {
		case rec == nil || rec.MergedInto != 0:
			s.refuse(id, parley.NotFoundf("this record is gone"))
		case rec.Live() == archived:
			s.refuse(id, &parley.Error{Kind: parley.Conflict, Code: "CHANGED_SINCE", Message: "it was archived or restored since"})
		default:
			if err := s.may(rec); err != nil {
				s.refuse(id, err)
				continue
			}
			out = append(out, rec)
		}
	}
	return out
}

func (s *bulkStep) do(records []*parley.Record) error {
	back := s.k.UndoOf != 0
	switch {
	case s.verb == BulkEdit && back:
		return s.unedit(records)
	case s.verb == BulkEdit:
		return s.edit(records, func(*parley.Record) map[string]string { return s.change.Properties })
	case s.verb == BulkList:
		return s.list(records, !back)
	}
	for _, rec := range records {
		if err := s.archive(rec, back); err != nil {
			return err
		}
	}
	return nil
}

// edit writes values, by few statements.
func (s *bulkStep) edit(records []*parley.Record, values func(*parley.Record) map[string]string) error {
	changes, before := make([]Change, len(records)), make([]map[string]string, len(records))
	for i, rec := range records {
		changes[i], before[i] = Change{rec, values(rec)}, maps.Clone(rec.Properties)
	}
	did, wrong, err := UpdateRecords(s.tx, s.by, s.t.ID, changes)
	if err != nil {
		return err
	}
	for i, rec := range records {
		if wrong[i] != nil {
			s.refuse(rec.ID, wrong[i])
		} else if did[i] {
			if err := s.keep(rec, before[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// keep remembers what a record had and has of what people write.
func (s *bulkStep) keep(rec *parley.Record, before map[string]string) error {
	schema, err := s.tx.Schema()
	if err != nil {
		return err
	}
	had, has := map[string]string{}, map[string]string{}
	for _, p := range schema.Properties(s.t.ID).All {
		if was, is := before[p.Name], rec.Properties[p.Name]; was != is && !p.ReadOnly && !p.Calculated() {
			had[p.Name], has[p.Name] = was, is
		}
	}
	a, err := json.Marshal(had)
	if err != nil {
		return err
	}
	b, err := json.Marshal(has)
	s.changed(rec.ID, string(a), string(b))
	return err
}

// unedit gives back what records had, where nobody has changed it since.
func (s *bulkStep) unedit(records []*parley.Record) error {
	kept, err := s.kept(records)
	if err != nil {
		return err
	}
	had := map[parley.RecordID]map[string]string{}
	var same []*parley.Record
	for _, rec := range records {
		var was, is map[string]string
		if err := errors.Join(json.Unmarshal([]byte(kept[rec.ID].Before), &was), json.Unmarshal([]byte(kept[rec.ID].After), &is)); err != nil {
			return err
		}
		since := false
		for name, value := range is {
			since = since || rec.Properties[name] != value
		}
		if since {
			s.refuse(rec.ID, &parley.Error{Kind: parley.Conflict, Code: "CHANGED_SINCE", Message: "it was changed since"})
			continue
		}
		had[rec.ID], same = was, append(same, rec)
	}
	return s.edit(same, func(rec *parley.Record) map[string]string { return had[rec.ID] })
}

func (s *bulkStep) kept(records []*parley.Record) (map[parley.RecordID]*store.BulkItem, error) {
	return s.tx.BulkItems(s.k.UndoOf, idsOf(records))
}

func idsOf(records []*parley.Record) []parley.RecordID {
	out := make([]parley.RecordID, len(records))
	for i, rec := range records {
		out[i] = rec.ID
	}
	return out
}

// list puts records into a list, or takes them out again.
func (s *bulkStep) list(records []*parley.Record, in bool) error {
	members, err := s.tx.MembersAmong(s.change.ListID, idsOf(records))
	if err != nil {
		return err
	}
	var moved []parley.RecordID
	for _, rec := range records {
		if slices.Contains(members, rec.ID) != in {
			moved = append(moved, rec.ID)
			s.changed(rec.ID, "", "")
		}
	}
	if len(moved) == 0 {
		return nil
	}
	return ChangeMembers(s.tx, s.by.Actor, s.change.ListID, moved, in)
}

func (s *bulkStep) archive(rec *parley.Record, back bool) error {
	verb := Archive
	if back {
		verb = Restore
	}
	if err := verb(s.tx, s.by, rec); own(err) {
		return err
	} else if err != nil {
		s.refuse(rec.ID, err)
		return nil
	}
	s.changed(rec.ID, "", "")
	return nil
}
