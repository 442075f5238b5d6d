package notify

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"parley/internal/auth"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

// Service tells people. Make it with New.
type Service struct {
	db      *store.DB
	baseURL string
}

// New makes the service and registers its clocks. baseURL is where links of its
// mail lead.
func New(db *store.DB, baseURL string, r *job.Runner) *Service {
	s := &Service{db, strings.TrimSuffix(baseURL, "/")}
	r.Handle("notify.answer", s.work)
	r.Every("notify.reminders", time.Minute, s.Remind)
	r.Every("notify.tidy", 24*time.Hour, func(ctx context.Context) error {
		return db.Write(ctx, func(tx *store.Tx) error {
			return errors.Join(tx.TidyNotifications(tx.Now.Add(-keep)), tx.TidyMailAnswers(tx.Now.Add(-2*answerable)))
		})
	})
	return s
}

// Run follows the event log until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	return job.Follow(ctx, s.db, "notify", s.Handle)
}

// stale is when news is too old to be told, as after a long stop.
const stale = 24 * time.Hour

// keep is for how long notifications are kept.
const keep = 90 * 24 * time.Hour

// Handle tells of events, in the transaction in which they are ticked off.
func (s *Service) Handle(tx *store.Tx, events []*parley.Event) error {
	t := &teller{s: s, tx: tx}
	for _, e := range events {
		if tx.Now.Sub(e.At) > stale {
			continue
		}
		if err := t.event(e); err != nil {
			return err
		}
	}
	return nil
}

// teller holds what one batch looks up once.
type teller struct {
	s        *Service
	tx       *store.Tx
	users    []*parley.User
	defaults Choices
	own      map[parley.UserID]json.RawMessage
}

// news is one thing to tell.
type news struct {
	topic   Topic
	event   *parley.Event
	thread  *parley.Thread // nil where it is about no thread
	inbox   *parley.Inbox
	message *parley.Message // may be nil
	account *parley.ChannelAccount
	data    map[string]any
}

func (t *teller) people() ([]*parley.User, error) {
	if t.users != nil {
		return t.users, nil
	}
	all, err := t.tx.Users()
	for _, u := range all {
		if u.Active() && (u.InvitedAt.IsZero() || u.PasswordHash != "") {
			t.users = append(t.users, u)
		}
	}
	return t.users, err
}

// tell tells those for whom pick is true, once each.
func (t *teller) tell(n news, pick func(*parley.User) bool) error {
	users, err := t.people()
	if err != nil {
		return err
	}
	for _, u := range users {
		if u.ID == n.event.Actor().UserID() || n.inbox != nil && !auth.InboxAccess(u, n.inbox).See || !pick(u) {
			continue
		}
		if err := t.one(n, u); err != nil {
			return err
		}
	}
	return nil
}

// ways looks up how u hears of a topic; everybody's choices are read at once.
func (t *teller) ways(id parley.UserID, topic Topic) (w Ways, err error) {
	if t.defaults == nil {
		if t.own, err = t.tx.PreferencesOf(choicesKey); err != nil {
			return w, err
		}
		if t.defaults, err = Defaults(&t.tx.Reader); err != nil {
			return w, err
		}
	}
	if own := t.own[id]; own != nil {
		return t.defaults.with(own)[topic], nil
	}
	return t.defaults[topic], nil
}

func (t *teller) one(n news, u *parley.User) error {
	ways, err := t.ways(u.ID, n.topic)
	if err != nil || !ways.any() {
		return err
	}
	row := &store.Notification{ID: t.tx.NewID(), UserID: u.ID, Topic: string(n.topic), ActorKind: n.event.ActorKind, ActorID: n.event.ActorID,
		Seq: n.event.Seq, CreatedAt: t.tx.Now, Data: map[string]any{"bell": ways.Bell, "browser": ways.Browser, "popup": ways.Popup}}
	for k, v := range n.data {
		row.Data[k] = v
	}
	if n.thread != nil {
		row.ThreadID = n.thread.ID
	}
	if n.message != nil {
		row.MessageID = n.message.ID
	}
	if !ways.Bell {
		row.ReadAt = t.tx.Now // told in passing: the bell does not count it
	}
	fresh, err := t.tx.InsertNew("notification", row)
	if err != nil || !fresh {
		return err
	}
	_, err = t.tx.Event(&parley.Event{ActorKind: parley.ActorSystem, Kind: "notification.created", Object: "notification", ObjectID: row.ID,
		Data: map[string]any{"user_id": u.ID.String()}})
	if err != nil || !ways.Email {
		return err
	}
	return t.mail(n, u)
}
