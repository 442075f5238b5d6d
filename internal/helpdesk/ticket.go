package helpdesk

import (
	"maps"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// Options are what an administrator decides about tickets.
type Options struct {
	InInbox   bool `json:"inInbox"`   // a ticket stays beside its conversation; else both go to the help desk (TIX-03)
	SyncOwner bool `json:"syncOwner"` // of ticket and conversation (TIX-05)
}

const optionsKey = "helpdesk.options"

// ReadOptions returns them.
func ReadOptions(r *store.Reader) (Options, error) {
	o := Options{SyncOwner: true}
	_, err := r.Setting(optionsKey, &o)
	return o, err
}

// WriteOptions sets them.
func WriteOptions(tx *store.Tx, by parley.Actor, o Options) error {
	if err := tx.SetSetting(optionsKey, o); err != nil {
		return err
	}
	_, err := tx.Event(&parley.Event{ActorKind: by.Kind, ActorID: by.ID, Kind: "tickets.options_changed", Object: "account", ObjectID: 1})
	return err
}

// Create makes a ticket of a conversation that has none (TIX-01, CRM-06):
// joined with its contact and the contact's company, owned by its owner. Where
// tickets do not stand in inboxes, both go to the help desk.
func Create(tx *store.Tx, by parley.Origin, th *parley.Thread, properties map[string]string) (*parley.Record, error) {
	if th.TicketID != 0 {
		return nil, parley.Errorf(parley.Conflict, "this conversation has a ticket already")
	}
	if th.MergedInto != 0 || th.Trashed {
		return nil, parley.Errorf(parley.Conflict, "this conversation is in the trash or merged: restore it first")
	}
	values := map[string]string{"subject": subject(th), "source_type": sourceOf(th.Channel)}
	if u := th.Assignee().UserID(); u != 0 {
		values["hubspot_owner_id"] = u.Owner().String()
	}
	maps.Copy(values, properties)
	joins, err := joins(tx, th)
	if err != nil {
		return nil, err
	}
	ticket, err := crm.CreateRecord(tx, by, &crm.New{Type: parley.TypeTicket, Properties: values, Associations: joins})
	if err != nil {
		return nil, err
	}
	if err := link(tx, by.Actor, th, ticket, parley.ThreadTicketed); err != nil {
		return nil, err
	}
	return ticket, toHelpDesk(tx, by.Actor, th)
}

// Join gives a conversation without a ticket one that is there (TIX-01: a
// ticket may have several).
func Join(tx *store.Tx, by parley.Origin, th *parley.Thread, ticket *parley.Record) error {
	if th.TicketID != 0 {
		return parley.Errorf(parley.Conflict, "this conversation has a ticket already")
	}
	if ticket.Type != parley.TypeTicket || !ticket.Live() {
		return parley.Invalidf("ticket_id", "there is no such ticket")
	}
	joins, err := joins(tx, th)
	if err != nil {
		return err
	}
	for _, j := range joins {
		if err := crm.Associate(tx, by, ticket, j.To, j.TypeIDs...); err != nil {
			return err
		}
	}
	if err := link(tx, by.Actor, th, ticket, parley.ThreadJoined); err != nil {
		return err
	}
	return toHelpDesk(tx, by.Actor, th)
}

// Split gives a conversation of a ticket that has several a ticket of its own
// (TIX-12).
func Split(tx *store.Tx, by parley.Origin, th *parley.Thread) (*parley.Record, error) {
	old, err := tx.TicketThreads(th.TicketID)
	if err != nil {
		return nil, err
	}
	if th.TicketID == 0 || len(old) < 2 {
		return nil, parley.Errorf(parley.Conflict, "only a ticket with several conversations can be split")
	}
	from, err := tx.Record(th.TicketID)
	if err != nil {
		return nil, err
	}
	th.TicketID = 0
	return Create(tx, by, th, map[string]string{"hs_pipeline": from.Properties["hs_pipeline"], "hs_ticket_priority": from.Properties["hs_ticket_priority"]})
}

func link(tx *store.Tx, by parley.Actor, th *parley.Thread, ticket *parley.Record, kind parley.EventKind) error {
	th.TicketID = ticket.ID
	if _, err := triage.Note(tx, by, th, kind, map[string]any{"ticket": ticket.ID.String()}); err != nil {
		return err
	}
	return triage.Store(tx, th)
}

func subject(th *parley.Thread) string {
	if th.Subject != "" {
		return th.Subject
	}
	return th.Preview
}

// sourceOf is how a ticket says from where it came (TIX-02).
func sourceOf(c parley.ChannelKind) string {
	switch c {
	case parley.ChannelEmail:
		return "EMAIL"
	case "form":
		return "FORM"
	case "call":
		return "PHONE"
	}
	return "CHAT"
}

// joins are the contact of a conversation and that contact's company.
func joins(tx *store.Tx, th *parley.Thread) (out []crm.Join, err error) {
	if th.ContactID == 0 {
		return nil, nil
	}
	contact := parley.RecordID(th.ContactID)
	company, err := crm.PrimaryCompany(&tx.Reader, contact)
	if err != nil {
		return nil, err
	}
	out = append(out, crm.Join{To: contact})
	if company != 0 {
		out = append(out, crm.Join{To: company, TypeIDs: []int64{26}})
	}
	return out, nil
}

// toHelpDesk moves a conversation with its ticket, unless tickets stand in
// inboxes. Without a help desk it stays.
func toHelpDesk(tx *store.Tx, by parley.Actor, th *parley.Thread) error {
	o, err := ReadOptions(&tx.Reader)
	if err != nil || o.InInbox {
		return err
	}
	in, err := tx.Inbox(th.InboxID)
	if err != nil || in.Kind == parley.InboxHelpDesk {
		return err
	}
	desk, err := helpDesk(&tx.Reader)
	if err != nil || desk == nil {
		return err
	}
	return triage.Apply(tx, by, th, triage.Verb{Action: triage.Move, InboxID: desk.ID}, &triage.Effects{})
}

// helpDesk is the first help desk, or nil.
func helpDesk(r *store.Reader) (*parley.Inbox, error) {
	all, err := r.Inboxes()
	for _, in := range all {
		if in.Kind == parley.InboxHelpDesk && in.ArchivedAt.IsZero() {
			return in, err
		}
	}
	return nil, err
}
