//go:build !linux

package blob

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

var (
	flushMu   sync.Mutex
	lastFlush = map[string]time.Time{}
)

// flushAll syncs each file changed since the last flush: systems without
// syncfs pay for each.
func flushAll(dir string) error {
	flushMu.Lock()
	defer flushMu.Unlock()
	since := lastFlush[dir].Add(-2 * time.Second)
	now := time.Now()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if info, err := d.Info(); err != nil || info.ModTime().Before(since) {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		return f.Sync()
	})
	lastFlush[dir] = now
	return err
}
