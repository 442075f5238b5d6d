package chat

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"
	"unicode"

	"parley/internal/channel"
	"parley/internal/parley"
)

// maxFile is the largest file that a visitor sends (CHAT-15).
const maxFile = parley.MaxChatFile

// pictures are the types that browsers draw, and of which there are thumbnails.
var pictures = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true}

// upload keeps a file for a message to come.
func (s *Server) upload(c *call) (any, error) {
	scene, err := s.Desk.Scene(c.Context())
	if err != nil {
		return nil, err
	}
	if flow := flowOf(scene, c.ticket); flow != nil && scene.Accounts[flow.AccountID] != nil && !scene.Accounts[flow.AccountID].Settings.Chat.Attachments {
		return nil, parley.Errorf(parley.Forbidden, "files cannot be sent here")
	}
	arrived, err := s.limit.upload(s.Address(c.Request))
	if err != nil {
		return nil, err
	}
	defer arrived()
	f, err := readFile(c)
	if err != nil {
		return nil, err
	}
	if c.ticket.Preview != nil {
		return s.fileView(&parley.Attachment{Name: f.Name, ContentType: f.ContentType, Size: int64(len(f.Data))})
	}
	done, err := s.limit.write(c.Context())
	if err != nil {
		return nil, err
	}
	defer done()
	if c.guest.Visitor, err = s.Desk.Enter(c.Context(), c.ticket.visitor()); err != nil {
		return nil, err
	}
	a, err := s.Desk.Keep(c.Context(), c.guest, *f)
	if err != nil {
		return nil, err
	}
	return s.fileView(a)
}

// readFile takes the part named "file" of a form.
func readFile(c *call) (*channel.File, error) {
	tooLarge := &parley.Error{Kind: parley.TooLarge, Code: "file_size", Message: "a file may have 20 MB"}
	c.Body = http.MaxBytesReader(c.w, c.Body, maxFile+64<<10)
	form, err := c.MultipartReader()
	if err != nil {
		return nil, parley.Invalidf("file", "send the file as a form")
	}
	for {
		part, err := form.NextPart()
		var limit *http.MaxBytesError
		switch {
		case errors.As(err, &limit):
			return nil, tooLarge
		case err != nil:
			return nil, parley.Invalidf("file", "there is no file in the form")
		case part.FormName() != "file":
			continue
		}
		var buf bytes.Buffer
		if n, err := io.Copy(&buf, io.LimitReader(part, maxFile+1)); n > maxFile || errors.As(err, &limit) {
			return nil, tooLarge
		} else if err != nil {
			return nil, parley.Invalidf("file", "the file did not arrive whole: try again")
		}
		if buf.Len() == 0 {
			return nil, parley.Invalidf("file", "the file is empty")
		}
		f := &channel.File{Name: cleanName(part.FileName()), Data: buf.Bytes()}
		f.ContentType = kindOf(f.Name, f.Data)
		if f.ContentType == "" {
			return nil, &parley.Error{Kind: parley.Invalid, Code: "file_type", Message: "this kind of file cannot be sent"}
		}
		return f, nil
	}
}

// cleanName keeps the last part of a name and nothing that deceives a reader:
// no control characters, no marks that turn the direction of writing.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name)
	if name = clip(name, 150); name == "" || name == "." || name == "/" {
		return "file"
	}
	return name
}

// office are files whose bytes say only that they are an archive or data.
var office = map[string]string{".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation", ".odt": "application/vnd.oasis.opendocument.text",
	".ods": "application/vnd.oasis.opendocument.spreadsheet", ".odp": "application/vnd.oasis.opendocument.presentation",
	".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint", ".rtf": "application/rtf", ".heic": "image/heic",
	".csv": "text/csv", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".mov": "video/quicktime", ".pages": "application/zip", ".numbers": "application/zip", ".key": "application/zip"}

// kindOf tells what a file is by its bytes, and by its name where those leave
// it open. Empty for programs and for what nobody knows.
func kindOf(name string, data []byte) string {
	ext := strings.ToLower(path.Ext(name))
	if parley.RunsByName(name) || runs(data) {
		return ""
	}
	kind, _, _ := mime.ParseMediaType(http.DetectContentType(data))
	switch {
	case kind == "text/html" || kind == "text/xml":
		return ""
	case kind == "text/plain" && ext == ".csv":
		return "text/csv"
	case strings.HasPrefix(kind, "image/"), strings.HasPrefix(kind, "text/"), strings.HasPrefix(kind, "audio/"), strings.HasPrefix(kind, "video/"), kind == "application/pdf", kind == "application/ogg":
		return kind
	case kind == "application/zip" || kind == "application/x-gzip":
		if special := office[ext]; special != "" {
			return special
		}
		return kind
	}
	return office[ext]
}

// runs reports whether bytes begin as a program of some system does.
func runs(data []byte) bool {
	for _, magic := range []string{"MZ", "\x7fELF", "#!", "\xfe\xed\xfa", "\xce\xfa\xed\xfe", "\xcf\xfa\xed\xfe", "\xca\xfe\xba\xbe", "\x00asm", "L\x00\x00\x00\x01\x14\x02\x00"} {
		if bytes.HasPrefix(data, []byte(magic)) {
			return true
		}
	}
	return false
}

// linked returns the file that a link names. Every link that is no good has one
// answer (ATK-18).
func (s *Server) linked(r *http.Request) (parley.AttachmentID, bool) {
	var ref fileRef
	err := s.Keys.take(placeFile, r.PathValue("token"), &ref)
	return ref.ID, err == nil && ref.Expires >= s.Now().Unix()
}

// shownInline are the types that a browser may show in place; all others are
// downloads, whatever they claim to be (ATK-32).
var shownInline = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "application/pdf": true}

func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	id, ok := s.linked(r)
	if !ok {
		http.NotFound(w, r)
		return
	}
	a, f, err := s.Desk.File(r.Context(), id)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer f.Close()
	h := w.Header()
	disposition, kind := "attachment", "application/octet-stream"
	if shownInline[a.ContentType] && r.URL.Query().Get("download") == "" {
		disposition, kind = "inline", a.ContentType
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": a.Name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:")
	h.Set("Cache-Control", "private, max-age=604800, immutable")
	http.ServeContent(w, r, "", a.CreatedAt, f)
}

func (s *Server) thumbnail(w http.ResponseWriter, r *http.Request) {
	id, ok := s.linked(r)
	if !ok {
		http.NotFound(w, r)
		return
	}
	data, err := s.Desk.Thumbnail(r.Context(), id)
	s.picture(w, r, data, err)
}

func (s *Server) avatar(w http.ResponseWriter, r *http.Request) {
	data, err := s.Desk.Portrait(r.Context(), r.PathValue("hash"))
	s.picture(w, r, data, err)
}

func (s *Server) picture(w http.ResponseWriter, r *http.Request, data []byte, err error) {
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "private, max-age=604800, immutable")
	w.Write(data)
}
