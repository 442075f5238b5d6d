package files

import (
	"strings"

	"parley/internal/mail"
	"parley/internal/parley"
	"parley/internal/store"
)

// maxDepth bounds how deep folders lie.
const maxDepth = 20

// NewFolder makes a folder below another, at the top for zero.
func NewFolder(tx *store.Tx, parent parley.FolderID, name string) (*parley.Folder, error) {
	path, name, err := place(tx, parent, name)
	if err != nil {
		return nil, err
	}
	if at, err := tx.FolderAt(path); at != nil || err != nil {
		return nil, taken(err)
	}
	f := &parley.Folder{ID: parley.FolderID(tx.NewID()), ParentID: parent, Name: name, Path: path, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	return f, tx.Insert("folder", f)
}

// FolderAt returns the folder of a path such as /a/b, which is made if missing.
func FolderAt(tx *store.Tx, path string) (*parley.Folder, error) {
	at := &parley.Folder{}
	names := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	if len(names) == 0 {
		return nil, parley.Invalidf("folderPath", "give the path of a folder, such as /letters")
	}
	for _, name := range names {
		path, _, err := place(tx, at.ID, name)
		if err != nil {
			return nil, err
		}
		next, err := tx.FolderAt(path)
		if next == nil && err == nil {
			next, err = NewFolder(tx, at.ID, name)
		}
		if err != nil {
			return nil, err
		}
		at = next
	}
	return at, nil
}

// UpdateFolder renames a folder or moves it below another; what lies in it comes
// along.
func UpdateFolder(tx *store.Tx, f *parley.Folder, parent parley.FolderID, name string) error {
	path, name, err := place(tx, parent, name)
	if err != nil {
		return err
	}
	if path == f.Path {
		return nil
	}
	if strings.HasPrefix(path+"/", f.Path+"/") {
		return parley.Invalidf("parentFolderId", "a folder cannot be moved into itself")
	}
	if at, err := tx.FolderAt(path); at != nil || err != nil {
		return taken(err)
	}
	if err := tx.MoveTree(f.Path, path); err != nil {
		return err
	}
	f.ParentID, f.Name, f.Path, f.UpdatedAt = parent, name, path, tx.Now
	return tx.Save("folder", f)
}

// RemoveFolder archives a folder with all that lies in it.
func RemoveFolder(tx *store.Tx, f *parley.Folder) error {
	if err := tx.ArchiveTree(f.Path); err != nil {
		return err
	}
	f.ArchivedAt = tx.Now
	return tx.Save("folder", f)
}

// place is the path of a name below a folder.
func place(tx *store.Tx, parent parley.FolderID, name string) (path, clean string, err error) {
	if clean = mail.CleanName(name); clean == "" {
		return "", "", parley.Invalidf("name", "%q is no name", name)
	}
	if parent == 0 {
		return "/" + clean, clean, nil
	}
	above, err := tx.Folder(parent)
	if parley.KindOf(err) == parley.NotFound {
		return "", "", parley.Invalidf("parentFolderId", "there is no folder %s", parent)
	} else if err != nil {
		return "", "", err
	}
	if strings.Count(above.Path, "/") >= maxDepth {
		return "", "", parley.Invalidf("parentFolderId", "folders lie at most %d deep", maxDepth)
	}
	return above.Path + "/" + clean, clean, nil
}

func taken(err error) error {
	if err != nil {
		return err
	}
	return parley.Errorf(parley.Conflict, "there is something of this name already")
}
