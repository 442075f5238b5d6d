package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"parley/internal/blob"
	"parley/internal/store"
)

// restoreCommand puts a backup into an empty data folder (SAFE-08).
type restoreCommand struct {
	options
	From string `arg:"" help:"The backup: a file or a folder."`
}

func (c *restoreCommand) Run(ctx context.Context) error {
	if err := c.check(); err != nil {
		return err
	}
	if err := c.empty(ctx); err != nil {
		return err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("--data: %w", err)
	}
	aside := filepath.Join(c.Data, ".restoring")
	if err := os.Mkdir(aside, 0o700); err != nil {
		return err
	}
	defer os.RemoveAll(aside)
	m, damaged, err := unpack(ctx, c.From, aside)
	if err != nil {
		return fmt.Errorf("restore %s: %w", c.From, err)
	}
	if err := c.place(ctx, aside, m); err != nil {
		return fmt.Errorf("restore %s: %w", c.From, err)
	}
	fmt.Printf("restored the state of %s\n", m.At.Format("2006-01-02 15:04:05 MST"))
	if m.NoFiles {
		fmt.Println("Mails as received and attachments were not in the backup: give --files as it was then, and run parley files check.")
	}
	for _, hash := range damaged {
		fmt.Printf("left out, for it is damaged in the backup: file %s\n", hash)
	}
	if _, err := os.Stat(c.SecretKey); err != nil {
		fmt.Printf("The secret key was not in the backup. Put your copy at %s before the first start;\nwithout it the passwords of mailboxes must be entered again.\n", c.SecretKey)
	}
	return nil
}

// empty refuses to write over anything. The secret key alone may be there.
func (c *restoreCommand) empty(ctx context.Context) error {
	entries, err := os.ReadDir(c.Data)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("--data: %w", err)
	}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() != entryKey }) {
		return fmt.Errorf("--data %s is not empty: restore into a new folder, or move this one away", c.Data)
	}
	if !store.IsPostgres(c.Database) {
		if _, err := os.Lstat(c.Database); err == nil {
			return fmt.Errorf("--database %s exists already: move it away", c.Database)
		}
		return nil
	}
	db, err := store.Connect(ctx, store.Options{URL: c.Database})
	if err != nil {
		return err
	}
	defer db.Close()
	if empty, err := db.Empty(ctx); err != nil || empty {
		return err
	}
	return errors.New("--database is not empty: create a new database to restore into")
}

// place moves what was unpacked to where it belongs, the database last.
func (c *restoreCommand) place(ctx context.Context, aside string, m *manifest) error {
	postgres := store.IsPostgres(c.Database)
	if postgres != (m.Engine == "postgres") {
		return fmt.Errorf("the backup is of a %s database; give --database accordingly", m.Engine)
	}
	if err := c.placeFiles(ctx, filepath.Join(aside, "files")); err != nil {
		return err
	}
	if err := moveIfThere(filepath.Join(aside, entryKey), c.SecretKey); err != nil {
		return err
	}
	if postgres {
		if err := restorePostgres(ctx, c.Database, filepath.Join(aside, entryPostgres)); err != nil {
			return err
		}
		return c.awake(ctx, c.Database)
	}
	path := filepath.Join(aside, entrySQLite)
	if err := c.awake(ctx, path); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(c.Database), 0o700); err != nil {
		return err
	}
	return moveFile(path, c.Database)
}

// placeFiles brings the files that were unpacked to where --files says. Those
// that are there already are the same: their names tell what they hold.
func (c *restoreCommand) placeFiles(ctx context.Context, aside string) error {
	if c.Files == "" {
		return moveIfThere(aside, filepath.Join(c.Data, "files"))
	}
	to, err := c.openFiles(ctx)
	if err != nil {
		return err
	}
	defer to.Close()
	if _, err := os.Stat(aside); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	from, err := blob.Open(aside)
	if err != nil {
		return err
	}
	defer from.Close()
	_, err = (&transfer{from: from, to: to}).run(ctx)
	return err
}

// awake brings the schema up to date and tells the database that time has
// passed.
func (c *restoreCommand) awake(ctx context.Context, url string) error {
	db, err := store.Open(ctx, store.Options{URL: url})
	if err != nil {
		return err
	}
	err = db.Write(ctx, func(tx *store.Tx) error { return tx.Restored() })
	return errors.Join(err, db.Close())
}

// moveIfThere moves from, if the backup had it, and writes over nothing.
func moveIfThere(from, to string) error {
	if _, err := os.Lstat(from); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("%s exists already: move it away", to)
	}
	return moveFile(from, to)
}

// moveFile renames, or copies where the places are on different disks.
func moveFile(from, to string) error {
	if os.Rename(from, to) == nil {
		return nil
	}
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	return writeNew(to, f)
}

// readManifest refuses what this program cannot read.
func readManifest(text []byte) (*manifest, error) {
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, errNoBackup
	}
	if m.Format != backupFormat {
		return nil, fmt.Errorf("the backup has format %d, and this program reads %d: use the Parley that made it (%s)", m.Format, backupFormat, m.Version)
	}
	return &m, nil
}

var errNoBackup = errors.New("this is no Parley backup")
