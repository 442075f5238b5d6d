package parley

import (
	"strconv"
	"strings"
	"time"
)

// ObjectTypeID is the number of a kind of record: HubSpot's for what both
// have (written "0-1"), from [FirstCustomType] for those that an administrator
// defined (written "2-1000").
type ObjectTypeID int64

// The built-in kinds of record.
const (
	TypeContact       ObjectTypeID = 1
	TypeCompany       ObjectTypeID = 2
	TypeDeal          ObjectTypeID = 3
	TypeTicket        ObjectTypeID = 5
	TypeCommunication ObjectTypeID = 18
	TypeFeedback      ObjectTypeID = 19
	TypeTask          ObjectTypeID = 27
	TypeNote          ObjectTypeID = 46
	TypeMeeting       ObjectTypeID = 47
	TypeCall          ObjectTypeID = 48
	TypeEmail         ObjectTypeID = 49

	FirstCustomType ObjectTypeID = 1000
)

// Custom reports whether an administrator defined the type.
func (id ObjectTypeID) Custom() bool { return id >= FirstCustomType }

// Activity reports whether records of the type are things done with a person:
// they stand on timelines, at the time that hs_timestamp tells.
func (id ObjectTypeID) Activity() bool {
	switch id {
	case TypeCommunication, TypeTask, TypeNote, TypeMeeting, TypeCall, TypeEmail:
		return true
	}
	return false
}

// String is the number as programs write it.
func (id ObjectTypeID) String() string {
	if id.Custom() {
		return "2-" + strconv.FormatInt(int64(id), 10)
	}
	return "0-" + strconv.FormatInt(int64(id), 10)
}

// Labels are how people call a kind of record.
type Labels struct {
	Singular string `json:"singular"`
	Plural   string `json:"plural"`
}

// ObjectType is a kind of record: what its records are called and which of
// their properties show who they are.
type ObjectType struct {
	ID          ObjectTypeID
	Name        string // "contact"; in paths also the plural
	Labels      Labels
	Description string
	Primary     string   // the property that names a record
	Secondary   []string // shown beside it
	Required    []string
	Searchable  []string // where free text is looked for (CAPI-11)
	Associated  []ObjectTypeID
	CreatedAt   time.Time
	UpdatedAt   time.Time
	ArchivedAt  time.Time
}

// Piped reports whether records of the type move through a pipeline, and by
// which properties.
func (t *ObjectType) Piped() (pipeline, stage string, ok bool) {
	switch {
	case t.ID == TypeTicket, t.ID.Custom():
		return "hs_pipeline", "hs_pipeline_stage", true
	case t.ID == TypeDeal:
		return "pipeline", "dealstage", true
	}
	return "", "", false
}

// BuiltinType returns one of [BuiltinTypes].
func BuiltinType(id ObjectTypeID) *ObjectType {
	for _, t := range BuiltinTypes {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// BuiltinTypes are the kinds of record that every installation has.
var BuiltinTypes = []*ObjectType{
	{ID: TypeContact, Name: "contact", Labels: Labels{"Contact", "Contacts"}, Primary: "email", Secondary: []string{"firstname", "lastname"},
		Searchable: []string{"firstname", "lastname", "email", "hs_additional_emails", "phone", "mobilephone", "company"}},
	{ID: TypeCompany, Name: "company", Labels: Labels{"Company", "Companies"}, Primary: "name", Secondary: []string{"domain"}, Searchable: []string{"name", "domain", "phone"}},
	{ID: TypeDeal, Name: "deal", Labels: Labels{"Deal", "Deals"}, Primary: "dealname", Required: []string{"dealstage"}, Searchable: []string{"dealname", "description"}},
	{ID: TypeTicket, Name: "ticket", Labels: Labels{"Ticket", "Tickets"}, Primary: "subject", Required: []string{"hs_pipeline_stage"}, Searchable: []string{"subject", "content", "hs_object_id"}},
	{ID: TypeFeedback, Name: "feedback_submission", Labels: Labels{"Feedback", "Feedback"}, Primary: "hs_survey_name", Searchable: []string{"hs_content"}},
	{ID: TypeNote, Name: "note", Labels: Labels{"Note", "Notes"}, Primary: "hs_note_body", Required: []string{"hs_timestamp"}, Searchable: []string{"hs_note_body"}},
	{ID: TypeTask, Name: "task", Labels: Labels{"Task", "Tasks"}, Primary: "hs_task_subject", Required: []string{"hs_timestamp"}, Searchable: []string{"hs_task_subject", "hs_task_body"}},
	{ID: TypeCall, Name: "call", Labels: Labels{"Call", "Calls"}, Primary: "hs_call_title", Required: []string{"hs_timestamp"}, Searchable: []string{"hs_call_title", "hs_call_body"}},
	{ID: TypeMeeting, Name: "meeting", Labels: Labels{"Meeting", "Meetings"}, Primary: "hs_meeting_title", Required: []string{"hs_timestamp"}, Searchable: []string{"hs_meeting_title", "hs_meeting_body"}},
	{ID: TypeEmail, Name: "email", Labels: Labels{"E-mail", "E-mails"}, Primary: "hs_email_subject", Required: []string{"hs_timestamp"}, Searchable: []string{"hs_email_subject", "hs_email_text"}},
	{ID: TypeCommunication, Name: "communication", Labels: Labels{"Communication", "Communications"}, Primary: "hs_communication_body", Required: []string{"hs_timestamp"}, Searchable: []string{"hs_communication_body"}},
}

// typeNames are further words for built-in types in paths.
var typeNames = map[string]ObjectTypeID{"companies": TypeCompany, "feedback_submissions": TypeFeedback}

// Schema is every kind of record with its properties, as defined at a moment.
// It is never changed once made.
type Schema struct {
	Types []*ObjectType
	byID  map[ObjectTypeID]*ObjectType
	sets  map[ObjectTypeID]*PropertySet
}

// PropertySet holds the properties of one kind of record.
type PropertySet struct {
	All    []*Property // in the order of the definitions
	byName map[string]*Property
	byID   map[int64]*Property
}

// NewSchema gathers definitions: those built in, with what an administrator
// added or changed over them.
func NewSchema(custom []*ObjectType, defined []*Property) *Schema {
	s := &Schema{byID: map[ObjectTypeID]*ObjectType{}, sets: map[ObjectTypeID]*PropertySet{}}
	for _, t := range append(append([]*ObjectType{}, BuiltinTypes...), custom...) {
		s.Types = append(s.Types, t)
		s.byID[t.ID] = t
		set := &PropertySet{byName: map[string]*Property{}, byID: map[int64]*Property{}}
		for i := range builtinProperties {
			if p := builtinProperties[i]; p.Type == t.ID || p.Type == 0 && t.ID.Custom() {
				if p.Type == 0 {
					p.ID += int64(t.ID) << 20 // a number of its own for each kind
				}
				p.Type = t.ID
				set.put(&p)
			}
		}
		s.sets[t.ID] = set
	}
	for _, p := range defined {
		if set := s.sets[p.Type]; set != nil {
			set.put(p)
		}
	}
	return s
}

func (set *PropertySet) put(p *Property) {
	if old := set.byName[p.Name]; old != nil {
		*old = *p
		set.byID[p.ID] = old
		return
	}
	set.All = append(set.All, p)
	set.byName[p.Name], set.byID[p.ID] = p, p
}

// Get returns a property by name, archived ones too, or nil.
func (set *PropertySet) Get(name string) *Property { return set.byName[name] }

// Live returns a property by name that is not archived, or nil.
func (set *PropertySet) Live(name string) *Property {
	if p := set.byName[name]; p != nil && p.ArchivedAt.IsZero() {
		return p
	}
	return nil
}

// Type returns a kind of record by number, or nil.
func (s *Schema) Type(id ObjectTypeID) *ObjectType { return s.byID[id] }

// Properties returns those of a kind of record.
func (s *Schema) Properties(id ObjectTypeID) *PropertySet {
	if set := s.sets[id]; set != nil {
		return set
	}
	return &PropertySet{}
}

// Named returns the kind of record that a path means: "contact", "contacts",
// "0-1", and for custom ones "2-1000", the plain name, "p_name" or
// "p<account>_name".
func (s *Schema) Named(text string) (*ObjectType, error) {
	word := strings.ToLower(text)
	bare := word
	if rest, ok := strings.CutPrefix(word, "p"); ok {
		if digits, name, found := strings.Cut(rest, "_"); found && strings.Trim(digits, "0123456789") == "" {
			bare = name
		}
	}
	for _, t := range s.Types {
		if word == t.Name || word == t.ID.String() || !t.ID.Custom() && word == t.Name+"s" || typeNames[word] == t.ID || t.ID.Custom() && bare == t.Name {
			if t.ArchivedAt.IsZero() {
				return t, nil
			}
		}
	}
	return nil, &Error{Kind: Invalid, Field: "objectType", Code: "UNKNOWN_OBJECT_TYPE", Message: "Unable to infer object type from: " + text}
}
