package store

import "time"

// What rows name files: each place stands in both of these statements.
const (
	blobUsed = `SELECT CASE WHEN EXISTS (SELECT 1 FROM attachment WHERE hash = $1)
	  OR EXISTS (SELECT 1 FROM message WHERE raw_hash = $1 AND raw_hash <> '') OR EXISTS (SELECT 1 FROM article_file WHERE hash = $1)
	  OR EXISTS (SELECT 1 FROM file WHERE hash = $1)
	  OR EXISTS (SELECT 1 FROM record_import WHERE hash = $1 AND hash <> '') OR EXISTS (SELECT 1 FROM record_export WHERE hash = $1 AND hash <> '')
	  OR EXISTS (SELECT 1 FROM "user" WHERE avatar_hash = $1) THEN 1 ELSE 0 END`
	blobNames = `SELECT h FROM (
	  SELECT h FROM (SELECT DISTINCT hash AS h FROM attachment WHERE hash > $1 ORDER BY h LIMIT $2) a
	  UNION SELECT h FROM (SELECT DISTINCT raw_hash AS h FROM message WHERE raw_hash > $1 AND raw_hash <> '' ORDER BY h LIMIT $2) b
	  UNION SELECT h FROM (SELECT DISTINCT hash AS h FROM article_file WHERE hash > $1 ORDER BY h LIMIT $2) c
	  UNION SELECT h FROM (SELECT DISTINCT hash AS h FROM file WHERE hash > $1 ORDER BY h LIMIT $2) d
	  UNION SELECT h FROM (SELECT DISTINCT hash AS h FROM record_import WHERE hash > $1 AND hash <> '' ORDER BY h LIMIT $2) e
	  UNION SELECT h FROM (SELECT DISTINCT hash AS h FROM record_export WHERE hash > $1 AND hash <> '' ORDER BY h LIMIT $2) f
	  UNION SELECT h FROM (SELECT DISTINCT avatar_hash AS h FROM "user" WHERE avatar_hash > $1 ORDER BY h LIMIT $2) g
	  ) blobs ORDER BY h LIMIT $2`
)

// BlobUsed reports whether a row names a file.
func (r *Reader) BlobUsed(hash string) (bool, error) {
	n, err := scalar[int64](r, blobUsed, hash)
	return n > 0, err
}

// BlobNames returns the files that rows name, in order, those after one.
func (r *Reader) BlobNames(after string, limit int) ([]string, error) {
	return scalars[string](r, blobNames, after, limit)
}

// unusedBlobs returns those of some files that nothing names any more, and
// writes down that they are to go.
func (tx *Tx) unusedBlobs(hashes []string) ([]string, error) {
	var free []string
	for _, h := range hashes {
		if used, err := tx.BlobUsed(h); err != nil {
			return nil, err
		} else if used {
			continue
		}
		free = append(free, h)
		if err := tx.Exec(`INSERT INTO freed_file (hash, freed_at) VALUES ($1, $2) ON CONFLICT (hash) DO UPDATE SET freed_at = excluded.freed_at`, h, tx.Now); err != nil {
			return nil, err
		}
	}
	return free, nil
}

// FreedBlobs returns files that were freed before a time.
func (r *Reader) FreedBlobs(before time.Time, limit int) ([]string, error) {
	return scalars[string](r, `SELECT hash FROM freed_file WHERE freed_at < $1 ORDER BY freed_at, hash LIMIT $2`, before, limit)
}

// ForgetFreed strikes files that are gone, or used again, off the list of those
// freed before a time.
func (tx *Tx) ForgetFreed(hashes []string, before time.Time) error {
	for _, h := range hashes {
		if err := tx.Exec(`DELETE FROM freed_file WHERE hash = $1 AND freed_at < $2`, h, before); err != nil {
			return err
		}
	}
	return nil
}
