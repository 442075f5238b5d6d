package crm

import (
	"parley/internal/parley"
	"parley/internal/store"
)

// Furnish gives a new installation its first pipelines (TIX-06, CAPI-18).
func Furnish(tx *store.Tx) error {
	ticket := &parley.Pipeline{ID: "0", Type: parley.TypeTicket, Label: "Support Pipeline", Stages: []*parley.Stage{
		{ID: "1", Label: "New"}, {ID: "2", Label: "Waiting on contact"}, {ID: "3", Label: "Waiting on us"}, {ID: "4", Label: "Closed", Closed: true}},
		Settings: parley.PipelineSettings{OnAgentEmail: "2", OnContactReply: "3"}}
	deal := &parley.Pipeline{ID: "default", Type: parley.TypeDeal, Label: "Sales Pipeline", Stages: []*parley.Stage{
		{ID: "appointmentscheduled", Label: "Appointment Scheduled", Probability: "0.2"}, {ID: "qualifiedtobuy", Label: "Qualified To Buy", Probability: "0.4"},
		{ID: "presentationscheduled", Label: "Presentation Scheduled", Probability: "0.6"}, {ID: "decisionmakerboughtin", Label: "Decision Maker Bought-In", Probability: "0.8"},
		{ID: "contractsent", Label: "Contract Sent", Probability: "0.9"}, {ID: "closedwon", Label: "Closed Won", Probability: "1.0", Closed: true},
		{ID: "closedlost", Label: "Closed Lost", Probability: "0.0", Closed: true}}}
	for _, p := range []*parley.Pipeline{ticket, deal} {
		p.CreatedAt, p.UpdatedAt = tx.Now, tx.Now
		for i, s := range p.Stages {
			s.Position, s.CreatedAt, s.UpdatedAt = int64(i), tx.Now, tx.Now
		}
		if err := tx.PutPipeline(p); err != nil {
			return err
		}
	}
	return nil
}
