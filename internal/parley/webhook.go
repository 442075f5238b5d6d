package parley

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Webhook is where an app is told of events (area 20).
type Webhook struct {
	AppID                 AppID
	TargetURL             string
	MaxConcurrentRequests int
	CreatedAt             time.Time
	UpdatedAt             time.Time
}

// WebhookSubscription is one kind of event that an app wants to be told of.
type WebhookSubscription struct {
	ID           WebhookSubscriptionID
	AppID        AppID
	EventType    string // such as "conversation.newMessage"
	PropertyName string // of a "propertyChange"
	ObjectTypeID string // of "object.…"
	Active       bool
	Since        int64 // the event after which it holds
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Topic is the first half of the event type: what the event is about.
func (s *WebhookSubscription) Topic() string {
	topic, _, _ := strings.Cut(s.EventType, ".")
	return topic
}

// WebhookEventState is how far the telling of an event has come.
type WebhookEventState string

// The states of a webhook event. Of one object one waits or is being sent at a
// time; the later ones are queued behind it (HOOK-09).
const (
	HookWaiting   WebhookEventState = "waiting"
	HookQueued    WebhookEventState = "queued"
	HookSending   WebhookEventState = "sending"
	HookDelivered WebhookEventState = "delivered"
	HookFailed    WebhookEventState = "failed"
)

// WebhookEvent is an event that an app is to be told of, or was. It holds no
// personal values: those are read when it is sent.
type WebhookEvent struct {
	ID             WebhookEventID
	AppID          AppID
	SubscriptionID WebhookSubscriptionID
	EventType      string
	Seq            int64  // of the event in the log
	Object         string // "thread", or the name of a record's type
	ObjectID       int64
	Detail         HookDetail
	HappenedAt     time.Time

	State    WebhookEventState
	Attempt  int       // calls that failed
	DueAt    time.Time // of the next call
	JobID    JobID     // which sends it now
	CalledAt time.Time // the last call
	TookMS   int64
	Code     int    // the last answer's status; zero: none came
	Reason   string // for people, of what failed
}

// HookDetail is what an event says beyond what all say (HOOK-05, HOOK-06), by
// its names on the wire.
type HookDetail struct {
	ObjectTypeID    string  `json:"objectTypeId,omitempty"`
	MessageID       string  `json:"messageId,omitempty"`
	MessageType     string  `json:"messageType,omitempty"`
	PropertyName    string  `json:"propertyName,omitempty"`
	PropertyValue   *string `json:"propertyValue,omitempty"`
	ChangeFlag      string  `json:"changeFlag,omitempty"`
	ChangeSource    string  `json:"changeSource,omitempty"`
	SourceID        string  `json:"sourceId,omitempty"`
	AssociationType string  `json:"associationType,omitempty"`
	FromObjectID    int64   `json:"fromObjectId,omitempty"`
	ToObjectID      int64   `json:"toObjectId,omitempty"`
	Removed         *bool   `json:"associationRemoved,omitempty"`
	Primary         *bool   `json:"isPrimaryAssociation,omitempty"`
	PrimaryID       int64   `json:"primaryObjectId,omitempty"`
	MergedIDs       []int64 `json:"mergedObjectIds,omitempty"`
	NewID           int64   `json:"newObjectId,omitempty"`
	Moved           *int    `json:"numberOfPropertiesMoved,omitempty"`
}

// HookTopic is what some events are about, with their names.
type HookTopic struct {
	Name   string
	Events []string
}

// HookTopics are all events that an app can ask for (HOOK-03). Those of things
// that Parley does not have never come.
var HookTopics = []HookTopic{
	{"conversation", []string{"creation", "deletion", "privacyDeletion", "propertyChange", "newMessage"}},
	{"contact", []string{"creation", "deletion", "merge", "restore", "propertyChange", "associationChange", "privacyDeletion"}},
	{"company", []string{"creation", "deletion", "merge", "restore", "propertyChange", "associationChange"}},
	{"deal", []string{"creation", "deletion", "merge", "restore", "propertyChange", "associationChange"}},
	{"ticket", []string{"creation", "deletion", "merge", "restore", "propertyChange", "associationChange"}},
	{"line_item", []string{"creation", "deletion", "merge", "restore", "propertyChange", "associationChange"}},
	{"product", []string{"creation", "deletion", "merge", "restore", "propertyChange"}},
	{"object", []string{"creation", "deletion", "merge", "restore", "propertyChange", "associationChange"}},
}

func knownHook(topic, what string) bool {
	return slices.ContainsFunc(HookTopics, func(t HookTopic) bool { return t.Name == topic && slices.Contains(t.Events, what) })
}

// threadProperties are those of a conversation that can be watched (HOOK-06).
var threadProperties = []string{"assignedTo", "status", "isArchived"}

// Validate reports the first field that is wrong.
func (s *WebhookSubscription) Validate() error {
	topic, what, _ := strings.Cut(s.EventType, ".")
	if !knownHook(topic, what) {
		return Invalidf("eventType", "there is no event %q", s.EventType)
	}
	switch {
	case what == "propertyChange" && s.PropertyName == "":
		return Invalidf("propertyName", "name the property whose changes you want to hear of")
	case what != "propertyChange" && s.PropertyName != "":
		return Invalidf("propertyName", "only changes of a property are about one")
	case topic == "conversation" && what == "propertyChange" && !slices.Contains(threadProperties, s.PropertyName):
		return Invalidf("propertyName", "a conversation has no property %q to watch", s.PropertyName)
	case topic == "object" && s.ObjectTypeID == "":
		return Invalidf("objectTypeId", "name the type of object")
	case topic != "object" && s.ObjectTypeID != "":
		return Invalidf("objectTypeId", "only events of type object name a type of object")
	}
	return nil
}

// hookScopes is what an app needs to be told of each topic (HOOK-11).
var hookScopes = map[string]string{
	"contact": "crm.objects.contacts.read", "company": "crm.objects.companies.read", "deal": "crm.objects.deals.read", "ticket": "tickets",
	"conversation": "conversations.read", "0-1": "crm.objects.contacts.read", "0-2": "crm.objects.companies.read", "0-3": "crm.objects.deals.read",
	"0-5": "tickets", "0-19": "crm.objects.feedback_submissions.read",
}

// Scope is what an app must be allowed for the subscription to hold; empty
// where no event can come. Notes, mails and the like are read with contacts.
func (s *WebhookSubscription) Scope() string {
	topic := s.Topic()
	if topic != "object" {
		return hookScopes[topic]
	}
	if !strings.HasPrefix(s.ObjectTypeID, "0-") {
		return "crm.objects.custom.read"
	}
	return cmp.Or(hookScopes[s.ObjectTypeID], "crm.objects.contacts.read")
}

// Holds reports whether a may be told by s now.
func (s *WebhookSubscription) Holds(a *App) bool {
	scope := s.Scope()
	return s.Active && (scope == "" || slices.Contains(a.Scopes, scope))
}

// CheckTarget reports why events cannot be sent to an address: it takes HTTPS,
// or plain HTTP where the operator lets it reach private networks (HOOK-01).
func CheckTarget(field, address string, plain bool) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Hostname() == "" || u.User != nil || u.Fragment != "" || len(address) > 2000:
		return Invalidf(field, "give an address such as https://example.org/events")
	case u.Scheme != "https" && !(plain && u.Scheme == "http"):
		return Invalidf(field, "the address must begin with https://")
	}
	return nil
}
