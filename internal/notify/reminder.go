package notify

import (
	"context"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// Remind tells whose reminders are due: nobody has answered since they were
// set, for an answer drops them (AUTO-08). Run it each minute.
func (s *Service) Remind(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *store.Tx) error {
		due, err := tx.DueReminders(tx.Now)
		if err != nil {
			return err
		}
		t := &teller{s: s, tx: tx}
		for _, m := range due {
			if err := t.remind(m); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *teller) remind(m *store.Reminder) error {
	if err := t.tx.SetReminder(&store.Reminder{UserID: m.UserID, ThreadID: m.ThreadID, DueAt: time.Time{}}); err != nil {
		return err
	}
	th, err := t.tx.Thread(m.ThreadID)
	if parley.KindOf(err) == parley.NotFound || err == nil && !th.Live() {
		return nil
	} else if err != nil {
		return err
	}
	in, err := t.tx.Inbox(th.InboxID)
	if err != nil {
		return err
	}
	e := &parley.Event{ActorKind: parley.ActorSystem, Kind: "reminder.due", ThreadID: th.ID, InboxID: th.InboxID, Data: map[string]any{"user_id": m.UserID.String()}}
	if _, err := t.tx.Event(e); err != nil {
		return err
	}
	return t.tell(news{topic: Reminded, event: e, thread: th, inbox: in}, func(u *parley.User) bool { return u.ID == m.UserID })
}
