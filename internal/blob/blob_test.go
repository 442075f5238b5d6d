package blob_test

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"testing"

	"parley/internal/blob"
)

// ATK-02, ATK-31: bytes are found by their hash alone; no name is a path.
func TestStore(t *testing.T) {
	t.Parallel()
	s, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			data := fmt.Appendf(nil, "blob %d", i%20)
			names, err := s.Put(data, []byte("shared"))
			if err != nil || names[0] != blob.Hash(data) {
				t.Errorf("put: %v, %v", names, err)
				return
			}
			if got, err := s.Get(names[0]); err != nil || string(got) != string(data) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	wg.Wait()
	for _, name := range []string{"", "..", "../../etc/passwd", blob.Hash([]byte("absent")), "ab"} {
		if _, err := s.Get(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Get(%q): %v", name, err)
		}
	}
	if err := s.Remove(blob.Hash([]byte("shared"))); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(blob.Hash([]byte("shared"))); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("removed blob: %v", err)
	}
}
