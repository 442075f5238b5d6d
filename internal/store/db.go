package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"parley/internal/parley"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	dialect dialect
	readers *sql.DB
	writers *sql.DB
	pool    *pgxpool.Pool // PostgreSQL only
	stmts   sync.Map      // read statement by SQL text
	path    string        // SQLite only

	queue   chan *request
	waiting atomic.Int32 // requests that wait alone
	stop    context.CancelFunc
	stopped sync.WaitGroup
	changed Signal
	sealer  *sealer
	node    string
	schema  schemaCache
	known   knownCache

	readOnly bool

	// Now is the clock of everything that is written. Replace it before use.
	Now func() time.Time
}

// Options tell where the database is.
type Options struct {
	// URL is a path or "sqlite:path" for SQLite, "postgres://…" for PostgreSQL.
	URL string
	// Key seals secrets in the database: 32 bytes kept outside it (ATK-38).
	Key []byte
	// Now replaces the clock; nil means the real one.
	Now func() time.Time
	// ReadOnly refuses every write (AUTO-16).
	ReadOnly bool
}

// Open opens the database and brings its schema up to date. An older SQLite
// file is copied aside first. A read-only one must be up to date. The error
// names the database and what to do.
func Open(ctx context.Context, o Options) (*DB, error) {
	db, err := Connect(ctx, o)
	if err != nil {
		return nil, err
	}
	if o.ReadOnly {
		err = db.upToDate(ctx)
	} else {
		err = db.migrate(ctx)
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// Connect opens the database as it is.
func Connect(ctx context.Context, o Options) (*DB, error) {
	db := &DB{Now: o.Now, readOnly: o.ReadOnly, queue: make(chan *request, 4096), node: RandomHex(8)}
	if db.Now == nil {
		db.Now = time.Now
	}
	var err error
	if db.sealer, err = newSealer(o.Key); err != nil {
		return nil, err
	}
	if IsPostgres(o.URL) {
		err = db.openPostgres(ctx, o.URL)
	} else {
		err = db.openSQLite(ctx, strings.TrimPrefix(o.URL, "sqlite:"))
	}
	if err != nil {
		return nil, err
	}
	run, stop := context.WithCancel(context.Background())
	db.stop = stop
	db.stopped.Add(2)
	go func() { defer db.stopped.Done(); db.write(run) }()
	go func() { defer db.stopped.Done(); db.watch(run) }()
	return db, nil
}

// IsPostgres reports whether a database address is one of PostgreSQL.
func IsPostgres(u string) bool {
	return strings.HasPrefix(u, "postgres://") || strings.HasPrefix(u, "postgresql://")
}

func (db *DB) openSQLite(ctx context.Context, path string) error {
	if path == "" {
		return errors.New("database: give a path or a postgres:// address")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("database %s: %w", path, err)
	}
	if err := registerFold(); err != nil {
		return fmt.Errorf("database %s: %w", path, err)
	}
	registerAlone()
	db.dialect, db.path = sqliteDialect{}, path
	// FULL: power-cut tests show that NORMAL loses acknowledged rows.
	common := "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)" +
		"&_pragma=synchronous(FULL)&_pragma=foreign_keys(0)&_pragma=temp_store(MEMORY)&_pragma=mmap_size(268435456)"
	var err error
	// A checkpoint every 32 MB of log: a page that many commits touch, as those
	// of indexes are, is written back once for all.
	if db.writers, err = sql.Open("sqlite", common+"&_pragma=cache_size(-32000)&_pragma=secure_delete(1)&_pragma=wal_autocheckpoint(8000)&_pragma=journal_size_limit(67108864)"); err != nil {
		return fmt.Errorf("database %s: %w", path, err)
	}
	db.writers.SetMaxOpenConns(1)
	if err := db.writers.PingContext(ctx); err != nil {
		return fmt.Errorf("database %s cannot be opened; check that the folder is writable and the file is a Parley database: %w", path, err)
	}
	if db.readers, err = sql.Open("sqlite", common+"&_pragma=query_only(1)&_pragma=cache_size(-8000)"); err != nil {
		return fmt.Errorf("database %s: %w", path, err)
	}
	n := max(4, 2*runtime.NumCPU())
	db.readers.SetMaxOpenConns(n)
	db.readers.SetMaxIdleConns(n)
	return nil
}

func (db *DB) openPostgres(ctx context.Context, address string) error {
	db.dialect = postgresDialect{}
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return fmt.Errorf("database address is wrong; expected postgres://user:password@host:5432/name: %w", err)
	}
	config.MaxConns = max(config.MaxConns, 16)
	config.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "30000"
	config.ConnConfig.RuntimeParams["application_name"] = "parley"
	if db.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return fmt.Errorf("database: %w", err)
	}
	db.readers = stdlib.OpenDBFromPool(db.pool)
	db.writers = db.readers
	if err := db.readers.PingContext(ctx); err != nil {
		db.pool.Close()
		return fmt.Errorf("database %s cannot be reached; check address, name and password: %w", hostOf(address), err)
	}
	return nil
}

func hostOf(address string) string {
	if c, err := pgx.ParseConfig(address); err == nil {
		return fmt.Sprintf("%s:%d/%s", c.Host, c.Port, c.Database)
	}
	return "at the address given"
}

// Close waits for what is being written and closes the database.
func (db *DB) Close() error {
	db.stop()
	db.stopped.Wait()
	err := db.readers.Close()
	if db.writers != db.readers {
		err = errors.Join(err, db.writers.Close())
	}
	if db.pool != nil {
		db.pool.Close()
	}
	return err
}

// AtOnce is how many reads are worth being at work at the same time: SQLite
// reads on our own processors, PostgreSQL on others.
func (db *DB) AtOnce() int {
	if db != nil && db.pool != nil {
		return int(db.pool.Config().MaxConns)
	}
	return runtime.GOMAXPROCS(0)
}

// Engine is "sqlite" or "postgres".
func (db *DB) Engine() string { return db.dialect.name() }

// Holder returns a new name for leases that this process takes. All its names
// begin with [DB.Node], so that [Tx.Bury] can end them.
func (db *DB) Holder() string { return db.node + "/" + RandomHex(4) }

// Node is the name of this process, another at each start.
func (db *DB) Node() string { return db.node }

// Changed is closed when something was committed, here or by another process.
func (db *DB) Changed() <-chan struct{} { return db.changed.Wait() }

// Signal wakes all who wait at once. The zero value is ready.
type Signal struct {
	mu sync.Mutex
	ch chan struct{}
}

// Wait returns a channel that the next Raise closes.
func (s *Signal) Wait() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch == nil {
		s.ch = make(chan struct{})
	}
	return s.ch
}

// Raise wakes those who wait.
func (s *Signal) Raise() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch != nil {
		close(s.ch)
		s.ch = nil
	}
}

// RandomHex returns n random bytes in hex.
func RandomHex(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return fmt.Sprintf("%x", b)
}

// notFound is the answer when a row is missing.
func notFound(what string) error { return parley.NotFoundf("no such %s", what) }
