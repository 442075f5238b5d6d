package crm

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// desk is what the verbs need of one kind of record in a transaction, what they
// looked up, and what they have to write.
type desk struct {
	tx  *store.Tx
	t   *parley.ObjectType
	set *parley.PropertySet
	lore
	ledger

	settled bool // what is written is calculated already
}

func open(tx *store.Tx, id parley.ObjectTypeID) (*desk, error) {
	schema, err := tx.Schema()
	if err != nil {
		return nil, err
	}
	t := schema.Type(id)
	if t == nil || !t.ArchivedAt.IsZero() {
		return nil, parley.NotFoundf("there is no such kind of record")
	}
	return &desk{tx: tx, t: t, set: schema.Properties(id), lore: newLore()}, nil
}

// values checks what is to be written of a record and returns it as it is
// kept. All that is wrong is told at once: the first as the error, each in its
// details.
func (d *desk) values(rec *parley.Record, given map[string]string) (map[string]string, error) {
	out := make(map[string]string, len(given))
	var wrong []*parley.Error
	for _, name := range slices.Sorted(maps.Keys(given)) {
		value, err := d.value(rec, name, given[name])
		if err != nil {
			e, ok := err.(*parley.Error)
			if !ok {
				return nil, err
			}
			wrong = append(wrong, e)
			continue
		}
		out[name] = value
	}
	if len(wrong) == 0 {
		return out, nil
	}
	first := *wrong[0]
	first.Details = wrong
	return nil, &first
}

func (d *desk) value(rec *parley.Record, name, given string) (string, error) {
	p := d.set.Live(name)
	if p == nil {
		return "", &parley.Error{Kind: parley.Invalid, Field: name, Code: "PROPERTY_DOESNT_EXIST", Message: "Property \"" + name + "\" does not exist"}
	}
	if p.ReadOnly || p.Calculated() {
		return "", &parley.Error{Kind: parley.Invalid, Field: name, Code: "READ_ONLY_VALUE", Message: "\"" + name + "\" is a read only property; its value cannot be set"}
	}
	value, err := p.Normal(given)
	if err != nil || value == "" {
		return value, err
	}
	if p.Owner() {
		return value, d.checkOwner(p, value)
	}
	if p.Unique && value != rec.Properties[name] {
		return value, d.checkUnique(p, rec, value)
	}
	return value, nil
}

func (d *desk) checkOwner(p *parley.Property, value string) error {
	known, err := d.owner(value)
	if err != nil || known {
		return err
	}
	return &parley.Error{Kind: parley.Invalid, Field: p.Name, Code: "INVALID_OWNER_ID", Message: value + " is not the ID of an owner"}
}

func (d *desk) checkUnique(p *parley.Property, rec *parley.Record, value string) error {
	other, err := d.holder(p, value)
	if err != nil || other == 0 || other == rec.ID {
		return err
	}
	if isEmail(p) {
		return &parley.Error{Kind: parley.Conflict, Field: "email", Code: "CONTACT_EXISTS", Message: "a contact with this address exists already",
			Details: map[string]any{"contact_id": other.String()}}
	}
	return &parley.Error{Kind: parley.Invalid, Field: p.Name, Code: "CONFLICTING_UNIQUE_VALUE",
		Message: "\"" + value + "\" is the " + p.Label + " of another record already: " + other.String()}
}

func isEmail(p *parley.Property) bool { return p.Type == parley.TypeContact && p.Name == "email" }

// findBy returns the live record that has a value of a unique property, or
// nil. Any address of a contact is one.
func findBy(r *store.Reader, p *parley.Property, value string) (*parley.Record, error) {
	if !isEmail(p) {
		return r.RecordByValue(p, value)
	}
	c, err := Find(r, value)
	if c == nil || err != nil {
		return nil, err
	}
	return r.Record(parley.RecordID(c.ID))
}

// FindBy returns the record of a type whose unique property has a value.
func FindBy(r *store.Reader, t parley.ObjectTypeID, property, value string) (*parley.Record, error) {
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	p := schema.Properties(t).Live(property)
	if property == "hs_object_id" {
		id, err := parley.ParseID[parley.RecordID]("id", value)
		if err != nil {
			return nil, err
		}
		return r.Record(id)
	}
	if p == nil || !p.Unique {
		return nil, parley.Invalidf("idProperty", "%q is not a property whose values are unique", property)
	}
	rec, err := findBy(r, p, strings.TrimSpace(value))
	if err == nil && rec == nil {
		return nil, parley.NotFoundf("resource not found")
	}
	return rec, err
}

// put writes checked values into a record.
func (d *desk) put(rec *parley.Record, values map[string]string) {
	for name, value := range values {
		if value == "" {
			delete(rec.Properties, name)
		} else {
			rec.Properties[name] = value
		}
	}
	rec.OwnerID = 0
	if n, err := strconv.ParseInt(rec.Properties["hubspot_owner_id"], 10, 64); err == nil {
		rec.OwnerID = parley.OwnerID(n).User()
	}
	rec.At = rec.CreatedAt
	for _, name := range []string{"hs_timestamp", "hs_submission_timestamp"} {
		if at, ok := parley.ParseTime(rec.Properties[name]); ok && rec.Properties[name] != "" {
			rec.At = at
		}
	}
}

// start fills in what a new record needs, and says what it lacks.
func (d *desk) start(rec *parley.Record, values map[string]string) error {
	if rec.Type == parley.TypeTask && values["hs_task_status"] == "" {
		values["hs_task_status"] = "NOT_STARTED"
	}
	if err := d.move(rec, values); err != nil {
		return err
	}
	for _, name := range d.t.Required {
		if values[name] == "" {
			return &parley.Error{Kind: parley.Invalid, Field: name, Code: "REQUIRED_FIELD", Message: "a " + d.t.Name + " needs " + name}
		}
	}
	return nil
}

// move checks the stage that a record goes to, fills in what is not said, and
// keeps when it was closed (TIX-02, TIX-07).
func (d *desk) move(rec *parley.Record, values map[string]string) error {
	pipeline, stage, piped := d.t.Piped()
	if !piped {
		return nil
	}
	_, moves := values[pipeline]
	if _, steps := values[stage]; !moves && !steps && rec.Properties[stage] != "" {
		return nil
	}
	all, err := d.pipelines()
	if err != nil {
		return err
	}
	if len(all) == 0 && values[stage] == "" {
		return nil
	}
	p, s, err := place(all, d.t, or(values[pipeline], rec.Properties[pipeline]), or(values[stage], rec.Properties[stage]), moves && values[stage] == "")
	if err != nil {
		return err
	}
	values[pipeline], values[stage] = p.ID, s.ID
	if d.t.ID == parley.TypeTicket {
		d.closing(rec, values, s.Closed)
	}
	return nil
}

// place finds the stage that is meant: in the pipeline given or the first, and
// a ticket or custom record begins at its first stage.
func place(all []*parley.Pipeline, t *parley.ObjectType, pipeline, stage string, changes bool) (*parley.Pipeline, *parley.Stage, error) {
	pipelineName, stageName, _ := t.Piped()
	var p *parley.Pipeline
	for _, q := range all {
		if q.ID == pipeline || pipeline == "" && p == nil {
			p = q
		}
	}
	if p == nil {
		return nil, nil, &parley.Error{Kind: parley.Invalid, Field: pipelineName, Code: "INVALID_OPTION", Message: "there is no pipeline " + pipeline}
	}
	if s := p.Stage(stage); s != nil {
		return p, s, nil
	}
	if (stage == "" || changes) && t.ID != parley.TypeDeal && len(p.Stages) > 0 {
		return p, p.Stages[0], nil
	}
	if stage == "" {
		return nil, nil, &parley.Error{Kind: parley.Invalid, Field: stageName, Code: "REQUIRED_FIELD", Message: "a " + t.Name + " needs " + stageName}
	}
	return nil, nil, &parley.Error{Kind: parley.Invalid, Field: stageName, Code: "INVALID_OPTION", Message: stage + " is not a stage of the pipeline " + p.ID}
}

// closing keeps when a ticket was closed and how long it took, in milliseconds.
func (d *desk) closing(rec *parley.Record, values map[string]string, closed bool) {
	was := rec.Properties["closed_date"] != ""
	switch {
	case closed && !was && values["closed_date"] == "":
		values["closed_date"] = parley.FormatTime(d.tx.Now)
		values["time_to_close"] = strconv.FormatInt(max(0, d.tx.Now.Sub(rec.CreatedAt).Milliseconds()), 10)
	case !closed && was:
		values["closed_date"], values["time_to_close"] = "", ""
	}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
