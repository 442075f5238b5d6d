package httpapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"parley/internal/auth"
	"parley/internal/mail"
	"parley/internal/parley"
	"parley/internal/sheet"
	"parley/internal/store"
	"parley/internal/triage"
)

// Import is a table of records that comes in.
type Import struct {
	ID         string           `json:"id"`
	Object     string           `json:"object"`
	Name       string           `json:"name" doc:"Of the file"`
	UserID     string           `json:"user_id"`
	State      string           `json:"state" doc:"uploaded, checking, checked, running, done, cancelled or failed"`
	Reason     string           `json:"reason" doc:"Why it failed as a whole"`
	Encoding   string           `json:"encoding" doc:"utf-8, utf-16, windows-1252 or mixed"`
	Delimiter  string           `json:"delimiter"`
	Header     []string         `json:"header"`
	Samples    [][]string       `json:"samples" doc:"The first rows"`
	Total      int64            `json:"total" doc:"Rows"`
	Latin      int64            `json:"latin" doc:"Rows read as Windows-1252"`
	Plan       sheet.Plan       `json:"plan"`
	Done       int64            `json:"done" doc:"Rows dealt with"`
	Created    int64            `json:"created"`
	Updated    int64            `json:"updated"`
	Unchanged  int64            `json:"unchanged"`
	Failed     int64            `json:"failed"`
	Errors     []ImportError    `json:"errors" doc:"The first"`
	Properties []ImportProperty `json:"properties" doc:"What columns can mean"`
	CreatedAt  *string          `json:"created_at"`
	FinishedAt *string          `json:"finished_at"`
}

// ImportProperty is a property that columns can hold.
type ImportProperty struct {
	Name   string `json:"name"`
	Label  string `json:"label"`
	Kind   string `json:"kind"`
	Key    bool   `json:"key" doc:"Records are found by it"`
	Values bool   `json:"values" doc:"Values are written"`
}

// ImportError is a row that could not be imported.
type ImportError struct {
	Line   int64  `json:"line"`
	Column string `json:"column"`
	Value  string `json:"value"`
	Remedy string `json:"remedy" doc:"What is to be done, in the reader's language"`
}

const (
	shownErrors = 50
	uploadTime  = 20 * time.Minute
)

func (c *call) tables() *sheet.Service { return &sheet.Service{DB: c.s.DB, Blobs: c.s.Blobs} }

// uploadImport keeps a file of records. The body is the bytes.
func (c *call) uploadImport(w http.ResponseWriter, req *http.Request) error {
	r := c.s.DB.Read(c)
	t, err := c.objectType(r, ObjectPath{req.PathValue("object")})
	if err != nil {
		return err
	}
	if err := c.mayImport(r, t); err != nil {
		return err
	}
	// A hundred megabytes over a slow line take longer than other requests may.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(uploadTime))
	imp, err := c.tables().Upload(c, c.User, t, mail.CleanName(req.URL.Query().Get("name")), http.MaxBytesReader(w, req.Body, sheet.MaxSize))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return &parley.Error{Kind: parley.TooLarge, Field: "file", Code: "TOO_LARGE", Message: "a file may have 100 MB"}
	} else if err != nil {
		return err
	}
	out, err := c.presentImport(c.s.DB.Read(c), t, imp)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	return json.NewEncoder(w).Encode(out)
}

// mayImport asks for more than the permission: activities stand on timelines,
// and only who may write records of a kind fills it.
func (c *call) mayImport(r *store.Reader, t *parley.ObjectType) error {
	if t.ID.Activity() || t.ID == parley.TypeFeedback {
		return parley.Invalidf("object", "%s cannot be imported", t.Labels.Plural)
	}
	return c.mayDo(r, t, auth.EditRecord)
}

func (c *call) presentImport(r *store.Reader, t *parley.ObjectType, imp *store.RecordImport) (*Import, error) {
	out := &Import{ID: parley.RecordID(imp.ID).String(), Object: t.Name, Name: imp.Name, UserID: imp.UserID.String(), State: imp.State, Reason: imp.Reason, Encoding: imp.Encoding,
		Delimiter: imp.Delimiter, Header: imp.Header, Samples: imp.Samples, Total: imp.Total, Latin: imp.Latin, Done: imp.Done, Created: imp.Created, Updated: imp.Updated,
		Unchanged: imp.Unchanged, Failed: imp.Failed, Errors: []ImportError{}, Properties: []ImportProperty{}, CreatedAt: when(imp.CreatedAt), FinishedAt: when(imp.FinishedAt)}
	if imp.Samples == nil {
		out.Samples = [][]string{}
	}
	return out, json.Unmarshal([]byte(imp.Plan), &out.Plan)
}

// importPage adds what its own page shows.
func (c *call) importPage(r *store.Reader, t *parley.ObjectType, imp *store.RecordImport) (*Import, error) {
	out, err := c.presentImport(r, t, imp)
	if err != nil {
		return nil, err
	}
	wrong, err := r.ImportErrors(imp.ID, 0, shownErrors)
	if err != nil {
		return nil, err
	}
	for _, e := range wrong {
		out.Errors = append(out.Errors, ImportError{Line: e.Line, Column: e.Field, Value: e.Value, Remedy: sheet.Remedy(e, c.User.Language)})
	}
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	set := schema.Properties(t.ID)
	keys := map[string]bool{}
	for _, name := range sheet.Keys(t.ID, set) {
		keys[name] = true
	}
	for _, p := range set.All {
		if values := sheet.Writable(p); p.ArchivedAt.IsZero() && (values || keys[p.Name]) {
			out.Properties = append(out.Properties, ImportProperty{Name: p.Name, Label: p.Label, Kind: string(p.Kind), Key: keys[p.Name], Values: values})
		}
	}
	return out, nil
}

// ImportPath names an import.
type ImportPath struct {
	ID string `path:"id"`
}

// ownImport returns an import of the caller's: what is in its file is nobody
// else's to see.
func (c *call) ownImport(r *store.Reader, id string) (*store.RecordImport, *parley.ObjectType, error) {
	n, err := parley.ParseID[parley.RecordID]("id", id)
	if err != nil {
		return nil, nil, parley.NotFoundf("no such import")
	}
	imp, err := r.RecordImport(int64(n))
	if err != nil {
		return nil, nil, err
	}
	schema, err := r.Schema()
	if err != nil {
		return nil, nil, err
	}
	t := schema.Type(imp.Type)
	if t == nil || imp.UserID != c.User.ID {
		return nil, nil, parley.NotFoundf("no such import")
	}
	return imp, t, c.mayImport(r, t)
}

func (c *call) getImport(in *ImportPath) (*Import, error) {
	r := c.s.DB.Read(c)
	imp, t, err := c.ownImport(r, in.ID)
	if err != nil {
		return nil, err
	}
	return c.importPage(r, t, imp)
}

type startImport struct {
	ImportPath
	Body struct {
		Plan sheet.Plan `json:"plan"`
	}
}

func (c *call) checkImport(in *startImport) (*Import, error) {
	return c.changeImport(in.ID, begin(in, true))
}
func (c *call) runImport(in *startImport) (*Import, error) {
	return c.changeImport(in.ID, begin(in, false))
}

func begin(in *startImport, trial bool) func(tx *store.Tx, imp *store.RecordImport) error {
	return func(tx *store.Tx, imp *store.RecordImport) error { return sheet.Start(tx, imp, &in.Body.Plan, trial) }
}

func (c *call) cancelImport(in *ImportPath) (*Import, error) {
	fx := triage.Effects{}
	out, err := c.changeImport(in.ID, func(tx *store.Tx, imp *store.RecordImport) (err error) {
		fx.FreeBlobs, err = sheet.Cancel(tx, imp)
		return err
	})
	if err == nil {
		c.s.free(fx)
	}
	return out, err
}

func (c *call) changeImport(id string, fn func(tx *store.Tx, imp *store.RecordImport) error) (*Import, error) {
	var imp *store.RecordImport
	var t *parley.ObjectType
	err := c.s.DB.Write(c, func(tx *store.Tx) (err error) {
		if imp, t, err = c.ownImport(&tx.Reader, id); err != nil {
			return err
		}
		return fn(tx, imp)
	})
	if err != nil {
		return nil, err
	}
	return c.importPage(c.s.DB.Read(c), t, imp)
}

// ImportList is the latest imports of a kind, without what was in their files.
type ImportList struct {
	Imports []Import `json:"imports"`
}

const listedImports = 100

func (c *call) imports(in *ObjectPath) (*ImportList, error) {
	r := c.s.DB.Read(c)
	t, err := c.objectType(r, *in)
	if err != nil {
		return nil, err
	}
	if err := c.mayImport(r, t); err != nil {
		return nil, err
	}
	all, err := r.RecordImports(t.ID, listedImports)
	if err != nil {
		return nil, err
	}
	out := &ImportList{[]Import{}}
	for _, imp := range all {
		shown, err := c.presentImport(r, t, imp)
		if err != nil {
			return nil, err
		}
		shown.Samples = [][]string{}
		out.Imports = append(out.Imports, *shown)
	}
	return out, nil
}

// importErrors is the rows that could not be imported, as a table.
func (c *call) importErrors(w http.ResponseWriter, req *http.Request) error {
	imp, _, err := c.ownImport(c.s.DB.Read(c), req.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="errors.csv"`)
	return sheet.WriteErrors(c.s.DB.Read(c), w, imp, c.User.Language)
}
