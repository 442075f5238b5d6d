package parley

import "time"

// ThreadStatus is open or closed.
type ThreadStatus string

// The statuses of a thread.
const (
	ThreadOpen   ThreadStatus = "open"
	ThreadClosed ThreadStatus = "closed"
)

// BotState says whether a bot holds a thread.
type BotState string

// The states of a bot in a thread.
const (
	BotNone      BotState = "none"
	BotActive    BotState = "active"
	BotHandedOff BotState = "handed_off"
	BotTimedOut  BotState = "timed_out"
)

// LastAction says who spoke last in a thread, and how.
type LastAction string

// The last actions.
const (
	LastReceived  LastAction = "received"
	LastReplied   LastAction = "replied"
	LastForwarded LastAction = "forwarded"
)

// Thread is one conversation in one inbox. It holds all that a list row shows,
// so that lists never touch messages. Status, Spam, Trashed and Assignee are
// independent of each other. Zero times mean never.
type Thread struct {
	ID               ThreadID
	InboxID          InboxID
	Status           ThreadStatus
	Subject          string
	Preview          string // the newest customer-facing message in one line
	SenderName       string // as the one who started it is written, where there is no contact
	ParticipantCount int
	LastAction       LastAction
	Channel          ChannelKind // through which it began
	AccountID        ChannelAccountID
	ContactID        ContactID
	ContactDetached  bool     // a person took the contact off; it stays off (CRM-02)
	TicketID         RecordID // its ticket; several threads may have one (TIX-01)
	VisitorID        VisitorID

	AssigneeKind ActorKind // user, team or bot; empty for nobody
	AssigneeID   int64
	TeamID       TeamID // the owner group, kept when a member is picked
	EverAssigned bool   // a person has been assignee at some time

	Spam       bool
	SpamAt     time.Time
	SpamReason string
	Trashed    bool
	TrashedAt  time.Time

	SnoozedAt    time.Time // zero: not snoozed
	SnoozedUntil time.Time // zero while snoozed: until the next answer
	WokenAt      time.Time // came back at its time, and stood on top then (THR-25)

	OutboundOnly  bool // ours, and nobody has answered yet
	HasSent       bool // holds an outgoing e-mail
	HasAttachment bool
	Quarantined   bool
	BotState      BotState
	HadBot        bool

	CommentText   string // the newest comment, one line
	CommentAuthor UserID

	QueueRule string    // the rule that it waits for, by key
	QueuedSeq int64     // its place: lower ones come first; zero: it does not wait
	QueuedAt  time.Time // since when

	SLAGoal  SLAGoal // of its ticket: the goal that is due first
	SLAState SLAState
	SLADueAt time.Time

	LatestMessageAt       time.Time // max of the two below
	LatestReceivedAt      time.Time
	LatestSentAt          time.Time
	WaitingSince          time.Time // first unanswered message; zero when we spoke last
	LastVisitorActivityAt time.Time

	ActivitySeq int64 // the event of the newest message or comment by somebody; compared with a reader's cursor
	TagIDs      []TagID
	MergedInto  ThreadID
	CreatedAt   time.Time
	ClosedAt    time.Time
}

// Assignee returns who is responsible, or nobody.
func (th *Thread) Assignee() Actor { return Actor{Kind: th.AssigneeKind, ID: th.AssigneeID} }

// SetAssignee makes a responsible; the zero actor makes it nobody.
func (th *Thread) SetAssignee(a Actor) {
	th.AssigneeKind, th.AssigneeID = a.Kind, a.ID
	if a.Kind == ActorUser {
		th.EverAssigned = true
	}
}

// Live reports whether th is neither spam nor in the trash.
func (th *Thread) Live() bool { return !th.Spam && !th.Trashed && th.MergedInto == 0 }

// Held reports whether a bot has not handed th over.
func (th *Thread) Held() bool { return th.BotState == BotActive || th.BotState == BotTimedOut }

// Snoozed reports whether th sleeps.
func (th *Thread) Snoozed() bool { return !th.SnoozedAt.IsZero() }

// Enqueue lets th wait for a rule, at a place.
func (th *Thread) Enqueue(rule string, seq int64, at time.Time) {
	th.QueueRule, th.QueuedSeq, th.QueuedAt = rule, seq, at
}

// Dequeue ends the wait.
func (th *Thread) Dequeue() { th.Enqueue("", 0, time.Time{}) }

// Queued reports whether th waits to be given to somebody (ROUTE-22).
func (th *Thread) Queued() bool { return th.QueuedSeq != 0 }

// MayQueue reports whether th can wait: open, and nobody's in particular.
func (th *Thread) MayQueue() bool {
	return th.Live() && th.Status == ThreadOpen && !th.Snoozed() && (th.AssigneeKind == "" || th.AssigneeKind == ActorTeam)
}

// Participant is a party of a thread as written on its messages.
type Participant struct {
	ThreadID  ThreadID
	Address   string // lower case
	Name      string
	Role      string // from, to or cc where it was first seen
	ContactID ContactID
	Accepted  bool   // false: joined by an unauthenticated copy; not written to (ATK-11)
	Token     string // 128 random bits of the reply address bound to this party
}
