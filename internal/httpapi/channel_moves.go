package httpapi

import (
	"strconv"

	"parley/internal/helpdesk"
	"parley/internal/parley"
	"parley/internal/store"
)

// ChannelMove is a channel on its way to the help desk, or there.
type ChannelMove struct {
	ID               string              `json:"id"`
	ChannelAccountID string              `json:"channel_account_id"`
	FromInboxID      string              `json:"from_inbox_id"`
	ToInboxID        string              `json:"to_inbox_id"`
	Past             bool                `json:"past" doc:"Conversations of before come too"`
	Done             int64               `json:"done"`
	Total            int64               `json:"total" doc:"0: not counted yet"`
	StartedBy        string              `json:"started_by"`
	StartedAt        *string             `json:"started_at"`
	FinishedAt       *string             `json:"finished_at"`
	Results          []parley.MoveResult `json:"results" doc:"What became of rules, tags, views and service levels"`
}

// ChannelMoves is all of them, the newest first.
type ChannelMoves struct {
	Moves []ChannelMove `json:"moves"`
}

func presentMove(m *parley.ChannelMove) ChannelMove {
	return ChannelMove{strconv.FormatInt(m.ID, 10), m.AccountID.String(), m.FromID.String(), m.ToID.String(), m.Past, m.Done, m.Total, m.StartedBy.String(), when(m.StartedAt), when(m.FinishedAt), orEmpty(m.Results)}
}

func (c *call) channelMoves(*struct{}) (*ChannelMoves, error) {
	all, err := c.s.DB.Read(c).ChannelMoves()
	out := &ChannelMoves{[]ChannelMove{}}
	for _, m := range all {
		out.Moves = append(out.Moves, presentMove(m))
	}
	return out, err
}

type moveInput struct {
	ID   string `path:"id"`
	Body struct {
		Past    bool   `json:"past" doc:"Conversations of before come too, with their tickets"`
		Confirm string `json:"confirm" maxLength:"300" doc:"The channel's name or address: nothing brings it back"`
	}
}

func (c *call) moveToHelpDesk(in *moveInput) (*ChannelMove, error) {
	var m *parley.ChannelMove
	_, err := c.changeAccount(in.ID, func(tx *store.Tx, acct *parley.ChannelAccount) (err error) {
		if in.Body.Confirm == "" || in.Body.Confirm != acct.Name && in.Body.Confirm != acct.From() && in.Body.Confirm != acct.Address {
			return parley.Invalidf("confirm", "write the channel's name or address")
		}
		m, err = helpdesk.StartMove(tx, c.User, acct, in.Body.Past)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := presentMove(m)
	return &out, nil
}
