package crm

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"parley/internal/formula"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

// compiled keeps formulas as they were read: a formula's text and the kind of
// its property say what it is, as long as the schema stands.
var compiled sync.Map // compiledKey → *formula.Formula, or error

type compiledKey struct {
	schema *parley.Schema
	id     int64
}

// formulaOf reads the formula of a property.
func formulaOf(schema *parley.Schema, p *parley.Property) (*formula.Formula, error) {
	key := compiledKey{schema, p.ID}
	if kept, ok := compiled.Load(key); ok {
		f, _ := kept.(*formula.Formula)
		err, _ := kept.(error)
		return f, err
	}
	compiled.Range(func(k, _ any) bool { // of another schema: it is gone
		if k.(compiledKey).schema != schema {
			compiled.Delete(k)
		}
		return true
	})
	f, err := formula.Compile(p.Formula, kindsOf(schema, p.Type), p.Kind)
	if err != nil {
		compiled.Store(key, err)
	} else {
		compiled.Store(key, f)
	}
	return f, err
}

// kindsOf tells a formula of a kind of record what it may name.
func kindsOf(schema *parley.Schema, t parley.ObjectTypeID) formula.Kinds {
	return func(ref formula.Reference) (parley.PropertyKind, bool) {
		p, found := referred(schema, t, ref)
		if p == nil {
			return parley.KindNumber, found
		}
		return p.Kind, true
	}
}

// referred is the property that a reference means; nil and true for a kind of
// record that is only counted.
func referred(schema *parley.Schema, t parley.ObjectTypeID, ref formula.Reference) (*parley.Property, bool) {
	if ref.Type != "" {
		other, err := schema.Named(ref.Type)
		if err != nil {
			return nil, false
		}
		if t = other.ID; ref.Property == "" {
			return nil, true
		}
	}
	p := schema.Properties(t).Live(ref.Property)
	if p == nil || moves[p.Name] {
		return nil, false
	}
	return p, true
}

// moves are values that change by themselves with each writing.
var moves = map[string]bool{"lastmodifieddate": true, "hs_lastmodifieddate": true}

// checkFormula reports why a calculated property cannot be: what is wrong with
// its formula, or the circle in which it would go.
func checkFormula(tx *store.Tx, p *parley.Property) error {
	if (p.Field == calculatedField) != p.Calculated() {
		return parley.Invalidf("calculationFormula", "a calculated property has a formula and the field %q", calculatedField)
	}
	if !p.Calculated() {
		return nil
	}
	if p.Unique {
		return parley.Invalidf("hasUniqueValue", "a calculated value is not kept unique")
	}
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	f, err := formula.Compile(p.Formula, kindsOf(schema, p.Type), p.Kind)
	if err != nil {
		return err
	}
	return circle(schema, p, p.Type, f, nil)
}

const calculatedField = "calculation_equation"

// circle follows what a formula is made of until it meets the property again.
func circle(schema *parley.Schema, start *parley.Property, t parley.ObjectTypeID, f *formula.Formula, way []string) error {
	for _, ref := range f.References() {
		q, _ := referred(schema, t, ref)
		if q == nil {
			continue
		}
		next := append(slices.Clone(way), q.Name)
		if q.Type == start.Type && q.Name == start.Name {
			return &parley.Error{Kind: parley.Invalid, Field: "calculationFormula", Code: "FORMULA_CIRCLE", Message: fmt.Sprintf("%q would be made of itself: %v", start.Name, next)}
		}
		if !q.Calculated() || len(way) > 50 {
			continue
		}
		g, err := formulaOf(schema, q)
		if err != nil {
			continue
		}
		if err := circle(schema, start, q.Type, g, next); err != nil {
			return err
		}
	}
	return nil
}

// calculated are the calculated properties of a kind of record that can be
// worked out, each after those that it is made of.
func calculated(schema *parley.Schema, set *parley.PropertySet) (out []*parley.Property) {
	var visit func(p *parley.Property, depth int)
	visit = func(p *parley.Property, depth int) {
		f, err := formulaOf(schema, p)
		if err != nil || depth > 50 || slices.Contains(out, p) {
			return
		}
		for _, ref := range f.References() {
			if q := set.Live(ref.Property); ref.Type == "" && q != nil && q.Calculated() {
				visit(q, depth+1)
			}
		}
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	for _, p := range set.All {
		if p.Calculated() && p.ArchivedAt.IsZero() {
			visit(p, 0)
		}
	}
	return out
}

// calculate adds to values that are about to be written of a record those that
// follow from them. What is made of other records is worked out later.
func (d *desk) calculate(rec *parley.Record, values map[string]string) error {
	return d.work(rec, values, nil)
}

// work is calculate; others gives the values of associated records.
func (d *desk) work(rec *parley.Record, values map[string]string, others formula.Values) error {
	schema, err := d.tx.Schema()
	if err != nil {
		return err
	}
	own := func(ref formula.Reference) ([]string, parley.PropertyKind) {
		if ref.Type != "" {
			return others(ref)
		}
		v, given := values[ref.Property]
		if !given {
			v = rec.Value(ref.Property)
		}
		return []string{v}, d.set.Live(ref.Property).Kind
	}
	for _, p := range calculated(schema, d.set) {
		f, err := formulaOf(schema, p)
		if err != nil {
			return err
		}
		if others == nil && overOthers(f) {
			continue
		}
		if v := f.Value(own, p.Kind); v != rec.Properties[p.Name] {
			values[p.Name] = v
		}
	}
	return nil
}

func overOthers(f *formula.Formula) bool {
	return slices.ContainsFunc(f.References(), func(ref formula.Reference) bool { return ref.Type != "" })
}

// follow lets the values be worked out again that other records make of those
// of rec, and rec of others.
func (d *desk) follow(rec *parley.Record, alsoItself bool) error {
	schema, err := d.tx.Schema()
	if err != nil {
		return err
	}
	if !calculates(schema) {
		return nil
	}
	for _, t := range schema.Types {
		reads := slices.ContainsFunc(calculated(schema, schema.Properties(t.ID)), func(p *parley.Property) bool {
			f, err := formulaOf(schema, p)
			return err == nil && readsType(schema, f, rec.Type)
		})
		if !reads {
			continue
		}
		if err := d.laterAll(rec, t.ID); err != nil {
			return err
		}
	}
	if alsoItself && hasRollup(schema, d.set) {
		return later(d.tx, rec.ID)
	}
	return nil
}

// calculates reports whether anything at all is calculated.
func calculates(schema *parley.Schema) bool {
	return slices.ContainsFunc(schema.Types, func(t *parley.ObjectType) bool {
		return slices.ContainsFunc(schema.Properties(t.ID).All, (*parley.Property).Calculated)
	})
}

func readsType(schema *parley.Schema, f *formula.Formula, t parley.ObjectTypeID) bool {
	return slices.ContainsFunc(f.References(), func(ref formula.Reference) bool {
		if ref.Type == "" {
			return false
		}
		other, err := schema.Named(ref.Type)
		return err == nil && other.ID == t
	})
}

func hasRollup(schema *parley.Schema, set *parley.PropertySet) bool {
	return slices.ContainsFunc(calculated(schema, set), func(p *parley.Property) bool {
		f, err := formulaOf(schema, p)
		return err == nil && overOthers(f)
	})
}

func (d *desk) laterAll(rec *parley.Record, t parley.ObjectTypeID) error {
	joined, err := d.tx.Associations(rec.ID, t)
	if err != nil {
		return err
	}
	for _, a := range joined {
		if err := later(d.tx, a.ToID); err != nil {
			return err
		}
	}
	return nil
}

const calculateJob = "crm.calculate"

// later works a record out once for all that happens within a second: the job
// begins after that second, and sees all of it.
func later(tx *store.Tx, id parley.RecordID) error {
	second := tx.Now.Truncate(time.Second)
	_, err := job.Enqueue(tx, job.Spec{Kind: calculateJob, Payload: recalculation{Record: id}, Key: fmt.Sprintf("%d@%d", id, second.Unix()), RunAt: second.Add(2 * time.Second)})
	return err
}

// unread reports whether a formula is made of a property that is to go.
func unread(tx *store.Tx, p *parley.Property) error {
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	for _, t := range schema.Types {
		for _, q := range calculated(schema, schema.Properties(t.ID)) {
			f, err := formulaOf(schema, q)
			if err != nil {
				return err
			}
			for _, ref := range f.References() {
				if used, _ := referred(schema, t.ID, ref); used == p {
					return parley.Invalidf("name", "%q is calculated from this property: change its formula first", q.Label)
				}
			}
		}
	}
	return nil
}

// followBoth lets two records that were joined or parted be worked out again,
// where one is made of the other.
func followBoth(tx *store.Tx, a, b *parley.Record) error {
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	for rec, other := range map[*parley.Record]*parley.Record{a: b, b: a} {
		reads := slices.ContainsFunc(calculated(schema, schema.Properties(rec.Type)), func(p *parley.Property) bool {
			f, err := formulaOf(schema, p)
			return err == nil && readsType(schema, f, other.Type)
		})
		if reads {
			if err := later(tx, rec.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
