package parley

import "strconv"

// Identifiers are 64-bit integers drawn from one place (package store), never
// reused, below 2^53 so that every client can hold them, and written as
// decimal strings on the wire. Each kind of thing has its own type, so that a
// contact cannot be passed for a user. Zero means none.
type (
	UserID            int64
	TeamID            int64
	InboxID           int64
	ChannelAccountID  int64
	ThreadID          int64
	MessageID         int64
	AttachmentID      int64
	ContactID         int64
	VisitorID         int64
	ChatflowID        int64
	TagID             int64
	ViewID            int64
	JobID             int64
	ArticleID         int64
	ArticleCategoryID int64
	AppID             int64
	RecordID          int64

	CustomChannelID       int64
	WebhookSubscriptionID int64
	WebhookEventID        int64
	FileID                int64
	FolderID              int64
)

func (id UserID) String() string            { return decimal(id) }
func (id TeamID) String() string            { return decimal(id) }
func (id InboxID) String() string           { return decimal(id) }
func (id ChannelAccountID) String() string  { return decimal(id) }
func (id ThreadID) String() string          { return decimal(id) }
func (id MessageID) String() string         { return decimal(id) }
func (id AttachmentID) String() string      { return decimal(id) }
func (id ContactID) String() string         { return decimal(id) }
func (id VisitorID) String() string         { return decimal(id) }
func (id ChatflowID) String() string        { return decimal(id) }
func (id TagID) String() string             { return decimal(id) }
func (id ViewID) String() string            { return decimal(id) }
func (id JobID) String() string             { return decimal(id) }
func (id ArticleID) String() string         { return decimal(id) }
func (id ArticleCategoryID) String() string { return decimal(id) }
func (id AppID) String() string             { return decimal(id) }
func (id RecordID) String() string          { return decimal(id) }
func (id FileID) String() string            { return decimal(id) }
func (id FolderID) String() string          { return decimal(id) }

func (id CustomChannelID) String() string       { return decimal(id) }
func (id WebhookSubscriptionID) String() string { return decimal(id) }
func (id WebhookEventID) String() string        { return decimal(id) }

func decimal[T ~int64](id T) string { return strconv.FormatInt(int64(id), 10) }

// ParseID reads a decimal identifier of any kind. Anything but a positive
// decimal number is an [Invalid] error that names field.
func ParseID[T ~int64](field, s string) (T, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 {
		return 0, Invalidf(field, "%q is not an identifier", s)
	}
	return T(n), nil
}
