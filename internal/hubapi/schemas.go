package hubapi

import (
	"strconv"
	"strings"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

func (s *Server) schemaRoutes() {
	const read, write, all = "crm.schemas.custom.read", "crm.schemas.custom.write", "/crm-object-schemas/v3/schemas"
	s.on(get, all, 200, read, (*call).schemas)
	s.on(post, all, 201, write, (*call).newSchema)
	s.on(get, all+"/{kind}", 200, read, (*call).oneSchema)
	s.on(patch, all+"/{kind}", 200, write, (*call).updateSchema)
	s.on(del, all+"/{kind}", 204, write, (*call).archiveSchema)
	s.on(post, all+"/{kind}/associations", 201, write, (*call).associateSchema)
	s.on(del, all+"/{kind}/associations/{associationId}", 204, write, (*call).dissociateSchema)
}

// schema is a kind of record on the wire (CAPI-19).
type schema struct {
	ID                         string             `json:"id"`
	ObjectTypeID               string             `json:"objectTypeId"`
	FullyQualifiedName         string             `json:"fullyQualifiedName"`
	Name                       string             `json:"name"`
	Labels                     parley.Labels      `json:"labels"`
	Description                string             `json:"description,omitempty"`
	PrimaryDisplayProperty     string             `json:"primaryDisplayProperty"`
	SecondaryDisplayProperties []string           `json:"secondaryDisplayProperties"`
	RequiredProperties         []string           `json:"requiredProperties"`
	SearchableProperties       []string           `json:"searchableProperties"`
	Properties                 *[]property        `json:"properties,omitempty"`
	Associations               *[]associationKind `json:"associations,omitempty"`
	PortalID                   int64              `json:"portalId,omitempty"`
	Archived                   bool               `json:"archived"`
	CreatedAt                  stamp              `json:"createdAt,omitzero"`
	UpdatedAt                  stamp              `json:"updatedAt,omitzero"`
}

// associationKind is that records of two kinds may belong together.
type associationKind struct {
	ID               string `json:"id"`
	FromObjectTypeID string `json:"fromObjectTypeId"`
	ToObjectTypeID   string `json:"toObjectTypeId"`
	Name             string `json:"name"`
	CreatedAt        stamp  `json:"createdAt,omitzero"`
	UpdatedAt        stamp  `json:"updatedAt,omitzero"`
}

func showAssociation(t *parley.ObjectType, with parley.ObjectTypeID) associationKind {
	plain := parley.BuiltinAssociations(t.ID, with)[0]
	return associationKind{strconv.FormatInt(plain.ID, 10), t.ID.String(), with.String(), plain.Name, stamp{t.CreatedAt}, stamp{t.UpdatedAt}}
}

// showSchema presents a kind of record, with its properties where whole says so.
func showSchema(r *store.Reader, t *parley.ObjectType, whole bool) (*schema, error) {
	portal, err := portalOf(r)
	if err != nil {
		return nil, err
	}
	same := func(s string) string { return s }
	out := &schema{ID: strconv.FormatInt(int64(t.ID), 10), ObjectTypeID: t.ID.String(), FullyQualifiedName: "p" + portal + "_" + t.Name, Name: t.Name, Labels: t.Labels, Description: t.Description,
		PrimaryDisplayProperty: t.Primary, SecondaryDisplayProperties: each(t.Secondary, same), RequiredProperties: each(t.Required, same), SearchableProperties: each(t.Searchable, same),
		Archived: !t.ArchivedAt.IsZero(), CreatedAt: stamp{t.CreatedAt}, UpdatedAt: stamp{t.UpdatedAt}}
	if !t.ID.Custom() {
		out.FullyQualifiedName = strings.ToUpper(t.Name)
	}
	if !whole {
		out.PortalID, _ = strconv.ParseInt(portal, 10, 64)
		return out, nil
	}
	definitions, err := r.Schema()
	if err != nil {
		return nil, err
	}
	properties, joined := []property{}, []associationKind{}
	for _, p := range definitions.Properties(t.ID).All {
		if p.ArchivedAt.IsZero() {
			properties = append(properties, showProperty(p))
		}
	}
	for _, id := range t.Associated {
		joined = append(joined, showAssociation(t, id))
	}
	out.Properties, out.Associations = &properties, &joined
	return out, nil
}

func (c *call) schemas() (any, error) {
	archived, err := c.flag("archived")
	if err != nil {
		return nil, err
	}
	r := c.read()
	definitions, err := r.Schema()
	if err != nil {
		return nil, err
	}
	out := []*schema{}
	for _, t := range definitions.Types {
		if t.ID.Custom() && t.ArchivedAt.IsZero() != archived {
			shown, err := showSchema(r, t, true)
			if err != nil {
				return nil, err
			}
			out = append(out, shown)
		}
	}
	return list{Results: out}, nil
}

// kind is the kind of record that the path names.
func (c *call) kind(r *store.Reader) (*parley.ObjectType, error) {
	definitions, err := r.Schema()
	if err != nil {
		return nil, err
	}
	return definitions.Named(c.name("kind"))
}

func (c *call) oneSchema() (any, error) {
	r := c.read()
	t, err := c.kind(r)
	if err != nil {
		return nil, err
	}
	return showSchema(r, t, true)
}

// schemaIn is a kind of record as a program defines it; what is left out of a
// change stays.
type schemaIn struct {
	Name                       string         `json:"name"`
	Labels                     *parley.Labels `json:"labels"`
	Description                *string        `json:"description"`
	ClearDescription           bool           `json:"clearDescription"`
	PrimaryDisplayProperty     *string        `json:"primaryDisplayProperty"`
	SecondaryDisplayProperties *[]string      `json:"secondaryDisplayProperties"`
	RequiredProperties         *[]string      `json:"requiredProperties"`
	SearchableProperties       *[]string      `json:"searchableProperties"`
	Properties                 []propertyIn   `json:"properties"`
	AssociatedObjects          []string       `json:"associatedObjects"`
}

func (in schemaIn) apply(t *parley.ObjectType) {
	set(&t.Labels, in.Labels)
	set(&t.Description, in.Description)
	set(&t.Primary, in.PrimaryDisplayProperty)
	set(&t.Secondary, in.SecondaryDisplayProperties)
	set(&t.Required, in.RequiredProperties)
	set(&t.Searchable, in.SearchableProperties)
	if in.ClearDescription {
		t.Description = ""
	}
}

func (c *call) newSchema() (any, error) {
	var in schemaIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	var out *schema
	err := c.tx(func(tx *store.Tx) error {
		definitions, err := tx.Schema()
		if err != nil {
			return err
		}
		n := &crm.NewType{Type: parley.ObjectType{Name: in.Name}}
		in.apply(&n.Type)
		for _, word := range in.AssociatedObjects {
			t, err := definitions.Named(word)
			if err != nil {
				return err
			}
			n.Type.Associated = append(n.Type.Associated, t.ID)
		}
		for _, one := range in.Properties {
			p := &parley.Property{Name: one.Name, Unique: one.HasUniqueValue, Position: -1}
			one.apply(p)
			n.Properties = append(n.Properties, p)
		}
		t, err := crm.CreateObjectType(tx, c.Actor(), n)
		if err != nil {
			return err
		}
		out, err = showSchema(&tx.Reader, t, true)
		return err
	})
	return out, err
}

func (c *call) updateSchema() (any, error) {
	var in schemaIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	var out *schema
	err := c.tx(func(tx *store.Tx) error {
		t, err := c.kind(&tx.Reader)
		if err != nil {
			return err
		}
		changed := *t
		in.apply(&changed)
		if err := crm.UpdateObjectType(tx, c.Actor(), &changed); err != nil {
			return err
		}
		out, err = showSchema(&tx.Reader, &changed, false)
		return err
	})
	return out, err
}

// archiveSchema puts a kind of record away, or deletes one for good.
func (c *call) archiveSchema() (any, error) {
	purge, err := c.flag("archived")
	if err != nil {
		return nil, err
	}
	return nil, c.tx(func(tx *store.Tx) error {
		t, err := c.kind(&tx.Reader)
		if err != nil && purge {
			t, err = c.archivedKind(&tx.Reader)
		}
		if err != nil {
			return err
		}
		return crm.ArchiveObjectType(tx, c.Actor(), t.ID, purge)
	})
}

func (c *call) archivedKind(r *store.Reader) (*parley.ObjectType, error) {
	definitions, err := r.Schema()
	if err != nil {
		return nil, err
	}
	for _, t := range definitions.Types {
		if t.ID.Custom() && (t.ID.String() == c.name("kind") || t.Name == c.name("kind")) {
			return t, nil
		}
	}
	return nil, parley.NotFoundf("there is no kind of record %s", c.name("kind"))
}

// associateIn names a kind of record to be associated with.
type associateIn struct {
	ToObjectTypeID string `json:"toObjectTypeId"`
}

func (c *call) associateSchema() (any, error) {
	var in associateIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	var out associationKind
	err := c.tx(func(tx *store.Tx) error {
		t, err := c.kind(&tx.Reader)
		if err != nil {
			return err
		}
		definitions, err := tx.Schema()
		if err != nil {
			return err
		}
		with, err := definitions.Named(in.ToObjectTypeID)
		if err != nil {
			return err
		}
		if err := crm.SetAssociated(tx, c.Actor(), t.ID, with.ID, true); err != nil {
			return err
		}
		out = showAssociation(t, with.ID)
		return nil
	})
	return out, err
}

func (c *call) dissociateSchema() (any, error) {
	return nil, c.tx(func(tx *store.Tx) error {
		t, err := c.kind(&tx.Reader)
		if err != nil {
			return err
		}
		for _, id := range t.Associated {
			if showAssociation(t, id).ID == c.name("associationId") {
				return crm.SetAssociated(tx, c.Actor(), t.ID, id, false)
			}
		}
		return parley.NotFoundf("%s has no association %s", t.Name, c.name("associationId"))
	})
}
