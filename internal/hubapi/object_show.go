package hubapi

import (
	"maps"
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// object is a record on the wire (CAPI-02).
type object struct {
	ID                    string                  `json:"id"`
	Properties            map[string]*string      `json:"properties"`
	PropertiesWithHistory map[string][]pastValue  `json:"propertiesWithHistory,omitempty"`
	Associations          map[string]associations `json:"associations,omitempty"`
	CreatedAt             stamp                   `json:"createdAt"`
	UpdatedAt             stamp                   `json:"updatedAt"`
	Archived              bool                    `json:"archived"`
	ArchivedAt            stamp                   `json:"archivedAt,omitzero"`
	New                   *bool                   `json:"new,omitempty"`
	ObjectWriteTraceID    string                  `json:"objectWriteTraceId,omitempty"`
}

// pastValue is a value that a property has or had.
type pastValue struct {
	Value           string `json:"value"`
	Timestamp       stamp  `json:"timestamp"`
	SourceType      string `json:"sourceType"`
	SourceID        string `json:"sourceId,omitempty"`
	SourceLabel     string `json:"sourceLabel,omitempty"`
	UpdatedByUserID int64  `json:"updatedByUserId,omitempty"`
}

// associations are what a record is joined with, of one type.
type associations struct {
	Results []associated `json:"results"`
}

type associated struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// wish is what a caller wants to see of records (CAPI-03).
type wish struct {
	properties []string // nil: the default set
	history    []string
	joined     []string // kinds of record
	archived   bool     // those that are archived, and no others
	idProperty string
}

// wish reads the query.
func (c *call) wish() (w wish, err error) {
	w.properties, w.history, w.joined, w.idProperty = c.words("properties"), c.words("propertiesWithHistory"), c.words("associations"), c.word("idProperty")
	w.archived, err = c.flag("archived")
	return w, err
}

// defaults are the properties shown to who names none, beside number and times.
var defaults = map[parley.ObjectTypeID][]string{
	parley.TypeContact: {"email", "firstname", "lastname"}, parley.TypeCompany: {"domain", "name"},
	parley.TypeDeal:   {"amount", "closedate", "dealname", "dealstage", "pipeline"},
	parley.TypeTicket: {"content", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_category", "hs_ticket_priority", "subject"},
}

// timeNames are the properties of a type that tell when records were made and
// changed.
func timeNames(t parley.ObjectTypeID) []string {
	switch t {
	case parley.TypeContact:
		return []string{"createdate", "lastmodifieddate"}
	case parley.TypeCompany, parley.TypeDeal, parley.TypeTicket:
		return []string{"createdate", "hs_lastmodifieddate"}
	}
	return []string{"hs_createdate", "hs_lastmodifieddate"}
}

// viewer presents records of one type.
type viewer struct {
	r      *store.Reader
	schema *parley.Schema
	t      *parley.ObjectType
	wish   wish
	portal string
}

func (c *call) viewer(r *store.Reader, w wish) (*viewer, error) {
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	portal, err := portalOf(r)
	return &viewer{r, schema, c.object, w, portal}, err
}

// portalOf is the number by which programs name the installation.
func portalOf(r *store.Reader) (string, error) {
	account, err := r.Account()
	if err != nil || account == nil {
		return "0", err
	}
	return account.PortalID(), nil
}

// show presents records; more are the properties shown whatever was wished.
func (v *viewer) show(records []*parley.Record, more ...string) ([]object, error) {
	names := v.wish.properties
	if len(names) == 0 {
		names = defaults[v.t.ID]
	}
	names = slices.Concat(names, more, timeNames(v.t.ID), []string{"hs_object_id"})
	set := v.schema.Properties(v.t.ID)
	names = slices.DeleteFunc(names, func(name string) bool { return set.Live(name) == nil })
	out := make([]object, len(records))
	for i, rec := range records {
		o := object{ID: rec.ID.String(), Properties: map[string]*string{}, CreatedAt: stamp{rec.CreatedAt}, UpdatedAt: stamp{rec.UpdatedAt},
			Archived: !rec.ArchivedAt.IsZero(), ArchivedAt: stamp{rec.ArchivedAt}}
		for _, name := range names {
			o.Properties[name] = nil
			if value := rec.Value(name); value != "" {
				o.Properties[name] = &value
			}
		}
		out[i] = o
	}
	if err := v.addHistory(out, records); err != nil {
		return nil, err
	}
	return out, v.addJoined(out, records)
}

// maxHistory bounds how many changes of a record are looked through.
const maxHistory = 1000

func (v *viewer) addHistory(out []object, records []*parley.Record) error {
	if len(v.wish.history) == 0 {
		return nil
	}
	for i, rec := range records {
		changes, err := v.r.RecordChanges(rec.ID, maxHistory)
		if err != nil {
			return err
		}
		out[i].PropertiesWithHistory = map[string][]pastValue{}
		for _, name := range v.wish.history {
			past := []pastValue{}
			for _, ch := range changes {
				if value, ok := ch.Properties[name]; ok {
					past = append(past, pastValue{value, stamp{ch.At}, string(ch.Source), ch.SourceID, ch.SourceLabel, int64(ch.UserID)})
				}
			}
			out[i].PropertiesWithHistory[name] = past
			if value := rec.Value(name); value != "" {
				out[i].Properties[name] = &value
			}
		}
	}
	return nil
}

func (v *viewer) addJoined(out []object, records []*parley.Record) error {
	ids, places := make([]parley.RecordID, len(records)), map[parley.RecordID]int{}
	for i, rec := range records {
		ids[i], places[rec.ID] = rec.ID, i
	}
	for _, word := range v.wish.joined {
		to, err := v.schema.Named(word)
		if err != nil {
			continue // an unknown kind is joined with nothing
		}
		types, err := v.r.AssociationTypes(v.t.ID, to.ID)
		if err != nil {
			return err
		}
		all, err := v.r.AssociationsOf(ids, to.ID)
		if err != nil {
			return err
		}
		key := v.plural(to)
		for _, a := range all {
			o := &out[places[a.FromID]]
			if o.Associations == nil {
				o.Associations = map[string]associations{}
			}
			line := associated{a.ToID.String(), typeName(types, a.TypeID)}
			if had := o.Associations[key]; !slices.Contains(had.Results, line) {
				o.Associations[key] = associations{append(had.Results, line)}
			}
		}
	}
	return nil
}

// plural is how a kind of record is called where several are listed.
func (v *viewer) plural(t *parley.ObjectType) string {
	switch {
	case t.ID.Custom():
		return "p" + v.portal + "_" + t.Name
	case t.ID == parley.TypeCompany:
		return "companies"
	}
	return t.Name + "s"
}

func typeName(types []*parley.AssociationType, id int64) string {
	for _, t := range types {
		if t.ID == id {
			return t.Name
		}
	}
	return ""
}

// written are the properties that a caller gave, for the answer to show.
func written(values map[string]string) []string { return slices.Sorted(maps.Keys(values)) }

// singular is a kind of record as messages name it.
func singular(t *parley.ObjectType) string { return strings.ReplaceAll(t.Name, "_", " ") }
