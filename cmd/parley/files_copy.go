package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"

	"parley/internal/blob"
)

// filesCommands look after what lies where --files says.
type filesCommands struct {
	Copy  filesCopyCommand  `cmd:"" help:"Copy all files to another place, while the server runs. A second run copies only what is missing."`
	Check filesCheckCommand `cmd:"" help:"Compare the files with the database and with their checksums."`
}

// filesCopyCommand brings the files to another place, a file at a time under its
// checksum, so that a run that was broken off goes on where it was.
type filesCopyCommand struct {
	options
	To     string `arg:"" help:"A folder, or s3://bucket/prefix; --files-endpoint and its like hold for either end."`
	Remove bool   `help:"Remove each file here once it has been read back there. Only where no server uses this place any more."`
}

func (c *filesCopyCommand) Run(ctx context.Context) error {
	if err := c.check(); err != nil {
		return err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("--data: %w", err)
	}
	from, err := c.openFiles(ctx)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := c.openFilesAt(ctx, c.To)
	if err != nil {
		return fmt.Errorf("the place to copy to: %w", err)
	}
	defer to.Close()
	t := &transfer{from: from, to: to, remove: c.Remove, log: os.Stderr}
	n, err := t.run(ctx)
	fmt.Printf("%d files are there, %d of them were before\n", n, t.before)
	if err != nil {
		return err
	}
	if len(t.damaged) > 0 {
		return fmt.Errorf("%d files are not what they were when they were stored, and stay behind: %v", len(t.damaged), t.damaged)
	}
	return nil
}

// transfer copies blobs between stores, some at a time.
type transfer struct {
	from, to *blob.Store
	remove   bool // from there, once read back here
	log      *os.File

	before  int64 // that were there already
	done    atomic.Int64
	mu      sync.Mutex
	damaged []string
	failed  error
}

// abreast is how many files are under way at a time: the answer of a far server
// takes longer than the bytes.
const abreast = 8

// run copies what is missing and returns how many of the files are at the other
// place then.
func (t *transfer) run(ctx context.Context) (int64, error) {
	have := map[string]int64{}
	if err := t.to.Each(ctx, func(e blob.Entry) error { have[e.Name] = e.Size; return nil }); err != nil {
		return 0, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	names := make(chan string)
	var wg sync.WaitGroup
	for range abreast {
		wg.Go(func() {
			for name := range names {
				if err := t.one(name); err != nil {
					t.mu.Lock()
					t.failed = errors.Join(t.failed, err)
					t.mu.Unlock()
					stop()
				}
			}
		})
	}
	err := t.from.Each(ctx, func(e blob.Entry) error {
		if size, ok := have[e.Name]; ok && size == e.Size {
			t.before++
			if !t.remove {
				t.done.Add(1)
				return nil
			}
		}
		select {
		case names <- e.Name:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	close(names)
	wg.Wait()
	if t.failed != nil {
		err = t.failed
	}
	return t.done.Load(), err
}

// one brings a file over. One that is removed meanwhile is none.
func (t *transfer) one(name string) error {
	err := error(fs.ErrNotExist)
	if t.remove {
		err = t.to.Verify(name) // an earlier run may have brought it
	}
	if err != nil {
		err = t.to.Copy(t.from, name)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case errors.Is(err, blob.ErrDamaged):
		t.mu.Lock()
		defer t.mu.Unlock()
		t.damaged = append(t.damaged, name)
		return nil
	case err == nil && t.remove:
		if err = t.to.Verify(name); err == nil {
			err = t.from.Remove(name)
		}
	}
	if n := t.done.Add(1); err == nil && n%1000 == 0 && t.log != nil {
		fmt.Fprintf(t.log, "%d files\n", n)
	}
	return err
}
