package httpapi

import (
	"net/url"
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// CustomChannelList is the channels that apps bring.
type CustomChannelList struct {
	CustomChannels []CustomChannel `json:"custom_channels"`
}

// CustomChannel is a medium that an app brings (MSG-10).
type CustomChannel struct {
	ID          string `json:"id"`
	Channel     string `json:"channel"`
	Name        string `json:"name"`
	Description string `json:"description"`
	AppID       string `json:"app_id"`
	AppName     string `json:"app_name"`
	Connectable bool   `json:"connectable" doc:"It can be connected from here; else its program does it"`
}

func (c *call) customChannels(*struct{}) (*CustomChannelList, error) {
	r := c.s.DB.Read(c)
	all, err := r.CustomChannels(0)
	if err != nil {
		return nil, err
	}
	names, err := r.AppNames()
	out := &CustomChannelList{[]CustomChannel{}}
	for _, ch := range all {
		out.CustomChannels = append(out.CustomChannels, CustomChannel{ch.ID.String(), string(ch.ID.Kind()), ch.Name, ch.Description, ch.AppID.String(), names[ch.AppID], ch.ConnectURL != ""})
	}
	return out, err
}

// ChannelName is what a custom channel is called.
type ChannelName struct {
	Channel string `json:"channel"`
	Name    string `json:"name"`
	Starts  bool   `json:"starts" doc:"The team can begin a conversation on it"`
}

// channelNames are those of all custom channels.
func channelNames(r *store.Reader) ([]ChannelName, error) {
	names, err := r.CustomChannelNames()
	if err != nil {
		return nil, err
	}
	live, err := r.CustomChannels(0)
	starts := map[parley.CustomChannelID]bool{}
	for _, ch := range live {
		starts[ch.ID] = ch.Starts()
	}
	out := []ChannelName{}
	for id, name := range names {
		out = append(out, ChannelName{string(id.Kind()), name, starts[id]})
	}
	slices.SortFunc(out, func(a, b ChannelName) int { return strings.Compare(a.Channel, b.Channel) })
	return out, err
}

type connectCustomInput struct {
	ID   string `path:"id"`
	Body struct {
		InboxID string `json:"inbox_id"`
	}
}

// ConnectStart is where the browser goes to connect a channel.
type ConnectStart struct {
	URL string `json:"url"`
}

// connectCustom leads to the app, with a token by which it completes the account
// (MSG-11, API-29).
func (c *call) connectCustom(in *connectCustomInput) (*ConnectStart, error) {
	id, err := parley.ParseID[parley.CustomChannelID]("id", in.ID)
	if err != nil {
		return nil, err
	}
	inboxID, err := parley.ParseID[parley.InboxID]("inbox_id", in.Body.InboxID)
	if err != nil {
		return nil, err
	}
	var token string
	var ch *parley.CustomChannel
	var account *store.Account
	err = c.write(func(tx *store.Tx) (err error) {
		if ch, err = tx.CustomChannel(id); err != nil {
			return err
		}
		if in, err := tx.Inbox(inboxID); err != nil || !in.ArchivedAt.IsZero() {
			return parley.Invalidf("inbox_id", "there is no such inbox")
		}
		if account, err = tx.Account(); err != nil {
			return err
		}
		token, err = settings.StageCustom(tx, c.User, ch, inboxID)
		return err
	})
	if err != nil {
		return nil, err
	}
	to, err := url.Parse(ch.ConnectURL)
	if err != nil {
		return nil, err
	}
	q := to.Query()
	q.Set("accountToken", token)
	q.Set("inboxId", inboxID.String())
	q.Set("portalId", account.PortalID())
	q.Set("userId", c.User.ID.String())
	q.Set("redirectUrl", c.s.BaseURL+"/settings/inboxes/"+inboxID.String())
	to.RawQuery = q.Encode()
	return &ConnectStart{to.String()}, nil
}
