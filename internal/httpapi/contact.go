package httpapi

import (
	"slices"
	"time"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// ContactCard is what stands beside a thread about the person.
type ContactCard struct {
	ContactRef
	FirstName string   `json:"first_name"`
	LastName  string   `json:"last_name"`
	Emails    []string `json:"emails"`
	Phone     string   `json:"phone"`
	Company   string   `json:"company"`
	Language  string   `json:"language"`
	Timezone  string   `json:"timezone"`
	LocalTime *string  `json:"local_time"`
	CreatedAt *string  `json:"created_at"`
}

func contactRef(c *parley.Contact) ContactRef {
	p := person(parley.ActorContact, int64(c.ID), c.Name())
	return ContactRef{ID: c.ID.String(), Name: c.Name(), Email: c.Email, Initials: p.Initials, Color: p.Color}
}

func contactCard(r *store.Reader, id parley.ContactID) (*ContactCard, error) {
	c, err := r.Contact(id)
	if parley.KindOf(err) == parley.NotFound {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	emails, err := r.ContactAddresses(c.ID, "email")
	card := &ContactCard{ContactRef: contactRef(c), FirstName: c.FirstName, LastName: c.LastName, Emails: emails, Phone: c.Phone,
		Company: c.Company, Language: c.Language, Timezone: c.Timezone, CreatedAt: when(c.CreatedAt)}
	if loc, e := time.LoadLocation(c.Timezone); e == nil && c.Timezone != "" {
		local := time.Now().In(loc).Format("15:04")
		card.LocalTime = &local
	}
	return card, err
}

type contactQuery struct {
	Q string `query:"q" maxLength:"200"`
}

// ContactList is contacts for a type-ahead.
type ContactList struct {
	Contacts []ContactRef `json:"contacts"`
}

func (c *call) contacts(in *contactQuery) (*ContactList, error) {
	found, err := c.s.DB.Read(c).FindContacts(in.Q, 20)
	out := &ContactList{[]ContactRef{}}
	for _, x := range found {
		out.Contacts = append(out.Contacts, contactRef(x))
	}
	return out, err
}

type attachInput struct {
	ThreadPath
	Body struct {
		ContactID *string `json:"contact_id" doc:"Null takes the contact off the thread"`
	}
}

func (c *call) attachContact(in *attachInput) (*ThreadRow, error) {
	return c.changeContact(in.ThreadPath, func(tx *store.Tx, th *parley.Thread) error {
		if in.Body.ContactID == nil {
			th.ContactID, th.ContactDetached = 0, true
			return nil
		}
		id, err := parley.ParseID[parley.ContactID]("contact_id", *in.Body.ContactID)
		if err != nil {
			return err
		}
		contact, err := tx.Contact(id)
		if err != nil {
			return parley.Invalidf("contact_id", "there is no such contact")
		}
		return adopt(tx, th, contact)
	})
}

type newContactInput struct {
	ThreadPath
	Body struct {
		FirstName string `json:"first_name,omitempty" maxLength:"100"`
		LastName  string `json:"last_name,omitempty" maxLength:"100"`
		Email     string `json:"email,omitempty" maxLength:"254"`
	}
}

func (c *call) newContact(in *newContactInput) (*ThreadRow, error) {
	return c.changeContact(in.ThreadPath, func(tx *store.Tx, th *parley.Thread) error {
		contact := &parley.Contact{FirstName: in.Body.FirstName, LastName: in.Body.LastName, Email: in.Body.Email}
		if contact.Name() == "" {
			return parley.Invalidf("email", "give a name or an address")
		}
		if err := crm.Create(tx, parley.Origin{Actor: c.Actor(), Source: parley.SourceConversations}, contact); err != nil {
			return err
		}
		return adopt(tx, th, contact)
	})
}

func (c *call) changeContact(path ThreadPath, fn func(*store.Tx, *parley.Thread) error) (*ThreadRow, error) {
	id, err := path.id()
	if err != nil {
		return nil, err
	}
	err = c.actOn(path, func(tx *store.Tx, th *parley.Thread) error {
		if err := fn(tx, th); err != nil {
			return err
		}
		if _, err := triage.Note(tx, c.Actor(), th, "thread.contact_changed", map[string]any{"contact_id": th.ContactID.String()}); err != nil {
			return err
		}
		if err := tx.IndexThread(th); err != nil {
			return err
		}
		return triage.Store(tx, th)
	})
	if err != nil {
		return nil, err
	}
	rows, err := c.rowsOf([]parley.ThreadID{id})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

type acceptInput struct {
	ThreadPath
	Body struct {
		Address string `json:"address" maxLength:"254"`
	}
}

// acceptParticipant lets a party that an unproved mail brought in be written
// to (ATK-11).
func (c *call) acceptParticipant(in *acceptInput) error {
	return c.actOn(in.ThreadPath, func(tx *store.Tx, th *parley.Thread) error {
		parts, err := tx.Participants(th.ID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(parts, func(p *parley.Participant) bool { return p.Address == in.Body.Address }) {
			return parley.NotFoundf("nobody with this address takes part")
		}
		if err := tx.AcceptParticipant(th.ID, in.Body.Address); err != nil {
			return err
		}
		_, err = triage.Note(tx, c.Actor(), th, parley.ThreadChanged, nil)
		return err
	})
}
