package httpapi

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// letters returns the mail of the system, whether it waits, is at work, or was
// given up by a runner that has no way out.
func (o *office) letters() (out []string) {
	o.t.Helper()
	var jobs []*store.Job
	for _, state := range []string{"waiting", "running", "dead"} {
		found, err := o.db.Read(o.t.Context()).Jobs(state, 100)
		if err != nil {
			o.t.Fatal(err)
		}
		jobs = append(jobs, found...)
	}
	for _, j := range jobs {
		if j.Kind == "deliver.system" {
			var letter struct{ Text string }
			if err := json.Unmarshal([]byte(j.Payload), &letter); err != nil {
				o.t.Fatal(err)
			}
			out = append(out, letter.Text)
		}
	}
	return out
}

var inLink = regexp.MustCompile(`http://parley\.test/(?:invitation|reset)/(\S+)`)

// SET-09, ATK-23: an invitation goes out by mail, shows where it leads, lets in
// once, and gives the rights that were set.
func TestInvitation_fromMailToSession(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	u := read[User](t, o.as(o.ada).must(200, "POST", "/users", `{"email":"new@shop.test","permissions":["reports"],"language":"fr"}`))
	if !u.Invited || len(u.Permissions) != 1 {
		t.Errorf("got %+v", u)
	}
	letters := o.letters()
	if len(letters) != 1 || !inLink.MatchString(letters[0]) {
		t.Fatalf("got %q", letters)
	}
	token := inLink.FindStringSubmatch(letters[0])[1]
	if got := read[Invitation](t, o.stranger().must(200, "GET", "/invitations/"+token, "")); got.Email != "new@shop.test" || got.CompanyName != "Corner Shop" || got.Language != "fr" {
		t.Errorf("got %+v", got)
	}
	body := `{"first_name":"Nora","last_name":"N","password":"a long password","language":"en"}`
	o.stranger().must(400, "POST", "/invitations/"+token, strings.Replace(body, "a long password", "short", 1))
	joined := o.stranger().must(200, "POST", "/invitations/"+token, body)
	if !strings.Contains(joined.header.Get("Set-Cookie"), "HttpOnly") || read[Session](t, joined).User.Name != "Nora N" {
		t.Errorf("got %v %s", joined.header, joined.body)
	}
	o.stranger().must(404, "POST", "/invitations/"+token, body)
	o.stranger().must(404, "GET", "/invitations/"+token, "")
	o.stranger().must(200, "POST", "/session", `{"email":"NEW@shop.test","password":"a long password"}`)
}

// ATK-26: asking for a new password is answered alike whoever has the address;
// the link works once and ends every session.
func TestForgot_answersAllAlike(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	session := o.as(o.mia)
	jobs := func() int {
		list, err := o.db.Read(t.Context()).Jobs("waiting", 100)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	for _, email := range []string{"mia@shop.test", "nobody@shop.test", "MIA@shop.test"} {
		before := jobs()
		if a := o.stranger().must(204, "POST", "/password/forgot", `{"email":"`+email+`"}`); len(a.body) > 0 || jobs() != before+1 {
			t.Errorf("%s: got %q and %d jobs", email, a.body, jobs()-before)
		}
	}
	o.write(func(tx *store.Tx) error { return o.server.Letters().Reset(tx, o.mia) })
	token := inLink.FindStringSubmatch(o.letters()[0])[1]
	o.stranger().must(204, "POST", "/password/reset", `{"token":"`+token+`","password":"another password"}`)
	o.stranger().must(404, "POST", "/password/reset", `{"token":"`+token+`","password":"another password"}`)
	o.stranger().must(404, "POST", "/password/reset", `{"token":"","password":"another password"}`)
	session.must(401, "GET", "/session", "")
	o.stranger().must(200, "POST", "/session", `{"email":"mia@shop.test","password":"another password"}`)
}

// ATK-17: set-up is closed by state, and before that asks strangers for the
// code that the start printed.
func TestSetup_closesBehindItself(t *testing.T) {
	t.Parallel()
	server := New(Options{DB: storetest.New(t), SetupCode: "tell-me"})
	ask := func(from, method, body string) int {
		req := httptest.NewRequest(method, "/api/setup", strings.NewReader(body))
		req.RemoteAddr = from + ":1"
		w := httptest.NewRecorder()
		server.ServeHTTP(w, req)
		return w.Code
	}
	form := func(code string) string {
		return `{"code":"` + code + `","first_name":"A","last_name":"L","email":"a@shop.test","password":"a long password","company_name":"Shop","language":"en"}`
	}
	for _, step := range []struct {
		from, method, body string
		want               int
	}{
		{"192.0.2.1", "GET", "", 200}, {"192.0.2.1", "POST", form(""), 400}, {"192.0.2.1", "POST", form("guess"), 400},
		{"192.0.2.1", "POST", form("tell-me"), 200}, {"192.0.2.1", "POST", form("tell-me"), 404}, {"127.0.0.1", "POST", form(""), 404}, {"127.0.0.1", "GET", "", 404},
	} {
		if got := ask(step.from, step.method, step.body); got != step.want {
			t.Errorf("%s from %s: got %d, want %d", step.method, step.from, got, step.want)
		}
	}
}

// ATK-22: who the client is, a header says only where it comes from a proxy
// that was configured, and no further than its own word reaches.
func TestClientAddress_believesConfiguredProxies(t *testing.T) {
	t.Parallel()
	s := &Server{Options: Options{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"192.0.2.1:1", "127.0.0.1", "192.0.2.1"},
		{"10.0.0.1:1", "192.0.2.9", "192.0.2.9"},
		{"10.0.0.1:1", "127.0.0.1, 192.0.2.9", "192.0.2.9"},
		{"10.0.0.1:1", "127.0.0.1, 192.0.2.9, 10.0.0.2", "192.0.2.9"},
		{"10.0.0.1:1", "nonsense", "10.0.0.1"},
		{"10.0.0.1:1", "", "10.0.0.1"},
	} {
		req := httptest.NewRequest("GET", "/", nil)
		req.RemoteAddr = c.peer
		if c.forwarded != "" {
			req.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := s.ClientAddress(req); got != c.want {
			t.Errorf("%+v: got %s", c, got)
		}
	}
}

// ATK-35: a write without the token of the session, or from another site's
// page, is refused.
func TestWrites_needTheTokenOfTheSession(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	c := o.as(o.mia)
	c.csrf = o.as(o.mia).csrf
	if got := read[apiError](t, c.must(403, "PUT", "/me/availability", `{"availability":"away"}`)); got.Err.Code != "csrf" {
		t.Errorf("got %+v", got)
	}
	req := httptest.NewRequest(http.MethodPost, "/api/session", strings.NewReader(`{"email":"mia@shop.test","password":"x"}`))
	req.Header.Set("Origin", "https://evil.test")
	req.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	o.server.ServeHTTP(w, req)
	if w.Code != http.StatusForbidden {
		t.Errorf("got %d from another site", w.Code)
	}
}

// SET-11: who changes the password stays, all other devices go; it takes the
// old one.
func TestPassword_changeEndsOtherSessions(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	hash, err := auth.HashPassword("", "a long password")
	if err != nil {
		t.Fatal(err)
	}
	o.mia.PasswordHash = hash
	o.write(func(tx *store.Tx) error { return tx.Save("user", o.mia) })
	here, there := o.as(o.mia), o.as(o.mia)
	here.must(400, "POST", "/me/password", `{"current":"wrong","password":"another password"}`)
	here.must(204, "POST", "/me/password", `{"current":"a long password","password":"another password"}`)
	here.must(200, "GET", "/session", "")
	there.must(401, "GET", "/session", "")
	here.must(204, "DELETE", "/me/totp", `{"password":"another password"}`)
}

// VIEW-05, ATK-34: deactivation signs out at once and leaves no thread behind.
func TestDeactivate_worksAtOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.stock()
	mia := o.as(o.mia)
	mia.must(200, "POST", "/threads/actions", o.named(`{"action":"assign","thread_ids":["{thread}"],"assignee":{"kind":"user","id":"{mia}"}}`))
	if got := read[User](t, o.as(o.ada).must(200, "POST", o.named("/users/{mia}/deactivate"), "")); !got.Deactivated {
		t.Errorf("got %+v", got)
	}
	mia.must(401, "GET", "/bootstrap", "")
	if th, err := o.db.Read(t.Context()).Thread(o.thread.ID); err != nil || th.AssigneeID != 0 {
		t.Errorf("got %d, %v", th.AssigneeID, err)
	}
}

// SET-14, ATK-19, ATK-38: the audit log says who changed what, can be narrowed
// and exported, holds no secret, and no cell that a spreadsheet would run.
func TestAudit_filterAndExport(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.ann.FirstName = "=HYPERLINK(1)"
	o.write(func(tx *store.Tx) error { return tx.Save("user", o.ann) })
	ann := o.as(o.ann)
	ann.must(200, "POST", "/sender-rules", `{"list":"deny","value":"spam.test"}`)
	ann.must(200, "PATCH", "/channel-accounts/"+o.account.ID.String(), `{"imap":{"host":"mail.shop.test","port":993,"security":"tls","username":"u","password":"hunter2"}}`)
	ann.must(200, "PUT", "/mail-settings", `{"relay":{"host":"relay.shop.test","port":587,"security":"starttls","username":"u","password":"hunter2"}}`)
	log := read[AuditLog](t, ann.must(200, "GET", "/audit?actor="+o.ann.ID.String(), ""))
	var kinds []string
	for _, e := range log.Entries {
		kinds = append(kinds, e.Kind)
	}
	if strings.Join(kinds, " ") != "setting.changed channel_account.changed sender_rule.created" {
		t.Errorf("got %v", kinds)
	}
	one := read[AuditLog](t, ann.must(200, "GET", "/audit?object=sender_rule&limit=1", ""))
	if len(one.Entries) != 1 || one.Entries[0].Data["value"] != "spam.test" || one.Next == nil {
		t.Errorf("got %+v", one)
	}
	export := ann.must(200, "GET", "/audit.csv", "")
	for _, path := range []string{"/audit", "/channel-accounts", "/mail-settings", "/bootstrap", "/audit.csv"} {
		if strings.Contains(string(ann.must(200, "GET", path, "").body), "hunter2") {
			t.Errorf("%s shows a password", path)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(string(export.body))).ReadAll()
	if err != nil || len(rows) < 5 {
		t.Fatalf("got %d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("the cell %q would run", cell)
			}
		}
	}
}

// SET-12: what people write of themselves is cleaned; a photo is drawn anew.
func TestProfile_isCleaned(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	c := o.as(o.mia)
	u := read[User](t, c.must(200, "PATCH", "/me", `{"signature_html":"<p onclick=\"x()\">Mia</p><script>x()</script>","meeting_link":"https://meet.test/mia","timezone":"Europe/Paris",
	  "working_hours":[{"day":1,"start":"09:00","end":"12:30"},{"day":7,"start":"13:00","end":"00:00"}],"out_of_office":[{"start_at":"2026-12-24T00:00:00Z","end_at":"2026-12-27T00:00:00Z"}]}`))
	if u.SignatureHTML != "<p>Mia</p>" || len(u.WorkingHours) != 2 || u.WorkingHours[1].Day != 7 || len(u.OutOfOffice) != 1 {
		t.Errorf("got %+v", u)
	}
	for _, bad := range []string{`{"meeting_link":"javascript:x()"}`, `{"timezone":"Mars"}`, `{"first_name":"","last_name":""}`, `{"working_hours":[{"day":1,"start":"12:00","end":"09:00"}]}`,
		`{"working_hours":[{"day":8,"start":"09:00","end":"10:00"}]}`, `{"super_admin":true}`, `{"permissions":["users"]}`} {
		c.must(400, "PATCH", "/me", bad)
	}
	c.must(404, "GET", "/users/"+o.mia.ID.String()+"/avatar", "")
	c.must(400, "PUT", "/me/photo", "<svg onload=x()>")
	c.must(204, "PUT", "/me/photo", string(onePixel))
	if got := o.as(o.sam).must(200, "GET", "/users/"+o.mia.ID.String()+"/avatar", ""); got.header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("got %v", got.header)
	}
	c.must(204, "PUT", "/preferences/theme", `{"value":{"dark":true}}`)
	c.must(404, "PUT", "/preferences/notifications", `{"value":true}`)
	c.must(404, "PUT", "/preferences/No%20Key", `{"value":true}`)
}

// VIEW-16, VIEW-17: a custom view is its creator's until shared; a filter is
// checked; only the creator or account access edits.
func TestCustomViews_shareAndEdit(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.stock()
	make := func(shared string) View {
		return read[View](t, o.as(o.mia).must(200, "POST", "/views", o.named(`{"inbox_id":"{support}","name":"Late","filter":{"op":"and","children":[{"field":"waiting","operator":"longer_than","value":60}]},"shared":"`+shared+`"}`)))
	}
	private, shared := make("private"), make("everyone")
	if !private.Custom.Filling || !private.Custom.Editable {
		t.Errorf("got %+v", private.Custom)
	}
	o.as(o.ann).must(404, "GET", "/views/"+private.ID+"/threads", "")
	o.as(o.ann).must(200, "GET", "/views/"+shared.ID+"/threads", "")
	o.as(o.ann).must(200, "POST", "/views/"+shared.ID+"/clone", `{"name":"Mine"}`)
	o.write(func(tx *store.Tx) error {
		o.support.UserIDs = append(o.support.UserIDs, o.sam.ID)
		return settings.UpdateInbox(tx, parley.System, o.support)
	})
	edit := `{"name":"Later","filter":{"op":"and","children":[]},"shared":"everyone"}`
	o.as(o.sam).must(403, "PATCH", "/views/"+shared.ID, edit)
	o.as(o.ann).must(200, "PATCH", "/views/"+shared.ID, edit)
	for _, filter := range []string{`{"op":"and","children":[{"field":"source","operator":"is","value":"x"}]}`, `{"op":"xor"}`, `"x"`, `{"field":"subject","operator":"; DROP TABLE thread","value":"x"}`} {
		o.as(o.mia).must(400, "POST", "/views", o.named(`{"inbox_id":"{support}","name":"Bad","filter":`+filter+`,"shared":"private"}`))
	}
	fields := read[FilterFields](t, o.as(o.mia).must(200, "GET", "/views/fields", ""))
	for _, f := range fields.Fields {
		if f.Label == "" || len(f.Operators) == 0 || (f.Type == "bool" || f.Type == "enum" && f.Name != "contact") == (len(f.Values) == 0) {
			t.Errorf("got %+v", f)
		}
	}
}

// AUTO-06, ATK-27: a calendar is imported by its text or its address, which is
// not asked for inside.
func TestHolidays_import(t *testing.T) {
	t.Parallel()
	calendar := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte("BEGIN:VEVENT\nDTSTART:20261225\nSUMMARY:Christmas\nEND:VEVENT\n"))
	}))
	t.Cleanup(calendar.Close)
	body := `{"url":"` + calendar.URL + `"}`
	newOffice(t, nil).tryImport(400, body)
	o := newOffice(t, func(opt *Options) { opt.Outside = &http.Client{Timeout: 5 * time.Second} })
	for range 2 {
		if got := read[HolidayList](t, o.tryImport(200, body)); len(got.Holidays) != 1 || got.Holidays[0].Day != "2026-12-25" {
			t.Errorf("got %+v", got)
		}
	}
	o.tryImport(400, `{"url":"file:///etc/passwd"}`)
}

func (o *office) tryImport(want int, body string) answer {
	o.t.Helper()
	return o.as(o.ada).must(want, "POST", "/holidays/import", body)
}
