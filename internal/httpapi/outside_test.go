package httpapi

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// EMAIL-01, ATK-38: consent at a provider connects a mailbox; the answer counts
// once, for who began, and the token is sealed.
func TestConsent_connectsTheMailbox(t *testing.T) {
	t.Parallel()
	var verifier string
	address := "team@gmail.test"
	o := newOffice(t, func(opt *Options) {
		opt.MailProviders = []MailProvider{{Name: "google", IMAP: parley.MailServer{Host: "imap.gmail.test", Port: 993, Security: "tls"}, SMTP: parley.MailServer{Host: "smtp.gmail.test", Port: 465, Security: "tls"},
			AuthURL: func(state, v string) string { verifier = v; return "https://consent.test/?state=" + state },
			Exchange: func(_ context.Context, code, v string) (string, string, error) {
				if code != "agreed" || v != verifier || v == "" {
					return "", "", errors.New("invalid_grant")
				}
				return address, "refresh-me", nil
			}}}
	})
	begin := func(body string) string {
		u, err := url.Parse(read[ConsentURL](t, o.as(o.ada).must(200, "POST", "/mail-providers/google/consent", body)).URL)
		if err != nil {
			t.Fatal(err)
		}
		return u.Query().Get("state")
	}
	back := func(c *caller, state, code string) string {
		return c.must(302, "GET", "/mail-consent?state="+state+"&code="+code, "").header.Get("Location")
	}
	inbox := `{"inbox_id":"` + o.support.ID.String() + `","import_days":3}`
	for _, try := range []struct {
		who         *parley.User
		state, code string
	}{{o.ada, "guess", "agreed"}, {o.ann, begin(inbox), "agreed"}, {o.ada, begin(inbox), "refused"}} {
		if to := back(o.as(try.who), try.state, try.code); !strings.Contains(to, "failed") {
			t.Errorf("%+v: got %s", try, to)
		}
	}
	state := begin(inbox)
	if to := back(o.as(o.ada), state, "agreed"); strings.Contains(to, "failed") {
		t.Fatal(to)
	}
	if to := back(o.as(o.ada), state, "agreed"); !strings.Contains(to, "failed") {
		t.Error("a consent was used twice")
	}
	acct, err := o.db.Read(t.Context()).ChannelAccountByAddress(parley.ChannelEmail, address)
	if err != nil || acct.Settings.IMAP.Auth != "xoauth2" || acct.Settings.IMAP.Username != address || acct.Settings.ImportDays != 3 || acct.State != parley.AccountConnecting {
		t.Fatalf("got %+v, %v", acct, err)
	}
	if got, err := settings.NewDirectory(o.db).Secret(t.Context(), acct.ID, "oauth_token"); got != "refresh-me" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	again := `{"channel_account_id":"` + acct.ID.String() + `"}`
	if to := back(o.as(o.ada), begin(again), "agreed"); strings.Contains(to, "failed") {
		t.Error(to)
	}
	address = "other@gmail.test"
	if to := back(o.as(o.ada), begin(again), "agreed"); !strings.Contains(to, "failed") {
		t.Error("another mailbox took the place of the first")
	}
}

// ATK-27, SET-11: the provider is asked for only where it is outside, and only
// as far as a super admin has set it up.
func TestOIDC_startsWhereItIsSetUp(t *testing.T) {
	t.Parallel()
	asked := 0
	mux := http.NewServeMux()
	provider := httptest.NewServer(mux)
	t.Cleanup(provider.Close)
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.Header().Set("Content-Type", "application/json")
		w.Write([]byte(`{"issuer":"` + provider.URL + `","authorization_endpoint":"` + provider.URL + `/authorize","token_endpoint":"` + provider.URL + `/token","jwks_uri":"` + provider.URL + `/keys"}`))
	})
	set := `{"enabled":true,"label":"Company","issuer":"` + provider.URL + `","client_id":"parley","client_secret":"hush"}`
	inside := newOffice(t, nil)
	inside.as(inside.ada).must(400, "PUT", "/oidc-settings", set)

	o := newOffice(t, func(opt *Options) { opt.Outside = http.DefaultClient })
	o.stranger().must(404, "GET", "/oidc/start", "")
	saved := o.as(o.ada).must(200, "PUT", "/oidc-settings", set)
	if got := read[OIDCSettings](t, saved); !got.SecretSet || strings.Contains(string(saved.body), "hush") {
		t.Errorf("got %s", saved.body)
	}
	if got := read[OIDCOffer](t, o.stranger().must(200, "GET", "/oidc", "")); !got.Enabled || got.Label != "Company" {
		t.Errorf("got %+v", got)
	}
	for range 3 {
		a := o.stranger().must(302, "GET", "/oidc/start", "")
		u, err := url.Parse(a.header.Get("Location"))
		if err != nil || u.Query().Get("code_challenge_method") != "S256" || u.Query().Get("nonce") == "" || u.Query().Get("redirect_uri") != "http://parley.test/api/oidc/callback" {
			t.Fatalf("got %v", u)
		}
		if cookie := a.header.Get("Set-Cookie"); !strings.Contains(cookie, u.Query().Get("state")) || !strings.Contains(cookie, "HttpOnly") {
			t.Errorf("got cookie %q", cookie)
		}
	}
	if asked != 1 {
		t.Errorf("the provider was discovered %d times", asked)
	}
	if to := o.stranger().must(302, "GET", "/oidc/callback?state=x&code=y", "").header.Get("Location"); !strings.Contains(to, "failed") {
		t.Errorf("got %s", to)
	}
}

// EMAIL-22: a quarantined mail is listed, downloaded as bytes, retried or
// discarded, and each decision is in the audit log.
func TestQuarantine_decide(t *testing.T) {
	t.Parallel()
	var retried []byte
	fail := true
	o := newOffice(t, func(opt *Options) {
		opt.RetryMail = func(_ context.Context, _ *store.Quarantine, raw []byte) error {
			retried = raw
			if fail {
				return parley.Errorf(parley.Conflict, "it still cannot be parsed")
			}
			return nil
		}
	})
	o.stock()
	ann := o.as(o.ann)
	path := o.named("/quarantine/{quarantine}")
	if got := ann.must(200, "GET", path+"/raw", ""); string(got.body) != "hello" || got.header.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("got %v %q", got.header, got.body)
	}
	count := func() int { return len(read[QuarantineList](t, ann.must(200, "GET", "/quarantine", "")).Quarantine) }
	ann.must(409, "POST", path+"/retry", "")
	if count() != 1 || string(retried) != "hello" {
		t.Errorf("got %d listed, retried %q", count(), retried)
	}
	fail = false
	ann.must(204, "POST", path+"/retry", "")
	ann.must(204, "POST", path+"/discard", "")
	if count() != 0 {
		t.Error("it is listed still")
	}
	if log := read[AuditLog](t, ann.must(200, "GET", "/audit?object=quarantine", "")); len(log.Entries) != 1 || log.Entries[0].Kind != "quarantine.retried" {
		t.Errorf("got %+v", log.Entries)
	}
	if jobs := read[JobList](t, ann.must(200, "GET", "/jobs", "")); len(jobs.Jobs) != 1 {
		t.Errorf("got %+v", jobs)
	}
	ann.must(204, "POST", o.named("/jobs/{dead}/retry"), "")
	ann.must(404, "POST", o.named("/jobs/{dead}/retry"), "")
}
