// Package custom is the adapter for media that apps bring (API-28…30). What
// people write there an app hands in by the public API; what the team answers
// is pushed to the app's webhook, signed, and stays on its way until the app
// says what became of it. A push that is repeated bears the same event id.
package custom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"parley/internal/channel"
	"parley/internal/guard"
	"parley/internal/parley"
)

// Sender pushes answers. All fields are needed.
type Sender struct {
	// Channel returns the channel of an account.
	Channel func(ctx context.Context, id parley.CustomChannelID) (*parley.CustomChannel, error)
	// Present returns a message as the public API shows it, with the keys by
	// which the app knows its conversation.
	Present func(ctx context.Context, id parley.MessageID) (*channel.Presented, error)
	// Secret is what an app and we know.
	Secret func(ctx context.Context, id parley.AppID) ([]byte, error)
	Client *http.Client
	Now    func() time.Time
}

// pushed is the body of a push (API-30).
type pushed struct {
	Type           string   `json:"type"`
	PortalID       int64    `json:"portalId"`
	ChannelID      string   `json:"channelId"`
	EventID        string   `json:"eventId"`
	EventTimestamp int64    `json:"eventTimestamp"`
	ThreadIDs      []string `json:"channelIntegrationThreadIds"`
	Message        any      `json:"message"`
}

// Kind implements [channel.Adapter]: it serves all custom channels.
func (s *Sender) Kind() parley.ChannelKind { return parley.ChannelCustom }

// Send implements [channel.Adapter].
func (s *Sender) Send(ctx context.Context, acct *parley.ChannelAccount, out *channel.Outbound) (*channel.Receipt, error) {
	c, err := s.Channel(ctx, acct.Channel.Custom())
	if err != nil {
		return nil, err
	}
	if c.WebhookURL == "" || !c.ArchivedAt.IsZero() || !acct.Settings.Custom.Authorized {
		return nil, &channel.SendError{Permanent: true, Reason: c.Name + " takes no answers any more"}
	}
	shown, err := s.Present(ctx, out.MessageID)
	if err != nil {
		return nil, err
	}
	secret, err := s.Secret(ctx, c.AppID)
	if parley.KindOf(err) == parley.NotFound {
		return nil, &channel.SendError{Permanent: true, Reason: "the app of " + c.Name + " was removed"}
	} else if err != nil {
		return nil, err
	}
	body, err := json.Marshal(pushed{"OUTGOING_CHANNEL_MESSAGE_CREATED", shown.PortalID, c.ID.String(), out.MessageID.String(), out.At.UnixMilli(), shown.ThreadIDs, shown.Message})
	if err != nil {
		return nil, err
	}
	code, err := guard.Call(ctx, s.Client, c.WebhookURL, secret, body, s.Now())
	switch {
	case errors.Is(err, guard.ErrForbiddenAddress):
		return nil, &channel.SendError{Reason: "the address of " + c.Name + " leads into a private network", Err: err}
	case err != nil:
		return nil, &channel.SendError{Reason: "the app of " + c.Name + " did not answer", Err: err}
	case code < 200 || code > 299:
		return nil, &channel.SendError{Reason: fmt.Sprintf("the app of %s answered %d", c.Name, code)}
	}
	return &channel.Receipt{Pending: true}, nil
}
