package sheet

import (
	"errors"
	"strings"
	"time"

	"parley/internal/auth"
	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// course is an import under way: what it knows of the file and of who asked.
type course struct {
	imp    *store.RecordImport
	plan   *Plan
	t      *parley.ObjectType
	set    *parley.PropertySet
	values *translator
	by     parley.Origin
	may    func(*parley.Record) error // change a record that is there
	made   map[string]bool            // keys of records that a trial would have made
}

func newCourse(r *store.Reader, imp *store.RecordImport, now time.Time) (*course, error) {
	u, err := r.User(imp.UserID)
	if err != nil {
		return nil, err
	}
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	c := &course{imp: imp, t: schema.Type(imp.Type), set: schema.Properties(imp.Type), made: map[string]bool{},
		by: parley.Origin{Actor: parley.ByUser(u.ID), Source: parley.SourceImport, ID: parley.RecordID(imp.ID).String(), Label: imp.Name}}
	if c.t == nil {
		return nil, parley.NotFoundf("there is no such kind of record")
	}
	if c.plan, err = planOf(imp); err != nil {
		return nil, err
	}
	if err := c.plan.Check(r, imp); err != nil {
		return nil, err
	}
	if c.may, err = mayChange(r, u, c.t); err != nil {
		return nil, err
	}
	c.values, err = newTranslator(r, c.t, c.set, c.plan, now)
	return c, err
}

// mayChange refuses records that the importer may not edit.
func mayChange(r *store.Reader, u *parley.User, t *parley.ObjectType) (func(*parley.Record) error, error) {
	owners, err := auth.Owners(r, u, t, auth.EditRecord)
	if err != nil || !u.RemovedAt.IsZero() || !u.Has(parley.ManageRecords) || owners != nil && len(owners) == 0 {
		return nil, errors.Join(err, parley.Errorf(parley.Forbidden, "who began the import may no longer write %s", t.Labels.Plural))
	}
	mine := map[parley.UserID]bool{}
	for _, id := range owners {
		mine[id] = true
	}
	return func(rec *parley.Record) error {
		if owners == nil || mine[rec.OwnerID] {
			return nil
		}
		return &parley.Error{Kind: parley.Forbidden, Code: codeNotYours, Message: "this record is another's"}
	}, nil
}

// line is a row on its way to a record.
type line struct {
	row     *Row
	put     *crm.Put
	joins   map[string]string // what it is to be joined with: the column's text
	err     error
	outcome crm.Outcome
	counted bool // a trial knows its outcome without writing
}

// read makes a line of a row.
func (c *course) read(row *Row) *line {
	l := &line{row: row, put: &crm.Put{Properties: map[string]string{}}, joins: map[string]string{}}
	if row.Code != "" {
		l.err = &parley.Error{Kind: parley.Invalid, Code: row.Code, Message: "this line cannot be read"}
		return l
	}
	for i, cell := range row.Cells {
		if i >= len(c.plan.Columns) {
			if strings.TrimSpace(cell) != "" {
				l.err = &parley.Error{Kind: parley.Invalid, Code: codeBeyond, Message: "this line has more cells than the first"}
				return l
			}
			continue
		}
		if l.err = c.cell(l, c.plan.Columns[i], cell); l.err != nil {
			return l
		}
	}
	if l.put.By == "" && c.plan.Key != "" && (!c.plan.Create || c.plan.Key == keyID) {
		l.err = &parley.Error{Kind: parley.Invalid, Field: c.plan.Key, Code: codeNoKey, Message: "nothing tells which record this is"}
	}
	return l
}

func (c *course) cell(l *line, col Column, cell string) error {
	switch {
	case col.Join != "":
		if cell = unguard(cell); cell != "" {
			l.joins[col.Join] = cell
		}
		return nil
	case col.Property == keyID:
		if cell = unguard(cell); cell != "" && c.plan.Key == keyID {
			l.put.By, l.put.Key = keyID, cell
		}
		return nil
	case col.Property == "":
		return nil
	}
	value, err := c.values.value(c.set.Get(col.Property), cell)
	if err != nil {
		return err
	}
	switch {
	case col.Property == c.plan.Key:
		if value != "" {
			l.put.By, l.put.Key = col.Property, value
		}
	case value != "" || c.plan.Clear:
		l.put.Properties[col.Property] = value
	}
	return nil
}

// resolve finds what lines are to be joined with, by one query for each kind of
// name.
func (c *course) resolve(tx *store.Tx, lines []*line) error {
	for _, join := range []string{joinCompany, joinContact} {
		var names []string
		for _, l := range lines {
			if name := l.joins[join]; name != "" && l.err == nil {
				names = append(names, strings.ToLower(name))
			}
		}
		if len(names) == 0 {
			continue
		}
		found, err := c.named(tx, join, names)
		if err != nil {
			return err
		}
		for _, l := range lines {
			name := l.joins[join]
			if name == "" || l.err != nil {
				continue
			}
			if id := found[strings.ToLower(name)]; id != 0 {
				l.put.Associations = append(l.put.Associations, crm.Join{To: id})
			} else {
				l.err = &parley.Error{Kind: parley.Invalid, Field: "associations." + join, Code: codeNoJoin[join], Message: "there is no " + join + " " + name}
			}
		}
	}
	return nil
}

// named finds contacts by an address, companies by a domain or a name.
func (c *course) named(tx *store.Tx, join string, names []string) (map[string]parley.RecordID, error) {
	out := map[string]parley.RecordID{}
	if join == joinContact {
		contacts, err := tx.AddressHolders("email", names)
		for name, id := range contacts {
			out[name] = parley.RecordID(id)
		}
		return out, err
	}
	schema, err := tx.Schema()
	if err != nil {
		return nil, err
	}
	for _, property := range []string{"name", "domain"} {
		found, err := tx.FirstByText(schema.Properties(parley.TypeCompany).Get(property), names)
		if err != nil {
			return nil, err
		}
		for name, id := range found {
			out[name] = id
		}
	}
	return out, nil
}

// write makes and changes the records of some lines.
func (c *course) write(tx *store.Tx, lines []*line, trial bool) error {
	if err := c.resolve(tx, lines); err != nil {
		return err
	}
	var puts []*crm.Put
	var good []*line
	for _, l := range lines {
		if l.err == nil && !c.counts(l, trial) {
			puts, good = append(puts, l.put), append(good, l)
		}
	}
	done, err := crm.PutRecords(tx, c.by, c.t.ID, crm.PutMode{Create: c.plan.Create, Update: c.plan.Update, ByDomain: true, May: c.may}, puts)
	if err != nil {
		return err
	}
	var listed []parley.RecordID
	for i, l := range good {
		if l.outcome, l.err = done[i], done[i].Err; l.err != nil {
			continue
		}
		if err := c.join(tx, l); err != nil {
			return err
		}
		listed = append(listed, l.outcome.Record.ID)
		if trial && l.outcome.Created && l.put.By != "" {
			c.made[strings.ToLower(l.put.Key)] = true
		}
	}
	if c.plan.ListID == 0 || len(listed) == 0 {
		return nil
	}
	return crm.ChangeMembers(tx, c.by.Actor, c.plan.ListID, listed, true)
}

// counts settles a line of a trial whose record an earlier one would have made.
func (c *course) counts(l *line, trial bool) bool {
	if !trial || l.put.By == "" || !c.made[strings.ToLower(l.put.Key)] {
		return false
	}
	l.counted, l.outcome.Changed = true, true
	if !c.plan.Update {
		l.err = &parley.Error{Kind: parley.Conflict, Field: c.plan.Key, Code: "RECORD_EXISTS", Message: "an earlier line makes this record"}
	}
	return true
}

// join joins a record that was there already; new ones are joined as they are
// made.
func (c *course) join(tx *store.Tx, l *line) error {
	if l.outcome.Created {
		return nil
	}
	for _, j := range l.put.Associations {
		had, err := tx.AreAssociated(l.outcome.Record.ID, j.To)
		if err != nil {
			return err
		}
		if had {
			continue
		}
		if err := crm.Associate(tx, c.by, l.outcome.Record, j.To); err != nil {
			return err
		}
		l.outcome.Changed = true
	}
	return nil
}
