package store

import (
	"sync"

	"parley/internal/parley"
)

// schemaCache keeps the definitions of one version; each change of them makes
// another, on whichever node it was made.
type schemaCache struct {
	mu      sync.Mutex
	version string
	schema  *parley.Schema
}

const schemaVersion = "crm.schema"

// Schema returns what kinds of record there are, with their properties.
func (r *Reader) Schema() (*parley.Schema, error) {
	version, err := rememberedScalar[string](r, "setting", `SELECT value FROM setting WHERE key = $1`, schemaVersion)
	if err != nil {
		return nil, err
	}
	c := &r.db.schema
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.schema != nil && c.version == version {
		return c.schema, nil
	}
	types, err := list[parley.ObjectType](r, `SELECT * FROM object_type ORDER BY id`)
	if err != nil {
		return nil, err
	}
	properties, err := list[parley.Property](r, `SELECT * FROM property ORDER BY position, id`)
	if err != nil {
		return nil, err
	}
	schema := parley.NewSchema(types, properties)
	c.version, c.schema = version, schema
	return schema, nil
}

// touchSchema makes every node read the definitions anew. A version names what
// was defined then and nothing else, undone or not.
func (tx *Tx) touchSchema() error { return tx.SetSetting(schemaVersion, RandomHex(8)) }

// PutObjectType adds or changes a kind of record.
func (tx *Tx) PutObjectType(t *parley.ObjectType) error {
	if err := tx.Exec(`DELETE FROM object_type WHERE id = $1`, t.ID); err != nil {
		return err
	}
	if err := tx.Insert("object_type", t); err != nil {
		return err
	}
	return tx.touchSchema()
}

// DropObjectType forgets an archived kind of record and its properties.
func (tx *Tx) DropObjectType(id parley.ObjectTypeID) error {
	for _, text := range []string{`DELETE FROM object_type WHERE id = $1`, `DELETE FROM property WHERE type = $1`, `DELETE FROM property_group WHERE type = $1`,
		`DELETE FROM pipeline WHERE type = $1`, `DELETE FROM stage WHERE type = $1`, `DELETE FROM association_type WHERE "from" = $1 OR "to" = $1`} {
		if err := tx.Exec(text, id); err != nil {
			return err
		}
	}
	return tx.touchSchema()
}

// PutProperty adds or changes the definition of a property, a built-in one
// too.
func (tx *Tx) PutProperty(p *parley.Property) error {
	if err := tx.Exec(`DELETE FROM property WHERE id = $1`, p.ID); err != nil {
		return err
	}
	row := *p
	if row.Options == nil {
		row.Options = []parley.Option{}
	}
	if err := tx.Insert("property", &row); err != nil {
		return err
	}
	return tx.touchSchema()
}

// PropertyGroup is a heading under which properties stand.
type PropertyGroup struct {
	Type       parley.ObjectTypeID
	Name       string
	Label      string
	Position   int64
	ArchivedAt int64
}

// PropertyGroups returns those that were added or changed.
func (r *Reader) PropertyGroups(t parley.ObjectTypeID) ([]*PropertyGroup, error) {
	return list[PropertyGroup](r, `SELECT * FROM property_group WHERE type = $1 ORDER BY position, name`, t)
}

// PutPropertyGroup adds or changes one.
func (tx *Tx) PutPropertyGroup(g *PropertyGroup) error {
	if err := tx.Exec(`DELETE FROM property_group WHERE type = $1 AND name = $2`, g.Type, g.Name); err != nil {
		return err
	}
	return tx.Insert("property_group", g)
}

// Pipelines returns the ways of a kind of record with their stages, in order.
func (r *Reader) Pipelines(t parley.ObjectTypeID) ([]*parley.Pipeline, error) {
	all, err := list[parley.Pipeline](r, `SELECT * FROM pipeline WHERE type = $1 AND archived_at = 0 ORDER BY position, id`, t)
	if err != nil || len(all) == 0 {
		return all, err
	}
	stages, err := list[parley.Stage](r, `SELECT * FROM stage WHERE type = $1 AND archived_at = 0 ORDER BY position, id`, t)
	for _, p := range all {
		p.Stages = []*parley.Stage{}
		for _, s := range stages {
			if s.PipelineID == p.ID {
				p.Stages = append(p.Stages, s)
			}
		}
	}
	return all, err
}

// PutPipeline adds or replaces a pipeline with its stages.
func (tx *Tx) PutPipeline(p *parley.Pipeline) error {
	if err := tx.Exec(`DELETE FROM pipeline WHERE type = $1 AND id = $2`, p.Type, p.ID); err != nil {
		return err
	}
	if err := tx.Exec(`INSERT INTO pipeline (id, type, label, position, settings, created_at, updated_at, archived_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.ID, p.Type, p.Label, p.Position, p.Settings, p.CreatedAt, p.UpdatedAt, p.ArchivedAt); err != nil {
		return err
	}
	if err := tx.Exec(`DELETE FROM stage WHERE type = $1 AND pipeline_id = $2`, p.Type, p.ID); err != nil {
		return err
	}
	for _, s := range p.Stages {
		s.Type, s.PipelineID = p.Type, p.ID
		if err := tx.Insert("stage", s); err != nil {
			return err
		}
	}
	return nil
}

// AssociationTypes returns the ways in which records of two kinds may belong
// together, the plain one first.
func (r *Reader) AssociationTypes(from, to parley.ObjectTypeID) ([]*parley.AssociationType, error) {
	own, err := remembered[parley.AssociationType](r, "association_type", `SELECT * FROM association_type WHERE "from" = $1 AND "to" = $2 ORDER BY id`, from, to)
	return append(parley.BuiltinAssociations(from, to), own...), err
}

// PutAssociationType adds or changes one.
func (tx *Tx) PutAssociationType(t *parley.AssociationType) error {
	if err := tx.Exec(`DELETE FROM association_type WHERE id = $1`, t.ID); err != nil {
		return err
	}
	return tx.Insert("association_type", t)
}

// DropAssociationType forgets one and what it joined.
func (tx *Tx) DropAssociationType(id int64) error {
	if err := tx.Exec(`DELETE FROM association WHERE type_id = $1`, id); err != nil {
		return err
	}
	return tx.Exec(`DELETE FROM association_type WHERE id = $1`, id)
}

// LimitedAssociations returns those of our own of which a record may have only
// so many.
func (r *Reader) LimitedAssociations() ([]*parley.AssociationType, error) {
	return remembered[parley.AssociationType](r, "association_type", `SELECT * FROM association_type WHERE "limit" > 0 ORDER BY id`)
}
