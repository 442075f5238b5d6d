package chat

import (
	"context"

	"parley/internal/channel"
	"parley/internal/parley"
)

// Kind implements channel.Adapter.
func (s *Server) Kind() parley.ChannelKind { return parley.ChannelChat }

// Send implements channel.Adapter. A visitor's line reads what the team says
// from the log, in which it stands already: there is nothing to hand over.
func (s *Server) Send(context.Context, *parley.ChannelAccount, *channel.Outbound) (*channel.Receipt, error) {
	return &channel.Receipt{}, nil
}

var _ channel.Adapter = (*Server)(nil)
