package channel

import "parley/internal/parley"

// Relayed is what a message that an app hands in by its custom channel has
// beside others.
type Relayed struct {
	AppID     parley.AppID
	Thread    string           // what keeps messages together; never empty (MSG-13)
	Pair      string           // the key of a conversation that the team began with who is outside
	ThreadID  parley.ThreadID  // of the message that it answers; zero: unknown
	Type      string           // of the delivery identifier of who is outside
	ContactID parley.ContactID // who that is, where the app knows; zero: unknown
	UserID    parley.UserID    // who of the team wrote it, where it is ours
}

// Presented is a message as the public API shows it, for the app of its custom
// channel.
type Presented struct {
	PortalID  int64
	ThreadIDs []string // of the app's own
	Message   any
}
