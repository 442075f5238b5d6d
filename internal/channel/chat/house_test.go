package chat_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/internal/blob"
	"parley/internal/channel"
	"parley/internal/channel/chat"
	"parley/internal/deliver"
	"parley/internal/ingest"
	"parley/internal/job"
	"parley/internal/live"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
	"parley/internal/visitor"
)

// house is a company with a widget: the real desk, store, log and line.
type house struct {
	t       *testing.T
	db      *store.DB
	hub     *live.Hub
	jobs    *job.Runner
	desk    *visitor.Desk
	chat    *chat.Server
	web     *httptest.Server
	admin   *parley.User
	account *parley.ChannelAccount // the widget's
	mailbox *parley.ChannelAccount
	flow    *parley.Chatflow
	portal  string
	ahead   atomic.Int64
	sent    outbox
}

// outbox is an e-mail adapter that remembers what left.
type outbox struct{ mails chan *channel.Outbound }

func (o *outbox) Kind() parley.ChannelKind { return parley.ChannelEmail }

func (o *outbox) Send(_ context.Context, _ *parley.ChannelAccount, out *channel.Outbound) (*channel.Receipt, error) {
	if out.HandOver != nil {
		if err := out.HandOver(); err != nil {
			return nil, err
		}
	}
	o.mails <- out
	return &channel.Receipt{MailID: out.MailID}, nil
}

func newHouse(t *testing.T, limits chat.Limits) *house {
	t.Helper()
	h := &house{t: t, sent: outbox{make(chan *channel.Outbound, 100)}}
	h.db = storetest.NewAt(t, h.now)
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	h.hub, h.jobs = live.New(h.db), job.NewRunner(h.db)
	h.desk = visitor.New(h.db, blobs, h.hub, h.jobs)
	h.chat = chat.New(chat.Options{Desk: h.desk, Sink: ingest.New(h.db, blobs, nil), Keys: chat.Keys{Seal: h.db.Seal, Unseal: h.db.Unseal}, BaseURL: "http://chat.test",
		Address: func(r *http.Request) string { return r.RemoteAddr[:strings.LastIndexByte(r.RemoteAddr, ':')] }, Now: h.now, Limits: limits})
	deliver.New(h.db, blobs, h.jobs, &h.sent, h.chat)
	h.write(func(tx *store.Tx) (err error) {
		setup := settings.Setup{CompanyName: "Corner Shop", Language: "en", Timezone: "Europe/Paris", FirstName: "Ada", LastName: "Lovell", Email: "ada@shop.test", MailDomain: "mail.shop.test"}
		if h.admin, err = setup.Run(tx, "unused"); err != nil {
			return err
		}
		accounts, err := tx.ChannelAccounts(0)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			if a.Channel == parley.ChannelChat {
				h.account = a
			} else {
				h.mailbox = a
			}
		}
		flows, err := tx.Chatflows()
		if err != nil {
			return err
		}
		a, err := tx.Account()
		if err != nil {
			return err
		}
		h.flow, h.portal = flows[0], a.PortalID()
		return nil
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); h.hub.Run(ctx) }()
	h.web = httptest.NewServer(h.chat)
	lines := make(chan struct{})
	go func() { defer close(lines); h.chat.Run(ctx) }()
	t.Cleanup(func() { h.web.CloseClientConnections(); cancel(); <-done; <-lines; h.web.Close() })
	return h
}

func (h *house) now() time.Time { return time.Now().Add(time.Duration(h.ahead.Load())) }

func (h *house) write(fn func(tx *store.Tx) error) { h.t.Helper(); storetest.Write(h.t, h.db, fn) }

// browser is a visitor's: it keeps the cookie and the session.
type browser struct {
	h       *house
	visitor string
	token   string
	seq     int64
}

type object = map[string]any

func (h *house) browser() *browser { return &browser{h: h} }

// post asks and returns status and answer.
func (b *browser) ask(method, path string, in any) (int, object) {
	b.h.t.Helper()
	body, _ := json.Marshal(in)
	req, err := http.NewRequest(method, b.h.web.URL+path, bytes.NewReader(body))
	if err != nil {
		b.h.t.Fatal(err)
	}
	if b.token != "" {
		req.Header.Set("Authorization", "Bearer "+b.token)
	}
	req.Header.Set("Origin", "https://www.shop.test")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.h.t.Fatal(err)
	}
	defer res.Body.Close()
	data, _ := io.ReadAll(res.Body)
	var out object
	json.Unmarshal(data, &out)
	return res.StatusCode, out
}

// must wants the status.
func (b *browser) must(status int, method, path string, in any) object {
	b.h.t.Helper()
	got, out := b.ask(method, path, in)
	if got != status {
		b.h.t.Fatalf("%s %s: got %d %v, want %d", method, path, got, out, status)
	}
	return out
}

// view opens a page.
func (b *browser) view(page string, more object) object {
	b.h.t.Helper()
	in := object{"portal_id": b.h.portal, "visitor": b.visitor, "page": object{"url": page, "title": "Shop"}, "language": "en-GB", "device": "desktop", "views": 1}
	for k, v := range more {
		in[k] = v
	}
	out := b.must(http.StatusOK, "POST", "/chat/v1/open", in)
	b.visitor = out["visitor"].(string)
	return out
}

// enter views a page and begins a session.
func (b *browser) enter(more object) object {
	b.h.t.Helper()
	out := b.must(http.StatusOK, "POST", "/chat/v1/session", object{"code": b.view("https://www.shop.test/", more)["code"]})
	b.token, b.seq = out["token"].(string), int64(out["seq"].(float64))
	return out
}

// say sends a message and returns its thread and itself.
func (b *browser) say(thread, text string) (string, object) {
	b.h.t.Helper()
	out := b.must(http.StatusOK, "POST", "/chat/v1/messages", object{"client_id": fmt.Sprint("client-", time.Now().UnixNano()), "thread_id": thread, "text": text})
	return out["thread"].(object)["id"].(string), out["message"].(object)
}

// socket is an open line.
type socket struct {
	t  *testing.T
	ws *websocket.Conn
}

func (b *browser) socket(after int64) *socket {
	b.h.t.Helper()
	ws, _, err := websocket.Dial(b.h.t.Context(), fmt.Sprintf("ws%s/chat/v1/socket?after=%d", b.h.web.URL[4:], after), &websocket.DialOptions{Subprotocols: []string{"parley.chat.1", "bearer." + b.token}})
	if err != nil {
		b.h.t.Fatal(err)
	}
	b.h.t.Cleanup(func() { ws.CloseNow() })
	return &socket{b.h.t, ws}
}

// next returns the next frame of a kind, passing over others.
func (s *socket) next(kind string) object {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 10*time.Second)
	defer cancel()
	for {
		_, data, err := s.ws.Read(ctx)
		if err != nil {
			s.t.Fatalf("waited for %q: %v", kind, err)
		}
		var f object
		json.Unmarshal(data, &f)
		if f["t"] == kind {
			return f
		}
	}
}

func (s *socket) send(f object) {
	s.t.Helper()
	data, _ := json.Marshal(f)
	if err := s.ws.Write(s.t.Context(), websocket.MessageText, data); err != nil {
		s.t.Fatal(err)
	}
}

// answer is what the administrator says in a thread.
func (h *house) answer(thread, text string) *parley.Message {
	h.t.Helper()
	var m *parley.Message
	h.write(func(tx *store.Tx) (err error) {
		m, err = deliver.Reply(tx, h.admin, h.thread(&tx.Reader, thread), deliver.NewMessage{ClientID: fmt.Sprint("agent-", time.Now().UnixNano()), AccountID: h.account.ID, Text: text})
		return err
	})
	return m
}

func (h *house) thread(r *store.Reader, id string) *parley.Thread {
	h.t.Helper()
	n, err := parley.ParseID[parley.ThreadID]("id", id)
	if err != nil {
		h.t.Fatal(err)
	}
	th, err := r.Thread(n)
	if err != nil {
		h.t.Fatal(err)
	}
	return th
}

// do lets the administrator act on a thread.
func (h *house) do(thread string, v triage.Verb) {
	h.t.Helper()
	h.write(func(tx *store.Tx) error {
		return triage.Apply(tx, parley.ByUser(h.admin.ID), h.thread(&tx.Reader, thread), v, nil)
	})
}

// change edits the chatflow and waits until it counts.
func (h *house) change(fn func(f *parley.Chatflow, s *parley.ChatSettings)) {
	h.t.Helper()
	fn(h.flow, h.account.Settings.Chat)
	h.write(func(tx *store.Tx) error {
		if err := settings.UpdateChatflow(tx, parley.ByUser(h.admin.ID), h.flow); err != nil {
			return err
		}
		return settings.UpdateAccount(tx, parley.ByUser(h.admin.ID), h.account, nil)
	})
	h.desk.Forget()
}

// form is a file as the widget sends it.
func (b *browser) upload(name string, data []byte) (int, object) {
	b.h.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, _ := form.CreateFormFile("file", name)
	part.Write(data)
	form.Close()
	req, _ := http.NewRequest("POST", b.h.web.URL+"/chat/v1/files", &body)
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+b.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.h.t.Fatal(err)
	}
	defer res.Body.Close()
	var out object
	json.NewDecoder(res.Body).Decode(&out)
	return res.StatusCode, out
}

// switchToMail lets the administrator go on by e-mail.
func (h *house) switchToMail(thread string) {
	h.t.Helper()
	h.write(func(tx *store.Tx) error {
		return visitor.GoOnByEmail(tx, parley.ByUser(h.admin.ID), h.thread(&tx.Reader, thread))
	})
}
