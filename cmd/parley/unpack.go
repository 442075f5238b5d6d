package main

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/klauspost/compress/zstd"

	"parley/internal/blob"
)

// maxSmall bounds the entries that are read into memory.
const maxSmall = 64 << 10

// unpack writes a backup into an empty folder. It takes regular files with the
// names that a backup has, and no others. Blobs that are not what their names
// say are left out and told. So nothing is written outside the folder, whatever the archive claims
// (ATK-31).
func unpack(ctx context.Context, from, to string) (m *manifest, damaged []string, err error) {
	root, err := os.OpenRoot(to)
	if err != nil {
		return nil, nil, err
	}
	defer root.Close()
	u := &unpacker{root: root}
	info, err := os.Stat(from)
	if err != nil {
		return nil, nil, err
	}
	if info.IsDir() {
		err = u.folder(ctx, from)
	} else {
		err = u.file(ctx, from)
	}
	if err != nil {
		return nil, nil, err
	}
	if u.manifest == nil || !u.database {
		return nil, nil, errNoBackup
	}
	return u.manifest, u.damaged, blob.Flush(to)
}

type unpacker struct {
	root     *os.Root
	manifest *manifest
	database bool
	damaged  []string
}

func (u *unpacker) file(ctx context.Context, from string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := zstd.NewReader(f, zstd.WithDecoderMaxMemory(256<<20))
	if err != nil {
		return err
	}
	defer z.Close()
	t := tar.NewReader(z)
	for {
		head, err := t.Next()
		switch {
		case err == io.EOF:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return fmt.Errorf("%w, or it is damaged: %w", errNoBackup, err)
		case head.Typeflag != tar.TypeReg:
			return fmt.Errorf("%w: %q is not a regular file", errNoBackup, head.Name)
		}
		if err := u.entry(head.Name, t); err != nil {
			return err
		}
	}
}

func (u *unpacker) folder(ctx context.Context, from string) error {
	source, err := os.OpenRoot(from)
	if err != nil {
		return err
	}
	defer source.Close()
	return fs.WalkDir(source.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || ctx.Err() != nil:
			return errors.Join(err, ctx.Err())
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			return fmt.Errorf("%w: %q is not a regular file", errNoBackup, name)
		}
		f, err := source.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		return u.entry(name, f)
	})
}

// entry takes one file.
func (u *unpacker) entry(name string, r io.Reader) error {
	switch name {
	case entryManifest:
		text, err := io.ReadAll(io.LimitReader(r, maxSmall))
		if err == nil {
			u.manifest, err = readManifest(text)
		}
		return err
	case entryKey:
		return u.write(name, io.LimitReader(r, maxSmall))
	case entrySQLite, entryPostgres:
		u.database = true
		return u.write(name, r)
	}
	hash := ""
	if rest, ok := strings.CutPrefix(name, entryFiles); ok {
		hash = blob.NameAt(rest)
	}
	if hash == "" {
		return fmt.Errorf("%w: %q does not belong to one", errNoBackup, name)
	}
	sum := sha256.New()
	if err := u.write(name, io.TeeReader(r, sum)); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != hash {
		u.damaged = append(u.damaged, hash)
		return u.root.Remove(name)
	}
	return nil
}

func (u *unpacker) write(name string, r io.Reader) error {
	if err := u.root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := u.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}
