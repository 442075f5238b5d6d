package parley

import (
	"slices"
	"strings"
	"time"
)

// Permission is a right that a user holds beside membership of inboxes.
type Permission string

// The permissions (SET-08). A super admin holds all.
const (
	AccountAccess      Permission = "account_access" // inbox and channel settings, lists
	ManageAvailability Permission = "availability"
	EditChatflows      Permission = "chatflows"
	EditTemplates      Permission = "templates" // and snippets
	EditKnowledge      Permission = "knowledge" // help articles (CHAT-27)
	BulkDelete         Permission = "bulk_delete"
	DeleteForever      Permission = "delete_forever"
	ViewReports        Permission = "reports"
	ManageApps         Permission = "apps"
	ManageRecords      Permission = "records" // properties, pipelines, custom objects, import and export
	ManageUsers        Permission = "users"
)

// Permissions lists all of them in the order the interface shows.
var Permissions = []Permission{AccountAccess, ManageUsers, ManageAvailability, EditTemplates,
	EditKnowledge, EditChatflows, BulkDelete, DeleteForever, ViewReports, ManageRecords, ManageApps}

// Availability is whether a user takes new conversations.
type Availability string

// The availabilities.
const (
	Available Availability = "available"
	Away      Availability = "away"
)

// User is a person who answers.
type User struct {
	ID             UserID
	Email          string // lower case, unique
	FirstName      string
	LastName       string
	PasswordHash   string // argon2id; empty: cannot sign in by password
	TOTPSecret     []byte // sealed; empty: off
	RecoveryHashes []string
	SuperAdmin     bool
	Permissions    []Permission
	CanBeAssigned  bool
	Availability   Availability
	Language       string // "en" or "fr"
	Timezone       string // IANA name
	SignatureHTML  string
	MeetingLink    string
	AvatarHash     string
	Hours          []WeeklyHours
	OutOfOffice    []Period
	PrimaryTeamID  TeamID
	ExtraTeamIDs   []TeamID
	CreatedAt      time.Time
	InvitedAt      time.Time
	DeactivatedAt  time.Time
	RemovedAt      time.Time
	AvailabilityBy UserID                  // the colleague who set Availability; zero: the user or the schedule
	HoldsFrom      time.Time               // Availability holds from here,
	HoldsUntil     time.Time               // up to here; zero: nothing changes it by itself (ROUTE-16)
	RecordRights   map[string]RecordRights // by name of the kind of record; one that is not there: all
}

// Active reports whether u can sign in and be given work.
func (u *User) Active() bool { return u.DeactivatedAt.IsZero() && u.RemovedAt.IsZero() }

// Has reports whether u holds p.
func (u *User) Has(p Permission) bool {
	return u.Active() && (u.SuperAdmin || slices.Contains(u.Permissions, p))
}

// InTeam reports whether id is u's main team or one of the extra ones.
func (u *User) InTeam(id TeamID) bool {
	return id != 0 && (u.PrimaryTeamID == id || slices.Contains(u.ExtraTeamIDs, id))
}

// Name is how colleagues read u.
func (u *User) Name() string {
	if name := strings.TrimSpace(u.FirstName + " " + u.LastName); name != "" {
		return name
	}
	return u.Email
}

// Team is a group of users. Membership stands on the user.
type Team struct {
	ID        TeamID
	Name      string
	Spread    string // how a thread given to the team finds a member: "in_turn", "least_busy", or empty: members take it (ROUTE-04)
	CreatedAt time.Time
}

// OwnerID is what a user is called as the owner of records: another number
// than the user's, as programs written for HubSpot expect (CAPI-20).
type OwnerID int64

const ownerOffset = 500_000_000_000

// Owner is u as the owner of records.
func (id UserID) Owner() OwnerID { return OwnerID(id) + ownerOffset }

// User is who an owner is.
func (id OwnerID) User() UserID { return UserID(id - ownerOffset) }

func (id OwnerID) String() string { return decimal(id) }

// Scope is how far a right over records reaches.
type Scope string

// The scopes.
const (
	ScopeAll  Scope = "all"
	ScopeTeam Scope = "team" // what members of one's teams own
	ScopeOwn  Scope = "own"
	ScopeNone Scope = "none"
)

// RecordRights are what a user may do with the records of one kind. Empty
// means all.
type RecordRights struct {
	View   Scope `json:"view"`
	Edit   Scope `json:"edit"`
	Delete Scope `json:"delete"`
}

// RightsOver returns u's rights over the records of a kind. An activity is
// seen by whoever sees what it is about, so it has none of its own.
func (u *User) RightsOver(t *ObjectType) RecordRights {
	r := RecordRights{ScopeAll, ScopeAll, ScopeAll}
	if u.SuperAdmin || t.ID.Activity() {
		return r
	}
	given := u.RecordRights[t.Name]
	for _, x := range []struct{ to, from *Scope }{{&r.View, &given.View}, {&r.Edit, &given.Edit}, {&r.Delete, &given.Delete}} {
		if *x.from != "" {
			*x.to = *x.from
		}
	}
	return r
}
