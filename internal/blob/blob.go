// Package blob keeps bytes by their SHA-256, on disk: the same bytes are kept
// once. When Put returns, they are on the disk for good; callers who wait
// together share one flush.
package blob

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
)

// Store is a folder of blobs. It is safe for concurrent use.
type Store struct {
	dir   string
	root  *os.Root
	mu    sync.Mutex
	flush *flight // the flush that has not begun yet
	busy  sync.Mutex
	open  atomic.Int64 // Puts that have not ended
}

// flight is one flush that several callers wait for.
type flight struct {
	done chan struct{}
	err  error
}

// Open makes the folder if it is missing.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("file store %s: %w", dir, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("file store %s: %w", dir, err)
	}
	return &Store{dir: dir, root: root}, nil
}

// Close gives the folder back.
func (s *Store) Close() error { return s.root.Close() }

// Dir is where the blobs are.
func (s *Store) Dir() string { return s.dir }

// Hash is the name of data.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Put keeps all of some blobs and returns their names, in order. What is there
// already may be another's that has not reached the disk: who comes while
// others write waits for a flush with them.
func (s *Store) Put(blobs ...[]byte) ([]string, error) {
	names := make([]string, len(blobs))
	s.open.Add(1)
	defer s.open.Add(-1)
	fresh := false
	for i, data := range blobs {
		names[i] = Hash(data)
		wrote, err := s.write(names[i], data)
		if err != nil {
			return nil, fmt.Errorf("keep a file of %d bytes: %w", len(data), err)
		}
		fresh = fresh || wrote
	}
	if !fresh && s.open.Load() == 1 {
		return names, nil
	}
	return names, s.sync()
}

// PutFrom keeps what it reads and returns its name and size, in bytes.
func (s *Store) PutFrom(r io.Reader) (string, int64, error) {
	s.open.Add(1)
	defer s.open.Add(-1)
	f, err := os.CreateTemp(s.dir, "new-*")
	if err != nil {
		return "", 0, fmt.Errorf("keep a file: %w", err)
	}
	defer os.Remove(f.Name())
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, sum), r)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", size, err
	}
	name := hex.EncodeToString(sum.Sum(nil))
	if err := settle(f.Name(), filepath.Join(s.dir, place(name))); err != nil {
		return "", size, fmt.Errorf("keep a file of %d bytes: %w", size, err)
	}
	return name, size, s.sync()
}

// write puts data in place under a name of its own first, so that a half
// written file is never taken for a blob.
func (s *Store) write(name string, data []byte) (bool, error) {
	path := filepath.Join(s.dir, place(name))
	if info, err := os.Stat(path); err == nil && info.Size() == int64(len(data)) {
		return false, nil
	}
	f, err := os.CreateTemp(s.dir, "new-*")
	if err != nil {
		return false, err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err == nil {
		err = settle(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return true, err
}

// settle moves a whole file to its place.
func settle(from, to string) error {
	err := os.Rename(from, to)
	if errors.Is(err, fs.ErrNotExist) { // the first of its folder
		if err = os.Mkdir(filepath.Dir(to), 0o700); err == nil || errors.Is(err, fs.ErrExist) {
			err = os.Rename(from, to)
		}
	}
	return err
}

// sync waits for a flush that begins after now.
func (s *Store) sync() error {
	s.mu.Lock()
	mine := s.flush
	leader := mine == nil
	if leader {
		mine = &flight{done: make(chan struct{})}
		s.flush = mine
	}
	s.mu.Unlock()
	if !leader {
		<-mine.done
		return mine.err
	}
	s.busy.Lock()
	s.mu.Lock()
	s.flush = nil // who comes from here on waits for the next
	s.mu.Unlock()
	mine.err = flushAll(s.dir)
	s.busy.Unlock()
	close(mine.done)
	return mine.err
}

// Flush brings what was written under dir to the disk.
func Flush(dir string) error { return flushAll(dir) }

// place is where a blob stands: 256 folders hold millions of files well, and
// each more would cost as much to make as a file.
func place(name string) string { return filepath.Join(name[:2], name) }

// valid keeps names from being anything else than names.
func valid(name string) bool {
	b, err := hex.DecodeString(name)
	return err == nil && len(b) == sha256.Size
}

// Open returns a blob for reading. Close it. A missing one is fs.ErrNotExist.
func (s *Store) Open(name string) (*os.File, error) {
	if !valid(name) {
		return nil, fs.ErrNotExist
	}
	return s.root.Open(place(name))
}

// Get returns a blob whole.
func (s *Store) Get(name string) ([]byte, error) {
	f, err := s.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var buf bytes.Buffer
	_, err = io.Copy(&buf, f)
	return buf.Bytes(), err
}

// Remove forgets a blob; a missing one is no error.
func (s *Store) Remove(name string) error {
	if !valid(name) {
		return nil
	}
	if err := s.root.Remove(place(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
