package notify

import (
	"encoding/json"
	"maps"

	"parley/internal/parley"
	"parley/internal/store"
)

// Topic is a kind of thing to be told of.
type Topic string

// The topics (COLLAB-09).
const (
	Unassigned   Topic = "unassigned_new"       // a new conversation that nobody has
	Assigned     Topic = "assigned"             // a conversation became mine
	Received     Topic = "message"              // a message in a conversation that is mine or that I follow
	Mentioned    Topic = "mention"              // in a comment
	Commented    Topic = "comment"              // in a conversation that is mine or that I follow
	Reminded     Topic = "reminder"             // nobody has answered
	Disconnected Topic = "channel_disconnected" // EMAIL-08
	Quarantined  Topic = "quarantine"           // EMAIL-22
	Switched     Topic = "availability"         // somebody set me available or away (ROUTE-18)
)

// ownerAway is no topic that one chooses: a chat came for somebody who is away,
// and nobody else is asked (ROUTE-11).
const ownerAway Topic = "owner_away"

// Ways are the channels by which somebody hears of a topic (COLLAB-08).
type Ways struct {
	Bell    bool `json:"bell"`
	Email   bool `json:"email"`
	Browser bool `json:"browser"`
	Popup   bool `json:"popup"`
}

// any reports whether there is a way at all.
func (w Ways) any() bool { return w.Bell || w.Email || w.Browser || w.Popup }

// Topics lists all topics in the order the interface shows.
var Topics = []Topic{Unassigned, Assigned, Received, Mentioned, Commented, Reminded, Disconnected, Quarantined, Switched}

// builtIn is what holds until an administrator or a user chooses.
var builtIn = Choices{
	Unassigned:   {}, // the counter of the view shows it; told to all it would be many for each mail
	Assigned:     {Bell: true, Email: true, Browser: true, Popup: true},
	Received:     {Bell: true, Browser: true},
	Mentioned:    {Bell: true, Email: true, Browser: true, Popup: true},
	Commented:    {Bell: true, Browser: true},
	Reminded:     {Bell: true, Email: true, Browser: true, Popup: true},
	Disconnected: {Bell: true, Email: true, Popup: true},
	Quarantined:  {Bell: true},
	Switched:     {Bell: true, Popup: true},
}

// Choices says for each topic by which ways somebody hears of it.
type Choices map[Topic]Ways

const (
	defaultsKey = "notification_defaults"
	choicesKey  = "notifications"
)

// Defaults returns what administrators chose for everybody.
func Defaults(r *store.Reader) (Choices, error) {
	out := maps.Clone(builtIn)
	chosen := Choices{}
	_, err := r.Setting(defaultsKey, &chosen)
	out.overlay(chosen)
	return out, err
}

// ChoicesOf returns a user's own choices over the defaults (COLLAB-10).
func ChoicesOf(r *store.Reader, user parley.UserID) (Choices, error) {
	defaults, err := Defaults(r)
	if err != nil {
		return nil, err
	}
	prefs, err := r.Preferences(user)
	return defaults.with(prefs[choicesKey]), err
}

// with returns c with somebody's own choices, as they are kept, over it.
func (c Choices) with(own json.RawMessage) Choices {
	out, chosen := maps.Clone(c), Choices{}
	if len(own) > 0 && json.Unmarshal(own, &chosen) == nil {
		out.overlay(chosen)
	}
	return out
}

func (c Choices) overlay(over Choices) {
	for topic, ways := range over {
		if _, known := builtIn[topic]; known {
			c[topic] = ways
		}
	}
}

// Check reports a topic that does not exist.
func (c Choices) Check() error {
	for topic := range c {
		if _, known := builtIn[topic]; !known {
			return parley.Invalidf("topics", "there is no topic %q", topic)
		}
	}
	return nil
}

// SetChoices keeps a user's own choices; topics left out follow the defaults.
func SetChoices(tx *store.Tx, user parley.UserID, c Choices) error {
	if err := c.Check(); err != nil {
		return err
	}
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return tx.SetPreference(user, choicesKey, text)
}

// SetDefaults keeps what holds for everybody who chose nothing.
func SetDefaults(tx *store.Tx, c Choices) error {
	if err := c.Check(); err != nil {
		return err
	}
	return tx.SetSetting(defaultsKey, c)
}
