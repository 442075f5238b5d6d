package httpapi

import (
	"cmp"
	"slices"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
)

// ObjectType is a kind of record with its properties and the ways it goes.
type ObjectType struct {
	ID          string        `json:"id" doc:"0-1, or 2-1000 of one defined here"`
	Name        string        `json:"name"`
	Singular    string        `json:"singular"`
	Plural      string        `json:"plural"`
	Description string        `json:"description"`
	Custom      bool          `json:"custom"`
	Activity    bool          `json:"activity" doc:"Stands on timelines: notes, tasks, calls …"`
	Primary     string        `json:"primary" doc:"The property that names a record"`
	Secondary   []string      `json:"secondary"`
	Required    []string      `json:"required"`
	Searchable  []string      `json:"searchable"`
	Associated  []string      `json:"associated"`
	Properties  []PropertyDef `json:"properties"`
	Groups      []PropertySet `json:"groups"`
	Pipelines   []Pipeline    `json:"pipelines"`
	Rights      RecordScopes  `json:"rights"`
}

// PropertyDef defines a property.
type PropertyDef struct {
	Name        string          `json:"name"`
	Label       string          `json:"label"`
	Description string          `json:"description"`
	Group       string          `json:"group"`
	Kind        string          `json:"kind" enum:"string,number,date,datetime,enumeration,bool"`
	Field       string          `json:"field"`
	Options     []parley.Option `json:"options"`
	Multiple    bool            `json:"multiple"`
	Unique      bool            `json:"unique"`
	Hidden      bool            `json:"hidden"`
	ReadOnly    bool            `json:"read_only"`
	External    bool            `json:"external" doc:"Options are kept elsewhere: owners, pipelines, stages"`
	Builtin     bool            `json:"builtin"`
	Archived    bool            `json:"archived"`
	Formula     string          `json:"formula" doc:"Of a calculated property"`
}

// PropertySet is a heading under which properties stand.
type PropertySet struct {
	Name  string `json:"name"`
	Label string `json:"label" doc:"Empty for ours: the interface names them"`
}

// Pipeline is a way that records go.
type Pipeline struct {
	ID             string  `json:"id"`
	Label          string  `json:"label"`
	OnAgentEmail   string  `json:"on_agent_email" doc:"Stage to move to when an agent writes; empty: none"`
	OnContactReply string  `json:"on_contact_reply"`
	Stages         []Stage `json:"stages"`
}

// Stage is a step of a pipeline.
type Stage struct {
	ID          string `json:"id"`
	Label       string `json:"label"`
	Closed      bool   `json:"closed"`
	Probability string `json:"probability" doc:"Of a deal, 0.0 to 1.0"`
}

// RecordScopes are what somebody may do with the records of a kind.
type RecordScopes struct {
	View   parley.Scope `json:"view" enum:"all,team,own,none"`
	Edit   parley.Scope `json:"edit" enum:"all,team,own,none" doc:"And create"`
	Delete parley.Scope `json:"delete" enum:"all,team,own,none"`
}

// ObjectList is every kind of record.
type ObjectList struct {
	Objects []ObjectType `json:"objects"`
}

func (c *call) objects(*struct{}) (*ObjectList, error) {
	r := c.s.DB.Read(c)
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	out := &ObjectList{[]ObjectType{}}
	for _, t := range schema.Types {
		if !t.ArchivedAt.IsZero() {
			continue
		}
		o, err := c.object(r, schema, t)
		if err != nil {
			return nil, err
		}
		out.Objects = append(out.Objects, *o)
	}
	return out, nil
}

func (c *call) object(r *store.Reader, schema *parley.Schema, t *parley.ObjectType) (*ObjectType, error) {
	rights := c.User.RightsOver(t)
	o := &ObjectType{ID: t.ID.String(), Name: t.Name, Singular: t.Labels.Singular, Plural: t.Labels.Plural, Description: t.Description, Custom: t.ID.Custom(), Activity: t.ID.Activity(),
		Primary: t.Primary, Secondary: orEmpty(t.Secondary), Required: orEmpty(t.Required), Searchable: orEmpty(t.Searchable), Associated: []string{},
		Properties: []PropertyDef{}, Groups: []PropertySet{}, Pipelines: []Pipeline{}, Rights: RecordScopes(rights)}
	for _, id := range t.Associated {
		o.Associated = append(o.Associated, id.String())
	}
	for _, p := range schema.Properties(t.ID).All {
		o.Properties = append(o.Properties, propertyDef(p))
		if !slices.ContainsFunc(o.Groups, func(g PropertySet) bool { return g.Name == p.Group }) {
			o.Groups = append(o.Groups, PropertySet{Name: p.Group})
		}
	}
	slices.SortStableFunc(o.Properties, func(a, b PropertyDef) int { return cmp.Compare(b2i(!a.Builtin), b2i(!b.Builtin)) })
	groups, err := r.PropertyGroups(t.ID)
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		if at := slices.IndexFunc(o.Groups, func(x PropertySet) bool { return x.Name == g.Name }); at >= 0 {
			o.Groups[at].Label = g.Label
		} else if g.ArchivedAt == 0 {
			o.Groups = append(o.Groups, PropertySet{g.Name, g.Label})
		}
	}
	if _, _, piped := t.Piped(); piped {
		pipelines, err := r.Pipelines(t.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range pipelines {
			o.Pipelines = append(o.Pipelines, pipeline(p))
		}
	}
	return o, nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func propertyDef(p *parley.Property) PropertyDef {
	return PropertyDef{Name: p.Name, Label: p.Label, Description: p.Description, Group: p.Group, Kind: string(p.Kind), Field: p.Field, Options: orEmpty(p.Options),
		Multiple: p.Multiple(), Unique: p.Unique, Hidden: p.Hidden, ReadOnly: p.ReadOnly || p.Calculated(), External: p.External, Builtin: p.Builtin, Archived: !p.ArchivedAt.IsZero(), Formula: p.Formula}
}

func pipeline(p *parley.Pipeline) Pipeline {
	out := Pipeline{ID: p.ID, Label: p.Label, OnAgentEmail: p.Settings.OnAgentEmail, OnContactReply: p.Settings.OnContactReply, Stages: []Stage{}}
	for _, s := range p.Stages {
		out.Stages = append(out.Stages, Stage{s.ID, s.Label, s.Closed, s.Probability})
	}
	return out
}

// ObjectPath names a kind of record in a path.
type ObjectPath struct {
	Object string `path:"object" doc:"Name or number: contact, 0-1, 2-1000"`
}

func (c *call) objectType(r *store.Reader, in ObjectPath) (*parley.ObjectType, error) {
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	t, err := schema.Named(in.Object)
	if err != nil {
		return nil, parley.NotFoundf("there is no kind of record %q", in.Object)
	}
	return t, nil
}

// mayDo reports whether the reader may do act with any record of a kind.
func (c *call) mayDo(r *store.Reader, t *parley.ObjectType, act auth.RecordAct) error {
	owners, err := auth.Owners(r, c.User, t, act)
	if err == nil && owners != nil && len(owners) == 0 {
		err = parley.Errorf(parley.Forbidden, "you may not %s %s: ask an administrator", act, t.Labels.Plural)
	}
	return err
}
