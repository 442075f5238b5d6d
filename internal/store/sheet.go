package store

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"parley/internal/parley"
)

// RecordImport is a table of records that comes in. See package sheet.
type RecordImport struct {
	ID         int64
	Type       parley.ObjectTypeID
	UserID     parley.UserID
	Name       string // of the file
	Hash       string // of its bytes; empty once they are gone
	Size       int64
	Encoding   string
	Delimiter  string
	Header     []string
	Samples    [][]string
	Total      int64 // rows
	Latin      int64 // rows read as Windows-1252 among others
	Plan       string
	Barred     []string // who was erased while it ran, see [Bar]
	State      string   // uploaded, checking, checked, running, done, cancelled, failed
	Done       int64    // rows that were read and dealt with
	Created    int64
	Updated    int64
	Unchanged  int64
	Failed     int64
	Reason     string // why it failed as a whole
	CreatedAt  time.Time
	StartedAt  time.Time
	FinishedAt time.Time
}

// RecordImports returns the latest of a kind, those that were begun.
func (r *Reader) RecordImports(t parley.ObjectTypeID, limit int) ([]*RecordImport, error) {
	return list[RecordImport](r, `SELECT * FROM record_import WHERE type = $1 AND state IN ('running', 'done', 'cancelled', 'failed') ORDER BY id DESC LIMIT $2`, t, limit)
}

// RecordImport returns one.
func (r *Reader) RecordImport(id int64) (*RecordImport, error) {
	return one[RecordImport](r, "import", `SELECT * FROM record_import WHERE id = $1`, id)
}

// ImportError is a row of a file that was not imported, and why.
type ImportError struct {
	ImportID int64
	Line     int64
	Field    string // the name of the column, as the file has it
	Value    string
	Code     string
	Message  string
	Original string // the row as it stands in the file
}

// ImportErrors returns those after a line, in their order.
func (r *Reader) ImportErrors(id, after int64, limit int) ([]*ImportError, error) {
	return list[ImportError](r, `SELECT * FROM import_error WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT $3`, id, after, limit)
}

// AddImportErrors keeps what was wrong with rows.
func (tx *Tx) AddImportErrors(all []*ImportError) error {
	_, err := insertMany(tx, "import_error", all)
	return err
}

// DropImportErrors forgets what was wrong with the rows of an import.
func (tx *Tx) DropImportErrors(id int64) error {
	return tx.Exec(`DELETE FROM import_error WHERE import_id = $1`, id)
}

// DropImport forgets an import, and says whether nothing uses its file now.
func (tx *Tx) DropImport(imp *RecordImport) ([]string, error) {
	if err := tx.DropImportErrors(imp.ID); err != nil {
		return nil, err
	}
	if err := tx.Exec(`DELETE FROM record_import WHERE id = $1`, imp.ID); err != nil {
		return nil, err
	}
	return tx.unusedBlobs([]string{imp.Hash})
}

// FreeImport forgets the file of an import, and says whether nothing uses it
// now.
func (tx *Tx) FreeImport(imp *RecordImport) ([]string, error) {
	hash := imp.Hash
	imp.Hash, imp.Samples, imp.Barred = "", nil, nil
	if err := tx.Save("record_import", imp); err != nil || hash == "" {
		return nil, err
	}
	return tx.unusedBlobs([]string{hash})
}

// TidyImportErrors forgets rows that were not imported before a time.
func (tx *Tx) TidyImportErrors(before time.Time) error {
	return tx.Exec(`DELETE FROM import_error WHERE import_id IN (SELECT id FROM record_import WHERE created_at < $1)`, before)
}

// RecordExport is a table of records that goes out.
type RecordExport struct {
	ID         int64
	Type       parley.ObjectTypeID
	UserID     parley.UserID
	Query      string // what to export, as package sheet writes it
	State      string // running, done, failed
	Done       int64
	Total      int64
	Hash       string
	Size       int64
	Reason     string
	CreatedAt  time.Time
	FinishedAt time.Time
}

// RecordExport returns one.
func (r *Reader) RecordExport(id int64) (*RecordExport, error) {
	return one[RecordExport](r, "export", `SELECT * FROM record_export WHERE id = $1`, id)
}

// dropExport forgets an export, and says whether nothing uses its file now.
func (tx *Tx) dropExport(e *RecordExport) ([]string, error) {
	if err := tx.Exec(`DELETE FROM record_export WHERE id = $1`, e.ID); err != nil || e.Hash == "" {
		return nil, err
	}
	return tx.unusedBlobs([]string{e.Hash})
}

// Bar is how an import that runs keeps a word by which it knows somebody who was
// erased: nobody else can read it.
func Bar(importID int64, word string) string {
	sum := sha256.Sum256([]byte(strconv.FormatInt(importID, 10) + " " + strings.ToLower(word)))
	return hex.EncodeToString(sum[:])
}

// BarID is the word for the number of a record.
func BarID(id parley.RecordID) string { return "#" + id.String() }

// ForgetInTables takes a person out of files that came in and went out, by
// addresses and number: rows that were not imported, tables that wait, and all
// exports. Imports that run go on without the person's rows, and are counted;
// their files go when they end. It returns the files that nothing uses now.
func (tx *Tx) ForgetInTables(person parley.RecordID, addresses []string) (free []string, running int, err error) {
	for _, a := range addresses {
		if err := tx.Exec(`DELETE FROM import_error WHERE lower(original) LIKE $1 ESCAPE '\'`, "%"+likeEscape.Replace(a)+"%"); err != nil {
			return nil, 0, err
		}
	}
	// Rows that name their record by its number may hold no address.
	if err := tx.Exec(`DELETE FROM import_error WHERE original LIKE $1 AND import_id IN (SELECT id FROM record_import WHERE plan LIKE '%"key":"hs_object_id"%')`, "%"+person.String()+"%"); err != nil {
		return nil, 0, err
	}
	imports, err := list[RecordImport](&tx.Reader, `SELECT * FROM record_import WHERE hash <> ''`)
	if err != nil {
		return nil, 0, err
	}
	var waiting []*RecordImport
	for _, imp := range imports {
		if imp.State != "running" {
			waiting = append(waiting, imp)
			continue
		}
		running++
		if err := tx.bar(imp, append([]string{BarID(person)}, addresses...)); err != nil {
			return nil, 0, err
		}
	}
	exports, err := list[RecordExport](&tx.Reader, `SELECT * FROM record_export`)
	if err != nil {
		return nil, 0, err
	}
	free, err = tx.dropTables(waiting, exports)
	return free, running, err
}

func (tx *Tx) bar(imp *RecordImport, words []string) error {
	for _, word := range words {
		imp.Barred = append(imp.Barred, Bar(imp.ID, word))
	}
	imp.Samples = nil
	return tx.Save("record_import", imp)
}

// DropOldTables forgets files that nobody made use of since a time, and exports
// made before it, some at a time. It returns the files that nothing uses now.
func (tx *Tx) DropOldTables(before time.Time) ([]string, error) {
	unused, err := list[RecordImport](&tx.Reader, `SELECT * FROM record_import WHERE hash <> '' AND created_at < $1 AND state <> 'running' ORDER BY id LIMIT 100`, before)
	if err != nil {
		return nil, err
	}
	exports, err := list[RecordExport](&tx.Reader, `SELECT * FROM record_export WHERE created_at < $1 ORDER BY id LIMIT 100`, before)
	if err != nil {
		return nil, err
	}
	return tx.dropTables(unused, exports)
}

func (tx *Tx) dropTables(imports []*RecordImport, exports []*RecordExport) (free []string, err error) {
	for _, imp := range imports {
		gone, err := tx.DropImport(imp)
		if err != nil {
			return nil, err
		}
		free = append(free, gone...)
	}
	for _, e := range exports {
		gone, err := tx.dropExport(e)
		if err != nil {
			return nil, err
		}
		free = append(free, gone...)
	}
	return free, nil
}

// UnusedFile says whether nothing uses a file, by its name.
func (tx *Tx) UnusedFile(hash string) ([]string, error) {
	if hash == "" {
		return nil, nil
	}
	return tx.unusedBlobs([]string{hash})
}
