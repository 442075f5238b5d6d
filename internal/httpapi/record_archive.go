package httpapi

import "parley/internal/parley"

type archivedQuery struct {
	ObjectPath
	Cursor string `query:"cursor" doc:"As a page before gave it"`
}

// ArchivedRecords is a page of archived records.
type ArchivedRecords struct {
	Records []Record `json:"records" doc:"The newest first"`
	Next    *string  `json:"next"`
}

const archivedPage = 50

// archivedRecords lists what was archived and can be restored. Of those that the
// reader may not see it tells nothing, so a page may be short.
func (c *call) archivedRecords(in *archivedQuery) (*ArchivedRecords, error) {
	r := c.s.DB.Read(c)
	t, err := c.objectType(r, in.ObjectPath)
	if err != nil {
		return nil, err
	}
	below, err := orZero[parley.RecordID]("cursor", in.Cursor)
	if err != nil {
		return nil, err
	}
	all, err := r.ArchivedRecords(t.ID, below, archivedPage)
	if err != nil {
		return nil, err
	}
	out := &ArchivedRecords{}
	if len(all) == archivedPage {
		out.Next = optionalID(all[len(all)-1].ID)
	}
	out.Records, err = c.records(r, all)
	return out, err
}
