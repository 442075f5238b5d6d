package crm

import (
	"fmt"
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// Search asks for records of a type, as the search API does (CAPI-09).
type Search struct {
	Type   *parley.ObjectType
	Query  string
	Groups []FilterGroup
	Sort   string // a property; empty: by creation
	Desc   bool
	Limit  int
	Offset int
	Owners []parley.UserID   // only theirs; nil: anybody's
	Within []parley.RecordID // only these; nil: any
	Few    int               // as [store.RecordQuery] has it
}

// FilterGroup is conditions that hold together; groups are alternatives.
type FilterGroup struct {
	Filters []Filter `json:"filters"`
}

// Filter is one condition of a property, or of "associations.<type>".
type Filter struct {
	Property string   `json:"propertyName"`
	Operator string   `json:"operator"`
	Value    string   `json:"value,omitempty"`
	High     string   `json:"highValue,omitempty"`
	Values   []string `json:"values,omitempty"`
}

// The limits of the search API (CAPI-10).
const (
	maxGroups     = 6
	maxPerGroup   = 10
	maxFilters    = 25
	MaxSearch     = 200
	maxOffset     = 10_000
	maxQuery      = 3000
	maxListValues = 1000
)

// Find returns a page of live records and how many there are in all.
func (s *Search) Find(r *store.Reader) ([]*parley.Record, int64, error) {
	schema, err := r.Schema()
	if err != nil {
		return nil, 0, err
	}
	q, err := s.query(schema)
	if err != nil {
		return nil, 0, err
	}
	return r.SearchRecords(*q)
}

// All returns the numbers of all that match, in the order asked for.
func (s *Search) All(r *store.Reader) ([]parley.RecordID, error) {
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	q, err := s.query(schema)
	if err != nil {
		return nil, err
	}
	return r.AllRecords(*q)
}

// Check reports the first thing in a search that makes no sense.
func (s *Search) Check(r *store.Reader) error {
	schema, err := r.Schema()
	if err == nil {
		_, err = s.query(schema)
	}
	return err
}

func (s *Search) query(schema *parley.Schema) (*store.RecordQuery, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	q := &store.RecordQuery{Type: s.Type, Text: s.Query, Desc: s.Desc, Limit: s.Limit, Offset: s.Offset, Owners: s.Owners, Within: s.Within, Few: s.Few}
	set := schema.Properties(s.Type.ID)
	if s.Sort != "" {
		if q.Sort = set.Live(s.Sort); q.Sort == nil {
			return nil, missing("sorts", s.Sort)
		}
	}
	for i, g := range s.Groups {
		var group []store.RecordFilter
		for j, f := range g.Filters {
			c, err := f.compile(schema, set)
			if err != nil {
				err.Field = fmt.Sprintf("filterGroups[%d].filters[%d].%s", i, j, err.Field)
				return nil, err
			}
			group = append(group, c)
		}
		q.Groups = append(q.Groups, group)
	}
	return q, nil
}

func (s *Search) check() error {
	n := 0
	for _, g := range s.Groups {
		n += len(g.Filters)
		if len(g.Filters) > maxPerGroup {
			return parley.Invalidf("filterGroups", "at most %d filters in a group", maxPerGroup)
		}
	}
	switch {
	case len(s.Groups) > maxGroups:
		return parley.Invalidf("filterGroups", "at most %d groups", maxGroups)
	case n > maxFilters:
		return parley.Invalidf("filterGroups", "at most %d filters in all", maxFilters)
	case len([]rune(s.Query)) > maxQuery:
		return parley.Invalidf("query", "at most %d characters", maxQuery)
	case s.Limit < 0 || s.Limit > MaxSearch:
		return parley.Invalidf("limit", "between 1 and %d", MaxSearch)
	case s.Offset < 0 || s.Offset+s.Limit > maxOffset:
		return parley.Invalidf("after", "only the first %d results can be paged through", maxOffset)
	}
	return nil
}

func missing(field, name string) *parley.Error {
	return &parley.Error{Kind: parley.Invalid, Field: field, Code: "PROPERTY_DOESNT_EXIST", Message: "Property \"" + name + "\" does not exist"}
}

func (f Filter) compile(schema *parley.Schema, set *parley.PropertySet) (store.RecordFilter, *parley.Error) {
	out := store.RecordFilter{Op: strings.ToUpper(f.Operator)}
	if !slices.Contains(store.RecordOperators, out.Op) {
		return out, parley.Invalidf("operator", "%q is no operator", f.Operator)
	}
	if name, ok := strings.CutPrefix(f.Property, "associations."); ok {
		t, err := schema.Named(name)
		if err != nil {
			return out, missing("propertyName", f.Property)
		}
		out.Joined = t.ID
		if !slices.Contains([]string{"EQ", "NEQ", "IN", "NOT_IN", "HAS_PROPERTY", "NOT_HAS_PROPERTY"}, out.Op) {
			return out, parley.Invalidf("operator", "%s cannot be asked of associations", out.Op)
		}
	} else if out.Property = set.Live(f.Property); out.Property == nil {
		return out, missing("propertyName", f.Property)
	}
	return out, f.operand(&out)
}

func (f Filter) operand(out *store.RecordFilter) *parley.Error {
	switch out.Op {
	case "HAS_PROPERTY", "NOT_HAS_PROPERTY":
		return nil
	case "IN", "NOT_IN":
		out.Values = f.Values
		if len(out.Values) == 0 && f.Value != "" {
			out.Values = strings.Split(f.Value, ";")
		}
		if len(out.Values) == 0 || len(out.Values) > maxListValues {
			return parley.Invalidf("values", "between 1 and %d values", maxListValues)
		}
	case "BETWEEN":
		if f.Value == "" || f.High == "" {
			return parley.Invalidf("highValue", "BETWEEN needs value and highValue")
		}
		out.Values = []string{f.Value, f.High}
	default:
		if f.Value == "" {
			return parley.Invalidf("value", "%s needs a value", out.Op)
		}
		out.Values = []string{f.Value}
	}
	if p := out.Property; p != nil && p.Kind.Numeric() && !strings.HasSuffix(out.Op, "_TOKEN") {
		for _, v := range out.Values {
			if _, ok := p.Number(v); !ok {
				return parley.Invalidf("value", "%q cannot be compared with %s, which is a %s", v, p.Name, p.Kind)
			}
		}
	}
	return nil
}
