package httpapi

import (
	"cmp"
	"strings"

	"parley/internal/channel"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// ChatOptions are what chat alone is wired with.
type ChatOptions struct {
	// PreviewChat returns the address of a page that shows a chatflow and keeps
	// nothing.
	PreviewChat func(f *parley.Chatflow) (string, error)
	// VouchFor makes the token by which a site tells the widget who a visitor is.
	VouchFor func(who channel.Identity) (string, error)
}

// Chatflow says where a widget shows, to whom, and what it says.
type Chatflow struct {
	ID        string                 `json:"id"`
	Kind      string                 `json:"kind" enum:"live_chat"`
	Name      string                 `json:"name"`
	AccountID string                 `json:"account_id"`
	InboxID   string                 `json:"inbox_id" doc:"Of the account"`
	Language  string                 `json:"language"`
	Active    bool                   `json:"active"`
	Position  int64                  `json:"position" doc:"The lowest that fits shows"`
	Build     parley.ChatflowBuild   `json:"build"`
	Target    parley.ChatflowTarget  `json:"target"`
	Display   ChatflowDisplay        `json:"display"`
	Options   parley.ChatflowOptions `json:"options"`
	UpdatedAt *string                `json:"updated_at"`
}

// ChatflowDisplay is how the chat shows itself.
type ChatflowDisplay struct {
	Heading ChatHeading      `json:"heading"`
	Desktop parley.ChatOnset `json:"desktop"`
	Mobile  parley.ChatOnset `json:"mobile"`
}

// ChatHeading is who stands on top of the chat.
type ChatHeading struct {
	Mode       string   `json:"mode" enum:"people,owner,custom"`
	UserIDs    []string `json:"user_ids,omitempty" maxItems:"200"`
	TeamIDs    []string `json:"team_ids,omitempty" maxItems:"200"`
	Name       string   `json:"name,omitempty" maxLength:"100"`
	Text       string   `json:"text,omitempty" maxLength:"300"`
	AvatarHash string   `json:"avatar_hash,omitempty" maxLength:"64"`
}

// ChatflowInput is a chatflow as it is edited; what is left out stays.
type ChatflowInput struct {
	Name      *string                 `json:"name,omitempty" maxLength:"100"`
	Kind      *string                 `json:"kind,omitempty" enum:"live_chat"`
	AccountID *string                 `json:"account_id,omitempty"`
	Language  *string                 `json:"language,omitempty" maxLength:"10"`
	Active    *bool                   `json:"active,omitempty"`
	Build     *parley.ChatflowBuild   `json:"build,omitempty"`
	Target    *parley.ChatflowTarget  `json:"target,omitempty"`
	Display   *ChatflowDisplay        `json:"display,omitempty"`
	Options   *parley.ChatflowOptions `json:"options,omitempty"`
}

// apply writes what was given over f.
func (in *ChatflowInput) apply(f *parley.Chatflow) error {
	if in.Name != nil {
		f.Name = *in.Name
	}
	if in.Language != nil {
		f.Language = *in.Language
	}
	if in.Active != nil {
		f.Active = *in.Active
	}
	if in.Build != nil {
		f.Build = *in.Build
	}
	if in.Target != nil {
		f.Target = *in.Target
	}
	if in.Options != nil {
		f.Options = *in.Options
	}
	if in.AccountID != nil {
		id, err := parley.ParseID[parley.ChannelAccountID]("account_id", *in.AccountID)
		if err != nil {
			return err
		}
		f.AccountID = id
	}
	if in.Display == nil {
		return nil
	}
	h := in.Display.Heading
	users, err := parseIDs[parley.UserID]("display.heading.user_ids", h.UserIDs)
	if err != nil {
		return err
	}
	teams, err := parseIDs[parley.TeamID]("display.heading.team_ids", h.TeamIDs)
	if err != nil {
		return err
	}
	f.Display = parley.ChatflowDisplay{Heading: parley.ChatHeading{Mode: h.Mode, UserIDs: users, TeamIDs: teams, Name: h.Name, Text: h.Text, AvatarHash: h.AvatarHash},
		Desktop: in.Display.Desktop, Mobile: in.Display.Mobile}
	return nil
}

func presentChatflow(r *store.Reader, f *parley.Chatflow) (*Chatflow, error) {
	out := &Chatflow{ID: f.ID.String(), Kind: f.Kind, Name: f.Name, AccountID: f.AccountID.String(), Language: f.Language, Active: f.Active, Position: f.Position,
		Build: f.Build, Target: f.Target, Options: f.Options, UpdatedAt: when(f.UpdatedAt), Display: ChatflowDisplay{Desktop: f.Display.Desktop, Mobile: f.Display.Mobile}}
	h := f.Display.Heading
	out.Display.Heading = ChatHeading{h.Mode, ids(h.UserIDs), ids(h.TeamIDs), h.Name, h.Text, h.AvatarHash}
	acct, err := r.ChannelAccount(f.AccountID)
	if err == nil {
		out.InboxID = acct.InboxID.String()
	} else if parley.KindOf(err) == parley.NotFound {
		err = nil
	}
	return out, err
}

// ChatflowList is all chatflows by priority.
type ChatflowList struct {
	Chatflows []Chatflow `json:"chatflows"`
	PortalID  string     `json:"portal_id" doc:"Of the line of script that host pages carry"`
	Script    string     `json:"script" doc:"That line"`
}

func (c *call) chatflows(*struct{}) (*ChatflowList, error) {
	r := c.s.DB.Read(c)
	all, err := r.Chatflows()
	if err != nil {
		return nil, err
	}
	out := &ChatflowList{Chatflows: []Chatflow{}}
	for _, f := range all {
		p, err := presentChatflow(r, f)
		if err != nil {
			return nil, err
		}
		out.Chatflows = append(out.Chatflows, *p)
	}
	if a, err := r.Account(); err == nil && a != nil {
		out.PortalID = a.PortalID()
		out.Script = `<script id="hs-script-loader" async src="` + strings.TrimSuffix(c.s.BaseURL, "/") + "/" + out.PortalID + `.js"></script>`
	}
	return out, nil
}

func (c *call) oneChatflow(in *idPath) (*Chatflow, error) {
	r := c.s.DB.Read(c)
	id, err := parley.ParseID[parley.ChatflowID]("id", in.ID)
	if err != nil {
		return nil, err
	}
	f, err := r.Chatflow(id)
	if err != nil {
		return nil, err
	}
	return presentChatflow(r, f)
}

type newChatflowInput struct{ Body ChatflowInput }

func (c *call) newChatflow(in *newChatflowInput) (*Chatflow, error) {
	f := parley.NewChatflow("", "en", "")
	if err := in.Body.apply(f); err != nil {
		return nil, err
	}
	if err := c.write(func(tx *store.Tx) error { return settings.CreateChatflow(tx, c.Actor(), f) }); err != nil {
		return nil, err
	}
	return presentChatflow(c.s.DB.Read(c), f)
}

// changeChatflow runs a verb on a chatflow and presents what became of it.
func (c *call) changeChatflow(path string, fn func(tx *store.Tx, f *parley.Chatflow) (*parley.Chatflow, error)) (*Chatflow, error) {
	id, err := parley.ParseID[parley.ChatflowID]("id", path)
	if err != nil {
		return nil, err
	}
	var f *parley.Chatflow
	err = c.write(func(tx *store.Tx) error {
		if f, err = tx.Chatflow(id); err != nil {
			return err
		}
		f, err = fn(tx, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	return presentChatflow(c.s.DB.Read(c), f)
}

type chatflowInput struct {
	ID   string `path:"id"`
	Body ChatflowInput
}

func (c *call) updateChatflow(in *chatflowInput) (*Chatflow, error) {
	return c.changeChatflow(in.ID, func(tx *store.Tx, f *parley.Chatflow) (*parley.Chatflow, error) {
		if err := in.Body.apply(f); err != nil {
			return nil, err
		}
		return f, settings.UpdateChatflow(tx, c.Actor(), f)
	})
}

func (c *call) deleteChatflow(in *idPath) error {
	_, err := c.changeChatflow(in.ID, func(tx *store.Tx, f *parley.Chatflow) (*parley.Chatflow, error) {
		return f, settings.DeleteChatflow(tx, c.Actor(), f)
	})
	return err
}

type cloneChatflowInput struct {
	ID   string `path:"id"`
	Body struct {
		Name string `json:"name,omitempty" maxLength:"100"`
	}
}

func (c *call) cloneChatflow(in *cloneChatflowInput) (*Chatflow, error) {
	return c.changeChatflow(in.ID, func(tx *store.Tx, f *parley.Chatflow) (*parley.Chatflow, error) {
		return settings.CloneChatflow(tx, c.Actor(), f, cmp.Or(in.Body.Name, f.Name+" (2)"))
	})
}

type orderChatflowsInput struct {
	Body struct {
		IDs []string `json:"ids" maxItems:"500"`
	}
}

func (c *call) orderChatflows(in *orderChatflowsInput) error {
	order, err := parseIDs[parley.ChatflowID]("ids", in.Body.IDs)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error { return settings.OrderChatflows(tx, c.Actor(), order) })
}

// ChatPreview is where a draft can be tried.
type ChatPreview struct {
	URL string `json:"url"`
}

// previewChatflow shows a chatflow as it is in the editor. It stores nothing.
func (c *call) previewChatflow(in *chatflowInput) (*ChatPreview, error) {
	id, err := parley.ParseID[parley.ChatflowID]("id", in.ID)
	if err != nil {
		return nil, err
	}
	if c.s.PreviewChat == nil {
		return nil, parley.Errorf(parley.Unavailable, "chat cannot be shown here")
	}
	r := c.s.DB.Read(c)
	f, err := r.Chatflow(id)
	if err != nil {
		return nil, err
	}
	if err := in.Body.apply(f); err != nil {
		return nil, err
	}
	if err := settings.CheckChatflow(r, f); err != nil {
		return nil, err
	}
	url, err := c.s.PreviewChat(f)
	return &ChatPreview{url}, err
}

type visitorTokenInput struct {
	Body struct {
		Email     string `json:"email" maxLength:"254"`
		FirstName string `json:"first_name,omitempty" maxLength:"100"`
		LastName  string `json:"last_name,omitempty" maxLength:"100"`
	}
}

// VisitorToken vouches for a visitor of the site.
type VisitorToken struct {
	Token string `json:"token" doc:"For the widget, with the same address; good for twelve hours"`
}

// visitorToken makes a token for a visitor whom the site has signed in
// (API-27).
func (c *call) visitorToken(in *visitorTokenInput) (*VisitorToken, error) {
	email := strings.ToLower(strings.TrimSpace(in.Body.Email))
	if err := settings.CheckAddress("email", email); err != nil {
		return nil, err
	}
	if c.s.VouchFor == nil {
		return nil, parley.Errorf(parley.Unavailable, "chat cannot be reached here")
	}
	token, err := c.s.VouchFor(channel.Identity{Email: email, FirstName: strings.TrimSpace(in.Body.FirstName), LastName: strings.TrimSpace(in.Body.LastName)})
	return &VisitorToken{token}, err
}
