package httpapi

import (
	"parley/internal/auth"
	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// Cards are the records beside a thread (CRM-05 to CRM-14), as far as the
// reader may see them.
type Cards struct {
	Contact  *Record            `json:"contact"`
	Company  *Record            `json:"company" doc:"The primary one"`
	Ticket   *Record            `json:"ticket" doc:"The thread's own"`
	Tickets  []Record           `json:"tickets" doc:"The contact's others, newest first"`
	Deals    []Record           `json:"deals"`
	Feedback []Record           `json:"feedback"`
	Custom   []AssociationGroup `json:"custom" doc:"Of each custom kind, what the contact is associated with (CRM-13)"`
}

const cardLimit = 20

func (c *call) cards(r *store.Reader, th *parley.Thread) (*Cards, error) {
	out := &Cards{Tickets: []Record{}, Deals: []Record{}, Feedback: []Record{}, Custom: []AssociationGroup{}}
	var err error
	if th.TicketID != 0 {
		if out.Ticket, err = c.cardRecord(r, th.TicketID); err != nil {
			return nil, err
		}
	}
	if th.ContactID == 0 {
		return out, nil
	}
	contact := parley.RecordID(th.ContactID)
	if out.Contact, err = c.cardRecord(r, contact); err != nil || out.Contact == nil {
		return out, err
	}
	return out, c.besideContact(r, contact, th.TicketID, out)
}

// cardRecord is a record for a card, nil where the reader may not see it.
func (c *call) cardRecord(r *store.Reader, id parley.RecordID) (*Record, error) {
	rec, t, err := auth.Record(r, c.User, id, auth.ViewRecord)
	if parley.KindOf(err) == parley.NotFound {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	out, err := c.record(r, t, rec)
	return &out, err
}

func (c *call) besideContact(r *store.Reader, contact, ticket parley.RecordID, out *Cards) error {
	company, err := crm.PrimaryCompany(r, contact)
	if err != nil {
		return err
	}
	if company != 0 {
		if out.Company, err = c.cardRecord(r, company); err != nil {
			return err
		}
	}
	schema, err := r.Schema()
	if err != nil {
		return err
	}
	joined, err := r.JoinedTypes(contact)
	if err != nil {
		return err
	}
	for _, id := range joined {
		t := schema.Type(id)
		if t == nil || id.Activity() || id == parley.TypeCompany || id == parley.TypeContact {
			continue
		}
		found, err := r.AssociatedRecords(contact, id, cardLimit)
		if err != nil {
			return err
		}
		records, err := c.records(r, found)
		if err != nil {
			return err
		}
		out.put(t, records, ticket)
	}
	return nil
}

func (out *Cards) put(t *parley.ObjectType, records []Record, ticket parley.RecordID) {
	switch {
	case t.ID == parley.TypeTicket:
		for _, rec := range records {
			if rec.ID != ticket.String() {
				out.Tickets = append(out.Tickets, rec)
			}
		}
	case t.ID == parley.TypeDeal:
		out.Deals = records
	case t.ID == parley.TypeFeedback:
		out.Feedback = records
	case t.ID.Custom() && len(records) > 0:
		g := AssociationGroup{Object: t.Name}
		for _, rec := range records {
			g.Records = append(g.Records, Associated{Record: rec, Types: []AssociationLabel{}})
		}
		out.Custom = append(out.Custom, g)
	}
}
