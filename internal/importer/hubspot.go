package importer

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"parley/internal/blob"
	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// Move is one run.
type Move struct {
	DB       *store.DB
	Blobs    *blob.Store
	Client   *Client
	DryRun   bool // change nothing, only count
	Progress func(what string, done int)

	Report Report

	owners map[string]parley.UserID      // their owner id → our user
	agents map[string]parley.UserID      // their user id → our user
	types  map[string]*parley.ObjectType // their type id → ours
	moved  map[parley.ObjectTypeID]map[string]parley.RecordID
}

// Report counts what a run did, or would do.
type Report struct {
	Kinds   []*Count
	Skipped []string // what could not be moved, and why
}

// Count is how many of a kind are new, changed and as they were.
type Count struct {
	Kind                string
	New, Changed, Equal int
}

func (r *Report) of(kind string) *Count {
	at := slices.IndexFunc(r.Kinds, func(c *Count) bool { return c.Kind == kind })
	if at < 0 {
		r.Kinds, at = append(r.Kinds, &Count{Kind: kind}), len(r.Kinds)
	}
	return r.Kinds[at]
}

func (m *Move) skip(format string, args ...any) {
	if len(m.Report.Skipped) < 1000 {
		m.Report.Skipped = append(m.Report.Skipped, fmt.Sprintf(format, args...))
	}
}

// sourceID is the property that keeps the number that a record has there.
const sourceID = "hs_source_object_id"

// order is in which order kinds of record are moved: what others belong to
// first.
var order = []parley.ObjectTypeID{parley.TypeCompany, parley.TypeContact, parley.TypeDeal, parley.TypeTicket, parley.TypeFeedback,
	parley.TypeNote, parley.TypeTask, parley.TypeCall, parley.TypeMeeting, parley.TypeEmail, parley.TypeCommunication}

// Run moves the account. It can be stopped at any time and run again.
func (m *Move) Run(ctx context.Context) error {
	m.moved = map[parley.ObjectTypeID]map[string]parley.RecordID{}
	for _, step := range []func(context.Context) error{m.moveOwners, m.moveTypes, m.moveRecords, m.moveAssociations, m.moveConversations} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// by is the origin of what is moved.
var by = parley.Origin{Actor: parley.System, Source: parley.SourceImport, Label: "HubSpot"}

type owner struct {
	ID     string
	Email  string
	UserID int64
}

// moveOwners finds the colleagues who are owners there, by address. It makes
// nobody: who is not here is invited by an administrator.
func (m *Move) moveOwners(ctx context.Context) error {
	m.owners, m.agents = map[string]parley.UserID{}, map[string]parley.UserID{}
	users, err := m.DB.Read(ctx).Users()
	if err != nil {
		return err
	}
	return pages(ctx, m.Client, "/crm/v3/owners/", url.Values{"limit": {"100"}}, func(all []owner) error {
		for _, o := range all {
			at := slices.IndexFunc(users, func(u *parley.User) bool { return strings.EqualFold(u.Email, o.Email) })
			if at < 0 {
				m.skip("owner %s is no colleague here: invite them and run this again", o.Email)
				continue
			}
			m.owners[o.ID] = users[at].ID
			m.agents[strconv.FormatInt(o.UserID, 10)] = users[at].ID
			m.Report.of("owners").Equal++
		}
		return nil
	})
}

type object struct {
	ID         string
	Properties map[string]*string
	CreatedAt  string
	Archived   bool
}

func (m *Move) moveRecords(ctx context.Context) error {
	ids := slices.Clone(order)
	for _, t := range m.types {
		if t.ID.Custom() {
			ids = append(ids, t.ID)
		}
	}
	for _, id := range ids {
		m.moved[id] = map[string]parley.RecordID{}
		if err := m.recordsOf(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// recordsOf moves all records of a kind, a page in a transaction.
func (m *Move) recordsOf(ctx context.Context, id parley.ObjectTypeID) error {
	schema, err := m.DB.Read(ctx).Schema()
	if err != nil {
		return err
	}
	t, there := schema.Type(id), m.nameThere(id)
	if t == nil || there == "" {
		return nil
	}
	var names []string
	for _, p := range schema.Properties(id).All {
		if p.ArchivedAt.IsZero() && p.Name != sourceID {
			names = append(names, p.Name)
		}
	}
	done := 0
	err = pages(ctx, m.Client, "/crm/v3/objects/"+there, url.Values{"limit": {"100"}, "properties": {strings.Join(names, ",")}}, func(all []object) error {
		done += len(all)
		if m.Progress != nil {
			m.Progress(t.Labels.Plural, done)
		}
		return m.DB.Write(ctx, func(tx *store.Tx) error { return m.page(tx, t, all) })
	})
	var no *refused
	if errors.As(err, &no) && (no.status == 400 || no.status == 403 || no.status == 404) {
		m.skip("%s: %v", t.Labels.Plural, err)
		return nil
	}
	return err
}

func (m *Move) page(tx *store.Tx, t *parley.ObjectType, all []object) error {
	count := *m.Report.of(t.Labels.Plural)
	var fresh []*object
	var news []*crm.New
	for i := range all {
		n, err := m.record(tx, t, &all[i], &count)
		if err != nil {
			return err
		}
		if n != nil {
			fresh, news = append(fresh, &all[i]), append(news, n)
		}
	}
	made, wrong, err := crm.CreateRecords(tx, by, t.ID, news)
	if err != nil {
		return err
	}
	for i, o := range fresh {
		if wrong[i] != nil {
			m.skip("%s %s: %v", t.Name, o.ID, wrong[i])
			continue
		}
		count.New++
		m.moved[t.ID][o.ID] = made[i].ID
	}
	*m.Report.of(t.Labels.Plural) = count
	return nil
}

// record changes one, or returns what is to be made. What is wrong with it is
// reported, and the rest goes on.
func (m *Move) record(tx *store.Tx, t *parley.ObjectType, o *object, count *Count) (*crm.New, error) {
	values, err := m.values(tx, t, o)
	if err != nil {
		return nil, err
	}
	have, err := m.find(tx, t, o, values)
	if err != nil {
		return nil, err
	}
	if m.DryRun {
		m.tally(have, values, count)
		return nil, nil
	}
	if have == nil {
		n := &crm.New{Type: t.ID, Properties: values}
		if at, ok := parley.ParseTime(o.CreatedAt); ok {
			n.CreatedAt = at
		}
		return n, nil
	}
	if changed, err := crm.UpdateRecord(tx, by, have, values); err != nil {
		if parley.KindOf(err) == parley.Invalid || parley.KindOf(err) == parley.Conflict {
			m.skip("%s %s: %v", t.Name, o.ID, err)
			return nil, nil
		}
		return nil, err
	} else if changed {
		count.Changed++
	} else {
		count.Equal++
	}
	m.moved[t.ID][o.ID] = have.ID
	return nil, nil
}

func (m *Move) tally(have *parley.Record, values map[string]string, count *Count) {
	if have == nil {
		count.New++
		return
	}
	for name, v := range values {
		if have.Properties[name] != v {
			count.Changed++
			return
		}
	}
	count.Equal++
}

// values are what a record gets here: what can be written and fits its
// definition; owners are ours.
func (m *Move) values(tx *store.Tx, t *parley.ObjectType, o *object) (map[string]string, error) {
	schema, err := tx.Schema()
	if err != nil {
		return nil, err
	}
	out := map[string]string{sourceID: o.ID}
	for name, v := range o.Properties {
		p := schema.Properties(t.ID).Live(name)
		if p == nil || p.ReadOnly || p.Calculated() || v == nil {
			continue
		}
		value := *v
		if p.Owner() && value != "" {
			u, ok := m.owners[value]
			if !ok {
				continue
			}
			value = u.Owner().String()
		}
		if value, err = p.Normal(value); err != nil {
			m.skip("%s %s: %v", t.Name, o.ID, err)
			continue
		}
		out[name] = value
	}
	return out, nil
}

// find returns the record that an object was moved to, or a contact of its
// address.
func (m *Move) find(tx *store.Tx, t *parley.ObjectType, o *object, values map[string]string) (*parley.Record, error) {
	for _, by := range []struct{ property, value string }{{sourceID, o.ID}, {"email", values["email"]}} {
		if by.value == "" || by.property == "email" && t.ID != parley.TypeContact {
			continue
		}
		rec, err := crm.FindBy(&tx.Reader, t.ID, by.property, by.value)
		if kind := parley.KindOf(err); kind == parley.NotFound || kind == parley.Invalid {
			continue
		}
		return rec, err
	}
	return nil, nil
}

// nameThere is how a kind of record is called in paths there.
func (m *Move) nameThere(id parley.ObjectTypeID) string {
	for there, t := range m.types {
		if t.ID == id {
			return there
		}
	}
	return ""
}
