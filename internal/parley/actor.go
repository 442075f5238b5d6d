package parley

// ActorKind is the kind of party that does things.
type ActorKind string

// The kinds of actor.
const (
	ActorUser        ActorKind = "user"
	ActorTeam        ActorKind = "team" // only as assignee
	ActorBot         ActorKind = "bot"
	ActorContact     ActorKind = "contact"
	ActorVisitor     ActorKind = "visitor"
	ActorIntegration ActorKind = "integration"
	ActorSystem      ActorKind = "system"
)

// Actor is who did a thing. The zero value is nobody.
type Actor struct {
	Kind ActorKind `json:"kind"`
	ID   int64     `json:"id"`
}

// System is the actor of what happens by itself.
var System = Actor{Kind: ActorSystem}

// ByUser returns the actor of a user.
func ByUser(id UserID) Actor { return Actor{Kind: ActorUser, ID: int64(id)} }

// UserID returns the user that a is, or zero.
func (a Actor) UserID() UserID {
	if a.Kind != ActorUser {
		return 0
	}
	return UserID(a.ID)
}

// None reports whether a is nobody.
func (a Actor) None() bool { return a.Kind == "" }
