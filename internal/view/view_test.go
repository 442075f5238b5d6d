package view

import (
	"slices"
	"testing"
	"time"

	"parley/internal/parley"
)

// The predicates of spec README §3.2, thread by thread: in which views does it
// stand? VIEW-03, VIEW-05, VIEW-06, VIEW-07, VIEW-08, VIEW-09, VIEW-10, VIEW-11,
// VIEW-12, VIEW-13, VIEW-20.
func TestStandards(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	base := parley.Thread{Status: parley.ThreadOpen, Channel: parley.ChannelEmail, BotState: parley.BotNone, LatestReceivedAt: at}
	with := func(change func(*parley.Thread)) parley.Thread {
		th := base
		change(&th)
		return th
	}
	for name, c := range map[string]struct {
		thread parley.Thread
		want   []Kind
	}{
		"a new mail":                      {base, []Kind{Unassigned, Open, Email}},
		"assigned":                        {with(func(th *parley.Thread) { th.SetAssignee(parley.ByUser(7)) }), []Kind{Mine, Open, Email}},
		"left to a team, nobody picked":   {with(func(th *parley.Thread) { th.SetAssignee(parley.Actor{Kind: parley.ActorTeam, ID: 3}) }), []Kind{Unassigned, Open, Email}},
		"snoozed":                         {with(func(th *parley.Thread) { th.SnoozedAt = at; th.SetAssignee(parley.ByUser(7)) }), []Kind{Open, Email, Snoozed}},
		"closed, answered before":         {with(func(th *parley.Thread) { th.Status, th.HasSent = parley.ThreadClosed, true }), []Kind{Closed, Sent}},
		"written by us, not answered yet": {with(func(th *parley.Thread) { th.OutboundOnly, th.HasSent = true, true; th.SetAssignee(parley.ByUser(7)) }), []Kind{Sent}},
		"written by us, answered":         {with(func(th *parley.Thread) { th.HasSent = true; th.SetAssignee(parley.ByUser(7)) }), []Kind{Mine, Open, Email, Sent}},
		"held by a bot": {with(func(th *parley.Thread) {
			th.Channel, th.BotState, th.HadBot = parley.ChannelChat, parley.BotActive, true
			th.SetAssignee(parley.Actor{Kind: parley.ActorBot, ID: 1})
		}), []Kind{Chat, Bots}},
		"taken over from a bot": {with(func(th *parley.Thread) {
			th.Channel, th.BotState, th.HadBot = parley.ChannelChat, parley.BotHandedOff, true
			th.SetAssignee(parley.ByUser(7))
		}), []Kind{Mine, Open, Chat}},
		"spam, closed": {with(func(th *parley.Thread) { th.Spam, th.Status = true, parley.ThreadClosed }), []Kind{Spam}},
		"trashed spam": {with(func(th *parley.Thread) { th.Spam, th.Trashed = true, true }), []Kind{Trash}},
		"trashed":      {with(func(th *parley.Thread) { th.Trashed, th.HasSent = true, true }), []Kind{Trash}},
		"merged away":  {with(func(th *parley.Thread) { th.MergedInto = 9 }), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []Kind
			for _, s := range Standards {
				if s.holds(&c.thread) {
					got = append(got, s.Kind)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// LIST-01: the time by which each view orders.
func TestSortAt(t *testing.T) {
	t.Parallel()
	day := func(d int) time.Time { return time.Date(2026, 5, d, 0, 0, 0, 0, time.UTC) }
	th := &parley.Thread{CreatedAt: day(1), LatestReceivedAt: day(2), LatestSentAt: day(3), TrashedAt: day(4)}
	for kind, want := range map[Kind]time.Time{Open: day(2), Closed: day(2), Sent: day(3), Trash: day(4)} {
		if got := SortAt(kind, th); !got.Equal(want) {
			t.Errorf("%s is ordered by %v, want %v", kind, got, want)
		}
	}
	if got := SortAt(Open, &parley.Thread{CreatedAt: day(1), LatestSentAt: day(3)}); !got.Equal(day(3)) {
		t.Errorf("a thread that received nothing is ordered by %v", got)
	}
}
