package httpapi

import (
	"parley/internal/live"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/visitor"
)

// Visitor is who stands behind a chat.
type Visitor struct {
	ID            string       `json:"id"`
	Online        bool         `json:"online"`
	Typing        bool         `json:"typing"`
	Page          *VisitorPage `json:"page" doc:"Where the visitor is, or was last"`
	Began         *VisitorPage `json:"began" doc:"Where the conversation began"`
	Name          string       `json:"name"`
	Email         string       `json:"email"`
	EmailVerified bool         `json:"email_verified" doc:"False: only typed by the visitor"`
	Language      string       `json:"language"`
	Timezone      string       `json:"timezone"`
	Device        string       `json:"device"`
	Country       string       `json:"country"`
	Referrer      string       `json:"referrer"`
	FirstSeenAt   *string      `json:"first_seen_at"`
	LastSeenAt    *string      `json:"last_seen_at"`
	ChatflowID    *string      `json:"chatflow_id"`
	ChatflowName  string       `json:"chatflow_name"`
	EmailedAt     *string      `json:"emailed_at" doc:"The chat goes on by e-mail since"`
	ReadSeq       int64        `json:"read_seq" doc:"The visitor has read up to here"`
	QueuePosition *int         `json:"queue_position"`
	Ratings       []Rating     `json:"ratings"`
	Consents      []Consent    `json:"consents"`
}

// VisitorPage is a page of the site.
type VisitorPage struct {
	URL   string `json:"url"`
	Title string `json:"title"`
}

// Rating is what the visitor thought of the conversation.
type Rating struct {
	Score   int64   `json:"score"`
	Comment string  `json:"comment"`
	UserID  *string `json:"user_id" doc:"Who had the conversation"`
	At      *string `json:"at"`
}

// Consent is a visitor's yes with the words that were shown.
type Consent struct {
	Text string  `json:"text"`
	At   *string `json:"at"`
}

// visitor presents who stands behind a thread; nil where it is no chat.
func (c *call) visitor(r *store.Reader, th *parley.Thread) (*Visitor, error) {
	if th.VisitorID == 0 {
		return nil, nil
	}
	v, err := r.Visitor(th.VisitorID)
	if parley.KindOf(err) == parley.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	now := c.s.Hub.VisitorAt(v.ID, th.ID)
	out := &Visitor{ID: v.ID.String(), Online: now.Online, Typing: now.Typing, Page: visitorPage(v.PageURL, v.PageTitle), Name: v.Name, Email: v.Email,
		EmailVerified: v.EmailVerified, Language: v.Language, Timezone: v.Timezone, Device: v.Device, Country: v.Country, Referrer: v.Referrer,
		FirstSeenAt: when(v.CreatedAt), LastSeenAt: when(v.SeenAt), Ratings: []Rating{}, Consents: []Consent{}}
	if p := visitorPage(now.Page.URL, now.Page.Title); p != nil {
		out.Page = p
	}
	if th.Queued() {
		place, err := r.QueuePosition(th.ID)
		if err != nil {
			return nil, err
		}
		out.QueuePosition = &place
	}
	if err := out.addChat(r, th.ID); err != nil {
		return nil, err
	}
	ratings, err := r.Ratings(th.ID)
	if err != nil {
		return nil, err
	}
	for _, x := range ratings {
		out.Ratings = append(out.Ratings, Rating{x.Score, x.Comment, optionalID(x.UserID), when(x.CreatedAt)})
	}
	consents, err := r.Consents(v.ID)
	for _, x := range consents {
		out.Consents = append(out.Consents, Consent{x.Text, when(x.CreatedAt)})
	}
	return out, err
}

func visitorPage(url, title string) *VisitorPage {
	if url == "" {
		return nil
	}
	return &VisitorPage{url, title}
}

func (v *Visitor) addChat(r *store.Reader, id parley.ThreadID) error {
	chat, err := r.Chat(id)
	if chat == nil || err != nil {
		return err
	}
	v.Began, v.EmailedAt, v.ReadSeq, v.ChatflowID = visitorPage(chat.PageURL, chat.PageTitle), when(chat.EmailedAt), chat.VisitorSeq, optionalID(chat.ChatflowID)
	if f, err := r.Chatflow(chat.ChatflowID); err == nil {
		v.ChatflowName = f.Name
	} else if parley.KindOf(err) != parley.NotFound {
		return err
	}
	return nil
}

func visitorFrame(p *live.VisitorPresence) Frame {
	return Frame{T: "visitor", ThreadID: p.ThreadID.String(), Online: &p.Online, Typing: &p.Typing, Page: visitorPage(p.Page.URL, p.Page.Title)}
}

// chatReply is what an answer in a chat starts from: the widget, or the
// visitor's address once the chat goes on by e-mail or the visitor last wrote by
// it.
func chatReply(r *store.Reader, th *parley.Thread, t *Thread) error {
	accounts, err := r.ChannelAccounts(th.InboxID)
	if err != nil {
		return err
	}
	last, err := r.LastMessage(th.ID, parley.Incoming)
	if err != nil {
		return err
	}
	chat, err := r.Chat(th.ID)
	if err != nil {
		return err
	}
	v, err := r.Visitor(th.VisitorID)
	if err != nil {
		return err
	}
	d := DefaultReply{To: []Party{}, Cc: []Party{}}
	mailed := chat != nil && v.Email != "" && (!chat.EmailedAt.IsZero() || last != nil && last.Channel == parley.ChannelEmail)
	for _, a := range accounts {
		fits := a.ID == th.AccountID
		if mailed {
			fits = a.Channel == parley.ChannelEmail && d.ChannelAccountID == nil
		}
		if fits && a.Active {
			d.ChannelAccountID = optionalID(a.ID)
		}
	}
	if mailed {
		d.To = append(d.To, Party{Name: v.Name, Address: v.Email})
		if d.Subject, err = visitor.MailSubject(r, th, chat); err != nil {
			return err
		}
	}
	if d.ChannelAccountID == nil {
		reason := "no_account"
		t.CannotSendReason = &reason
	}
	t.DefaultReply = d
	return nil
}

// switchToEmail lets a chat go on by e-mail: answers go to the visitor's
// address from now on, the first with what was said so far at its end.
func (c *call) switchToEmail(in *ThreadPath) (*Thread, error) {
	err := c.actOn(*in, func(tx *store.Tx, th *parley.Thread) error { return visitor.GoOnByEmail(tx, c.Actor(), th) })
	if err != nil {
		return nil, err
	}
	return c.freshThread(in)
}

func (c *call) freshThread(in *ThreadPath) (*Thread, error) {
	open, err := c.openThread(in)
	if err != nil {
		return nil, err
	}
	return &open.Thread, nil
}

// adopt makes the visitor behind a thread the contact that was put on it.
func adopt(tx *store.Tx, th *parley.Thread, contact *parley.Contact) error {
	if err := visitor.Adopt(tx, th, contact); err != nil {
		return err
	}
	th.ContactID, th.ContactDetached = contact.ID, false
	return nil
}
