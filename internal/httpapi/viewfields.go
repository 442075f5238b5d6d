package httpapi

import (
	"strconv"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/view"
)

// FilterField is a property that a view may ask about.
type FilterField struct {
	Name      string        `json:"name"`
	Label     string        `json:"label" doc:"In the reader's language"`
	Type      string        `json:"type" enum:"enum,text,time,duration,bool"`
	Operators []string      `json:"operators"`
	Values    []FilterValue `json:"values" doc:"What can be chosen; empty where it is free"`
}

// FilterValue is one choice.
type FilterValue struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// FilterFields is all of them.
type FilterFields struct {
	Fields []FilterField `json:"fields"`
}

// words is a label in English and French.
type words struct{ en, fr string }

func (w words) in(language string) string {
	if language == "fr" {
		return w.fr
	}
	return w.en
}

var fieldLabels = map[string]words{
	"status": {"Status", "Statut"}, "channel": {"Channel", "Canal"}, "assignee": {"Owner", "Propriétaire"}, "team": {"Team", "Équipe"}, "tag": {"Tag", "Étiquette"},
	"contact": {"Contact", "Contact"}, "channel_account": {"Address", "Adresse"}, "last_action": {"Last action", "Dernière action"}, "subject": {"Subject", "Objet"},
	"preview": {"Latest message", "Dernier message"}, "contact_name": {"Contact name", "Nom du contact"}, "contact_email": {"Contact email", "E-mail du contact"},
	"contact_company": {"Contact company", "Entreprise du contact"}, "contact_language": {"Contact language", "Langue du contact"}, "created_at": {"Created", "Création"},
	"closed_at": {"Closed", "Fermeture"}, "latest_message_at": {"Latest activity", "Dernière activité"}, "latest_received_at": {"Latest received", "Dernière réception"},
	"latest_sent_at": {"Latest sent", "Dernier envoi"}, "waiting": {"Waiting (minutes)", "Attente (minutes)"}, "snoozed": {"Snoozed", "En veille"},
	"has_attachment": {"Has an attachment", "Avec pièce jointe"}, "has_comment": {"Has a comment", "Avec commentaire"}, "unassigned": {"Unassigned", "Non attribuée"},
	"message_text": {"Text of the message", "Texte du message"}, "sender": {"Sender", "Expéditeur"}, "recipient": {"Recipient", "Destinataire"}, "page": {"Page", "Page"},
	"contact_list": {"List of the contact", "Liste du contact"}, "contact_owner": {"Owner of the contact", "Propriétaire du contact"}, "sla": {"Service level", "Niveau de service"}, "has_ticket": {"Has a ticket", "Avec ticket"},
}

// choice is a value with its label.
type choice struct {
	value string
	label words
}

var fixedChoices = map[string][]choice{
	"status": {{"open", words{"Open", "Ouverte"}}, {"closed", words{"Closed", "Fermée"}}},
	"channel": {{"email", words{"Email", "E-mail"}}, {"chat", words{"Chat", "Chat"}}, {"messenger", words{"Messenger", "Messenger"}}, {"whatsapp", words{"WhatsApp", "WhatsApp"}},
		{"form", words{"Form", "Formulaire"}}, {"call", words{"Call", "Appel"}}},
	"sla": {{"active", words{"Active", "En cours"}}, {"due_soon", words{"Due soon", "Bientôt due"}}, {"overdue", words{"Overdue", "En retard"}}, {"paused", words{"Paused", "En pause"}},
		{"completed_on_time", words{"Completed on time", "Tenu à temps"}}, {"completed_late", words{"Completed late", "Tenu en retard"}}},
	"last_action": {{"received", words{"Received", "Reçu"}}, {"replied", words{"Replied", "Répondu"}}, {"forwarded", words{"Forwarded", "Transféré"}}},
	"":            {{"true", words{"Yes", "Oui"}}, {"false", words{"No", "Non"}}},
}

// viewFields lists what a view may ask about, with what can be chosen.
func (c *call) viewFields(*struct{}) (*FilterFields, error) {
	r := c.s.DB.Read(c)
	language, out := c.User.Language, &FilterFields{[]FilterField{}}
	for _, f := range view.Fields() {
		field := FilterField{f.Name, fieldLabels[f.Name].in(language), f.Type, f.Operators, []FilterValue{}}
		fixed := fixedChoices[f.Name]
		if f.Type == "bool" {
			fixed = fixedChoices[""]
		}
		for _, ch := range fixed {
			field.Values = append(field.Values, FilterValue{ch.value, ch.label.in(language)})
		}
		if err := c.choices(r, &field); err != nil {
			return nil, err
		}
		out.Fields = append(out.Fields, field)
	}
	return out, nil
}

// choices adds what people have made: colleagues, teams, tags and addresses, as
// far as the reader sees them.
func (c *call) choices(r *store.Reader, f *FilterField) error {
	add := func(value, label string) { f.Values = append(f.Values, FilterValue{value, label}) }
	switch f.Name {
	case "assignee", "contact_owner":
		users, err := r.Users()
		for _, u := range users {
			if u.Active() {
				add(u.ID.String(), u.Name())
			}
		}
		return err
	case "contact_list":
		lists, err := r.RecordLists(parley.TypeContact)
		for _, l := range lists {
			add(strconv.FormatInt(l.ID, 10), l.Name)
		}
		return err
	case "team":
		teams, err := r.Teams()
		for _, t := range teams {
			add(t.ID.String(), t.Name)
		}
		return err
	case "channel":
		names, err := channelNames(r)
		for _, n := range names {
			add(n.Channel, n.Name)
		}
		return err
	case "tag", "channel_account":
		return c.choicesOfInboxes(r, f.Name == "tag", add)
	}
	return nil
}

func (c *call) choicesOfInboxes(r *store.Reader, tags bool, add func(value, label string)) error {
	inboxes, err := auth.Inboxes(r, c.User)
	if err != nil {
		return err
	}
	for _, in := range inboxes {
		if tags {
			list, err := r.Tags(in.ID)
			if err != nil {
				return err
			}
			for _, t := range list {
				add(t.ID.String(), t.Name+" · "+in.Name)
			}
			continue
		}
		list, err := r.ChannelAccounts(in.ID)
		if err != nil {
			return err
		}
		for _, a := range list {
			label := a.Address
			if a.Settings.Custom != nil {
				label = a.Name
			}
			add(a.ID.String(), label)
		}
	}
	return nil
}
