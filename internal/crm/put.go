package crm

import (
	"maps"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// Put is values for a record that a unique value finds, or that is made of
// them.
type Put struct {
	By           string // the property that finds it, or hs_object_id; empty: it is new
	Key          string
	Properties   map[string]string
	Associations []Join // of a new one
}

// PutMode says what may become of a [Put].
type PutMode struct {
	Create   bool
	Update   bool
	ByDomain bool                       // a company is found by its domain too: the first that has it
	May      func(*parley.Record) error // change one; nil: any
}

func (m PutMode) may(rec *parley.Record) error {
	if m.May == nil {
		return nil
	}
	return m.May(rec)
}

// Outcome is what became of one [Put]. Record is the one that was found or
// made, where there is one.
type Outcome struct {
	Record  *parley.Record
	Created bool
	Changed bool
	Err     error
}

// PutRecords makes and changes many records of a kind, as one after the other
// would: of two with the same key the second finds what the first made. Each has
// an error of its own.
func PutRecords(tx *store.Tx, by parley.Origin, t parley.ObjectTypeID, mode PutMode, all []*Put) ([]Outcome, error) {
	out := make([]Outcome, len(all))
	left := make([]int, len(all))
	for i := range all {
		left[i] = i
	}
	for len(left) > 0 {
		now, later := firstOfEach(all, left)
		if err := putRound(tx, by, t, mode, all, out, now); err != nil {
			return out, err
		}
		left = later
	}
	return out, nil
}

// firstOfEach parts those whose key stands before among the same from the rest.
func firstOfEach(all []*Put, left []int) (now, later []int) {
	seen := map[[2]string]bool{}
	for _, i := range left {
		key := [2]string{all[i].By, fold(all[i].Key)}
		if all[i].By != "" && seen[key] {
			later = append(later, i)
			continue
		}
		seen[key] = true
		now = append(now, i)
	}
	return now, later
}

func putRound(tx *store.Tx, by parley.Origin, t parley.ObjectTypeID, mode PutMode, all []*Put, out []Outcome, now []int) error {
	if err := findPuts(&tx.Reader, t, mode, all, out, now); err != nil {
		return err
	}
	var makes, changes []int
	var news []*New
	var diffs []Change
	for _, i := range now {
		p, rec := all[i], out[i].Record
		switch {
		case out[i].Err != nil:
		case rec != nil && !mode.Update:
			out[i].Err = &parley.Error{Kind: parley.Conflict, Field: p.By, Code: "RECORD_EXISTS", Message: "there is a record with " + p.By + " " + p.Key + " already: " + rec.ID.String()}
		case rec != nil && mode.may(rec) != nil:
			out[i].Err = mode.may(rec)
		case rec != nil:
			changes, diffs = append(changes, i), append(diffs, Change{rec, p.Properties})
		case !mode.Create || p.By == "hs_object_id":
			out[i].Err = parley.NotFoundf("there is no record with %s %s", p.By, p.Key)
		default:
			makes, news = append(makes, i), append(news, p.fresh(t))
		}
	}
	changed, wrong, err := UpdateRecords(tx, by, t, diffs)
	if err != nil {
		return err
	}
	for k, i := range changes {
		out[i].Changed, out[i].Err = changed[k], wrong[k]
	}
	made, wrong, err := CreateRecords(tx, by, t, news)
	for k, i := range makes {
		if out[i].Err = wrong[k]; wrong[k] == nil {
			out[i].Record, out[i].Created, out[i].Changed = made[k], true, true
		}
	}
	return err
}

func (p *Put) fresh(t parley.ObjectTypeID) *New {
	n := &New{Type: t, Properties: maps.Clone(p.Properties), Associations: p.Associations}
	if n.Properties == nil {
		n.Properties = map[string]string{}
	}
	if p.By != "" {
		n.Properties[p.By] = p.Key
	}
	return n
}

// findPuts finds the records that keys name, by one query for each property.
func findPuts(r *store.Reader, t parley.ObjectTypeID, mode PutMode, all []*Put, out []Outcome, now []int) error {
	keys := map[string][]string{}
	for _, i := range now {
		if all[i].By != "" {
			keys[all[i].By] = append(keys[all[i].By], all[i].Key)
		}
	}
	found := map[string]map[string]*parley.Record{}
	for property, values := range keys {
		ids, err := holdersOf(r, t, property, values, mode.ByDomain)
		if err != nil {
			return err
		}
		if found[property], err = liveOf(r, t, ids); err != nil {
			return err
		}
	}
	for _, i := range now {
		out[i].Record = found[all[i].By][all[i].Key]
	}
	return nil
}

// liveOf returns the live records of a type of some numbers, or what they were
// merged into.
func liveOf(r *store.Reader, t parley.ObjectTypeID, ids map[string]parley.RecordID) (map[string]*parley.Record, error) {
	var wanted []parley.RecordID
	for _, id := range ids {
		wanted = append(wanted, id)
	}
	records, err := r.Records(wanted)
	if err != nil {
		return nil, err
	}
	out := map[string]*parley.Record{}
	for value, id := range ids {
		rec := records[id]
		if rec != nil && rec.MergedInto != 0 {
			if rec, err = r.Record(id); err != nil {
				return nil, err
			}
		}
		if rec != nil && rec.Type == t && rec.Live() {
			out[value] = rec
		}
	}
	return out, nil
}

// holdersOf returns the number of the record that has each of some values.
func holdersOf(r *store.Reader, t parley.ObjectTypeID, property string, values []string, byDomain bool) (map[string]parley.RecordID, error) {
	out := map[string]parley.RecordID{}
	if property == "hs_object_id" {
		for _, v := range values {
			if id, err := parley.ParseID[parley.RecordID]("id", strings.TrimSpace(v)); err == nil {
				out[v] = id
			}
		}
		return out, nil
	}
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	p := schema.Properties(t).Live(property)
	ask := holders
	if byDomain && t == parley.TypeCompany && property == "domain" {
		ask = (*store.Reader).FirstByText
	} else if p == nil || !p.Unique {
		return nil, parley.Invalidf("idProperty", "%q is not a property whose values are unique", property)
	}
	known, err := ask(r, p, folded(values))
	for _, v := range values {
		if id := known[fold(v)]; id != 0 {
			out[v] = id
		}
	}
	return out, err
}

func folded(values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = fold(v)
	}
	return out
}

// fold writes a unique value as it is compared.
func fold(value string) string { return strings.ToLower(strings.TrimSpace(value)) }
