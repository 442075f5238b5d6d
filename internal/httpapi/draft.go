package httpapi

import (
	"encoding/json"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
)

// Draft is what somebody is writing, as the editor keeps it.
type Draft struct {
	Mode             string       `json:"mode" enum:"reply,forward,comment,compose"`
	ChannelAccountID *string      `json:"channel_account_id"`
	To               []Party      `json:"to"`
	Cc               []Party      `json:"cc"`
	Bcc              []Party      `json:"bcc"`
	Subject          string       `json:"subject" maxLength:"900"`
	Text             string       `json:"text" maxLength:"2000000"`
	HTML             string       `json:"html" maxLength:"4000000"`
	Attachments      []Attachment `json:"attachments"`
	UpdatedAt        *string      `json:"updated_at"`
}

func presentDraft(d *store.Draft) Draft {
	out := Draft{}
	json.Unmarshal([]byte(d.Data), &out)
	out.UpdatedAt = when(d.UpdatedAt)
	return out
}

type draftInput struct {
	ThreadPath
	Body Draft
}

func (c *call) saveDraft(in *draftInput) error {
	id, err := in.id()
	if err != nil {
		return err
	}
	return c.keepDraft(id, in.Body.Mode, in.Body)
}

func (c *call) keepDraft(id parley.ThreadID, mode string, d Draft) error {
	data, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return c.s.DB.Write(c, func(tx *store.Tx) error {
		if id != 0 {
			may := auth.ActOnThread
			if mode == "comment" {
				may = auth.CommentOnThread
			}
			if _, _, err := may(&tx.Reader, c.User, id); err != nil {
				return err
			}
		}
		return tx.SetDraft(&store.Draft{UserID: c.User.ID, ThreadID: id, Mode: mode, Data: string(data), UpdatedAt: tx.Now})
	})
}

type draftPath struct {
	ThreadPath
	Mode string `query:"mode" enum:"reply,forward,comment" default:"reply"`
}

func (c *call) dropDraft(in *draftPath) error {
	id, err := in.id()
	if err != nil {
		return err
	}
	return c.s.DB.Write(c, func(tx *store.Tx) error {
		if _, _, err := auth.SeeThread(&tx.Reader, c.User, id); err != nil {
			return err
		}
		return tx.DropDraft(c.User.ID, id, in.Mode)
	})
}

// ComposeDraftPath names an unsent mail.
type ComposeDraftPath struct {
	ClientID string `path:"client_id" minLength:"8" maxLength:"64"`
}

type composeDraftInput struct {
	ComposeDraftPath
	Body Draft
}

// Drafts is what somebody is writing.
type Drafts struct {
	Drafts []ComposeDraft `json:"drafts"`
}

// ComposeDraft is an unsent new mail.
type ComposeDraft struct {
	ClientID string `json:"client_id"`
	Draft    Draft  `json:"draft"`
}

func (c *call) composeDrafts(*struct{}) (*Drafts, error) {
	list, err := c.s.DB.Read(c).Drafts(c.User.ID, 0)
	out := &Drafts{[]ComposeDraft{}}
	for _, d := range list {
		out.Drafts = append(out.Drafts, ComposeDraft{d.Mode[len("compose-"):], presentDraft(d)})
	}
	return out, err
}

func (c *call) saveComposeDraft(in *composeDraftInput) error {
	return c.keepDraft(0, "compose-"+in.ClientID, in.Body)
}

func (c *call) dropComposeDraft(in *ComposeDraftPath) error {
	return c.s.DB.Write(c, func(tx *store.Tx) error { return tx.DropDraft(c.User.ID, 0, "compose-"+in.ClientID) })
}
