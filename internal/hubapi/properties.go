package hubapi

import (
	"cmp"
	"slices"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

func (s *Server) propertyRoutes() {
	const read, write, all = "crm.schemas.{T}.read", "crm.schemas.{T}.write", "/crm/v3/properties/{T}"
	s.on(get, all, 200, read, (*call).properties)
	s.on(post, all, 201, write, (*call).newProperty)
	s.on(get, all+"/{name}", 200, read, (*call).oneProperty)
	s.on(patch, all+"/{name}", 200, write, (*call).updateProperty)
	s.on(del, all+"/{name}", 204, write, (*call).archiveProperty)
	s.on(post, all+"/batch/create", 201, write, (*call).batchNewProperties)
	s.on(post, all+"/batch/read", 200, read, (*call).batchProperties)
	s.on(post, all+"/batch/archive", 204, write, (*call).batchArchiveProperties)
	s.on(get, all+"/groups", 200, read, (*call).groups)
	s.on(post, all+"/groups", 201, write, (*call).newGroup)
	s.on(get, all+"/groups/{group}", 200, read, (*call).oneGroup)
	s.on(patch, all+"/groups/{group}", 200, write, (*call).updateGroup)
	s.on(del, all+"/groups/{group}", 204, write, (*call).archiveGroup)
}

// property is a definition on the wire (CAPI-16).
type property struct {
	Name                 string               `json:"name"`
	Label                string               `json:"label"`
	Type                 string               `json:"type"`
	FieldType            string               `json:"fieldType"`
	GroupName            string               `json:"groupName"`
	Description          string               `json:"description"`
	Options              []option             `json:"options"`
	DisplayOrder         int64                `json:"displayOrder"`
	Hidden               bool                 `json:"hidden"`
	FormField            bool                 `json:"formField"`
	HasUniqueValue       bool                 `json:"hasUniqueValue"`
	Calculated           bool                 `json:"calculated"`
	CalculationFormula   string               `json:"calculationFormula,omitempty"`
	ExternalOptions      bool                 `json:"externalOptions"`
	HubspotDefined       bool                 `json:"hubspotDefined,omitempty"`
	Archived             bool                 `json:"archived"`
	ArchivedAt           stamp                `json:"archivedAt,omitzero"`
	CreatedAt            stamp                `json:"createdAt,omitzero"`
	UpdatedAt            stamp                `json:"updatedAt,omitzero"`
	CreatedUserID        string               `json:"createdUserId,omitempty"`
	UpdatedUserID        string               `json:"updatedUserId,omitempty"`
	ReferencedObjectType string               `json:"referencedObjectType,omitempty"`
	Modification         modificationMetadata `json:"modificationMetadata"`
}

// option is one of the values of an enumeration.
type option struct {
	Label        string `json:"label"`
	Value        string `json:"value"`
	Description  string `json:"description,omitempty"`
	DisplayOrder int64  `json:"displayOrder"`
	Hidden       bool   `json:"hidden"`
}

type modificationMetadata struct {
	Archivable         bool `json:"archivable"`
	ReadOnlyDefinition bool `json:"readOnlyDefinition"`
	ReadOnlyValue      bool `json:"readOnlyValue"`
	ReadOnlyOptions    bool `json:"readOnlyOptions,omitempty"`
}

func showProperty(p *parley.Property) property {
	out := property{Name: p.Name, Label: p.Label, Type: string(p.Kind), FieldType: p.Field, GroupName: p.Group, Description: p.Description, DisplayOrder: p.Position,
		Hidden: p.Hidden, FormField: p.FormField, HasUniqueValue: p.Unique, Calculated: p.Calculated(), CalculationFormula: p.Formula, ExternalOptions: p.External, HubspotDefined: p.Builtin,
		Archived: !p.ArchivedAt.IsZero(), ArchivedAt: stamp{p.ArchivedAt}, CreatedAt: stamp{p.CreatedAt}, UpdatedAt: stamp{p.UpdatedAt},
		Options:      each(p.Options, func(o parley.Option) option { return option{o.Label, o.Value, o.Description, o.Position, o.Hidden} }),
		Modification: modificationMetadata{!p.Builtin, p.Builtin, p.ReadOnly || p.Calculated(), p.Builtin && p.External}}
	if p.CreatedBy != 0 {
		out.CreatedUserID = p.CreatedBy.String()
	}
	if p.UpdatedBy != 0 {
		out.UpdatedUserID = p.UpdatedBy.String()
	}
	if p.Owner() {
		out.ReferencedObjectType = "OWNER"
	}
	return out
}

// propertyIn is a definition as a program writes it; what is left out of a
// change stays.
type propertyIn struct {
	Name               string    `json:"name"`
	Label              *string   `json:"label"`
	Type               *string   `json:"type"`
	FieldType          *string   `json:"fieldType"`
	GroupName          *string   `json:"groupName"`
	Description        *string   `json:"description"`
	Options            *[]option `json:"options"`
	DisplayOrder       *int64    `json:"displayOrder"`
	Hidden             *bool     `json:"hidden"`
	FormField          *bool     `json:"formField"`
	HasUniqueValue     bool      `json:"hasUniqueValue"`
	CalculationFormula *string   `json:"calculationFormula"`
}

// apply writes what is given into a definition.
func (in propertyIn) apply(p *parley.Property) {
	set(&p.Label, in.Label)
	set(&p.Field, in.FieldType)
	set(&p.Group, in.GroupName)
	set(&p.Description, in.Description)
	set(&p.Position, in.DisplayOrder)
	set(&p.Hidden, in.Hidden)
	set(&p.FormField, in.FormField)
	set(&p.Formula, in.CalculationFormula)
	if in.Type != nil {
		p.Kind = parley.PropertyKind(*in.Type)
	}
	if in.Options != nil {
		p.Options = each(*in.Options, func(o option) parley.Option {
			return parley.Option{Label: o.Label, Value: o.Value, Description: o.Description, Position: o.DisplayOrder, Hidden: o.Hidden}
		})
	}
}

// set puts a value that was given in place.
func set[T any](at *T, given *T) {
	if given != nil {
		*at = *given
	}
}

// definition returns a property by name; archived ones only where asked.
func (c *call) definition(r *store.Reader, name string, archived bool) (*parley.Property, error) {
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	p := schema.Properties(c.object.ID).Get(name)
	if p == nil || p.ArchivedAt.IsZero() == archived {
		return nil, parley.NotFoundf("there is no property %s of %s", name, c.object.Name)
	}
	copied := *p
	copied.Options = slices.Clone(p.Options)
	return &copied, nil
}

func (c *call) properties() (any, error) {
	archived, err := c.flag("archived")
	if err != nil {
		return nil, err
	}
	schema, err := c.read().Schema()
	if err != nil {
		return nil, err
	}
	out := []property{}
	for _, p := range schema.Properties(c.object.ID).All {
		if p.ArchivedAt.IsZero() != archived {
			out = append(out, showProperty(p))
		}
	}
	return list{Results: out}, nil
}

func (c *call) define(tx *store.Tx, in propertyIn) (*parley.Property, error) {
	p := &parley.Property{Type: c.object.ID, Name: in.Name, Unique: in.HasUniqueValue, Position: -1}
	in.apply(p)
	return p, crm.CreateProperty(tx, c.Actor(), p)
}

func (c *call) newProperty() (any, error) {
	var in propertyIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	var p *parley.Property
	err := c.tx(func(tx *store.Tx) (err error) {
		p, err = c.define(tx, in)
		return err
	})
	if err != nil {
		return nil, err
	}
	return showProperty(p), nil
}

func (c *call) oneProperty() (any, error) {
	archived, err := c.flag("archived")
	if err != nil {
		return nil, err
	}
	p, err := c.definition(c.read(), c.name("name"), archived)
	if err != nil {
		return nil, err
	}
	return showProperty(p), nil
}

func (c *call) updateProperty() (any, error) {
	var in propertyIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	var p *parley.Property
	err := c.tx(func(tx *store.Tx) (err error) {
		if p, err = c.definition(&tx.Reader, c.name("name"), false); err != nil {
			return err
		}
		in.apply(p)
		return crm.UpdateProperty(tx, c.Actor(), p)
	})
	if err != nil {
		return nil, err
	}
	return showProperty(p), nil
}

func (c *call) archiveProperty() (any, error) {
	return nil, c.tx(func(tx *store.Tx) error { return crm.ArchiveProperty(tx, c.Actor(), c.object.ID, c.name("name")) })
}

func (c *call) batchNewProperties() (any, error) {
	began := c.s.DB.Now()
	inputs, err := readBatch[propertyIn](c, maxBatch)
	if err != nil {
		return nil, err
	}
	var out []property
	err = c.tx(func(tx *store.Tx) error {
		out = []property{}
		for _, in := range inputs {
			p, err := c.define(tx, in)
			if err != nil {
				return err
			}
			out = append(out, showProperty(p))
		}
		return nil
	})
	return c.batched(began, out, nil), err
}

type nameIn struct {
	Name string `json:"name"`
}

// propertiesIn names several properties.
type propertiesIn struct {
	Archived bool     `json:"archived"`
	Inputs   []nameIn `json:"inputs"`
}

func (c *call) batchProperties() (any, error) {
	began := c.s.DB.Now()
	var in propertiesIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if len(in.Inputs) > maxBatch {
		return nil, parley.Invalidf("inputs", "at most %d at once", maxBatch)
	}
	r, failed, out := c.read(), &failures{what: "property"}, []property{}
	for _, one := range in.Inputs {
		p, err := c.definition(r, one.Name, in.Archived)
		if err == nil {
			out = append(out, showProperty(p))
		} else if err := failed.add(one.Name, err); err != nil {
			return nil, err
		}
	}
	return c.batched(began, out, failed.all()), nil
}

func (c *call) batchArchiveProperties() (any, error) {
	inputs, err := readBatch[nameIn](c, maxBatch)
	if err != nil {
		return nil, err
	}
	return nil, c.tx(func(tx *store.Tx) error {
		for _, in := range inputs {
			if err := gone(crm.ArchiveProperty(tx, c.Actor(), c.object.ID, in.Name)); err != nil {
				return err
			}
		}
		return nil
	})
}

// group is a heading of properties on the wire.
type group struct {
	Name         string `json:"name"`
	Label        string `json:"label"`
	DisplayOrder int64  `json:"displayOrder"`
	Archived     bool   `json:"archived"`
}

func showGroup(g *store.PropertyGroup) group {
	return group{g.Name, g.Label, g.Position, g.ArchivedAt != 0}
}

func (c *call) groups() (any, error) {
	archived, err := c.flag("archived")
	if err != nil {
		return nil, err
	}
	all, err := crm.Groups(c.read(), c.object.ID)
	all = slices.DeleteFunc(all, func(g *store.PropertyGroup) bool { return g.ArchivedAt != 0 != archived })
	slices.SortStableFunc(all, func(a, b *store.PropertyGroup) int { return cmp.Compare(a.Position, b.Position) })
	return list{Results: each(all, showGroup)}, err
}

// heading is the live group that the path names, or nil.
func (c *call) heading(r *store.Reader, name string) (*store.PropertyGroup, error) {
	all, err := crm.Groups(r, c.object.ID)
	if at := slices.IndexFunc(all, func(g *store.PropertyGroup) bool { return g.Name == name && g.ArchivedAt == 0 }); at >= 0 {
		copied := *all[at]
		return &copied, err
	}
	return nil, err
}

func (c *call) knownHeading(r *store.Reader) (*store.PropertyGroup, error) {
	g, err := c.heading(r, c.name("group"))
	if g == nil && err == nil {
		err = parley.NotFoundf("there is no group of properties %s", c.name("group"))
	}
	return g, err
}

type groupIn struct {
	Name         string  `json:"name"`
	Label        *string `json:"label"`
	DisplayOrder *int64  `json:"displayOrder"`
}

func (c *call) newGroup() (any, error) {
	var in groupIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	g := &store.PropertyGroup{Type: c.object.ID, Name: in.Name, Position: -1}
	set(&g.Label, in.Label)
	set(&g.Position, in.DisplayOrder)
	err := c.tx(func(tx *store.Tx) error {
		if had, err := c.heading(&tx.Reader, g.Name); err != nil {
			return err
		} else if had != nil {
			return &parley.Error{Kind: parley.Conflict, Field: "name", Message: "there is a group of properties " + g.Name + " already"}
		}
		return crm.SaveGroup(tx, c.Actor(), g)
	})
	return showGroup(g), err
}

func (c *call) oneGroup() (any, error) {
	g, err := c.knownHeading(c.read())
	if err != nil {
		return nil, err
	}
	return showGroup(g), nil
}

func (c *call) updateGroup() (any, error) {
	var in groupIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	var g *store.PropertyGroup
	err := c.tx(func(tx *store.Tx) (err error) {
		if g, err = c.knownHeading(&tx.Reader); err != nil {
			return err
		}
		set(&g.Label, in.Label)
		set(&g.Position, in.DisplayOrder)
		return crm.SaveGroup(tx, c.Actor(), g)
	})
	if err != nil {
		return nil, err
	}
	return showGroup(g), nil
}

func (c *call) archiveGroup() (any, error) {
	return nil, c.tx(func(tx *store.Tx) error { return crm.ArchiveGroup(tx, c.Actor(), c.object.ID, c.name("group")) })
}
