package parley

import "time"

// EventKind names a fact in the past tense.
type EventKind string

// The facts of a thread. Those a person reads in the history carry the reason
// in their data.
const (
	ThreadCreated    EventKind = "thread.created"
	ThreadAssigned   EventKind = "thread.assigned"
	ThreadUnassigned EventKind = "thread.unassigned"
	ThreadRouted     EventKind = "thread.routed"
	ThreadWasClosed  EventKind = "thread.closed"
	ThreadReopened   EventKind = "thread.reopened"
	ThreadSnoozed    EventKind = "thread.snoozed"
	ThreadWoken      EventKind = "thread.woken"
	ThreadTagged     EventKind = "thread.tagged"
	ThreadUntagged   EventKind = "thread.untagged"
	ThreadMoved      EventKind = "thread.moved"
	ThreadSpammed    EventKind = "thread.spammed"
	ThreadUnspammed  EventKind = "thread.unspammed"
	ThreadBlocked    EventKind = "thread.blocked"
	ThreadUnblocked  EventKind = "thread.unblocked"
	ThreadTrashed    EventKind = "thread.trashed"
	ThreadRestored   EventKind = "thread.restored"
	ThreadPurged     EventKind = "thread.purged"
	ThreadMerged     EventKind = "thread.merged"
	ThreadUnmerged   EventKind = "thread.unmerged"
	ThreadSplit      EventKind = "thread.split"
	ThreadUnsplit    EventKind = "thread.unsplit"
	ThreadRead       EventKind = "thread.read"
	ThreadFollowed   EventKind = "thread.followed"
	ThreadUnfollowed EventKind = "thread.unfollowed"
	ThreadContact    EventKind = "thread.contact_changed"
	ThreadEmailed    EventKind = "thread.emailed" // a chat goes on by e-mail
	ThreadRated      EventKind = "thread.rated"
	// ThreadMeetingAnswered is a guest's answer to an invitation of the team's.
	ThreadMeetingAnswered EventKind = "thread.meeting_answered"
	ThreadIdle            EventKind = "thread.idle" // nobody has written for the time set
	ThreadTicketed        EventKind = "thread.ticket_created"
	ThreadJoined          EventKind = "thread.ticket_joined" // to a ticket that was there
	ThreadDueSoon         EventKind = "thread.sla_due_soon"
	ThreadOverdue         EventKind = "thread.sla_overdue"
	ThreadChanged         EventKind = "thread.changed" // contact, participants, draft, reminder: rows repaint, history stays quiet

	MessageArrived  EventKind = "message.received"
	MessageWritten  EventKind = "message.created" // outgoing
	MessageChanged  EventKind = "message.changed" // status
	MessageWithdrew EventKind = "message.withdrawn"
	CommentCreated  EventKind = "comment.created"
	CommentEdited   EventKind = "comment.edited"
	CommentDeleted  EventKind = "comment.deleted"
)

// Event is a fact that happened, numbered without gaps in the order of
// commits. Data holds identifiers and names of fields, never personal values.
type Event struct {
	Seq       int64
	At        time.Time
	ActorKind ActorKind
	ActorID   int64
	Kind      EventKind
	ThreadID  ThreadID
	InboxID   InboxID
	Object    string // what changed where it is no thread: "user", "inbox" …
	ObjectID  int64
	Data      map[string]any
}

// Actor returns who did it.
func (e *Event) Actor() Actor { return Actor{Kind: e.ActorKind, ID: e.ActorID} }
