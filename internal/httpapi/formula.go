package httpapi

import (
	"parley/internal/auth"
	"parley/internal/crm"
	"parley/internal/formula"
	"parley/internal/parley"
)

// FormulaExample is what a formula comes to for a record that there is.
type FormulaExample struct {
	Record    string   `json:"record" doc:"Its title; empty where there is none that the reader sees"`
	Value     string   `json:"value" doc:"Empty where it is not known"`
	Functions []string `json:"functions" doc:"All that a formula may call"`
}

type formulaInput struct {
	ObjectPath
	Body struct {
		Name    string `json:"name,omitempty" maxLength:"100" doc:"Of the property that is edited"`
		Formula string `json:"formula" maxLength:"2000"`
		Kind    string `json:"kind" enum:"string,number,date,datetime,bool"`
	}
}

// tryFormula checks a formula that is being written, and works it out for the
// record that was changed last.
func (c *call) tryFormula(in *formulaInput) (*FormulaExample, error) {
	r := c.s.DB.Read(c)
	t, err := c.objectType(r, in.ObjectPath)
	if err != nil {
		return nil, err
	}
	out := &FormulaExample{Functions: formula.Functions()}
	last := &crm.Search{Type: t, Limit: 1, Sort: "lastmodifieddate", Desc: true}
	found, _, err := last.Find(r)
	if err != nil {
		return nil, err
	}
	var example *parley.Record
	if len(found) > 0 {
		if rec, _, err := auth.Record(r, c.User, found[0].ID, auth.ViewRecord); err == nil {
			example, out.Record = rec, rec.Title(t)
		}
	}
	out.Value, err = crm.Try(r, t.ID, in.Body.Name, in.Body.Formula, parley.PropertyKind(in.Body.Kind), example)
	return out, err
}
