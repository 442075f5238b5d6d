package hubapi

import (
	"cmp"
	"slices"
	"strconv"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

func (s *Server) pipelineRoutes() {
	const read, write, all = "crm.schemas.{T}.read", "crm.schemas.{T}.write", "/crm/v3/pipelines/{T}"
	const one, stages = all + "/{pipelineId}", all + "/{pipelineId}/stages"
	s.on(get, all, 200, read, (*call).pipelines)
	s.on(post, all, 201, write, (*call).newPipeline)
	s.on(get, one, 200, read, (*call).onePipeline)
	s.on(put, one, 200, write, (*call).replacePipeline)
	s.on(patch, one, 200, write, (*call).updatePipeline)
	s.on(del, one, 204, write, (*call).dropPipeline)
	s.on(get, one+"/audit", 200, read, (*call).pipelineAudit)
	s.on(get, stages, 200, read, (*call).stages)
	s.on(post, stages, 201, write, (*call).newStage)
	s.on(get, stages+"/{stageId}", 200, read, (*call).oneStage)
	s.on(put, stages+"/{stageId}", 200, write, (*call).updateStage)
	s.on(patch, stages+"/{stageId}", 200, write, (*call).updateStage)
	s.on(del, stages+"/{stageId}", 204, write, (*call).dropStage)
	s.on(get, stages+"/{stageId}/audit", 200, read, (*call).stageAudit)
}

// pipeline is a way that records go, on the wire (CAPI-18).
type pipeline struct {
	ID           string  `json:"id"`
	Label        string  `json:"label"`
	DisplayOrder int64   `json:"displayOrder"`
	Stages       []stage `json:"stages"`
	Archived     bool    `json:"archived"`
	ArchivedAt   stamp   `json:"archivedAt,omitzero"`
	CreatedAt    stamp   `json:"createdAt"`
	UpdatedAt    stamp   `json:"updatedAt"`
}

type stage struct {
	ID               string            `json:"id"`
	Label            string            `json:"label"`
	DisplayOrder     int64             `json:"displayOrder"`
	Metadata         map[string]string `json:"metadata"`
	Archived         bool              `json:"archived"`
	CreatedAt        stamp             `json:"createdAt"`
	UpdatedAt        stamp             `json:"updatedAt"`
	WritePermissions string            `json:"writePermissions"`
}

func showPipeline(p *parley.Pipeline) pipeline {
	return pipeline{ID: p.ID, Label: p.Label, DisplayOrder: p.Position, Stages: each(p.Stages, showStage), Archived: !p.ArchivedAt.IsZero(),
		ArchivedAt: stamp{p.ArchivedAt}, CreatedAt: stamp{p.CreatedAt}, UpdatedAt: stamp{p.UpdatedAt}}
}

func showStage(s *parley.Stage) stage {
	out := stage{ID: s.ID, Label: s.Label, DisplayOrder: s.Position, Metadata: map[string]string{"isClosed": strconv.FormatBool(s.Closed)}, Archived: !s.ArchivedAt.IsZero(),
		CreatedAt: stamp{s.CreatedAt}, UpdatedAt: stamp{s.UpdatedAt}, WritePermissions: "CRM_PERMISSIONS_ENFORCEMENT"}
	switch {
	case s.Type == parley.TypeDeal:
		out.Metadata["probability"] = s.Probability
	case s.Closed:
		out.Metadata["ticketState"] = "CLOSED"
	default:
		out.Metadata["ticketState"] = "OPEN"
	}
	return out
}

// stageIn is a stage as a program writes it.
type stageIn struct {
	ID           string            `json:"stageId"`
	Label        *string           `json:"label"`
	DisplayOrder *int64            `json:"displayOrder"`
	Metadata     map[string]string `json:"metadata"`
	Archived     bool              `json:"archived"`
}

// apply writes what is given into a stage. Whether it is closed follows from the
// state or the probability.
func (in stageIn) apply(s *parley.Stage) error {
	set(&s.Label, in.Label)
	set(&s.Position, in.DisplayOrder)
	if value, ok := in.Metadata["probability"]; ok {
		s.Probability = value
	}
	switch state := in.Metadata["ticketState"]; state {
	case "":
		if value, ok := in.Metadata["isClosed"]; ok && s.Type != parley.TypeDeal {
			s.Closed = value == "true"
		}
	case "OPEN", "CLOSED":
		s.Closed = state == "CLOSED"
	default:
		return parley.Invalidf("metadata.ticketState", "ticketState is OPEN or CLOSED")
	}
	return nil
}

type pipelineIn struct {
	ID           string    `json:"pipelineId"`
	Label        *string   `json:"label"`
	DisplayOrder *int64    `json:"displayOrder"`
	Stages       []stageIn `json:"stages"`
}

// apply makes the stages of p those that are given; one that has the label or
// the id of a former one is that one.
func (in pipelineIn) apply(p *parley.Pipeline) error {
	set(&p.Label, in.Label)
	set(&p.Position, in.DisplayOrder)
	var stages []*parley.Stage
	for _, one := range in.Stages {
		s := &parley.Stage{Type: p.Type}
		for _, old := range p.Stages {
			if old.ID == one.ID || one.ID == "" && one.Label != nil && old.Label == *one.Label {
				copied := *old
				s = &copied
			}
		}
		if err := one.apply(s); err != nil {
			return err
		}
		if s.ID == "" {
			s.ID = one.ID
		}
		stages = append(stages, s)
	}
	p.Stages = stages
	ordered(p)
	return nil
}

// ordered puts stages in the order of the places that they were given.
func ordered(p *parley.Pipeline) {
	slices.SortStableFunc(p.Stages, func(a, b *parley.Stage) int { return cmp.Compare(a.Position, b.Position) })
}

func (c *call) pipelines() (any, error) {
	all, err := c.read().Pipelines(c.object.ID)
	return list{Results: each(all, showPipeline)}, err
}

// way is the pipeline that the path names.
func (c *call) way(r *store.Reader) (*parley.Pipeline, error) {
	all, err := r.Pipelines(c.object.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if p.ID == c.name("pipelineId") {
			return p, nil
		}
	}
	return nil, parley.NotFoundf("there is no pipeline %s of %s", c.name("pipelineId"), c.object.Name)
}

func (c *call) onePipeline() (any, error) {
	p, err := c.way(c.read())
	if err != nil {
		return nil, err
	}
	return showPipeline(p), nil
}

func (c *call) newPipeline() (any, error) {
	var in pipelineIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	p := &parley.Pipeline{Type: c.object.ID}
	if err := in.apply(p); err != nil {
		return nil, err
	}
	err := c.tx(func(tx *store.Tx) error { return crm.SavePipeline(tx, c.Actor(), p) })
	return showPipeline(p), err
}

// changePipeline changes the pipeline of the path and saves it.
func (c *call) changePipeline(change func(p *parley.Pipeline) error) (*parley.Pipeline, error) {
	var p *parley.Pipeline
	err := c.tx(func(tx *store.Tx) (err error) {
		if p, err = c.way(&tx.Reader); err != nil {
			return err
		}
		p.Stages = slices.Clone(p.Stages)
		if err := change(p); err != nil {
			return err
		}
		return crm.SavePipeline(tx, c.Actor(), p)
	})
	return p, err
}

func (c *call) replacePipeline() (any, error) {
	var in pipelineIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	return c.shownPipeline(in.apply)
}

func (c *call) updatePipeline() (any, error) {
	var in pipelineIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	return c.shownPipeline(func(p *parley.Pipeline) error {
		set(&p.Label, in.Label)
		set(&p.Position, in.DisplayOrder)
		return nil
	})
}

func (c *call) shownPipeline(change func(p *parley.Pipeline) error) (any, error) {
	p, err := c.changePipeline(change)
	if err != nil {
		return nil, err
	}
	return showPipeline(p), nil
}

func (c *call) dropPipeline() (any, error) {
	check, err := c.flag("validateReferencesBeforeDelete")
	if err != nil {
		return nil, err
	}
	return nil, c.tx(func(tx *store.Tx) error {
		return crm.DropPipeline(tx, c.origin(), c.object.ID, c.name("pipelineId"), check)
	})
}

func (c *call) stages() (any, error) {
	p, err := c.way(c.read())
	if err != nil {
		return nil, err
	}
	return list{Results: each(p.Stages, showStage)}, nil
}

// step is the stage that the path names.
func (c *call) step(p *parley.Pipeline) (*parley.Stage, error) {
	s := p.Stage(c.name("stageId"))
	if s == nil {
		return nil, parley.NotFoundf("there is no stage %s in pipeline %s", c.name("stageId"), p.ID)
	}
	return s, nil
}

func (c *call) oneStage() (any, error) {
	p, err := c.way(c.read())
	if err != nil {
		return nil, err
	}
	s, err := c.step(p)
	if err != nil {
		return nil, err
	}
	return showStage(s), nil
}

func (c *call) newStage() (any, error) {
	var in stageIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	s := &parley.Stage{Type: c.object.ID, ID: in.ID}
	_, err := c.changePipeline(func(p *parley.Pipeline) error {
		s.Position = int64(len(p.Stages))
		if err := in.apply(s); err != nil {
			return err
		}
		p.Stages = append(p.Stages, s)
		ordered(p)
		return nil
	})
	return showStage(s), err
}

func (c *call) updateStage() (any, error) {
	var in stageIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	var s *parley.Stage
	_, err := c.changePipeline(func(p *parley.Pipeline) (err error) {
		if s, err = c.step(p); err != nil {
			return err
		}
		if err := in.apply(s); err != nil {
			return err
		}
		ordered(p)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return showStage(s), nil
}

func (c *call) dropStage() (any, error) {
	_, err := c.changePipeline(func(p *parley.Pipeline) error {
		s, err := c.step(p)
		if err != nil {
			return err
		}
		p.Stages = slices.DeleteFunc(p.Stages, func(x *parley.Stage) bool { return x.ID == s.ID })
		return nil
	})
	return nil, err
}

// auditLine is a change of a pipeline or stage.
type auditLine struct {
	PortalID   int64  `json:"portalId"`
	Identifier string `json:"identifier"`
	Action     string `json:"action"`
	Timestamp  stamp  `json:"timestamp"`
	FromUserID int64  `json:"fromUserId,omitempty"`
}

// auditActions are the words for what happened to a pipeline.
var auditActions = map[parley.EventKind]string{"pipeline.created": "CREATE", "pipeline.changed": "UPDATE", "pipeline.archived": "DELETE"}

func (c *call) pipelineAudit() (any, error) {
	r := c.read()
	p, err := c.way(r)
	if err != nil {
		return nil, err
	}
	return auditOf(r, p, p.ID)
}

// stageAudit goes by the stage alone: HubSpot's client sends no pipeline.
func (c *call) stageAudit() (any, error) {
	r := c.read()
	all, err := r.Pipelines(c.object.ID)
	for _, p := range all {
		if p.Stage(c.name("stageId")) != nil {
			return auditOf(r, p, c.name("stageId"))
		}
	}
	if err == nil {
		err = parley.NotFoundf("there is no stage %s", c.name("stageId"))
	}
	return nil, err
}

// auditOf lists what was done to a pipeline, stages and all, newest first.
func auditOf(r *store.Reader, p *parley.Pipeline, id string) (any, error) {
	portal, err := portalOf(r)
	if err != nil {
		return nil, err
	}
	number, _ := strconv.ParseInt(portal, 10, 64)
	events, err := r.Audit(store.AuditFilter{Object: "pipeline", Limit: 500})
	out := []auditLine{}
	for _, e := range events {
		if e.Data["pipeline"] == p.ID && e.ObjectID == int64(p.Type) {
			out = append(out, auditLine{number, id, auditActions[e.Kind], stamp{e.At}, int64(e.Actor().UserID())})
		}
	}
	return list{Results: out}, err
}
