// Package blob keeps bytes by their SHA-256, in a folder or in a bucket that
// speaks S3: the same bytes are kept once. When Put returns, they are there for
// good. Both places name a blob alike, ab/abcd…, so that any tool can take
// files from one to the other.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sync"
	"sync/atomic"
	"time"
)

// Store keeps blobs. It is safe for concurrent use.
type Store struct {
	keeper
	trouble atomic.Pointer[error] // why the last blob was not kept, or nil
	mu      sync.Mutex            // of tried
	tried   time.Time             // when Trouble last asked
}

// keeper is a place for blobs. Names that reach it are valid.
type keeper interface {
	// put keeps some blobs under their names, for good.
	put(names []string, blobs [][]byte) error
	// putFrom keeps what it reads, and returns its name and size. Other bytes
	// than those of the name wanted, if that is not empty, it does not keep.
	putFrom(r io.Reader, want string) (name string, size int64, err error)
	open(name string) (File, error)
	remove(name string) error
	// each visits all blobs by the order of their names.
	each(ctx context.Context, fn func(Entry) error) error
	// try finds out whether bytes can be kept, read and removed.
	try(ctx context.Context) error
	close() error
}

// File is a blob that is read. A part of it can be had without the rest.
type File interface {
	io.ReadSeekCloser
	Size() int64
}

// Entry is a blob as it is listed.
type Entry struct {
	Name string
	Size int64     // bytes
	Kept time.Time // when it was written
}

// ErrDamaged is of bytes that are not those of their name.
var ErrDamaged = errors.New("the bytes are not those that were kept")

// Open returns the store in a folder, which it makes if it is missing.
func Open(dir string) (*Store, error) {
	d, err := openDisk(dir)
	if err != nil {
		return nil, fmt.Errorf("file store %s: %w", dir, err)
	}
	return &Store{keeper: d}, nil
}

// Close gives the place back.
func (s *Store) Close() error { return s.close() }

// Hash is the name of data.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Put keeps all of some blobs and returns their names, in order.
func (s *Store) Put(blobs ...[]byte) ([]string, error) {
	names, size := make([]string, len(blobs)), 0
	for i, data := range blobs {
		names[i] = Hash(data)
		size += len(data)
	}
	if err := s.note(s.put(names, blobs)); err != nil {
		return nil, fmt.Errorf("keep %d bytes in files: %w", size, err)
	}
	return names, nil
}

// PutFrom keeps what it reads and returns its name and size, in bytes.
func (s *Store) PutFrom(r io.Reader) (string, int64, error) {
	from := &source{r: r}
	name, size, err := s.putFrom(from, "")
	if from.err != nil {
		return "", size, from.err // not the store's fault
	}
	if err = s.note(err); err != nil {
		return "", size, fmt.Errorf("keep a file of %d bytes: %w", size, err)
	}
	return name, size, nil
}

// source remembers how reading failed.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// Open returns a blob for reading. Close it. A missing one is fs.ErrNotExist.
func (s *Store) Open(name string) (File, error) {
	if !valid(name) {
		return nil, fs.ErrNotExist
	}
	return s.open(name)
}

// Get returns a blob whole.
func (s *Store) Get(name string) ([]byte, error) {
	f, err := s.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data := make([]byte, f.Size())
	_, err = io.ReadFull(f, data)
	return data, err
}

// Remove forgets a blob; a missing one is no error.
func (s *Store) Remove(name string) error {
	if !valid(name) {
		return nil
	}
	return s.remove(name)
}

// Each visits all blobs by the order of their names.
func (s *Store) Each(ctx context.Context, fn func(Entry) error) error {
	return s.each(ctx, fn)
}

// Verify reads a blob and returns [ErrDamaged] if it is not what its name says.
func (s *Store) Verify(name string) error {
	f, err := s.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != name {
		return ErrDamaged
	}
	return nil
}

// Copy brings a blob from another store, if its bytes are those of its name;
// else it is [ErrDamaged].
func (s *Store) Copy(from *Store, name string) error {
	f, err := from.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, _, err = s.putFrom(f, name)
	return err
}

// note remembers whether the last blob was kept.
func (s *Store) note(err error) error {
	if err == nil {
		if s.trouble.Load() != nil {
			s.trouble.Store(nil)
		}
		return nil
	}
	s.trouble.Store(&err)
	return err
}

// retry is how long Trouble believes what it found.
const retry = 10 * time.Second

// Trouble says why files cannot be kept now, or nil. It asks the place itself
// only after a failure, and not too often.
func (s *Store) Trouble(ctx context.Context) error {
	last := s.trouble.Load()
	if last == nil {
		return nil
	}
	if !s.mu.TryLock() {
		return *last // somebody is asking
	}
	defer s.mu.Unlock()
	if time.Since(s.tried) < retry {
		return *last
	}
	err := s.note(s.try(ctx))
	s.tried = time.Now()
	return err
}

// Place is where a blob lies, seen from its folder or bucket: ab/abcd… 256
// folders hold millions of files well, and each more would cost as much to make
// as a file.
func Place(name string) string { return path.Join(name[:2], name) }

// NameAt returns the name of the blob whose place it is, or "" if it is none.
func NameAt(place string) string {
	name := path.Base(place)
	if !valid(name) || place != Place(name) {
		return ""
	}
	return name
}

// valid keeps names from being anything else than names.
func valid(name string) bool {
	b, err := hex.DecodeString(name)
	return err == nil && len(b) == sha256.Size && hex.EncodeToString(b) == name
}
