package hubapi

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
)

// entry says how to ask a route. Words in angle brackets stand for identifiers
// of the shop.
type entry struct {
	path  string // empty: the route's own
	body  string
	inbox bool // its object lies in Support: not there for who is let into Sales alone
	code  int  // where the example ends otherwise than well
}

const conversations = "/conversations/v3/conversations"

// upload is a form with a small file.
const upload = "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"note.txt\"\r\n\r\nhello\r\n--part\r\nContent-Disposition: form-data; name=\"folderPath\"\r\n\r\n/notes\r\n" +
	"--part\r\nContent-Disposition: form-data; name=\"options\"\r\n\r\n{\"access\":\"PRIVATE\"}\r\n--part--\r\n"

// entries has a line for each route; one without fails the test.
var entries = map[string]entry{
	"GET " + conversations + "/inboxes": {}, "GET " + conversations + "/inboxes/{inboxId}": {path: conversations + "/inboxes/<support>", inbox: true},
	"GET " + conversations + "/channels": {}, "GET " + conversations + "/channels/{channelId}": {path: conversations + "/channels/1002"},
	"GET " + conversations + "/channel-accounts": {}, "GET " + conversations + "/channel-accounts/{id}": {path: conversations + "/channel-accounts/<account>", inbox: true},
	"GET " + conversations + "/threads": {}, "GET " + conversations + "/threads/{threadId}": {path: conversations + "/threads/<thread>", inbox: true},
	"PATCH " + conversations + "/threads/{threadId}":                                     {path: conversations + "/threads/<thread>", body: `{"status":"CLOSED"}`, inbox: true},
	"DELETE " + conversations + "/threads/{threadId}":                                    {path: conversations + "/threads/<thread>", inbox: true},
	"PUT " + conversations + "/threads/{threadId}/assignee":                              {path: conversations + "/threads/<thread>/assignee", body: `{"actorId":"A-<mia>"}`, inbox: true},
	"DELETE " + conversations + "/threads/{threadId}/assignee":                           {path: conversations + "/threads/<thread>/assignee", inbox: true},
	"GET " + conversations + "/threads/{threadId}/messages":                              {path: conversations + "/threads/<thread>/messages", inbox: true},
	"POST " + conversations + "/threads/{threadId}/messages":                             {path: conversations + "/threads/<thread>/messages", body: `{"type":"COMMENT","text":"Hm"}`, inbox: true},
	"GET " + conversations + "/threads/{threadId}/messages/{messageId}":                  {path: conversations + "/threads/<thread>/messages/<message>", inbox: true},
	"GET " + conversations + "/threads/{threadId}/messages/{messageId}/original-content": {path: conversations + "/threads/<thread>/messages/<message>/original-content", inbox: true},
	"GET " + conversations + "/actors/{actorId}":                                         {path: conversations + "/actors/A-<mia>"},
	"POST " + conversations + "/actors/batch/read":                                       {body: `{"inputs":["A-<mia>"]}`},
	"GET /crm/v3/owners": {}, "GET /crm/v3/owners/{ownerId}": {path: "/crm/v3/owners/<owner>"},
	"POST /files/v3/files": {body: upload}, "GET /files/v3/files/search": {}, "GET /files/v3/files/stat/{path...}": {path: "/files/v3/files/stat/seed%2Fseed.txt"},
	"GET /files/v3/files/{fileId}": {path: "/files/v3/files/<file>"}, "PATCH /files/v3/files/{fileId}": {path: "/files/v3/files/<file>", body: `{"name":"other"}`},
	"PUT /files/v3/files/{fileId}": {path: "/files/v3/files/<file>", body: upload}, "DELETE /files/v3/files/{fileId}": {path: "/files/v3/files/<file>"},
	"DELETE /files/v3/files/{fileId}/gdpr-delete": {path: "/files/v3/files/<file>/gdpr-delete"}, "GET /files/v3/files/{fileId}/signed-url": {path: "/files/v3/files/<file>/signed-url"},
	"POST /files/v3/files/import-from-url/async": {body: `{"url":"https://example.test/a.png","folderPath":"/seed","access":"PRIVATE"}`}, "GET /files/v3/files/import-from-url/async/tasks/{taskId}/status": {path: "/files/v3/files/import-from-url/async/tasks/<task>/status"},
	"POST /files/v3/folders": {body: `{"name":"new"}`}, "GET /files/v3/folders/search": {}, "GET /files/v3/folders/{folder...}": {path: "/files/v3/folders/<folder>"},
	"POST /files/v3/folders/update/async": {body: `{"id":"<folder>","name":"renamed"}`}, "GET /files/v3/folders/update/async/tasks/{taskId}/status": {path: "/files/v3/folders/update/async/tasks/<folder>/status"},
	"PATCH /files/v3/folders/{folderId}": {path: "/files/v3/folders/<folder>", body: `{"name":"renamed"}`}, "DELETE /files/v3/folders/{folder...}": {path: "/files/v3/folders/seed"},
	"GET /files/v3/link/{token}": {path: "/files/v3/link/x", code: 404}, "GET /files/v3/public/{fileId}/{name}": {path: "/files/v3/public/<file>/seed.txt", code: 404},
	"GET /settings/v3/users": {}, "POST /settings/v3/users": {body: `{"email":"new@shop.test"}`}, "GET /settings/v3/users/roles": {}, "GET /settings/v3/users/teams": {},
	"GET /settings/v3/users/{userId}": {path: "/settings/v3/users/<mia>"}, "PUT /settings/v3/users/{userId}": {path: "/settings/v3/users/<mia>", body: `{"firstName":"Maria"}`}, "DELETE /settings/v3/users/{userId}": {path: "/settings/v3/users/<sam>"},
	"POST /oauth/v1/token": {body: "grant_type=refresh_token", code: 400}, "GET /oauth/v1/access-tokens/{token}": {path: "/oauth/v1/access-tokens/x", code: 404},
	"GET /oauth/v1/refresh-tokens/{token}": {path: "/oauth/v1/refresh-tokens/x", code: 404}, "DELETE /oauth/v1/refresh-tokens/{token}": {path: "/oauth/v1/refresh-tokens/x", code: 404},
	"GET /crm/v3/objects/{T}": {path: "/crm/v3/objects/contacts"}, "POST /crm/v3/objects/{T}": {path: "/crm/v3/objects/contacts", body: `{"properties":{"email":"new@customer.test"}}`},
	"GET /crm/v3/objects/{T}/{id}": {path: "/crm/v3/objects/contacts/<contact>"}, "PATCH /crm/v3/objects/{T}/{id}": {path: "/crm/v3/objects/0-1/<contact>", body: `{"properties":{"city":"Lyon"}}`},
	"DELETE /crm/v3/objects/{T}/{id}": {path: "/crm/v3/objects/contact/<contact>"}, "POST /crm/v3/objects/{T}/search": {path: "/crm/v3/objects/contacts/search", body: `{}`},
	"POST /crm/v3/objects/{T}/merge":                                             {path: "/crm/v3/objects/contacts/merge", body: `{"primaryObjectId":"<contact>","objectIdToMerge":"<other>"}`},
	"POST /crm/v3/objects/{T}/batch/create":                                      {path: "/crm/v3/objects/contacts/batch/create", body: `{"inputs":[{"properties":{"email":"newer@customer.test"}}]}`},
	"POST /crm/v3/objects/{T}/batch/read":                                        {path: "/crm/v3/objects/contacts/batch/read", body: `{"inputs":[{"id":"<contact>"}]}`},
	"POST /crm/v3/objects/{T}/batch/update":                                      {path: "/crm/v3/objects/contacts/batch/update", body: `{"inputs":[{"id":"<contact>","properties":{"city":"Lyon"}}]}`},
	"POST /crm/v3/objects/{T}/batch/upsert":                                      {path: "/crm/v3/objects/contacts/batch/upsert", body: `{"inputs":[{"id":"cleo@customer.test","idProperty":"email","properties":{"city":"Lyon"}}]}`},
	"POST /crm/v3/objects/{T}/batch/archive":                                     {path: "/crm/v3/objects/contacts/batch/archive", body: `{"inputs":[{"id":"<contact>"}]}`},
	"POST /crm/v3/objects/contacts/gdpr-delete":                                  {body: `{"objectId":"<contact>"}`},
	"GET /crm/v4/objects/{T}/{id}/associations/{T2}":                             {path: "/crm/v4/objects/contacts/<contact>/associations/companies"},
	"PUT /crm/v4/objects/{T}/{id}/associations/{T2}/{id2}":                       {path: "/crm/v4/objects/contacts/<contact>/associations/companies/<company>", body: `[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":279}]`},
	"DELETE /crm/v4/objects/{T}/{id}/associations/{T2}/{id2}":                    {path: "/crm/v4/objects/contacts/<contact>/associations/companies/<company>"},
	"PUT /crm/v4/objects/{T}/{id}/associations/default/{T2}/{id2}":               {path: "/crm/v4/objects/contacts/<contact>/associations/default/companies/<company>"},
	"POST /crm/v4/associations/{T}/{T2}/batch/read":                              {path: "/crm/v4/associations/contacts/companies/batch/read", body: `{"inputs":[{"id":"<contact>"}]}`},
	"POST /crm/v4/associations/{T}/{T2}/batch/create":                            {path: "/crm/v4/associations/contacts/companies/batch/create", body: `{"inputs":[{"from":{"id":"<contact>"},"to":{"id":"<company>"},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":1}]}]}`},
	"POST /crm/v4/associations/{T}/{T2}/batch/associate/default":                 {path: "/crm/v4/associations/contacts/companies/batch/associate/default", body: `{"inputs":[{"from":{"id":"<contact>"},"to":{"id":"<company>"}}]}`},
	"POST /crm/v4/associations/{T}/{T2}/batch/archive":                           {path: "/crm/v4/associations/contacts/companies/batch/archive", body: `{"inputs":[{"from":{"id":"<contact>"},"to":[{"id":"<company>"}]}]}`},
	"POST /crm/v4/associations/{T}/{T2}/batch/labels/archive":                    {path: "/crm/v4/associations/contacts/companies/batch/labels/archive", body: `{"inputs":[{"from":{"id":"<contact>"},"to":{"id":"<company>"},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":1}]}]}`},
	"POST /crm/v3/associations/{T}/{T2}/batch/read":                              {path: "/crm/v3/associations/contacts/companies/batch/read", body: `{"inputs":[{"id":"<contact>"}]}`},
	"POST /crm/v3/associations/{T}/{T2}/batch/create":                            {path: "/crm/v3/associations/contacts/companies/batch/create", body: `{"inputs":[{"from":{"id":"<contact>"},"to":{"id":"<company>"},"type":"contact_to_company"}]}`},
	"POST /crm/v3/associations/{T}/{T2}/batch/archive":                           {path: "/crm/v3/associations/contacts/companies/batch/archive", body: `{"inputs":[{"from":{"id":"<contact>"},"to":{"id":"<company>"},"type":"contact_to_company"}]}`},
	"GET /crm/v3/associations/{T}/{T2}/types":                                    {path: "/crm/v3/associations/contacts/companies/types"},
	"GET /crm/v4/associations/{T}/{T2}/labels":                                   {path: "/crm/v4/associations/contacts/companies/labels"},
	"POST /crm/v4/associations/{T}/{T2}/labels":                                  {path: "/crm/v4/associations/contacts/companies/labels", body: `{"name":"boss","label":"Boss"}`},
	"PUT /crm/v4/associations/{T}/{T2}/labels":                                   {path: "/crm/v4/associations/contacts/companies/labels", body: `{"associationTypeId":<label>,"label":"Chief"}`},
	"DELETE /crm/v4/associations/{T}/{T2}/labels/{typeId}":                       {path: "/crm/v4/associations/contacts/companies/labels/<label>"},
	"GET /crm/v4/associations/definitions/configurations/all":                    {},
	"GET /crm/v4/associations/definitions/configurations/{T}/{T2}":               {path: "/crm/v4/associations/definitions/configurations/contacts/companies"},
	"POST /crm/v4/associations/definitions/configurations/{T}/{T2}/batch/create": {path: "/crm/v4/associations/definitions/configurations/contacts/companies/batch/create", body: `{"inputs":[{"category":"USER_DEFINED","typeId":<label>,"maxToObjectIds":2}]}`},
	"POST /crm/v4/associations/definitions/configurations/{T}/{T2}/batch/update": {path: "/crm/v4/associations/definitions/configurations/contacts/companies/batch/update", body: `{"inputs":[{"category":"USER_DEFINED","typeId":<label>,"maxToObjectIds":3}]}`},
	"POST /crm/v4/associations/definitions/configurations/{T}/{T2}/batch/purge":  {path: "/crm/v4/associations/definitions/configurations/contacts/companies/batch/purge", body: `{"inputs":[{"category":"USER_DEFINED","typeId":<label>}]}`},
	"GET /crm/v3/properties/{T}":                                                 {path: "/crm/v3/properties/contacts"}, "POST /crm/v3/properties/{T}": {path: "/crm/v3/properties/contacts", body: `{"name":"shoe_size","label":"Shoe size","type":"number","fieldType":"number","groupName":"contactinformation"}`},
	"GET /crm/v3/properties/{T}/{name}": {path: "/crm/v3/properties/contacts/email"}, "PATCH /crm/v3/properties/{T}/{name}": {path: "/crm/v3/properties/contacts/hat_size", body: `{"label":"Hat"}`}, "DELETE /crm/v3/properties/{T}/{name}": {path: "/crm/v3/properties/contacts/hat_size"},
	"POST /crm/v3/properties/{T}/batch/create":  {path: "/crm/v3/properties/contacts/batch/create", body: `{"inputs":[{"name":"coat_size","label":"Coat size","type":"number","fieldType":"number","groupName":"contactinformation"}]}`},
	"POST /crm/v3/properties/{T}/batch/read":    {path: "/crm/v3/properties/contacts/batch/read", body: `{"archived":false,"inputs":[{"name":"email"}]}`},
	"POST /crm/v3/properties/{T}/batch/archive": {path: "/crm/v3/properties/contacts/batch/archive", body: `{"inputs":[{"name":"hat_size"}]}`},
	"GET /crm/v3/properties/{T}/groups":         {path: "/crm/v3/properties/contacts/groups"}, "POST /crm/v3/properties/{T}/groups": {path: "/crm/v3/properties/contacts/groups", body: `{"name":"sizes","label":"Sizes"}`},
	"GET /crm/v3/properties/{T}/groups/{group}": {path: "/crm/v3/properties/contacts/groups/contactinformation"}, "PATCH /crm/v3/properties/{T}/groups/{group}": {path: "/crm/v3/properties/contacts/groups/contactinformation", body: `{"label":"About"}`},
	"DELETE /crm/v3/properties/{T}/groups/{group}": {path: "/crm/v3/properties/contacts/groups/hats"},
	"GET /crm/v3/pipelines/{T}":                    {path: "/crm/v3/pipelines/tickets"}, "POST /crm/v3/pipelines/{T}": {path: "/crm/v3/pipelines/tickets", body: `{"label":"Returns","displayOrder":1,"stages":[{"label":"New","displayOrder":0,"metadata":{"ticketState":"OPEN"}}]}`},
	"GET /crm/v3/pipelines/{T}/{pipelineId}": {path: "/crm/v3/pipelines/tickets/0"}, "PATCH /crm/v3/pipelines/{T}/{pipelineId}": {path: "/crm/v3/pipelines/tickets/0", body: `{"label":"Help"}`},
	"PUT /crm/v3/pipelines/{T}/{pipelineId}":                        {path: "/crm/v3/pipelines/tickets/0", body: `{"label":"Help","displayOrder":0,"stages":[{"label":"New","displayOrder":0,"metadata":{"ticketState":"OPEN"}}]}`},
	"DELETE /crm/v3/pipelines/{T}/{pipelineId}":                     {path: "/crm/v3/pipelines/tickets/0"},
	"GET /crm/v3/pipelines/{T}/{pipelineId}/audit":                  {path: "/crm/v3/pipelines/tickets/0/audit"},
	"GET /crm/v3/pipelines/{T}/{pipelineId}/stages":                 {path: "/crm/v3/pipelines/tickets/0/stages"},
	"POST /crm/v3/pipelines/{T}/{pipelineId}/stages":                {path: "/crm/v3/pipelines/tickets/0/stages", body: `{"label":"Parked","displayOrder":9,"metadata":{"ticketState":"OPEN"}}`},
	"GET /crm/v3/pipelines/{T}/{pipelineId}/stages/{stageId}":       {path: "/crm/v3/pipelines/tickets/0/stages/1"},
	"PUT /crm/v3/pipelines/{T}/{pipelineId}/stages/{stageId}":       {path: "/crm/v3/pipelines/tickets/0/stages/1", body: `{"label":"Fresh","displayOrder":0,"metadata":{"ticketState":"OPEN"}}`},
	"PATCH /crm/v3/pipelines/{T}/{pipelineId}/stages/{stageId}":     {path: "/crm/v3/pipelines/tickets/0/stages/1", body: `{"label":"Fresh"}`},
	"DELETE /crm/v3/pipelines/{T}/{pipelineId}/stages/{stageId}":    {path: "/crm/v3/pipelines/tickets/0/stages/2"},
	"GET /crm/v3/pipelines/{T}/{pipelineId}/stages/{stageId}/audit": {path: "/crm/v3/pipelines/tickets/0/stages/1/audit"},
	"GET /crm-object-schemas/v3/schemas":                            {}, "POST /crm-object-schemas/v3/schemas": {body: boat("yacht")},
	"GET /crm-object-schemas/v3/schemas/{kind}": {path: "/crm-object-schemas/v3/schemas/boat"}, "PATCH /crm-object-schemas/v3/schemas/{kind}": {path: "/crm-object-schemas/v3/schemas/boat", body: `{"labels":{"singular":"Ship","plural":"Ships"}}`},
	"DELETE /crm-object-schemas/v3/schemas/{kind}":                              {path: "/crm-object-schemas/v3/schemas/boat"},
	"POST /crm-object-schemas/v3/schemas/{kind}/associations":                   {path: "/crm-object-schemas/v3/schemas/boat/associations", body: `{"fromObjectTypeId":"boat","toObjectTypeId":"ticket","name":"boat_to_ticket"}`},
	"DELETE /crm-object-schemas/v3/schemas/{kind}/associations/{associationId}": {path: "/crm-object-schemas/v3/schemas/boat/associations/<boat>"},
	"POST /visitor-identification/v3/tokens/create":                             {body: `{"email":"cleo@customer.test"}`},
}

// boat defines a kind of record.
func boat(name string) string {
	return `{"name":"` + name + `","labels":{"singular":"Boat","plural":"Boats"},"primaryDisplayProperty":"hull","requiredProperties":["hull"],"properties":[{"name":"hull","label":"Hull","type":"string","fieldType":"text"}],"associatedObjects":["CONTACT"]}`
}

// stock adds one of each thing that a path can name.
func (s *shop) stock() {
	s.t.Helper()
	s.stockHooks()
	s.stockCustom()
	f := s.must(201, "POST", "/files/v3/files", strings.NewReplacer("note.txt", "seed.txt", "/notes", "/seed").Replace(upload))
	s.ids["file"], s.ids["folder"] = f.text("id"), f.text("parentFolderId")
	s.ids["other"] = s.must(201, "POST", "/crm/v3/objects/contacts", `{"properties":{"email":"cleo@home.test"}}`).text("id")
	s.ids["company"] = s.must(201, "POST", "/crm/v3/objects/companies", `{"properties":{"name":"Customer"}}`).text("id")
	s.ids["label"] = s.must(200, "POST", "/crm/v4/associations/contacts/companies/labels", `{"name":"friend","label":"Friend"}`).text("results.0.typeId")
	s.must(201, "POST", "/crm/v3/properties/contacts/groups", `{"name":"hats","label":"Hats"}`)
	s.must(201, "POST", "/crm/v3/properties/contacts", `{"name":"hat_size","label":"Hat size","type":"number","fieldType":"number","groupName":"contactinformation"}`)
	s.ids["boat"] = s.must(201, "POST", "/crm-object-schemas/v3/schemas", boat("boat")).text("associations.0.id")
	s.ids["task"] = s.must(202, "POST", "/files/v3/files/import-from-url/async", `{"url":"https://example.test/a.png","folderPath":"/seed","access":"PRIVATE"}`).text("id")
}

// API-02, API-03, API-04, API-05, API-07: every route, with every kind of token
// that is not enough, and with one that is: with and without a slash at the end.
func TestRoutes_everyTokenOnEveryRoute(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	s.stock()
	expired, writing := s.expired(), newShop(t, nil)
	writing.stock()
	listed := map[string]bool{}
	for _, route := range s.server.Routes() {
		name := route.Method + " " + route.Path
		listed[name] = true
		e, ok := entries[name]
		if !ok {
			t.Errorf("%s has no entry: say how it is asked", name)
			continue
		}
		path := e.path
		if path == "" {
			path = route.Path
		}
		s.tryTokens(route, e, path, expired, writing)
	}
	for name := range entries {
		if !listed[name] {
			t.Errorf("the table names %s, which is no route", name)
		}
	}
}

func (s *shop) tryTokens(route *Route, e entry, template, expired string, writing *shop) {
	s.t.Helper()
	path, body := s.named(template), s.named(e.body)
	want := func(who, token, path string, status int, category string) {
		s.t.Helper()
		a := s.ask(token, route.Method, path, body)
		if a.status != status || category != "" && a.text("category") != category {
			s.t.Errorf("%s %s, %s: got %d %s, want %d %s", route.Method, path, who, a.status, a.body, status, category)
		}
		s.checkShape(route.Method+" "+path, a)
	}
	if route.door == byToken || route.door == byEither {
		want("no token", "", path, 401, "INVALID_AUTHENTICATION")
		want("a bad token", "nonsense", path+"/", 401, "INVALID_AUTHENTICATION")
		want("an expired token", expired, path, 401, "EXPIRED_AUTHENTICATION")
		want("all scopes but the one", s.scoped(s.without(route, path)...), path, 403, "MISSING_SCOPES")
		if e.inbox {
			want("another inbox", s.narrow, path, 404, "OBJECT_NOT_FOUND")
		}
	}
	if route.door == byDeveloper {
		want("an access token", s.token, path, 401, "INVALID_AUTHENTICATION")
	}
	code := route.Code
	if e.code != 0 {
		code = e.code
	}
	if route.Method != http.MethodGet {
		other := writing
		if takesAway(route) { // what is there for the other routes stays
			other = newShop(s.t, nil)
			other.stock()
		}
		path, body, s = other.named(template), other.named(e.body), other
	}
	if route.door == byDeveloper {
		path += "?hapikey=" + s.key
	}
	want("enough", s.token, path, code, "")
}

// takesAway reports whether a route removes what it is asked about.
func takesAway(route *Route) bool {
	return route.Method == http.MethodDelete || regexp.MustCompile(`archive$|purge$|merge$|gdpr-delete$`).MatchString(route.Path)
}

// without is all scopes but that of a route.
func (s *shop) without(route *Route, path string) []string {
	object := parley.BuiltinTypes[0] // a contact
	if strings.Contains(path, "/tickets") {
		object = parley.BuiltinTypes[3]
	}
	needed, out := scopesOf(route.Scope, object), []string{}
	for _, g := range parley.ScopeGroups {
		for _, scope := range g.Scopes {
			if !slices.Contains(needed, scope) {
				out = append(out, scope)
			}
		}
	}
	return out
}

// expired is a token of yesterday.
func (s *shop) expired() (token string) {
	s.write(func(tx *store.Tx) error {
		var hash string
		token, hash = auth.NewToken()
		return tx.Insert("app_token", &store.AppToken{Hash: hash, Kind: "access", AppID: s.app.ID, UserID: s.ada.ID, Scopes: s.app.Scopes, CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(-24 * time.Hour)})
	})
	return token
}

var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// checkShape: bodies are JSON and say so, errors are envelopes whose contexts
// hold lists of strings, and no list is null (API-05, API-08, API-09).
func (s *shop) checkShape(name string, a answer) {
	s.t.Helper()
	if a.status == 204 {
		if len(a.body) > 0 {
			s.t.Errorf("%s: 204 with a body %s", name, a.body)
		}
		return
	}
	if !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		s.t.Errorf("%s: Content-Type %q", name, a.header.Get("Content-Type"))
	}
	if strings.Contains(string(a.body), `s":null`) {
		s.t.Errorf("%s: a list is null in %s", name, a.body)
	}
	if a.status < 300 {
		return
	}
	var e envelope
	if err := json.Unmarshal(a.body, &e); err != nil || e.Status != "error" || e.Message == "" || e.Category == "" || !uuidForm.MatchString(e.CorrelationID) {
		s.t.Errorf("%s: not an envelope (%v): %s", name, err, a.body)
	}
}
