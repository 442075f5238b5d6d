package blob_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/internal/blob"
	"parley/internal/blob/blobtest"
)

// places opens an empty store at each kind of place.
var places = map[string]func(t *testing.T) *blob.Store{
	"disk": func(t *testing.T) *blob.Store {
		s, err := blob.Open(t.TempDir())
		return opened(t, s, err)
	},
	"bucket": func(t *testing.T) *blob.Store {
		s, err := blob.OpenBucket(t.Context(), blobtest.Start(t).Bucket(t, "files"))
		return opened(t, s, err)
	},
	"bucket without prefix": func(t *testing.T) *blob.Store {
		b := blobtest.Start(t).Bucket(t, "files")
		b.Prefix = ""
		s, err := blob.OpenBucket(t.Context(), b)
		return opened(t, s, err)
	},
}

func opened(t *testing.T, s *blob.Store, err error) *blob.Store {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// SET-16: every place keeps the same promises.
func TestStore(t *testing.T) {
	t.Parallel()
	for name, open := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			t.Run("Names", func(t *testing.T) { testNames(t, s) })
			t.Run("Stream", func(t *testing.T) { testStream(t, s) })
			t.Run("Ranges", func(t *testing.T) { testRanges(t, s) })
			t.Run("Each", func(t *testing.T) { testEach(t, open(t)) })
			t.Run("Copy", func(t *testing.T) { testCopy(t, s) })
			if err := s.Trouble(t.Context()); err != nil {
				t.Errorf("trouble: %v", err)
			}
		})
	}
}

// ATK-02, ATK-31: bytes are found by their hash alone; no name is a path.
func testNames(t *testing.T, s *blob.Store) {
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			data := fmt.Appendf(nil, "blob %d", i%20)
			names, err := s.Put(data, []byte("shared"), nil)
			if err != nil || names[0] != blob.Hash(data) {
				t.Errorf("put: %v, %v", names, err)
				return
			}
			if got, err := s.Get(names[0]); err != nil || string(got) != string(data) {
				t.Errorf("got %q, %v", got, err)
			}
			if got, err := s.Get(names[2]); err != nil || len(got) != 0 {
				t.Errorf("nothing reads %q, %v", got, err)
			}
		})
	}
	wg.Wait()
	for _, name := range []string{"", "..", "../../etc/passwd", blob.Hash([]byte("absent")), "ab", strings.ToUpper(blob.Hash([]byte("shared")))} {
		if _, err := s.Get(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Get(%q): %v", name, err)
		}
	}
	for range 2 {
		if err := s.Remove(blob.Hash([]byte("shared"))); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Get(blob.Hash([]byte("shared"))); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("removed blob: %v", err)
	}
}

func testStream(t *testing.T, s *blob.Store) {
	data := noise(3 << 20)
	for range 2 { // the second is there already
		name, size, err := s.PutFrom(bytes.NewReader(data))
		if err != nil || name != blob.Hash(data) || size != int64(len(data)) {
			t.Fatalf("%s, %d, %v", name, size, err)
		}
	}
	if names, err := s.Put(data); err != nil || s.Verify(names[0]) != nil {
		t.Errorf("%v, %v", names, err)
	}
	broken := errors.New("the sender went away")
	if _, _, err := s.PutFrom(io.MultiReader(bytes.NewReader(data[:100]), failing{broken})); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if err := s.Trouble(t.Context()); err != nil {
		t.Errorf("a sender's trouble counts as the store's: %v", err)
	}
}

type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }

func noise(n int) []byte {
	data := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(data)
	return data
}

// THR-12: viewers read parts.
func testRanges(t *testing.T, s *blob.Store) {
	data := noise(100_000)
	names, err := s.Put(data)
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.Open(names[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if f.Size() != int64(len(data)) {
		t.Errorf("size %d", f.Size())
	}
	for _, part := range [][2]int{{0, 10}, {10, 20}, {99_990, 100_000}, {5, 50_000}, {50_000, 50_001}, {0, 100_000}} {
		if _, err := f.Seek(int64(part[0]), io.SeekStart); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, part[1]-part[0])
		if _, err := io.ReadFull(f, got); err != nil || !bytes.Equal(got, data[part[0]:part[1]]) {
			t.Errorf("part %v: %v", part, err)
		}
	}
	if end, err := f.Seek(-7, io.SeekEnd); err != nil || end != 99_993 {
		t.Errorf("end %d, %v", end, err)
	}
	if rest, err := io.ReadAll(f); err != nil || !bytes.Equal(rest, data[99_993:]) {
		t.Errorf("rest %d, %v", len(rest), err)
	}
}

func testEach(t *testing.T, s *blob.Store) {
	var want, got []string
	for i := range 40 {
		names, err := s.Put(fmt.Append(nil, i))
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, names...)
	}
	slices.Sort(want)
	err := s.Each(t.Context(), func(e blob.Entry) error {
		if e.Size < 1 || e.Size > 2 || time.Since(e.Kept).Abs() > time.Hour {
			t.Errorf("%+v", e)
		}
		got = append(got, e.Name)
		return nil
	})
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%d names, %v, want %d in order", len(got), err, len(want))
	}
	enough := errors.New("enough")
	if err := s.Each(t.Context(), func(blob.Entry) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
	gone, stop := context.WithCancel(t.Context())
	stop()
	if err := s.Each(gone, func(blob.Entry) error { return nil }); err == nil {
		t.Error("it went on")
	}
}

// SAFE-08: what rotted on the disk is not taken along.
func testCopy(t *testing.T, s *blob.Store) {
	dir := t.TempDir()
	disk, err := blob.Open(dir)
	opened(t, disk, err)
	names, err := disk.Put([]byte("good"), []byte("rotten"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, blob.Place(names[1])), []byte("rotted"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Copy(disk, names[0]); err != nil || s.Verify(names[0]) != nil {
		t.Errorf("good: %v", err)
	}
	if err := s.Copy(disk, names[1]); !errors.Is(err, blob.ErrDamaged) {
		t.Errorf("rotten: %v", err)
	}
	for _, data := range []string{"rotten", "rotted"} {
		if _, err := s.Get(blob.Hash([]byte(data))); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", data, err)
		}
	}
	if err := disk.Verify(names[1]); !errors.Is(err, blob.ErrDamaged) {
		t.Errorf("verify: %v", err)
	}
}

// What a writer that was killed left half written goes; what is being written
// stays.
func TestOpen_sweepsWhatWasLeft(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	old, young := filepath.Join(dir, "new-1"), filepath.Join(dir, "new-2")
	for _, file := range []string{old, young} {
		if err := os.WriteFile(file, []byte("half a ma"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(old, past, past); err != nil {
		t.Fatal(err)
	}
	s, err := blob.Open(dir)
	opened(t, s, err)
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("old: %v", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("young: %v", err)
	}
}
