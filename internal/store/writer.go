package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"parley/internal/parley"
)

const (
	maxBatch   = 256                   // requests in one commit
	batchSlice = 12 * time.Millisecond // after which a batch commits what it has
	bulkSlice  = 60 * time.Millisecond // the same, as long as nobody waits but who has many
)

// request is one transaction that waits for the writer.
type request struct {
	ctx   context.Context
	fn    func(*Tx) error
	again bool // fn may run a second time
	err   error
	done  chan struct{}
}

// Write runs fn in a transaction, together with others that wait. When it
// returns nil all that fn did is on disk; on an error none of it is. fn runs on
// the writer's goroutine: no other I/O, no Write within.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	if db.readOnly {
		return errReadOnly
	}
	r := &request{ctx: ctx, fn: fn, done: make(chan struct{})}
	db.waiting.Add(1)
	defer db.waiting.Add(-1)
	select {
	case db.queue <- r:
	case <-ctx.Done():
		return ctx.Err()
	}
	<-r.done
	return r.err
}

// WriteAll runs each fn as Write does, in order, and waits for all: whoever
// alone has many must not pay an fsync for each. When another's fn fails, fn may
// run a second time after the first was undone.
func (db *DB) WriteAll(ctx context.Context, fns []func(*Tx) error) []error {
	requests := make([]*request, len(fns))
	errs := make([]error, len(fns))
	if db.readOnly {
		for i := range errs {
			errs[i] = errReadOnly
		}
		return errs
	}
	for i, fn := range fns {
		requests[i] = &request{ctx: ctx, fn: fn, again: true, done: make(chan struct{})}
		select {
		case db.queue <- requests[i]:
		case <-ctx.Done():
			errs[i], requests[i] = ctx.Err(), nil
		}
	}
	for i, r := range requests {
		if r != nil {
			<-r.done
			errs[i] = r.err
		}
	}
	return errs
}

// errReadOnly is the answer to every write while an operator works on the
// installation.
var errReadOnly = &parley.Error{Kind: parley.Unavailable, Code: "read_only", Message: "Parley is read-only for maintenance: you can read, and what you write is kept on this device until it is over"}

// ReadOnly reports whether every write is refused.
func (db *DB) ReadOnly() bool { return db.readOnly }

// write is the one writer of this process.
func (db *DB) write(ctx context.Context) {
	w := &writer{db: db, stmts: map[string]*statement{}}
	defer w.drop()
	for {
		select {
		case first := <-db.queue:
			w.commit(db.collect(first))
		case <-ctx.Done():
			for {
				select {
				case r := <-db.queue:
					w.commit([]*request{r})
				default:
					return
				}
			}
		}
	}
}

// collect adds to first what else waits.
func (db *DB) collect(first *request) []*request {
	batch := []*request{first}
	for len(batch) < maxBatch {
		select {
		case r := <-db.queue:
			batch = append(batch, r)
		default:
			return batch
		}
	}
	return batch
}

// writer holds the connection and what is kept between batches.
type writer struct {
	db    *DB
	conn  *sql.Conn
	stmts map[string]*statement
	ids   idBlock
	tx    *Tx // that runs
}

// statement is kept prepared.
type statement struct {
	*sql.Stmt
	settles string // the table that it writes, where a memo may hold what stood there
	events  bool   // it speaks of the event log
}

func (w *writer) drop() {
	for sql, st := range w.stmts {
		st.Close()
		delete(w.stmts, sql)
	}
	if w.conn != nil {
		w.conn.Close()
		w.conn = nil
	}
	w.ids = idBlock{}
}

// commit runs a batch in transactions of one time slice each.
func (w *writer) commit(batch []*request) {
	for len(batch) > 0 {
		n, err := w.slice(batch)
		for _, r := range batch[:n] {
			if err != nil {
				r.err = err
			}
			close(r.done)
		}
		batch = batch[n:]
	}
}

// errOne says that a request failed which had no savepoint: all was undone.
var errOne = errors.New("a request of several failed")

// slice runs requests until the time slice is over and commits them. The
// error, if any, is that of all n of them: nothing was stored. Each savepoint
// makes full text write out what it holds, so there are none for a request that
// is alone, nor, as long as none fails, for those that may run again.
func (w *writer) slice(batch []*request) (int, error) {
	alone := len(batch) == 1
	if alone || !slices.ContainsFunc(batch, func(r *request) bool { return !r.again }) {
		n, err := w.run(batch, false)
		switch {
		case err != errOne:
			return n, err
		case alone:
			return 1, nil
		}
	}
	return w.run(batch, true)
}

func (w *writer) run(batch []*request, guarded bool) (n int, err error) {
	ctx, ids := context.Background(), w.ids
	if err := w.begin(ctx); err != nil {
		w.drop()
		return len(batch), unavailable(err)
	}
	tx := &Tx{Reader: Reader{db: w.db, ctx: ctx, run: w, memo: memo{}}, w: w, Now: w.db.Now().UTC().Truncate(time.Millisecond)}
	w.tx = tx
	if err = tx.open(); err == nil {
		for start := time.Now(); n < len(batch) && (n == 0 || time.Since(start) < w.db.patience()); n++ {
			batch[n].err = tx.attempt(batch[n], guarded)
			if batch[n].err != nil && !guarded {
				if _, err := w.conn.ExecContext(ctx, "ROLLBACK"); err != nil {
					w.drop()
					return n + 1, unavailable(err)
				}
				w.ids = ids
				return 0, errOne
			}
		}
		err = tx.seal()
	}
	if err == nil {
		_, err = w.conn.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		w.conn.ExecContext(ctx, "ROLLBACK")
		w.drop()
		return max(n, 1), unavailable(err)
	}
	if tx.wrote {
		w.db.changed.Raise()
		w.announce(tx.head)
	}
	return n, nil
}

// patience is how long a slice may last: whoever has many requests gets a long
// one until somebody waits who has one.
func (db *DB) patience() time.Duration {
	if db.waiting.Load() > 0 {
		return batchSlice
	}
	return bulkSlice
}

func (w *writer) begin(ctx context.Context) error {
	if w.conn == nil {
		conn, err := w.db.writers.Conn(ctx)
		if err != nil {
			return err
		}
		w.conn = conn
	}
	for _, stmt := range w.db.dialect.begin() {
		if _, err := w.conn.ExecContext(ctx, stmt); err != nil {
			return err
		}
	}
	return nil
}

// attempt runs one request, inside a savepoint where the others must outlive
// it. A panic is its error.
func (tx *Tx) attempt(r *request, guarded bool) (err error) {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	if guarded {
		if err := tx.w.exec(tx.ctx, "SAVEPOINT request"); err != nil {
			return unavailable(err)
		}
	}
	before := tx.head
	wrote := tx.wrote
	defer func() {
		if p := recover(); p != nil {
			slog.Error("panic in a transaction", "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}
		end := "RELEASE request"
		if err != nil {
			tx.head, tx.wrote = before, wrote
			tx.w.ids.rollback()
			tx.waiting = nil
			tx.memo.forget()
			end = "ROLLBACK TO request"
		}
		if guarded {
			if e := tx.w.exec(tx.ctx, end); e != nil && err == nil {
				err = unavailable(e)
			}
		}
		tx.w.ids.reserved = false
	}()
	if err := r.fn(tx); err != nil {
		return err
	}
	return tx.writeEvents()
}

// unavailable wraps what the engine said of a transaction that it refused.
func unavailable(err error) error {
	var e *parley.Error
	if errors.As(err, &e) {
		return err
	}
	return &parley.Error{Kind: parley.Unavailable, Message: "the database did not take the change; nothing was lost, try again", Err: err}
}

// exec runs a statement without arguments.
func (w *writer) exec(ctx context.Context, text string) error {
	st, err := w.stmt(ctx, text)
	if err == nil {
		_, err = st.ExecContext(ctx)
	}
	return err
}

// stmt keeps a prepared statement for each text.
func (w *writer) stmt(ctx context.Context, text string) (*statement, error) {
	if st, ok := w.stmts[text]; ok {
		return st, nil
	}
	prepared, err := w.conn.PrepareContext(ctx, w.db.dialect.rebind(text))
	if err != nil {
		return nil, fmt.Errorf("%w in %s", err, text)
	}
	if len(w.stmts) > 500 {
		for k, old := range w.stmts {
			old.Close()
			delete(w.stmts, k)
		}
	}
	st := &statement{Stmt: prepared, settles: settled(text), events: logged.MatchString(text)}
	w.stmts[text] = st
	return st, nil
}

// query runs a question of a transaction, which sees the events of its own.
func (w *writer) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	st, err := w.stmt(ctx, text)
	if err == nil && st.events {
		err = w.tx.writeEvents()
	}
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}
