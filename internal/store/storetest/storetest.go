// Package storetest gives tests a fresh, real database: SQLite in a temporary
// folder, or, where PARLEY_TEST_POSTGRES names a server, a database of its own
// on PostgreSQL. The same tests run on both.
package storetest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"parley/internal/store"
)

// Key seals secrets in tests.
var Key = []byte("0123456789abcdef0123456789abcdef")

// URL returns the address of a fresh database, removed after the test. It is a
// copy of one that is migrated once a process.
func URL(t testing.TB) string {
	t.Helper()
	if server := os.Getenv("PARLEY_TEST_POSTGRES"); server != "" {
		return postgres(t, server, templateName())
	}
	template.Do(func() { templateFile, templateError = migrated() })
	if templateError != nil {
		t.Fatal(templateError)
	}
	return copied(t, templateFile)
}

// migrated returns the bytes of a SQLite database with its tables.
func migrated() ([]byte, error) {
	dir, err := os.MkdirTemp("", "parley-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "parley.db")
	db, err := store.Open(context.Background(), store.Options{URL: file, Key: Key})
	if err != nil {
		return nil, err
	}
	db.Close()
	return os.ReadFile(file)
}

func copied(t testing.TB, file []byte) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "parley.db")
	if err := os.WriteFile(to, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// EmptyURL returns the address of a database without tables, removed after the
// test.
func EmptyURL(t testing.TB) string {
	t.Helper()
	if server := os.Getenv("PARLEY_TEST_POSTGRES"); server != "" {
		return postgres(t, server, "template0")
	}
	return filepath.Join(t.TempDir(), "parley.db")
}

// Template is a database that was filled once, and of which each test of many
// gets a copy of its own.
type Template struct {
	file         []byte // SQLite
	server, name string // PostgreSQL
}

// NewTemplate fills a fresh database. What fill keeps of it is closed then.
func NewTemplate(t testing.TB, now func() time.Time, fill func(*store.DB)) *Template {
	t.Helper()
	address := URL(t)
	db := open(t, address, now)
	fill(db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if server := os.Getenv("PARLEY_TEST_POSTGRES"); server != "" {
		return &Template{server: server, name: databaseOf(t, address)}
	}
	file, err := os.ReadFile(address)
	if err != nil {
		t.Fatal(err)
	}
	return &Template{file: file}
}

// NewAt opens a copy with a clock.
func (tm *Template) NewAt(t testing.TB, now func() time.Time) *store.DB {
	t.Helper()
	address := ""
	if tm.file != nil {
		address = copied(t, tm.file)
	} else {
		address = postgres(t, tm.server, tm.name)
	}
	db := open(t, address, now)
	t.Cleanup(func() { db.Close() })
	return db
}

// New opens a fresh database.
func New(t testing.TB) *store.DB { return NewAt(t, nil) }

// NewAt opens a fresh database with a clock.
func NewAt(t testing.TB, now func() time.Time) *store.DB {
	t.Helper()
	db := open(t, URL(t), now)
	t.Cleanup(func() { db.Close() })
	return db
}

func open(t testing.TB, address string, now func() time.Time) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), store.Options{URL: address, Key: Key, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// Write runs fn in a transaction and fails the test on an error.
func Write(t testing.TB, db *store.DB, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

var (
	template      sync.Once
	templateFile  []byte // SQLite
	templateError error
)

func templateName() string { return fmt.Sprintf("parley_template_%d", os.Getpid()) }

// postgres makes a database from a template; ours is migrated once a process.
func postgres(t testing.TB, server, base string) string {
	ctx := context.Background()
	admin, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatalf("PARLEY_TEST_POSTGRES: %v", err)
	}
	defer admin.Close(ctx)
	if base == templateName() {
		template.Do(func() { makeTemplate(t, admin, server, base) })
	}
	name := fmt.Sprintf("parley_test_%s", store.RandomHex(8))
	if _, err := admin.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+base); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if admin, err := pgx.Connect(ctx, server); err == nil {
			admin.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
			admin.Close(ctx)
		}
	})
	return named(t, server, name)
}

func makeTemplate(t testing.TB, admin *pgx.Conn, server, name string) {
	ctx := context.Background()
	if _, err := admin.Exec(ctx, "DROP DATABASE IF EXISTS "+name); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(ctx, store.Options{URL: named(t, server, name), Key: Key})
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
}

func databaseOf(t testing.TB, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(u.Path, "/")
}

func named(t testing.TB, server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
