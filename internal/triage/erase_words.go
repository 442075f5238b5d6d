package triage

import (
	"slices"

	"parley/internal/parley"
	"parley/internal/store"
)

// erasedWords stand where something was that a person wrote, by language.
var erasedWords = map[string]string{"en": "Erased at the request of the person who wrote it.", "fr": "Effacé à la demande de la personne qui l’a écrit."}

// erasedNames are how who wrote it is called from then on.
var erasedNames = map[string]string{"en": "Erased person", "fr": "Personne effacée"}

// eraser takes a person out of the conversations of others.
type eraser struct {
	tx        *store.Tx
	by        parley.Actor
	id        parley.ContactID
	addresses []string
	words     string
	name      string
	out       *Erased
	fx        *Effects
}

// eraseElsewhere erases what a person wrote in conversations with others: words,
// files and the mail as it came. What others wrote there stays theirs; on it
// the person's name and address go.
func eraseElsewhere(tx *store.Tx, by parley.Actor, id parley.ContactID, out *Erased, fx *Effects) error {
	e := &eraser{tx: tx, by: by, id: id, words: erasedWords["en"], name: erasedNames["en"], out: out, fx: fx}
	if a, err := tx.Account(); err == nil && a != nil && erasedWords[a.Language] != "" {
		e.words, e.name = erasedWords[a.Language], erasedNames[a.Language]
	}
	var err error
	if e.addresses, err = tx.ContactAddresses(id, "email"); err != nil {
		return err
	}
	threads, err := tx.ThreadsWithPerson(id)
	if err != nil {
		return err
	}
	for _, id := range threads {
		if err := e.thread(id); err != nil {
			return err
		}
	}
	return nil
}

func (e *eraser) thread(id parley.ThreadID) error {
	th, err := e.tx.Thread(id)
	if err != nil {
		return err
	}
	messages, err := e.tx.Messages(id, nil, 100_000)
	if err != nil {
		return err
	}
	for _, m := range messages {
		if e.wrote(m) {
			err = e.message(m)
		} else if e.strike(m) {
			err = e.tx.Save("message", m)
		}
		if err != nil {
			return err
		}
	}
	if err := e.meetings(id); err != nil {
		return err
	}
	seq := th.ActivitySeq
	if err := Recount(e.tx, th); err != nil {
		return err
	}
	th.ActivitySeq = seq
	return save(e.tx, e.by, th, parley.ThreadChanged, map[string]any{"privacy": true})
}

func (e *eraser) wrote(m *parley.Message) bool {
	return m.ActorKind == parley.ActorContact && m.ActorID == int64(e.id) || m.Direction == parley.Incoming && slices.Contains(e.addresses, m.From.Address)
}

func (e *eraser) message(m *parley.Message) error {
	m.From, m.To, m.Cc, m.Bcc, m.Subject, m.Text, m.Enclosures = parley.Address{Name: e.name}, nil, nil, nil, "", e.words, nil
	m.HasHTML, m.Trimmed, m.HasAttachment, m.MailID, m.InReplyTo, m.RawHash, m.ThreadIndex = false, false, false, "", "", "", nil
	m.ActorKind, m.ActorID, m.DeletedAt = parley.ActorContact, 0, e.tx.Now
	free, err := e.tx.EraseMessage(m)
	if err != nil {
		return err
	}
	e.out.Messages, e.out.Files = e.out.Messages+1, e.out.Files+len(free)
	e.fx.FreeBlobs = append(e.fx.FreeBlobs, free...)
	return nil
}

// strike takes the person off what another wrote, and reports whether anything
// was there.
func (e *eraser) strike(m *parley.Message) bool {
	found := false
	for _, list := range []*[]parley.Address{&m.To, &m.Cc, &m.Bcc} {
		*list = slices.DeleteFunc(*list, func(a parley.Address) bool {
			is := slices.Contains(e.addresses, a.Address)
			found = found || is
			return is
		})
	}
	if inv := m.Invitation(); inv != nil {
		found = e.guests(inv) || found
	}
	return found
}

func (e *eraser) guests(inv *parley.Invitation) bool {
	had := len(inv.Guests)
	inv.Guests = slices.DeleteFunc(inv.Guests, func(g parley.Guest) bool { return slices.Contains(e.addresses, g.Address) })
	if slices.Contains(e.addresses, inv.Organizer.Address) {
		inv.Organizer = parley.Address{}
		return true
	}
	return len(inv.Guests) != had
}

func (e *eraser) meetings(id parley.ThreadID) error {
	all, err := e.tx.MeetingsOfThread(id)
	if err != nil {
		return err
	}
	for _, m := range all {
		if e.guests(&m.Invitation) {
			if err := e.tx.Save("meeting", m); err != nil {
				return err
			}
		}
	}
	return nil
}
