package httpapi

import (
	"context"

	"parley/internal/parley"
	"parley/internal/store"
)

// Notification tells one person of one thing.
type Notification struct {
	ID        string         `json:"id"`
	Topic     string         `json:"topic"`
	ThreadID  *string        `json:"thread_id"`
	ItemID    *string        `json:"item_id"`
	Actor     Person         `json:"actor"`
	Subject   string         `json:"subject"`
	Data      map[string]any `json:"data"`
	CreatedAt *string        `json:"created_at"`
	Read      bool           `json:"read"`
}

// NotificationList is a person's newest.
type NotificationList struct {
	Notifications []Notification `json:"notifications"`
}

func (c *call) notifications(*struct{}) (*NotificationList, error) {
	r := c.s.DB.Read(c)
	list, err := r.Notifications(c.User.ID, 100)
	if err != nil {
		return nil, err
	}
	n, err := c.s.loadNames(r)
	out := &NotificationList{[]Notification{}}
	for _, x := range list {
		out.Notifications = append(out.Notifications, n.notification(r, x))
	}
	return out, err
}

func (n *names) notification(r *store.Reader, x *store.Notification) Notification {
	name := ""
	if x.ActorKind == parley.ActorUser {
		name = n.user(parley.UserID(x.ActorID))
	}
	out := Notification{ID: parley.JobID(x.ID).String(), Topic: x.Topic, ThreadID: optionalID(x.ThreadID), Actor: person(x.ActorKind, x.ActorID, name),
		Data: x.Data, CreatedAt: when(x.CreatedAt), Read: !x.ReadAt.IsZero()}
	if th, err := r.Thread(x.ThreadID); err == nil {
		out.Subject = th.Subject
		if name == "" {
			out.Actor.Name = th.SenderName
		}
	}
	if m, err := r.MessageByID(x.MessageID); err == nil {
		out.ItemID = &m.UID
	}
	return out
}

// presentNotification returns one for its owner, nil for anybody else.
func (s *Server) presentNotification(ctx context.Context, id int64, owner parley.UserID) (*Notification, error) {
	r := s.DB.Read(ctx)
	x, err := r.Notification(id)
	if err != nil || x.UserID != owner {
		return nil, err
	}
	n, err := s.loadNames(r)
	if err != nil {
		return nil, err
	}
	out := n.notification(r, x)
	return &out, nil
}

type readInput struct {
	Body struct {
		IDs []string `json:"ids,omitempty" maxItems:"500" doc:"None: all"`
	}
}

func (c *call) readNotifications(in *readInput) error {
	ids, err := parseIDs[int64]("ids", in.Body.IDs)
	if err != nil {
		return err
	}
	return c.s.DB.Write(c, func(tx *store.Tx) error { return tx.ReadNotifications(c.User.ID, 0, ids) })
}
