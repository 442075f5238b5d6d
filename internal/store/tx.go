package store

import (
	"context"
	"database/sql"
	"time"

	"parley/internal/parley"
)

// Reader runs queries. Those of a [Tx] see its own changes.
type Reader struct {
	db   *DB
	ctx  context.Context
	run  runner
	memo memo // of a Tx
}

// runner is a pool or a transaction.
type runner interface {
	query(ctx context.Context, text string, args []any) (*sql.Rows, error)
}

// Read returns a Reader of what is committed. It needs no closing.
func (db *DB) Read(ctx context.Context) *Reader { return &Reader{db: db, ctx: ctx, run: db} }

// Context is the one the queries run under.
func (r *Reader) Context() context.Context { return r.ctx }

func (db *DB) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	if st, ok := db.stmts.Load(text); ok {
		return st.(*sql.Stmt).QueryContext(ctx, args...)
	}
	st, err := db.readers.PrepareContext(ctx, db.dialect.rebind(text))
	if err != nil {
		return nil, err
	}
	if kept, loaded := db.stmts.LoadOrStore(text, st); loaded {
		st.Close()
		st = kept.(*sql.Stmt)
	}
	return st.QueryContext(ctx, args...)
}

// Tx is a transaction on the writer. It holds one time for all its rows.
type Tx struct {
	Reader
	w     *writer
	head  int64 // number of the newest event
	start int64 // the same when the batch began
	wrote bool

	waiting []*parley.Event // of the request that runs, not yet written

	// Now is the time of all that the transaction writes, to the millisecond.
	Now time.Time
}

// Exec runs a statement.
func (tx *Tx) Exec(text string, args ...any) error {
	_, err := tx.Affect(text, args...)
	return err
}

// Affect runs a statement and returns how many rows it changed.
func (tx *Tx) Affect(text string, args ...any) (int64, error) {
	st, err := tx.w.stmt(tx.ctx, text)
	if err == nil && st.events {
		err = tx.writeEvents()
	}
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(tx.ctx, plain(args)...)
	if err != nil {
		return 0, err
	}
	tx.wrote = true
	if st.settles != "" {
		delete(tx.memo, st.settles)
	}
	return res.RowsAffected()
}

// open reads the heads that the transaction continues.
func (tx *Tx) open() error {
	if err := tx.w.ids.fill(tx); err != nil {
		return err
	}
	head, err := scalar[int64](&tx.Reader, `SELECT next FROM sequence WHERE name = 'event'`)
	tx.head, tx.start = head, head
	return err
}

// seal writes the head back.
func (tx *Tx) seal() error {
	if tx.head == tx.start {
		return nil
	}
	return tx.Exec(`UPDATE sequence SET next = $1 WHERE name = 'event'`, tx.head)
}

// idBlock is a stretch of identifiers taken from the database at once.
type idBlock struct {
	next, end int64
	reserved  bool // within the request that runs: gone if it is undone
}

const idBlockSize = 1000

func (b *idBlock) fill(tx *Tx) error {
	if b.end-b.next > idBlockSize/2 {
		return nil
	}
	return b.reserve(tx)
}

func (b *idBlock) reserve(tx *Tx) error {
	end, err := scalar[int64](&tx.Reader, `UPDATE sequence SET next = next + $1 WHERE name = 'id' RETURNING next`, idBlockSize)
	if err != nil {
		return err
	}
	b.next, b.end = end-idBlockSize, end
	return nil
}

func (b *idBlock) rollback() {
	if b.reserved {
		b.next, b.end = 0, 0
	}
}

// NewID returns an identifier that nothing had before.
func (tx *Tx) NewID() int64 {
	b := &tx.w.ids
	if b.next == b.end {
		b.reserved = true
		if err := b.reserve(tx); err != nil {
			panic(err)
		}
	}
	b.next++
	return b.next - 1
}
