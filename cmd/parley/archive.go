package main

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"parley/internal/blob"
)

// The names within a backup; blobs lie in files/ as they do in the data folder.
const (
	entryManifest = "backup.json"
	entrySQLite   = "parley.db"
	entryPostgres = "parley.dump" // pg_dump's custom format
	entryKey      = "secret.key"
	entryFiles    = "files/"
)

// archive takes the files of a backup. Nothing stands under the final name
// before close.
type archive interface {
	add(name string, size int64, r io.Reader) error
	close() error
	abandon() // forget what was written; after close it does nothing
}

// newArchive writes one file for a name that ends in .tar.zst, else a folder.
func newArchive(name string) (archive, error) {
	if _, err := os.Lstat(name); err == nil {
		return nil, fmt.Errorf("%s exists already: choose another name", name)
	}
	part := name + ".part"
	if !strings.HasSuffix(name, ".tar.zst") {
		if err := os.Mkdir(part, 0o700); err != nil {
			return nil, err
		}
		return &folderArchive{name: name, part: part}, nil
	}
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	z, err := zstd.NewWriter(f)
	if err != nil {
		return nil, err
	}
	return &fileArchive{name: name, f: f, z: z, t: tar.NewWriter(z)}, nil
}

// fileArchive is a compressed tar file.
type fileArchive struct {
	name string
	f    *os.File
	z    *zstd.Encoder
	t    *tar.Writer
}

func (a *fileArchive) add(name string, size int64, r io.Reader) error {
	head := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: time.Unix(0, 0), Format: tar.FormatPAX}
	if err := a.t.WriteHeader(head); err != nil {
		return err
	}
	_, err := io.Copy(a.t, r)
	return err
}

func (a *fileArchive) close() error {
	if err := errors.Join(a.t.Close(), a.z.Close(), a.f.Sync(), a.f.Close()); err != nil {
		return err
	}
	return os.Rename(a.f.Name(), a.name)
}

func (a *fileArchive) abandon() {
	a.f.Close()
	os.Remove(a.f.Name())
}

// folderArchive is a plain folder, for tools that keep only what changed.
type folderArchive struct{ name, part string }

func (a *folderArchive) add(name string, size int64, r io.Reader) error {
	path := filepath.Join(a.part, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return writeNew(path, r)
}

func (a *folderArchive) close() error {
	if err := blob.Flush(a.part); err != nil {
		return err
	}
	return os.Rename(a.part, a.name)
}

func (a *folderArchive) abandon() { os.RemoveAll(a.part) }

// writeNew writes a file that must not be there yet.
func writeNew(path string, r io.Reader) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}
