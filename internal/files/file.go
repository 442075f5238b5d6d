package files

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"image"
	_ "image/gif"  // sizes of pictures
	_ "image/jpeg" //
	_ "image/png"  //
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"parley/internal/blob"
	"parley/internal/mail"
	"parley/internal/parley"
	"parley/internal/store"
)

// MaxSize is the largest file of the library, in bytes.
const MaxSize = 50 << 20

// Content is the bytes of a file, kept, with what they tell.
type Content struct {
	hash, md5, contentType, encoding string
	size, width, height              int64
}

// Keep keeps bytes and looks at what they are, whatever anybody says.
func Keep(blobs *blob.Store, data []byte) (Content, error) {
	if len(data) == 0 {
		return Content{}, parley.Invalidf("file", "the file is empty")
	}
	if len(data) > MaxSize {
		return Content{}, &parley.Error{Kind: parley.TooLarge, Field: "file", Message: fmt.Sprintf("a file may have %d MB", MaxSize>>20)}
	}
	names, err := blobs.Put(data)
	if err != nil {
		return Content{}, err
	}
	sum := md5.Sum(data)
	c := Content{hash: names[0], md5: hex.EncodeToString(sum[:]), size: int64(len(data))}
	c.contentType, _, _ = mime.ParseMediaType(http.DetectContentType(data))
	if utf8.Valid(data) && strings.HasPrefix(c.contentType, "text/") {
		c.encoding = "utf-8"
	}
	if picture, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil {
		c.width, c.height = int64(picture.Width), int64(picture.Height)
	}
	return c, nil
}

func (c Content) put(f *parley.File) {
	f.Hash, f.MD5, f.ContentType, f.Encoding, f.Size, f.Width, f.Height = c.hash, c.md5, c.contentType, c.encoding, c.size, c.width, c.height
}

// Options are how a file is to be kept.
type Options struct {
	Access    parley.FileAccess
	Overwrite bool      // what has the name already
	ExpiresAt time.Time // zero: never
	Duplicate string    // what of the same bytes: "NONE" or empty: kept too; "REJECT"; "RETURN_EXISTING"
	Scope     string    // where they are looked for: "ENTIRE_PORTAL" or empty; "EXACT_FOLDER"
}

// Check reports the first option that is wrong.
func (o Options) Check() error {
	switch {
	case !o.Access.Known():
		return parley.Invalidf("access", "%q is no kind of access", o.Access)
	case o.Duplicate != "" && o.Duplicate != "NONE" && o.Duplicate != "REJECT" && o.Duplicate != "RETURN_EXISTING":
		return parley.Invalidf("duplicateValidationStrategy", "is NONE, REJECT or RETURN_EXISTING")
	case o.Scope != "" && o.Scope != "ENTIRE_PORTAL" && o.Scope != "EXACT_FOLDER":
		return parley.Invalidf("duplicateValidationScope", "is ENTIRE_PORTAL or EXACT_FOLDER")
	}
	return nil
}

// Add puts a file in a folder. A name that is taken gets a number, unless it is
// to be overwritten.
func Add(tx *store.Tx, in *parley.Folder, name, source string, c Content, o Options) (*parley.File, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	if o.Duplicate == "REJECT" || o.Duplicate == "RETURN_EXISTING" {
		where := parley.FolderID(0)
		if o.Scope == "EXACT_FOLDER" {
			where = in.ID
		}
		same, err := tx.FileByContent(c.hash, where)
		if err != nil {
			return nil, err
		}
		if same != nil && o.Duplicate == "REJECT" {
			return nil, parley.Errorf(parley.Conflict, "this file is there already: %s", same.ID)
		} else if same != nil {
			return same, nil
		}
	}
	f := &parley.File{FolderID: in.ID, Access: o.Access, ExpiresAt: o.ExpiresAt, UsableInContent: true, Source: source, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	c.put(f)
	if err := setName(f, name); err != nil {
		return nil, err
	}
	plain := f.Name
	for n := 1; ; n++ {
		f.Path = in.Path + "/" + f.FullName()
		at, err := tx.FileAt(f.Path)
		if err != nil {
			return nil, err
		}
		if at == nil {
			f.ID = parley.FileID(tx.NewID())
			return f, tx.Insert("file", f)
		}
		if o.Overwrite {
			f.ID, f.CreatedAt = at.ID, at.CreatedAt
			return f, tx.Save("file", f)
		}
		f.Name = fmt.Sprintf("%s-%d", plain, n)
	}
}

// Replace gives a file other bytes; its name and place stay.
func Replace(tx *store.Tx, f *parley.File, c Content, access parley.FileAccess, expiresAt time.Time) error {
	if access != "" && !access.Known() {
		return parley.Invalidf("access", "%q is no kind of access", access)
	}
	if access != "" {
		f.Access = access
	}
	c.put(f)
	f.ExpiresAt, f.UpdatedAt = expiresAt, tx.Now
	return tx.Save("file", f)
}

// Update renames or moves a file, or changes who may fetch it and how long: what
// f now says.
func Update(tx *store.Tx, f *parley.File, in *parley.Folder, name string) error {
	if !f.Access.Known() {
		return parley.Invalidf("access", "%q is no kind of access", f.Access)
	}
	if name != f.Name {
		keep := f.Extension
		if err := setName(f, name+"."+keep); err != nil {
			return err
		}
	}
	f.FolderID, f.Path, f.UpdatedAt = in.ID, in.Path+"/"+f.FullName(), tx.Now
	if at, err := tx.FileAt(f.Path); err != nil || at != nil && at.ID != f.ID {
		return taken(err)
	}
	return tx.Save("file", f)
}

// Remove archives a file; its bytes go after a while.
func Remove(tx *store.Tx, f *parley.File) error {
	f.ArchivedAt = tx.Now
	return tx.Save("file", f)
}

func setName(f *parley.File, name string) error {
	name = mail.CleanName(name)
	ext := path.Ext(name)
	f.Name, f.Extension = strings.TrimSuffix(name, ext), strings.ToLower(strings.TrimPrefix(ext, "."))
	if f.Name == "" {
		return parley.Invalidf("name", "give the file a name")
	}
	return nil
}

// Attach makes an attachment of a file for a message that somebody is about to
// write; zero for a program.
func Attach(tx *store.Tx, f *parley.File, author parley.UserID) (parley.AttachmentID, error) {
	a := &parley.Attachment{ID: parley.AttachmentID(tx.NewID()), UploadedBy: author, Name: f.FullName(), ContentType: f.ContentType, Size: f.Size, Hash: f.Hash, CreatedAt: tx.Now}
	return a.ID, tx.Insert("attachment", a)
}
