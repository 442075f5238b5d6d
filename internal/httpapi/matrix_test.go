package httpapi

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"parley/internal/parley"
)

// reach is what a route asks beyond its declared right, of the object that the
// entry names: an object of Support, which Mia answers, Ann and Ada see, and
// Sam knows nothing of.
type reach string

const (
	any_   reach = "any"    // nothing more
	sees   reach = "sees"   // the inbox: others get 404
	acts   reach = "acts"   // membership: who only sees gets 403, others 404
	mias   reach = "mias"   // Mia alone; to everyone else it does not exist
	anyone reach = "anyone" // public
)

// entry says how to ask a route. Words in braces stand for identifiers of the
// office, in the path and in the body.
type entry struct {
	path  string // below /api; empty: the route's own, with its words
	body  string
	reach reach
	quiet bool // the answer does not end by itself: only refusals are asked for
}

// entries has a line for each route; one without fails the test.
var entries = map[string]entry{
	"GET /setup": {reach: anyone}, "POST /setup": {reach: anyone, body: `{"first_name":"E","last_name":"V","email":"e@v.test","password":"0123456789","company_name":"E","language":"en"}`},
	"POST /session":         {reach: anyone, body: `{"email":"x@y.test","password":"0123456789"}`},
	"POST /password/forgot": {reach: anyone, body: `{"email":"x@y.test"}`}, "POST /password/reset": {reach: anyone, body: `{"token":"x","password":"0123456789"}`},
	"GET /invitations/{token}": {reach: anyone, path: "/invitations/x"}, "POST /invitations/{token}": {reach: anyone, path: "/invitations/x", body: `{"first_name":"E","last_name":"V","password":"0123456789","language":"en"}`},
	"GET /oidc": {reach: anyone}, "GET /oidc/start": {reach: anyone}, "GET /oidc/callback": {reach: anyone},

	"GET /session": {reach: any_}, "DELETE /session": {reach: any_}, "GET /sessions": {reach: any_}, "DELETE /sessions/{id}": {path: "/sessions/{session}", reach: any_},
	"GET /bootstrap": {reach: any_}, "GET /stream": {reach: any_, quiet: true},
	"GET /notifications": {reach: any_}, "POST /notifications/read": {body: `{}`, reach: any_},
	"GET /views/counts": {path: "/views/counts", reach: any_}, "GET /search": {path: "/search?inbox_id={support}&q=order", reach: sees}, "GET /contacts": {path: "/contacts?q=cleo", reach: any_},
	"GET /views/{id}/threads": {path: "/views/{open}/threads", reach: sees},

	"GET /threads/{id}": {path: "/threads/{thread}", reach: sees}, "GET /threads/{id}/items": {path: "/threads/{thread}/items", reach: sees},
	"GET /threads/{id}/export":        {path: "/threads/{thread}/export?format=json", reach: sees},
	"POST /threads":                   {body: `{"client_id":"12345678","inbox_id":"{support}","channel_account_id":"{account}","to":[{"name":"","address":"cleo@customer.test"}],"subject":"Hello","text":"Hello"}`, reach: acts},
	"POST /threads/actions":           {body: `{"action":"close","match":{"view_id":"{open}"}}`, reach: sees},
	"POST /threads/{id}/messages":     {path: "/threads/{thread}/messages", body: `{"client_id":"12345678","channel_account_id":"{account}","kind":"reply","to":[{"name":"","address":"cleo@customer.test"}],"subject":"Re","text":"Soon"}`, reach: acts},
	"POST /threads/{id}/comments":     {path: "/threads/{thread}/comments", body: `{"client_id":"12345678","text":"Hm"}`, reach: acts},
	"POST /threads/{id}/merge":        {path: "/threads/{other}/merge", body: `{"into":"{thread}"}`, reach: acts},
	"POST /threads/{id}/split":        {path: "/threads/{thread}/split", body: `{"item_ids":["{comment}"]}`, reach: acts},
	"PUT /threads/{id}/draft":         {path: "/threads/{thread}/draft", body: `{"mode":"reply","channel_account_id":null,"to":[],"cc":[],"bcc":[],"subject":"","text":"S","html":"","attachments":[],"updated_at":null}`, reach: acts},
	"DELETE /threads/{id}/draft":      {path: "/threads/{thread}/draft?mode=reply", reach: sees},
	"PUT /threads/{id}/reminder":      {path: "/threads/{thread}/reminder", body: `{"at":null}`, reach: sees},
	"POST /threads/{id}/participants": {path: "/threads/{thread}/participants", body: `{"address":"cleo@customer.test"}`, reach: acts},
	"PUT /threads/{id}/contact":       {path: "/threads/{thread}/contact", body: `{"contact_id":null}`, reach: acts},
	"POST /threads/{id}/contact":      {path: "/threads/{thread}/contact", body: `{"first_name":"Cleo","email":"cleo2@customer.test"}`, reach: acts},
	"POST /threads/{id}/transcript":   {path: "/threads/{thread}/transcript", body: `{"to":"cleo@customer.test"}`, reach: acts},
	"POST /undo/{id}":                 {path: "/undo/{undo}", reach: mias},
	"GET /items/{id}":                 {path: "/items/{message}", reach: sees}, "GET /messages/{id}/frame": {path: "/messages/{message}/frame", reach: sees}, "GET /messages/{id}/raw": {path: "/messages/{rawmessage}/raw", reach: sees},
	"POST /objects/{object}/formula": {path: "/objects/company/formula", body: `{"formula":"1 + 1","kind":"number"}`, reach: any_},
	"POST /meetings":                 {body: `{"title":"Visit","start":"2030-01-01T09:00:00Z","minutes":30,"timezone":"UTC","guests":[{"name":"","address":"cleo@customer.test"}],"record_ids":["{contact}"],"inbox_id":"{support}","channel_account_id":"{account}"}`, reach: acts},
	"GET /meetings/{id}":             {path: "/meetings/{meeting}", reach: sees}, "POST /meetings/{id}/cancel": {path: "/meetings/{meeting}/cancel", reach: acts},
	"PUT /meetings/{id}":         {path: "/meetings/{meeting}", body: `{"title":"Visit","start":"2030-01-01T10:00:00Z","minutes":30,"timezone":"UTC","guests":[{"name":"","address":"cleo@customer.test"}]}`, reach: acts},
	"POST /messages/{id}/answer": {path: "/messages/{invitation}/answer", body: `{"status":"accepted"}`, reach: acts},
	"POST /messages/{id}/undo":   {path: "/messages/{sending}/undo", reach: acts}, "POST /messages/{id}/retry": {path: "/messages/{failed}/retry", reach: acts},
	"PATCH /messages/{id}": {path: "/messages/{scheduled}", body: `{"send_at":"2099-01-01T00:00:00Z"}`, reach: acts},
	"GET /remote-image":    {path: "/remote-image?url=x", reach: any_},
	"PATCH /comments/{id}": {path: "/comments/{comment}", body: `{"text":"Hm, hm"}`, reach: acts}, "DELETE /comments/{id}": {path: "/comments/{comment}", reach: acts},
	"GET /drafts": {reach: any_}, "PUT /drafts/{client_id}": {path: "/drafts/12345678", body: `{"mode":"compose","channel_account_id":null,"to":[],"cc":[],"bcc":[],"subject":"","text":"S","html":"","attachments":[],"updated_at":null}`, reach: any_},
	"DELETE /drafts/{client_id}": {path: "/drafts/12345678", reach: any_},
	"POST /files":                {path: "/files?name=a.txt", body: `hello`, reach: any_}, "GET /files/{id}": {path: "/files/{upload}", reach: mias}, "GET /files/{id}/thumbnail": {path: "/files/{picture}/thumbnail", reach: mias},

	"GET /oidc-settings": {reach: any_}, "PUT /oidc-settings": {body: `{"enabled":false,"label":"","issuer":"","client_id":""}`, reach: any_},
	"PATCH /me": {body: `{"first_name":"Zoe"}`, reach: any_}, "PUT /me/availability": {body: `{"availability":"away"}`, reach: any_},
	"POST /me/password": {body: `{"current":"wrong","password":"0123456789"}`, reach: any_}, "POST /me/totp": {reach: any_},
	"PUT /me/totp": {body: `{"code":"123456"}`, reach: any_}, "DELETE /me/totp": {body: `{"password":"wrong"}`, reach: any_},
	"PUT /me/photo": {body: `no picture`, reach: any_}, "DELETE /me/photo": {reach: any_}, "PUT /preferences/{key}": {path: "/preferences/theme", body: `{"value":"dark"}`, reach: any_},
	"GET /notification-settings": {reach: any_}, "PUT /notification-settings": {body: `{"topics":[]}`, reach: any_},
	"GET /notification-defaults": {reach: any_}, "PUT /notification-defaults": {body: `{"topics":[]}`, reach: any_},
	"GET /users": {reach: any_}, "POST /users": {body: `{"email":"new@shop.test"}`, reach: any_}, "PATCH /users/{id}": {path: "/users/{mia}", body: `{"can_be_assigned":true}`, reach: any_},
	"POST /users/{id}/invite": {path: "/users/{invited}/invite", reach: any_}, "POST /users/{id}/deactivate": {path: "/users/{sam}/deactivate", reach: any_},
	"POST /users/{id}/reactivate": {path: "/users/{sam}/reactivate", reach: any_}, "POST /users/{id}/remove": {path: "/users/{sam}/remove", reach: any_},
	"DELETE /users/{id}/totp": {path: "/users/{sam}/totp", reach: any_}, "PUT /users/{id}/availability": {path: "/users/{sam}/availability", body: `{"availability":"away"}`, reach: any_},
	"GET /users/{id}/avatar": {path: "/users/{photographed}/avatar", reach: any_}, "GET /availability": {reach: any_},
	"GET /teams": {reach: any_}, "POST /teams": {body: `{"name":"New"}`, reach: any_}, "PATCH /teams/{id}": {path: "/teams/{team}", body: `{"name":"Renamed"}`, reach: any_}, "DELETE /teams/{id}": {path: "/teams/{team}", reach: any_},
	"GET /tags": {reach: any_}, "POST /tags": {body: `{"inbox_id":"{support}","name":"New","color":"#112233"}`, reach: sees},
	"PATCH /tags/{id}": {path: "/tags/{tag}", body: `{"name":"Renamed","color":"#112233"}`, reach: sees}, "DELETE /tags/{id}": {path: "/tags/{tag}", reach: sees},
	"GET /library": {reach: any_}, "POST /library/{id}/attach": {path: "/library/{libraryfile}/attach", reach: any_},
	"GET /snippets": {reach: any_}, "GET /templates": {reach: any_},
	"POST /snippets": {body: `{"name":"N","text":"T","scope":"private"}`, reach: any_}, "POST /templates": {body: `{"name":"N","text":"T","scope":"private"}`, reach: any_},
	"PATCH /snippets/{id}": {path: "/snippets/{snippet}", body: `{"name":"N","text":"T","scope":"private"}`, reach: mias}, "PATCH /templates/{id}": {path: "/templates/{template}", body: `{"name":"N","text":"T","scope":"private"}`, reach: mias},
	"DELETE /snippets/{id}": {path: "/snippets/{snippet}", reach: mias}, "DELETE /templates/{id}": {path: "/templates/{template}", reach: mias},
	"POST /snippets/{id}/use": {path: "/snippets/{snippet}/use", reach: mias}, "POST /templates/{id}/use": {path: "/templates/{template}/use", reach: mias},
	"GET /views/fields": {path: "/views/fields", reach: any_}, "POST /views": {body: `{"inbox_id":"{support}","name":"V","filter":{"op":"and","children":[]},"shared":"private"}`, reach: sees},
	"PUT /views/order": {body: `{"inbox_id":"{support}","view_ids":[]}`, reach: sees}, "PATCH /views/{id}": {path: "/views/{view}", body: `{"name":"W","filter":{"op":"and","children":[]},"shared":"private"}`, reach: mias},
	"DELETE /views/{id}": {path: "/views/{view}", reach: mias}, "POST /views/{id}/clone": {path: "/views/{view}/clone", body: `{"name":"Copy"}`, reach: mias},
	"PATCH /account": {body: `{"name":"Shop"}`, reach: any_}, "GET /inboxes": {reach: any_}, "GET /inboxes/{id}": {path: "/inboxes/{support}", reach: sees},
	"POST /inboxes": {body: `{"name":"New"}`, reach: any_}, "PATCH /inboxes/{id}": {path: "/inboxes/{support}", body: `{"name":"Renamed"}`, reach: any_}, "DELETE /inboxes/{id}": {path: "/inboxes/{sales}", reach: any_},
	"GET /inboxes/{id}/loads": {path: "/inboxes/{support}/loads", reach: sees}, "PUT /inboxes/{id}/capacity": {path: "/inboxes/{support}/capacity", body: `{"everyone":{"total":0,"messaging":5,"calling":1,"email":0},"members":[]}`, reach: any_},
	"GET /routing/fields": {path: "/routing/fields", reach: any_}, "POST /routing/what-if": {path: "/routing/what-if", body: `{"channel_account_id":"{account}","days":31,"routing":[{"name":"R","option":"contact_owner"}]}`, reach: any_},
	"GET /channel-accounts": {reach: any_}, "POST /channel-accounts": {body: `{"inbox_id":"{support}","channel":"email","address":"new@shop.test"}`, reach: any_},
	"POST /channel-accounts/test":  {path: "/channel-accounts/test", body: `{"inbox_id":"{support}","channel":"email","address":"new@shop.test"}`, reach: any_},
	"PATCH /channel-accounts/{id}": {path: "/channel-accounts/{account}", body: `{"name":"Shop"}`, reach: any_}, "POST /channel-accounts/{id}/reconnect": {path: "/channel-accounts/{account}/reconnect", body: `{}`, reach: any_},
	"POST /channel-accounts/{id}/aliases": {path: "/channel-accounts/{account}/aliases", body: `{"address":"desk@shop.test"}`, reach: any_}, "DELETE /channel-accounts/{id}/aliases/{address}": {path: "/channel-accounts/{account}/aliases/help@shop.test", reach: any_},
	"POST /alias-confirmations":     {body: `{"token":"x"}`, reach: any_},
	"DELETE /channel-accounts/{id}": {path: "/channel-accounts/{account}", reach: any_}, "GET /mail-providers": {reach: any_},
	"POST /mail-providers/{name}/consent": {path: "/mail-providers/testing/consent", body: `{"inbox_id":"{support}"}`, reach: any_}, "GET /mail-consent": {reach: any_},
	"POST /channel-accounts/{id}/help-desk": {path: "/channel-accounts/{account}/help-desk", body: `{"past":true,"confirm":"support@shop.test"}`, reach: any_}, "GET /channel-moves": {reach: any_},
	"GET /chatflows": {reach: any_}, "POST /chatflows": {body: `{"name":"Chat","account_id":"{chat}","language":"en"}`, reach: any_}, "PUT /chatflows/order": {body: `{"ids":[]}`, reach: any_},
	"GET /chatflows/{id}": {path: "/chatflows/{chatflow}", reach: any_}, "PATCH /chatflows/{id}": {path: "/chatflows/{chatflow}", body: `{"name":"Chat"}`, reach: any_}, "DELETE /chatflows/{id}": {path: "/chatflows/{chatflow}", reach: any_},
	"POST /chatflows/{id}/clone": {path: "/chatflows/{chatflow}/clone", body: `{"name":"Copy"}`, reach: any_}, "POST /chatflows/{id}/preview": {path: "/chatflows/{chatflow}/preview", body: `{"name":"Draft"}`, reach: any_},
	"POST /visitor-tokens":            {body: `{"email":"cleo@customer.test"}`, reach: any_},
	"POST /threads/{id}/email-switch": {path: "/threads/{thread}/email-switch", reach: acts},
	"GET /apps":                       {reach: any_}, "POST /apps": {body: `{"kind":"private","name":"Reports","scopes":["conversations.read"]}`, reach: any_}, "GET /apps/{id}": {path: "/apps/{app}", reach: any_},
	"PATCH /apps/{id}": {path: "/apps/{app}", body: `{"name":"Figures"}`, reach: any_}, "DELETE /apps/{id}": {path: "/apps/{app}", reach: any_},
	"POST /apps/{id}/token": {path: "/apps/{app}/token", reach: any_}, "DELETE /apps/{id}/tokens": {path: "/apps/{app}/tokens", reach: any_},
	"POST /apps/{id}/client-secret": {path: "/apps/{app}/client-secret", reach: any_}, "POST /apps/{id}/developer-key": {path: "/apps/{app}/developer-key", reach: any_},
	"GET /custom-channels": {reach: any_}, "POST /custom-channels/{id}/connect": {path: "/custom-channels/{customchannel}/connect", body: `{"inbox_id":"{support}"}`, reach: any_},
	"GET /apps/{id}/webhook": {path: "/apps/{app}/webhook", reach: any_}, "PUT /apps/{id}/webhook": {path: "/apps/{app}/webhook", body: `{"target_url":"https://bridge.test/events","max_concurrent_requests":5}`, reach: any_},
	"DELETE /apps/{id}/webhook": {path: "/apps/{app}/webhook", reach: any_}, "POST /apps/{id}/subscriptions": {path: "/apps/{app}/subscriptions", body: `{"event_type":"conversation.newMessage"}`, reach: any_},
	"PATCH /apps/{id}/subscriptions/{subscription_id}": {path: "/apps/{app}/subscriptions/{subscription}", body: `{"active":false}`, reach: any_}, "DELETE /apps/{id}/subscriptions/{subscription_id}": {path: "/apps/{app}/subscriptions/{subscription}", reach: any_},
	"GET /apps/{id}/deliveries": {path: "/apps/{app}/deliveries", reach: any_}, "POST /apps/{id}/deliveries/{delivery_id}/resend": {path: "/apps/{app}/deliveries/{delivery}/resend", reach: any_},
	"GET /oauth/consent": {path: "/oauth/consent?client_id={client}&redirect_uri=https%3A%2F%2Fprogram.test%2F&scope=oauth", reach: any_}, "POST /oauth/consent": {body: `{"client_id":"{client}","redirect_uri":"https://program.test/","scope":"oauth"}`, reach: any_},
	"GET /articles": {reach: any_}, "GET /articles/search": {path: "/articles/search?q=order", reach: any_}, "GET /articles/{id}": {path: "/articles/{article}", reach: any_},
	"POST /articles": {body: `{"category_id":"{category}","language":"en","title":"New"}`, reach: any_}, "PUT /articles/order": {body: `{"category_id":"{category}","ids":["{article}"]}`, reach: any_},
	"PATCH /articles/{id}": {path: "/articles/{article}", body: `{"category_id":"{category}"}`, reach: any_}, "DELETE /articles/{id}": {path: "/articles/{article}", reach: any_},
	"PUT /articles/{id}/versions/{language}": {path: "/articles/{article}/versions/fr", body: `{"title":"Nouveau"}`, reach: any_}, "DELETE /articles/{id}/versions/{language}": {path: "/articles/{article}/versions/en", reach: any_},
	"POST /articles/{id}/versions/{language}/preview": {path: "/articles/{article}/versions/en/preview", reach: any_}, "POST /article-pictures": {body: `no picture`, reach: any_},
	"GET /article-categories": {reach: any_}, "POST /article-categories": {body: `{"names":{"en":"New"}}`, reach: any_}, "PUT /article-categories/order": {body: `{"ids":["{category}"]}`, reach: any_},
	"PATCH /article-categories/{id}": {path: "/article-categories/{category}", body: `{"names":{"en":"Renamed"}}`, reach: any_}, "DELETE /article-categories/{id}": {path: "/article-categories/{category}", reach: any_},
	"GET /sender-rules": {reach: any_}, "POST /sender-rules": {body: `{"list":"deny","value":"new.test"}`, reach: any_}, "DELETE /sender-rules/{id}": {path: "/sender-rules/{rule}", reach: any_},
	"GET /blocked-senders": {reach: any_}, "DELETE /blocked-senders/{id}": {path: "/blocked-senders/{rule}", reach: any_},
	"GET /spam-settings": {reach: any_}, "PUT /spam-settings": {body: `{"auto_reply":true,"marketing":true,"role":true,"unsubscribe":true,"rspamd_url":""}`, reach: any_},
	"GET /holidays": {reach: any_}, "POST /holidays": {body: `{"name":"New Year","day":"2027-01-01"}`, reach: any_}, "POST /holidays/import": {path: "/holidays/import", body: `{"calendar":"BEGIN:VEVENT\nSUMMARY:X\nDTSTART:20270101\nEND:VEVENT"}`, reach: any_},
	"DELETE /holidays/{id}": {path: "/holidays/{holiday}", reach: any_}, "GET /domains": {reach: any_}, "POST /domains/{name}/check": {path: "/domains/shop.test/check", reach: any_}, "POST /domains/{name}/key": {path: "/domains/shop.test/key", reach: any_},
	"GET /mail-settings": {reach: any_}, "PUT /mail-settings": {body: `{}`, reach: any_},
	"GET /quarantine": {reach: any_}, "POST /quarantine/{id}/retry": {path: "/quarantine/{quarantine}/retry", reach: any_}, "POST /quarantine/{id}/discard": {path: "/quarantine/{quarantine}/discard", reach: any_}, "GET /quarantine/{id}/raw": {path: "/quarantine/{quarantine}/raw", reach: any_},
	"GET /jobs": {reach: any_}, "POST /jobs/{id}/retry": {path: "/jobs/{dead}/retry", reach: any_}, "DELETE /jobs/{id}": {path: "/jobs/{dead}", reach: any_},
	"GET /audit": {reach: any_}, "GET /audit.csv": {reach: any_},
}

// ATK-14: every route, for every role, on an object that is foreign to some of
// them. What is expected follows from the right that the route declares and
// from the reach of its object; SET-07 is the middle of it.
func TestRoutes_everyRightForEveryRole(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	model := newModel(t)
	reading := model.copy(t) // nothing changes by reading: one office serves all
	for _, route := range reading.server.Routes() {
		name := route.Method + " " + strings.TrimPrefix(route.Path, "/api")
		listed[name] = true
		e, ok := entries[name]
		if !ok {
			t.Errorf("%s has no entry: say what it asks of its object", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := &office{}
			if *o = *reading; route.Method != http.MethodGet {
				o = model.copy(t)
			}
			o.t = t
			path := e.path
			if path == "" {
				path = strings.TrimPrefix(route.Path, "/api")
			}
			o.tryRoles(route, o.named(path), o.named(e.body), e)
		})
	}
	for name := range entries {
		if !listed[name] {
			t.Errorf("the table names %s, which is no route", name)
		}
	}
}

// tryRoles asks as each role, those who are refused first.
func (o *office) tryRoles(route Route, path, body string, e entry) {
	roles := []struct {
		name   string
		caller *caller
		u      *parley.User
	}{{"nobody", o.stranger(), nil}, {"another inbox", o.as(o.sam), o.sam}, {"account access", o.as(o.ann), o.ann}, {"super admin", o.as(o.ada), o.ada}, {"member", o.as(o.mia), o.mia}}
	for _, refused := range []bool{true, false} {
		for _, role := range roles {
			want := wanted(route, e.reach, role.u, o)
			if (want != 0) != refused || want == 0 && e.quiet {
				continue
			}
			got := role.caller.call(route.Method, path, body).status
			switch {
			case want != 0 && got != want:
				o.t.Errorf("%s: got %d, want %d", role.name, got, want)
			case want == 0 && (got == http.StatusUnauthorized && e.reach != anyone || got == http.StatusForbidden || got >= 500 && got != http.StatusServiceUnavailable):
				o.t.Errorf("%s: got %d, want to be let in", role.name, got)
			}
		}
	}
}

// wanted is the status of a refusal, or zero for being let in.
func wanted(route Route, reach reach, u *parley.User, o *office) int {
	permission, _ := strings.CutPrefix(route.Right, "permission ")
	switch {
	case route.Right == "public":
		return 0
	case u == nil:
		return http.StatusUnauthorized
	case route.Right == "super admin" && !u.SuperAdmin, route.Right != "signed-in" && route.Right != "super admin" && !u.Has(parley.Permission(permission)):
		return http.StatusForbidden
	case reach == any_, u == o.mia:
		return 0
	case reach == mias, u == o.sam:
		return http.StatusNotFound
	case reach == acts:
		return http.StatusForbidden
	}
	return 0
}

// offline keeps the office from asking the network.
func offline(options *Options) {
	options.Resolver = noDNS{}
	options.Outside = http.DefaultClient
	options.MailProviders = []MailProvider{{Name: "testing", AuthURL: func(state, verifier string) string { return "https://consent.test/" + state }}}
}

// ATK-15: whatever takes a body refuses a field that it does not know.
func TestRoutes_refuseUnknownFields(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.stock()
	o.write(o.stockMeetings)
	tried := 0
	for _, route := range o.server.Routes() {
		e := entries[route.Method+" "+strings.TrimPrefix(route.Path, "/api")]
		var body map[string]any
		if json.Unmarshal([]byte(e.body), &body) != nil || body == nil {
			continue
		}
		tried++
		body["is_admin"] = true
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		path := e.path
		if path == "" {
			path = strings.TrimPrefix(route.Path, "/api")
		}
		if got := o.as(o.ada).call(route.Method, o.named(path), o.named(string(text))); got.status != http.StatusBadRequest {
			t.Errorf("%s %s with an unknown field: got %d %s", route.Method, path, got.status, got.body)
		}
	}
	if tried < 40 {
		t.Errorf("only %d routes were tried", tried)
	}
}

// SET-07, ATK-16: one who only sees an inbox acts on none of its threads,
// however they are named; ids of others in a body are as good as none.
func TestRoutes_bodiesReachNoFurtherThanRights(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.stock()
	o.write(o.stockMeetings)
	for _, body := range []string{`{"action":"close","match":{"view_id":"{open}"}}`, `{"action":"trash","thread_ids":["{thread}"]}`, `{"action":"assign","thread_ids":["{thread}"],"assignee":{"kind":"user","id":"{mia}"}}`} {
		for _, c := range []*caller{o.as(o.ada), o.as(o.sam)} {
			c.call("POST", "/threads/actions", o.named(body))
		}
	}
	th, err := o.db.Read(t.Context()).Thread(o.thread.ID)
	if err != nil || th.Status != parley.ThreadOpen || th.Trashed || th.AssigneeID != 0 {
		t.Errorf("got %+v, %v: somebody who is no member acted", th, err)
	}
	for _, c := range []struct{ method, path, body string }{
		{"POST", "/threads/actions", `{"action":"assign","thread_ids":["{thread}"],"assignee":{"kind":"user","id":"{sam}"}}`},
		{"POST", "/threads/actions", `{"action":"move","thread_ids":["{thread}"],"inbox_id":"999999"}`},
		{"POST", "/threads/actions", `{"action":"tag","thread_ids":["{thread}"],"tag_id":"999999"}`},
	} {
		got := read[ActionResult](t, o.as(o.mia).call(c.method, c.path, o.named(c.body)))
		if len(got.Outcomes) > 0 && got.Outcomes[0].OK {
			t.Errorf("%s: done", c.body)
		}
	}
	for _, c := range []struct{ method, path, body string }{
		{"PATCH", "/inboxes/{support}", `{"user_ids":["999999"]}`},
		{"PATCH", "/users/{mia}", `{"primary_team_id":"999999"}`},
		{"POST", "/channel-accounts", `{"inbox_id":"999999","channel":"email","address":"n@shop.test"}`},
		{"PATCH", "/channel-accounts/{account}", `{"routing":[{"name":"R","option":"specific","user_ids":["999999"]}]}`},
		{"PATCH", "/channel-accounts/{account}", `{"inbox_id":"999999"}`},
		{"POST", "/teams", `{"name":"T","member_ids":["999999"]}`},
		{"POST", "/snippets", `{"name":"S","text":"T","scope":"teams","team_ids":["999999"]}`},
		{"POST", "/views", `{"inbox_id":"{support}","name":"V","filter":{"op":"and"},"shared":"specific","user_ids":["999999"]}`},
	} {
		o.as(o.ada).must(http.StatusBadRequest, c.method, o.named(c.path), o.named(c.body))
	}
}
