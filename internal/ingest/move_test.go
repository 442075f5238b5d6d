package ingest_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"parley/internal/channel"
	"parley/internal/helpdesk"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/triage"
)

// TIX-13, TIX-14: a channel goes to the help desk with its past, by work that is
// killed and goes on, while mail arrives: none is lost, none comes twice, and an
// answer finds its conversation wherever that stands. Rules, tags, views and
// service levels are there afterwards, or named as still to be done.
func TestMove_losesNoMail(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	from := d.support.InboxID
	const past = 130
	old := make([]channel.Result, past)
	raw := func(n int) string {
		return letter(fmt.Sprintf("p%d@customer.test", n), fmt.Sprintf("old-%d@customer.test", n))
	}
	for n := range old {
		old[n] = d.receive(raw(n))
	}
	elsewhere := d.take(d.inbound(d.second, letter("x@customer.test", "second@customer.test")))
	answered := d.reply(old[1].ThreadID, "p1@customer.test")
	d.do(triage.Close, old[2].ThreadID)
	d.do(triage.Trash, old[3].ThreadID)
	d.do(triage.Spam, old[4].ThreadID)
	var tag store.Tag
	var m *parley.ChannelMove
	d.write(func(tx *store.Tx) error {
		sam, err := settings.NewUser("sam@shop.test", "Sam", "", "en", "UTC")
		if err != nil {
			return err
		}
		if _, err := settings.InviteUser(tx, d.ada, sam); err != nil {
			return err
		}
		tag = store.Tag{InboxID: from, Name: "Urgent", Color: "#aa0000"}
		policy := &parley.SLAPolicy{InboxID: from, Name: "One hour", Active: true, Goals: []parley.SLATarget{{Goal: parley.GoalClose, Minutes: 60}}}
		if err := settings.SaveTag(tx, parley.System, &tag); err != nil {
			return err
		}
		filter := fmt.Sprintf(`{"op":"and","children":[{"field":"tag","operator":"is","value":"%d"}]}`, tag.ID)
		if err := settings.CreateView(tx, d.ada, &store.View{InboxID: from, Name: "Urgent ones", Filter: filter, Shared: "everyone"}); err != nil {
			return err
		}
		if err := helpdesk.SavePolicy(tx, parley.System, policy, nil, false); err != nil {
			return err
		}
		desk, err := tx.Inbox(d.other.InboxID)
		if err != nil {
			return err
		}
		desk.Everyone, desk.UserIDs = false, []parley.UserID{d.ada.ID}
		if err := tx.Save("inbox", desk); err != nil {
			return err
		}
		d.support.Settings.Routing = []parley.RoutingRule{{ID: "aaaaaaaa", Name: "To Sam", Option: parley.RouteSpecific, UserIDs: []parley.UserID{sam.ID}}}
		return tx.Save("channel_account", d.support)
	})
	d.write(func(tx *store.Tx) error {
		th, err := tx.Thread(old[5].ThreadID)
		if err != nil {
			return err
		}
		if err := triage.Apply(tx, parley.ByUser(d.ada.ID), th, triage.Verb{Action: triage.Tag, TagID: tag.ID}, &triage.Effects{}); err != nil {
			return err
		}
		acct, err := tx.ChannelAccount(d.support.ID)
		if err != nil {
			return err
		}
		if _, err := helpdesk.StartMove(tx, &parley.User{}, acct, true); parley.KindOf(err) != parley.Forbidden {
			t.Errorf("somebody else begins a move: %v", err)
		}
		m, err = helpdesk.StartMove(tx, d.ada, acct, true)
		return err
	})
	slice := func() (finished bool) {
		d.write(func(tx *store.Tx) (err error) { finished, err = helpdesk.MoveSlice(tx, m.ID, past); return err })
		return finished
	}
	if slice() { // and the worker dies
		t.Fatal("one slice was all")
	}
	if got := d.receive(raw(0)); got.Outcome != channel.Duplicate {
		t.Errorf("an old mail seen again before its copy moved: %+v", got)
	}
	meanwhile := make([]channel.Result, 60)
	mails := make([]*channel.Inbound, len(meanwhile))
	for n := range mails {
		field := []string{"In-Reply-To: <" + fmt.Sprintf("old-%d@customer.test", 2*n+10) + ">"}
		switch {
		case n%3 == 0:
			field = nil
		case n == 1:
			field = []string{"In-Reply-To: <" + answered.MailID + ">"}
		}
		sender := fmt.Sprintf("p%d@customer.test", 2*n+10)
		mails[n] = d.inbound(d.support, letter(sender, fmt.Sprintf("new-%d@customer.test", n), field...))
	}
	var work sync.WaitGroup
	for part := range 3 {
		work.Go(func() {
			for n := part; n < len(mails); n += 3 {
				var err error
				if meanwhile[n], err = d.receiver.Receive(context.Background(), mails[n]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	jobs := job.NewRunner(d.db)
	jobs.Handle(helpdesk.MoveJob, helpdesk.New(d.db).Move)
	var ran sync.WaitGroup
	ran.Go(func() { jobs.Run(ctx) })
	for {
		changed := d.db.Changed()
		if now, err := d.read().ChannelMove(m.ID); err != nil || !now.FinishedAt.IsZero() {
			if m = now; err != nil {
				t.Fatal(err)
			}
			break
		}
		<-changed
	}
	work.Wait()
	cancel()
	ran.Wait()

	for n, res := range old {
		if th := d.thread(res.ThreadID); th.InboxID != d.other.InboxID {
			t.Errorf("the conversation %d stayed behind: %+v", n, th)
		}
	}
	if th := d.thread(elsewhere.ThreadID); th.InboxID != from {
		t.Error("a conversation of another channel went along")
	}
	seen := map[parley.MessageID]bool{}
	for n, res := range meanwhile {
		th := d.thread(res.ThreadID)
		if res.Outcome != channel.Imported || seen[res.MessageID] || th.InboxID != d.other.InboxID {
			t.Errorf("mail %d of meanwhile: %+v in %d", n, res, th.InboxID)
		}
		seen[res.MessageID] = true
		want := parley.ThreadID(0)
		if n == 1 {
			want = old[1].ThreadID
		} else if n%3 != 0 {
			want = old[2*n+10].ThreadID
		}
		if want != 0 && res.ThreadID != want {
			t.Errorf("answer %d joined %d, want %d", n, res.ThreadID, want)
		}
	}
	if th := d.thread(old[5].ThreadID); len(th.TagIDs) != 1 || th.TagIDs[0] == tag.ID {
		t.Errorf("the tag did not come along: %v", th.TagIDs)
	}
	want := []parley.MoveResult{{Kind: "rule", Name: "To Sam", State: parley.MoveTodo, Why: parley.MoveNoAccess}, {Kind: "tag", Name: "Urgent", State: parley.MoveMade},
		{Kind: "view", Name: "Urgent ones", State: parley.MoveMade}, {Kind: "sla", Name: "One hour", State: parley.MoveMade}}
	if fmt.Sprint(m.Results) != fmt.Sprint(want) {
		t.Errorf("results %+v, want %+v", m.Results, want)
	}
	if m.Done > past || m.Total != m.Done {
		t.Errorf("%d of %d", m.Done, m.Total)
	}
	if slice(); d.thread(elsewhere.ThreadID).InboxID != from {
		t.Error("work that is done is done again")
	}
	d.write(func(tx *store.Tx) error {
		acct, err := tx.ChannelAccount(d.support.ID)
		if err != nil {
			return err
		}
		in, err := tx.Inbox(from)
		if err != nil {
			return err
		}
		if err := settings.MoveAccount(tx, parley.ByUser(d.ada.ID), acct, in); parley.KindOf(err) != parley.Conflict {
			t.Errorf("a move is taken back: %v", err)
		}
		_, err = helpdesk.StartMove(tx, d.ada, acct, true)
		if parley.KindOf(err) != parley.Conflict {
			t.Errorf("a move is begun again: %v", err)
		}
		return nil
	})
}

// TIX-03, EMAIL-14: a conversation that went to the help desk with its ticket is
// answered from the address it came by, and what the customer answers joins it
// there, while the channel stays in its inbox.
func TestMove_ticketKeepsItsAddress(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.receive(letter("cleo@customer.test", "leak@customer.test"))
	d.write(func(tx *store.Tx) error {
		th, err := tx.Thread(first.ThreadID)
		if err != nil {
			return err
		}
		_, err = helpdesk.Create(tx, parley.Origin{Actor: parley.ByUser(d.ada.ID), Source: parley.SourceUI}, th, nil)
		return err
	})
	if th := d.thread(first.ThreadID); th.InboxID != d.other.InboxID {
		t.Fatalf("the conversation stands in %d", th.InboxID)
	}
	answer := d.reply(first.ThreadID, "cleo@customer.test") // from the support address
	again := d.receive(letter("cleo@customer.test", "again@customer.test", "In-Reply-To: <"+answer.MailID+">"))
	if again.ThreadID != first.ThreadID || d.thread(first.ThreadID).InboxID != d.other.InboxID {
		t.Errorf("the answer joined %d, want %d", again.ThreadID, first.ThreadID)
	}
	if stranger := d.take(d.inbound(d.second, letter("cleo@customer.test", "third@customer.test", "In-Reply-To: <"+answer.MailID+">"))); stranger.ThreadID == first.ThreadID {
		t.Error("by another channel of the old inbox it joins too")
	}
}

// TIX-13, EMAIL-07: a channel whose mail is forwarded to its inbox's fallback
// address takes that mail along when it moves; the address stays.
func TestMove_forwardedMail(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	fallback := &parley.ChannelAccount{InboxID: d.support.InboxID, Channel: parley.ChannelEmail, Address: "inbox-1@mail.shop.test", Fallback: true, Active: true}
	d.write(func(tx *store.Tx) error {
		fallback.ID = parley.ChannelAccountID(tx.NewID())
		if err := tx.Insert("channel_account", fallback); err != nil {
			return err
		}
		acct, err := tx.ChannelAccount(d.support.ID)
		if err != nil {
			return err
		}
		_, err = helpdesk.StartMove(tx, d.ada, acct, false)
		return err
	})
	for id, c := range map[string]struct {
		to   string
		want parley.InboxID
	}{"moved": {"Support@shop.test", d.other.InboxID}, "stays": {"hello@shop.test", fallback.InboxID}, "itself": {fallback.Address, fallback.InboxID}} {
		res := d.take(d.inbound(fallback, letter("cleo@customer.test", id+"@customer.test", "To: "+c.to)))
		if th := d.thread(res.ThreadID); th.InboxID != c.want {
			t.Errorf("a mail to %s stands in %d, want %d", c.to, th.InboxID, c.want)
		}
	}
}
