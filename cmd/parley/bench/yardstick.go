package bench

import (
	"context"
	"time"

	"parley/internal/ingest"
	"parley/internal/parley"
	"parley/internal/store"
)

// yardstick imports into one empty installation and inserts the rows that this
// leaves bare into the other, mail by mail as they came, many mails to a commit,
// full text included: nothing read, parsed or decided.
func (b *Bench) yardstick(ctx context.Context, empty [2]*Bench, receiver *ingest.Receiver, mails int) error {
	from, into := empty[0], empty[1]
	accounts, err := from.db.Read(ctx).ChannelAccounts(0)
	if err != nil {
		return err
	}
	imported, err := from.importMails(ctx, receiver, accounts[0], mails)
	if err != nil {
		return err
	}
	tables, err := from.db.Rows(ctx)
	if err != nil {
		return err
	}
	rows := 0
	for _, t := range tables {
		rows += len(t.Rows)
	}
	start := time.Now()
	for first := 0; first < mails; first += perSlice {
		err := into.db.Write(ctx, func(tx *store.Tx) error {
			for i := first; i < min(first+perSlice, mails); i++ {
				if err := insertMail(tx, tables, i, mails); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	bare := float64(mails) / time.Since(start).Seconds()
	b.Value("PERF-07", "import into an empty installation", "mails/s", imported)
	b.Value("PERF-07", "rows that a mail leaves", "", float64(rows)/float64(mails))
	b.Value("PERF-07", "the same rows inserted bare", "mails/s", bare)
	b.Value("PERF-07", "import against bare rows", "× slower", bare/imported)
	return nil
}

// insertMail inserts the share of one of so many mails in each table.
func insertMail(tx *store.Tx, tables []*store.TableRows, i, mails int) error {
	for _, t := range tables {
		for _, row := range t.Rows[len(t.Rows)*i/mails : len(t.Rows)*(i+1)/mails] {
			if err := insertBare(tx, t, row); err != nil {
				return err
			}
		}
	}
	return nil
}

func insertBare(tx *store.Tx, t *store.TableRows, row []any) error {
	if err := tx.InsertBare(t, row); err != nil || t.Name != "message" {
		return err
	}
	var id int64
	var text string
	for i, column := range t.Columns {
		switch column {
		case "id":
			id = row[i].(int64)
		case "text":
			text = row[i].(string)
		}
	}
	return tx.IndexMessage(parley.MessageID(id), text)
}
