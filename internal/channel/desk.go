package channel

import (
	"context"
	"io"
	"time"

	"parley/internal/parley"
)

// Desk is the house behind a chat adapter: who is there to answer, which pages
// the widget shows on, and what a visitor may see. Whatever is asked about a
// thread that is not the guest's own is [parley.NotFound].
type Desk interface {
	// Scene is what shows where. It is shared: change nothing in it.
	Scene(ctx context.Context) (*Scene, error)
	// Guest returns what is known of who holds a key; a Guest without a Visitor
	// for somebody who never wrote.
	Guest(ctx context.Context, key string) (*Guest, error)
	// Lists tells in which of some lists of contacts the guest is, by an address
	// that is proved.
	Lists(ctx context.Context, g *Guest, lists []int64) ([]int64, error)
	// Front is who stands behind a chatflow at this moment, as this guest sees it.
	Front(ctx context.Context, g *Guest, f *parley.Chatflow) (*Front, error)

	// Enter makes the row of a visitor who has none.
	Enter(ctx context.Context, v *parley.Visitor) (*parley.Visitor, error)
	// Identify makes the guest the contact whom the site vouches for.
	Identify(ctx context.Context, v *parley.Visitor, who Identity) (*parley.Visitor, error)
	// GiveEmail notes an address that was only typed (CHAT-11).
	GiveEmail(ctx context.Context, g *Guest, email string) error
	// Agree keeps a consent with the words shown (CHAT-17).
	Agree(ctx context.Context, g *Guest, f parley.ChatflowID, text string) error

	// Agreed reports whether the guest has consented in a chatflow before.
	Agreed(ctx context.Context, g *Guest, f parley.ChatflowID) (bool, error)

	// Head is the newest event: what is read afterwards holds all up to it.
	Head(ctx context.Context) (int64, error)
	// Talks are the guest's conversations, the most recent first.
	Talks(ctx context.Context, g *Guest) ([]*Talk, error)
	// Talk is one of them.
	Talk(ctx context.Context, g *Guest, id parley.ThreadID) (*Talk, error)
	// Said is a page of one before an event (the newest for zero), oldest first,
	// and whether there is more.
	Said(ctx context.Context, g *Guest, id parley.ThreadID, before int64, limit int) ([]*Said, bool, error)
	// Stored is what a message that was received became.
	Stored(ctx context.Context, g *Guest, res Result) (*Talk, *Said, error)
	// Read notes that the guest has read up to an event.
	Read(ctx context.Context, g *Guest, id parley.ThreadID, seq int64) error
	// Rate keeps what the guest thought of a closed conversation (CHAT-19).
	Rate(ctx context.Context, g *Guest, id parley.ThreadID, score int, comment string) error
	// Leave closes a conversation by the guest's wish.
	Leave(ctx context.Context, g *Guest, id parley.ThreadID) error

	// Keep stores a file that the guest will send.
	Keep(ctx context.Context, g *Guest, f File) (*parley.Attachment, error)
	// File opens a file by the id in a link of ours.
	File(ctx context.Context, id parley.AttachmentID) (*parley.Attachment, io.ReadSeekCloser, error)
	// Thumbnail draws a picture small.
	Thumbnail(ctx context.Context, id parley.AttachmentID) ([]byte, error)
	// Portrait is a photo of the team by its hash.
	Portrait(ctx context.Context, hash string) ([]byte, error)

	// Hint tells the team what a guest does who has no socket to say it on.
	Hint(g *Guest, h Hint)
	// Listen opens a line that begins after an event, -1 for now.
	Listen(ctx context.Context, g *Guest, after int64) (Line, error)
}

// Line is an open connection of a guest. Close it.
type Line interface {
	// Seq is the event that the line begins after.
	Seq() int64
	// Reset reports that too much was missed: the widget begins anew.
	Reset() bool
	// Next waits for news, at most for d; none is no error. A line that was too
	// slow, or whose guest changed, ends with [ErrMoved]: open another.
	Next(ctx context.Context, d time.Duration) ([]News, error)
	// Say tells the team where the guest is and in which thread it writes.
	Say(page Page, typing parley.ThreadID)
	Close()
}

// Hint is where a guest is, or that it writes.
type Hint struct {
	Page   *Page
	Typing parley.ThreadID
	On     bool
}

// ErrMoved ends a line that is to be opened again.
var ErrMoved = parley.Errorf(parley.Conflict, "open the line again")

// Page is where a visitor is.
type Page struct{ URL, Title string }

// Scene is what the widget can show.
type Scene struct {
	PortalID string
	Accounts map[parley.ChannelAccountID]*parley.ChannelAccount // active chat accounts
	Flows    []*parley.Chatflow                                 // active ones, by priority
}

// Guest is who holds a key.
type Guest struct {
	Key        string          // hash of the cookie's value
	Visitor    *parley.Visitor // nil before the first message
	Identified bool            // the site vouched for the guest in this very session (API-27)
	Contact    *parley.Contact // of a guest whose address is proved; nil for others
}

// Identity is what a site vouches for.
type Identity struct{ Email, FirstName, LastName string }

// Face is how the guest sees one of the team.
type Face struct {
	UserID     parley.UserID
	Name       string
	AvatarHash string
	Available  bool
	Meeting    string // a link by which to meet; may be empty (CHAT-26)
}

// Front is who stands behind a chatflow.
type Front struct {
	People    []Face
	Available bool
	ReturnsAt time.Time // zero where nobody knows
}

// Talk is a conversation as its guest sees it.
type Talk struct {
	Thread      *parley.Thread
	Chat        *parley.Chat
	Unread      int64
	People      []Face
	RatingAsked bool
	Place       int // among those that wait for somebody, from 1; zero: it does not wait (ROUTE-22)
}

// Said is one thing in a conversation: a message, or what happened ("closed",
// "joined", "left", "emailed").
type Said struct {
	Seq      int64
	At       time.Time
	ThreadID parley.ThreadID
	Message  *parley.Message // nil for what happened
	HTML     string          // cleaned; empty where Text says it all
	Files    []*parley.Attachment
	Author   *Face // of the team
	Event    string
	Mine     bool
	Read     bool // by the team
}

// News is one thing on a line. One of the fields beside Seq is set.
type News struct {
	Seq    int64 // zero for what stands in no log
	Said   *Said
	Talk   *Talk
	Read   *ReadMark // by the team
	Typing *Typing
	Email  string // now known
	Queue  *QueuePlace
}

// QueuePlace is how many conversations are served before one, and it; zero: it
// waits no more.
type QueuePlace struct {
	ThreadID parley.ThreadID
	Place    int
}

// ReadMark is how far somebody has read.
type ReadMark struct {
	ThreadID parley.ThreadID
	Seq      int64
}

// Typing is one of the team who began or ceased to write.
type Typing struct {
	ThreadID parley.ThreadID
	Who      Face
	On       bool
}
