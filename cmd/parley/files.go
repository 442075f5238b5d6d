package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"

	"parley/internal/blob"
)

// checkFiles refuses a place for files that is none.
func (o *options) checkFiles() error {
	if !inBucket(o.Files) {
		return nil
	}
	if _, err := blob.ParseBucket(o.Files); err != nil {
		return fmt.Errorf("--files: %w", err)
	}
	return nil
}

func inBucket(place string) bool { return strings.Contains(place, "://") }

// openFiles opens the store of files.
func (o *options) openFiles(ctx context.Context) (*blob.Store, error) {
	if o.Files == "" {
		s, err := blob.Open(filepath.Join(o.Data, "files"))
		if err != nil {
			return nil, fmt.Errorf("--data: %w", err)
		}
		return s, nil
	}
	return o.openFilesAt(ctx, o.Files)
}

// openFilesAt opens the store at a place: a folder or a bucket. The options tell
// how its server is reached.
func (o *options) openFilesAt(ctx context.Context, place string) (*blob.Store, error) {
	if !inBucket(place) {
		s, err := blob.Open(place)
		if err != nil {
			return nil, fmt.Errorf("--files: %w", err)
		}
		return s, nil
	}
	b, err := blob.ParseBucket(place)
	if err != nil {
		return nil, fmt.Errorf("--files: %w", err)
	}
	b.Endpoint, b.Region, b.Credentials, b.Scratch, b.ReadOnly = o.FilesEndpoint, o.FilesRegion, o.FilesCredentials, o.Data, o.ReadOnly
	b.PathStyle, b.HostStyle = o.FilesStyle == "path", o.FilesStyle == "host"
	s, err := blob.OpenBucket(ctx, b)
	switch {
	case errors.Is(err, blob.ErrUnreachable):
		err = fmt.Errorf("--files-endpoint: %w", err)
	case errors.Is(err, blob.ErrKeys):
		err = fmt.Errorf("--files-credentials: %w", err)
	case err != nil:
		err = fmt.Errorf("--files: %w", err)
	}
	return s, err
}

// warnOfFiles says so when the place of files does not look like the one that
// the database knows.
func (p *program) warnOfFiles(ctx context.Context) {
	names, err := p.db.Read(ctx).BlobNames("", 1)
	if err != nil || len(names) == 0 {
		return
	}
	f, err := p.blobs.Open(names[0])
	if errors.Is(err, fs.ErrNotExist) {
		slog.Warn("a file that the database names is not there: is --files what it was? See parley files check", "file", names[0])
	} else if err == nil {
		f.Close()
	}
}
