package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"parley/internal/blob"
	"parley/internal/store"
)

// filesCheckCommand compares what the database names with what is there.
type filesCheckCommand struct {
	options
	Quick        bool `help:"Do not read the files: only look whether they are there."`
	RemoveUnused bool `help:"Remove files that nothing names and that are older than a day, such as those of mails whose arrival was broken off." name:"remove-unused"`
}

func (c *filesCheckCommand) Run(ctx context.Context) error {
	if err := c.check(); err != nil {
		return err
	}
	c.ReadOnly = !c.RemoveUnused
	db, err := connectExisting(ctx, &c.options)
	if err != nil {
		return err
	}
	defer db.Close()
	blobs, err := c.openFiles(ctx)
	if err != nil {
		return err
	}
	defer blobs.Close()
	i := &inspection{db: db, blobs: blobs, quick: c.Quick, remove: c.RemoveUnused}
	if err := i.run(ctx); err != nil {
		return err
	}
	fmt.Printf("%d files are named and there; %d that nothing names (%d bytes), %d of them removed\n", i.found, i.unused, i.unusedBytes, i.removed)
	for _, name := range i.damaged {
		fmt.Printf("damaged: %s\n", name)
	}
	for _, name := range i.missing {
		fmt.Printf("missing: %s\n", name)
	}
	if n := len(i.missing) + len(i.damaged); n > 0 {
		return fmt.Errorf("%d files are missing or damaged", n)
	}
	return nil
}

// inspection walks two lists in the same order: what lies there, and what rows
// name.
type inspection struct {
	db     *store.DB
	blobs  *blob.Store
	quick  bool
	remove bool

	named []string // the next that rows name
	last  string   // of those read so far
	end   bool

	found, unused, removed int
	unusedBytes            int64
	missing, damaged       []string
}

const (
	namesAtOnce = 1000
	abandoned   = 24 * time.Hour // before that, the row that names a file may be on its way
)

// next is the next name of a row, or "".
func (i *inspection) next(ctx context.Context) (string, error) {
	if len(i.named) == 0 && !i.end {
		names, err := i.db.Read(ctx).BlobNames(i.last, namesAtOnce)
		if err != nil {
			return "", err
		}
		if i.named, i.end = names, len(names) < namesAtOnce; len(names) > 0 {
			i.last = names[len(names)-1]
		}
	}
	if len(i.named) == 0 {
		return "", nil
	}
	return i.named[0], nil
}

func (i *inspection) run(ctx context.Context) error {
	err := i.blobs.Each(ctx, func(e blob.Entry) error { return i.entry(ctx, e) })
	for err == nil {
		var name string
		if name, err = i.next(ctx); name == "" {
			break
		}
		err = i.absent(ctx, name)
	}
	return err
}

// entry deals with a file, after the names before it, whose files are absent.
func (i *inspection) entry(ctx context.Context, e blob.Entry) error {
	for {
		name, err := i.next(ctx)
		switch {
		case err != nil:
			return err
		case name == "" || name > e.Name:
			return i.nobodys(ctx, e)
		case name == e.Name:
			i.named = i.named[1:]
			return i.read(e)
		}
		if err := i.absent(ctx, name); err != nil {
			return err
		}
	}
}

// absent notes a name without a file, unless either has changed since it was
// listed.
func (i *inspection) absent(ctx context.Context, name string) error {
	i.named = i.named[1:]
	f, err := i.blobs.Open(name)
	if err == nil {
		i.found++
		return f.Close()
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if used, err := i.db.Read(ctx).BlobUsed(name); err != nil || !used {
		return err
	}
	i.missing = append(i.missing, name)
	return nil
}

func (i *inspection) read(e blob.Entry) error {
	i.found++
	if i.quick {
		return nil
	}
	err := i.blobs.Verify(e.Name)
	if errors.Is(err, blob.ErrDamaged) {
		i.damaged = append(i.damaged, e.Name)
		return nil
	}
	return err
}

func (i *inspection) nobodys(ctx context.Context, e blob.Entry) error {
	if used, err := i.db.Read(ctx).BlobUsed(e.Name); err != nil || used {
		return err
	}
	i.unused++
	i.unusedBytes += e.Size
	if !i.remove || time.Since(e.Kept) < abandoned {
		return nil
	}
	i.removed++
	return i.blobs.Remove(e.Name)
}
