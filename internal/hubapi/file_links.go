package hubapi

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"parley/internal/blob"
	"parley/internal/files"
	"parley/internal/parley"
	"parley/internal/store"
)

// link is what a signed address holds, sealed: it cannot be guessed or changed
// (ATK-24).
type link struct {
	File    int64 `json:"f"` // of the library, or of a message: their numbers differ
	Size    int   `json:"s"` // of a picture made small, in pixels; zero: as it is
	Expires int64 `json:"e"`
}

const linkPlace = "files/link"

// pictureSizes are the sides of pictures made small, in pixels.
var pictureSizes = map[string]int{"icon": 32, "thumb": 150, "medium": 300, "preview": 800}

// signedLink is an address by which anybody fetches a file for a while.
func (c *call) signedLink(id int64, life time.Duration, size string) (string, error) {
	text, err := json.Marshal(link{id, pictureSizes[size], c.s.DB.Now().Add(life).Unix()})
	if err != nil {
		return "", err
	}
	sealed, err := c.s.DB.Seal(linkPlace, text)
	return c.s.BaseURL + "/files/v3/link/" + base64.RawURLEncoding.EncodeToString(sealed), err
}

// longest that a signed link may last.
const maxLinkLife = 30 * 24 * time.Hour

// signedURL is an address by which anybody fetches a file for a while.
type signedURL struct {
	URL       string `json:"url"`
	ExpiresAt stamp  `json:"expiresAt"`
	Name      string `json:"name"`
	Extension string `json:"extension"`
	Type      string `json:"type"`
	Size      int64  `json:"size"`
	Width     int64  `json:"width,omitempty"`
	Height    int64  `json:"height,omitempty"`
}

func (c *call) signURL() (any, error) {
	f, err := c.anyFile()
	if err != nil {
		return nil, err
	}
	life := time.Hour
	if text := c.word("expirationSeconds"); text != "" {
		seconds, err := strconv.ParseInt(text, 10, 32)
		if life = time.Duration(seconds) * time.Second; err != nil || life <= 0 || life > maxLinkLife {
			return nil, parley.Invalidf("expirationSeconds", "expirationSeconds is a number from 1 to %d", int(maxLinkLife.Seconds()))
		}
	}
	size := c.word("size")
	if size != "" && pictureSizes[size] == 0 {
		return nil, parley.Invalidf("size", "size is icon, thumb, medium or preview")
	}
	url, err := c.signedLink(int64(f.ID), life, size)
	return signedURL{url, stamp{c.s.DB.Now().Add(life)}, f.Name, f.Extension, fileType(f.ContentType), f.Size, f.Width, f.Height}, err
}

// anyFile is the file that the path names: of the library, or of a message in an
// inbox that the app is let into.
func (c *call) anyFile() (*parley.File, error) {
	r := c.read()
	f, err := c.libraryFile(r)
	if parley.KindOf(err) != parley.NotFound {
		return f, err
	}
	missing := err
	id, err := pathID[parley.AttachmentID](c, "fileId")
	if err != nil {
		return nil, err
	}
	a, m, err := fileOfMessage(r, id)
	if parley.KindOf(err) == parley.NotFound || err == nil && !c.App.Reaches(m.InboxID) {
		return nil, missing
	}
	return a, err
}

// fileOfMessage is an attachment as a file of the library would look.
func fileOfMessage(r *store.Reader, id parley.AttachmentID) (*parley.File, *parley.Message, error) {
	a, err := r.Attachment(id)
	if err != nil {
		return nil, nil, err
	}
	m, err := r.MessageByID(a.MessageID)
	if err != nil {
		return nil, nil, err
	}
	ext := path.Ext(a.Name)
	return &parley.File{ID: parley.FileID(a.ID), Name: strings.TrimSuffix(a.Name, ext), Extension: strings.ToLower(strings.TrimPrefix(ext, ".")), Path: "/conversations/" + a.Name,
		ContentType: a.ContentType, Size: a.Size, Hash: a.Hash, Access: parley.HiddenPrivate, Source: "CONVERSATIONS", CreatedAt: a.CreatedAt, UpdatedAt: a.CreatedAt}, m, nil
}

// attach makes attachments of the files that a message names: of the library, or
// of a message that the app may read.
func (c *call) attach(tx *store.Tx, author parley.UserID, all []newAttachment) ([]parley.AttachmentID, error) {
	var out []parley.AttachmentID
	for i, a := range all {
		field := "attachments[" + strconv.Itoa(i) + "]"
		if a.Type != "" && a.Type != "FILE" {
			return nil, parley.Invalidf(field, "this channel carries attachments of the type FILE alone")
		}
		id, err := parley.ParseID[parley.FileID](field, string(a.FileID))
		if err != nil {
			return nil, err
		}
		f, err := tx.File(id)
		if err == nil && f.Gone(tx.Now) {
			err = parley.NotFoundf("gone")
		}
		if parley.KindOf(err) == parley.NotFound {
			var m *parley.Message
			if f, m, err = fileOfMessage(&tx.Reader, parley.AttachmentID(id)); err == nil && !c.App.Reaches(m.InboxID) {
				err = parley.NotFoundf("another inbox's")
			}
		}
		if parley.KindOf(err) == parley.NotFound {
			return nil, parley.Invalidf(field, "there is no file %s", id)
		} else if err != nil {
			return nil, err
		}
		attached, err := files.Attach(tx, f, author)
		if err != nil {
			return nil, err
		}
		out = append(out, attached)
	}
	return out, nil
}

// followLink serves the file of a signed address. All that is wrong gives one
// answer (ATK-18).
func (c *call) followLink() (any, error) {
	gone := parley.NotFoundf("this link has expired, or never was")
	sealed, err := base64.RawURLEncoding.DecodeString(c.name("token"))
	if err != nil {
		return nil, gone
	}
	text, err := c.s.DB.Unseal(linkPlace, sealed)
	var l link
	if err != nil || json.Unmarshal(text, &l) != nil || c.s.DB.Now().Unix() >= l.Expires {
		return nil, gone
	}
	r := c.read()
	f, err := r.File(parley.FileID(l.File))
	if parley.KindOf(err) == parley.NotFound {
		f, _, err = fileOfMessage(r, parley.AttachmentID(l.File))
	}
	if err != nil || f.Gone(c.s.DB.Now()) {
		return nil, gone
	}
	return c.deliver(f, l.Size)
}

// publicFile serves a file that anybody may fetch.
func (c *call) publicFile() (any, error) {
	id, err := pathID[parley.FileID](c, "fileId")
	if err != nil {
		return nil, err
	}
	f, err := c.read().File(id)
	if parley.KindOf(err) == parley.NotFound || err == nil && (!f.Access.Open() || f.Gone(c.s.DB.Now()) || c.name("name") != f.FullName()) {
		return nil, parley.NotFoundf("there is no such file")
	} else if err != nil {
		return nil, err
	}
	return c.deliver(f, 0)
}

// served is the answer of a handler that wrote its own.
type served struct{}

// shownInline are the types that a browser may show in place; all others are
// downloads, whatever they claim to be (ATK-32).
var shownInline = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "application/pdf": true}

// deliver writes a file's bytes, made small where asked.
func (c *call) deliver(f *parley.File, size int) (any, error) {
	data, err := c.s.Blobs.Open(f.Hash)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, parley.NotFoundf("the file is missing")
	} else if err != nil {
		return nil, err
	}
	defer data.Close()
	h := c.w.Header()
	disposition, kind := "attachment", "application/octet-stream"
	if shownInline[f.ContentType] {
		disposition, kind = "inline", f.ContentType
	}
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.FullName()}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Cache-Control", "private, max-age=300")
	if !f.Access.Indexable() {
		h.Set("X-Robots-Tag", "noindex")
	}
	if size > 0 && strings.HasPrefix(f.ContentType, "image/") {
		whole, err := c.s.Blobs.Get(f.Hash)
		if err != nil {
			return nil, err
		}
		if small, err := blob.Thumbnail(whole, size); err == nil {
			h.Set("Content-Type", "image/jpeg")
			c.w.Write(small)
			return served{}, nil
		}
	}
	h.Set("Content-Type", kind)
	http.ServeContent(c.w, c.r, "", f.UpdatedAt, data)
	return served{}, nil
}
