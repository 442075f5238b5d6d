package parley

import "time"

// Visitor is somebody in the widget, known by a random key in a cookie of the
// page. A row begins with the first message, file or identification; who only
// looks leaves none.
type Visitor struct {
	ID            VisitorID
	Key           string // SHA-256 of the cookie's value, in hex
	Tracking      string // the page's tracking cookie
	Name          string
	Email         string // lower case; empty while unknown
	EmailVerified bool   // proved by a token of the site or an answer by mail; else only typed (CHAT-11)
	ContactID     ContactID
	Language      string // of the browser
	Timezone      string
	Device        string // "desktop", "mobile" or "tablet"
	Country       string // where a proxy tells
	PageURL       string // the last page seen
	PageTitle     string
	Referrer      string
	Views         int64
	SeenAt        time.Time // connected then; renewed each half minute
	CreatedAt     time.Time
}

// Chat is what a thread from the widget has beside other threads.
type Chat struct {
	ThreadID   ThreadID
	VisitorID  VisitorID
	ChatflowID ChatflowID
	PageURL    string // where it began
	PageTitle  string
	Language   string    // of the chatflow: what is mailed to the visitor is in it
	VisitorSeq int64     // the visitor has read up to this event
	TeamSeq    int64     // the team has
	MailedSeq  int64     // what was written up to here was mailed, as it stayed unread (CHAT-16)
	EmailedAt  time.Time // an agent went on by e-mail
	RatingAsk  bool      // the widget asks for a rating (CHAT-19)
	IdleAt     time.Time // nobody has written for the time set (CHAT-22)
}

// Rating is what a visitor thought of a conversation, once for each closing.
type Rating struct {
	ID         int64
	ThreadID   ThreadID
	VisitorID  VisitorID
	ChatflowID ChatflowID
	UserID     UserID // who had the thread when it was closed
	Score      int64  // 1 to 5
	Comment    string
	ClosedAt   time.Time // the closing that it is about
	CreatedAt  time.Time
}

// ChatConsent is a visitor's yes, with the words that were shown (CHAT-17).
type ChatConsent struct {
	ID         int64
	VisitorID  VisitorID
	ContactID  ContactID
	ChatflowID ChatflowID
	Text       string
	CreatedAt  time.Time
}
