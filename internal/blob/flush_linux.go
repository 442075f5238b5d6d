package blob

import (
	"os"

	"golang.org/x/sys/unix"
)

// flushAll brings the file system of dir to the disk: one call for however
// many files were written.
func flushAll(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return unix.Syncfs(int(f.Fd()))
}
