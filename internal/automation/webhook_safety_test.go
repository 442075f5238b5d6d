package automation_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"parley/internal/automation"
	"parley/internal/parley"
	"parley/internal/store"
)

// HOOK-10: the log keeps answer, time and duration for seven days; what is there
// can be told again, by itself and after a failure.
func TestWebhook_logAndResend(t *testing.T) {
	w := setup(t)
	w.subscribe("conversation.creation", "")
	w.to.answer = func(n int, _ []told) int { return map[bool]int{true: 202, false: 200}[n == 1] }
	w.start()
	w.open()
	e := w.becomes(settled(1))[0]
	if e.Code != 202 || !e.CalledAt.Equal(w.now().UTC()) || e.State != parley.HookDelivered || e.Reason != "" {
		t.Fatalf("the log says %+v", e)
	}
	w.write(func(tx *store.Tx) error { return automation.Resend(tx, parley.ByUser(w.user.ID), e) })
	all := w.to.count(2)
	if all[0].EventID != all[1].EventID {
		t.Errorf("sent again as %d, was %d", all[1].EventID, all[0].EventID)
	}
	w.becomes(func(log []*parley.WebhookEvent) bool { return log[0].Code == 200 })
	w.write(func(tx *store.Tx) error { return tx.TidyWebhookEvents(w.now().Add(-7 * 24 * time.Hour)) })
	if len(w.log()) != 1 {
		t.Error("the log was thrown away early")
	}
	w.write(func(tx *store.Tx) error { return tx.TidyWebhookEvents(w.now().Add(time.Millisecond)) })
	if len(w.log()) != 0 {
		t.Error("the log is kept for ever")
	}
}

// ATK-27, HOOK-11: a target that leads inside is not called, whether it says so,
// its name turns out so, or it redirects; unless the operator allows it.
func TestWebhook_keepsOut(t *testing.T) {
	w := setup(t)
	w.net.AllowPrivate = false
	w.subscribe("conversation.creation", "")
	port := w.to.URL[strings.LastIndex(w.to.URL, ":"):]
	w.start()
	for n, target := range []string{w.to.URL, "https://localhost" + port, "https://[::ffff:127.0.0.1]" + port, "https://0.0.0.0" + port, "https://169.254.169.254/latest/meta-data"} {
		w.write(func(tx *store.Tx) error {
			return automation.SetWebhook(tx, parley.System, &parley.Webhook{AppID: w.app.ID, TargetURL: target, MaxConcurrentRequests: 5}, false)
		})
		w.open()
		log := w.becomes(func(log []*parley.WebhookEvent) bool { return len(log) == n+1 && log[0].Attempt == 1 })
		if log[0].Reason != "address" {
			t.Errorf("%s: %+v", target, log[0])
		}
	}
	if all := w.to.all(); len(all) > 0 {
		t.Errorf("an inner server was told %+v", all)
	}
}

// ATK-27: a redirect is an answer like others that is no 2xx: nobody is told
// whom the administrator did not name.
func TestWebhook_followsNoRedirect(t *testing.T) {
	w := setup(t)
	w.subscribe("conversation.creation", "")
	other := newReceiver(t, w.now)
	moved := http.RedirectHandler(other.URL, http.StatusTemporaryRedirect)
	w.to.Config.Handler = moved
	w.start()
	w.open()
	log := w.becomes(func(log []*parley.WebhookEvent) bool { return len(log) == 1 && log[0].Attempt == 1 })
	if log[0].Code != 307 || len(other.all()) > 0 {
		t.Errorf("%+v; the other heard %v", log[0], other.all())
	}
}

// HOOK-01, HOOK-02, HOOK-03: what cannot be set is refused by name.
func TestWebhook_refuses(t *testing.T) {
	w := setup(t)
	for target, plain := range map[string]bool{"http://example.org/x": false, "ftp://example.org": true, "https://": false, "https://u:p@example.org": false, "example.org": true, "https://example.org/#x": false} {
		err := w.db.Write(t.Context(), func(tx *store.Tx) error {
			return automation.SetWebhook(tx, parley.System, &parley.Webhook{AppID: w.app.ID, TargetURL: target, MaxConcurrentRequests: 1}, plain)
		})
		if parley.KindOf(err) != parley.Invalid {
			t.Errorf("%s: %v", target, err)
		}
	}
	for _, s := range [][3]string{{"thread.creation"}, {"conversation"}, {"conversation.propertyChange"}, {"conversation.propertyChange", "subject"}, {"contact.propertyChange"},
		{"contact.creation", "email"}, {"product.privacyDeletion"}, {"object.creation"}, {"contact.creation", "", "0-1"}} {
		err := w.db.Write(t.Context(), func(tx *store.Tx) error {
			return automation.Subscribe(tx, parley.System, &parley.WebhookSubscription{AppID: w.app.ID, EventType: s[0], PropertyName: s[1], ObjectTypeID: s[2]})
		})
		if parley.KindOf(err) != parley.Invalid {
			t.Errorf("%s: %v", fmt.Sprint(s), err)
		}
	}
	w.subscribe("product.propertyChange", "price") // never comes, and may be asked for
	w.subscribe("contact.propertyChange", "email")
	err := w.db.Write(t.Context(), func(tx *store.Tx) error {
		return automation.Subscribe(tx, parley.System, &parley.WebhookSubscription{AppID: w.app.ID, EventType: "contact.propertyChange", PropertyName: "email"})
	})
	if parley.KindOf(err) != parley.Conflict {
		t.Errorf("twice the same: %v", err)
	}
}
