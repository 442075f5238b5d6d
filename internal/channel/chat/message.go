package chat

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"parley/internal/channel"
	"parley/internal/parley"
)

// Bounds of a message (CHAT-25).
const (
	maxText  = 5000 // characters
	maxFiles = 10
)

type messageRequest struct {
	ClientID   string   `json:"client_id"`
	ThreadID   string   `json:"thread_id"`
	ChatflowID string   `json:"chatflow_id"`
	Text       string   `json:"text"`
	FileIDs    []string `json:"file_ids"`
	Page       pageBody `json:"page"`
	Email      string   `json:"email"`
	Consent    string   `json:"consent"`
	Choice     *struct {
		MessageID string   `json:"message_id"`
		Values    []string `json:"values"`
	} `json:"choice"`
}

type pageBody struct {
	URL   string `json:"url"`
	Title string `json:"title"`
}

type messageAnswer struct {
	Thread  threadView  `json:"thread"`
	Message messageView `json:"message"`
}

// message takes what a visitor wrote. The answer comes once it is on disk; the
// same client id again gives the same answer.
func (s *Server) message(c *call) (any, error) {
	var in messageRequest
	if err := decode(c.w, c.Request, &in); err != nil {
		return nil, err
	}
	inbound, err := s.inbound(c, &in)
	if err != nil {
		return nil, err
	}
	if c.ticket.Preview != nil {
		return s.previewMessage(&in), nil
	}
	if in.Email != "" {
		if err := s.giveEmail(c.Context(), c, in.Email); err != nil {
			return nil, err
		}
	}
	res, err := s.Sink.Receive(c.Context(), inbound)
	if err != nil {
		return nil, err
	}
	g, err := s.guest(c.Request, c.ticket)
	if err != nil {
		return nil, err
	}
	t, x, err := s.Desk.Stored(c.Context(), g, res)
	if err != nil {
		return nil, err
	}
	out := messageAnswer{Thread: talk(t)}
	out.Message, err = s.said(x)
	return out, err
}

// inbound checks a message and brings it into the form of all channels.
func (s *Server) inbound(c *call, in *messageRequest) (*channel.Inbound, error) {
	in.Text = strings.TrimSpace(in.Text)
	switch {
	case len(in.ClientID) < 8 || len(in.ClientID) > 64:
		return nil, parley.Invalidf("client_id", "give an id of 8 to 64 characters")
	case in.Text == "" && len(in.FileIDs) == 0 && in.Choice == nil:
		return nil, parley.Invalidf("text", "write something, or attach a file")
	case utf8.RuneCountInString(in.Text) > maxText:
		return nil, &parley.Error{Kind: parley.Invalid, Field: "text", Code: "text_too_long", Message: "a message may have " + strconv.Itoa(maxText) + " characters"}
	case len(in.FileIDs) > maxFiles:
		return nil, parley.Invalidf("file_ids", "at most %d files", maxFiles)
	}
	scene, err := s.Desk.Scene(c.Context())
	if err != nil {
		return nil, err
	}
	visit := &channel.Visit{Visitor: c.ticket.visitor(), ClientID: in.ClientID, PageURL: clip(in.Page.URL, 1000), PageTitle: clip(in.Page.Title, 200), Consent: clip(in.Consent, 2000)}
	if in.Choice != nil {
		visit.Choice = &channel.Choice{Message: in.Choice.MessageID, Values: in.Choice.Values}
	}
	for _, id := range in.FileIDs {
		n, err := parley.ParseID[parley.AttachmentID]("file_ids", id)
		if err != nil {
			return nil, err
		}
		visit.FileIDs = append(visit.FileIDs, n)
	}
	out := &channel.Inbound{Channel: parley.ChannelChat, Key: "chat:" + c.ticket.Key + ":" + in.ClientID, Text: in.Text, Reply: in.Text, Visit: visit}
	if in.ThreadID != "" {
		return out, s.continuing(c, in, out)
	}
	return out, s.beginning(c, scene, out)
}

// continuing goes on in a thread of the guest's.
func (s *Server) continuing(c *call, in *messageRequest, out *channel.Inbound) error {
	id, err := parley.ParseID[parley.ThreadID]("thread_id", in.ThreadID)
	if err != nil {
		return err
	}
	if c.ticket.Preview != nil {
		return nil
	}
	t, err := s.Desk.Talk(c.Context(), c.guest, id)
	if err != nil {
		return err
	}
	out.Visit.ThreadID, out.AccountID, out.Visit.ChatflowID = id, t.Thread.AccountID, t.Chat.ChatflowID
	return nil
}

// beginning opens a thread by the session's chatflow, after the consent that it
// asks for.
func (s *Server) beginning(c *call, scene *channel.Scene, out *channel.Inbound) error {
	flow := flowOf(scene, c.ticket)
	if flow == nil {
		return &parley.Error{Kind: parley.Conflict, Code: "no_chatflow", Message: "this chat is closed at the moment: reload the page"}
	}
	if flow.Build.Consent.Mode == "required" && out.Visit.Consent == "" {
		agreed, err := s.Desk.Agreed(c.Context(), c.guest, flow.ID)
		if err != nil {
			return err
		}
		if !agreed {
			return &parley.Error{Kind: parley.Invalid, Field: "consent", Code: "consent_required", Message: "please agree first"}
		}
	}
	out.AccountID, out.Visit.ChatflowID, out.Visit.Language, out.Visit.Welcome = flow.AccountID, flow.ID, flow.Language, flow.Build.Welcome
	return nil
}

// giveEmail notes a typed address, making the visitor's row first.
func (s *Server) giveEmail(ctx context.Context, c *call, email string) error {
	v, err := s.Desk.Enter(ctx, c.ticket.visitor())
	if err != nil {
		return err
	}
	c.guest.Visitor = v
	return s.Desk.GiveEmail(ctx, c.guest, email)
}
