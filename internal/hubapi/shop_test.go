package hubapi

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/automation"
	"parley/internal/blob"
	"parley/internal/channel"
	"parley/internal/channel/custom"
	"parley/internal/crm"
	"parley/internal/deliver"
	"parley/internal/files"
	"parley/internal/guard"
	"parley/internal/ingest"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
)

// shop is a company with two inboxes, of which Mia answers Support and Sam
// answers Sales, and with apps that may do all, little, or only Sales.
type shop struct {
	t       *testing.T
	db      *store.DB
	jobs    *job.Runner
	hooks   *automation.Service
	server  *Server
	web     *httptest.Server
	ahead   *atomic.Int64 // nanoseconds that the clock was moved on
	ada     *parley.User  // super admin
	mia     *parley.User
	sam     *parley.User
	support *parley.Inbox
	sales   *parley.Inbox
	account *parley.ChannelAccount // Support's mailbox
	thread  *parley.Thread         // of Cleo in Support
	message *parley.Message
	app     *parley.App // may do all
	token   string
	key     string // its developer key
	secret  string // what signs what it is sent
	narrow  string // a token that may do all in Sales alone
	ids     map[string]string
}

func newShop(t *testing.T, set func(*Options)) *shop {
	t.Helper()
	s := &shop{t: t, ahead: new(atomic.Int64), ids: map[string]string{}}
	s.db = storetest.NewAt(t, func() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) })
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	s.jobs = job.NewRunner(s.db)
	bridge := &custom.Sender{Channel: func(ctx context.Context, id parley.CustomChannelID) (*parley.CustomChannel, error) {
		return s.db.Read(ctx).CustomChannel(id)
	},
		Present: func(ctx context.Context, id parley.MessageID) (*channel.Presented, error) {
			return s.server.PresentMessage(ctx, id)
		},
		Secret: func(context.Context, parley.AppID) ([]byte, error) { return []byte(s.secret), nil }, Client: guard.Caller(guard.ClientOptions{AllowPrivate: true}), Now: s.db.Now}
	deliver.New(s.db, blobs, s.jobs, bridge)
	s.hooks = automation.New(automation.Options{DB: s.db, Net: guard.ClientOptions{AllowPrivate: true}, Secret: func(a *parley.App) ([]byte, error) { return settings.AppSecret(s.db, a) }}, s.jobs)
	(&files.Worker{DB: s.db, Blobs: blobs}).Handle(s.jobs)
	s.web = httptest.NewUnstartedServer(nil)
	o := Options{DB: s.db, Blobs: blobs, BaseURL: "http://" + s.web.Listener.Addr().String(), Version: "test", Limit: 100_000, SearchLimit: 100_000,
		Sink:     ingest.New(s.db, blobs, nil),
		VouchFor: func(who channel.Identity) (string, error) { return "for " + who.Email, nil }}
	if set != nil {
		set(&o)
	}
	s.server = New(o)
	s.web.Config.Handler = s.server
	s.web.Start()
	t.Cleanup(s.web.Close)
	s.write(s.furnish)
	return s
}

func (s *shop) write(fn func(tx *store.Tx) error) { s.t.Helper(); storetest.Write(s.t, s.db, fn) }

func (s *shop) furnish(tx *store.Tx) (err error) {
	setup := settings.Setup{CompanyName: "Corner Shop", Language: "en", Timezone: "Europe/Paris", FirstName: "Ada", LastName: "Lovell", Email: "ada@shop.test", MailDomain: "mail.shop.test"}
	if s.ada, err = setup.Run(tx, "unused"); err != nil {
		return err
	}
	for who, u := range map[**parley.User]*parley.User{&s.mia: {FirstName: "Mia", Email: "mia@shop.test"}, &s.sam: {FirstName: "Sam", Email: "sam@shop.test"}} {
		u.ID, u.CreatedAt, u.CanBeAssigned, u.Availability, u.Language, u.Timezone = parley.UserID(tx.NewID()), tx.Now, true, parley.Available, "en", "Europe/Paris"
		if err := tx.Insert("user", u); err != nil {
			return err
		}
		*who = u
	}
	by := parley.ByUser(s.ada.ID)
	if s.support, err = settings.CreateInbox(tx, by, &parley.Inbox{Name: "Support desk", Kind: parley.InboxPlain, UserIDs: []parley.UserID{s.mia.ID}}, "mail.shop.test"); err != nil {
		return err
	}
	if s.sales, err = settings.CreateInbox(tx, by, &parley.Inbox{Name: "Sales", Kind: parley.InboxPlain, UserIDs: []parley.UserID{s.sam.ID}}, "mail.shop.test"); err != nil {
		return err
	}
	s.account = &parley.ChannelAccount{InboxID: s.support.ID, Channel: parley.ChannelEmail, Name: "Shop", Address: "support@shop.test"}
	if err := settings.ConnectAccount(tx, by, s.account, nil); err != nil {
		return err
	}
	if s.thread, s.message, err = s.arrive(tx, "Where is my order?"); err != nil {
		return err
	}
	all := []string{}
	for _, g := range parley.ScopeGroups {
		all = append(all, g.Scopes...)
	}
	s.app = &parley.App{Kind: parley.AppPrivate, Name: "Everything", Scopes: all}
	secrets, err := settings.CreateApp(tx, s.ada, s.app)
	if err != nil {
		return err
	}
	s.token, s.key, s.secret = secrets.Token, secrets.DeveloperKey, secrets.ClientSecret
	narrow, err := settings.CreateApp(tx, s.ada, &parley.App{Kind: parley.AppPrivate, Name: "Sales only", Scopes: all, InboxIDs: []parley.InboxID{s.sales.ID}})
	s.narrow = narrow.Token
	for word, id := range map[string]int64{"support": int64(s.support.ID), "account": int64(s.account.ID), "thread": int64(s.thread.ID), "mia": int64(s.mia.ID), "sam": int64(s.sam.ID), "ada": int64(s.ada.ID),
		"owner": int64(s.mia.ID.Owner()), "app": int64(s.app.ID), "contact": int64(s.thread.ContactID)} {
		s.ids[word] = parley.RecordID(id).String()
	}
	s.ids["message"] = s.message.UID
	return err
}

// arrive puts a mail of Cleo's into Support.
func (s *shop) arrive(tx *store.Tx, subject string) (*parley.Thread, *parley.Message, error) {
	from := parley.Address{Name: "Cleo Marsh", Address: "cleo@customer.test"}
	c, err := crm.Resolve(tx, from)
	if err != nil {
		return nil, nil, err
	}
	th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: s.support.ID, Status: parley.ThreadOpen, Subject: subject, Channel: parley.ChannelEmail,
		AccountID: s.account.ID, ContactID: c.ID, BotState: parley.BotNone, CreatedAt: tx.Now}
	if err := tx.Insert("thread", th); err != nil {
		return nil, nil, err
	}
	m := &parley.Message{Kind: parley.KindMessage, ActorKind: parley.ActorContact, ActorID: int64(c.ID), Direction: parley.Incoming, Status: parley.MessageReceived, Channel: parley.ChannelEmail,
		AccountID: s.account.ID, From: from, To: []parley.Address{{Address: s.account.Address}}, Subject: subject, Text: "It should have come on Monday."}
	if err := triage.Append(tx, th, triage.NewMessage{Message: m}); err != nil {
		return nil, nil, err
	}
	return th, m, triage.Store(tx, th)
}

// scoped makes a token with some scopes alone.
func (s *shop) scoped(scopes ...string) (token string) {
	s.t.Helper()
	s.write(func(tx *store.Tx) error {
		secrets, err := settings.CreateApp(tx, s.ada, &parley.App{Kind: parley.AppPrivate, Name: "Some", Scopes: scopes})
		token = secrets.Token
		return err
	})
	return token
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// text is the answer as JSON to look into: "results.0.id".
func (a answer) text(path string) string {
	var v any
	if json.Unmarshal(a.body, &v) != nil {
		return ""
	}
	for _, step := range strings.Split(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[step]
		case []any:
			i := int(step[0] - '0')
			if i >= len(at) {
				return ""
			}
			v = at[i]
		default:
			return ""
		}
	}
	if s, ok := v.(string); ok {
		return s
	}
	b, _ := json.Marshal(v)
	return string(b)
}

// ask calls with a token, or none.
func (s *shop) ask(token, method, path, body string) answer {
	s.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req := httptest.NewRequest(method, path, reader)
	if strings.HasPrefix(body, "--part") {
		req.Header.Set("Content-Type", "multipart/form-data; boundary=part")
	} else if body != "" && !strings.HasPrefix(body, "{") && !strings.HasPrefix(body, "[") {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	} else if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	s.server.ServeHTTP(w, req)
	return answer{w.Code, w.Header(), bytes.TrimSpace(w.Body.Bytes())}
}

// must asks as the app that may do all, and fails the test on any status but
// want.
func (s *shop) must(want int, method, path, body string) answer {
	s.t.Helper()
	a := s.ask(s.token, method, s.named(path), s.named(body))
	if a.status != want {
		s.t.Fatalf("%s %s %s: got %d %s, want %d", method, path, body, a.status, a.body, want)
	}
	return a
}

// named puts identifiers in place of words in angle brackets.
func (s *shop) named(text string) string {
	for word, id := range s.ids {
		text = strings.ReplaceAll(text, "<"+word+">", id)
	}
	return text
}

// later moves the clock on.
func (s *shop) later(d time.Duration) { s.ahead.Add(int64(d)) }
