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
	"path"
	"path/filepath"
	"time"

	"parley/internal/store"
)

// backupCommand copies everything, while the server runs (SAFE-08).
type backupCommand struct {
	options
	To      string `arg:"" help:"File to write, ending in .tar.zst, or a folder."`
	WithKey bool   `help:"Put the secret key in too. Whoever has the backup can then read the passwords of your mailboxes."`
}

// manifest says what a backup is.
type manifest struct {
	Format  int       `json:"format"`
	Engine  string    `json:"engine"`
	Version string    `json:"version"` // of the program
	At      time.Time `json:"at"`
	Key     bool      `json:"key"`
}

const backupFormat = 1

func (c *backupCommand) Run(ctx context.Context) error {
	if err := c.check(); err != nil {
		return err
	}
	db, err := c.existing(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	out, err := newArchive(c.To)
	if err != nil {
		return err
	}
	defer out.abandon()
	b := &backup{options: &c.options, db: db, out: out, have: map[string]bool{}}
	if err := b.run(ctx, c.To, c.WithKey); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := out.close(); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	fmt.Printf("%s: the database and %d files\n", c.To, len(b.have))
	if !c.WithKey {
		fmt.Printf("The secret key is not in it: keep a copy of %s somewhere else.\n", c.SecretKey)
	}
	if len(b.damaged) > 0 {
		return fmt.Errorf("the backup is complete, but %d files are not what they were when they were stored: %v", len(b.damaged), b.damaged)
	}
	return nil
}

// existing opens the database as it is. A wrong path must not make a new one.
func (c *backupCommand) existing(ctx context.Context) (*store.DB, error) {
	if !store.IsPostgres(c.Database) {
		if _, err := os.Stat(c.Database); err != nil {
			return nil, fmt.Errorf("there is no database to back up; are --data and --database those of the server? %w", err)
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
	out     archive
	have    map[string]bool // blobs that are in
	damaged []string
}

// run takes the blobs before the database and again after it. A blob is written
// before the row that names it and removed after that row: so each that the
// copied database names is met by one of the two walks.
func (b *backup) run(ctx context.Context, to string, withKey bool) error {
	text, err := json.Marshal(manifest{backupFormat, b.db.Engine(), version, b.db.Now().UTC(), withKey})
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
	root, err := os.OpenRoot(filepath.Join(b.Data, "files"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	defer root.Close()
	return fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // purged while we walked
		}
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if d.IsDir() || blobName(name) == "" || b.have[name] {
			return nil
		}
		return b.file(root, name)
	})
}

func (b *backup) file(root *os.Root, name string) error {
	f, err := root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	sum := sha256.New()
	if err := b.out.add(entryFiles+name, info.Size(), io.TeeReader(f, sum)); err != nil {
		return err
	}
	b.have[name] = true
	if hex.EncodeToString(sum.Sum(nil)) != blobName(name) {
		b.damaged = append(b.damaged, name)
	}
	return nil
}

// blobName returns the hash of a path such as ab/abcd…, or "" if it is none.
func blobName(name string) string {
	base := path.Base(name)
	if b, err := hex.DecodeString(base); err != nil || len(b) != sha256.Size || hex.EncodeToString(b) != base {
		return ""
	}
	if name != path.Join(base[:2], base) {
		return ""
	}
	return base
}
