package httpapi

import (
	"time"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
)

type reminderInput struct {
	ThreadPath
	Body struct {
		At *string `json:"at"`
	}
}

func (c *call) remind(in *reminderInput) error {
	id, err := in.id()
	if err != nil {
		return err
	}
	at, err := parseWhen("at", in.Body.At)
	if err != nil {
		return err
	}
	return c.s.DB.Write(c, func(tx *store.Tx) error {
		th, _, err := auth.SeeThread(&tx.Reader, c.User, id)
		if err != nil {
			return err
		}
		if !at.IsZero() && !at.After(tx.Now.Add(-time.Minute)) {
			return parley.Invalidf("at", "choose a time that is still to come")
		}
		return tx.SetReminder(&store.Reminder{UserID: c.User.ID, ThreadID: th.ID, DueAt: at, Since: th.ActivitySeq})
	})
}
