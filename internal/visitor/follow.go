package visitor

import (
	"context"
	"slices"
	"time"

	"parley/internal/deliver"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

const (
	seenEvery  = 20 * time.Second // how often it is noted who is here
	seenSlice  = 200
	idleEvery  = time.Minute
	idleSlice  = 100
	staleEvent = 24 * time.Hour // older ones bring nothing about, as after a long stop
)

// Run follows the event log and notes who is here, until ctx ends.
func (d *Desk) Run(ctx context.Context) error {
	done := make(chan struct{})
	go func() { defer close(done); d.noteSeen(ctx) }()
	err := job.Follow(ctx, d.db, "chat", d.Handle)
	<-done
	return err
}

// noteSeen keeps when visitors were last here, so that any node can tell who
// has left. In slices, so that nobody waits for it.
func (d *Desk) noteSeen(ctx context.Context) {
	tick := time.NewTicker(seenEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for some := range slices.Chunk(d.hub.Online(), seenSlice) {
			if d.db.Write(ctx, func(tx *store.Tx) error { return tx.TouchVisitors(some) }) != nil {
				break
			}
		}
	}
}

// Handle does what follows from events, in the transaction in which they are
// ticked off.
func (d *Desk) Handle(tx *store.Tx, events []*parley.Event) error {
	for _, e := range events {
		if e.ThreadID == 0 || tx.Now.Sub(e.At) > staleEvent {
			continue
		}
		var err error
		switch {
		case e.Kind == parley.MessageWritten && e.ActorKind == parley.ActorUser:
			err = ofChat(tx, e, func(*parley.Thread, *parley.Chat) error { return mailLater(tx, e.ThreadID, e.At) })
		case e.Kind == parley.ThreadWasClosed:
			err = ofChat(tx, e, func(th *parley.Thread, chat *parley.Chat) error { return closed(tx, e, th, chat) })
		case e.Kind == parley.ThreadReopened:
			err = ofChat(tx, e, func(_ *parley.Thread, chat *parley.Chat) error {
				chat.RatingAsk = false
				return tx.SetChat(chat)
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ofChat runs fn where the thread of an event is a chat that is still there.
func ofChat(tx *store.Tx, e *parley.Event, fn func(*parley.Thread, *parley.Chat) error) error {
	chat, err := tx.Chat(e.ThreadID)
	if chat == nil || err != nil {
		return err
	}
	th, err := tx.Thread(e.ThreadID)
	if parley.KindOf(err) == parley.NotFound || err == nil && !th.Live() {
		return nil
	}
	if err != nil {
		return err
	}
	return fn(th, chat)
}

// closed asks for a rating where the team closed the chat (CHAT-19) and mails
// the transcript where the inbox wants one (CHAT-20).
func closed(tx *store.Tx, e *parley.Event, th *parley.Thread, chat *parley.Chat) error {
	if th.Status != parley.ThreadClosed {
		return nil
	}
	if e.ActorKind == parley.ActorUser {
		f, err := tx.Chatflow(chat.ChatflowID)
		if err != nil && parley.KindOf(err) != parley.NotFound {
			return err
		}
		if err == nil && f.Options.Rating {
			chat.RatingAsk = true
			if err := tx.SetChat(chat); err != nil {
				return err
			}
			if _, err := triage.Note(tx, parley.System, th, parley.ThreadChanged, nil); err != nil {
				return err
			}
		}
	}
	return transcript(tx, th)
}

// transcript mails what was said to the visitor, where the inbox wants it or an
// agent had promised to go on by e-mail and wrote none (THR-06); and to
// colleagues whom the inbox names.
func transcript(tx *store.Tx, th *parley.Thread) error {
	in, err := tx.Inbox(th.InboxID)
	if err != nil {
		return err
	}
	m, err := readMailing(tx, th.ID)
	if m == nil || err != nil || len(m.said) == 0 {
		return err
	}
	on := in.Settings.ChatTranscript.On
	subject := m.words.subject(m.company(tx))
	if on || m.owed() {
		if err := m.sendAll(tx, subject); err != nil {
			return err
		}
	}
	if !on {
		return nil
	}
	return m.copies(tx, in, subject)
}

// owed reports whether an agent let the chat go on by e-mail, and no mail has
// left since that would have brought what was said.
func (m *mailing) owed() bool {
	byMail := func(x *parley.Message) bool {
		return x.Channel == parley.ChannelEmail && x.Direction == parley.Outgoing
	}
	return !m.chat.EmailedAt.IsZero() && m.chat.MailedSeq < m.said[len(m.said)-1].Seq && !slices.ContainsFunc(m.said, byMail)
}

// sendAll mails the visitor all that was said, once until more is.
func (m *mailing) sendAll(tx *store.Tx, subject string) error {
	if ok, err := m.budget(tx); err != nil || !ok || !m.visitor.EmailVerified && !m.teamSpoke() {
		return err
	}
	last := m.said[len(m.said)-1]
	m.chat.MailedSeq = last.Seq
	if err := tx.SetChat(m.chat); err != nil {
		return err
	}
	if err := m.post(tx, subject, m.words.transcript, m.said, last.ID); err != nil {
		return err
	}
	_, err := triage.Note(tx, parley.System, m.thread, "thread.transcript_sent", map[string]any{"automatic": true})
	return err
}

func (m *mailing) teamSpoke() bool {
	return slices.ContainsFunc(m.said, func(x *parley.Message) bool { return x.ActorKind == parley.ActorUser })
}

// copies go to colleagues, with all that was said.
func (m *mailing) copies(tx *store.Tx, in *parley.Inbox, subject string) error {
	whole := *m
	proved := *m.visitor
	proved.EmailVerified = true
	whole.visitor = &proved
	text, page := whole.letter(m.words.transcript, m.said)
	for _, id := range in.Settings.ChatTranscript.UserIDs {
		u, err := tx.User(id)
		if parley.KindOf(err) == parley.NotFound || err == nil && !in.Admits(u) {
			continue
		}
		if err != nil {
			return err
		}
		if err := deliver.Post(tx, deliver.Letter{AccountID: m.account.ID, To: parley.Address{Name: u.Name(), Address: u.Email}, Subject: subject, Text: text, HTML: page}); err != nil {
			return err
		}
	}
	return nil
}

// MarkIdle calls chats idle in which nobody has written for the time that
// their account sets, and closes them where the inbox wants it (CHAT-22).
func (d *Desk) MarkIdle(ctx context.Context) error {
	accounts, err := d.db.Read(ctx).ChannelAccounts(0)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if a.Channel != parley.ChannelChat || a.Settings.Chat == nil {
			continue
		}
		for n := idleSlice; n == idleSlice; {
			if err := d.db.Write(ctx, func(tx *store.Tx) (err error) {
				n, err = idle(tx, a)
				return err
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

func idle(tx *store.Tx, a *parley.ChannelAccount) (int, error) {
	ids, err := tx.ChatsIdle(a.ID, tx.Now.Add(-time.Duration(a.Settings.Chat.IdleMinutes)*time.Minute), idleSlice)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if err := idleOne(tx, id); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

func idleOne(tx *store.Tx, id parley.ThreadID) error {
	th, err := tx.Thread(id)
	if err != nil {
		return err
	}
	chat, err := tx.Chat(id)
	if err != nil {
		return err
	}
	chat.IdleAt = tx.Now
	if err := tx.SetChat(chat); err != nil {
		return err
	}
	if _, err := triage.Note(tx, parley.System, th, parley.ThreadIdle, nil); err != nil {
		return err
	}
	in, err := tx.Inbox(th.InboxID)
	if err != nil || !in.Settings.CloseIdleChats {
		return err
	}
	err = triage.Apply(tx, parley.System, th, triage.Verb{Action: triage.Close}, nil)
	if parley.KindOf(err) == parley.Conflict {
		return nil // a bot holds it still
	}
	return err
}
