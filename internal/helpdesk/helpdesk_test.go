package helpdesk_test

import (
	"testing"
	"time"

	"parley/internal/crm"
	"parley/internal/helpdesk"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
)

// desk is an installation with a help desk and one conversation, and a clock of
// its own: Monday morning in Paris.
type desk struct {
	t       *testing.T
	db      *store.DB
	service *helpdesk.Service
	now     time.Time
	ada     *parley.User
	inboxes map[parley.InboxKind]*parley.Inbox
	thread  parley.ThreadID
	head    int64
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, now: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC), inboxes: map[parley.InboxKind]*parley.Inbox{}}
	d.db = storetest.NewAt(t, func() time.Time { return d.now })
	d.service = helpdesk.New(d.db)
	d.write(func(tx *store.Tx) (err error) {
		s := settings.Setup{CompanyName: "Corner Shop", Language: "en", Timezone: "Europe/Paris", FirstName: "Ada", Email: "ada@shop.test", MailDomain: "mail.test"}
		if d.ada, err = s.Run(tx, ""); err != nil {
			return err
		}
		all, err := tx.Inboxes()
		for _, in := range all {
			d.inboxes[in.Kind] = in
		}
		return err
	})
	d.thread = d.arrive(parley.InboxPlain)
	return d
}

func (d *desk) write(fn func(tx *store.Tx) error) { d.t.Helper(); storetest.Write(d.t, d.db, fn) }

// arrive begins a conversation in an inbox of a kind.
func (d *desk) arrive(kind parley.InboxKind) (id parley.ThreadID) {
	d.t.Helper()
	d.write(func(tx *store.Tx) error {
		c, err := crm.Resolve(tx, parley.Address{Name: "Cleo Rey", Address: "cleo@harbour.example"})
		if err != nil {
			return err
		}
		th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: d.inboxes[kind].ID, Status: parley.ThreadOpen, Channel: parley.ChannelEmail, Subject: "A leak", ContactID: c.ID, CreatedAt: tx.Now}
		id = th.ID
		if err := tx.Insert("thread", th); err != nil {
			return err
		}
		if _, err := triage.Note(tx, parley.System, th, parley.ThreadCreated, nil); err != nil {
			return err
		}
		return say(tx, th, parley.Actor{Kind: parley.ActorContact, ID: int64(c.ID)})
	})
	return id
}

func say(tx *store.Tx, th *parley.Thread, by parley.Actor) error {
	m := &parley.Message{ThreadID: th.ID, InboxID: th.InboxID, Kind: parley.KindMessage, Direction: parley.Incoming, Status: parley.MessageReceived, Channel: th.Channel, ActorKind: by.Kind, ActorID: by.ID, From: parley.Address{Name: "Cleo Rey", Address: "cleo@harbour.example"}, Text: "It drips."}
	if by.Kind == parley.ActorUser {
		m.Direction, m.Status = parley.Outgoing, parley.MessageSent
	}
	if err := triage.Append(tx, th, triage.NewMessage{Message: m}); err != nil {
		return err
	}
	return triage.Store(tx, th)
}

// later lets time pass, and the desk see to what happened.
func (d *desk) later(after time.Duration) {
	d.t.Helper()
	d.now = d.now.Add(after)
	for {
		events, err := d.db.Read(d.t.Context()).Events(d.head, 100)
		if err != nil {
			d.t.Fatal(err)
		}
		if len(events) == 0 {
			break
		}
		d.write(func(tx *store.Tx) error { return d.service.Handle(tx, events) })
		d.head = events[len(events)-1].Seq
	}
	if err := d.service.Tick(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) speak(by parley.Actor) {
	d.t.Helper()
	d.write(func(tx *store.Tx) error {
		th, err := tx.Thread(d.thread)
		if err != nil {
			return err
		}
		return say(tx, th, by)
	})
	d.later(time.Second)
}

func (d *desk) look() (*parley.Thread, *parley.Record) {
	d.t.Helper()
	r := d.db.Read(d.t.Context())
	th, err := r.Thread(d.thread)
	if err != nil {
		d.t.Fatal(err)
	}
	if th.TicketID == 0 {
		return th, nil
	}
	ticket, err := r.Record(th.TicketID)
	if err != nil {
		d.t.Fatal(err)
	}
	return th, ticket
}

func (d *desk) ticket(properties map[string]string) {
	d.t.Helper()
	d.write(func(tx *store.Tx) error {
		th, err := tx.Thread(d.thread)
		if err != nil {
			return err
		}
		_, err = helpdesk.Create(tx, crm.ByUser(d.ada.ID), th, properties)
		return err
	})
	d.later(time.Second)
}

func (d *desk) set(properties map[string]string) {
	d.t.Helper()
	d.write(func(tx *store.Tx) error {
		_, ticket := d.look()
		_, err := crm.UpdateRecord(tx, crm.ByUser(d.ada.ID), ticket, properties)
		return err
	})
	d.later(time.Second)
}

// TIX-01, TIX-03, TIX-05, TIX-07, TIX-10, TIX-20: a ticket made of a
// conversation takes it to the help desk, moves by who speaks, and is owned in
// step with it.
func TestTicket_fromConversation(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.later(time.Second)
	if _, ticket := d.look(); ticket != nil {
		t.Fatal("an inbox makes no tickets by itself")
	}
	d.later(time.Minute)
	d.ticket(map[string]string{"hs_ticket_priority": "HIGH"})
	th, ticket := d.look()
	if th.InboxID != d.inboxes[parley.InboxHelpDesk].ID || ticket.Properties["subject"] != "A leak" || ticket.Properties["source_type"] != "EMAIL" || ticket.Properties["hs_pipeline_stage"] != "1" {
		t.Fatalf("thread in %v, ticket %+v", th.InboxID, ticket)
	}
	joined, err := d.db.Read(t.Context()).Associations(ticket.ID, 0)
	if err != nil || len(joined) != 3 { // contact, company and the company as primary
		t.Errorf("joined with %v, %v", joined, err)
	}
	d.speak(parley.ByUser(d.ada.ID))
	if _, ticket = d.look(); ticket.Properties["hs_pipeline_stage"] != "2" || ticket.Properties["time_to_first_agent_reply"] == "" {
		t.Errorf("after the team's answer: %+v", ticket.Properties)
	}
	d.speak(parley.Actor{Kind: parley.ActorContact, ID: int64(th.ContactID)})
	if _, ticket = d.look(); ticket.Properties["hs_pipeline_stage"] != "3" {
		t.Errorf("after the contact's answer: %+v", ticket.Properties)
	}
	d.set(map[string]string{"hubspot_owner_id": d.ada.ID.Owner().String()})
	if th, _ = d.look(); th.Assignee() != parley.ByUser(d.ada.ID) {
		t.Errorf("the conversation is %v's", th.Assignee())
	}
	d.write(func(tx *store.Tx) error { return triage.AssignThread(tx, parley.System, th, parley.Actor{}, nil) })
	d.later(time.Second)
	if _, ticket = d.look(); ticket.OwnerID != 0 {
		t.Errorf("the ticket is still %v's", ticket.OwnerID)
	}
	d.thread = d.arrive(parley.InboxHelpDesk)
	d.later(time.Second)
	if _, second := d.look(); second == nil || second.ID == ticket.ID {
		t.Error("a conversation that arrives at the help desk has no ticket")
	}
}

// TIX-03, TIX-04, TIX-09: with tickets in the inbox the ticket stays beside its
// conversation, and goes with it when that is deleted forever.
func TestTicket_besideConversation(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.write(func(tx *store.Tx) error {
		return helpdesk.WriteOptions(tx, parley.ByUser(d.ada.ID), helpdesk.Options{InInbox: true, SyncOwner: true})
	})
	d.ticket(nil)
	th, ticket := d.look()
	if th.InboxID != d.inboxes[parley.InboxPlain].ID {
		t.Errorf("the conversation moved to %v", th.InboxID)
	}
	d.write(func(tx *store.Tx) error {
		for _, act := range []triage.Action{triage.Trash, triage.Purge} {
			if err := triage.Apply(tx, parley.ByUser(d.ada.ID), th, triage.Verb{Action: act}, &triage.Effects{}); err != nil {
				return err
			}
		}
		return nil
	})
	d.later(time.Second)
	if _, err := d.db.Read(t.Context()).Record(ticket.ID); parley.KindOf(err) != parley.NotFound {
		t.Errorf("the ticket of a conversation deleted forever: %v", err)
	}
}

// TIX-15, TIX-16, TIX-17: goals are counted in working hours, warn, run over,
// stand still at a stage that pauses them, and end on time or late; the row of
// the conversation shows the most urgent.
func TestSLA_byTheClock(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var week []parley.WeeklyHours
	for day := time.Monday; day <= time.Friday; day++ {
		week = append(week, parley.WeeklyHours{Day: day, Start: 9 * 60, End: 17 * 60})
	}
	policy := &parley.SLAPolicy{InboxID: d.inboxes[parley.InboxHelpDesk].ID, Name: "Standard", Active: true, Hours: week, Zone: "Europe/Paris", Pause: []string{"2"}, Goals: []parley.SLATarget{
		{Goal: parley.GoalFirstReply, Minutes: 60, Warn: 15}, {Goal: parley.GoalFirstReply, Priority: "URGENT", Minutes: 30}, {Goal: parley.GoalClose, Minutes: 10 * 60, Warn: 60}}}
	d.write(func(tx *store.Tx) error { return helpdesk.SavePolicy(tx, parley.ByUser(d.ada.ID), policy, nil, false) })
	d.ticket(nil)
	expect := func(goal parley.SLAGoal, state parley.SLAState) {
		t.Helper()
		if th, _ := d.look(); th.SLAGoal != goal || th.SLAState != state {
			t.Fatalf("at %v the row shows %s %s due %v, want %s %s", d.now, th.SLAGoal, th.SLAState, th.SLADueAt, goal, state)
		}
	}
	expect(parley.GoalFirstReply, parley.SLAActive)
	d.later(46 * time.Minute)
	expect(parley.GoalFirstReply, parley.SLADueSoon)
	d.now = d.now.Add(-2 * time.Hour) // the clock is set back: nothing is undone
	d.later(0)
	expect(parley.GoalFirstReply, parley.SLADueSoon)
	d.later(2*time.Hour + 20*time.Minute)
	expect(parley.GoalFirstReply, parley.SLAOverdue)
	d.speak(parley.ByUser(d.ada.ID)) // to "waiting on contact", which pauses
	expect(parley.GoalClose, parley.SLAPaused)
	d.later(48 * time.Hour)
	d.speak(parley.Actor{Kind: parley.ActorContact, ID: 1}) // goes on: Wednesday 10:06
	expect(parley.GoalClose, parley.SLAActive)
	th, ticket := d.look()
	if due := th.SLADueAt.In(time.UTC); due.Weekday() != time.Thursday || due.Hour() < 9 || due.Hour() > 11 {
		t.Errorf("due %v: about nine hours of work were left on Wednesday at ten", due)
	}
	d.set(map[string]string{"hs_pipeline_stage": "4"})
	timers, err := d.db.Read(t.Context()).SLATimers(ticket.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, timer := range timers {
		if want := map[parley.SLAGoal]parley.SLAState{parley.GoalFirstReply: parley.SLALate, parley.GoalClose: parley.SLAOnTime}[timer.Goal]; timer.State != want {
			t.Errorf("%s ended %s, want %s", timer.Goal, timer.State, want)
		}
	}
}

// TIX-11: a letter begun in the help desk makes a ticket, owned by who writes
// and joined with the one who is written to; it starts no promise of a first
// reply.
func TestTicket_ofALetter(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	in := d.inboxes[parley.InboxHelpDesk]
	d.write(func(tx *store.Tx) error {
		d.ada.CanBeAssigned = true
		if err := tx.Save("user", d.ada); err != nil {
			return err
		}
		p := &parley.SLAPolicy{InboxID: in.ID, Name: "Standard", Active: true, Goals: []parley.SLATarget{{Goal: parley.GoalFirstReply, Minutes: 60}, {Goal: parley.GoalClose, Minutes: 600}}}
		if err := helpdesk.SavePolicy(tx, parley.ByUser(d.ada.ID), p, nil, false); err != nil {
			return err
		}
		c, err := crm.Resolve(tx, parley.Address{Name: "Cleo Rey", Address: "cleo@harbour.example"})
		if err != nil {
			return err
		}
		th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: in.ID, Status: parley.ThreadOpen, Channel: parley.ChannelEmail, Subject: "Your boat", ContactID: c.ID, OutboundOnly: true, CreatedAt: tx.Now}
		th.SetAssignee(parley.ByUser(d.ada.ID))
		d.thread = th.ID
		if err := tx.Insert("thread", th); err != nil {
			return err
		}
		if _, err := triage.Note(tx, parley.ByUser(d.ada.ID), th, parley.ThreadCreated, nil); err != nil {
			return err
		}
		return say(tx, th, parley.ByUser(d.ada.ID))
	})
	d.later(time.Second)
	th, ticket := d.look()
	if ticket == nil || ticket.OwnerID != d.ada.ID || ticket.Properties["subject"] != "Your boat" || th.SLAGoal != parley.GoalClose {
		t.Fatalf("the letter has %+v; the goal shown is %s", ticket, th.SLAGoal)
	}
	joined, err := d.db.Read(t.Context()).Associations(ticket.ID, parley.TypeContact)
	if err != nil || len(joined) != 1 || joined[0].ToID != parley.RecordID(th.ContactID) {
		t.Errorf("joined with %v, %v", joined, err)
	}
}

// SPAM-11: blocking the sender deletes the ticket for good, unless another live
// conversation has it.
func TestTicket_ofABlockedSender(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.ticket(nil)
	_, ticket := d.look()
	second := d.arrive(parley.InboxHelpDesk)
	block := func(id parley.ThreadID) {
		t.Helper()
		d.write(func(tx *store.Tx) error {
			th, err := tx.Thread(id)
			if err != nil {
				return err
			}
			return triage.Apply(tx, parley.ByUser(d.ada.ID), th, triage.Verb{Action: triage.Block}, &triage.Effects{})
		})
		d.later(time.Second)
	}
	d.write(func(tx *store.Tx) error {
		th, err := tx.Thread(second)
		if err != nil {
			return err
		}
		return helpdesk.Join(tx, crm.ByUser(d.ada.ID), th, ticket)
	})
	block(d.thread)
	if _, err := d.db.Read(t.Context()).Record(ticket.ID); err != nil {
		t.Fatalf("a ticket that another conversation has: %v", err)
	}
	block(second)
	if _, err := d.db.Read(t.Context()).Record(ticket.ID); parley.KindOf(err) != parley.NotFound {
		t.Errorf("the ticket of a blocked sender: %v", err)
	}
	if th, _ := d.look(); th.TicketID != 0 || !th.Spam {
		t.Errorf("the conversation: %+v", th)
	}
}
