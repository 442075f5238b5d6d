package parley

import (
	"slices"
	"strings"
	"time"
)

// InboxKind tells an ordinary inbox from the help desk.
type InboxKind string

// The kinds of inbox.
const (
	InboxPlain    InboxKind = "inbox"
	InboxHelpDesk InboxKind = "help_desk"
)

// Inbox is where threads gather for people with access.
type Inbox struct {
	ID         InboxID
	Name       string
	Kind       InboxKind
	Everyone   bool // otherwise only UserIDs and members of TeamIDs
	UserIDs    []UserID
	TeamIDs    []TeamID
	Settings   InboxSettings
	CreatedAt  time.Time
	ArchivedAt time.Time
}

// InboxSettings is what administrators choose for an inbox.
type InboxSettings struct {
	Capacity *InboxCapacity `json:"capacity,omitempty"` // nil: no limits

	UndoSeconds  *int   `json:"undo_seconds,omitempty"` // 0 to 60; nil means 10 (THR-24)
	AfterClose   string `json:"after_close,omitempty"`  // "next" (default), "previous" or "list"
	RemoteImages string `json:"remote_images,omitempty"`

	ChatTranscript ChatTranscript `json:"chat_transcript,omitzero"`
	CloseIdleChats bool           `json:"close_idle_chats,omitempty"` // CHAT-22
}

// ChatTranscript mails the visitor what was said when a chat is closed
// (CHAT-20).
type ChatTranscript struct {
	On      bool     `json:"on"`
	UserIDs []UserID `json:"user_ids,omitempty"` // who get a copy
}

// UndoDelay is how long a sent message waits before it leaves.
func (s InboxSettings) UndoDelay() time.Duration {
	if s.UndoSeconds == nil {
		return 10 * time.Second
	}
	return time.Duration(*s.UndoSeconds) * time.Second
}

// Admits reports whether u is a member: sees the inbox and answers in it.
func (in *Inbox) Admits(u *User) bool {
	if !u.Active() {
		return false
	}
	return in.Everyone || slices.Contains(in.UserIDs, u.ID) ||
		slices.ContainsFunc(in.TeamIDs, u.InTeam)
}

// Validate reports the first field that is wrong.
func (in *Inbox) Validate() error {
	name := strings.TrimSpace(in.Name)
	if name == "" || len(name) > 100 {
		return Invalidf("name", "give the inbox a name of at most 100 characters")
	}
	if s := in.Settings.UndoSeconds; s != nil && (*s < 0 || *s > 60) {
		return Invalidf("settings.undo_seconds", "choose between 0 and 60 seconds")
	}
	return nil
}
