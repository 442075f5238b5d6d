package sheet

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"parley/internal/auth"
	"parley/internal/crm"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

const (
	exportKind = "sheet.export"
	exportPage = 500
	toldEvery  = 10 // pages between two reports of how far it has come
)

// Query is what to export: a table as it is filtered and sorted.
type Query struct {
	Text    string            `json:"text"`
	Groups  []crm.FilterGroup `json:"groups"`
	Sort    string            `json:"sort"`
	Desc    bool              `json:"desc"`
	ListID  int64             `json:"list_id"`
	Columns []string          `json:"columns"` // properties; none: all
	Labels  map[string]string `json:"labels"`  // what the asker calls them; others by their own label
	Words   Words             `json:"words"`   // and their options, pipelines and stages
}

// Words is what somebody calls the values of properties: a property → a value →
// its label.
type Words map[string]map[string]string

// Export lets records of a kind be written to a file for somebody.
func Export(tx *store.Tx, u *parley.User, t *parley.ObjectType, q *Query) (*store.RecordExport, error) {
	schema, err := tx.Schema()
	if err != nil {
		return nil, err
	}
	for _, name := range q.Columns {
		if schema.Properties(t.ID).Live(name) == nil {
			return nil, parley.Invalidf("columns", "there is no property %q", name)
		}
	}
	if _, err := q.search(&tx.Reader, u, t); err != nil {
		return nil, err
	}
	text, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	e := &store.RecordExport{ID: tx.NewID(), Type: t.ID, UserID: u.ID, Query: string(text), State: Running, CreatedAt: tx.Now}
	if err := tx.Insert("record_export", e); err != nil {
		return nil, err
	}
	if _, err := tx.Event(&parley.Event{ActorKind: parley.ActorUser, ActorID: int64(u.ID), Kind: "records.exported", Object: "export", ObjectID: e.ID, Data: map[string]any{"object": t.Name}}); err != nil {
		return nil, err
	}
	_, err = job.Enqueue(tx, job.Spec{Kind: exportKind, Queue: job.QueueBulk, Payload: e.ID, MaxAttempts: 3})
	return e, err
}

// search asks for what u may see.
func (q *Query) search(r *store.Reader, u *parley.User, t *parley.ObjectType) (*crm.Search, error) {
	owners, err := auth.Owners(r, u, t, auth.ViewRecord)
	if err != nil {
		return nil, err
	}
	if owners != nil && len(owners) == 0 || !u.RemovedAt.IsZero() || !u.Has(parley.ManageRecords) {
		return nil, parley.Errorf(parley.Forbidden, "you may not export %s", t.Labels.Plural)
	}
	s := &crm.Search{Type: t, Query: q.Text, Groups: q.Groups, Sort: q.Sort, Desc: q.Desc, Owners: owners}
	if q.ListID != 0 {
		if err := s.InList(r, q.ListID); err != nil {
			return nil, err
		}
	}
	return s, s.Check(r)
}

// export writes one file. A repeat writes it anew.
func (s *Service) export(ctx context.Context, w *job.Work) error {
	var id int64
	if err := w.Decode(&id); err != nil {
		return err
	}
	e, err := s.DB.Read(ctx).RecordExport(id)
	if parley.KindOf(err) == parley.NotFound || err == nil && e.State != Running {
		return nil
	} else if err != nil {
		return err
	}
	from, to := io.Pipe()
	wrote := make(chan error, 1)
	go func() {
		err := s.writeTable(ctx, e, to)
		to.CloseWithError(err)
		wrote <- err
	}()
	hash, size, err := s.Blobs.PutFrom(from)
	from.CloseWithError(err)
	err = errors.Join(err, <-wrote)
	if err != nil && !hopeless(err) && !w.Last {
		return err
	}
	return s.free(ctx, func(tx *store.Tx) ([]string, error) {
		now, err2 := tx.RecordExport(id)
		if parley.KindOf(err2) == parley.NotFound { // forgotten meanwhile, with whom it holds
			return tx.UnusedFile(hash)
		} else if err2 != nil {
			return nil, err2
		}
		now.State, now.FinishedAt = Done, tx.Now
		if now.Hash, now.Size = hash, size; err != nil {
			now.State, now.Hash, now.Reason = Failed, "", "the server could not go on"
			var wrong *parley.Error
			if errors.As(err, &wrong) {
				now.Reason = wrong.Message
			}
		}
		return nil, tx.Save("record_export", now)
	})
}

func (s *Service) writeTable(ctx context.Context, e *store.RecordExport, out io.Writer) error {
	r := s.DB.Read(ctx)
	u, err := r.User(e.UserID)
	if err != nil {
		return err
	}
	schema, err := r.Schema()
	if err != nil {
		return err
	}
	t, set, q := schema.Type(e.Type), schema.Properties(e.Type), &Query{}
	if err := json.Unmarshal([]byte(e.Query), q); err != nil {
		return err
	}
	search, err := q.search(r, u, t)
	if err != nil {
		return err
	}
	ids, err := search.All(r)
	if err != nil {
		return err
	}
	table, err := newTable(r, t, set, q, out)
	if err != nil {
		return err
	}
	for page := 0; len(ids) > 0; page++ {
		n := min(exportPage, len(ids))
		records, err := r.Records(ids[:n])
		if err != nil {
			return err
		}
		for _, id := range ids[:n] {
			if rec := records[id]; rec != nil && rec.Live() {
				table.write(rec)
				e.Done++
			}
		}
		ids = ids[n:]
		if page%toldEvery == 0 {
			if err := s.progress(ctx, e, e.Done+int64(len(ids))); err != nil {
				return err
			}
		}
	}
	table.csv.Flush()
	return errors.Join(table.csv.Error(), s.progress(ctx, e, e.Done))
}

func (s *Service) progress(ctx context.Context, e *store.RecordExport, total int64) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.RecordExport(e.ID)
		if err != nil {
			return err
		}
		now.Done, now.Total = e.Done, total
		return tx.Save("record_export", now)
	})
}

// table writes records as rows, in words that an import reads.
type table struct {
	csv     *csv.Writer
	columns []*parley.Property
	words   map[string]map[string]string // a property → its value → what people call it
}

// newTable begins with a byte order mark, by which spreadsheet programs know
// UTF-8, and the names of the columns.
func newTable(r *store.Reader, t *parley.ObjectType, set *parley.PropertySet, q *Query, out io.Writer) (*table, error) {
	tb := &table{csv: csv.NewWriter(out), words: map[string]map[string]string{}}
	names := append([]string{keyID}, q.Columns...)
	if len(q.Columns) == 0 {
		for _, p := range set.All {
			names = append(names, p.Name)
		}
	}
	seen := map[string]bool{}
	header := []string{}
	for _, name := range names {
		if p := set.Live(name); p != nil && !seen[name] {
			seen[name] = true
			tb.columns, header = append(tb.columns, p), append(header, guarded(cmp.Or(q.Labels[name], p.Label)))
		}
	}
	if err := tb.learn(r, t); err != nil {
		return nil, err
	}
	tb.call(q.Words)
	if _, err := io.WriteString(out, "\uFEFF"); err != nil {
		return nil, err
	}
	return tb, tb.csv.Write(header)
}

// learn gathers what people call owners, stages and options.
func (tb *table) learn(r *store.Reader, t *parley.ObjectType) error {
	users, err := r.Users()
	if err != nil {
		return err
	}
	owners := map[string]string{}
	for _, u := range users {
		owners[u.ID.Owner().String()] = u.Email
	}
	for _, p := range tb.columns {
		switch {
		case p.Owner():
			tb.words[p.Name] = owners
		case len(p.Options) > 0:
			tb.words[p.Name] = map[string]string{}
			for _, o := range p.Options {
				tb.words[p.Name][o.Value] = o.Label
			}
		}
	}
	all, err := stagesOf(r, t)
	for property, stages := range all {
		tb.words[property] = map[string]string{}
		for _, s := range stages {
			tb.words[property][s.ID] = s.Label
		}
	}
	return err
}

// call takes over what the asker calls values that have a label.
func (tb *table) call(words Words) {
	for name, known := range tb.words {
		for value := range known {
			if word := words[name][value]; word != "" {
				known[value] = word
			}
		}
	}
}

func (tb *table) write(rec *parley.Record) {
	row := make([]string, len(tb.columns))
	for i, p := range tb.columns {
		row[i] = tb.cell(p, rec.Value(p.Name))
	}
	tb.csv.Write(row) // csv.Writer keeps its first error
}

func (tb *table) cell(p *parley.Property, value string) string {
	if p.Kind.Numeric() {
		return value
	}
	if words := tb.words[p.Name]; words != nil && value != "" {
		parts := []string{value}
		if p.Multiple() {
			parts = strings.Split(value, ";")
		}
		for i, part := range parts {
			if word := words[part]; word != "" {
				parts[i] = word
			}
		}
		value = strings.Join(parts, ";")
	}
	return guarded(value)
}
