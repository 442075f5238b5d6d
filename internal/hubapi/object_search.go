package hubapi

import (
	"encoding/json"
	"strconv"

	"parley/internal/crm"
	"parley/internal/parley"
)

// searchBody is a search (CAPI-09).
type searchBody struct {
	Query        string            `json:"query"`
	FilterGroups []crm.FilterGroup `json:"filterGroups"`
	Sorts        []sortIn          `json:"sorts"`
	Properties   []string          `json:"properties"`
	Limit        *int              `json:"limit"`
	After        ident             `json:"after"`
}

// sortIn is a property to sort by: "-createdate", or an object that says it.
type sortIn struct {
	Property string
	Desc     bool
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *sortIn) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		s.Desc = text != "" && text[0] == '-'
		if s.Property = text; s.Desc {
			s.Property = text[1:]
		}
		return nil
	}
	var in struct{ PropertyName, Direction string }
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	if in.Direction != "" && in.Direction != "ASCENDING" && in.Direction != "DESCENDING" {
		return parley.Invalidf("sorts", "direction is ASCENDING or DESCENDING")
	}
	s.Property, s.Desc = in.PropertyName, in.Direction == "DESCENDING"
	return nil
}

func (c *call) searchObjects() (any, error) {
	var in searchBody
	if err := c.body(&in); err != nil {
		return nil, err
	}
	search := &crm.Search{Type: c.object, Query: in.Query, Groups: in.FilterGroups, Limit: usualObjects}
	if len(in.Sorts) > 0 {
		search.Sort, search.Desc = in.Sorts[0].Property, in.Sorts[0].Desc
	}
	if in.Limit != nil {
		if search.Limit = *in.Limit; search.Limit < 1 || search.Limit > crm.MaxSearch {
			return nil, parley.Invalidf("limit", "limit is a number from 1 to %d", crm.MaxSearch)
		}
	}
	if in.After != "" {
		offset, err := strconv.Atoi(string(in.After))
		if err != nil || offset < 0 {
			return nil, badCursor()
		}
		search.Offset = offset
	}
	r := c.read()
	records, total, err := search.Find(r)
	if err != nil {
		return nil, err
	}
	v, err := c.viewer(r, wish{properties: in.Properties})
	if err != nil {
		return nil, err
	}
	all := int(total)
	out := list{Total: &all}
	if end := search.Offset + len(records); end < all && len(records) > 0 {
		out.Paging = &paging{Next: &step{After: strconv.Itoa(end)}}
	}
	out.Results, err = v.show(records)
	return out, err
}
