package parley

import (
	"strings"
	"time"
)

// FileAccess says who may fetch a file, and whether people find it when they
// choose one (CAPI-22).
type FileAccess string

// The kinds of access. Hidden ones are not offered for choosing; private and
// sensitive ones are fetched by a signed link alone.
const (
	PublicIndexable    FileAccess = "PUBLIC_INDEXABLE"
	PublicNotIndexable FileAccess = "PUBLIC_NOT_INDEXABLE"
	HiddenIndexable    FileAccess = "HIDDEN_INDEXABLE"
	HiddenNotIndexable FileAccess = "HIDDEN_NOT_INDEXABLE"
	HiddenPrivate      FileAccess = "HIDDEN_PRIVATE"
	Private            FileAccess = "PRIVATE"
	HiddenSensitive    FileAccess = "HIDDEN_SENSITIVE"
	Sensitive          FileAccess = "SENSITIVE"
)

// Known reports whether a is a kind of access.
func (a FileAccess) Known() bool {
	switch a {
	case PublicIndexable, PublicNotIndexable, HiddenIndexable, HiddenNotIndexable, HiddenPrivate, Private, HiddenSensitive, Sensitive:
		return true
	}
	return false
}

// Open reports whether anybody may fetch the file.
func (a FileAccess) Open() bool { return strings.HasSuffix(string(a), "INDEXABLE") }

// Indexable reports whether search engines may list it.
func (a FileAccess) Indexable() bool { return a == PublicIndexable || a == HiddenIndexable }

// Folder holds files of the library.
type Folder struct {
	ID         FolderID
	ParentID   FolderID // zero: at the top
	Name       string
	Path       string // "/a/b"
	CreatedAt  time.Time
	UpdatedAt  time.Time
	ArchivedAt time.Time
}

// File is a file of the library, which people and programs share; files of
// messages are attachments. Its bytes are a blob.
type File struct {
	ID              FileID
	FolderID        FolderID
	Name            string // without its extension
	Extension       string // without the dot, lower case
	Path            string // of the folder, the name and the extension
	ContentType     string
	Encoding        string // of text
	Size            int64
	Hash            string
	MD5             string // programs compare by it
	Access          FileAccess
	Width           int64 // of pictures, in pixels
	Height          int64
	UsableInContent bool
	Source          string // "API", "IMPORT"
	CreatedAt       time.Time
	UpdatedAt       time.Time
	ExpiresAt       time.Time // zero: never
	ArchivedAt      time.Time
}

// FullName is the name with its extension.
func (f *File) FullName() string {
	if f.Extension == "" {
		return f.Name
	}
	return f.Name + "." + f.Extension
}

// Gone reports whether f is not there any more at a time.
func (f *File) Gone(now time.Time) bool {
	return !f.ArchivedAt.IsZero() || !f.ExpiresAt.IsZero() && !now.Before(f.ExpiresAt)
}
