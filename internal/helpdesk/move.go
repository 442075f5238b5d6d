package helpdesk

import (
	"context"

	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/triage"
)

// MoveJob is the kind of job that takes the past of a channel to the help desk.
// It goes on where it stopped when the server restarts.
const MoveJob = "helpdesk.move"

// moveSlice is how many conversations one transaction takes.
const moveSlice = 50

type moveWork struct {
	MoveID int64 `json:"move_id"`
}

// StartMove takes a channel from its inbox to the help desk (TIX-13). What comes
// in from this commit on belongs to the help desk; the past follows by a job, and
// a mail that arrives meanwhile takes its conversation along. Where the past
// stays, open chats go all the same: nothing else could answer them.
func StartMove(tx *store.Tx, by *parley.User, acct *parley.ChannelAccount, past bool) (*parley.ChannelMove, error) {
	desk, err := helpDesk(&tx.Reader)
	if err != nil {
		return nil, err
	}
	if desk == nil {
		return nil, parley.Errorf(parley.Conflict, "there is no help desk")
	}
	m := &parley.ChannelMove{ID: tx.NewID(), AccountID: acct.ID, FromID: acct.InboxID, ToID: desk.ID, Past: past, StartedBy: by.ID, StartedAt: tx.Now}
	if err := settings.MoveToHelpDesk(tx, by, acct, desk); err != nil {
		return nil, err
	}
	if m.Results, err = furnish(tx, by, acct, m, desk); err != nil {
		return nil, err
	}
	if !past && acct.Channel == parley.ChannelEmail {
		m.FinishedAt = tx.Now
		return m, tx.Insert("channel_move", m)
	}
	if err := tx.Insert("channel_move", m); err != nil {
		return nil, err
	}
	_, err = job.Enqueue(tx, job.Spec{Kind: MoveJob, Queue: job.QueueBulk, Payload: moveWork{m.ID}})
	return m, err
}

// Move is the job's handler. Each slice is one transaction, with the mark where
// it ends: a conversation is moved once, whoever does it.
func (s *Service) Move(ctx context.Context, w *job.Work) error {
	var do moveWork
	if err := w.Decode(&do); err != nil {
		return err
	}
	m, err := s.db.Read(ctx).ChannelMove(do.MoveID)
	if err != nil {
		return err
	}
	total, err := s.db.Read(ctx).CountToMove(m)
	if err != nil {
		return err
	}
	for finished := false; !finished; {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		err := s.db.Write(ctx, func(tx *store.Tx) (err error) {
			finished, err = MoveSlice(tx, do.MoveID, total)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// MoveSlice moves the next few conversations, of total that were there when the
// work began or went on, and reports whether none are left.
func MoveSlice(tx *store.Tx, id, total int64) (finished bool, err error) {
	m, err := tx.ChannelMove(id)
	if err != nil || !m.FinishedAt.IsZero() {
		return true, err
	}
	if m.Total == 0 {
		m.Total = total
	}
	threads, err := tx.ThreadsToMove(m, moveSlice)
	if err != nil {
		return false, err
	}
	for _, th := range threads {
		if err := triage.BringAlong(tx, m, th); err != nil {
			return false, err
		}
		m.Before = th.ID
		m.Done++
	}
	m.Total = max(m.Total, m.Done)
	if finished = len(threads) < moveSlice; finished {
		m.FinishedAt, m.Total = tx.Now, m.Done
		if err := noteMoved(tx, m); err != nil {
			return false, err
		}
	}
	return finished, tx.Save("channel_move", m)
}

func noteMoved(tx *store.Tx, m *parley.ChannelMove) error {
	_, err := tx.Event(&parley.Event{ActorKind: parley.ActorUser, ActorID: int64(m.StartedBy), Kind: "channel_account.move_ended", Object: "channel_account", ObjectID: int64(m.AccountID), InboxID: m.ToID,
		Data: map[string]any{"conversations": m.Done}})
	return err
}
