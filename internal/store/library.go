package store

import (
	"time"

	"parley/internal/parley"
)

// Folder returns one that is not archived.
func (r *Reader) Folder(id parley.FolderID) (*parley.Folder, error) {
	return one[parley.Folder](r, "folder", `SELECT * FROM folder WHERE id = $1 AND archived_at = 0`, id)
}

// FolderAt returns the folder of a path, or nil.
func (r *Reader) FolderAt(path string) (*parley.Folder, error) {
	return first[parley.Folder](r, `SELECT * FROM folder WHERE path = $1 AND archived_at = 0`, path)
}

// File returns one, archived or not.
func (r *Reader) File(id parley.FileID) (*parley.File, error) {
	return one[parley.File](r, "file", `SELECT * FROM file WHERE id = $1`, id)
}

// FileAt returns the live file of a path, or nil.
func (r *Reader) FileAt(path string) (*parley.File, error) {
	return first[parley.File](r, `SELECT * FROM file WHERE path = $1 AND archived_at = 0`, path)
}

// FileByContent returns a live file with the same bytes, in a folder or, for
// zero, anywhere; nil if there is none.
func (r *Reader) FileByContent(hash string, in parley.FolderID) (*parley.File, error) {
	return first[parley.File](r, `SELECT * FROM file WHERE hash = $1 AND archived_at = 0 AND ($2 = 0 OR folder_id = $2) ORDER BY id LIMIT 1`, hash, in)
}

// MoveTree gives a folder's contents their new paths.
func (tx *Tx) MoveTree(from, to string) error {
	for _, table := range []string{"folder", "file"} {
		if err := tx.Exec(`UPDATE `+table+` SET path = $1 || SUBSTR(path, $2), updated_at = $3 WHERE archived_at = 0 AND SUBSTR(path, 1, $4) = $5`,
			to, len([]rune(from))+1, tx.Now, len([]rune(from))+1, from+"/"); err != nil {
			return err
		}
	}
	return nil
}

// ArchiveTree archives what lies in a folder.
func (tx *Tx) ArchiveTree(path string) error {
	for _, table := range []string{"folder", "file"} {
		if err := tx.Exec(`UPDATE `+table+` SET archived_at = $1 WHERE archived_at = 0 AND SUBSTR(path, 1, $2) = $3`, tx.Now, len([]rune(path))+1, path+"/"); err != nil {
			return err
		}
	}
	return nil
}

// LibraryCondition is one condition of a search among files or folders. Column
// and Op come from package files, never from a caller.
type LibraryCondition struct {
	Column string
	Op     string // "=", "<=", ">=", "in" or "holds"
	Values []any
}

// FindFiles returns a page of the live files that fulfil all conditions.
func (r *Reader) FindFiles(conditions []LibraryCondition, order string, offset, limit int) ([]*parley.File, error) {
	w := &where{}
	w.add("archived_at = 0 AND (expires_at = 0 OR expires_at > $?)", r.db.Now())
	return list[parley.File](r, libraryQuery("file", w, conditions, order, offset, limit), w.args...)
}

// FindFolders returns a page of the live folders that fulfil all conditions.
func (r *Reader) FindFolders(conditions []LibraryCondition, order string, offset, limit int) ([]*parley.Folder, error) {
	w := &where{}
	w.add("archived_at = 0")
	return list[parley.Folder](r, libraryQuery("folder", w, conditions, order, offset, limit), w.args...)
}

func libraryQuery(table string, w *where, conditions []LibraryCondition, order string, offset, limit int) string {
	for _, c := range conditions {
		switch c.Op {
		case "in":
			whereIn(w, c.Column, c.Values)
		case "holds":
			w.add("LOWER("+c.Column+`) LIKE $? ESCAPE '\'`, holds(c.Values[0].(string)))
		default:
			w.add(c.Column+" "+c.Op+" $?", c.Values[0])
		}
	}
	w.args = append(w.args, limit, offset)
	return `SELECT * FROM ` + table + ` WHERE ` + w.String() + ` ORDER BY ` + order + ` LIMIT ` + mark(len(w.args)-1) + ` OFFSET ` + mark(len(w.args))
}

// FilesToErase returns files that were archived or ran out before a time.
func (r *Reader) FilesToErase(before time.Time, limit int) ([]*parley.File, error) {
	return list[parley.File](r, `SELECT * FROM file WHERE archived_at > 0 AND archived_at < $1 OR expires_at > 0 AND expires_at < $1 LIMIT $2`, before, limit)
}

// EraseFile deletes a file's row and returns its blob if nothing else uses it.
func (tx *Tx) EraseFile(f *parley.File) ([]string, error) {
	if _, err := tx.Delete("file", int64(f.ID)); err != nil {
		return nil, err
	}
	return tx.unusedBlobs([]string{f.Hash})
}

// FileImport is a file that is being fetched from elsewhere.
type FileImport struct {
	ID         int64
	Status     string // "PENDING", "COMPLETE" or "FAILED"
	Reason     string
	FileID     parley.FileID
	CreatedAt  time.Time
	FinishedAt time.Time
}

// FileImport returns one.
func (r *Reader) FileImport(id int64) (*FileImport, error) {
	return one[FileImport](r, "import", `SELECT * FROM file_import WHERE id = $1`, id)
}
