package bench

import (
	"context"
	"encoding/json"
	"fmt"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// furnished is how many conversations get a whole sidebar, perCard how many
// records stand in each card.
const (
	furnished = 300
	perCard   = 3
)

// Cards measures opening a conversation whose contact has a company, deals,
// tickets, feedback and records of a custom kind.
func (b *Bench) Cards(ctx context.Context) error {
	ids, err := b.db.Read(ctx).SampleThreads(b.data.inbox, furnished)
	if err != nil || len(ids) == 0 {
		return fmt.Errorf("no threads to open: %v", err)
	}
	if err := b.db.Write(ctx, defineMachine); err != nil {
		return err
	}
	for _, id := range ids {
		if err := b.db.Write(ctx, func(tx *store.Tx) error { return furnish(tx, id) }); err != nil {
			return err
		}
	}
	var open struct {
		Cards struct{ Company, Deals, Tickets, Feedback, Custom json.RawMessage }
	}
	if err := b.get("/api/threads/"+ids[0].String(), &open); err != nil {
		return err
	}
	for _, card := range []json.RawMessage{open.Cards.Company, open.Cards.Deals, open.Cards.Tickets, open.Cards.Feedback, open.Cards.Custom} {
		if len(card) < 100 {
			return fmt.Errorf("a card is missing beside conversation %s: %s", ids[0], card)
		}
	}
	return b.measure("PERF-05", "open a conversation with all cards", func(i int) string { return "/api/threads/" + ids[i*7919%len(ids)].String() })
}

const machine = "machine"

// defineMachine adds a custom kind of record, once.
func defineMachine(tx *store.Tx) error {
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	if _, err := schema.Named(machine); err == nil {
		return nil
	}
	_, err = crm.CreateObjectType(tx, parley.System, &crm.NewType{
		Type:       parley.ObjectType{Name: machine, Labels: parley.Labels{Singular: "Machine", Plural: "Machines"}, Primary: "serial"},
		Properties: []*parley.Property{{Name: "serial", Label: "Serial number", Kind: parley.KindString, Field: "text"}},
	})
	return err
}

// furnish gives the contact of a conversation its records, once.
func furnish(tx *store.Tx, id parley.ThreadID) error {
	th, err := tx.Thread(id)
	if err != nil || th.ContactID == 0 {
		return err
	}
	contact := parley.RecordID(th.ContactID)
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	own, err := schema.Named(machine)
	if err != nil {
		return err
	}
	if has, err := tx.AssociatedRecords(contact, own.ID, 1); err != nil || len(has) > 0 {
		return err
	}
	sales, err := tx.Pipelines(parley.TypeDeal)
	if err != nil {
		return err
	}
	for t, properties := range map[parley.ObjectTypeID]map[string]string{
		parley.TypeCompany:  {"name": "Company of " + contact.String()},
		parley.TypeDeal:     {"dealname": "Deal of " + contact.String(), "amount": "1200", "dealstage": sales[0].Stages[0].ID},
		parley.TypeTicket:   {"subject": "Ticket of " + contact.String()},
		parley.TypeFeedback: {"hs_content": "Fine", "hs_value": "9"},
		parley.TypeNote:     {"hs_note_body": "A note", "hs_timestamp": tx.Now.Format("2006-01-02T15:04:05Z")},
		own.ID:              {"serial": "S-" + contact.String()},
	} {
		for range perCard {
			if _, err := crm.CreateRecord(tx, parley.Origin{Actor: parley.System, Source: parley.SourceAPI}, &crm.New{Type: t, Properties: properties, Associations: []crm.Join{{To: contact}}}); err != nil {
				return fmt.Errorf("record of kind %d: %w", t, err)
			}
		}
	}
	return nil
}
