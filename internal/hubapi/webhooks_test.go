package hubapi

import (
	"fmt"
	"testing"

	"parley/internal/automation"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

const hooks = "/webhooks/v3/<app>"

func init() {
	const one = hooks + "/subscriptions/<subscription>"
	for route, e := range map[string]entry{
		"GET /settings": {path: hooks + "/settings"}, "PUT /settings": {path: hooks + "/settings", body: `{"targetUrl":"https://bridge.test","throttling":{"maxConcurrentRequests":5}}`}, "DELETE /settings": {path: hooks + "/settings"},
		"GET /subscriptions": {path: hooks + "/subscriptions"}, "POST /subscriptions": {path: hooks + "/subscriptions", body: `{"eventType":"contact.creation"}`},
		"POST /subscriptions/batch/update":       {path: hooks + "/subscriptions/batch/update", body: `{"inputs":[{"id":<subscription>,"active":true}]}`},
		"GET /subscriptions/{subscriptionId}":    {path: one},
		"PATCH /subscriptions/{subscriptionId}":  {path: one, body: `{"active":true}`},
		"DELETE /subscriptions/{subscriptionId}": {path: one},
	} {
		var method, rest string
		fmt.Sscan(route, &method, &rest)
		entries[method+" /webhooks/v3/{appId}"+rest] = e
	}
}

// stockHooks adds what the paths of webhooks name.
func (s *shop) stockHooks() {
	s.write(func(tx *store.Tx) error {
		sub := &parley.WebhookSubscription{AppID: s.app.ID, EventType: "conversation.creation", Active: true}
		if err := automation.Subscribe(tx, parley.System, sub); err != nil {
			return err
		}
		s.ids["subscription"] = sub.ID.String()
		return automation.SetWebhook(tx, parley.System, &parley.Webhook{AppID: s.app.ID, TargetURL: "https://bridge.test/hooks", MaxConcurrentRequests: 10}, false)
	})
}

// HOOK-01, HOOK-02: settings and subscriptions by developer key, with the codes
// and shapes that clients insist on.
func TestWebhooks_settingsAndSubscriptions(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	expect := func(want int, method, path, body string) answer {
		t.Helper()
		return s.must(want, method, hooks+path+"?hapikey="+s.key, body)
	}
	expect(404, "GET", "/settings", "")
	for _, bad := range []string{`{"targetUrl":"http://bridge.test","throttling":{"maxConcurrentRequests":5}}`, `{"targetUrl":"","throttling":{"maxConcurrentRequests":5}}`, `{"targetUrl":"https://bridge.test","throttling":{"maxConcurrentRequests":0}}`, `{`} {
		if e := expect(400, "PUT", "/settings", bad); e.text("category") != "VALIDATION_ERROR" {
			t.Errorf("%s: %s", bad, e.body)
		}
	}
	set := expect(200, "PUT", "/settings", `{"targetUrl":"https://bridge.test/hooks","throttling":{"maxConcurrentRequests":5}}`)
	if set.text("targetUrl") != "https://bridge.test/hooks" || set.text("throttling.maxConcurrentRequests") != "5" || set.text("createdAt") == "null" || set.text("updatedAt") != "null" {
		t.Errorf("settings %s", set.body)
	}
	if set := expect(200, "PUT", "/settings", `{"targetUrl":"https://bridge.test/2","throttling":{"maxConcurrentRequests":7}}`); set.text("updatedAt") == "null" {
		t.Errorf("changed settings %s", set.body)
	}

	for _, bad := range []string{`{"eventType":"thread.creation"}`, `{"eventType":"contact.propertyChange"}`} {
		expect(400, "POST", "/subscriptions", bad)
	}
	one := expect(201, "POST", "/subscriptions", `{"eventType":"contact.propertyChange","propertyName":"email"}`)
	two := expect(201, "POST", "/subscriptions", `{"eventType":"conversation.newMessage","active":true}`)
	if one.text("active") != "false" || one.text("propertyName") != "email" || two.text("active") != "true" || two.text("propertyName") != "null" || two.text("updatedAt") != "null" {
		t.Errorf("subscriptions %s, %s", one.body, two.body)
	}
	if e := expect(409, "POST", "/subscriptions", `{"eventType":"contact.propertyChange","propertyName":"email","active":true}`); e.text("category") != "CONFLICT" {
		t.Errorf("twice: %s", e.body)
	}
	id := one.text("id")
	if on := expect(200, "PATCH", "/subscriptions/"+id, `{"active":true}`); on.text("active") != "true" || on.text("updatedAt") == "null" {
		t.Errorf("switched on: %s", on.body)
	}
	batch := expect(200, "POST", "/subscriptions/batch/update", `{"inputs":[{"id":`+id+`,"active":false},{"id":"`+two.text("id")+`","active":false}]}`)
	if batch.text("status") != "COMPLETE" || batch.text("results.0.active") != "false" || batch.text("results.1.active") != "false" || batch.text("startedAt") == "null" || batch.text("completedAt") == "null" {
		t.Errorf("batch %s", batch.body)
	}
	batch = expect(207, "POST", "/subscriptions/batch/update", `{"inputs":[{"id":`+id+`,"active":true},{"id":999999,"active":false}]}`)
	if batch.text("numErrors") != "1" || batch.text("errors.0.category") != "OBJECT_NOT_FOUND" || batch.text("errors.0.context.ids.0") != "999999" {
		t.Errorf("batch with errors %s", batch.body)
	}
	if all := expect(200, "GET", "/subscriptions", ""); all.text("results.1.id") != two.text("id") {
		t.Errorf("list %s", all.body)
	}
	expect(204, "DELETE", "/subscriptions/"+id, "")
	expect(404, "GET", "/subscriptions/"+id, "")
	expect(404, "DELETE", "/subscriptions/"+id, "")
	expect(204, "DELETE", "/settings", "")
	expect(404, "GET", "/settings", "")
	if all := expect(200, "GET", "/subscriptions/", ""); all.text("results.0.id") != two.text("id") {
		t.Errorf("deleting settings took subscriptions along: %s", all.body)
	}
}

// API-03, HOOK-01: only the app's own developer key opens its settings: no
// token, no key, and not that of another app.
func TestWebhooks_ownKeyAlone(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	s.stockHooks()
	var other settings.AppSecrets
	s.write(func(tx *store.Tx) (err error) {
		other, err = settings.CreateApp(tx, s.ada, &parley.App{Kind: parley.AppPrivate, Name: "Other", Scopes: []string{"conversations.read"}})
		return err
	})
	for _, path := range []string{"/settings", "/subscriptions", "/subscriptions/<subscription>"} {
		s.must(401, "GET", hooks+path, "")
		s.must(401, "GET", hooks+path+"?hapikey=wrong", "")
		s.must(404, "GET", hooks+path+"?hapikey="+other.DeveloperKey, "")
	}
}
