package chat

import (
	"context"
	"net/url"
	"path"
	"strings"
	"time"

	"parley/internal/channel"
	"parley/internal/parley"
)

// chatflowView is a chatflow as the widget gets it.
type chatflowView struct {
	ID           string                      `json:"id"`
	Name         string                      `json:"name"`
	Language     string                      `json:"language"`
	Kind         string                      `json:"kind"`
	Look         lookView                    `json:"look"`
	Heading      headingView                 `json:"heading"`
	Welcome      string                      `json:"welcome"`
	Display      map[string]parley.ChatOnset `json:"display"`
	Availability availabilityView            `json:"availability"`
	EmailCapture parley.EmailCapture         `json:"email_capture"`
	Consent      parley.ConsentAsk           `json:"consent"`
	Attachments  bool                        `json:"attachments"`
	Knowledge    bool                        `json:"knowledge"`
	Rating       struct {
		On bool `json:"on"`
	} `json:"rating"`
	ErrorText     string `json:"error_text"`
	QueuePosition *int   `json:"queue_position"`
}

type lookView struct {
	Accent    string           `json:"accent"`
	Font      string           `json:"font"`
	Side      string           `json:"side"`
	Bottom    int              `json:"bottom"`
	Edge      int              `json:"edge"`
	Mobile    parley.ChatPlace `json:"mobile"`
	AvatarURL string           `json:"avatar_url"`
}

type headingView struct {
	Mode      string     `json:"mode"`
	Name      string     `json:"name"`
	Text      string     `json:"text"`
	AvatarURL string     `json:"avatar_url"`
	People    []faceView `json:"people"`
}

type availabilityView struct {
	State       string  `json:"state"`
	ReplyTime   string  `json:"reply_time"`
	Away        string  `json:"away"`
	ReturnsAt   *string `json:"returns_at"`
	AwayMessage string  `json:"away_message"`
}

// faceView is one of the team.
type faceView struct {
	ID        string `json:"id,omitempty"`
	Name      string `json:"name"`
	Initials  string `json:"initials"`
	Color     string `json:"color"`
	AvatarURL string `json:"avatar_url"`
	Available bool   `json:"available"`
	Meeting   string `json:"meeting_link,omitempty"`
}

func face(f channel.Face) faceView {
	return faceView{f.UserID.String(), f.Name, parley.Initials(f.Name), parley.ColorOf("user" + f.UserID.String()), avatarURL(f.AvatarHash), f.Available, f.Meeting}
}

func avatarURL(hash string) string {
	if hash == "" {
		return ""
	}
	return "/chat/avatars/" + hash
}

func faces(list []channel.Face) []faceView {
	out := make([]faceView, len(list))
	for i, f := range list {
		out[i] = face(f)
	}
	return out
}

// chatflow presents a chatflow to a guest.
func (s *Server) chatflow(ctx context.Context, scene *channel.Scene, g *channel.Guest, f *parley.Chatflow) (*chatflowView, error) {
	acct := scene.Accounts[f.AccountID]
	if acct == nil {
		return nil, parley.NotFoundf("there is no such chat")
	}
	front, err := s.Desk.Front(ctx, g, f)
	if err != nil {
		return nil, err
	}
	knowledge, err := s.knowledge(ctx, f)
	if err != nil {
		return nil, err
	}
	c, h := acct.Settings.Chat, f.Display.Heading
	v := &chatflowView{ID: f.ID.String(), Name: f.Name, Language: f.Language, Kind: f.Kind, Welcome: f.Build.Welcome, EmailCapture: f.Build.EmailCapture,
		Consent: f.Build.Consent, Attachments: c.Attachments, Knowledge: knowledge, ErrorText: f.Options.ErrorText,
		Look:    lookView{c.Accent, c.Font, c.Side, c.Bottom, c.Edge, c.Mobile, avatarURL(c.AvatarHash)},
		Heading: headingView{Mode: "people", Name: acct.Name, Text: h.Text, AvatarURL: avatarURL(h.AvatarHash), People: faces(front.People)},
		Display: map[string]parley.ChatOnset{"desktop": f.Display.Desktop, "mobile": f.Display.Mobile}, Availability: availability(c, front)}
	if h.Name != "" {
		v.Heading.Name = h.Name
	}
	if h.Mode == "custom" {
		v.Heading.Mode = "custom"
	}
	v.Rating.On = f.Options.Rating
	return v, nil
}

// availability presents whether somebody is there. While somebody is, nothing
// of being away is told.
func availability(c *parley.ChatSettings, front *channel.Front) availabilityView {
	if front.Available {
		return availabilityView{State: "available", ReplyTime: c.ReplyTime}
	}
	v := availabilityView{State: "away", Away: c.Away.Behaviour, AwayMessage: c.Away.Message}
	if c.Away.Returns || c.Away.Behaviour == "return_time" {
		v.ReturnsAt = when(front.ReturnsAt)
	}
	return v
}

// threadView is a conversation.
type threadView struct {
	ID          string     `json:"id"`
	Status      string     `json:"status"`
	Preview     string     `json:"preview"`
	Unread      int64      `json:"unread"`
	LastAt      *string    `json:"last_at"`
	People      []faceView `json:"people"`
	RatingAsked bool       `json:"rating_asked"`
}

func talk(t *channel.Talk) threadView {
	return threadView{t.Thread.ID.String(), string(t.Thread.Status), t.Thread.Preview, t.Unread, when(t.Thread.LatestMessageAt), faces(t.People), t.RatingAsked}
}

func talks(list []*channel.Talk) []threadView {
	out := make([]threadView, len(list))
	for i, t := range list {
		out[i] = talk(t)
	}
	return out
}

// messageView is one thing in a conversation.
type messageView struct {
	ID       string     `json:"id"`
	ClientID string     `json:"client_id"`
	ThreadID string     `json:"thread_id"`
	Seq      int64      `json:"seq"`
	At       *string    `json:"at"`
	From     string     `json:"from"`
	Author   *faceView  `json:"author"`
	Text     string     `json:"text"`
	HTML     *string    `json:"html"`
	Files    []fileView `json:"files"`
	Status   string     `json:"status"`
	Event    string     `json:"event"`
	Offer    *offerView `json:"offer,omitempty"`
}

type fileView struct {
	ID           string  `json:"id"`
	Name         string  `json:"name"`
	Size         int64   `json:"size"`
	ContentType  string  `json:"content_type"`
	URL          string  `json:"url"`
	ThumbnailURL *string `json:"thumbnail_url"`
}

// offerView are the quick replies that hang on a message (SDK-12).
type offerView struct {
	Replies []replyView `json:"replies"`
	Input   bool        `json:"input"`
	Several bool        `json:"several"`
}

type replyView struct {
	Value string `json:"value"`
	Label string `json:"label"`
	URL   bool   `json:"url"`
}

func offer(m *parley.Message) *offerView {
	e := m.Offer()
	if e == nil || m.Direction != parley.Outgoing {
		return nil
	}
	v := &offerView{Input: *e.AllowUserInput, Several: *e.AllowMultiSelect}
	for _, q := range e.QuickReplies {
		v.Replies = append(v.Replies, replyView{q.Value, q.Words(), q.ValueType == "URL"})
	}
	return v
}

func (s *Server) said(x *channel.Said) (messageView, error) {
	v := messageView{ThreadID: x.ThreadID.String(), Seq: x.Seq, At: when(x.At), From: "system", Status: "sent", Event: x.Event, Files: []fileView{}}
	if x.Author != nil {
		f := face(*x.Author)
		v.Author = &f
	}
	m := x.Message
	if m == nil {
		v.ID = "e" + parley.ThreadID(x.Seq).String()
		return v, nil
	}
	v.ID, v.Text = m.UID, m.Text
	switch {
	case x.Mine:
		v.From, v.ClientID = "visitor", m.ClientID
		if x.Read {
			v.Status = "read"
		}
	case m.Reason == "welcome":
		v.From = "welcome"
	case m.ActorKind == parley.ActorUser:
		v.From = "agent"
	}
	if x.HTML != "" {
		v.HTML = &x.HTML
	}
	v.Offer = offer(m)
	for _, f := range x.Files {
		fv, err := s.fileView(f)
		if err != nil {
			return v, err
		}
		v.Files = append(v.Files, fv)
	}
	return v, nil
}

// fileRef is what a link to a file says: whose link it was nobody can tell, and
// it ends (ATK-18).
type fileRef struct {
	ID      parley.AttachmentID `json:"i"`
	Expires int64               `json:"x"`
}

func (s *Server) fileView(f *parley.Attachment) (fileView, error) {
	token, err := s.Keys.give(placeFile, fileRef{f.ID, s.Now().Add(fileLife).Unix()})
	name := f.Name
	if name == "" {
		name = "file"
	}
	v := fileView{f.ID.String(), name, f.Size, f.ContentType, "/chat/files/" + token + "/" + url.PathEscape(strings.ReplaceAll(path.Base(name), "/", "_")), nil}
	if pictures[f.ContentType] {
		thumb := "/chat/thumbs/" + token
		v.ThumbnailURL = &thumb
	}
	return v, err
}

// positive is n, nil for zero.
func positive(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// when writes a time as RFC 3339 in UTC; nil for never.
func when(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format("2006-01-02T15:04:05.000Z")
	return &s
}
