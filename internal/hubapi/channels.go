package hubapi

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"parley/internal/parley"
)

func (s *Server) channelRoutes() {
	const read = "conversations.read"
	s.on(get, "/conversations/v3/conversations/inboxes", 200, read, (*call).inboxes)
	s.on(get, "/conversations/v3/conversations/inboxes/{inboxId}", 200, read, (*call).inbox)
	s.on(get, "/conversations/v3/conversations/channels", 200, read, (*call).channels)
	s.on(get, "/conversations/v3/conversations/channels/{channelId}", 200, read, (*call).channel)
	s.on(get, "/conversations/v3/conversations/channel-accounts", 200, read, (*call).channelAccounts)
	s.on(get, "/conversations/v3/conversations/channel-accounts/{id}", 200, read, (*call).channelAccount)
}

// inbox is an inbox on the wire (API-15).
type inbox struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Type       string `json:"type"`
	CreatedAt  stamp  `json:"createdAt"`
	UpdatedAt  stamp  `json:"updatedAt"`
	Archived   bool   `json:"archived"`
	ArchivedAt stamp  `json:"archivedAt,omitzero"`
}

func showInbox(in *parley.Inbox) inbox {
	out := inbox{ID: in.ID.String(), Name: in.Name, Type: "INBOX", CreatedAt: stamp{in.CreatedAt}, UpdatedAt: stamp{in.CreatedAt},
		Archived: !in.ArchivedAt.IsZero(), ArchivedAt: stamp{in.ArchivedAt}}
	if in.Kind == parley.InboxHelpDesk {
		out.Type = "HELP_DESK"
	}
	if out.Archived {
		out.UpdatedAt = out.ArchivedAt
	}
	return out
}

func (c *call) inboxes() (any, error) {
	archived, err := c.flag("archived")
	if err != nil {
		return nil, err
	}
	all, err := c.read().Inboxes()
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(in *parley.Inbox) bool { return !c.App.Reaches(in.ID) || in.ArchivedAt.IsZero() == archived })
	return settingsPage(c, each(all, showInbox))
}

func (c *call) inbox() (any, error) {
	id, err := pathID[parley.InboxID](c, "inboxId")
	if err != nil {
		return nil, err
	}
	in, err := c.read().Inbox(id)
	if err != nil {
		return nil, err
	}
	return showInbox(in), c.reaches(id, "there is no inbox "+id.String())
}

// medium is a channel on the wire.
type medium struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// fixedChannels have the same numbers everywhere (API-12).
var fixedChannels = []struct {
	kind parley.ChannelKind
	medium
}{
	{parley.ChannelChat, medium{"1000", "Live chat"}},
	{parley.ChannelMessenger, medium{"1001", "Facebook Messenger"}},
	{parley.ChannelEmail, medium{"1002", "Email"}},
	{parley.ChannelForm, medium{"1003", "Forms"}},
	{parley.ChannelWhatsApp, medium{"1007", "WhatsApp"}},
	{parley.ChannelCall, medium{"1008", "Calling"}},
}

// channelID is the number of a kind of medium.
func channelID(kind parley.ChannelKind) string {
	if id := kind.Custom(); id != 0 {
		return id.String()
	}
	for _, f := range fixedChannels {
		if f.kind == kind {
			return f.ID
		}
	}
	return ""
}

func (c *call) channels() (any, error) {
	all := []medium{}
	for _, f := range fixedChannels {
		all = append(all, f.medium)
	}
	custom, err := c.read().CustomChannels(0)
	for _, m := range custom {
		all = append(all, medium{m.ID.String(), m.Name})
	}
	if err != nil {
		return nil, err
	}
	return settingsPage(c, all)
}

func (c *call) channel() (any, error) {
	for _, f := range fixedChannels {
		if f.ID == c.name("channelId") {
			return f.medium, nil
		}
	}
	id, err := pathID[parley.CustomChannelID](c, "channelId")
	if err != nil {
		return nil, err
	}
	custom, err := c.read().CustomChannel(id)
	if err != nil || !custom.ArchivedAt.IsZero() {
		return nil, parley.NotFoundf("there is no channel %s", id)
	}
	return medium{custom.ID.String(), custom.Name}, nil
}

// channelAccount is a connected mailbox, widget or page on the wire.
type channelAccount struct {
	ID                 string     `json:"id"`
	Name               string     `json:"name"`
	ChannelID          string     `json:"channelId"`
	InboxID            string     `json:"inboxId"`
	Active             bool       `json:"active"`
	Authorized         bool       `json:"authorized"`
	Archived           bool       `json:"archived"`
	ArchivedAt         stamp      `json:"archivedAt,omitzero"`
	CreatedAt          stamp      `json:"createdAt"`
	DeliveryIdentifier *delivered `json:"deliveryIdentifier,omitempty"`
}

// delivered is an address by which somebody is reached (API-22).
type delivered struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

const (
	byEmail  = "HS_EMAIL_ADDRESS"
	byOpaque = "CHANNEL_SPECIFIC_OPAQUE_ID"
)

func showAccount(a *parley.ChannelAccount) channelAccount {
	out := channelAccount{ID: a.ID.String(), Name: cmp.Or(a.Name, a.Address), ChannelID: channelID(a.Channel), InboxID: a.InboxID.String(), Active: a.Active, Authorized: authorized(a),
		Archived: !a.ArchivedAt.IsZero(), ArchivedAt: stamp{a.ArchivedAt}, CreatedAt: stamp{a.CreatedAt}}
	if a.Channel == parley.ChannelEmail {
		out.DeliveryIdentifier = &delivered{byEmail, a.Address}
	}
	if own := a.Settings.Custom; own != nil && own.Identifier != "" {
		out.DeliveryIdentifier = &delivered{own.Type, own.Identifier}
	}
	return out
}

// authorized reports whether the other side lets the account in, as far as is
// known.
func authorized(a *parley.ChannelAccount) bool {
	return a.State != parley.AccountFailed && a.State != parley.AccountDisabled && a.ArchivedAt.IsZero()
}

func (c *call) channelAccounts() (any, error) {
	archived, err := c.flag("archived")
	if err != nil {
		return nil, err
	}
	inboxes, err := queryIDs[parley.InboxID](c, "inboxId")
	if err != nil {
		return nil, err
	}
	kinds := c.words("channelId")
	all, err := c.read().AllChannelAccounts()
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(a *parley.ChannelAccount) bool {
		return !c.App.Reaches(a.InboxID) || a.ArchivedAt.IsZero() == archived ||
			len(kinds) > 0 && !slices.Contains(kinds, channelID(a.Channel)) || len(inboxes) > 0 && !slices.Contains(inboxes, a.InboxID)
	})
	return settingsPage(c, each(all, showAccount))
}

func (c *call) channelAccount() (any, error) {
	id, err := pathID[parley.ChannelAccountID](c, "id")
	if err != nil {
		return nil, err
	}
	a, err := c.read().ChannelAccount(id)
	if err != nil {
		return nil, err
	}
	return showAccount(a), c.reaches(a.InboxID, "there is no channel account "+id.String())
}

// settingsPage sorts a list "with total" as asked and cuts its page out.
func settingsPage[T any](c *call, all []T) (any, error) {
	if err := sortBy(all, c.words("sort")); err != nil {
		return nil, err
	}
	usual := 100
	if text := c.word("defaultPageLength"); text != "" {
		if n, err := strconv.Atoi(text); err == nil && n > 0 && n <= 500 {
			usual = n
		}
	}
	page, paging, err := slicePage(c, all, usual, 500)
	total := len(all)
	return list{Total: &total, Results: page, Paging: paging}, err
}

// sortBy sorts by fields of the wire, "-" in front for descending; ids and other
// numbers in strings by what they count.
func sortBy[T any](all []T, fields []string) error {
	for _, name := range slices.Backward(fields) {
		name, descending := strings.CutPrefix(name, "-")
		field := -1
		for i := range reflect.TypeFor[T]().NumField() {
			if tag, _, _ := strings.Cut(reflect.TypeFor[T]().Field(i).Tag.Get("json"), ","); tag == name {
				field = i
			}
		}
		if field < 0 {
			return parley.Invalidf("sort", "there is no field %q to sort by", name)
		}
		slices.SortStableFunc(all, func(a, b T) int {
			n := compareWire(reflect.ValueOf(a).Field(field), reflect.ValueOf(b).Field(field))
			if descending {
				n = -n
			}
			return n
		})
	}
	return nil
}

func compareWire(a, b reflect.Value) int {
	switch x := a.Interface().(type) {
	case string:
		y := b.String()
		if len(x) != len(y) && strings.Trim(x+y, "0123456789") == "" {
			return cmp.Compare(len(x), len(y))
		}
		return strings.Compare(strings.ToLower(x), strings.ToLower(y))
	case stamp:
		return x.Compare(b.Interface().(stamp).Time)
	case bool:
		switch {
		case x == b.Bool():
			return 0
		case x:
			return 1
		}
		return -1
	}
	return 0
}
