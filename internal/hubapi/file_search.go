package hubapi

import (
	"strconv"
	"strings"

	"parley/internal/files"
	"parley/internal/parley"
	"parley/internal/store"
)

// searchKey says how a query key asks a column.
type searchKey struct {
	key, column, op string
	kind            byte // i: number, t: time, s: text, b: true or false
}

// folderKeys are what folders and files can be asked for alike.
var folderKeys = []searchKey{
	{"ids", "id", "in", 'i'}, {"idLte", "id", "<=", 'i'}, {"idGte", "id", ">=", 'i'},
	{"createdAt", "created_at", "=", 't'}, {"createdAtLte", "created_at", "<=", 't'}, {"createdAtGte", "created_at", ">=", 't'},
	{"updatedAt", "updated_at", "=", 't'}, {"updatedAtLte", "updated_at", "<=", 't'}, {"updatedAtGte", "updated_at", ">=", 't'},
	{"name", "name", "holds", 's'}, {"path", "path", "=", 's'},
}

var fileKeys = append([]searchKey{
	{"parentFolderIds", "folder_id", "in", 'i'},
	{"size", "size", "=", 'i'}, {"sizeLte", "size", "<=", 'i'}, {"sizeGte", "size", ">=", 'i'},
	{"height", "height", "=", 'i'}, {"heightLte", "height", "<=", 'i'}, {"heightGte", "height", ">=", 'i'},
	{"width", "width", "=", 'i'}, {"widthLte", "width", "<=", 'i'}, {"widthGte", "width", ">=", 'i'},
	{"encoding", "encoding", "=", 's'}, {"extension", "extension", "=", 's'}, {"fileMd5", "md5", "=", 's'},
	{"isUsableInContent", "usable_in_content", "=", 'b'},
	{"expiresAt", "expires_at", "=", 't'}, {"expiresAtLte", "expires_at", "<=", 't'}, {"expiresAtGte", "expires_at", ">=", 't'},
}, folderKeys...)

// sortColumns are what results can be sorted by.
var sortColumns = map[string]string{"id": "id", "name": "name", "path": "path", "createdAt": "created_at", "updatedAt": "updated_at", "size": "size"}

// openAccess are the kinds of access by which anybody may fetch a file.
var openAccess = []any{string(parley.PublicIndexable), string(parley.PublicNotIndexable), string(parley.HiddenIndexable), string(parley.HiddenNotIndexable)}

// conditions reads the query as conditions on columns.
func (c *call) conditions(keys []searchKey) ([]store.LibraryCondition, error) {
	var out []store.LibraryCondition
	for _, k := range keys {
		words := c.r.URL.Query()[k.key]
		if k.op == "in" {
			words = c.words(k.key)
		}
		if len(words) == 0 {
			continue
		}
		values := make([]any, len(words))
		for i, word := range words {
			v, err := searchValue(k, word)
			if err != nil {
				return nil, err
			}
			values[i] = v
		}
		out = append(out, store.LibraryCondition{Column: k.column, Op: k.op, Values: values})
	}
	return out, nil
}

func searchValue(k searchKey, word string) (any, error) {
	switch k.kind {
	case 'i':
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return nil, parley.Invalidf(k.key, "%q is no number", word)
		}
		return n, nil
	case 't':
		return parseTime(k.key, word)
	case 'b':
		return word == "true", nil
	}
	return word, nil
}

// searchPage reads order and place of a page of a search.
func (c *call) searchPage(max int) (order string, offset, size int, err error) {
	order = "id"
	if words := c.words("sort"); len(words) > 0 { // the first counts
		name, descending := strings.CutPrefix(words[0], "-")
		if order = sortColumns[name]; order == "" {
			return "", 0, 0, parley.Invalidf("sort", "there is no field %q to sort by", name)
		}
		if descending {
			order += " DESC"
		}
		order += ", id"
	}
	if text := c.word("after"); text != "" {
		if offset, err = strconv.Atoi(text); err != nil || offset < 0 || offset > 10_000 {
			return "", 0, 0, badCursor()
		}
	}
	size, err = c.pageSize(20, max)
	return order, offset, size, err
}

func (c *call) searchFiles() (any, error) {
	conditions, err := c.conditions(fileKeys)
	if err != nil {
		return nil, err
	}
	if c.word("allowsAnonymousAccess") == "true" {
		conditions = append(conditions, store.LibraryCondition{Column: "access", Op: "in", Values: openAccess})
	}
	order, offset, size, err := c.searchPage(100)
	if err != nil {
		return nil, err
	}
	found, err := c.read().FindFiles(conditions, order, offset, size+1)
	if err != nil {
		return nil, err
	}
	found, paging := cutPage(c, found, offset, size)
	return list{Results: each(found, c.showFile), Paging: paging}, nil
}

// cutPage takes the row away by which a further page is known.
func cutPage[T any](c *call, found []T, offset, size int) ([]T, *paging) {
	if len(found) <= size {
		return found, nil
	}
	return found[:size], c.next(strconv.Itoa(offset + size))
}

// folder is a folder of the library on the wire.
type folder struct {
	ID             string `json:"id"`
	Name           string `json:"name"`
	Path           string `json:"path"`
	ParentFolderID string `json:"parentFolderId,omitempty"`
	CreatedAt      stamp  `json:"createdAt"`
	UpdatedAt      stamp  `json:"updatedAt"`
	Archived       bool   `json:"archived"`
}

func showFolder(f *parley.Folder) folder {
	out := folder{ID: f.ID.String(), Name: f.Name, Path: f.Path, CreatedAt: stamp{f.CreatedAt}, UpdatedAt: stamp{f.UpdatedAt}, Archived: !f.ArchivedAt.IsZero()}
	if f.ParentID != 0 {
		out.ParentFolderID = f.ParentID.String()
	}
	return out
}

func (c *call) searchFolders() (any, error) {
	conditions, err := c.conditions(append([]searchKey{{"parentFolderIds", "parent_id", "in", 'i'}}, folderKeys...))
	if err != nil {
		return nil, err
	}
	order, offset, size, err := c.searchPage(100)
	if err != nil {
		return nil, err
	}
	found, err := c.read().FindFolders(conditions, order, offset, size+1)
	if err != nil {
		return nil, err
	}
	found, paging := cutPage(c, found, offset, size)
	return list{Results: each(found, showFolder), Paging: paging}, nil
}

// statOut is what lies at a path.
type statOut struct {
	File   *file   `json:"file,omitempty"`
	Folder *folder `json:"folder,omitempty"`
}

// stat tells what lies at a path: a file or a folder.
func (c *call) stat() (any, error) {
	r, at := c.read(), "/"+strings.Trim(c.name("path"), "/")
	f, err := r.FileAt(at)
	if err != nil {
		return nil, err
	}
	if f != nil && !f.Gone(c.s.DB.Now()) {
		shown := c.showFile(f)
		return statOut{File: &shown}, nil
	}
	dir, err := r.FolderAt(at)
	if err != nil {
		return nil, err
	}
	if dir == nil {
		return nil, parley.NotFoundf("there is nothing at %s", at)
	}
	shown := showFolder(dir)
	return statOut{Folder: &shown}, nil
}

// folderIn is a folder as a program makes it.
type folderIn struct {
	Name           string `json:"name"`
	ParentFolderID ident  `json:"parentFolderId"`
	ParentPath     string `json:"parentPath"`
}

func (c *call) newFolder() (any, error) {
	var in folderIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	var f *parley.Folder
	err := c.tx(func(tx *store.Tx) (err error) {
		parent := &parley.Folder{}
		if in.ParentFolderID != "" || strings.Trim(in.ParentPath, "/") != "" {
			parent, err = c.target(tx, string(in.ParentFolderID), in.ParentPath)
		}
		if err == nil {
			f, err = files.NewFolder(tx, parent.ID, in.Name)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return showFolder(f), nil
}

// findFolder is the folder that the path names, by id or by its own path.
func (c *call) findFolder(r *store.Reader, name string) (*parley.Folder, error) {
	if id, err := parley.ParseID[parley.FolderID]("folderId", name); err == nil {
		return r.Folder(id)
	}
	f, err := r.FolderAt("/" + strings.Trim(name, "/"))
	if f == nil && err == nil {
		err = parley.NotFoundf("there is no folder %s", name)
	}
	return f, err
}

func (c *call) folder() (any, error) {
	f, err := c.findFolder(c.read(), c.name("folder"))
	if err != nil {
		return nil, err
	}
	return showFolder(f), nil
}

// folderUpdate is what a program changes of a folder.
type folderUpdate struct {
	ID             ident   `json:"id"`
	Name           *string `json:"name"`
	ParentFolderID *ident  `json:"parentFolderId"`
}

func (c *call) updateFolder() (any, error) {
	var in folderUpdate
	if err := c.body(&in); err != nil {
		return nil, err
	}
	return c.changeFolder(c.name("folderId"), in)
}

func (c *call) changeFolder(id string, in folderUpdate) (any, error) {
	var f *parley.Folder
	err := c.tx(func(tx *store.Tx) (err error) {
		if f, err = c.findFolder(&tx.Reader, id); err != nil {
			return err
		}
		parent, name := f.ParentID, f.Name
		if in.Name != nil {
			name = *in.Name
		}
		if in.ParentFolderID != nil {
			if parent, err = parley.ParseID[parley.FolderID]("parentFolderId", string(*in.ParentFolderID)); err != nil {
				return err
			}
		}
		return files.UpdateFolder(tx, f, parent, name)
	})
	if err != nil {
		return nil, err
	}
	return showFolder(f), nil
}

// updateFolderAsync changes a folder as updateFolder does: the task is done when
// it is announced, and its number is the folder's.
func (c *call) updateFolderAsync() (any, error) {
	var in folderUpdate
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if _, err := c.changeFolder(string(in.ID), in); err != nil {
		return nil, err
	}
	return c.locate("/files/v3/folders/update/async/tasks/", string(in.ID)), nil
}

// folderTask is a change of a folder that is done.
type folderTask struct {
	TaskID      string `json:"taskId"`
	Status      string `json:"status"`
	Result      folder `json:"result"`
	StartedAt   stamp  `json:"startedAt"`
	CompletedAt stamp  `json:"completedAt"`
}

func (c *call) folderStatus() (any, error) {
	f, err := c.findFolder(c.read(), c.name("taskId"))
	if err != nil {
		return nil, err
	}
	return folderTask{c.name("taskId"), "COMPLETE", showFolder(f), stamp{f.UpdatedAt}, stamp{f.UpdatedAt}}, nil
}

func (c *call) removeFolder() (any, error) {
	return nil, c.tx(func(tx *store.Tx) error {
		f, err := c.findFolder(&tx.Reader, c.name("folder"))
		if err != nil {
			return err
		}
		return files.RemoveFolder(tx, f)
	})
}
