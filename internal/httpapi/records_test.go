package httpapi

import (
	"fmt"
	"maps"
	"testing"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

func init() {
	maps.Copy(entries, map[string]entry{
		"GET /objects":                               {reach: any_},
		"POST /objects/{object}/search":              {path: "/objects/contact/search", body: `{"query":"cleo"}`, reach: any_},
		"POST /objects/{object}/records":             {path: "/objects/contact/records", body: `{"properties":{"email":"new@customer.test"}}`, reach: any_},
		"GET /records/{id}":                          {path: "/records/{contact}", reach: any_},
		"PATCH /records/{id}":                        {path: "/records/{contact}", body: `{"properties":{"city":"Lyon"}}`, reach: any_},
		"POST /records/{id}/archive":                 {path: "/records/{contact}/archive", reach: any_},
		"POST /records/{id}/restore":                 {path: "/records/{contact}/restore", reach: any_},
		"GET /records/{id}/history":                  {path: "/records/{contact}/history", reach: any_},
		"GET /records/{id}/timeline":                 {path: "/records/{contact}/timeline", reach: any_},
		"PUT /records/{id}/associations/{to}":        {path: "/records/{contact}/associations/{company}", body: `{}`, reach: any_},
		"DELETE /records/{id}/associations/{to}":     {path: "/records/{contact}/associations/{company}", body: `{}`, reach: any_},
		"POST /records/{id}/merge":                   {path: "/records/{company}/merge", body: `{"other":"{twin}"}`, reach: any_},
		"GET /records/{id}/merges":                   {path: "/records/{contact}/merges", reach: any_},
		"DELETE /records/{id}/merges/{merge}":        {path: "/records/{contact}/merges/1", reach: any_},
		"GET /records/{id}/duplicates":               {path: "/records/{company}/duplicates", reach: any_},
		"DELETE /records/{id}/duplicates/{other}":    {path: "/records/{company}/duplicates/{twin}", reach: any_},
		"POST /records/{id}/erase":                   {path: "/records/{contact}/erase", reach: any_},
		"GET /objects/{object}/archived":             {path: "/objects/contact/archived", reach: any_},
		"GET /objects/{object}/lists":                {path: "/objects/contact/lists", reach: any_},
		"POST /objects/{object}/lists":               {path: "/objects/contact/lists", body: `{"name":"New","fixed":true}`, reach: any_},
		"PATCH /objects/{object}/lists/{id}":         {path: "/objects/contact/lists/{list}", body: `{"name":"Renamed"}`, reach: any_},
		"DELETE /objects/{object}/lists/{id}":        {path: "/objects/contact/lists/{list}", reach: any_},
		"POST /objects/{object}/lists/{id}/members":  {path: "/objects/contact/lists/{list}/members", body: `{"add":["{contact}"]}`, reach: any_},
		"POST /objects":                              {body: `{"name":"boat","singular":"Boat","plural":"Boats","primary":"name","properties":[{"name":"name","label":"Name","group":"recordinformation","kind":"string","field":"text"}]}`, reach: any_},
		"PATCH /objects/{object}":                    {path: "/objects/boats_here", body: `{"singular":"Boat","plural":"Boats","primary":"name"}`, reach: any_},
		"DELETE /objects/{object}":                   {path: "/objects/boats_here", reach: any_},
		"POST /objects/{object}/properties":          {path: "/objects/contact/properties", body: `{"name":"shoe_size","label":"Shoe size","group":"contactinformation","kind":"number","field":"number"}`, reach: any_},
		"PATCH /objects/{object}/properties/{name}":  {path: "/objects/contact/properties/city", body: `{"label":"Town","group":"contactinformation","kind":"string","field":"text"}`, reach: any_},
		"DELETE /objects/{object}/properties/{name}": {path: "/objects/contact/properties/nothing", reach: any_},
		"PUT /objects/{object}/groups/{name}":        {path: "/objects/contact/groups/shoes", body: `{"label":"Shoes"}`, reach: any_},
		"DELETE /objects/{object}/groups/{name}":     {path: "/objects/contact/groups/shoes", reach: any_},
		"PUT /objects/{object}/pipelines":            {path: "/objects/ticket/pipelines", body: `{"id":"","label":"Repairs","on_agent_email":"","on_contact_reply":"","stages":[{"id":"","label":"New","closed":false,"probability":""}]}`, reach: any_},
		"DELETE /objects/{object}/pipelines/{id}":    {path: "/objects/ticket/pipelines/7", reach: any_},
		"GET /objects/{object}/labels/{to}":          {path: "/objects/contact/labels/company", reach: any_},
		"POST /objects/{object}/labels/{to}":         {path: "/objects/contact/labels/company", body: `{"label":"Supplier"}`, reach: any_},
		"DELETE /objects/{object}/labels/{to}/{id}":  {path: "/objects/contact/labels/company/99999", reach: any_},
		"POST /threads/{id}/ticket":                  {path: "/threads/{thread}/ticket", body: `{"properties":{"hs_ticket_priority":"LOW"}}`, reach: acts},
		"POST /threads/{id}/ticket/split":            {path: "/threads/{thread}/ticket/split", reach: acts},
		"GET /records/{id}/sla":                      {path: "/records/{company}/sla", reach: any_},
		"GET /ticket-options":                        {reach: any_},
		"PUT /ticket-options":                        {body: `{"in_inbox":false,"sync_owner":true}`, reach: any_},
		"GET /sla-policies":                          {reach: any_},
		"PUT /sla-policies":                          {body: `{"id":"","inbox_id":"{support}","name":"Standard","active":true,"filter_groups":[],"goals":[{"goal":"close","minutes":60}],"hours":[],"zone":"UTC","pause":[]}`, reach: any_},
		"PUT /sla-policies/order":                    {body: `{"inbox_id":"{support}","ids":[]}`, reach: any_},
		"DELETE /sla-policies/{id}":                  {path: "/sla-policies/7", reach: any_},
		"POST /objects/{object}/bulks":               {path: "/objects/contact/bulks", body: `{"verb":"edit","properties":{"city":"Lyon"}}`, reach: any_},
		"GET /objects/{object}/bulks":                {path: "/objects/contact/bulks", reach: any_},
		"POST /bulks/{id}/stop":                      {path: "/bulks/{bulk}/stop", reach: mias},
		"POST /bulks/{id}/undo":                      {path: "/bulks/{bulk}/undo", reach: mias},
		"POST /objects/{object}/imports":             {path: "/objects/contact/imports?name=a.csv", body: "email\nnew@customer.test\n", reach: any_},
		"GET /objects/{object}/imports":              {path: "/objects/contact/imports", reach: any_},
		"GET /imports/{id}":                          {path: "/imports/7", reach: any_},
		"POST /imports/{id}/check":                   {path: "/imports/7/check", body: `{"plan":{"columns":[],"key":"","create":true,"update":false,"clear":false,"days":"","decimal":".","list_id":0}}`, reach: any_},
		"POST /imports/{id}/run":                     {path: "/imports/7/run", body: `{"plan":{"columns":[],"key":"","create":true,"update":false,"clear":false,"days":"","decimal":".","list_id":0}}`, reach: any_},
		"POST /imports/{id}/cancel":                  {path: "/imports/7/cancel", reach: any_},
		"GET /imports/{id}/errors.csv":               {path: "/imports/7/errors.csv", reach: any_},
		"POST /objects/{object}/exports":             {path: "/objects/contact/exports", body: `{}`, reach: any_},
		"GET /exports/{id}":                          {path: "/exports/7", reach: any_},
		"GET /exports/{id}/file":                     {path: "/exports/7/file", reach: any_},
		"GET /record-options":                        {reach: any_},
		"PUT /record-options":                        {body: `{"company_by_domain":true,"join_plus":false}`, reach: any_},
	})
}

// ATK-14, CRM-20: for every kind of record, each scope (all, team, own, none)
// lets see, change and delete what it says and nothing else, by every route.
func TestRecords_everyScopeForEveryKind(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.stock()
	for _, kind := range parley.BuiltinTypes {
		if kind.ID.Activity() {
			continue
		}
		for _, scope := range []parley.Scope{parley.ScopeAll, parley.ScopeTeam, parley.ScopeOwn, parley.ScopeNone} {
			own, foreign := o.recordOf(kind, o.mia), o.recordOf(kind, o.sam)
			o.scope(o.mia, kind, parley.RecordRights{View: scope, Edit: scope, Delete: scope})
			for rec, lets := range map[parley.RecordID]bool{own: scope != parley.ScopeNone, foreign: scope == parley.ScopeAll} {
				want := map[bool]int{true: 200, false: 404}[lets]
				for _, ask := range []string{"GET ", "GET /history", "GET /timeline", "PATCH ", "POST /archive"} {
					var method, rest string
					fmt.Sscan(ask, &method, &rest)
					if got := o.as(o.mia).call(method, "/records/"+rec.String()+rest, `{"properties":{}}`).status; got != want {
						t.Errorf("%s, %s, %s: got %d, want %d", kind.Name, scope, ask, got, want)
					}
				}
			}
			o.scope(o.mia, kind, parley.RecordRights{Edit: parley.ScopeOwn, Delete: parley.ScopeNone})
			if got := o.as(o.mia).call("PATCH", "/records/"+o.recordOf(kind, o.sam).String(), `{"properties":{}}`).status; got != 403 {
				t.Errorf("%s: another's record, seen but not one's to change: got %d", kind.Name, got)
			}
			if got := o.as(o.mia).call("POST", "/records/"+o.recordOf(kind, o.mia).String()+"/archive", ``).status; got != 403 {
				t.Errorf("%s: not to be deleted: got %d", kind.Name, got)
			}
		}
	}
}

// recordOf makes a record that somebody owns.
func (o *office) recordOf(kind *parley.ObjectType, owner *parley.User) (id parley.RecordID) {
	o.t.Helper()
	o.write(func(tx *store.Tx) error {
		properties := map[string]string{}
		if kind.ID != parley.TypeFeedback {
			properties["hubspot_owner_id"] = owner.ID.Owner().String()
		}
		if kind.ID == parley.TypeDeal {
			properties["dealstage"] = "contractsent"
		}
		rec, err := crm.CreateRecord(tx, crm.ByUser(owner.ID), &crm.New{Type: kind.ID, Properties: properties})
		if err != nil {
			return err
		}
		id = rec.ID
		if kind.ID == parley.TypeFeedback {
			rec.OwnerID = owner.ID
			return tx.Save("record", rec)
		}
		return nil
	})
	return id
}

func (o *office) scope(u *parley.User, kind *parley.ObjectType, rights parley.RecordRights) {
	o.t.Helper()
	o.write(func(tx *store.Tx) error {
		user, err := tx.User(u.ID)
		if err != nil {
			return err
		}
		user.RecordRights = map[string]parley.RecordRights{kind.Name: rights}
		return tx.Save("user", user)
	})
}

// stockRecords makes the records that the matrix names.
func (o *office) stockRecords(tx *store.Tx) error {
	contact, err := crm.Resolve(tx, parley.Address{Name: "Dora Lind", Address: "dora@customer.test"})
	if err != nil {
		return err
	}
	o.ids["contact"] = contact.ID.String()
	for _, word := range []string{"company", "twin"} {
		company, err := crm.CreateRecord(tx, crm.ByUser(o.ada.ID), &crm.New{Type: parley.TypeCompany, Properties: map[string]string{"name": "Customer"}})
		if err != nil {
			return err
		}
		o.ids[word] = company.ID.String()
	}
	list := &store.RecordList{Type: parley.TypeContact, Name: "Friends", Fixed: true}
	if err := crm.SaveList(tx, parley.ByUser(o.ada.ID), list, nil); err != nil {
		return err
	}
	o.ids["list"] = fmt.Sprint(list.ID)
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	bulk, err := crm.StartBulk(tx, parley.ByUser(o.mia.ID), crm.BulkArchive, crm.BulkChange{}, &crm.Search{Type: schema.Type(parley.TypeCompany)}, 0)
	if err != nil {
		return err
	}
	o.ids["bulk"] = fmt.Sprint(bulk.ID)
	name := &parley.Property{Name: "name", Label: "Name", Kind: parley.KindString, Field: "text"}
	_, err = crm.CreateObjectType(tx, parley.ByUser(o.ada.ID), &crm.NewType{Type: parley.ObjectType{Name: "boats_here", Labels: parley.Labels{Singular: "Boat", Plural: "Boats"}, Primary: "name"},
		Properties: []*parley.Property{name}})
	return err
}

// ATK-14: what was archived is listed for those who saw it before, and restored
// by those who may delete it.
func TestRecords_archived(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	kind := parley.BuiltinType(parley.TypeCompany)
	mine, theirs := o.recordOf(kind, o.sam), o.recordOf(kind, o.mia)
	ada := o.as(o.ada)
	for _, id := range []parley.RecordID{mine, theirs} {
		ada.must(200, "POST", "/records/"+id.String()+"/archive", "")
	}
	if got := read[ArchivedRecords](t, ada.must(200, "GET", "/objects/company/archived", "")); len(got.Records) != 2 || got.Records[0].ID != theirs.String() || got.Records[0].ArchivedAt == nil {
		t.Errorf("got %+v", got)
	}
	o.scope(o.sam, kind, parley.RecordRights{View: parley.ScopeOwn, Edit: parley.ScopeOwn, Delete: parley.ScopeOwn})
	sam := o.as(o.sam)
	if got := read[ArchivedRecords](t, sam.must(200, "GET", "/objects/company/archived", "")); len(got.Records) != 1 || got.Records[0].ID != mine.String() {
		t.Errorf("Sam sees %+v", got)
	}
	sam.must(404, "POST", "/records/"+theirs.String()+"/restore", "")
	sam.must(200, "POST", "/records/"+mine.String()+"/restore", "")
	if got := read[ArchivedRecords](t, sam.must(200, "GET", "/objects/company/archived", "")); len(got.Records) != 0 {
		t.Errorf("still archived: %+v", got)
	}
}
