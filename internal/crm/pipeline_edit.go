package crm

import (
	"slices"
	"strconv"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// SavePipeline adds a pipeline (without an id) or replaces one with its stages.
// A stage without an id is new; one that is left out must have no records.
func SavePipeline(tx *store.Tx, by parley.Actor, p *parley.Pipeline) error {
	d, err := open(tx, p.Type)
	if err != nil {
		return err
	}
	if _, _, piped := d.t.Piped(); !piped {
		return parley.Invalidf("objectType", "%s have no pipelines", d.t.Labels.Plural)
	}
	all, err := tx.Pipelines(p.Type)
	if err != nil {
		return err
	}
	if err := checkPipeline(p, all); err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(q *parley.Pipeline) bool { return q.ID == p.ID })
	kind, old := parley.EventKind("pipeline.created"), &parley.Pipeline{CreatedAt: tx.Now}
	if p.ID == "" {
		p.ID = strconv.FormatInt(tx.NewID(), 10)
	} else if at >= 0 {
		kind, old = "pipeline.changed", all[at]
	}
	p.CreatedAt, p.UpdatedAt = old.CreatedAt, tx.Now
	for _, s := range old.Stages {
		if p.Stage(s.ID) == nil {
			if err := d.empty(p.ID, s); err != nil {
				return err
			}
		}
	}
	dress(tx, p, old)
	if err := tx.PutPipeline(p); err != nil {
		return err
	}
	return definedAs(tx, by, kind, "pipeline", int64(p.Type), map[string]any{"pipeline": p.ID})
}

func checkPipeline(p *parley.Pipeline, all []*parley.Pipeline) error {
	if p.Label = strings.TrimSpace(p.Label); p.Label == "" {
		return parley.Invalidf("label", "give the pipeline a label")
	}
	for _, q := range all {
		if q.ID != p.ID && strings.EqualFold(q.Label, p.Label) {
			return &parley.Error{Kind: parley.Conflict, Field: "label", Message: "there is a pipeline labelled " + p.Label + " already"}
		}
	}
	if len(p.Stages) == 0 {
		return parley.Invalidf("stages", "a pipeline needs a stage")
	}
	seen := map[string]bool{}
	for i, s := range p.Stages {
		field := "stages[" + strconv.Itoa(i) + "]"
		if s.Label = strings.TrimSpace(s.Label); s.Label == "" {
			return parley.Invalidf(field+".label", "give the stage a label")
		}
		if seen[strings.ToLower(s.Label)] {
			return parley.Invalidf(field+".label", "two stages are labelled %q", s.Label)
		}
		seen[strings.ToLower(s.Label)] = true
		if p.Type == parley.TypeDeal {
			if n, err := strconv.ParseFloat(s.Probability, 64); err != nil || n < 0 || n > 1 {
				return parley.Invalidf(field+".metadata.probability", "a deal stage needs a probability between 0.0 and 1.0")
			}
			s.Closed = s.Probability == "1.0" || s.Probability == "0.0" || s.Probability == "1" || s.Probability == "0"
		}
	}
	return nil
}

// dress gives stages their numbers, places and times.
func dress(tx *store.Tx, p, old *parley.Pipeline) {
	for i, s := range p.Stages {
		s.Position, s.CreatedAt, s.UpdatedAt = int64(i), tx.Now, tx.Now
		if s.ID == "" {
			s.ID = strconv.FormatInt(tx.NewID(), 10)
		}
		if was := old.Stage(s.ID); was != nil {
			s.CreatedAt = was.CreatedAt
		}
	}
}

// empty reports that records are at a stage.
func (d *desk) empty(pipeline string, s *parley.Stage) error {
	_, stage, _ := d.t.Piped()
	if used, err := d.tx.RecordsByText(d.set.Get(stage), s.ID, 1); err != nil || len(used) == 0 {
		return err
	}
	return &parley.Error{Kind: parley.Invalid, Field: "stages", Code: "STAGE_IN_USE", Message: "records are at the stage " + s.Label + ": move them first"}
}

// DropPipeline takes a pipeline away. Where check says so, none of its records
// may be live; else they go to the first stage of the first other pipeline
// (CAPI-18).
func DropPipeline(tx *store.Tx, by parley.Origin, t parley.ObjectTypeID, id string, check bool) error {
	d, err := open(tx, t)
	if err != nil {
		return err
	}
	all, err := tx.Pipelines(t)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(q *parley.Pipeline) bool { return q.ID == id })
	if at < 0 {
		return parley.NotFoundf("there is no pipeline %s", id)
	}
	p := all[at]
	rest := slices.Delete(slices.Clone(all), at, at+1)
	if err := d.moveAll(by, p, rest, check); err != nil {
		return err
	}
	p.ArchivedAt = tx.Now
	if err := tx.PutPipeline(p); err != nil {
		return err
	}
	return definedAs(tx, by.Actor, "pipeline.archived", "pipeline", int64(t), map[string]any{"pipeline": id})
}

const moveBatch = 200

func (d *desk) moveAll(by parley.Origin, p *parley.Pipeline, rest []*parley.Pipeline, check bool) error {
	pipeline, stage, _ := d.t.Piped()
	for {
		used, err := d.tx.RecordsByText(d.set.Get(pipeline), p.ID, moveBatch)
		if err != nil || len(used) == 0 {
			return err
		}
		if check {
			return &parley.Error{Kind: parley.Invalid, Field: "pipelineId", Code: "PIPELINE_IN_USE", Message: "records are in the pipeline " + p.Label + ": move them first"}
		}
		if len(rest) == 0 {
			return parley.Invalidf("pipelineId", "this is the only pipeline, and it has records")
		}
		for _, rec := range used {
			values := map[string]string{pipeline: rest[0].ID, stage: rest[0].Stages[0].ID}
			if _, err := d.update(by, rec, values); err != nil {
				return err
			}
		}
	}
}
