package crm

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// fieldsOf lists by which fields the values of a kind may be entered (CAPI-16).
var fieldsOf = map[parley.PropertyKind][]string{
	parley.KindString: {"text", "textarea", "html", "file", "phonenumber", "calculation_equation"}, parley.KindNumber: {"number", "calculation_equation"},
	parley.KindDate: {"date", "calculation_equation"}, parley.KindDatetime: {"date", "calculation_equation"},
	parley.KindEnum: {"select", "radio", "checkbox", "booleancheckbox"}, parley.KindBool: {"booleancheckbox", "calculation_equation"},
}

var validName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,99}$`)

// CreateProperty defines a property of a kind of record.
func CreateProperty(tx *store.Tx, by parley.Actor, p *parley.Property) error {
	d, err := open(tx, p.Type)
	if err != nil {
		return err
	}
	p.Name = strings.TrimSpace(p.Name)
	if !validName.MatchString(p.Name) {
		return parley.Invalidf("name", "%q is no name: small letters, digits and _, a letter first", p.Name)
	}
	if old := d.set.Get(p.Name); old != nil {
		return &parley.Error{Kind: parley.Conflict, Field: "name", Code: "PROPERTY_EXISTS", Message: "A property named '" + p.Name + "' already exists"}
	}
	if err := checkDefinition(tx, p); err != nil {
		return err
	}
	p.ID, p.Builtin = tx.NewID()+1000, false // those below are built in
	p.CreatedAt, p.UpdatedAt, p.CreatedBy, p.UpdatedBy = tx.Now, tx.Now, by.UserID(), by.UserID()
	if err := tx.PutProperty(p); err != nil {
		return err
	}
	if p.Calculated() {
		if err := allLater(tx, p.Type, time.Time{}, 0); err != nil {
			return err
		}
	}
	return defined(tx, by, "property.created", "property", p.ID)
}

// UpdateProperty changes a definition. The name, the kind and whether values
// are unique stay; of a built-in one the label, the description, the group, the
// place and the options change. An option that records have cannot be taken
// away.
func UpdateProperty(tx *store.Tx, by parley.Actor, p *parley.Property) error {
	d, err := open(tx, p.Type)
	if err != nil {
		return err
	}
	old := d.set.Live(p.Name)
	if old == nil {
		return missing("name", p.Name)
	}
	if p.Calculated() != old.Calculated() {
		return parley.Invalidf("calculationFormula", "a property is calculated or entered, as it was made")
	}
	if p.Kind != old.Kind || p.Unique != old.Unique {
		return parley.Invalidf("type", "the type of a property stays as it was made")
	}
	if err := checkDefinition(tx, p); err != nil {
		return err
	}
	for _, o := range old.Options {
		if !slices.ContainsFunc(p.Options, func(q parley.Option) bool { return q.Value == o.Value }) {
			if used, err := tx.RecordsByText(old, o.Value, 1); err != nil {
				return err
			} else if len(used) > 0 {
				return parley.Invalidf("options", "records have the option %q: hide it instead", o.Label)
			}
		}
	}
	p.ID, p.Builtin, p.ReadOnly, p.External = old.ID, old.Builtin, old.ReadOnly, old.External
	p.CreatedAt, p.CreatedBy, p.UpdatedAt, p.UpdatedBy = old.CreatedAt, old.CreatedBy, tx.Now, by.UserID()
	if err := tx.PutProperty(p); err != nil {
		return err
	}
	if p.Calculated() && p.Formula != old.Formula {
		if err := allLater(tx, p.Type, time.Time{}, 0); err != nil {
			return err
		}
	}
	return defined(tx, by, "property.changed", "property", p.ID)
}

// ArchiveProperty puts a definition away; values stay, and nobody sees them.
func ArchiveProperty(tx *store.Tx, by parley.Actor, t parley.ObjectTypeID, name string) error {
	d, err := open(tx, t)
	if err != nil {
		return err
	}
	p := d.set.Live(name)
	if p == nil {
		return &parley.Error{Kind: parley.NotFound, Message: "there is no property " + name}
	}
	if p.Builtin {
		return parley.Invalidf("name", "%s is built in and cannot be archived", name)
	}
	if err := unread(tx, p); err != nil {
		return err
	}
	gone := *p
	gone.ArchivedAt = tx.Now
	if err := tx.PutProperty(&gone); err != nil {
		return err
	}
	return defined(tx, by, "property.archived", "property", p.ID)
}

func checkDefinition(tx *store.Tx, p *parley.Property) error {
	if p.Label = strings.TrimSpace(p.Label); p.Label == "" {
		return parley.Invalidf("label", "give the property a label")
	}
	fields, ok := fieldsOf[p.Kind]
	if !ok {
		return parley.Invalidf("type", "%q is no type of property", p.Kind)
	}
	if !slices.Contains(fields, p.Field) {
		return parley.Invalidf("fieldType", "a %s cannot be entered by %q", p.Kind, p.Field)
	}
	if err := checkFormula(tx, p); err != nil {
		return err
	}
	if p.Unique && (p.Kind != parley.KindString && p.Kind != parley.KindNumber) {
		return parley.Invalidf("hasUniqueValue", "only texts and numbers can be unique")
	}
	if known, err := hasGroup(tx, p.Type, p.Group); err != nil || !known {
		if err == nil {
			err = parley.Invalidf("groupName", "there is no group of properties %q", p.Group)
		}
		return err
	}
	return checkOptions(p)
}

func checkOptions(p *parley.Property) error {
	seen := map[string]bool{}
	for i := range p.Options {
		o := &p.Options[i]
		if o.Label == "" {
			o.Label = o.Value
		}
		if o.Value == "" || strings.Contains(o.Value, ";") {
			return parley.Invalidf("options["+strconv.Itoa(i)+"].value", "an option needs a value without \";\"")
		}
		if seen[o.Value] {
			return parley.Invalidf("options["+strconv.Itoa(i)+"].value", "the option %q is there twice", o.Value)
		}
		seen[o.Value] = true
	}
	if p.Kind == parley.KindEnum && len(p.Options) == 0 && !p.External {
		return parley.Invalidf("options", "an enumeration needs options")
	}
	return nil
}

func hasGroup(tx *store.Tx, t parley.ObjectTypeID, name string) (bool, error) {
	groups, err := Groups(&tx.Reader, t)
	return slices.ContainsFunc(groups, func(g *store.PropertyGroup) bool { return g.Name == name && g.ArchivedAt == 0 }), err
}

// Groups returns the headings under which the properties of a kind of record
// stand: those of built-in properties first.
func Groups(r *store.Reader, t parley.ObjectTypeID) ([]*store.PropertyGroup, error) {
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	kept, err := r.PropertyGroups(t)
	if err != nil {
		return nil, err
	}
	var out []*store.PropertyGroup
	for _, p := range schema.Properties(t).All {
		if p.Builtin && !slices.ContainsFunc(append(out, kept...), func(g *store.PropertyGroup) bool { return g.Name == p.Group }) {
			out = append(out, &store.PropertyGroup{Type: t, Name: p.Group, Label: groupLabel(p.Group)})
		}
	}
	return append(out, kept...), nil
}

// groupLabel is how a built-in group is called until somebody renames it.
func groupLabel(name string) string {
	name = strings.TrimSuffix(strings.ReplaceAll(name, "_", " "), "information")
	name = strings.TrimSpace(name)
	if name == "" {
		return "Information"
	}
	return strings.ToUpper(name[:1]) + name[1:] + " information"
}

// SaveGroup adds or changes a heading.
func SaveGroup(tx *store.Tx, by parley.Actor, g *store.PropertyGroup) error {
	if !validName.MatchString(g.Name) {
		return parley.Invalidf("name", "%q is no name: small letters, digits and _, a letter first", g.Name)
	}
	if strings.TrimSpace(g.Label) == "" {
		return parley.Invalidf("label", "give the group a label")
	}
	if err := tx.PutPropertyGroup(g); err != nil {
		return err
	}
	return defined(tx, by, "property_group.changed", "property_group", int64(g.Type))
}

// ArchiveGroup puts a heading away that has no property.
func ArchiveGroup(tx *store.Tx, by parley.Actor, t parley.ObjectTypeID, name string) error {
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(schema.Properties(t).All, func(p *parley.Property) bool { return p.Group == name && p.ArchivedAt.IsZero() }) {
		return parley.Invalidf("groupName", "the group still has properties: move them first")
	}
	groups, err := Groups(&tx.Reader, t)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(groups, func(g *store.PropertyGroup) bool { return g.Name == name && g.ArchivedAt == 0 })
	if at < 0 {
		return parley.NotFoundf("there is no group of properties %q", name)
	}
	g := *groups[at]
	g.ArchivedAt = tx.Now.UnixMilli()
	if err := tx.PutPropertyGroup(&g); err != nil {
		return err
	}
	return defined(tx, by, "property_group.archived", "property_group", int64(t))
}

func defined(tx *store.Tx, by parley.Actor, kind parley.EventKind, object string, id int64) error {
	return definedAs(tx, by, kind, object, id, nil)
}

// definedAs is defined with data.
func definedAs(tx *store.Tx, by parley.Actor, kind parley.EventKind, object string, id int64, data map[string]any) error {
	_, err := tx.Event(&parley.Event{ActorKind: by.Kind, ActorID: by.ID, Kind: kind, Object: object, ObjectID: id, Data: data})
	return err
}
