package search

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"parley/internal/parley"
)

// Filter is the condition of a custom view or a rule: a group of children
// joined by And or Or, or one comparison.
type Filter struct {
	Op       string   `json:"op,omitempty"` // "and" or "or"; empty for a comparison
	Children []Filter `json:"children,omitempty"`
	Field    string   `json:"field,omitempty"`
	Operator string   `json:"operator,omitempty"`
	Value    any      `json:"value,omitempty"` // string, number, or list of strings
}

// The widest limits that the sources give (spec README §3.4).
const (
	MaxGroups     = 6
	MaxPerGroup   = 10
	MaxConditions = 25
)

// FieldType tells which operators a field takes.
type FieldType string

// The types of fields.
const (
	TypeEnum FieldType = "enum"
	TypeText FieldType = "text"
	TypeTime FieldType = "time"
	TypeSpan FieldType = "duration"
	TypeBool FieldType = "bool"
)

// Operators lists what each type of field can be asked.
var Operators = map[FieldType][]string{
	TypeEnum: {"is", "is_not", "any_of", "none_of", "known", "unknown"},
	TypeText: {"is", "is_not", "contains", "not_contains", "known", "unknown"},
	TypeTime: {"before", "after", "known", "unknown"},
	TypeSpan: {"longer_than", "shorter_than"},
	TypeBool: {"is"},
}

// FilterFields are the properties of a thread that a filter may use. VIEW-17
// keeps chatflow, inbox, source and the like out.
var FilterFields = map[string]FieldType{
	"status": TypeEnum, "channel": TypeEnum, "assignee": TypeEnum, "team": TypeEnum, "tag": TypeEnum,
	"contact": TypeEnum, "contact_list": TypeEnum, "channel_account": TypeEnum, "last_action": TypeEnum, "sla": TypeEnum, "has_ticket": TypeBool,
	"subject": TypeText, "preview": TypeText, "contact_name": TypeText, "contact_email": TypeText, "contact_company": TypeText, "contact_language": TypeText,
	"created_at": TypeTime, "closed_at": TypeTime, "latest_message_at": TypeTime, "latest_received_at": TypeTime, "latest_sent_at": TypeTime,
	"waiting": TypeSpan, "snoozed": TypeBool, "has_attachment": TypeBool, "has_comment": TypeBool, "unassigned": TypeBool,
}

// RuleFields are the properties of an arrival that a routing rule may use: of
// the message, of the page that a visitor wrote from, and of the contact.
var RuleFields = map[string]FieldType{
	"subject": TypeText, "message_text": TypeText, "sender": TypeText, "recipient": TypeText, "page": TypeText, "has_attachment": TypeBool,
	"contact_name": TypeText, "contact_email": TypeText, "contact_company": TypeText, "contact_language": TypeText, "contact_owner": TypeEnum,
	"contact_list": TypeEnum,
}

func typeOf(field string) FieldType {
	if kind, ok := FilterFields[field]; ok {
		return kind
	}
	return RuleFields[field]
}

// Facts are what a filter can know of one thread at one moment.
type Facts struct {
	Thread  *parley.Thread
	Contact *parley.Contact // nil when unknown
	Message *parley.Message // what just came in, for rules; else nil
	Lists   []string        // the lists of contacts that hold Contact, of those that a view or a rule asks about
	Page    string          // address of the page that the visitor wrote from, for rules
	Now     time.Time
}

// ParseFilter reads the tree of a view and checks it. The error names the
// place.
func ParseFilter(text []byte) (*Filter, error) { return parse(text, FilterFields) }

// ParseRule reads the conditions of a routing rule (ROUTE-23).
func ParseRule(text []byte) (*Filter, error) { return parse(text, RuleFields) }

func parse(text []byte, fields map[string]FieldType) (*Filter, error) {
	f := &Filter{}
	if err := json.Unmarshal(text, f); err != nil {
		return nil, parley.Invalidf("filter", "the filter cannot be read: %v", err)
	}
	return f, (&checker{fields: fields}).check(f)
}

// checker counts what a tree holds while it is checked.
type checker struct {
	fields             map[string]FieldType
	groups, conditions int
}

// check reports the first place that is wrong.
func (c *checker) check(f *Filter) error {
	if err := c.node(f, "filter", 0); err != nil {
		return err
	}
	if c.groups > MaxGroups || c.conditions > MaxConditions {
		return parley.Invalidf("filter", "at most %d groups and %d conditions", MaxGroups, MaxConditions)
	}
	return nil
}

func (c *checker) node(f *Filter, path string, depth int) error {
	if f.Op == "" {
		c.conditions++
		return c.condition(f, path)
	}
	c.groups++
	if f.Op != "and" && f.Op != "or" {
		return parley.Invalidf(path+".op", `is "and" or "or", not %q`, f.Op)
	}
	if depth > 3 || len(f.Children) > MaxPerGroup {
		return parley.Invalidf(path+".children", "at most %d in a group, and groups three deep", MaxPerGroup)
	}
	for i := range f.Children {
		if err := c.node(&f.Children[i], fmt.Sprintf("%s.children[%d]", path, i), depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) condition(f *Filter, path string) error {
	kind, ok := c.fields[f.Field]
	if !ok {
		return parley.Invalidf(path+".field", "there is no property %q to filter by", f.Field)
	}
	if !slices.Contains(Operators[kind], f.Operator) {
		return parley.Invalidf(path+".operator", "%q cannot be asked of %s", f.Operator, f.Field)
	}
	if f.Operator == "known" || f.Operator == "unknown" {
		return nil
	}
	switch kind {
	case TypeTime:
		if _, ok := Day(f.text(), time.UTC); !ok {
			if _, err := time.Parse(time.RFC3339, f.text()); err != nil {
				return parley.Invalidf(path+".value", "%q is not a date", f.text())
			}
		}
	case TypeSpan:
		if _, err := strconv.ParseInt(f.text(), 10, 64); err != nil {
			return parley.Invalidf(path+".value", "give a number of minutes")
		}
	default:
		if len(f.values()) == 0 {
			return parley.Invalidf(path+".value", "choose a value")
		}
	}
	return nil
}

func (f *Filter) text() string {
	if v := f.values(); len(v) > 0 {
		return v[0]
	}
	return ""
}

// values returns the operand as strings.
func (f *Filter) values() []string {
	switch v := f.Value.(type) {
	case string:
		return []string{v}
	case float64:
		return []string{strconv.FormatFloat(v, 'f', -1, 64)}
	case bool:
		return []string{strconv.FormatBool(v)}
	case []any:
		var out []string
		for _, e := range v {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}
