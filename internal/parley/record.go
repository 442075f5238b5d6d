package parley

import (
	"strings"
	"time"
)

// Record is a contact, company, deal, ticket, activity or custom object. A
// contact's record has the contact's number. Properties without a value are
// not there.
type Record struct {
	ID         RecordID
	Type       ObjectTypeID
	Properties map[string]string
	OwnerID    UserID    // who hubspot_owner_id names
	At         time.Time // its place on a timeline
	MergedInto RecordID
	CreatedAt  time.Time
	UpdatedAt  time.Time
	ArchivedAt time.Time
}

// Live reports whether r is neither archived nor merged into another.
func (r *Record) Live() bool { return r.ArchivedAt.IsZero() && r.MergedInto == 0 }

// Value returns the value of a property, those that the server keeps
// elsewhere too; empty if there is none.
func (r *Record) Value(name string) string {
	switch name {
	case "hs_object_id":
		return r.ID.String()
	case "createdate", "hs_createdate":
		return FormatTime(r.CreatedAt)
	case "lastmodifieddate", "hs_lastmodifieddate":
		return FormatTime(r.UpdatedAt)
	}
	return r.Properties[name]
}

// Title is how people name r: what its type says, else its number.
func (r *Record) Title(t *ObjectType) string {
	if r.Type == TypeContact {
		if name := strings.TrimSpace(r.Properties["firstname"] + " " + r.Properties["lastname"]); name != "" {
			return name
		}
	}
	if v := r.Properties[t.Primary]; v != "" {
		return v
	}
	return t.Labels.Singular + " " + r.ID.String()
}

// Source tells by which way a value came (CRM-19).
type Source string

// The sources.
const (
	SourceUI            Source = "CRM_UI"
	SourceConversations Source = "CONVERSATIONS"
	SourceAPI           Source = "API"
	SourceIntegration   Source = "INTEGRATION"
	SourceImport        Source = "IMPORT"
	SourceBot           Source = "BOT"
	SourceForm          Source = "FORM"
	SourceMerge         Source = "MERGE_OBJECTS"
	SourceCalculated    Source = "CALCULATED"
	SourceAutomation    Source = "AUTOMATION_PLATFORM"
)

// Origin is who writes values, and by which way.
type Origin struct {
	Actor  Actor
	Source Source
	ID     string // of what wrote: an import, an app
	Label  string // what people call it
}

// RecordChange is one writing of values of a record: empty for one taken away.
type RecordChange struct {
	RecordID    RecordID
	Seq         int64 // the number of the event
	At          time.Time
	Source      Source
	SourceID    string
	SourceLabel string
	UserID      UserID
	Properties  map[string]string
}

// Association joins two records, seen from one of them; the other direction
// has one of its own.
type Association struct {
	FromID RecordID
	ToType ObjectTypeID
	ToID   RecordID
	TypeID int64 // of an [AssociationType]
	At     time.Time
}

// Pipeline is a way that deals, tickets or custom objects go, stage by stage.
type Pipeline struct {
	ID         string
	Type       ObjectTypeID
	Label      string
	Position   int64
	Settings   PipelineSettings
	CreatedAt  time.Time
	UpdatedAt  time.Time
	ArchivedAt time.Time
	Stages     []*Stage // in their order
}

// PipelineSettings are the automations of a ticket pipeline (TIX-07): stages
// to move to, empty for none.
type PipelineSettings struct {
	OnAgentEmail   string `json:"onAgentEmail,omitempty"`
	OnContactReply string `json:"onContactReply,omitempty"`
}

// Stage is a step of a pipeline.
type Stage struct {
	ID          string
	PipelineID  string
	Type        ObjectTypeID
	Label       string
	Position    int64
	Closed      bool
	Probability string // of a deal, "0.5"
	CreatedAt   time.Time
	UpdatedAt   time.Time
	ArchivedAt  time.Time
}

// Stage returns one of p's by id, or nil.
func (p *Pipeline) Stage(id string) *Stage {
	for _, s := range p.Stages {
		if s.ID == id {
			return s
		}
	}
	return nil
}
