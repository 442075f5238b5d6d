package httpapi

import (
	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// PropertyInput is what an administrator says of a property.
type PropertyInput struct {
	Name        string          `json:"name,omitempty" doc:"Only of a new one; it never changes"`
	Label       string          `json:"label" maxLength:"200"`
	Description string          `json:"description,omitempty" maxLength:"2000"`
	Group       string          `json:"group"`
	Kind        string          `json:"kind" enum:"string,number,date,datetime,enumeration,bool"`
	Field       string          `json:"field"`
	Options     []parley.Option `json:"options,omitempty" maxItems:"2000"`
	Unique      bool            `json:"unique,omitempty"`
	Hidden      bool            `json:"hidden,omitempty"`
	Formula     string          `json:"formula,omitempty" maxLength:"2000" doc:"Of a calculated property, whose field is calculation_equation"`
}

func (in PropertyInput) property(t *parley.ObjectType) *parley.Property {
	p := &parley.Property{Type: t.ID, Name: in.Name, Label: in.Label, Description: in.Description, Group: in.Group, Kind: parley.PropertyKind(in.Kind), Field: in.Field,
		Options: in.Options, Unique: in.Unique, Hidden: in.Hidden, Formula: in.Formula}
	for i := range p.Options {
		p.Options[i].Position = int64(i)
	}
	return p
}

// define runs fn on a kind of record and answers how it is defined then.
func (c *call) define(in ObjectPath, fn func(tx *store.Tx, t *parley.ObjectType) error) (*ObjectType, error) {
	var t *parley.ObjectType
	err := c.s.DB.Write(c, func(tx *store.Tx) (err error) {
		if t, err = c.objectType(&tx.Reader, in); err != nil {
			return err
		}
		return fn(tx, t)
	})
	if err != nil {
		return nil, err
	}
	return c.defined(t.ID)
}

func (c *call) defined(id parley.ObjectTypeID) (*ObjectType, error) {
	r := c.s.DB.Read(c)
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	return c.object(r, schema, schema.Type(id))
}

type newProperty struct {
	ObjectPath
	Body PropertyInput
}

func (c *call) createProperty(in *newProperty) (*ObjectType, error) {
	return c.define(in.ObjectPath, func(tx *store.Tx, t *parley.ObjectType) error {
		return crm.CreateProperty(tx, c.Actor(), in.Body.property(t))
	})
}

// PropertyPath names a property of a kind of record.
type PropertyPath struct {
	ObjectPath
	Name string `path:"name"`
}

type changeProperty struct {
	PropertyPath
	Body PropertyInput
}

func (c *call) updateProperty(in *changeProperty) (*ObjectType, error) {
	return c.define(in.ObjectPath, func(tx *store.Tx, t *parley.ObjectType) error {
		p := in.Body.property(t)
		p.Name = in.Name
		return crm.UpdateProperty(tx, c.Actor(), p)
	})
}

func (c *call) archiveProperty(in *PropertyPath) (*ObjectType, error) {
	return c.define(in.ObjectPath, func(tx *store.Tx, t *parley.ObjectType) error {
		return crm.ArchiveProperty(tx, c.Actor(), t.ID, in.Name)
	})
}

type groupInput struct {
	ObjectPath
	Name string `path:"name"`
	Body struct {
		Label string `json:"label" maxLength:"200"`
	}
}

func (c *call) saveGroup(in *groupInput) (*ObjectType, error) {
	return c.define(in.ObjectPath, func(tx *store.Tx, t *parley.ObjectType) error {
		return crm.SaveGroup(tx, c.Actor(), &store.PropertyGroup{Type: t.ID, Name: in.Name, Label: in.Body.Label})
	})
}

func (c *call) archiveGroup(in *PropertyPath) (*ObjectType, error) {
	return c.define(in.ObjectPath, func(tx *store.Tx, t *parley.ObjectType) error {
		return crm.ArchiveGroup(tx, c.Actor(), t.ID, in.Name)
	})
}

type pipelineInput struct {
	ObjectPath
	Body Pipeline
}

// savePipeline adds a pipeline (without an id) or replaces one.
func (c *call) savePipeline(in *pipelineInput) (*ObjectType, error) {
	return c.define(in.ObjectPath, func(tx *store.Tx, t *parley.ObjectType) error {
		p := &parley.Pipeline{ID: in.Body.ID, Type: t.ID, Label: in.Body.Label, Settings: parley.PipelineSettings{OnAgentEmail: in.Body.OnAgentEmail, OnContactReply: in.Body.OnContactReply}}
		for _, s := range in.Body.Stages {
			p.Stages = append(p.Stages, &parley.Stage{ID: s.ID, Label: s.Label, Closed: s.Closed, Probability: s.Probability})
		}
		all, err := tx.Pipelines(t.ID)
		if err != nil {
			return err
		}
		p.Position = int64(len(all))
		for _, q := range all {
			if q.ID == p.ID {
				p.Position = q.Position
			}
		}
		return crm.SavePipeline(tx, c.Actor(), p)
	})
}

type pipelinePath struct {
	ObjectPath
	ID string `path:"id"`
}

func (c *call) dropPipeline(in *pipelinePath) (*ObjectType, error) {
	return c.define(in.ObjectPath, func(tx *store.Tx, t *parley.ObjectType) error {
		return crm.DropPipeline(tx, crm.ByUser(c.User.ID), t.ID, in.ID, true)
	})
}

// ObjectTypeInput is what an administrator says of a kind of record.
type ObjectTypeInput struct {
	Name        string          `json:"name,omitempty" doc:"Only of a new one"`
	Singular    string          `json:"singular" maxLength:"100"`
	Plural      string          `json:"plural" maxLength:"100"`
	Description string          `json:"description,omitempty" maxLength:"2000"`
	Primary     string          `json:"primary"`
	Secondary   []string        `json:"secondary,omitempty"`
	Required    []string        `json:"required,omitempty"`
	Searchable  []string        `json:"searchable,omitempty"`
	Properties  []PropertyInput `json:"properties,omitempty" doc:"The first ones of a new kind"`
}

func (in ObjectTypeInput) apply(t *parley.ObjectType) {
	t.Labels, t.Description, t.Primary = parley.Labels{Singular: in.Singular, Plural: in.Plural}, in.Description, in.Primary
	t.Secondary, t.Required, t.Searchable = in.Secondary, in.Required, in.Searchable
}

type newObjectType struct{ Body ObjectTypeInput }

func (c *call) createObjectType(in *newObjectType) (*ObjectType, error) {
	var made *parley.ObjectType
	err := c.s.DB.Write(c, func(tx *store.Tx) (err error) {
		n := &crm.NewType{Type: parley.ObjectType{Name: in.Body.Name, Associated: []parley.ObjectTypeID{parley.TypeContact}}}
		in.Body.apply(&n.Type)
		for _, p := range in.Body.Properties {
			n.Properties = append(n.Properties, p.property(&n.Type))
		}
		made, err = crm.CreateObjectType(tx, c.Actor(), n)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.defined(made.ID)
}

type changeObjectType struct {
	ObjectPath
	Body ObjectTypeInput
}

func (c *call) updateObjectType(in *changeObjectType) (*ObjectType, error) {
	return c.define(in.ObjectPath, func(tx *store.Tx, t *parley.ObjectType) error {
		changed := *t
		in.Body.apply(&changed)
		return crm.UpdateObjectType(tx, c.Actor(), &changed)
	})
}

func (c *call) archiveObjectType(in *ObjectPath) error {
	return c.s.DB.Write(c, func(tx *store.Tx) error {
		t, err := c.objectType(&tx.Reader, *in)
		if err != nil {
			return err
		}
		return crm.ArchiveObjectType(tx, c.Actor(), t.ID, false)
	})
}

// LabelList is the ways in which records of two kinds belong together.
type LabelList struct {
	Labels []AssociationLabel `json:"labels"`
}

// LabelPath names the labels by which two kinds of record belong together.
type LabelPath struct {
	ObjectPath
	To string `path:"to"`
}

func (p LabelPath) types(c *call, r *store.Reader) (from, to *parley.ObjectType, err error) {
	if from, err = c.objectType(r, p.ObjectPath); err != nil {
		return nil, nil, err
	}
	to, err = c.objectType(r, ObjectPath{p.To})
	return from, to, err
}

func (c *call) labels(in *LabelPath) (*LabelList, error) {
	r := c.s.DB.Read(c)
	from, to, err := in.types(c, r)
	if err != nil {
		return nil, err
	}
	all, err := r.AssociationTypes(from.ID, to.ID)
	out := &LabelList{[]AssociationLabel{}}
	for _, t := range all {
		out.Labels = append(out.Labels, AssociationLabel{t.ID, t.Label, t.Custom})
	}
	return out, err
}

type newLabel struct {
	LabelPath
	Body struct {
		Label   string `json:"label" maxLength:"100"`
		Inverse string `json:"inverse,omitempty" maxLength:"100" doc:"How the other side calls it; empty: the same"`
	}
}

func (c *call) createLabel(in *newLabel) (*LabelList, error) {
	err := c.s.DB.Write(c, func(tx *store.Tx) error {
		from, to, err := in.types(c, &tx.Reader)
		if err != nil {
			return err
		}
		_, _, err = crm.DefineLabel(tx, c.Actor(), from.ID, to.ID, "", in.Body.Label, in.Body.Inverse)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.labels(&in.LabelPath)
}

type dropLabel struct {
	LabelPath
	ID int64 `path:"id"`
}

func (c *call) dropLabel(in *dropLabel) (*LabelList, error) {
	err := c.s.DB.Write(c, func(tx *store.Tx) error {
		from, to, err := in.types(c, &tx.Reader)
		if err != nil {
			return err
		}
		return crm.DropLabel(tx, c.Actor(), from.ID, to.ID, in.ID)
	})
	if err != nil {
		return nil, err
	}
	return c.labels(&in.LabelPath)
}

// RecordOptions are what an administrator decides about all records.
type RecordOptions struct {
	CompanyByDomain bool `json:"company_by_domain" doc:"A new contact joins the company of its domain"`
	JoinPlus        bool `json:"join_plus" doc:"ann+shop@ is ann@"`
}

func (c *call) recordOptions(*struct{}) (*RecordOptions, error) {
	o, err := crm.ReadOptions(c.s.DB.Read(c))
	return &RecordOptions{o.CompanyByDomain, o.JoinPlus}, err
}

type optionsInput struct{ Body RecordOptions }

func (c *call) setRecordOptions(in *optionsInput) (*RecordOptions, error) {
	err := c.s.DB.Write(c, func(tx *store.Tx) error {
		return crm.WriteOptions(tx, c.User.ID, crm.Options{CompanyByDomain: in.Body.CompanyByDomain, JoinPlus: in.Body.JoinPlus})
	})
	if err != nil {
		return nil, err
	}
	return c.recordOptions(nil)
}
