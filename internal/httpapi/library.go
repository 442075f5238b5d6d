package httpapi

import (
	"strings"

	"parley/internal/files"
	"parley/internal/parley"
	"parley/internal/store"
)

// LibraryFile is a file of the library as it is offered to who writes (THR-18).
type LibraryFile struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Path        string `json:"path" doc:"Of the folder it lies in"`
	ContentType string `json:"content_type"`
	Size        int64  `json:"size"`
}

// LibraryFiles are the newest of those that match.
type LibraryFiles struct {
	Files []LibraryFile `json:"files"`
}

// libraryPage is how many files are offered at once.
const libraryPage = 50

// offered leaves out what programs keep for themselves.
func offered(f *parley.File) bool {
	return f.ArchivedAt.IsZero() && !strings.HasPrefix(string(f.Access), "HIDDEN") && f.Access != parley.Sensitive
}

func (c *call) libraryFiles(in *struct {
	Q string `query:"q" maxLength:"200" doc:"A part of the name"`
}) (*LibraryFiles, error) {
	conditions := []store.LibraryCondition{{Column: "access", Op: "in", Values: []any{parley.PublicIndexable, parley.PublicNotIndexable, parley.Private}}}
	if q := strings.TrimSpace(in.Q); q != "" {
		conditions = append(conditions, store.LibraryCondition{Column: "name", Op: "holds", Values: []any{strings.ToLower(q)}})
	}
	found, err := c.s.DB.Read(c).FindFiles(conditions, "updated_at DESC, id DESC", 0, libraryPage)
	out := &LibraryFiles{Files: []LibraryFile{}}
	for _, f := range found {
		folder := strings.TrimSuffix(f.Path, "/"+f.FullName())
		out.Files = append(out.Files, LibraryFile{ID: f.ID.String(), Name: f.FullName(), Path: folder, ContentType: f.ContentType, Size: f.Size})
	}
	return out, err
}

// attachLibraryFile makes an attachment of a file, for the message that the
// caller writes.
func (c *call) attachLibraryFile(in *idPath) (*Attachment, error) {
	id, err := parley.ParseID[parley.FileID]("id", in.ID)
	if err != nil {
		return nil, err
	}
	var out Attachment
	err = c.write(func(tx *store.Tx) error {
		f, err := tx.File(id)
		if err != nil {
			return err
		}
		if !offered(f) || !f.ExpiresAt.IsZero() && !f.ExpiresAt.After(tx.Now) {
			return parley.NotFoundf("no such file in the library")
		}
		attached, err := files.Attach(tx, f, c.User.ID)
		if err != nil {
			return err
		}
		a, err := tx.Attachment(attached)
		if err == nil {
			out = presentAttachment(a)
		}
		return err
	})
	return &out, err
}
