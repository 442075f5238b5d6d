package store

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"parley/internal/parley"
)

// Event appends a fact to the log and returns its number. Seq and At are set
// here.
func (tx *Tx) Event(e *parley.Event) (int64, error) {
	tx.head++
	e.Seq, e.At = tx.head, tx.Now
	if e.Data == nil {
		e.Data = map[string]any{}
	}
	own := *e
	tx.waiting = append(tx.waiting, &own)
	tx.wrote = true
	return e.Seq, nil
}

// logged finds statements that speak of the event log.
var logged = regexp.MustCompile(`(?:FROM|INTO|UPDATE|JOIN) event\b`)

// writeEvents writes those that wait, many in a statement.
func (tx *Tx) writeEvents() error {
	events := tx.waiting
	tx.waiting = nil
	n, err := insertMany(tx, "event", events)
	if err == nil && n != int64(len(events)) {
		err = fmt.Errorf("the event log took %d of %d", n, len(events))
	}
	return err
}

// Number is that of the newest event, of this transaction too. It only grows,
// whatever the clock does.
func (tx *Tx) Number() int64 { return tx.head }

// Head is the number of the newest event.
func (r *Reader) Head() (int64, error) {
	return scalar[int64](r, `SELECT next FROM sequence WHERE name = 'event'`)
}

// Events returns at most limit events after a number, in order.
func (r *Reader) Events(after int64, limit int) ([]*parley.Event, error) {
	return list[parley.Event](r, `SELECT * FROM event WHERE seq > $1 ORDER BY seq LIMIT $2`, after, limit)
}

// ThreadEvents returns the events of a thread after a number, oldest first.
func (r *Reader) ThreadEvents(id parley.ThreadID, after int64, limit int) ([]*parley.Event, error) {
	return list[parley.Event](r, threadEventsSQL, id, after, limit)
}

// threadEventsSQL repeats the condition of the partial index event_thread.
const threadEventsSQL = `SELECT * FROM event WHERE thread_id = $1 AND thread_id > 0 AND seq > $2 ORDER BY seq LIMIT $3`

// announce tells other nodes that there is something new. The notification
// holds a number alone; a lost one costs them a look a second later.
func (w *writer) announce(head int64) {
	if w.db.dialect.notify() {
		w.conn.ExecContext(context.Background(), `SELECT pg_notify('parley', $1)`, head)
	}
}

// watch raises Changed for what other processes wrote: by notification on
// PostgreSQL, and by a look each second on both.
func (db *DB) watch(ctx context.Context) {
	if db.pool != nil {
		db.stopped.Add(1)
		go func() { defer db.stopped.Done(); db.listen(ctx) }()
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var last int64
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if head, err := db.Read(ctx).Head(); err == nil && head != last {
			last = head
			db.changed.Raise()
		}
	}
}

func (db *DB) listen(ctx context.Context) {
	for ctx.Err() == nil {
		conn, err := db.pool.Acquire(ctx)
		if err == nil {
			if _, err = conn.Exec(ctx, "LISTEN parley"); err == nil {
				for err == nil {
					if _, err = conn.Conn().WaitForNotification(ctx); err == nil {
						db.changed.Raise()
					}
				}
			}
			conn.Conn().Close(context.Background())
			conn.Release()
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

// Cursor returns how far a follower of the log has come.
func (r *Reader) Cursor(name string) (int64, error) {
	return scalar[int64](r, `SELECT c.seq FROM follower_cursor c JOIN account a ON a.epoch = c.epoch WHERE c.name = $1`, name)
}

// SetCursor records how far a follower of the log has come.
func (tx *Tx) SetCursor(name string, seq int64) error {
	return tx.Exec(`INSERT INTO follower_cursor (name, epoch, seq) SELECT $1, epoch, $2 FROM account WHERE id = 1
	  ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq`, name, seq)
}
