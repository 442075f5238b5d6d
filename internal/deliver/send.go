package deliver

import (
	"context"
	"errors"
	"fmt"
	"time"

	"parley/internal/channel"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// work is the job that sends one message.
func (s *Service) work(ctx context.Context, w *job.Work) error {
	var id parley.MessageID
	if err := w.Decode(&id); err != nil {
		return err
	}
	m, go_, err := s.begin(ctx, id)
	if err != nil || !go_ {
		return err
	}
	acct, err := s.db.Read(ctx).ChannelAccount(m.AccountID)
	if err != nil {
		return err
	}
	adapter := s.adapters[m.Channel]
	if m.Channel.Custom() != 0 {
		adapter = s.adapters[parley.ChannelCustom]
	}
	if adapter == nil {
		return s.settle(ctx, m, parley.MessageFailed, fmt.Sprintf("no way to send by %s", m.Channel), nil)
	}
	out, err := s.outbound(ctx, m, acct)
	if err != nil {
		return err
	}
	out.HandOver = func() error { return s.handOver(ctx, m.ID) }
	receipt, err := adapter.Send(ctx, acct, out)
	return s.conclude(context.WithoutCancel(ctx), w, m, receipt, err)
}

// begin asks whether the message may leave now. One that was handed over
// without an answer becomes unknown; a scheduled one waits for its author if
// the customer wrote first (EMAIL-13).
func (s *Service) begin(ctx context.Context, id parley.MessageID) (m *parley.Message, send bool, err error) {
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		m, err = tx.MessageByID(id)
		if parley.KindOf(err) == parley.NotFound {
			return nil
		} else if err != nil {
			return err
		}
		switch {
		case m.Status != parley.MessageSending && m.Status != parley.MessageScheduled:
			return nil
		case !m.HandedAt.IsZero():
			return mark(tx, m, parley.MessageUnknown, "the connection ended before the server answered")
		case m.SendAt.After(tx.Now):
			return &job.Later{After: m.SendAt.Sub(tx.Now), Reason: "not yet"}
		}
		if m.Status == parley.MessageScheduled {
			if last, err := tx.LastMessage(m.ThreadID, parley.Incoming); err != nil {
				return err
			} else if last != nil && last.Seq > m.Seq {
				return mark(tx, m, parley.MessageFailed, "newer_message")
			}
			if err := mark(tx, m, parley.MessageSending, ""); err != nil {
				return err
			}
		}
		send = true
		return nil
	})
	return m, send, err
}

// handOver notes, for good, that the bytes are about to leave.
func (s *Service) handOver(ctx context.Context, id parley.MessageID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.MessageByID(id)
		if err != nil {
			return err
		}
		if m.Status != parley.MessageSending {
			return parley.Errorf(parley.Conflict, "the message was taken back")
		}
		m.HandedAt = tx.Now
		return tx.Save("message", m)
	})
}

// conclude settles the message by the other side's answer.
func (s *Service) conclude(ctx context.Context, w *job.Work, m *parley.Message, receipt *channel.Receipt, err error) error {
	var refused *channel.SendError
	switch {
	case err == nil && receipt.Pending:
		return s.passedOn(ctx, m.ID)
	case err == nil:
		return s.settle(ctx, m, parley.MessageSent, refusals(receipt), receipt)
	case parley.KindOf(err) == parley.Conflict:
		return nil
	case errors.As(err, &refused) && refused.Unknown:
		return s.settle(ctx, m, parley.MessageUnknown, refused.Reason, nil)
	case errors.As(err, &refused) && refused.Permanent, w.Last:
		return s.settle(ctx, m, parley.MessageFailed, reasonOf(err), nil)
	}
	if e := s.waits(ctx, m.ID, reasonOf(err)); e != nil {
		return e
	}
	return err
}

// passedOn notes that the other side has taken a message, and will say itself
// what became of it. It may have said so already.
func (s *Service) passedOn(ctx context.Context, id parley.MessageID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.MessageByID(id)
		if err != nil || m.Status != parley.MessageSending {
			return err
		}
		m.HandedAt = tx.Now
		return mark(tx, m, parley.MessageSending, "")
	})
}

func refusals(r *channel.Receipt) string {
	text := ""
	for _, x := range r.Refused {
		text += x.Address + ": " + x.Reason + "\n"
	}
	return text
}

func reasonOf(err error) string {
	var refused *channel.SendError
	if errors.As(err, &refused) {
		return refused.Reason
	}
	return err.Error()
}

// waits shows why a message has not left yet, and lets the next try begin.
func (s *Service) waits(ctx context.Context, id parley.MessageID, reason string) error {
	return s.db.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.MessageByID(id)
		if err != nil {
			return err
		}
		m.HandedAt = time.Time{}
		return mark(tx, m, parley.MessageSending, reason)
	})
}

func (s *Service) settle(ctx context.Context, sent *parley.Message, status parley.MessageStatus, reason string, receipt *channel.Receipt) error {
	hash := ""
	if receipt != nil && len(receipt.Raw) > 0 {
		names, err := s.blobs.Put(receipt.Raw)
		if err != nil {
			return err
		}
		hash = names[0]
	}
	return s.db.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.MessageByID(sent.ID)
		if err != nil {
			return err
		}
		if receipt != nil {
			m.RawHash = hash
			if err := learn(tx, m, receipt); err != nil {
				return err
			}
		}
		return mark(tx, m, status, reason)
	})
}

// learn keeps the id under which the message is known outside, where the relay
// changed it, and Outlook's index, by which answers may come back.
func learn(tx *store.Tx, m *parley.Message, receipt *channel.Receipt) error {
	ids := []string{}
	if receipt.MailID != "" && receipt.MailID != m.MailID {
		ids = append(ids, receipt.MailID)
	}
	if len(receipt.ThreadIndex) >= 22 {
		m.ThreadIndex = receipt.ThreadIndex
		ids = append(ids, fmt.Sprintf("thread-index:%x", receipt.ThreadIndex[:22]))
	}
	for _, id := range ids {
		if err := tx.AddReference(&store.Reference{MailID: id, InboxID: m.InboxID, ThreadID: m.ThreadID, MessageID: m.ID, Ours: id == receipt.MailID, Told: id != receipt.MailID}); err != nil {
			return err
		}
	}
	return nil
}

// mark writes a message's status with its event.
func mark(tx *store.Tx, m *parley.Message, status parley.MessageStatus, reason string) error {
	m.Status, m.StatusReason = status, reason
	if err := tx.Save("message", m); err != nil {
		return err
	}
	th, err := tx.Thread(m.ThreadID)
	if err != nil {
		return err
	}
	_, err = triage.Note(tx, parley.System, th, parley.MessageChanged, map[string]any{"message": m.UID, "status": string(status)})
	return err
}
