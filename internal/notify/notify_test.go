package notify

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
)

// desk is an inbox that Mia and Sam answer; Eve is of another one.
type desk struct {
	t             *testing.T
	db            *store.DB
	s             *Service
	at            time.Time
	seen          int64
	inbox         *parley.Inbox
	account       *parley.ChannelAccount
	mia, sam, eve *parley.User
	thread        *parley.Thread
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, at: time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)}
	d.db = storetest.NewAt(t, func() time.Time { return d.at })
	d.s = New(d.db, "http://parley.test", job.NewRunner(d.db))
	d.write(func(tx *store.Tx) error {
		for who, u := range map[**parley.User]*parley.User{&d.mia: {FirstName: "Mia", Language: "fr"}, &d.sam: {FirstName: "Sam", Language: "en"}, &d.eve: {FirstName: "Eve", Permissions: []parley.Permission{parley.ViewReports}}} {
			u.ID, u.Email, u.PasswordHash, u.CanBeAssigned = parley.UserID(tx.NewID()), strings.ToLower(u.FirstName)+"@shop.test", "hash", true
			if err := tx.Insert("user", u); err != nil {
				return err
			}
			*who = u
		}
		d.inbox = &parley.Inbox{ID: parley.InboxID(tx.NewID()), Name: "Support", Kind: parley.InboxPlain, UserIDs: []parley.UserID{d.mia.ID, d.sam.ID}}
		d.account = &parley.ChannelAccount{ID: parley.ChannelAccountID(tx.NewID()), InboxID: d.inbox.ID, Channel: parley.ChannelEmail, Address: "support@shop.test", ConnectedBy: d.eve.ID}
		if err := tx.Insert("account", &store.Account{ID: 1, Name: "Shop", Epoch: "1", Settings: map[string]any{}}); err != nil {
			return err
		}
		if err := tx.Insert("channel_account", d.account); err != nil {
			return err
		}
		return tx.Insert("inbox", d.inbox)
	})
	d.write(func(tx *store.Tx) error { th, err := d.open(tx, false); d.thread = th; return err })
	d.drop()
	return d
}

func (d *desk) write(fn func(tx *store.Tx) error) { d.t.Helper(); storetest.Write(d.t, d.db, fn) }

// open starts a conversation, as mail that came in does.
func (d *desk) open(tx *store.Tx, silent bool) (*parley.Thread, error) {
	th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: d.inbox.ID, Status: parley.ThreadOpen, Subject: "Order 7", BotState: parley.BotNone}
	if _, err := triage.Note(tx, parley.System, th, parley.ThreadCreated, map[string]any{"silent": silent}); err != nil {
		return nil, err
	}
	if err := tx.Insert("thread", th); err != nil {
		return nil, err
	}
	return th, d.arrive(tx, th, silent)
}

func (d *desk) arrive(tx *store.Tx, th *parley.Thread, quiet bool) error {
	m := &parley.Message{Kind: parley.KindMessage, ActorKind: parley.ActorContact, Direction: parley.Incoming, Status: parley.MessageReceived, From: parley.Address{Name: "Cleo", Address: "cleo@customer.test"}, Text: "Where is it?"}
	if err := triage.Append(tx, th, triage.NewMessage{Message: m, Quiet: quiet}); err != nil {
		return err
	}
	return triage.Store(tx, th)
}

func (d *desk) comment(tx *store.Tx, by *parley.User, mentions ...parley.UserID) (*parley.Message, error) {
	m := &parley.Message{Kind: parley.KindComment, ActorKind: parley.ActorUser, ActorID: int64(by.ID), Text: "See this", MentionIDs: mentions}
	if err := triage.Append(tx, d.thread, triage.NewMessage{Message: m}); err != nil {
		return nil, err
	}
	return m, triage.Store(tx, d.thread)
}

// drop forgets what was told so far.
func (d *desk) drop() {
	d.told()
	d.write(func(tx *store.Tx) error { return tx.Exec(`DELETE FROM notification`) })
}

// told lets the service read on and returns who was told of what since, and
// how many mails were written.
func (d *desk) told() (list []string, mails int) {
	d.t.Helper()
	ctx := context.Background()
	before, err := d.db.Read(ctx).Jobs("waiting", 10_000)
	if err != nil {
		d.t.Fatal(err)
	}
	events, err := d.db.Read(ctx).Events(d.seen, 10_000)
	if err != nil {
		d.t.Fatal(err)
	}
	first := d.seen
	d.write(func(tx *store.Tx) error { return d.s.Handle(tx, events) })
	if d.seen, err = d.db.Read(ctx).Head(); err != nil {
		d.t.Fatal(err)
	}
	for _, u := range []*parley.User{d.mia, d.sam, d.eve} {
		rows, err := d.db.Read(ctx).Notifications(u.ID, 100)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, n := range rows {
			if n.Seq > first {
				list = append(list, u.FirstName+" "+n.Topic)
			}
		}
	}
	after, err := d.db.Read(ctx).Jobs("waiting", 10_000)
	if err != nil {
		d.t.Fatal(err)
	}
	return list, len(after) - len(before)
}

func (d *desk) want(mails int, want ...string) {
	d.t.Helper()
	got, n := d.told()
	if strings.Join(got, ", ") != strings.Join(want, ", ") || n != mails {
		d.t.Errorf("told %v with %d mails, want %v with %d", got, n, want, mails)
	}
}

func (d *desk) assign(tx *store.Tx, by, to *parley.User) error {
	return triage.AssignThread(tx, parley.ByUser(by.ID), d.thread, parley.ByUser(to.ID), nil)
}

// COLLAB-09, COLLAB-11: each topic reaches those whom it concerns; nobody hears
// of own acts, spam, silent imports or foreign inboxes.
func TestHandle_tellsWhomItConcerns(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.write(func(tx *store.Tx) error { return SetDefaults(tx, Choices{Unassigned: {Bell: true}}) })
	d.write(func(tx *store.Tx) error { _, err := d.open(tx, false); return err })
	d.want(0, "Mia unassigned_new", "Sam unassigned_new")
	d.write(func(tx *store.Tx) error { _, err := d.open(tx, true); return err })
	d.want(0)
	d.write(func(tx *store.Tx) error { return d.assign(tx, d.sam, d.mia) })
	d.want(1, "Mia assigned")
	d.write(func(tx *store.Tx) error { return d.assign(tx, d.sam, d.sam) })
	d.want(0)
	d.write(func(tx *store.Tx) error { return tx.Follow(d.thread.ID, d.mia.ID, true) })
	d.write(func(tx *store.Tx) error { d.thread.HasSent = true; return d.arrive(tx, d.thread, false) })
	d.want(0, "Mia message", "Sam message")
	d.write(func(tx *store.Tx) error { _, err := d.comment(tx, d.mia); return err })
	d.want(0, "Sam comment")
	d.write(func(tx *store.Tx) error {
		if err := d.arrive(tx, d.thread, false); err != nil {
			return err
		}
		return triage.Apply(tx, parley.System, d.thread, triage.Verb{Action: triage.Spam}, &triage.Effects{})
	})
	d.want(0)
	d.write(func(tx *store.Tx) error {
		_, err := tx.Event(&parley.Event{ActorKind: parley.ActorUser, ActorID: int64(d.sam.ID), Kind: "user.availability", Object: "user", ObjectID: int64(d.mia.ID), Data: map[string]any{"availability": "away"}})
		return err
	})
	d.want(0, "Mia availability")
}

// ROUTE-11: a chat for an owner who is away is mailed to the owner, whatever was
// chosen, with what it says; nobody else hears of it.
func TestHandle_mailsAnOwnerWhoIsAway(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.write(func(tx *store.Tx) error {
		d.mia.Availability = parley.Away
		if err := tx.Save("user", d.mia); err != nil {
			return err
		}
		if err := SetChoices(tx, d.mia.ID, Choices{Received: {}, Assigned: {}}); err != nil {
			return err
		}
		d.account.Channel = parley.ChannelChat
		d.account.Settings.Routing = []parley.RoutingRule{{ID: "r1", Name: "Owner", Option: parley.RouteOwner, UserIDs: []parley.UserID{d.sam.ID}}}
		if err := tx.Save("channel_account", d.account); err != nil {
			return err
		}
		c := &parley.Contact{ID: parley.ContactID(tx.NewID()), FirstName: "Cleo", OwnerID: d.mia.ID, CreatedAt: tx.Now}
		if err := tx.Insert("contact", c); err != nil {
			return err
		}
		d.thread.Channel, d.thread.AccountID, d.thread.ContactID = parley.ChannelChat, d.account.ID, c.ID
		m, err := tx.FirstIncoming(d.thread.ID)
		if err != nil {
			return err
		}
		return triage.Route(tx, d.thread, triage.Arrival{Message: m})
	})
	if d.thread.AssigneeID != 0 {
		t.Errorf("it went to %d", d.thread.AssigneeID)
	}
	d.want(1)
	jobs, err := d.db.Read(context.Background()).Jobs("waiting", 10)
	if err != nil || len(jobs) != 1 || !strings.Contains(jobs[0].Payload, "mia@shop.test") || !strings.Contains(jobs[0].Payload, "Where is it?") {
		t.Errorf("mailed %+v, %v", jobs, err)
	}
}

// EMAIL-08: who connected an account hears that it broke, once, and no more
// when it works again.
func TestHandle_tellsOfLostConnections(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	state := func(s string) {
		d.write(func(tx *store.Tx) error {
			_, err := tx.Event(&parley.Event{ActorKind: parley.ActorSystem, Kind: "channel_account.state", Object: "channel_account", ObjectID: int64(d.account.ID), Data: map[string]any{"state": s}})
			return err
		})
	}
	state("failed")
	d.want(1, "Eve channel_disconnected")
	state("ok")
	d.want(0)
}

// COLLAB-02: a mention tells each person once, as a mention alone, not the
// author, not those without access, and not again when the comment is edited.
func TestHandle_mentionsOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.write(func(tx *store.Tx) error { return d.assign(tx, d.mia, d.mia) })
	d.drop()
	var m *parley.Message
	d.write(func(tx *store.Tx) (err error) {
		m, err = d.comment(tx, d.sam, d.mia.ID, d.mia.ID, d.sam.ID, d.eve.ID)
		return err
	})
	d.want(1, "Mia mention")
	d.write(func(tx *store.Tx) error { return triage.EditComment(tx, d.sam, m, "See that", "") })
	d.want(0)
}

// COLLAB-10: defaults of administrators, own choices over them, and a limit of
// mails for each topic, person and day.
func TestHandle_byTheWaysChosen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	turn := func(by, to *parley.User) { d.write(func(tx *store.Tx) error { return d.assign(tx, by, to) }) }
	d.write(func(tx *store.Tx) error { return SetDefaults(tx, Choices{Assigned: {}}) })
	turn(d.sam, d.mia)
	d.want(0)
	d.write(func(tx *store.Tx) error { return SetChoices(tx, d.mia.ID, Choices{Assigned: {Email: true}}) })
	turn(d.mia, d.sam)
	turn(d.sam, d.mia)
	d.want(1, "Mia assigned")
	if n, err := d.db.Read(context.Background()).UnreadNotifications(d.mia.ID); n != 0 || err != nil {
		t.Errorf("got %d unread, %v: the bell was not chosen", n, err)
	}
	d.write(func(tx *store.Tx) error {
		for range mailLimit {
			if _, err := tx.CountAttempt("notify/"+d.mia.ID.String()+"/assigned/2026-05-04", 24*time.Hour); err != nil {
				return err
			}
		}
		return nil
	})
	turn(d.mia, d.sam)
	turn(d.sam, d.mia)
	d.want(0, "Mia assigned")
	if err := d.db.Write(context.Background(), func(tx *store.Tx) error { return SetChoices(tx, d.mia.ID, Choices{"weather": {}}) }); parley.KindOf(err) != parley.Invalid {
		t.Errorf("got %v for an unknown topic", err)
	}
}

// COLLAB-13, SET-13: the mail is in the reader's language, in one line of
// subject, and leads to the very message.
func TestMail_leadsToTheMessage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var m *parley.Message
	d.write(func(tx *store.Tx) (err error) {
		d.thread.Subject = "Order 7\r\nBcc: all@shop.test"
		if _, err = tx.Event(&parley.Event{}); err != nil {
			return err
		}
		m, err = d.comment(tx, d.sam, d.mia.ID)
		return err
	})
	d.want(1, "Mia mention")
	jobs, err := d.db.Read(context.Background()).Jobs("waiting", 10)
	if err != nil {
		t.Fatal(err)
	}
	var letter struct{ Subject, Text string }
	if err := json.Unmarshal([]byte(jobs[0].Payload), &letter); err != nil {
		t.Fatal(err)
	}
	if letter.Subject != "Sam vous a mentionné : Order 7 Bcc: all@shop.test" || !strings.Contains(letter.Text, "?item="+m.UID) || !strings.Contains(letter.Text, "> See this") {
		t.Errorf("got %+v", letter)
	}
}

// AUTO-08: a reminder comes when it is due, once, and to who set it alone.
func TestRemind_onceAndWhenDue(t *testing.T) {
	t.Parallel()
	ctx, d := context.Background(), newDesk(t)
	d.write(func(tx *store.Tx) error {
		return tx.SetReminder(&store.Reminder{UserID: d.sam.ID, ThreadID: d.thread.ID, DueAt: d.at.Add(time.Hour)})
	})
	count := func() int {
		t.Helper()
		if err := d.s.Remind(ctx); err != nil {
			t.Fatal(err)
		}
		mine, err := d.db.Read(ctx).Notifications(d.sam.ID, 10)
		if err != nil {
			t.Fatal(err)
		}
		others, err := d.db.Read(ctx).Notifications(d.mia.ID, 10)
		if err != nil || len(others) > 0 {
			t.Fatal(others, err)
		}
		return len(mine)
	}
	if n := count(); n != 0 {
		t.Errorf("told %d times before", n)
	}
	d.at = d.at.Add(time.Hour)
	for range 2 {
		if n := count(); n != 1 {
			t.Errorf("told %d times, want once", n)
		}
	}
}
