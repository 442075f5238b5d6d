package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// disk keeps blobs in a folder. Callers who wait together share one flush.
type disk struct {
	dir   string
	root  *os.Root
	mu    sync.Mutex
	flush *flight // the flush that has not begun yet
	busy  sync.Mutex
	calls atomic.Int64 // puts that have not ended
}

// flight is one flush that several callers wait for.
type flight struct {
	done chan struct{}
	err  error
}

func openDisk(dir string) (*disk, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	sweep(dir)
	return &disk{dir: dir, root: root}, nil
}

const (
	fresh  = "new-"         // begins the name of what is being written
	abided = 24 * time.Hour // how old that gets before its writer is taken for dead
)

// sweep removes what a writer that was killed left half written.
func sweep(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), fresh) {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > abided {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

func (d *disk) close() error { return d.root.Close() }

// put flushes even where all is there already: it may be another's that has not
// reached the disk. Who comes while others write waits for a flush with them.
func (d *disk) put(names []string, blobs [][]byte) error {
	d.calls.Add(1)
	defer d.calls.Add(-1)
	wrote := false
	for i, name := range names {
		did, err := d.write(name, blobs[i])
		if err != nil {
			return err
		}
		wrote = wrote || did
	}
	if !wrote && d.calls.Load() == 1 {
		return nil
	}
	return d.sync()
}

// write puts data in place under a name of its own first, so that a half
// written file is never taken for a blob.
func (d *disk) write(name string, data []byte) (bool, error) {
	if info, err := os.Stat(d.path(name)); err == nil && info.Size() == int64(len(data)) {
		return false, nil
	}
	f, err := os.CreateTemp(d.dir, fresh+"*")
	if err != nil {
		return false, err
	}
	_, err = f.Write(data)
	return true, d.settle(f, name, err)
}

func (d *disk) putFrom(r io.Reader, want string) (string, int64, error) {
	d.calls.Add(1)
	defer d.calls.Add(-1)
	f, err := os.CreateTemp(d.dir, fresh+"*")
	if err != nil {
		return "", 0, err
	}
	name, size, err := spool(f, r, want)
	if err := d.settle(f, name, err); err != nil {
		return "", size, err
	}
	return name, size, d.sync()
}

// spool copies r to f and says what came.
func spool(f *os.File, r io.Reader, want string) (string, int64, error) {
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, sum), r)
	name := hex.EncodeToString(sum.Sum(nil))
	if err == nil && want != "" && want != name {
		err = ErrDamaged
	}
	return name, size, err
}

// settle closes f and, if it was written well, gives it its name. What was not
// is removed.
func (d *disk) settle(f *os.File, name string, err error) error {
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), d.path(name))
	}
	if errors.Is(err, fs.ErrNotExist) { // the first of its folder
		if err = d.root.MkdirAll(filepath.Dir(Place(name)), 0o700); err == nil {
			err = os.Rename(f.Name(), d.path(name))
		}
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

func (d *disk) path(name string) string { return filepath.Join(d.dir, filepath.FromSlash(Place(name))) }

// sync waits for a flush that begins after now.
func (d *disk) sync() error {
	d.mu.Lock()
	mine := d.flush
	leader := mine == nil
	if leader {
		mine = &flight{done: make(chan struct{})}
		d.flush = mine
	}
	d.mu.Unlock()
	if !leader {
		<-mine.done
		return mine.err
	}
	d.busy.Lock()
	d.mu.Lock()
	d.flush = nil // who comes from here on waits for the next
	d.mu.Unlock()
	mine.err = flushAll(d.dir)
	d.busy.Unlock()
	close(mine.done)
	return mine.err
}

// Flush brings what was written under dir to the disk.
func Flush(dir string) error { return flushAll(dir) }

// diskFile is a file that knows its size.
type diskFile struct {
	*os.File
	size int64
}

// Size implements [File].
func (f diskFile) Size() int64 { return f.size }

func (d *disk) open(name string) (File, error) {
	f, err := d.root.Open(Place(name))
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	return diskFile{f, info.Size()}, nil
}

func (d *disk) remove(name string) error {
	if err := d.root.Remove(Place(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (d *disk) each(ctx context.Context, fn func(Entry) error) error {
	return fs.WalkDir(d.root.FS(), ".", func(at string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed while we walked
		}
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		name := NameAt(at)
		if e.IsDir() || name == "" {
			return nil
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		} else if err != nil {
			return err
		}
		return fn(Entry{name, info.Size(), info.ModTime()})
	})
}

func (d *disk) try(context.Context) error {
	probe := make([]byte, 4096) // a block, so that a full disk refuses it
	rand.Read(probe)
	name := Hash(probe)
	return errors.Join(d.put([]string{name}, [][]byte{probe}), d.remove(name))
}
