package hubapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"parley/internal/hubapi"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// bench is a door with two apps: ours, and another whose key opens nothing here.
type bench struct {
	*testing.T
	web   *httptest.Server
	db    *store.DB
	app   *parley.App
	keys  settings.AppSecrets
	other settings.AppSecrets
}

func newBench(t *testing.T, scopes ...string) *bench {
	t.Parallel()
	b := &bench{T: t, db: storetest.New(t)}
	storetest.Write(t, b.db, func(tx *store.Tx) error {
		ada := &parley.User{ID: parley.UserID(tx.NewID()), Email: "ada@shop.test", SuperAdmin: true, PasswordHash: "x"}
		if err := tx.Insert("account", &store.Account{ID: 1, Name: "Shop", Epoch: "e", Settings: map[string]any{"portal_id": "12345678"}}); err != nil {
			return err
		}
		if err := tx.Insert("user", ada); err != nil {
			return err
		}
		b.app = &parley.App{Kind: parley.AppPrivate, Name: "Bridge", Scopes: append([]string{"conversations.read"}, scopes...)}
		var err error
		if b.keys, err = settings.CreateApp(tx, ada, b.app); err != nil {
			return err
		}
		b.other, err = settings.CreateApp(tx, ada, &parley.App{Kind: parley.AppPrivate, Name: "Other", Scopes: append([]string{"conversations.read"}, scopes...)})
		return err
	})
	b.web = httptest.NewServer(hubapi.New(hubapi.Options{DB: b.db}))
	t.Cleanup(b.web.Close)
	return b
}

// ask sends a request and reads the answer; headers are pairs.
func (b *bench) ask(method, path, body string, headers ...string) (int, map[string]any) {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), method, b.web.URL+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	var text bytes.Buffer
	text.ReadFrom(resp.Body)
	var out map[string]any
	if text.Len() > 0 {
		if err := json.Unmarshal(text.Bytes(), &out); err != nil {
			b.Fatalf("%s %s: %s", method, path, text.String())
		}
	}
	return resp.StatusCode, out
}

// expect asks and insists on the code.
func (b *bench) expect(code int, method, path, body string, headers ...string) map[string]any {
	b.Helper()
	got, out := b.ask(method, path, body, headers...)
	if got != code {
		b.Fatalf("%s %s: %d %v, want %d", method, path, got, out, code)
	}
	return out
}

// HOOK-01, HOOK-02: settings and subscriptions by developer key, with the codes
// and shapes that clients insist on.
func TestWebhooks_settingsAndSubscriptions(t *testing.T) {
	b := newBench(t)
	at := func(path string) string {
		return fmt.Sprintf("/webhooks/v3/%s%s?hapikey=%s", b.app.ID, path, b.keys.DeveloperKey)
	}
	b.expect(404, "GET", at("/settings"), "")
	for _, bad := range []string{`{"targetUrl":"http://bridge.test","throttling":{"maxConcurrentRequests":5}}`, `{"targetUrl":"","throttling":{"maxConcurrentRequests":5}}`, `{"targetUrl":"https://bridge.test","throttling":{"maxConcurrentRequests":0}}`, `{`} {
		if e := b.expect(400, "PUT", at("/settings"), bad); e["category"] != "VALIDATION_ERROR" {
			t.Errorf("%s: %v", bad, e)
		}
	}
	s := b.expect(200, "PUT", at("/settings"), `{"targetUrl":"https://bridge.test/hooks","throttling":{"maxConcurrentRequests":5}}`)
	if s["targetUrl"] != "https://bridge.test/hooks" || s["throttling"].(map[string]any)["maxConcurrentRequests"] != 5.0 || s["createdAt"] == nil || s["updatedAt"] != nil {
		t.Errorf("settings %v", s)
	}
	if s := b.expect(200, "PUT", at("/settings"), `{"targetUrl":"https://bridge.test/2","throttling":{"maxConcurrentRequests":7}}`); s["updatedAt"] == nil {
		t.Errorf("changed settings %v", s)
	}

	for _, bad := range []string{`{"eventType":"thread.creation"}`, `{"eventType":"contact.propertyChange"}`} {
		b.expect(400, "POST", at("/subscriptions"), bad)
	}
	one := b.expect(201, "POST", at("/subscriptions"), `{"eventType":"contact.propertyChange","propertyName":"email"}`)
	two := b.expect(201, "POST", at("/subscriptions"), `{"eventType":"conversation.newMessage","active":true}`)
	if one["active"] != false || one["propertyName"] != "email" || two["active"] != true || two["propertyName"] != nil || two["updatedAt"] != nil {
		t.Errorf("subscriptions %v, %v", one, two)
	}
	if e := b.expect(409, "POST", at("/subscriptions"), `{"eventType":"contact.propertyChange","propertyName":"email","active":true}`); e["category"] != "CONFLICT" {
		t.Errorf("twice: %v", e)
	}
	id := one["id"].(string)
	if s := b.expect(200, "PATCH", at("/subscriptions/"+id), `{"active":true}`); s["active"] != true || s["updatedAt"] == nil {
		t.Errorf("switched on: %v", s)
	}
	batch := b.expect(200, "POST", at("/subscriptions/batch/update"), `{"inputs":[{"id":`+id+`,"active":false},{"id":"`+two["id"].(string)+`","active":false}]}`)
	if r := batch["results"].([]any); batch["status"] != "COMPLETE" || len(r) != 2 || r[0].(map[string]any)["active"] != false || batch["startedAt"] == nil || batch["completedAt"] == nil {
		t.Errorf("batch %v", batch)
	}
	batch = b.expect(207, "POST", at("/subscriptions/batch/update"), `{"inputs":[{"id":`+id+`,"active":true},{"id":999999,"active":false}]}`)
	if e := batch["errors"].([]any)[0].(map[string]any); batch["numErrors"] != 1.0 || e["category"] != "OBJECT_NOT_FOUND" || e["context"].(map[string]any)["ids"].([]any)[0] != "999999" {
		t.Errorf("batch with errors %v", batch)
	}
	if all := b.expect(200, "GET", at("/subscriptions"), "")["results"].([]any); len(all) != 2 {
		t.Errorf("list %v", all)
	}
	b.expect(204, "DELETE", at("/subscriptions/"+id), "")
	b.expect(404, "GET", at("/subscriptions/"+id), "")
	b.expect(404, "DELETE", at("/subscriptions/"+id), "")
	b.expect(204, "DELETE", at("/settings"), "")
	b.expect(404, "GET", at("/settings"), "")
	if all := b.expect(200, "GET", at("/subscriptions/"), "")["results"].([]any); len(all) != 1 {
		t.Errorf("deleting settings took subscriptions along: %v", all)
	}
}

// API-03, HOOK-01: only the app's own developer key opens its settings: no
// token, no key, and not that of another app.
func TestWebhooks_ownKeyAlone(t *testing.T) {
	b := newBench(t)
	two := b.expect(201, "POST", fmt.Sprintf("/webhooks/v3/%s/subscriptions?hapikey=%s", b.app.ID, b.keys.DeveloperKey), `{"eventType":"conversation.newMessage"}`)
	for _, path := range []string{"/settings", "/subscriptions", "/subscriptions/" + two["id"].(string)} {
		at := fmt.Sprintf("/webhooks/v3/%s%s", b.app.ID, path)
		b.expect(401, "GET", at, "")
		b.expect(401, "GET", at, "", "Authorization", "Bearer "+b.keys.Token)
		b.expect(401, "GET", at+"?hapikey=wrong", "")
		b.expect(404, "GET", at+"?hapikey="+b.other.DeveloperKey, "")
	}
}
