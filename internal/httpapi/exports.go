package httpapi

import (
	"errors"
	"io/fs"
	"net/http"
	"strings"

	"parley/internal/auth"
	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/sheet"
	"parley/internal/store"
)

// Export is a table of records that goes out.
type Export struct {
	ID     string `json:"id"`
	Object string `json:"object"`
	State  string `json:"state" doc:"running, done or failed"`
	Reason string `json:"reason"`
	Done   int64  `json:"done" doc:"Rows"`
	Total  int64  `json:"total"`
	Size   int64  `json:"size" doc:"Of the file, in bytes"`
}

type newExport struct {
	ObjectPath
	Body struct {
		Query        string            `json:"query,omitempty"`
		FilterGroups []crm.FilterGroup `json:"filter_groups,omitempty"`
		Sort         string            `json:"sort,omitempty"`
		Descending   bool              `json:"descending,omitempty"`
		ListID       string            `json:"list_id,omitempty"`
		Columns      []string          `json:"columns,omitempty" doc:"Properties; none: all"`
		Labels       map[string]string `json:"labels,omitempty" doc:"What the reader calls properties, by their names"`
		Words        sheet.Words       `json:"words,omitempty" doc:"What the reader calls options, pipelines and stages: a property, a value, its label"`
	}
}

func (c *call) createExport(in *newExport) (*Export, error) {
	b := in.Body
	q := &sheet.Query{Text: b.Query, Groups: b.FilterGroups, Sort: b.Sort, Desc: b.Descending, Columns: b.Columns, Labels: b.Labels, Words: b.Words}
	if b.ListID != "" {
		list, err := parley.ParseID[parley.RecordID]("list_id", b.ListID)
		if err != nil {
			return nil, err
		}
		q.ListID = int64(list)
	}
	var e *store.RecordExport
	var t *parley.ObjectType
	err := c.s.DB.Write(c, func(tx *store.Tx) (err error) {
		if t, err = c.objectType(&tx.Reader, in.ObjectPath); err != nil {
			return err
		}
		if err := c.mayDo(&tx.Reader, t, auth.ViewRecord); err != nil {
			return err
		}
		e, err = sheet.Export(tx, c.User, t, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	return presentExport(t, e), nil
}

func presentExport(t *parley.ObjectType, e *store.RecordExport) *Export {
	return &Export{ID: parley.RecordID(e.ID).String(), Object: t.Name, State: e.State, Reason: e.Reason, Done: e.Done, Total: e.Total, Size: e.Size}
}

// ownExport returns an export that the caller asked for.
func (c *call) ownExport(id string) (*store.RecordExport, *parley.ObjectType, error) {
	n, err := parley.ParseID[parley.RecordID]("id", id)
	if err != nil {
		return nil, nil, parley.NotFoundf("no such export")
	}
	r := c.s.DB.Read(c)
	e, err := r.RecordExport(int64(n))
	if err != nil {
		return nil, nil, err
	}
	schema, err := r.Schema()
	if err != nil {
		return nil, nil, err
	}
	t := schema.Type(e.Type)
	if t == nil || e.UserID != c.User.ID {
		return nil, nil, parley.NotFoundf("no such export")
	}
	return e, t, nil
}

func (c *call) getExport(in *ImportPath) (*Export, error) {
	e, t, err := c.ownExport(in.ID)
	if err != nil {
		return nil, err
	}
	return presentExport(t, e), nil
}

// exportFile hands the table to who asked for it, and to nobody else.
func (c *call) exportFile(w http.ResponseWriter, req *http.Request) error {
	e, t, err := c.ownExport(req.PathValue("id"))
	if err != nil {
		return err
	}
	f, err := c.s.Blobs.Open(e.Hash)
	if errors.Is(err, fs.ErrNotExist) {
		return parley.NotFoundf("the table is not there: export it anew")
	} else if err != nil {
		return err
	}
	defer f.Close()
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+strings.Trim(t.Name, `"\`)+"-"+e.CreatedAt.Format("2006-01-02")+`.csv"`)
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(w, req, "", e.CreatedAt, f)
	return nil
}
