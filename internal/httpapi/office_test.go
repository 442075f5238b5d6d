package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/auth"
	"parley/internal/blob"
	"parley/internal/deliver"
	"parley/internal/job"
	"parley/internal/kb"
	"parley/internal/live"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
)

// office is a company with two inboxes: Support, which only Mia answers, and
// Sales, which only Sam answers. Ann has account access, Ada is super admin.
type office struct {
	t             *testing.T
	db            *store.DB
	server        *Server
	jobs          *job.Runner
	blobs         *blob.Store
	ahead         *atomic.Int64 // nanoseconds that the clock was moved on
	support       *parley.Inbox
	sales         *parley.Inbox
	ada, ann      *parley.User
	mia, sam      *parley.User
	account       *parley.ChannelAccount // Support's own mailbox
	thread, other *parley.Thread         // of Mia in Support
	message       *parley.Message
	comment       *parley.Message
	ids           map[string]string // what paths and bodies name, by word
}

// newOffice opens the company.
func newOffice(t *testing.T, set func(*Options)) *office {
	t.Helper()
	o := &office{t: t, ids: map[string]string{}, ahead: new(atomic.Int64)}
	o.db = storetest.NewAt(t, o.now)
	o.open(t.TempDir(), set)
	o.write(o.furnish)
	return o
}

// model is an office with one of each thing that a path can name, to be copied.
type model struct {
	office
	template *storetest.Template
	files    string
}

func newModel(t *testing.T) *model {
	t.Helper()
	m := &model{office: office{t: t, ids: map[string]string{}, ahead: new(atomic.Int64)}, files: t.TempDir()}
	m.template = storetest.NewTemplate(t, m.now, func(db *store.DB) {
		m.db = db
		m.open(m.files, offline)
		m.write(m.furnish)
		m.stock()
		m.write(m.stockMeetings)
	})
	return m
}

// copy opens an office that is as the model was left.
func (m *model) copy(t *testing.T) *office {
	t.Helper()
	o := m.office
	o.t, o.ids, o.ahead = t, maps.Clone(m.ids), new(atomic.Int64)
	o.db = m.template.NewAt(t, o.now)
	files := t.TempDir()
	if err := os.CopyFS(files, os.DirFS(m.files)); err != nil {
		t.Fatal(err)
	}
	o.open(files, offline)
	return &o
}

func (o *office) now() time.Time { return time.Now().Add(time.Duration(o.ahead.Load())) }

// open starts the server over the database.
func (o *office) open(files string, set func(*Options)) {
	t := o.t
	t.Helper()
	blobs, err := blob.Open(files)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	o.blobs, o.jobs = blobs, job.NewRunner(o.db)
	deliver.New(o.db, blobs, o.jobs)
	options := Options{DB: o.db, Blobs: blobs, Hub: live.New(o.db), BaseURL: "http://parley.test", MailDomain: "mail.shop.test", Version: "test"}
	options.Help = kb.NewSite(kb.SiteOptions{DB: o.db, BaseURL: options.BaseURL})
	if set != nil {
		set(&options)
	}
	o.server = New(options)
	o.server.Handle(o.jobs)
}

// later moves the clock on.
func (o *office) later(d time.Duration) { o.ahead.Add(int64(d)) }

func (o *office) write(fn func(tx *store.Tx) error) { o.t.Helper(); storetest.Write(o.t, o.db, fn) }

func (o *office) furnish(tx *store.Tx) (err error) {
	setup := settings.Setup{CompanyName: "Corner Shop", Language: "en", Timezone: "Europe/Paris", FirstName: "Ada", LastName: "Lovell", Email: "ada@shop.test", MailDomain: "mail.shop.test"}
	if o.ada, err = setup.Run(tx, "unused"); err != nil {
		return err
	}
	for who, u := range map[**parley.User]*parley.User{
		&o.ann: {FirstName: "Ann", Email: "ann@shop.test", Permissions: []parley.Permission{parley.AccountAccess}},
		&o.mia: {FirstName: "Mia", Email: "mia@shop.test"},
		&o.sam: {FirstName: "Sam", Email: "sam@shop.test"},
	} {
		u.ID, u.CreatedAt, u.PasswordHash, u.CanBeAssigned, u.Availability, u.Language, u.Timezone = parley.UserID(tx.NewID()), tx.Now, "unused", true, parley.Available, "en", "Europe/Paris"
		if err := tx.Insert("user", u); err != nil {
			return err
		}
		*who = u
	}
	by := parley.ByUser(o.ada.ID)
	o.support, err = settings.CreateInbox(tx, by, &parley.Inbox{Name: "Support desk", Kind: parley.InboxPlain, UserIDs: []parley.UserID{o.mia.ID}}, "mail.shop.test")
	if err != nil {
		return err
	}
	o.sales, err = settings.CreateInbox(tx, by, &parley.Inbox{Name: "Sales", Kind: parley.InboxPlain, UserIDs: []parley.UserID{o.sam.ID}}, "mail.shop.test")
	if err != nil {
		return err
	}
	o.account = &parley.ChannelAccount{InboxID: o.support.ID, Channel: parley.ChannelEmail, Address: "support@shop.test"}
	if err := settings.ConnectAccount(tx, by, o.account, nil); err != nil {
		return err
	}
	if o.other, _, err = o.arrive(tx, o.support, "Second"); err != nil {
		return err
	}
	if o.thread, o.message, err = o.arrive(tx, o.support, "First"); err != nil {
		return err
	}
	o.comment, err = o.say(tx, o.thread, o.mia)
	return err
}

// arrive puts a mail of a customer into an inbox.
func (o *office) arrive(tx *store.Tx, in *parley.Inbox, subject string) (*parley.Thread, *parley.Message, error) {
	th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: in.ID, Status: parley.ThreadOpen, Subject: subject, Channel: parley.ChannelEmail,
		AccountID: o.account.ID, BotState: parley.BotNone, CreatedAt: tx.Now}
	if err := tx.Insert("thread", th); err != nil {
		return nil, nil, err
	}
	m := &parley.Message{Kind: parley.KindMessage, ActorKind: parley.ActorContact, Direction: parley.Incoming, Status: parley.MessageReceived, Channel: parley.ChannelEmail,
		AccountID: o.account.ID, From: parley.Address{Name: "Cleo", Address: "cleo@customer.test"}, To: []parley.Address{{Address: o.account.Address}}, Subject: subject, Text: "Where is my order?"}
	if err := triage.Append(tx, th, triage.NewMessage{Message: m}); err != nil {
		return nil, nil, err
	}
	return th, m, triage.Store(tx, th)
}

func (o *office) say(tx *store.Tx, th *parley.Thread, author *parley.User) (*parley.Message, error) {
	m := &parley.Message{Kind: parley.KindComment, ActorKind: parley.ActorUser, ActorID: int64(author.ID), Text: "Looking into it"}
	if err := triage.Append(tx, th, triage.NewMessage{Message: m}); err != nil {
		return nil, err
	}
	return m, triage.Store(tx, th)
}

// caller is a browser with somebody signed in, or nobody.
type caller struct {
	o      *office
	cookie string
	csrf   string
}

// as signs u in.
func (o *office) as(u *parley.User) *caller {
	o.t.Helper()
	c := &caller{o: o}
	o.write(func(tx *store.Tx) error {
		token, s, err := auth.StartSession(tx, u.ID, "test", "192.0.2.1")
		if err == nil {
			c.cookie, c.csrf = token, s.CSRF
		}
		return err
	})
	return c
}

// stranger is a browser with nobody signed in.
func (o *office) stranger() *caller { return &caller{o: o} }

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// call asks the server; body is JSON text, or empty.
func (c *caller) call(method, path, body string) answer {
	c.o.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	req := httptest.NewRequest(method, "/api"+path, reader).WithContext(ctx)
	req.RemoteAddr = "192.0.2.1:1234"
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.cookie != "" {
		req.AddCookie(&http.Cookie{Name: sessionCookie, Value: c.cookie})
		req.Header.Set("X-CSRF-Token", c.csrf)
	}
	w := httptest.NewRecorder()
	c.o.server.ServeHTTP(w, req)
	return answer{w.Code, w.Header(), w.Body.Bytes()}
}

// must calls and fails the test on any status but want.
func (c *caller) must(want int, method, path, body string) answer {
	c.o.t.Helper()
	a := c.call(method, path, body)
	if a.status != want {
		c.o.t.Fatalf("%s %s %s: got %d %s, want %d", method, path, body, a.status, a.body, want)
	}
	return a
}

// read decodes an answer.
func read[T any](t *testing.T, a answer) T {
	t.Helper()
	var v T
	if err := json.NewDecoder(bytes.NewReader(a.body)).Decode(&v); err != nil {
		t.Fatalf("%s: %v", a.body, err)
	}
	return v
}

// onePixel is a picture.
var onePixel = func() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		panic(err)
	}
	return b.Bytes()
}()

// noDNS knows nothing.
type noDNS struct{}

func (noDNS) LookupTXT(_ context.Context, name string) ([]string, error) {
	return nil, &net.DNSError{Name: name, IsNotFound: true}
}

func (noDNS) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	return nil, &net.DNSError{Name: name, IsNotFound: true}
}

// answerAs writes an answer of Mia's that has come so far.
func (o *office) answerAs(tx *store.Tx, status parley.MessageStatus) (*parley.Message, error) {
	m := &parley.Message{Kind: parley.KindMessage, ActorKind: parley.ActorUser, ActorID: int64(o.mia.ID), Direction: parley.Outgoing, Status: status, Channel: parley.ChannelEmail,
		AccountID: o.account.ID, From: parley.Address{Address: o.account.Address}, To: []parley.Address{{Address: "cleo@customer.test"}}, Text: "On its way", SendAt: tx.Now.Add(time.Hour), UndoUntil: tx.Now.Add(time.Hour)}
	if err := triage.Append(tx, o.other, triage.NewMessage{Message: m}); err != nil {
		return nil, err
	}
	return m, triage.Store(tx, o.other)
}
