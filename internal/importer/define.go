package importer

import (
	"context"
	"slices"
	"strings"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

type property struct {
	Name, Label, Description, GroupName, Type, FieldType string
	Options                                              []parley.Option
	HasUniqueValue, Hidden, HubspotDefined, Calculated   bool
}

type schema struct {
	Name                       string
	ObjectTypeID               string `json:"objectTypeId"`
	Labels                     parley.Labels
	Description                string
	PrimaryDisplayProperty     string
	SecondaryDisplayProperties []string
	RequiredProperties         []string
	SearchableProperties       []string
	Properties                 []property
}

type pipeline struct {
	ID, Label    string
	DisplayOrder int64
	Stages       []struct {
		ID, Label    string
		DisplayOrder int64
		Metadata     map[string]string
	}
}

// moveTypes brings the definitions here: custom kinds of record, properties
// that are not built in, pipelines.
func (m *Move) moveTypes(ctx context.Context) error {
	m.types = map[string]*parley.ObjectType{}
	for _, t := range parley.BuiltinTypes {
		m.types[t.ID.String()] = t
	}
	var all struct{ Results []schema }
	if err := m.Client.get(ctx, "/crm-object-schemas/v3/schemas", nil, &all); err != nil {
		m.skip("custom objects: %v", err)
	}
	for _, s := range all.Results {
		if err := m.moveType(ctx, s); err != nil {
			return err
		}
	}
	for there, t := range m.types {
		if err := m.moveProperties(ctx, there, t); err != nil {
			return err
		}
		if _, _, piped := t.Piped(); piped {
			if err := m.movePipelines(ctx, there, t); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *Move) moveType(ctx context.Context, s schema) error {
	known, err := m.DB.Read(ctx).Schema()
	if err != nil {
		return err
	}
	for _, t := range known.Types {
		if t.ID.Custom() && t.Name == strings.ToLower(s.Name) {
			m.types[s.ObjectTypeID] = t
			m.Report.of("custom objects").Equal++
			return nil
		}
	}
	m.Report.of("custom objects").New++
	if m.DryRun {
		return nil
	}
	n := &crm.NewType{Type: parley.ObjectType{Name: s.Name, Labels: s.Labels, Description: s.Description, Primary: s.PrimaryDisplayProperty, Secondary: s.SecondaryDisplayProperties,
		Required: s.RequiredProperties, Searchable: s.SearchableProperties, Associated: []parley.ObjectTypeID{parley.TypeContact}}}
	for _, p := range s.Properties {
		if !builtin(known, parley.FirstCustomType, p.Name) && !p.HubspotDefined {
			n.Properties = append(n.Properties, p.define("recordinformation"))
		}
	}
	return m.DB.Write(ctx, func(tx *store.Tx) error {
		t, err := crm.CreateObjectType(tx, parley.System, n)
		if kind := parley.KindOf(err); kind == parley.Invalid || kind == parley.Conflict {
			m.skip("custom object %s: %v", s.Name, err)
			return nil
		} else if err != nil {
			return err
		}
		m.types[s.ObjectTypeID] = t
		return nil
	})
}

// builtin reports whether every installation has a property.
func builtin(s *parley.Schema, t parley.ObjectTypeID, name string) bool {
	if t.Custom() {
		return slices.Contains([]string{"hubspot_owner_id", "hs_pipeline", "hs_pipeline_stage", "hs_createdate", "hs_lastmodifieddate", "hs_object_id", "hs_merged_object_ids"}, name)
	}
	p := s.Properties(t).Get(name)
	return p != nil && p.Builtin
}

func (p property) define(group string) *parley.Property {
	return &parley.Property{Name: p.Name, Label: p.Label, Description: p.Description, Group: group, Kind: parley.PropertyKind(p.Type), Field: p.FieldType, Options: p.Options,
		Unique: p.HasUniqueValue, Hidden: p.Hidden}
}

// moveProperties defines what is not built in, and where a record came from.
func (m *Move) moveProperties(ctx context.Context, there string, t *parley.ObjectType) error {
	var all struct{ Results []property }
	if err := m.Client.get(ctx, "/crm/v3/properties/"+there, nil, &all); err != nil {
		m.skip("properties of %s: %v", t.Labels.Plural, err)
	}
	all.Results = append(all.Results, property{Name: sourceID, Label: "HubSpot record ID", Type: "string", FieldType: "text", HasUniqueValue: true})
	known, err := m.DB.Read(ctx).Schema()
	if err != nil {
		return err
	}
	set := known.Properties(t.ID)
	for _, p := range all.Results {
		if p.HubspotDefined || p.Calculated || set.Get(p.Name) != nil || len(set.All) == 0 {
			continue
		}
		if p.Name != sourceID {
			m.Report.of("properties").New++
		}
		if m.DryRun {
			continue
		}
		def := p.define(set.All[0].Group)
		def.Type = t.ID
		err := m.DB.Write(ctx, func(tx *store.Tx) error { return crm.CreateProperty(tx, parley.System, def) })
		if kind := parley.KindOf(err); kind == parley.Invalid || kind == parley.Conflict {
			m.skip("property %s of %s: %v", p.Name, t.Labels.Plural, err)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// movePipelines adds the pipelines that are not here, by number or by label,
// and the stages that those here lack.
func (m *Move) movePipelines(ctx context.Context, there string, t *parley.ObjectType) error {
	var all struct{ Results []pipeline }
	if err := m.Client.get(ctx, "/crm/v3/pipelines/"+there, nil, &all); err != nil {
		m.skip("pipelines of %s: %v", t.Labels.Plural, err)
	}
	for _, p := range all.Results {
		if err := m.movePipeline(ctx, t, p); err != nil {
			return err
		}
	}
	return nil
}

func (m *Move) movePipeline(ctx context.Context, t *parley.ObjectType, p pipeline) error {
	have, err := m.DB.Read(ctx).Pipelines(t.ID)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(have, func(q *parley.Pipeline) bool { return q.ID == p.ID })
	count := m.Report.of("pipelines")
	now := &parley.Pipeline{ID: p.ID, Type: t.ID, Label: p.Label, Position: p.DisplayOrder}
	changed := at < 0
	if at >= 0 {
		now = have[at]
	}
	for _, s := range p.Stages {
		if now.Stage(s.ID) == nil {
			changed = true
			now.Stages = append(now.Stages, &parley.Stage{ID: s.ID, Label: s.Label, Position: s.DisplayOrder, Closed: s.Metadata["ticketState"] == "CLOSED" || s.Metadata["isClosed"] == "true",
				Probability: s.Metadata["probability"]})
		}
	}
	switch {
	case !changed:
		count.Equal++
		return nil
	case at < 0:
		count.New++
	default:
		count.Changed++
	}
	if m.DryRun {
		return nil
	}
	err = m.DB.Write(ctx, func(tx *store.Tx) error { return crm.SavePipeline(tx, parley.System, now) })
	if kind := parley.KindOf(err); kind == parley.Invalid || kind == parley.Conflict {
		m.skip("pipeline %s of %s: %v", p.Label, t.Labels.Plural, err)
		return nil
	}
	return err
}
