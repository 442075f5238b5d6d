package parley

import (
	"strings"
	"time"
)

// Contact is a person outside with whom the team talks.
type Contact struct {
	ID         ContactID
	FirstName  string
	LastName   string
	Email      string // primary, lower case; empty when unknown
	Phone      string
	Company    string
	Language   string
	Timezone   string
	OwnerID    UserID
	MergedInto ContactID
	CreatedAt  time.Time
	UpdatedAt  time.Time
	ArchivedAt time.Time
}

// Name is how the team reads c: the name, else the address.
func (c *Contact) Name() string {
	if name := strings.TrimSpace(c.FirstName + " " + c.LastName); name != "" {
		return name
	}
	return c.Email
}

// SplitName makes a first and last name of one as written on a message. A name
// that is only the address again gives nothing.
func SplitName(name, address string) (first, last string) {
	name = strings.Join(strings.Fields(strings.Trim(name, `"' `)), " ")
	if name == "" || strings.EqualFold(name, address) {
		return "", ""
	}
	if before, after, ok := strings.Cut(name, ", "); ok && !strings.Contains(after, ",") {
		return after, before
	}
	if i := strings.LastIndexByte(name, ' '); i > 0 {
		return name[:i], name[i+1:]
	}
	return name, ""
}
