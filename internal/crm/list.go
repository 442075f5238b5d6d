package crm

import (
	"encoding/json"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/view"
)

// SaveList adds a list or changes one (CRM-22). What a list is filled by, hand
// or filter, stays as it was made.
func SaveList(tx *store.Tx, by parley.Actor, l *store.RecordList, groups []FilterGroup) error {
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	t := schema.Type(l.Type)
	if t == nil {
		return parley.NotFoundf("there is no such kind of record")
	}
	if l.Name = strings.TrimSpace(l.Name); l.Name == "" {
		return parley.Invalidf("name", "give the list a name")
	}
	if groups == nil {
		groups = []FilterGroup{}
	}
	if _, err := (&Search{Type: t, Groups: groups, Limit: 1}).query(schema); err != nil {
		return err
	}
	text, err := json.Marshal(groups)
	if err != nil {
		return err
	}
	l.Filter, l.UpdatedAt = string(text), tx.Now
	kind := parley.EventKind("list.changed")
	if l.ID == 0 {
		kind, l.ID, l.CreatedBy, l.CreatedAt = "list.created", tx.NewID(), by.UserID(), tx.Now
		if added, err := tx.InsertNew("list", l); err != nil || !added {
			return orTaken(err, l.Name)
		}
	} else if err := tx.Save("list", l); err != nil {
		return err
	} else if l.Kept {
		if err := fillList(tx, l.ID); err != nil {
			return err
		}
	}
	if err := KeepLists(tx); err != nil {
		return err
	}
	return defined(tx, by, kind, "list", l.ID)
}

func orTaken(err error, name string) error {
	if err == nil {
		err = &parley.Error{Kind: parley.Conflict, Field: "name", Message: "there is a list named " + name + " already"}
	}
	return err
}

// DropList forgets a list; its records stay. Views that ask about it are filled
// anew.
func DropList(tx *store.Tx, by parley.Actor, id int64) error {
	if err := tx.DropRecordList(id); err != nil {
		return err
	}
	views, err := tx.Views(0)
	if err != nil {
		return err
	}
	for _, v := range views {
		if view.Asks(v, listField) {
			if err := view.StartFill(tx, v); err != nil {
				return err
			}
		}
	}
	return defined(tx, by, "list.removed", "list", id)
}

// ChangeMembers puts records into a list that is filled by hand, or takes them
// out.
func ChangeMembers(tx *store.Tx, by parley.Actor, id int64, records []parley.RecordID, in bool) error {
	l, err := tx.RecordList(id)
	if err != nil {
		return err
	}
	if !l.Fixed {
		return parley.Invalidf("list_id", "this list is filled by a filter: change the filter")
	}
	if in {
		err = tx.AddToList(id, records)
	} else {
		err = tx.TakeFromList(id, records)
	}
	if err != nil {
		return err
	}
	if err := placeThreads(tx, records, listField); err != nil {
		return err
	}
	return defined(tx, by, "list.filled", "list", id)
}

// InList narrows a search to the records of a list.
func (s *Search) InList(r *store.Reader, id int64) error {
	l, err := r.RecordList(id)
	if err != nil {
		return err
	}
	if l.Type != s.Type.ID {
		return parley.NotFoundf("there is no such list")
	}
	if l.Fixed {
		s.Within, err = r.ListMembers(id)
		return err
	}
	groups, err := filterOf(l)
	if err != nil {
		return err
	}
	s.Groups = both(s.Groups, groups)
	return nil
}

func filterOf(l *store.RecordList) (groups []FilterGroup, err error) {
	err = json.Unmarshal([]byte(l.Filter), &groups)
	return groups, err
}

// both holds where one group of each holds.
func both(a, b []FilterGroup) (out []FilterGroup) {
	if len(a) == 0 || len(b) == 0 {
		return append(a, b...)
	}
	for _, x := range a {
		for _, y := range b {
			out = append(out, FilterGroup{Filters: append(append([]Filter{}, x.Filters...), y.Filters...)})
		}
	}
	return out
}

// IsIn reports whether a record is in a list now.
func IsIn(r *store.Reader, list int64, rec *parley.Record) (bool, error) {
	l, err := r.RecordList(list)
	if err != nil || l.Type != rec.Type {
		return false, err
	}
	if l.Fixed {
		return r.IsListMember(list, rec.ID)
	}
	schema, err := r.Schema()
	if err != nil {
		return false, err
	}
	s := &Search{Type: schema.Type(rec.Type), Limit: 1, Within: []parley.RecordID{rec.ID}}
	if s.Groups, err = filterOf(l); err != nil {
		return false, err
	}
	_, n, err := s.Find(r)
	return n > 0, err
}

// ListsOf tells in which of some lists of contacts a contact is now. Lists that
// are gone hold nobody.
func ListsOf(r *store.Reader, id parley.ContactID, lists []int64) (in []int64, err error) {
	if id == 0 || len(lists) == 0 {
		return nil, nil
	}
	rec, err := r.Record(parley.RecordID(id))
	if parley.KindOf(err) == parley.NotFound {
		return nil, nil
	}
	for _, list := range lists {
		if err != nil {
			return nil, err
		}
		var is bool
		if is, err = IsIn(r, list, rec); is {
			in = append(in, list)
		}
		if parley.KindOf(err) == parley.NotFound {
			err = nil
		}
	}
	return in, err
}
