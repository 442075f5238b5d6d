package ingest

import (
	"context"
	"fmt"

	"parley/internal/channel"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// Retry takes a quarantined mail in once more, in one transaction with putting
// away what stood for it. In is the mail as it is read now.
func (r *Receiver) Retry(ctx context.Context, q *store.Quarantine, in *channel.Inbound) error {
	in.Key = fmt.Sprintf("retry:%d:%d", q.ID, r.db.Now().UnixMilli())
	preps, err := r.prepare(ctx, []*channel.Inbound{in})
	if err != nil {
		return err
	}
	return r.db.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.MessageByID(q.MessageID)
		if err == nil {
			err = triage.DropMessage(tx, m)
		}
		if err != nil && parley.KindOf(err) != parley.NotFound {
			return err
		}
		_, err = receive(tx, preps[0])
		return err
	})
}
