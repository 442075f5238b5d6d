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
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"parley/internal/store"
)

// Key seals secrets in tests.
var Key = []byte("0123456789abcdef0123456789abcdef")

// URL returns the address of a fresh database, removed after the test.
func URL(t testing.TB) string {
	t.Helper()
	if server := os.Getenv("PARLEY_TEST_POSTGRES"); server != "" {
		return postgres(t, server, templateName())
	}
	return filepath.Join(t.TempDir(), "parley.db")
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

// New opens a fresh database.
func New(t testing.TB) *store.DB { return NewAt(t, nil) }

// NewAt opens a fresh database with a clock.
func NewAt(t testing.TB, now func() time.Time) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), store.Options{URL: URL(t), Key: Key, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Write runs fn in a transaction and fails the test on an error.
func Write(t testing.TB, db *store.DB, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

var template sync.Once

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

func named(t testing.TB, server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
