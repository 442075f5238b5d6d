package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"parley/internal/blob"
	"parley/internal/store"
)

// backupCommand copies everything, while the server runs (SAFE-08).
type backupCommand struct {
	options
	To      string `arg:"" help:"File to write, ending in .tar.zst, or a folder."`
	WithKey bool   `help:"Put the secret key in too. Whoever has the backup can then read the passwords of your mailboxes."`
	NoFiles bool   `help:"Leave the files out, where --files has copies of its own." name:"without-files"`
}

// manifest says what a backup is.
type manifest struct {
	Format  int       `json:"format"`
	Engine  string    `json:"engine"`
	Version string    `json:"version"` // of the program
	At      time.Time `json:"at"`
	Key     bool      `json:"key"`
	NoFiles bool      `json:"without_files,omitempty"`
}

const backupFormat = 1

func (c *backupCommand) Run(ctx context.Context) error {
	if err := c.check(); err != nil {
		return err
	}
	db, err := connectExisting(ctx, &c.options)
	if err != nil {
		return err
	}
	defer db.Close()
	c.ReadOnly = true
	blobs, err := c.openFiles(ctx)
	if err != nil {
		return err
	}
	defer blobs.Close()
	out, err := newArchive(c.To)
	if err != nil {
		return err
	}
	defer out.abandon()
	b := &backup{options: &c.options, db: db, blobs: blobs, out: out, have: map[string]bool{}, withoutFiles: c.NoFiles}
	if err := b.run(ctx, c.To, c.WithKey); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := out.close(); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	fmt.Printf("%s: the database and %d files\n", c.To, len(b.have))
	if c.NoFiles {
		fmt.Println("Mails as received and attachments are not in it: they are where --files says, and need copies of their own.")
	}
	if !c.WithKey {
		fmt.Printf("The secret key is not in it: keep a copy of %s somewhere else.\n", c.SecretKey)
	}
	if len(b.damaged) > 0 {
		return fmt.Errorf("the backup is complete, but %d files are not what they were when they were stored: %v", len(b.damaged), b.damaged)
	}
	return nil
}

// connectExisting opens the database as it is. A wrong path must not make a new
// one.
func connectExisting(ctx context.Context, c *options) (*store.DB, error) {
	if !store.IsPostgres(c.Database) {
		if _, err := os.Stat(c.Database); err != nil {
			return nil, fmt.Errorf("there is no database; are --data and --database those of the server? %w", err)
		}
	}
	db, err := store.Connect(ctx, store.Options{URL: c.Database})
	if err != nil {
		return nil, err
	}
	if empty, err := db.Empty(ctx); err != nil || empty {
		db.Close()
		return nil, errors.Join(err, errors.New("the database is empty; are --data and --database those of the server?"))
	}
	return db, nil
}

// backup is one on its way.
type backup struct {
	*options
	db      *store.DB
	blobs   *blob.Store
	out     archive
	have    map[string]bool // blobs that are in
	damaged []string

	withoutFiles bool
}

// run takes the blobs before the database and again after it. A blob is written
// before the row that names it and removed after that row: so each that the
// copied database names is met by one of the two walks.
func (b *backup) run(ctx context.Context, to string, withKey bool) error {
	text, err := json.Marshal(manifest{backupFormat, b.db.Engine(), version, b.db.Now().UTC(), withKey, b.withoutFiles})
	if err != nil {
		return err
	}
	if err := b.out.add(entryManifest, int64(len(text)), bytes.NewReader(text)); err != nil {
		return err
	}
	if err := b.files(ctx); err != nil {
		return err
	}
	if err := b.database(ctx, filepath.Dir(to)); err != nil {
		return err
	}
	if err := b.files(ctx); err != nil || !withKey {
		return err
	}
	key, err := os.ReadFile(b.SecretKey)
	if err != nil {
		return fmt.Errorf("--with-key: %w", err)
	}
	return b.out.add(entryKey, int64(len(key)), bytes.NewReader(key))
}

// database adds a copy of one moment.
func (b *backup) database(ctx context.Context, beside string) error {
	dir, err := os.MkdirTemp(beside, ".parley-backup-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	name, path := entrySQLite, filepath.Join(dir, "database")
	if b.db.Engine() == "postgres" {
		name = entryPostgres
		err = dumpPostgres(ctx, b.Database, path)
	} else {
		err = b.db.CopyTo(ctx, path)
	}
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return b.out.add(name, info.Size(), f)
}

// files adds the blobs that are not in yet.
func (b *backup) files(ctx context.Context) error {
	if b.withoutFiles {
		return nil
	}
	return b.blobs.Each(ctx, func(e blob.Entry) error {
		if b.have[e.Name] {
			return nil
		}
		return b.file(e.Name)
	})
}

func (b *backup) file(name string) error {
	f, err := b.blobs.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // purged while we walked
	} else if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if err := b.out.add(entryFiles+blob.Place(name), f.Size(), io.TeeReader(f, sum)); err != nil {
		return err
	}
	b.have[name] = true
	if hex.EncodeToString(sum.Sum(nil)) != name {
		b.damaged = append(b.damaged, name)
	}
	return nil
}
