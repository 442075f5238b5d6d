package hubapi

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"parley/internal/files"
	"parley/internal/parley"
	"parley/internal/store"
)

func (s *Server) fileRoutes() {
	const scope, all, folders = "files", "/files/v3/files", "/files/v3/folders"
	s.on(post, all, 201, scope, (*call).upload)
	s.on(get, all+"/search", 200, scope, (*call).searchFiles)
	s.on(get, all+"/stat/{path...}", 200, scope, (*call).stat)
	s.on(get, all+"/{fileId}", 200, scope, (*call).file)
	s.on(patch, all+"/{fileId}", 200, scope, (*call).updateFile)
	s.on(put, all+"/{fileId}", 200, scope, (*call).replaceFile)
	s.on(del, all+"/{fileId}", 204, scope, (*call).removeFile)
	s.on(del, all+"/{fileId}/gdpr-delete", 204, scope, (*call).eraseFile)
	s.on(get, all+"/{fileId}/signed-url", 200, scope, (*call).signURL)
	s.on(post, all+"/import-from-url/async", 202, scope, (*call).importFile)
	s.on(get, all+"/import-from-url/async/tasks/{taskId}/status", 200, scope, (*call).importStatus)
	s.on(post, folders, 201, scope, (*call).newFolder)
	s.on(get, folders+"/search", 200, scope, (*call).searchFolders)
	s.on(post, folders+"/update/async", 202, scope, (*call).updateFolderAsync)
	s.on(get, folders+"/update/async/tasks/{taskId}/status", 200, scope, (*call).folderStatus)
	s.on(get, folders+"/{folder...}", 200, scope, (*call).folder)
	s.on(patch, folders+"/{folderId}", 200, scope, (*call).updateFolder)
	s.on(del, folders+"/{folder...}", 204, scope, (*call).removeFolder)
	s.open(get, "/files/v3/link/{token}", 200, (*call).followLink)
	s.open(get, "/files/v3/public/{fileId}/{name}", 200, (*call).publicFile)
}

// file is a file of the library on the wire (CAPI-22).
type file struct {
	ID                string `json:"id"`
	Name              string `json:"name"`
	Path              string `json:"path"`
	Size              int64  `json:"size"`
	Type              string `json:"type"`
	Extension         string `json:"extension"`
	Encoding          string `json:"encoding,omitempty"`
	Access            string `json:"access"`
	URL               string `json:"url"`
	DefaultHostingURL string `json:"defaultHostingUrl"`
	ParentFolderID    string `json:"parentFolderId,omitempty"`
	Width             int64  `json:"width,omitempty"`
	Height            int64  `json:"height,omitempty"`
	IsUsableInContent bool   `json:"isUsableInContent"`
	FileMD5           string `json:"fileMd5,omitempty"`
	SourceGroup       string `json:"sourceGroup,omitempty"`
	CreatedAt         stamp  `json:"createdAt"`
	UpdatedAt         stamp  `json:"updatedAt"`
	Archived          bool   `json:"archived"`
	ArchivedAt        stamp  `json:"archivedAt,omitzero"`
	ExpiresAt         int64  `json:"expiresAt,omitempty"` // milliseconds, as HubSpot writes it
}

func (c *call) showFile(f *parley.File) file {
	address := c.s.BaseURL + "/files/v3/public/" + f.ID.String() + "/" + url.PathEscape(f.FullName())
	out := file{ID: f.ID.String(), Name: f.Name, Path: f.Path, Size: f.Size, Type: fileType(f.ContentType), Extension: f.Extension, Encoding: f.Encoding, Access: string(f.Access),
		URL: address, DefaultHostingURL: address, Width: f.Width, Height: f.Height, IsUsableInContent: f.UsableInContent, FileMD5: f.MD5, SourceGroup: f.Source,
		CreatedAt: stamp{f.CreatedAt}, UpdatedAt: stamp{f.UpdatedAt}, Archived: !f.ArchivedAt.IsZero(), ArchivedAt: stamp{f.ArchivedAt}}
	if f.FolderID != 0 {
		out.ParentFolderID = f.FolderID.String()
	}
	if !f.ExpiresAt.IsZero() {
		out.ExpiresAt = f.ExpiresAt.UnixMilli()
	}
	return out
}

// fileType is the kind of a file in HubSpot's few words.
func fileType(contentType string) string {
	kind, _, _ := strings.Cut(contentType, "/")
	switch {
	case kind == "image":
		return "IMG"
	case kind == "audio":
		return "AUDIO"
	case kind == "video":
		return "MOVIE"
	case kind == "text", contentType == "application/pdf", strings.Contains(contentType, "document"):
		return "DOCUMENT"
	}
	return "OTHER"
}

func (c *call) upload() (any, error) {
	up, err := c.form()
	if err != nil {
		return nil, err
	}
	var wish fileOptions
	if err := json.Unmarshal([]byte(up.fields["options"]), &wish); err != nil {
		return nil, parley.Invalidf("options", "Invalid input JSON: options is JSON text such as {\"access\":\"PRIVATE\"}")
	}
	options, err := wish.read(c.s.DB.Now())
	if err != nil {
		return nil, err
	}
	content, err := files.Keep(c.s.Blobs, up.data)
	if err != nil {
		return nil, err
	}
	if name := up.fields["fileName"]; name != "" {
		up.name = withExtension(name, up.name)
	}
	var f *parley.File
	err = c.tx(func(tx *store.Tx) error {
		folder, err := c.target(tx, up.fields["folderId"], up.fields["folderPath"])
		if err == nil {
			f, err = files.Add(tx, folder, up.name, "API", content, options)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.showFile(f), nil
}

// withExtension gives a name without one the extension of another.
func withExtension(name, of string) string {
	if strings.Contains(name, ".") || !strings.Contains(of, ".") {
		return name
	}
	return name + of[strings.LastIndexByte(of, '.'):]
}

// target is the folder that an id or a path names; one of the two is needed.
func (c *call) target(tx *store.Tx, id, path string) (*parley.Folder, error) {
	if id == "" {
		return files.FolderAt(tx, path)
	}
	n, err := parley.ParseID[parley.FolderID]("folderId", id)
	if err != nil {
		return nil, err
	}
	f, err := tx.Folder(n)
	if parley.KindOf(err) == parley.NotFound {
		return nil, parley.Invalidf("folderId", "there is no folder %s", id)
	}
	return f, err
}

// libraryFile is the live file of the library that the path names.
func (c *call) libraryFile(r *store.Reader) (*parley.File, error) {
	id, err := pathID[parley.FileID](c, "fileId")
	if err != nil {
		return nil, err
	}
	f, err := r.File(id)
	if parley.KindOf(err) == parley.NotFound || err == nil && f.Gone(c.s.DB.Now()) {
		return nil, parley.NotFoundf("there is no file %s", id)
	}
	return f, err
}

func (c *call) file() (any, error) {
	f, err := c.anyFile()
	if err != nil {
		return nil, err
	}
	return c.showFile(f), nil
}

// fileUpdate is what a program changes of a file.
type fileUpdate struct {
	Access            *parley.FileAccess `json:"access"`
	Name              *string            `json:"name"`
	ParentFolderID    *ident             `json:"parentFolderId"`
	ParentFolderPath  string             `json:"parentFolderPath"`
	ClearExpires      bool               `json:"clearExpires"`
	IsUsableInContent *bool              `json:"isUsableInContent"`
	ExpiresAt         stamp              `json:"expiresAt"`
}

func (c *call) updateFile() (any, error) {
	var in fileUpdate
	if err := c.body(&in); err != nil {
		return nil, err
	}
	var f *parley.File
	err := c.tx(func(tx *store.Tx) (err error) {
		if f, err = c.libraryFile(&tx.Reader); err != nil {
			return err
		}
		folder, err := tx.Folder(f.FolderID)
		if in.ParentFolderID != nil || in.ParentFolderPath != "" {
			id := ident("")
			if in.ParentFolderID != nil {
				id = *in.ParentFolderID
			}
			folder, err = c.target(tx, string(id), in.ParentFolderPath)
		}
		if err != nil {
			return err
		}
		name := f.Name
		if in.Name != nil {
			name = *in.Name
		}
		if in.Access != nil {
			f.Access = *in.Access
		}
		if in.IsUsableInContent != nil {
			f.UsableInContent = *in.IsUsableInContent
		}
		if in.ClearExpires || !in.ExpiresAt.IsZero() {
			f.ExpiresAt = in.ExpiresAt.Time
		}
		return files.Update(tx, f, folder, name)
	})
	if err != nil {
		return nil, err
	}
	return c.showFile(f), nil
}

func (c *call) replaceFile() (any, error) {
	up, err := c.form()
	if err != nil {
		return nil, err
	}
	var wish fileOptions
	if text := up.fields["options"]; text != "" && json.Unmarshal([]byte(text), &wish) != nil {
		return nil, parley.Invalidf("options", "Invalid input JSON: options is JSON text")
	}
	content, err := files.Keep(c.s.Blobs, up.data)
	if err != nil {
		return nil, err
	}
	var f *parley.File
	err = c.tx(func(tx *store.Tx) (err error) {
		if f, err = c.libraryFile(&tx.Reader); err != nil {
			return err
		}
		return files.Replace(tx, f, content, wish.Access, wish.ExpiresAt.Time)
	})
	if err != nil {
		return nil, err
	}
	return c.showFile(f), nil
}

func (c *call) removeFile() (any, error) {
	return nil, c.tx(func(tx *store.Tx) error {
		f, err := c.libraryFile(&tx.Reader)
		if err != nil {
			return err
		}
		return files.Remove(tx, f)
	})
}

// eraseFile deletes for good, as the law may ask.
func (c *call) eraseFile() (any, error) {
	var free []string
	err := c.tx(func(tx *store.Tx) error {
		f, err := c.libraryFile(&tx.Reader)
		if err == nil {
			free, err = tx.EraseFile(f)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return nil, files.Free(c.s.Blobs, free)
}

// importIn is a file to be fetched.
type importIn struct {
	fileOptions
	URL        string `json:"url"`
	Name       string `json:"name"`
	FolderID   ident  `json:"folderId"`
	FolderPath string `json:"folderPath"`
}

func (c *call) importFile() (any, error) {
	var in importIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	options, err := in.read(c.s.DB.Now())
	if err != nil {
		return nil, err
	}
	var id int64
	err = c.tx(func(tx *store.Tx) error {
		folder, err := c.target(tx, string(in.FolderID), in.FolderPath)
		if err == nil {
			id, err = files.Import{URL: in.URL, Name: in.Name, FolderID: folder.ID, Options: options}.Enqueue(tx)
		}
		return err
	})
	return c.locate("/files/v3/files/import-from-url/async/tasks/", strconv.FormatInt(id, 10)), err
}

// taskLocator says where to ask how far a task is.
type taskLocator struct {
	ID    string            `json:"id"`
	Links map[string]string `json:"links"`
}

func (c *call) locate(path, id string) taskLocator {
	return taskLocator{id, map[string]string{"status": c.s.BaseURL + path + id + "/status"}}
}

// task is how far an import is, on the wire.
type task struct {
	TaskID      string       `json:"taskId"`
	Status      string       `json:"status"`
	Result      *file        `json:"result,omitempty"`
	NumErrors   int          `json:"numErrors,omitempty"`
	Errors      []batchError `json:"errors,omitempty"`
	StartedAt   stamp        `json:"startedAt"`
	CompletedAt stamp        `json:"completedAt"`
}

func (c *call) importStatus() (any, error) {
	id, err := pathID[int64](c, "taskId")
	if err != nil {
		return nil, err
	}
	r := c.read()
	state, err := r.FileImport(id)
	if err != nil {
		return nil, err
	}
	out := task{TaskID: c.name("taskId"), Status: state.Status, StartedAt: stamp{state.CreatedAt}, CompletedAt: stamp{state.FinishedAt}}
	switch state.Status {
	case "PENDING":
		out.CompletedAt = out.StartedAt
	case "FAILED":
		out.Status, out.NumErrors = "COMPLETE", 1
		out.Errors = []batchError{{Status: "error", Category: "VALIDATION_ERROR", Message: state.Reason, Context: map[string][]string{}, Errors: []detail{}, Links: map[string]string{}}}
	default:
		if f, err := r.File(state.FileID); err == nil {
			shown := c.showFile(f)
			out.Result = &shown
		}
	}
	return out, nil
}
