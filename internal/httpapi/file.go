package httpapi

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"strings"

	"parley/internal/auth"
	"parley/internal/blob"
	"parley/internal/mail"
	"parley/internal/parley"
	"parley/internal/store"
)

// maxUpload is the largest file that can be sent (EMAIL-17).
const maxUpload = 25 << 20

// upload keeps a file that its author will attach. The body is the bytes.
func (c *call) upload(w http.ResponseWriter, req *http.Request) error {
	data, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxUpload))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return &parley.Error{Kind: parley.TooLarge, Message: "a file may have 25 MB"}
	} else if err != nil {
		return parley.Errorf(parley.Invalid, "the file did not arrive whole: try again")
	}
	if len(data) == 0 {
		return parley.Invalidf("file", "the file is empty")
	}
	names, err := c.s.Blobs.Put(data)
	if err != nil {
		return err
	}
	f := &parley.Attachment{UploadedBy: c.User.ID, Name: mail.CleanName(req.URL.Query().Get("name")), ContentType: contentType(req.Header.Get("Content-Type"), data), Size: int64(len(data)), Hash: names[0]}
	if req.URL.Query().Get("inline") == "1" {
		f.Inline, f.ContentID = true, store.RandomHex(12)+"@inline"
	}
	err = c.s.DB.Write(c, func(tx *store.Tx) error {
		f.ID, f.CreatedAt = parley.AttachmentID(tx.NewID()), tx.Now
		return tx.Insert("attachment", f)
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	return json.NewEncoder(w).Encode(presentAttachment(f))
}

// contentType is what a file says it is, if that is a type at all.
func contentType(told string, data []byte) string {
	kind, _, err := mime.ParseMediaType(told)
	if err != nil || kind == "application/octet-stream" {
		kind, _, _ = mime.ParseMediaType(http.DetectContentType(data))
	}
	return kind
}

// attachment returns a file that the caller may read: of a thread seen, or
// uploaded by the caller.
func (c *call) attachment(id string) (*parley.Attachment, error) {
	n, err := parley.ParseID[parley.AttachmentID]("id", id)
	if err != nil {
		return nil, err
	}
	r := c.s.DB.Read(c)
	f, err := r.Attachment(n)
	if err != nil {
		return nil, err
	}
	if f.MessageID == 0 {
		if f.UploadedBy != c.User.ID {
			return nil, parley.NotFoundf("no such file")
		}
		return f, nil
	}
	m, err := r.MessageByID(f.MessageID)
	if err != nil {
		return nil, err
	}
	if _, _, err := auth.SeeThread(r, c.User, m.ThreadID); err != nil {
		return nil, parley.NotFoundf("no such file")
	}
	return f, nil
}

// shownInline are the types that a browser may show in place; all others are
// downloads, whatever they claim to be (ATK-32).
var shownInline = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "application/pdf": true}

func (c *call) file(w http.ResponseWriter, req *http.Request) error {
	f, err := c.attachment(req.PathValue("id"))
	if err != nil {
		return err
	}
	data, err := c.s.Blobs.Open(f.Hash)
	if errors.Is(err, fs.ErrNotExist) {
		return parley.NotFoundf("the file is missing")
	} else if err != nil {
		return err
	}
	defer data.Close()
	h := w.Header()
	disposition, kind := "attachment", "application/octet-stream"
	if shownInline[f.ContentType] && req.URL.Query().Get("download") == "" {
		disposition, kind = "inline", f.ContentType
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:")
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	http.ServeContent(w, req, "", f.CreatedAt, data)
	return nil
}

func (c *call) thumbnail(w http.ResponseWriter, req *http.Request) error {
	f, err := c.attachment(req.PathValue("id"))
	if err != nil {
		return err
	}
	if !thumbnailable(f.ContentType) {
		return parley.NotFoundf("this file has no picture")
	}
	data, err := c.s.Blobs.Get(f.Hash)
	if err != nil {
		return parley.NotFoundf("the file is missing")
	}
	small, err := blob.Thumbnail(data, 320)
	if err != nil {
		return parley.NotFoundf("this file has no picture")
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	_, err = w.Write(small)
	return err
}

// raw is the mail as it came or as it left.
func (c *call) raw(w http.ResponseWriter, req *http.Request) error {
	m, err := c.seeMessage(req.PathValue("id"))
	if err != nil {
		return err
	}
	if m.RawHash == "" {
		return parley.NotFoundf("there is no mail behind this message")
	}
	data, err := c.s.Blobs.Get(m.RawHash)
	if err != nil {
		return parley.NotFoundf("the mail is missing")
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", `attachment; filename="message.eml"`)
	_, err = w.Write(data)
	return err
}

// seeMessage returns a message of a thread that the caller sees.
func (c *call) seeMessage(uid string) (*parley.Message, error) {
	r := c.s.DB.Read(c)
	m, err := r.Message(strings.ToLower(uid))
	if err != nil {
		return nil, err
	}
	if _, _, err := auth.SeeThread(r, c.User, m.ThreadID); err != nil {
		return nil, parley.NotFoundf("no such message")
	}
	return m, nil
}

// ItemPlace is where a linked message stands.
type ItemPlace struct {
	ThreadID string `json:"thread_id"`
	InboxID  string `json:"inbox_id"`
}

func (c *call) place(in *idPath) (*ItemPlace, error) {
	m, err := c.seeMessage(in.ID)
	if err != nil {
		return nil, err
	}
	return &ItemPlace{m.ThreadID.String(), m.InboxID.String()}, nil
}
