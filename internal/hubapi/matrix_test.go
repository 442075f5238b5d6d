package hubapi

import (
	"encoding/json"
	"net/http"
	"regexp"
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
	"POST /visitor-identification/v3/tokens/create": {body: `{"email":"cleo@customer.test"}`},
}

// stock adds one of each thing that a path can name.
func (s *shop) stock() {
	s.t.Helper()
	s.stockHooks()
	s.stockCustom()
	f := s.must(201, "POST", "/files/v3/files", strings.NewReplacer("note.txt", "seed.txt", "/notes", "/seed").Replace(upload))
	s.ids["file"], s.ids["folder"] = f.text("id"), f.text("parentFolderId")
	s.ids["task"] = s.must(202, "POST", "/files/v3/files/import-from-url/async", `{"url":"https://example.test/a.png","folderPath":"/seed","access":"PRIVATE"}`).text("id")
}

// API-02, API-03, API-04, API-05, API-07: every route, with every kind of token
// that is not enough, and with one that is: with and without a slash at the end.
func TestRoutes_everyTokenOnEveryRoute(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	s.stock()
	expired := s.expired()
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
		s.tryTokens(route, e, s.named(path), s.named(e.body), expired)
	}
	for name := range entries {
		if !listed[name] {
			t.Errorf("the table names %s, which is no route", name)
		}
	}
}

func (s *shop) tryTokens(route *Route, e entry, path, body, expired string) {
	s.t.Helper()
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
		want("all scopes but the one", s.scoped(s.without(route)...), path, 403, "MISSING_SCOPES")
		if e.inbox {
			want("another inbox", s.narrow, path, 404, "OBJECT_NOT_FOUND")
		}
	}
	if route.door == byDeveloper {
		want("an access token", s.token, path, 401, "INVALID_AUTHENTICATION")
		path += "?hapikey=" + s.key
	}
	code := route.Code
	if e.code != 0 {
		code = e.code
	}
	if route.Method != http.MethodGet { // what is changed is changed in a shop of its own
		fresh := newShop(s.t, nil)
		fresh.stock()
		path, body = s.unnamed(path, fresh), s.unnamed(body, fresh)
		path = strings.ReplaceAll(path, s.key, fresh.key)
		s = fresh
	}
	want("enough", s.token, path, code, "")
}

// unnamed turns identifiers of s into those of another shop.
func (s *shop) unnamed(text string, other *shop) string {
	for word, id := range s.ids {
		text = regexp.MustCompile(`\b`+regexp.QuoteMeta(id)+`\b`).ReplaceAllString(text, "<"+word+">")
	}
	return other.named(text)
}

// without is all scopes but that of a route.
func (s *shop) without(route *Route) []string {
	var out []string
	for _, g := range parley.ScopeGroups {
		for _, scope := range g.Scopes {
			if scope != route.Scope {
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
