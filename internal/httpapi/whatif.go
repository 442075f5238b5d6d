package httpapi

import (
	"slices"
	"time"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/report"
	"parley/internal/settings"
)

// whatIfRows bounds the rows of an answer; the totals count all.
const whatIfRows = 500

type whatIfInput struct {
	Body struct {
		ChannelAccountID string        `json:"channel_account_id"`
		Days             int           `json:"days" minimum:"1" maximum:"62"`
		Routing          []RoutingRule `json:"routing" maxItems:"20"`
	}
}

// WhatIf is who would have got what under other rules.
type WhatIf struct {
	Arrivals  int           `json:"arrivals"`
	Changed   int           `json:"changed" doc:"How many would have gone to somebody else"`
	Truncated bool          `json:"truncated" doc:"There are older arrivals that were left out"`
	Rows      []WhatIfRow   `json:"rows" doc:"The newest first, 500 at most"`
	Totals    []WhatIfTotal `json:"totals"`
}

// WhatIfRow is one past arrival.
type WhatIfRow struct {
	ThreadID  string  `json:"thread_id"`
	Subject   string  `json:"subject"`
	At        *string `json:"at"`
	WasID     *string `json:"was_id" doc:"Who got it; null: nobody"`
	WasRule   string  `json:"was_rule"`
	WasQueued bool    `json:"was_queued" doc:"Nobody at once: it waited in a queue"`
	NowID     *string `json:"now_id" doc:"Who would have got it"`
	NowRule   string  `json:"now_rule"`
	NowHow    string  `json:"now_how"`
	NowQueued bool    `json:"now_queued"`
}

// WhatIfTotal is what one person got and would have got.
type WhatIfTotal struct {
	UserID *string `json:"user_id" doc:"Null: nobody"`
	Was    int     `json:"was"`
	Now    int     `json:"now"`
}

// whatIf replays past arrivals against the rules given. Nothing changes.
func (c *call) whatIf(in *whatIfInput) (*WhatIf, error) {
	b := in.Body
	id, err := parley.ParseID[parley.ChannelAccountID]("channel_account_id", b.ChannelAccountID)
	if err != nil {
		return nil, err
	}
	r := c.s.DB.Read(c)
	acct, err := r.ChannelAccount(id)
	if err != nil {
		return nil, err
	}
	if _, err := auth.SeeInbox(r, c.User, acct.InboxID); err != nil {
		return nil, err
	}
	rules, err := parseRouting(b.Routing)
	if err != nil {
		return nil, err
	}
	if err := settings.CheckRouting(r, rules); err != nil {
		return nil, err
	}
	replay, err := report.Replay(r, id, rules, c.s.DB.Now().Add(-time.Duration(b.Days)*24*time.Hour))
	if err != nil {
		return nil, err
	}
	return presentWhatIf(replay), nil
}

func presentWhatIf(replay *report.WhatIf) *WhatIf {
	out := &WhatIf{Arrivals: len(replay.Cases), Truncated: replay.Truncated, Rows: []WhatIfRow{}, Totals: []WhatIfTotal{}}
	totals := map[parley.UserID]*WhatIfTotal{}
	total := func(id parley.UserID) *WhatIfTotal {
		if totals[id] == nil {
			totals[id] = &WhatIfTotal{UserID: optionalID(id)}
		}
		return totals[id]
	}
	for _, cs := range slices.Backward(replay.Cases) {
		total(cs.Was.UserID).Was++
		total(cs.Now.UserID).Now++
		if cs.Was.UserID != cs.Now.UserID {
			out.Changed++
		}
		if len(out.Rows) < whatIfRows {
			out.Rows = append(out.Rows, WhatIfRow{ThreadID: cs.ThreadID.String(), Subject: cs.Subject, At: when(cs.At), WasID: optionalID(cs.Was.UserID), WasRule: cs.Was.Rule, WasQueued: cs.Was.Queue,
				NowID: optionalID(cs.Now.UserID), NowRule: cs.Now.Rule, NowHow: cs.Now.How, NowQueued: cs.Now.Queue})
		}
	}
	for _, t := range totals {
		out.Totals = append(out.Totals, *t)
	}
	slices.SortFunc(out.Totals, func(a, b WhatIfTotal) int {
		if a.Now != b.Now {
			return b.Now - a.Now
		}
		return b.Was - a.Was
	})
	return out
}
