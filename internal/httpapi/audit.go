package httpapi

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// AuditEntry is who changed what, and when (SET-14).
type AuditEntry struct {
	Seq      int64          `json:"seq"`
	At       *string        `json:"at"`
	Actor    Person         `json:"actor"`
	Kind     string         `json:"kind"`
	Object   string         `json:"object"`
	ObjectID string         `json:"object_id"`
	InboxID  *string        `json:"inbox_id"`
	Data     map[string]any `json:"data"`
}

// AuditLog is a page of it, newest first.
type AuditLog struct {
	Entries []AuditEntry `json:"entries"`
	Next    *string      `json:"next"`
}

type auditInput struct {
	Cursor string `query:"cursor"`
	Actor  string `query:"actor" doc:"A user"`
	Object string `query:"object"`
	Kind   string `query:"kind"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

func (in *auditInput) filter() (f store.AuditFilter, err error) {
	f = store.AuditFilter{Object: in.Object, Kind: in.Kind, Limit: in.Limit}
	if f.Before, err = orZero[int64]("cursor", in.Cursor); err != nil {
		return f, err
	}
	f.Actor, err = orZero[parley.UserID]("actor", in.Actor)
	return f, err
}

func (c *call) audit(in *auditInput) (*AuditLog, error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	entries, err := c.auditPage(f)
	out := &AuditLog{Entries: entries}
	if len(entries) == f.Limit {
		out.Next = optional(strconv.FormatInt(entries[len(entries)-1].Seq, 10))
	}
	return out, err
}

func (c *call) auditPage(f store.AuditFilter) ([]AuditEntry, error) {
	r := c.s.DB.Read(c)
	events, err := r.Audit(f)
	if err != nil {
		return nil, err
	}
	n, err := c.s.loadNames(r)
	out := []AuditEntry{}
	for _, e := range events {
		name := n.actor(e.ActorKind, e.ActorID)
		entry := AuditEntry{e.Seq, when(e.At), person(e.ActorKind, e.ActorID, name), string(e.Kind), e.Object, strconv.FormatInt(e.ObjectID, 10), optionalID(e.InboxID), e.Data}
		if e.ThreadID != 0 {
			entry.Object, entry.ObjectID = "thread", e.ThreadID.String()
		}
		out = append(out, entry)
	}
	return out, err
}

// maxExport bounds one export.
const maxExport = 50_000

// auditCSV exports what the same filter shows.
func (c *call) auditCSV(w http.ResponseWriter, req *http.Request) error {
	q := req.URL.Query()
	in := auditInput{Actor: q.Get("actor"), Object: q.Get("object"), Kind: q.Get("kind"), Limit: 500}
	f, err := in.filter()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="audit.csv"`)
	out := csv.NewWriter(w)
	out.Write([]string{"seq", "at", "actor", "actor_id", "kind", "object", "object_id", "data"})
	for rows := 0; rows < maxExport; {
		entries, err := c.auditPage(f)
		if err != nil {
			return err
		}
		for _, e := range entries {
			data, _ := json.Marshal(e.Data)
			out.Write(cells(strconv.FormatInt(e.Seq, 10), *e.At, e.Actor.Name, e.Actor.ID, e.Kind, e.Object, e.ObjectID, string(data)))
			f.Before = e.Seq
		}
		rows += len(entries)
		if len(entries) < f.Limit {
			break
		}
	}
	out.Flush()
	return out.Error()
}

// cells keeps spreadsheets from taking a cell for a formula (ATK-19).
func cells(values ...string) []string {
	for i, v := range values {
		if v != "" && strings.ContainsRune("=+-@\t\r\n", rune(v[0])) {
			values[i] = "'" + v
		}
	}
	return values
}
