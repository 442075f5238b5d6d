package sheet

import (
	"encoding/json"
	"fmt"
	"slices"

	"parley/internal/parley"
	"parley/internal/store"
)

// Plan says what the columns of a file mean and what is to be done with its
// rows.
type Plan struct {
	Columns []Column `json:"columns"` // in the order of the file
	Key     string   `json:"key"`     // the property that finds records, or hs_object_id; empty: every row is new
	Create  bool     `json:"create"`
	Update  bool     `json:"update"`
	Clear   bool     `json:"clear"`   // an empty cell takes a value away
	Days    string   `json:"days"`    // how days are written: dmy, mdy or ymd
	Decimal string   `json:"decimal"` // what stands before decimals: "." or ","
	ListID  int64    `json:"list_id"` // where the records go too; zero: nowhere
	Words   Words    `json:"words,omitempty" doc:"What the importer calls options, pipelines and stages: a property, a value, its label"`
}

// Column is what one column means: a property, or the record that a row belongs
// to, or nothing.
type Column struct {
	Property string `json:"property"`
	Join     string `json:"join"` // "company" or "contact"
}

// Check reports the first thing that makes no sense.
func (p *Plan) Check(r *store.Reader, imp *store.RecordImport) error {
	schema, err := r.Schema()
	if err != nil {
		return err
	}
	set := schema.Properties(imp.Type)
	if len(p.Columns) != len(imp.Header) {
		return parley.Invalidf("columns", "the file has %d columns, the plan %d", len(imp.Header), len(p.Columns))
	}
	seen := map[Column]bool{}
	for i, c := range p.Columns {
		if c == (Column{}) {
			continue
		}
		field := fmt.Sprintf("columns[%d]", i)
		switch {
		case seen[c]:
			return parley.Invalidf(field, "two columns cannot be the same property: %q", imp.Header[i])
		case c.Join != "" && (c.Property != "" || c.Join != joinCompany && c.Join != joinContact || joinType(c.Join) == imp.Type):
			return parley.Invalidf(field, "%q is nothing to be joined with", c.Join)
		case c.Join == "" && c.Property != keyID && !Writable(set.Live(c.Property)):
			return parley.Invalidf(field, "the property %q cannot be imported", c.Property)
		}
		seen[c] = true
	}
	switch {
	case len(seen) == 0:
		return parley.Invalidf("columns", "map at least one column")
	case !p.Create && !p.Update:
		return parley.Invalidf("create", "say whether records are to be made, changed or both")
	case p.Key == "" && !p.Create:
		return parley.Invalidf("key", "say by which column records are found")
	case p.Key != "" && !slices.Contains(Keys(imp.Type, set), p.Key):
		return parley.Invalidf("key", "%q does not tell records apart", p.Key)
	case p.Key != "" && !seen[Column{Property: p.Key}]:
		return parley.Invalidf("key", "no column holds %q", p.Key)
	case p.Key == "" && seen[Column{Property: keyID}]:
		return parley.Invalidf("key", "a record ID can only find records: use it as the key, or do not import it")
	case !slices.Contains([]string{"", "dmy", "mdy", "ymd"}, p.Days) || !slices.Contains([]string{"", ".", ","}, p.Decimal):
		return parley.Invalidf("days", "this is no way to write days or numbers")
	}
	return p.checkList(r, imp)
}

func (p *Plan) checkList(r *store.Reader, imp *store.RecordImport) error {
	if p.ListID == 0 {
		return nil
	}
	l, err := r.RecordList(p.ListID)
	if err != nil {
		return err
	}
	if l.Type != imp.Type || !l.Fixed {
		return parley.Invalidf("list_id", "choose a list that is filled by hand")
	}
	return nil
}

const (
	keyID       = "hs_object_id"
	joinCompany = "company"
	joinContact = "contact"
)

func joinType(join string) parley.ObjectTypeID {
	if join == joinCompany {
		return parley.TypeCompany
	}
	return parley.TypeContact
}

// Writable reports whether values of a property may come from a file. Further
// addresses of a contact are claims that nobody proved.
func Writable(p *parley.Property) bool {
	return p != nil && !p.ReadOnly && !p.Calculated() && p.Name != "hs_additional_emails"
}

// Keys are the properties by which records of a kind are found.
func Keys(t parley.ObjectTypeID, set *parley.PropertySet) []string {
	out := []string{keyID}
	for _, p := range set.All {
		if p.ArchivedAt.IsZero() && (p.Unique || t == parley.TypeCompany && p.Name == "domain") {
			out = append(out, p.Name)
		}
	}
	return out
}

func planOf(imp *store.RecordImport) (*Plan, error) {
	p := &Plan{}
	return p, json.Unmarshal([]byte(imp.Plan), p)
}
