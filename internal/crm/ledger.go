package crm

import (
	"slices"

	"parley/internal/parley"
	"parley/internal/store"
)

// ledger is what a desk has to write, in few statements whether it is of one
// record or of a hundred.
type ledger struct {
	added         []*parley.Record
	before, after []*parley.Record // of those that change
	staged        map[parley.RecordID]bool
	freed, taken  []*store.UniqueValue
	left          []string // addresses of contacts
	addresses     []*store.ContactAddress
	associations  []*parley.Association
	notes         []note
}

// note is an event, with what it did to values if it did.
type note struct {
	event  *parley.Event
	change *parley.RecordChange
}

// save stages a record as it is to be; before is nil for a new one. Values that
// only one record may have become its own, or those of a record that goes are
// free. On success live becomes after.
func (d *desk) save(before, after, live *parley.Record) error {
	if d.staged[after.ID] {
		if err := d.flush(); err != nil {
			return err
		}
	}
	l := ledger{}
	for _, p := range d.set.All {
		if !p.Unique || isEmail(p) {
			continue
		}
		was, is := kept(before, p), kept(after, p)
		if was == is {
			continue
		}
		if was != "" {
			l.freed = append(l.freed, &store.UniqueValue{PropertyID: p.ID, Value: was, RecordID: after.ID})
		}
		if is != "" {
			if err := d.checkUnique(p, after, is); err != nil {
				return err
			}
			l.taken = append(l.taken, &store.UniqueValue{PropertyID: p.ID, Value: is, RecordID: after.ID})
		}
	}
	if after.Type == parley.TypeContact {
		if err := d.address(&l, before, after); err != nil {
			return err
		}
	}
	d.post(l)
	*live = *after
	if before == nil {
		d.added = append(d.added, live)
	} else {
		d.before, d.after = append(d.before, before), append(d.after, live)
	}
	if d.staged == nil {
		d.staged = map[parley.RecordID]bool{}
	}
	d.staged[after.ID] = true
	return nil
}

func kept(rec *parley.Record, p *parley.Property) string {
	if rec == nil || !rec.Live() {
		return ""
	}
	return rec.Properties[p.Name]
}

// address stages the addresses by which a contact is known. None may be
// another's.
func (d *desk) address(l *ledger, before, after *parley.Record) error {
	var had []string
	if before != nil {
		had = Addresses(before)
	}
	want, email := Addresses(after), d.set.Get("email")
	for _, a := range had {
		if !slices.Contains(want, a) {
			l.left = append(l.left, a)
		}
	}
	for _, a := range want {
		if slices.Contains(had, a) {
			continue
		}
		if a == after.Properties["email"] {
			if err := d.checkUnique(email, after, a); err != nil {
				return err
			}
		}
		other, err := d.holder(email, a)
		if err != nil {
			return err
		}
		if other != 0 && other != after.ID {
			return &parley.Error{Kind: parley.Conflict, Field: "email", Code: "CONTACT_EXISTS", Message: "the address " + a + " is another contact's"}
		}
		l.addresses = append(l.addresses, &store.ContactAddress{Kind: "email", Value: a, ContactID: parley.ContactID(after.ID)})
	}
	return nil
}

// post takes over what is staged of one record, and remembers who has what.
func (d *desk) post(l ledger) {
	for _, u := range l.freed {
		d.holders[claim{u.PropertyID, fold(u.Value)}] = 0
	}
	for _, u := range l.taken {
		d.holders[claim{u.PropertyID, fold(u.Value)}] = u.RecordID
	}
	email := d.set.Get("email")
	for _, a := range l.left {
		d.holders[claimOf(email, a)] = 0
	}
	for _, a := range l.addresses {
		d.holders[claimOf(email, a.Value)] = parley.RecordID(a.ContactID)
	}
	d.freed, d.taken = append(d.freed, l.freed...), append(d.taken, l.taken...)
	d.left, d.addresses = append(d.left, l.left...), append(d.addresses, l.addresses...)
}

// note stages the event, and the history where values changed.
func (d *desk) note(by parley.Origin, rec *parley.Record, kind parley.EventKind, data map[string]any, values map[string]string) {
	n := note{event: &parley.Event{ActorKind: by.Actor.Kind, ActorID: by.Actor.ID, Kind: kind, Object: d.t.Name, ObjectID: int64(rec.ID), Data: data}}
	if len(values) > 0 {
		n.change = &parley.RecordChange{RecordID: rec.ID, At: d.tx.Now, Source: by.Source, SourceID: by.ID, SourceLabel: by.Label, UserID: by.Actor.UserID(), Properties: values}
	}
	d.notes = append(d.notes, n)
}

// flush writes what is staged.
func (d *desk) flush() error {
	l := d.ledger
	d.ledger = ledger{}
	for _, step := range []func(*store.Tx) error{l.writeClaims, l.writeContacts, l.writeNotes} {
		if err := step(d.tx); err != nil {
			return err
		}
	}
	if err := d.tx.AddAssociations(l.associations); err != nil {
		return err
	}
	// Full text last: each statement of several rows makes it write out what it
	// holds.
	if err := d.tx.AddRecords(d.set, d.t, l.added); err != nil {
		return err
	}
	if err := d.tx.SaveRecords(d.set, d.t, l.before, l.after); err != nil {
		return err
	}
	if err := l.rename(d.tx); err != nil {
		return err
	}
	return l.settleViews(d.tx)
}

// rename lets conversations be found by what contacts are called now.
func (l *ledger) rename(tx *store.Tx) error {
	for i, rec := range l.after {
		if rec.Type != parley.TypeContact {
			continue
		}
		if err := renamed(tx, l.before[i], rec); err != nil {
			return err
		}
	}
	return nil
}

func (l *ledger) writeClaims(tx *store.Tx) error {
	for _, u := range l.freed {
		if err := tx.FreeUnique(u); err != nil {
			return err
		}
	}
	for _, a := range l.left {
		if err := tx.DropContactAddress("email", a); err != nil {
			return err
		}
	}
	if err := tx.TakeUniques(l.taken); err != nil {
		return err
	}
	return tx.AddContactAddresses(l.addresses)
}

func (l *ledger) writeContacts(tx *store.Tx) error {
	var fresh []*parley.Contact
	for _, rec := range l.added {
		if rec.Type == parley.TypeContact {
			fresh = append(fresh, contactOf(rec))
		}
	}
	for _, rec := range l.after {
		if rec.Type != parley.TypeContact {
			continue
		}
		if err := tx.Save("contact", contactOf(rec)); err != nil {
			return err
		}
	}
	return tx.AddContacts(fresh)
}

func (l *ledger) writeNotes(tx *store.Tx) error {
	var changes []*parley.RecordChange
	for _, n := range l.notes {
		seq, err := tx.Event(n.event)
		if err != nil {
			return err
		}
		if n.change != nil {
			n.change.Seq = seq
			changes = append(changes, n.change)
		}
	}
	return tx.AddRecordChanges(changes)
}
