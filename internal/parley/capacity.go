package parley

// Work is a kind of work that a person can only do so much of at once.
type Work string

// The kinds of work (ROUTE-13).
const (
	WorkMessaging Work = "messaging" // chat, Messenger, WhatsApp: somebody waits at the other end
	WorkCalling   Work = "calling"
	WorkEmail     Work = "email" // and whatever else can wait
)

// Works lists the kinds of work.
var Works = []Work{WorkMessaging, WorkCalling, WorkEmail}

// Work is the kind of work that conversations of a channel are.
func (c ChannelKind) Work() Work {
	switch c {
	case ChannelChat, ChannelMessenger, ChannelWhatsApp:
		return WorkMessaging
	case ChannelCall:
		return WorkCalling
	}
	return WorkEmail
}

// Load is how many open threads somebody has in an inbox, by kind of work.
type Load map[Work]int

// Total is the load of all kinds.
func (l Load) Total() int {
	n := 0
	for _, k := range l {
		n += k
	}
	return n
}

// Capacity is how much somebody is given at most; 0 is no limit.
type Capacity struct {
	Total     int `json:"total,omitempty"`
	Messaging int `json:"messaging,omitempty"`
	Calling   int `json:"calling,omitempty"`
	Email     int `json:"email,omitempty"`
}

// Of is the limit of one kind.
func (c Capacity) Of(w Work) int {
	switch w {
	case WorkMessaging:
		return c.Messaging
	case WorkCalling:
		return c.Calling
	}
	return c.Email
}

// Full reports whether one more of w would pass c, with the two numbers that
// say so: how many there are, of how many.
func (c Capacity) Full(l Load, w Work) (full bool, have, limit int) {
	if limit := c.Of(w); limit > 0 && l[w] >= limit {
		return true, l[w], limit
	}
	if n := l.Total(); c.Total > 0 && n >= c.Total {
		return true, n, c.Total
	}
	return false, 0, 0
}

// InboxCapacity is how much the members of an inbox are given in it (ROUTE-12).
// A help desk counts tickets, and may leave some out (ROUTE-13).
type InboxCapacity struct {
	Everyone Capacity            `json:"everyone"`
	Users    map[UserID]Capacity `json:"users,omitempty"` // in place of Everyone

	ExceptStages []string `json:"except_stages,omitempty"` // tickets at these do not count
	MaxAgeDays   int      `json:"max_age_days,omitempty"`  // older tickets do not count; 0: all do
}

// For is the capacity of one member.
func (c *InboxCapacity) For(id UserID) Capacity {
	if c == nil {
		return Capacity{}
	}
	if own, ok := c.Users[id]; ok {
		return own
	}
	return c.Everyone
}

// Forget drops the limits of one who is gone, and reports whether there were
// any.
func (c *InboxCapacity) Forget(id UserID) bool {
	if c == nil {
		return false
	}
	_, had := c.Users[id]
	delete(c.Users, id)
	return had
}
