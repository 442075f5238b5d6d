package parley

import (
	"slices"
	"time"
)

// AppKind tells how an app gets its tokens.
type AppKind string

// The kinds of app.
const (
	AppPrivate AppKind = "private" // one token, made with the app by an administrator
	AppPublic  AppKind = "public"  // tokens by consent of a user (OAuth)
)

// App is a program of others that may use the public API and be told of events
// (areas 18 and 20).
type App struct {
	ID             AppID
	Kind           AppKind
	Name           string
	Description    string
	ClientID       string   // what the program calls itself in OAuth
	ClientSecret   []byte   // sealed; signs webhooks too (HOOK-04)
	DeveloperKey   string   // hash of the key of webhook and channel definition calls (API-03)
	RedirectURLs   []string // where consent may lead to
	Scopes         []string // what it may do (API-04)
	OptionalScopes []string
	InboxIDs       []InboxID // the inboxes it is limited to; empty: all
	CreatedBy      UserID
	CreatedAt      time.Time
	UpdatedAt      time.Time
	ArchivedAt     time.Time
}

// Reaches reports whether a is not limited to other inboxes than id.
func (a *App) Reaches(id InboxID) bool {
	return len(a.InboxIDs) == 0 || slices.Contains(a.InboxIDs, id)
}
