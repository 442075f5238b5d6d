package crm

import (
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// NewType is a kind of record to be defined, with its first properties.
type NewType struct {
	Type       parley.ObjectType
	Properties []*parley.Property
}

// CreateObjectType defines a kind of record (CRM-20).
func CreateObjectType(tx *store.Tx, by parley.Actor, n *NewType) (*parley.ObjectType, error) {
	t := n.Type
	schema, err := tx.Schema()
	if err != nil {
		return nil, err
	}
	t.Name = strings.ToLower(strings.TrimSpace(t.Name))
	if !validName.MatchString(t.Name) {
		return nil, parley.Invalidf("name", "%q is no name: letters, digits and _, a letter first", t.Name)
	}
	if _, err := schema.Named(t.Name); err == nil {
		return nil, &parley.Error{Kind: parley.Conflict, Field: "name", Code: "OBJECT_TYPE_EXISTS", Message: "there is a kind of record named " + t.Name + " already"}
	}
	if t.Labels.Singular == "" || t.Labels.Plural == "" {
		return nil, parley.Invalidf("labels", "give the singular and the plural by which people call such a record")
	}
	t.ID = parley.FirstCustomType
	for _, other := range schema.Types {
		t.ID = max(t.ID, other.ID+1)
	}
	t.CreatedAt, t.UpdatedAt = tx.Now, tx.Now
	if err := tx.PutObjectType(complete(&t)); err != nil {
		return nil, err
	}
	for _, p := range n.Properties {
		p.Type, p.Group = t.ID, or(p.Group, "recordinformation")
		if err := CreateProperty(tx, by, p); err != nil {
			return nil, err
		}
	}
	if err := checkType(tx, &t); err != nil {
		return nil, err
	}
	return &t, defined(tx, by, "object_type.created", "object_type", int64(t.ID))
}

// complete fills in empty lists, which are kept as such.
func complete(t *parley.ObjectType) *parley.ObjectType {
	for _, list := range []*[]string{&t.Secondary, &t.Required, &t.Searchable} {
		if *list == nil {
			*list = []string{}
		}
	}
	if t.Associated == nil {
		t.Associated = []parley.ObjectTypeID{}
	}
	return t
}

// checkType reports what a definition names that is not there.
func checkType(tx *store.Tx, t *parley.ObjectType) error {
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	set := schema.Properties(t.ID)
	if t.Primary == "" {
		return parley.Invalidf("primaryDisplayProperty", "say which property names a record")
	}
	for field, names := range map[string][]string{"primaryDisplayProperty": {t.Primary}, "secondaryDisplayProperties": t.Secondary, "requiredProperties": t.Required, "searchableProperties": t.Searchable} {
		for _, name := range names {
			if set.Live(name) == nil {
				return missing(field, name)
			}
		}
	}
	for _, id := range t.Associated {
		if schema.Type(id) == nil {
			return parley.Invalidf("associatedObjects", "there is no kind of record %s", id)
		}
	}
	return nil
}

// UpdateObjectType changes the labels and what a kind of record shows, requires
// and searches.
func UpdateObjectType(tx *store.Tx, by parley.Actor, t *parley.ObjectType) error {
	if !t.ID.Custom() {
		return parley.Invalidf("objectType", "%s is built in", t.Name)
	}
	if err := checkType(tx, t); err != nil {
		return err
	}
	t.UpdatedAt = tx.Now
	if err := tx.PutObjectType(complete(t)); err != nil {
		return err
	}
	return defined(tx, by, "object_type.changed", "object_type", int64(t.ID))
}

// ArchiveObjectType puts a kind of record away, and for good where purge says
// so; no live record may be of it.
func ArchiveObjectType(tx *store.Tx, by parley.Actor, id parley.ObjectTypeID, purge bool) error {
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	t := schema.Type(id)
	if t == nil || !id.Custom() || !t.ArchivedAt.IsZero() && !purge {
		return parley.NotFoundf("there is no such kind of record")
	}
	if n, err := tx.RecordCount(id); err != nil || n > 0 {
		if err == nil {
			err = parley.Invalidf("objectType", "%d records are of this kind: archive them first", n)
		}
		return err
	}
	if purge {
		if err := tx.DropObjectType(id); err != nil {
			return err
		}
		return defined(tx, by, "object_type.purged", "object_type", int64(id))
	}
	gone := *t
	gone.ArchivedAt = tx.Now
	if err := tx.PutObjectType(complete(&gone)); err != nil {
		return err
	}
	return defined(tx, by, "object_type.archived", "object_type", int64(id))
}

// SetAssociated adds a kind of record that another may be associated with, or
// takes it away.
func SetAssociated(tx *store.Tx, by parley.Actor, id, with parley.ObjectTypeID, on bool) error {
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	t := schema.Type(id)
	if t == nil || !id.Custom() {
		return parley.NotFoundf("there is no such kind of record")
	}
	changed := *t
	changed.Associated = slices.DeleteFunc(slices.Clone(t.Associated), func(x parley.ObjectTypeID) bool { return x == with })
	if on {
		changed.Associated = append(changed.Associated, with)
	}
	return UpdateObjectType(tx, by, &changed)
}

// DefineLabel adds a way of belonging together, and its inverse (CAPI-13).
func DefineLabel(tx *store.Tx, by parley.Actor, from, to parley.ObjectTypeID, name, label, inverse string) (there, back *parley.AssociationType, err error) {
	if strings.TrimSpace(label) == "" {
		return nil, nil, parley.Invalidf("label", "give the association a label")
	}
	all, err := tx.AssociationTypes(from, to)
	if err != nil {
		return nil, nil, err
	}
	if len(all) == 0 {
		return nil, nil, parley.Invalidf("objectType", "these two kinds of record cannot be associated")
	}
	if slices.ContainsFunc(all, func(t *parley.AssociationType) bool {
		return strings.EqualFold(t.Label, label) || t.Custom && t.Name == name
	}) {
		return nil, nil, &parley.Error{Kind: parley.Conflict, Field: "label", Message: "there is an association labelled " + label + " already"}
	}
	a, b := tx.NewID()+parley.FirstCustomAssociation, tx.NewID()+parley.FirstCustomAssociation
	there = &parley.AssociationType{ID: a, From: from, To: to, Name: name, Label: label, Inverse: b, Custom: true}
	back = &parley.AssociationType{ID: b, From: to, To: from, Name: name, Label: or(inverse, label), Inverse: a, Custom: true}
	for _, t := range []*parley.AssociationType{there, back} {
		if err := tx.PutAssociationType(t); err != nil {
			return nil, nil, err
		}
	}
	return there, back, defined(tx, by, "association_type.created", "association_type", a)
}

// ChangeLabel renames a way of belonging together, and limits how many there
// may be; a negative limit leaves it as it is.
func ChangeLabel(tx *store.Tx, by parley.Actor, from, to parley.ObjectTypeID, id int64, label, inverse string, limit int64) error {
	t, back, err := labels(tx, from, to, id)
	if err != nil {
		return err
	}
	t.Label, back.Label = or(label, t.Label), or(inverse, back.Label)
	if limit >= 0 {
		t.Limit = limit
	}
	if err := tx.PutAssociationType(t); err != nil {
		return err
	}
	if err := tx.PutAssociationType(back); err != nil {
		return err
	}
	return defined(tx, by, "association_type.changed", "association_type", id)
}

// DropLabel takes a way of belonging together away, with all that belongs so:
// what is joined stays joined plainly.
func DropLabel(tx *store.Tx, by parley.Actor, from, to parley.ObjectTypeID, id int64) error {
	t, back, err := labels(tx, from, to, id)
	if err != nil {
		return err
	}
	if err := tx.DropAssociationType(t.ID); err != nil {
		return err
	}
	if err := tx.DropAssociationType(back.ID); err != nil {
		return err
	}
	return defined(tx, by, "association_type.removed", "association_type", id)
}

func labels(tx *store.Tx, from, to parley.ObjectTypeID, id int64) (there, back *parley.AssociationType, err error) {
	all, err := tx.AssociationTypes(from, to)
	if err != nil {
		return nil, nil, err
	}
	if there = typeOf(all, id); there == nil || !there.Custom {
		return nil, nil, parley.NotFoundf("there is no association type %d that somebody defined", id)
	}
	all, err = tx.AssociationTypes(to, from)
	return there, typeOf(all, there.Inverse), err
}
