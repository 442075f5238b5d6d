package visitor

import (
	"context"
	"strings"

	"parley/internal/channel"
	"parley/internal/crm"
	"parley/internal/deliver"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// Enter implements [channel.Desk].
func (d *Desk) Enter(ctx context.Context, told *parley.Visitor) (v *parley.Visitor, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		v, err = enter(tx, told)
		return err
	})
	return v, err
}

func enter(tx *store.Tx, told *parley.Visitor) (*parley.Visitor, error) {
	if v, err := tx.VisitorByKey(told.Key); v != nil || err != nil {
		return v, err
	}
	v := *told
	v.ID, v.CreatedAt, v.SeenAt = parley.VisitorID(tx.NewID()), tx.Now, tx.Now
	return &v, tx.Insert("visitor", &v)
}

// Identify implements [channel.Desk]. Names fill in what is empty and change
// nothing (API-27).
func (d *Desk) Identify(ctx context.Context, told *parley.Visitor, who channel.Identity) (v *parley.Visitor, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		if v, err = enter(tx, told); err != nil {
			return err
		}
		if v.EmailVerified && v.Email == who.Email {
			return nil
		}
		c, err := crm.Resolve(tx, parley.Address{Name: strings.TrimSpace(who.FirstName + " " + who.LastName), Address: who.Email})
		if err != nil {
			return err
		}
		if err := fillName(tx, c, who); err != nil {
			return err
		}
		v.Email, v.EmailVerified = who.Email, true
		return attach(tx, v, c)
	})
	return v, err
}

func fillName(tx *store.Tx, c *parley.Contact, who channel.Identity) error {
	by := parley.Origin{Actor: parley.System, Source: parley.SourceConversations, Label: "visitor identification"}
	return crm.Fill(tx, by, c, map[string]string{"firstname": who.FirstName, "lastname": who.LastName})
}

// GiveEmail implements [channel.Desk]. A proved address stays whatever is
// typed, and a typed one proves nothing: it links the threads to the contact
// and changes nothing of it.
func (d *Desk) GiveEmail(ctx context.Context, g *channel.Guest, email string) error {
	email = strings.ToLower(strings.TrimSpace(email))
	if err := deliver.CheckAddress("email", parley.Address{Address: email}); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		v, err := tx.VisitorByKey(g.Key)
		if err != nil || v == nil {
			return orMissing(err)
		}
		if v.EmailVerified || v.Email == email {
			return nil
		}
		v.Email = email
		if blocked, err := isBlocked(tx, v); err != nil || blocked {
			return tx.Save("visitor", v)
		}
		c, err := crm.Resolve(tx, parley.Address{Address: email})
		if err != nil {
			return err
		}
		return attach(tx, v, c)
	})
}

func orMissing(err error) error {
	if err != nil {
		return err
	}
	return parley.NotFoundf("there is no such conversation")
}

func isBlocked(tx *store.Tx, v *parley.Visitor) (bool, error) {
	rules, err := tx.SenderRulesFor(triage.VisitorRule(v.ID), "")
	for _, r := range rules {
		if r.List == "block" {
			return true, nil
		}
	}
	return false, err
}

// attach ties a visitor to a contact, with the threads that the visitor began
// and that nobody took off it (CHAT-11).
func attach(tx *store.Tx, v *parley.Visitor, c *parley.Contact) error {
	before := v.ContactID
	v.ContactID = c.ID
	if err := tx.Save("visitor", v); err != nil {
		return err
	}
	if err := tx.GiveConsentsTo(v.ID, c.ID); err != nil {
		return err
	}
	threads, err := tx.ThreadsOfVisitor(v.ID)
	if err != nil {
		return err
	}
	for _, th := range threads {
		if th.Spam || th.ContactDetached || th.ContactID != 0 && th.ContactID != before {
			continue
		}
		th.ContactID = c.ID
		if v.Name == "" && v.Email != "" {
			th.SenderName = v.Email
		}
		if err := party(tx, th, v); err != nil {
			return err
		}
		if _, err := triage.Note(tx, parley.Actor{Kind: parley.ActorVisitor, ID: int64(v.ID)}, th, parley.ThreadContact, map[string]any{"contact_id": c.ID.String()}); err != nil {
			return err
		}
		if err := tx.IndexThread(th); err != nil {
			return err
		}
		if err := triage.Store(tx, th); err != nil {
			return err
		}
		if err := mailLater(tx, th.ID, tx.Now); err != nil { // what stood unread has somewhere to go now
			return err
		}
	}
	return nil
}

// party makes the visitor's address one of the thread: mail of the team goes
// there, and what it answers comes back.
func party(tx *store.Tx, th *parley.Thread, v *parley.Visitor) error {
	if v.Email == "" {
		return nil
	}
	isNew, err := tx.AddParticipant(&parley.Participant{ThreadID: th.ID, Address: v.Email, Name: v.Name, Role: "from", ContactID: v.ContactID, Accepted: v.EmailVerified})
	if isNew {
		th.ParticipantCount++
	}
	return err
}

// Adopt makes the visitor of a thread a contact whom one of the team chose or
// made (CHAT-12). Threads that the visitor began go along.
func Adopt(tx *store.Tx, th *parley.Thread, c *parley.Contact) error {
	if th.VisitorID == 0 {
		return nil
	}
	v, err := tx.Visitor(th.VisitorID)
	if err != nil {
		return err
	}
	if v.Email == "" {
		v.Email = c.Email
	}
	if err := attach(tx, v, c); err != nil {
		return err
	}
	fresh, err := tx.Thread(th.ID)
	if err == nil {
		*th = *fresh
	}
	return err
}

// Agreed implements [channel.Desk].
func (d *Desk) Agreed(ctx context.Context, g *channel.Guest, f parley.ChatflowID) (bool, error) {
	if g.Visitor == nil {
		return false, nil
	}
	all, err := d.db.Read(ctx).Consents(g.Visitor.ID)
	for _, c := range all {
		if c.ChatflowID == f {
			return true, nil
		}
	}
	return false, err
}

// Agree implements [channel.Desk].
func (d *Desk) Agree(ctx context.Context, g *channel.Guest, f parley.ChatflowID, text string) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		v, err := tx.VisitorByKey(g.Key)
		if err != nil || v == nil {
			return orMissing(err)
		}
		return tx.Insert("chat_consent", &parley.ChatConsent{ID: tx.NewID(), VisitorID: v.ID, ContactID: v.ContactID, ChatflowID: f, Text: text, CreatedAt: tx.Now})
	})
}
