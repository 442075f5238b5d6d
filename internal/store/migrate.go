package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// migrate brings the schema up to date. An existing SQLite file is copied
// aside before it is changed, so that one can go back.
func (db *DB) migrate(ctx context.Context) error {
	provider, err := db.migrator()
	if err != nil {
		return err
	}
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the schema version: %w", err)
	}
	if current > target {
		return fmt.Errorf("the database is of a newer Parley (schema %d, this program knows %d): install that version, or restore the snapshot taken before the upgrade", current, target)
	}
	if current > 0 && current < target && db.path != "" {
		if err := db.snapshot(ctx, current); err != nil {
			return err
		}
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring the database up to date: %w", err)
	}
	return nil
}

// Pending returns the versions of the schema now and after migrating.
func (db *DB) Pending(ctx context.Context) (current, target int64, err error) {
	provider, err := db.migrator()
	if err != nil {
		return 0, 0, err
	}
	return provider.GetVersions(ctx)
}

// upToDate refuses a schema that this program would have to change first.
func (db *DB) upToDate(ctx context.Context) error {
	current, target, err := db.Pending(ctx)
	if err == nil && current != target {
		err = fmt.Errorf("the database has schema %d and this program needs %d: start once without --read-only", current, target)
	}
	return err
}

func (db *DB) migrator() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations/"+db.dialect.name())
	if err != nil {
		return nil, err
	}
	if db.pool == nil {
		return goose.NewProvider(goose.DialectSQLite3, db.writers, files)
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db.writers, files, goose.WithSessionLocker(locker))
}

// snapshot copies the SQLite file beside itself.
func (db *DB) snapshot(ctx context.Context, version int64) error {
	to := fmt.Sprintf("%s.before-schema-%d-%s", db.path, version+1, db.Now().UTC().Format("20060102T150405"))
	if err := db.CopyTo(ctx, to); err != nil {
		return fmt.Errorf("take a snapshot before upgrading: %w", err)
	}
	return nil
}

// CopyTo writes a consistent copy of a SQLite database to a new file, while
// it is in use.
func (db *DB) CopyTo(ctx context.Context, path string) error {
	if db.path == "" {
		return fmt.Errorf("copying is for SQLite; use pg_dump for PostgreSQL")
	}
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("%s exists already", path)
	}
	source, err := sql.Open("sqlite", "file:"+db.path+"?_pragma=busy_timeout(30000)")
	if err != nil {
		return err
	}
	defer source.Close()
	ctx, cancel := context.WithTimeout(ctx, time.Hour)
	defer cancel()
	if _, err := source.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return err
	}
	return os.Chmod(path, 0o600)
}

// Snapshots names the copies that were taken before upgrades and still lie
// beside the database.
func (db *DB) Snapshots() []string {
	if db.path == "" {
		return nil
	}
	found, _ := filepath.Glob(db.path + ".before-schema-*")
	for i, path := range found {
		found[i] = filepath.Base(path)
	}
	return found
}
