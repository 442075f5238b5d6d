package seed

import (
	"time"

	"parley/internal/crm"
	"parley/internal/helpdesk"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// customer is what is known of somebody who writes.
type customer struct {
	email   string
	about   map[string]string
	company map[string]string
	deals   []map[string]string
	notes   []string
}

var customers = []customer{
	{"jonas@thorneworks.example", map[string]string{"jobtitle": "Head of procurement", "phone": "+33 1 84 88 00 12", "city": "Lyon", "lifecyclestage": "customer", "hs_language": "en"},
		map[string]string{"name": "Thorne Works", "industry": "Manufacturing", "numberofemployees": "140", "city": "Lyon"},
		[]map[string]string{{"dealname": "Thorne Works · 40 more seats", "amount": "9600", "dealstage": "contractsent"}, {"dealname": "Thorne Works · first year", "amount": "14400", "dealstage": "closedwon"}},
		[]string{"Pays by bank transfer, always on the 30th.", "Wants one invoice for both sites."}},
	{"amira@rahal-studio.example", map[string]string{"jobtitle": "Founder", "city": "Marseille", "lifecyclestage": "opportunity", "hs_lead_status": "IN_PROGRESS"},
		map[string]string{"name": "Rahal Studio", "industry": "Design", "numberofemployees": "12", "city": "Marseille"},
		[]map[string]string{{"dealname": "Rahal Studio · annual plan", "amount": "1440", "dealstage": "qualifiedtobuy"}}, nil},
	{"greta@lind.example", map[string]string{"jobtitle": "Office manager", "city": "Stockholm", "lifecyclestage": "customer"},
		map[string]string{"name": "Lind & Co", "industry": "Consulting", "numberofemployees": "35", "city": "Stockholm"},
		[]map[string]string{{"dealname": "Lind & Co · renewal", "amount": "5200.50", "dealstage": "presentationscheduled"}}, []string{"The contract ends on the 30th."}},
	{"sofia@kask.example", map[string]string{"jobtitle": "IT lead", "city": "Tallinn", "lifecyclestage": "customer", "hs_language": "fr"}, nil, nil, nil},
	{"hanne@nordlys.example", map[string]string{"jobtitle": "Operations", "city": "Bergen", "lifecyclestage": "lead"}, map[string]string{"name": "Nordlys AS", "industry": "Energy"}, nil, nil},
}

// records adds what is known of customers: properties, companies, deals, notes,
// subscriptions as a kind of record of the company's own, and a ticket.
func (c *Company) records(tx *store.Tx) error {
	by := crm.ByUser(c.Admin.ID)
	subscription, err := crm.CreateObjectType(tx, by.Actor, &crm.NewType{Type: parley.ObjectType{Name: "subscription", Labels: parley.Labels{Singular: "Subscription", Plural: "Subscriptions"}, Primary: "name",
		Secondary: []string{"seats"}, Searchable: []string{"name"}, Associated: []parley.ObjectTypeID{parley.TypeContact}},
		Properties: []*parley.Property{{Name: "name", Label: "Name", Kind: parley.KindString, Field: "text"}, {Name: "seats", Label: "Seats", Kind: parley.KindNumber, Field: "number"},
			{Name: "renews_on", Label: "Renews on", Kind: parley.KindDate, Field: "date"}}})
	if err != nil {
		return err
	}
	for i, x := range customers {
		rec, err := c.known(tx, by, x)
		if err != nil || rec == nil {
			return err
		}
		if x.deals == nil {
			continue
		}
		renews := c.now.AddDate(0, 1+2*i, 0).Format(time.DateOnly)
		if _, err := crm.CreateRecord(tx, by, &crm.New{Type: subscription.ID, Properties: map[string]string{"name": "Atlas Cloud · " + rec.Properties["firstname"], "seats": []string{"40", "12", "18"}[i], "renews_on": renews},
			Associations: []crm.Join{{To: rec.ID}}}); err != nil {
			return err
		}
	}
	return c.ticket(tx, by)
}

// known writes what is known of one customer.
func (c *Company) known(tx *store.Tx, by parley.Origin, x customer) (*parley.Record, error) {
	rec, err := crm.FindBy(&tx.Reader, parley.TypeContact, "email", x.email)
	if err != nil {
		return nil, err
	}
	if _, err := crm.UpdateRecord(tx, by, rec, x.about); err != nil {
		return nil, err
	}
	company, err := crm.PrimaryCompany(&tx.Reader, rec.ID)
	if err != nil {
		return nil, err
	}
	joins := []crm.Join{{To: rec.ID}}
	if company != 0 && x.company != nil {
		firm, err := tx.Record(company)
		if err != nil {
			return nil, err
		}
		if _, err := crm.UpdateRecord(tx, by, firm, x.company); err != nil {
			return nil, err
		}
		joins = append(joins, crm.Join{To: company})
	}
	for _, deal := range x.deals {
		deal["hubspot_owner_id"] = c.Admin.ID.Owner().String()
		if _, err := crm.CreateRecord(tx, by, &crm.New{Type: parley.TypeDeal, Properties: deal, Associations: joins}); err != nil {
			return nil, err
		}
	}
	for i, note := range x.notes {
		at := parley.FormatTime(c.now.Add(-time.Duration(i+1) * 30 * time.Hour))
		if _, err := crm.CreateRecord(tx, by, &crm.New{Type: parley.TypeNote, Properties: map[string]string{"hs_timestamp": at, "hs_note_body": "<p>" + note + "</p>"}, Associations: joins[:1]}); err != nil {
			return nil, err
		}
	}
	return rec, nil
}

// ticket stands beside a conversation of the inbox: the help desk has a service
// level and begins empty.
func (c *Company) ticket(tx *store.Tx, by parley.Origin) error {
	if err := helpdesk.WriteOptions(tx, by.Actor, helpdesk.Options{InInbox: true, SyncOwner: true}); err != nil {
		return err
	}
	policy := &parley.SLAPolicy{InboxID: c.account.InboxID, Name: "Standard", Active: true, Zone: "Europe/Paris", Pause: []string{"2"}, Goals: []parley.SLATarget{
		{Goal: parley.GoalFirstReply, Minutes: 240, Warn: 60}, {Goal: parley.GoalNextReply, Minutes: 480, Warn: 60}, {Goal: parley.GoalClose, Minutes: 3 * 24 * 60, Warn: 240}}}
	if err := helpdesk.SavePolicy(tx, by.Actor, policy, nil, false); err != nil {
		return err
	}
	for email, properties := range map[string]map[string]string{
		"jonas@thorneworks.example": {"hs_ticket_priority": "HIGH", "hs_ticket_category": "BILLING_ISSUE", "hs_pipeline_stage": "3"},
		"sofia@kask.example":        {"hs_ticket_priority": "URGENT", "hs_ticket_category": "PRODUCT_ISSUE"},
	} {
		th, err := c.openThread(tx, email)
		if err != nil || th == nil {
			return err
		}
		if _, err := helpdesk.Create(tx, by, th, properties); err != nil {
			return err
		}
		if err := triage.Store(tx, th); err != nil {
			return err
		}
	}
	return nil
}

// openThread is an open conversation of somebody.
func (c *Company) openThread(tx *store.Tx, email string) (*parley.Thread, error) {
	contact, err := crm.Find(&tx.Reader, email)
	if err != nil || contact == nil {
		return nil, err
	}
	ids, err := tx.ContactThreads(contact.ID)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if th, err := tx.Thread(id); err != nil || th.Status == parley.ThreadOpen && th.Live() {
			return th, err
		}
	}
	return nil, nil
}
