package ingest

import (
	"parley/internal/crm"
	"parley/internal/parley"
)

// ByChannel is the reason for which a message of a custom channel joins a
// thread: its app says so.
const ByChannel = "custom-channel"

// relayedThread is the thread to which an app's key leads (MSG-13), or that of
// the message answered.
func (a *arrival) relayedThread() (parley.ThreadID, string, error) {
	id, err := a.tx.CustomThread(a.acct.ID, a.in.Relayed.Thread)
	if err != nil {
		return 0, "", err
	}
	if id == 0 {
		id = a.in.Relayed.ThreadID
	}
	if id == 0 && a.in.Relayed.Pair != "" {
		if id, err = a.begun(); err != nil {
			return 0, "", err
		}
	}
	if id == 0 {
		return 0, ByNothing, nil
	}
	return id, ByChannel, nil
}

// relayedContact is who is outside: whom the app names, who is known by the
// delivery identifier, or somebody new who is from now on.
func (a *arrival) relayedContact() error {
	if a.thread.ContactID != 0 || a.thread.ContactDetached || a.verdict.Spam {
		return nil
	}
	who := a.in.From
	if a.in.Ours && len(a.in.To) > 0 {
		who = a.in.To[0]
	}
	c, err := a.relayedPerson(who)
	if err != nil {
		return err
	}
	a.contact, a.thread.ContactID = c, c.ID
	return nil
}

// begun is a conversation that the team began with who is outside and that
// nobody has answered yet: its app could not know a key of it.
func (a *arrival) begun() (parley.ThreadID, error) {
	id, err := a.tx.CustomThread(a.acct.ID, a.in.Relayed.Pair)
	if id == 0 || err != nil {
		return 0, err
	}
	th, err := a.tx.Thread(id)
	if err != nil || !th.OutboundOnly {
		return 0, err
	}
	return id, nil
}

func (a *arrival) relayedPerson(who parley.Address) (*parley.Contact, error) {
	by := a.in.Relayed
	if by.ContactID != 0 {
		return a.tx.Contact(by.ContactID)
	}
	origin := parley.Origin{Actor: parley.Actor{Kind: parley.ActorIntegration, ID: int64(by.AppID)}, Source: parley.SourceConversations}
	return crm.ResolveIdentifier(a.tx, origin, a.acct.Channel, by.Type, who)
}

// signRelayed says who of the team wrote: whom the app names, or the app itself.
func (a *arrival) signRelayed(m *parley.Message) {
	m.ActorKind, m.ActorID = parley.ActorIntegration, int64(a.in.Relayed.AppID)
	if a.in.Relayed.UserID != 0 {
		m.ActorKind, m.ActorID = parley.ActorUser, int64(a.in.Relayed.UserID)
	}
}
