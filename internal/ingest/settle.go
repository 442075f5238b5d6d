package ingest

import (
	"context"
	"strings"

	"parley/internal/channel"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// Settle implements channel.Sink.
func (r *Receiver) Settle(ctx context.Context, report *channel.Report) error {
	return r.db.Write(ctx, func(tx *store.Tx) error {
		_, _, err := settle(tx, report)
		return err
	})
}

// settle applies a report to the message it is about, and tells whether there
// is one (EMAIL-18).
func settle(tx *store.Tx, report *channel.Report) (channel.Result, bool, error) {
	if report.MailID == "" {
		return channel.Result{}, false, nil
	}
	m, err := tx.MessageByMailID(report.MailID)
	if m == nil || err != nil {
		return channel.Result{}, false, err
	}
	res := channel.Result{Outcome: channel.Settled, ThreadID: m.ThreadID, MessageID: m.ID}
	if !worse(m, report) {
		return res, true, nil
	}
	m.Status, m.StatusReason = report.Status, strings.TrimSpace(report.Reason)
	if err := tx.Save("message", m); err != nil {
		return res, false, err
	}
	th, err := tx.Thread(m.ThreadID)
	if err != nil {
		return res, false, err
	}
	_, err = triage.Note(tx, parley.System, th, parley.MessageChanged, map[string]any{"message": m.UID, "status": string(m.Status)})
	return res, true, err
}

// worse reports whether a report says more than is known: a soft bounce or a
// delay changes nothing, and a delivery does not undo a failure.
func worse(m *parley.Message, report *channel.Report) bool {
	if report.Status == parley.MessageFailed {
		return report.Permanent && m.Status != parley.MessageFailed
	}
	return m.Status == parley.MessageSent || m.Status == parley.MessageUnknown || m.Status == parley.MessageDelivered && report.Status == parley.MessageRead
}
