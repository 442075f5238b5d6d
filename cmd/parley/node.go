package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"parley/internal/store"
)

// succeed makes this process the server of a data folder. The file "node" there
// names the one before; if it is not locked that process is dead, and what it
// had leased is free at once instead of when the leases run out. Where another
// process has the file nothing happens. Call release at the end.
func succeed(ctx context.Context, data string, db *store.DB) (release func(), err error) {
	f, err := os.OpenFile(filepath.Join(data, "node"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--data: %w", err)
	}
	release = func() { f.Close() }
	if !lockFile(f) {
		return release, nil
	}
	buf := make([]byte, 64)
	n, _ := f.ReadAt(buf, 0)
	if before := strings.TrimSpace(string(buf[:n])); before != "" {
		if err := db.Write(ctx, func(tx *store.Tx) error { return tx.Bury(before) }); err != nil {
			f.Close()
			return nil, err
		}
	}
	_, err = f.WriteAt([]byte(db.Node()+"\n"), 0)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("--data: %w", err)
	}
	return release, nil
}
