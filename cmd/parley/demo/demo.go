// Package demo is the mailbox of one made-up customer and the shop that they
// visit, for trying Parley out on a laptop without any outside server. The
// mailbox writes to Parley through Parley's real SMTP door, and it is the mail
// server that Parley's answers are delivered to; the shop has the chat on its
// pages. Both are reached from the machine itself alone.
package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"parley/internal/channel"
	"parley/internal/channel/email"
	"parley/internal/ingest"
	"parley/internal/mail"
	"parley/internal/parley"
	"parley/internal/store"
)

//go:embed page.html
var page []byte

// Customer is whose mailbox it is.
var Customer = parley.Address{Name: "Camille Duval", Address: "camille@customer.localhost"}

// Mailbox keeps the customer's mails as files of a folder.
type Mailbox struct {
	dir       string
	ln        net.Listener
	mu        sync.Mutex
	mails     []kept
	sender    *email.Sender // to Parley's SMTP door
	addresses func(ctx context.Context) []string
}

type kept struct {
	raw []byte
	at  time.Time
}

// New opens the mailbox of a folder, with a mail server on a free port.
func New(dir string) (*Mailbox, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &Mailbox{dir: dir, ln: ln}
	names, _ := filepath.Glob(filepath.Join(dir, "*.eml"))
	slices.Sort(names)
	for _, name := range names {
		raw, err := os.ReadFile(name)
		info, statErr := os.Stat(name)
		if err == nil && statErr == nil {
			m.mails = append(m.mails, kept{raw, info.ModTime()})
		}
	}
	return m, nil
}

// Address is where the mailbox takes mail.
func (m *Mailbox) Address() string { return m.ln.Addr().String() }

// Close gives the port back.
func (m *Mailbox) Close() error { return m.ln.Close() }

// Part returns what serves the mailbox's own SMTP server. Addresses lists the
// team's.
func (m *Mailbox) Part(parleyDoor string, addresses func(context.Context) []string) (func(context.Context) error, error) {
	host, port, err := net.SplitHostPort(parleyDoor)
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	m.addresses = addresses
	m.sender = &email.Sender{Directory: anybody{}, Hostname: "customer.localhost", Relay: &email.Relay{Server: parley.MailServer{Host: host, Port: n, Security: "none"}}}
	door := email.NewDoor(m, anybody{}, email.DoorOptions{Hostname: "customer.localhost"})
	return func(ctx context.Context) error { return door.Serve(ctx, m.ln) }, nil
}

// Receive implements channel.Sink: whatever comes is the customer's.
func (m *Mailbox) Receive(_ context.Context, in *channel.Inbound) (channel.Result, error) {
	return channel.Result{Outcome: channel.Imported}, m.keep(in.Raw)
}

// Settle implements channel.Sink.
func (m *Mailbox) Settle(context.Context, *channel.Report) error { return nil }

func (m *Mailbox) keep(raw []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := os.MkdirAll(m.dir, 0o700); err != nil {
		return err
	}
	name := filepath.Join(m.dir, time.Now().UTC().Format("20060102T150405.000000000")+".eml")
	if err := os.WriteFile(name, raw, 0o600); err != nil {
		return err
	}
	m.mails = append(m.mails, kept{raw, time.Now()})
	return nil
}

// letter is a mail as the page shows it.
type letter struct {
	ID      string    `json:"id"`
	From    string    `json:"from"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	Quoted  bool      `json:"quoted"`
	At      time.Time `json:"at"`
	Mine    bool      `json:"mine"`
	ReplyTo string    `json:"reply_to"`
	Files   []string  `json:"files"`
}

// threads sorts the mailbox as a mail program does: by references, the newest
// thread first.
func (m *Mailbox) threads() [][]letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	ins := make([]*channel.Inbound, len(m.mails))
	for i, k := range m.mails {
		ins[i] = email.Inbound(k.raw, email.Meta{Account: &parley.ChannelAccount{}})
	}
	out := [][]letter{}
	for _, pile := range ingest.Sort(ins) {
		var thread []letter
		for _, i := range pile {
			thread = append(thread, present(m.mails[i]))
		}
		slices.SortStableFunc(thread, func(a, b letter) int { return a.At.Compare(b.At) })
		out = append(out, thread)
	}
	slices.SortStableFunc(out, func(a, b []letter) int { return b[len(b)-1].At.Compare(a[len(a)-1].At) })
	return out
}

func present(k kept) letter {
	msg := mail.Parse(k.raw)
	reply, rest := mail.Strip(msg.Text)
	l := letter{ID: msg.MessageID, Subject: msg.Subject, Text: reply, Quoted: rest != "", At: k.at, Files: []string{}}
	if len(msg.From) > 0 {
		l.From, l.Mine = orElse(msg.From[0].Name, msg.From[0].Address), msg.From[0].Address == Customer.Address
		l.ReplyTo = msg.From[0].Address
	}
	if len(msg.ReplyTo) > 0 {
		l.ReplyTo = msg.ReplyTo[0].Address
	}
	if len(msg.To) > 0 {
		l.To = orElse(msg.To[0].Name, msg.To[0].Address)
	}
	for _, a := range msg.Attachments {
		l.Files = append(l.Files, a.Name)
	}
	return l
}

// request is a mail that the customer writes.
type request struct {
	To        string `json:"to"`
	Subject   string `json:"subject"`
	Text      string `json:"text"`
	InReplyTo string `json:"in_reply_to"`
}

// ServeHTTP serves the page and its few calls.
func (m *Mailbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !fromHere(r) {
		http.Error(w, "the demo mailbox is open to the machine itself alone", http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'")
	switch {
	case r.Method == http.MethodGet && r.URL.Path == "/":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(page)
	case r.Method == http.MethodGet && r.URL.Path == "/mails":
		answer(w, map[string]any{"customer": Customer, "addresses": m.addresses(r.Context()), "threads": m.threads()})
	case r.Method == http.MethodPost && r.URL.Path == "/mails":
		var q request
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&q); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if err := m.send(r.Context(), q); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	default:
		http.NotFound(w, r)
	}
}

// fromHere lets in the machine itself, and no page of another site.
func fromHere(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	a, err := netip.ParseAddr(host)
	origin := r.Header.Get("Origin")
	return err == nil && a.IsLoopback() && (origin == "" || strings.HasSuffix(origin, "://"+r.Host))
}

// send hands a mail to Parley and keeps it in the customer's folder.
func (m *Mailbox) send(ctx context.Context, q request) error {
	out := &channel.Outbound{From: Customer, To: []parley.Address{{Address: strings.TrimSpace(q.To)}}, Subject: q.Subject, Text: q.Text,
		At: time.Now(), MailID: store.RandomHex(12) + "@customer.localhost", InReplyTo: q.InReplyTo}
	if q.InReplyTo != "" {
		out.References = append(m.references(q.InReplyTo), q.InReplyTo)
	}
	receipt, err := m.sender.Send(ctx, all, out)
	if err != nil {
		return err
	}
	return m.keep(receipt.Raw)
}

// references is the chain that the mail with an id carried.
func (m *Mailbox) references(id string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, k := range m.mails {
		if msg := mail.Parse(k.raw); msg.MessageID == id {
			return msg.References
		}
	}
	return nil
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(v)
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// anybody is a directory in which every address is the customer's.
type anybody struct{}

var all = &parley.ChannelAccount{ID: 1, Channel: parley.ChannelEmail, Active: true}

var errNothing = errors.New("the demo mailbox keeps no settings")

func (anybody) Recipient(context.Context, string) (*parley.ChannelAccount, error) { return all, nil }
func (anybody) Accounts(context.Context, parley.ChannelKind) ([]*parley.ChannelAccount, error) {
	return []*parley.ChannelAccount{all}, nil
}
func (anybody) Secret(context.Context, parley.ChannelAccountID, string) (string, error) {
	return "", nil
}
func (anybody) SetSecret(context.Context, parley.ChannelAccountID, string, string) error {
	return errNothing
}
func (anybody) SetState(context.Context, parley.ChannelAccountID, parley.ChannelAccountState, string) error {
	return nil
}
func (anybody) Changed() <-chan struct{} { return nil }
