package httpapi

import (
	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// InboxList is the inboxes that the reader sees, archived ones too.
type InboxList struct {
	Inboxes []Inbox `json:"inboxes"`
}

func (c *call) inboxes(*struct{}) (*InboxList, error) {
	r := c.s.DB.Read(c)
	list, err := auth.Inboxes(r, c.User)
	if err != nil {
		return nil, err
	}
	accounts, err := r.ChannelAccounts(0)
	out := &InboxList{[]Inbox{}}
	for _, in := range list {
		out.Inboxes = append(out.Inboxes, c.inbox(in, accounts))
	}
	return out, err
}

func (c *call) oneInbox(in *idPath) (*Inbox, error) {
	inbox, err := c.seenInbox(in.ID)
	if err != nil {
		return nil, err
	}
	return c.presentInbox(inbox)
}

func (c *call) presentInbox(in *parley.Inbox) (*Inbox, error) {
	accounts, err := c.s.DB.Read(c).ChannelAccounts(in.ID)
	out := c.inbox(in, accounts)
	return &out, err
}

func (c *call) seenInbox(id string) (*parley.Inbox, error) {
	n, err := parley.ParseID[parley.InboxID]("id", id)
	if err != nil {
		return nil, err
	}
	return auth.SeeInbox(c.s.DB.Read(c), c.User, n)
}

// InboxInput is what an administrator sets of an inbox; what is left out stays.
type InboxInput struct {
	Name     *string             `json:"name,omitempty" maxLength:"100"`
	Access   *string             `json:"access,omitempty" enum:"everyone,specific"`
	UserIDs  *[]string           `json:"user_ids,omitempty" maxItems:"1000"`
	TeamIDs  *[]string           `json:"team_ids,omitempty" maxItems:"200"`
	Settings *InboxSettingsInput `json:"settings,omitempty"`
}

// InboxSettingsInput are those of the settings that change.
type InboxSettingsInput struct {
	UndoSeconds  *int    `json:"undo_seconds,omitempty" minimum:"0" maximum:"60"`
	AfterClose   *string `json:"after_close,omitempty" enum:"next,previous,list"`
	RemoteImages *string `json:"remote_images,omitempty" enum:"ask,proxy"`

	ChatTranscript *ChatTranscript `json:"chat_transcript,omitempty"`
	CloseIdleChats *bool           `json:"close_idle_chats,omitempty"`
}

func (b InboxInput) apply(in *parley.Inbox) (err error) {
	if b.Name != nil {
		in.Name = *b.Name
	}
	if b.Access != nil {
		in.Everyone = *b.Access == "everyone"
	}
	if b.UserIDs != nil {
		if in.UserIDs, err = parseIDs[parley.UserID]("user_ids", *b.UserIDs); err != nil {
			return err
		}
	}
	if b.TeamIDs != nil {
		if in.TeamIDs, err = parseIDs[parley.TeamID]("team_ids", *b.TeamIDs); err != nil {
			return err
		}
	}
	if s := b.Settings; s != nil {
		if s.UndoSeconds != nil {
			in.Settings.UndoSeconds = s.UndoSeconds
		}
		if s.AfterClose != nil {
			in.Settings.AfterClose = *s.AfterClose
		}
		if s.RemoteImages != nil {
			in.Settings.RemoteImages = *s.RemoteImages
		}
		if s.CloseIdleChats != nil {
			in.Settings.CloseIdleChats = *s.CloseIdleChats
		}
		if t := s.ChatTranscript; t != nil {
			in.Settings.ChatTranscript.On = t.On
			if in.Settings.ChatTranscript.UserIDs, err = parseIDs[parley.UserID]("settings.chat_transcript.user_ids", t.UserIDs); err != nil {
				return err
			}
		}
	}
	return nil
}

type newInboxInput struct{ Body InboxInput }

type inboxInput struct {
	ID   string `path:"id"`
	Body InboxInput
}

func (c *call) newInbox(in *newInboxInput) (*Inbox, error) {
	inbox := &parley.Inbox{Kind: parley.InboxPlain, Everyone: in.Body.Access == nil}
	if err := in.Body.apply(inbox); err != nil {
		return nil, err
	}
	err := c.write(func(tx *store.Tx) error {
		_, err := settings.CreateInbox(tx, c.Actor(), inbox, c.s.MailDomain)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.presentInbox(inbox)
}

func (c *call) updateInbox(in *inboxInput) (*Inbox, error) {
	inbox, err := c.seenInbox(in.ID)
	if err != nil {
		return nil, err
	}
	if err := in.Body.apply(inbox); err != nil {
		return nil, err
	}
	if err := c.write(func(tx *store.Tx) error { return settings.UpdateInbox(tx, c.Actor(), inbox) }); err != nil {
		return nil, err
	}
	return c.presentInbox(inbox)
}

func (c *call) archiveInbox(in *idPath) error {
	inbox, err := c.seenInbox(in.ID)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error { return settings.ArchiveInbox(tx, c.Actor(), inbox) })
}
