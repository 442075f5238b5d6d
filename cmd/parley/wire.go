package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"parley/cmd/parley/demo"
	"parley/internal/automation"
	"parley/internal/blob"
	"parley/internal/channel/chat"
	"parley/internal/channel/email"
	"parley/internal/crm"
	"parley/internal/deliver"
	"parley/internal/files"
	"parley/internal/helpdesk"
	"parley/internal/httpapi"
	"parley/internal/hubapi"
	"parley/internal/ingest"
	"parley/internal/job"
	"parley/internal/kb"
	"parley/internal/live"
	"parley/internal/notify"
	"parley/internal/parley"
	"parley/internal/report"
	"parley/internal/settings"
	"parley/internal/sheet"
	"parley/internal/store"
	"parley/internal/triage"
	"parley/internal/view"
	"parley/internal/visitor"
)

// program is everything that runs, wired by hand.
type program struct {
	options   *options
	db        *store.DB
	blobs     *blob.Store
	jobs      *job.Runner
	hub       *live.Hub
	api       *httpapi.Server
	public    *hubapi.Server
	receiver  *ingest.Receiver
	directory *settings.Directory
	state     *settings.State
	notify    *notify.Service
	helpdesk  *helpdesk.Service
	hooks     *automation.Service
	desk      *visitor.Desk
	chat      *chat.Server
	help      *kb.Site
	tokens    *email.Tokens
	demo      *demo.Mailbox
	setupCode string
}

// newProgram opens what is stored and ties the parts together. Nothing runs
// yet.
func newProgram(ctx context.Context, o *options) (*program, error) {
	so, err := o.storeOptions()
	if err != nil {
		return nil, err
	}
	p := &program{options: o, setupCode: store.RandomHex(5)}
	if p.db, err = store.Open(ctx, so); err != nil {
		return nil, err
	}
	if p.blobs, err = o.openFiles(ctx); err != nil {
		p.db.Close()
		return nil, err
	}
	if o.DemoMailbox {
		if p.demo, err = demo.New(filepath.Join(o.Data, "demo")); err != nil {
			p.close()
			return nil, fmt.Errorf("--demo-mailbox: %w", err)
		}
	}
	p.jobs, p.hub = job.NewRunner(p.db), live.New(p.db)
	p.directory, p.state = settings.NewDirectory(p.db), settings.NewState(p.db)
	p.receiver = ingest.New(p.db, p.blobs, p.score)
	p.tokens = &email.Tokens{Directory: p.directory, Providers: o.providers()}
	proxies, _ := o.proxies()
	p.help = p.openHelp()
	p.api = httpapi.New(httpapi.Options{DB: p.db, Blobs: p.blobs, Hub: p.hub, BaseURL: o.BaseURL, MailDomain: o.MailDomain,
		Version: version, SetupCode: p.setupCode, Proxies: proxies, Directory: p.directory, Probe: probe, Help: p.help,
		Demo:            func(ctx context.Context, admin *parley.User) error { return p.seed(ctx, admin, "") },
		SettingsOptions: httpapi.SettingsOptions{MailProviders: mailProviders(p.tokens.Providers), RetryMail: p.retryMail, WayOut: p.wayOut, PlainTargets: o.PrivateWebhooks},
		ChatOptions:     httpapi.ChatOptions{PreviewChat: p.previewChat, VouchFor: p.vouchFor}})
	p.api.Handle(p.jobs)
	p.public = hubapi.New(hubapi.Options{DB: p.db, Blobs: p.blobs, BaseURL: o.BaseURL, Version: version, VouchFor: p.vouchFor, Limit: o.APILimit, SearchLimit: o.APISearchLimit,
		Sink: p.receiver, PlainTargets: o.PrivateWebhooks})
	p.openChat()
	deliver.New(p.db, p.blobs, p.jobs, &mailSender{p}, p.chat, p.customSender())
	p.handleJobs()
	p.hooks = automation.New(automation.Options{DB: p.db, Net: p.outside(), Secret: p.appSecret}, p.jobs)
	return p, nil
}

// handleJobs registers all background work.
func (p *program) handleJobs() {
	view.Handle(p.jobs, p.db)
	triage.HandleErasure(p.jobs, p.db)
	crm.HandleCalculation(p.jobs, p.db)
	crm.HandleRenaming(p.jobs, p.db)
	crm.HandleLists(p.jobs, p.db)
	(&files.Worker{DB: p.db, Blobs: p.blobs}).Handle(p.jobs)
	(&sheet.Service{DB: p.db, Blobs: p.blobs}).Handle(p.jobs)
	settings.Handle(p.jobs, p.db, settings.Letters{BaseURL: p.options.BaseURL, Post: post})
	p.notify = notify.New(p.db, p.options.BaseURL, p.jobs)
	p.helpdesk = helpdesk.New(p.db)
	p.jobs.Handle(helpdesk.MoveJob, p.helpdesk.Move)
	p.jobs.Every("clocks", 20*time.Second, p.clocks)
	p.jobs.Every("tidy", time.Hour, func(ctx context.Context) error {
		return p.db.Write(ctx, func(tx *store.Tx) error {
			return errors.Join(tx.TidyJobs(tx.Now.Add(-7*24*time.Hour)), tx.TidyDecisions(tx.Now.Add(-report.Kept)), tx.TidyAppTokens(tx.Now.Add(-7*24*time.Hour)))
		})
	})
}

func (p *program) close() {
	if p.demo != nil {
		p.demo.Close()
	}
	p.db.Close()
	p.blobs.Close()
}

// clocks does what has come due in threads.
func (p *program) clocks(ctx context.Context) error {
	free, err := triage.RunClocks(ctx, p.db)
	for _, name := range free {
		if e := p.blobs.Remove(name); e != nil {
			slog.Error("remove a file that nothing uses", "err", e)
		}
	}
	return errors.Join(err, p.helpdesk.Tick(ctx))
}

// parts are what runs side by side, each until its context ends.
func (p *program) parts(web net.Listener) (map[string]func(context.Context) error, error) {
	parts := map[string]func(context.Context) error{
		"web":       func(ctx context.Context) error { return p.serveWeb(ctx, web) },
		"live":      p.hub.Run,
		"lines":     p.chat.Run,
		"directory": p.directory.Run,
	}
	if !p.options.ReadOnly {
		if err := p.work(parts); err != nil {
			return nil, err
		}
	}
	if address := p.options.MetricsListen; address != "" {
		ln, err := net.Listen("tcp", address)
		if err != nil {
			return nil, fmt.Errorf("--metrics-listen: %w", err)
		}
		parts["metrics"] = func(ctx context.Context) error { return p.metrics(ctx, ln) }
	}
	return parts, nil
}

// work adds the parts that store, fetch or send.
func (p *program) work(parts map[string]func(context.Context) error) error {
	parts["jobs"], parts["notify"], parts["imap"], parts["chat"], parts["helpdesk"] = p.jobs.Run, p.notify.Run, p.poller().Run, p.desk.Run, p.helpdesk.Run
	parts["webhooks"] = p.hooks.Run
	parts["queue"] = func(ctx context.Context) error { return triage.RunQueue(ctx, p.db) }
	if err := p.door(parts, "smtp", p.options.SMTPListen, false); err != nil {
		return err
	}
	if err := p.door(parts, "lmtp", p.options.LMTPListen, true); err != nil {
		return err
	}
	if p.demo != nil {
		run, err := p.demo.Part(p.options.SMTPListen, p.teamAddresses)
		if err != nil {
			return err
		}
		parts["demo mailbox"] = run
	}
	return nil
}

// poller reads mailboxes by IMAP.
func (p *program) poller() *email.Poller {
	return &email.Poller{Sink: p.receiver, Directory: p.directory, State: p.state, MaxBytes: p.options.MaxMail, Tokens: p.tokens.Token}
}

// teamAddresses are those that a customer may write to.
func (p *program) teamAddresses(ctx context.Context) []string {
	out := []string{}
	accounts, _ := p.db.Read(ctx).ChannelAccounts(0)
	for _, a := range accounts {
		if a.Channel == parley.ChannelEmail && a.Active {
			out = append(out, a.Address)
		}
	}
	return out
}

// handler is all that the web server answers.
func (p *program) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/api/", p.api)
	mux.Handle("/chat/", p.chat)
	for _, prefix := range hubapi.Prefixes {
		mux.Handle(prefix, p.public)
	}
	mux.HandleFunc("GET /healthz", p.health)
	if p.demo != nil {
		mux.Handle("/demo/", http.StripPrefix("/demo", p.demo))
		mux.Handle("/demo/site/", http.StripPrefix("/demo/site", &demo.Site{BaseURL: p.options.BaseURL, Portal: p.portal}))
	}
	mux.Handle("/", newSite())
	return recovered(p.withLoader(p.withHelp(mux)))
}

// health answers 200 while the database does: people read on where files cannot
// be kept, and only mail waits outside. Why is for the log, not for everybody.
func (p *program) health(w http.ResponseWriter, r *http.Request) {
	if _, err := p.db.Read(r.Context()).Head(); err != nil {
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	if err := p.blobs.Trouble(r.Context()); err != nil {
		slog.Warn("files cannot be kept", "err", err)
		w.Write([]byte("files cannot be kept: mail is not taken until they can\n"))
		return
	}
	w.Write([]byte("ok\n"))
}

// recovered keeps one request's panic from ending the server.
func recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if e := recover(); e != nil && e != http.ErrAbortHandler {
				slog.Error("panic in a request", "path", r.URL.Path, "panic", e)
				if !strings.HasPrefix(r.Header.Get("Upgrade"), "websocket") {
					http.Error(w, "internal error", http.StatusInternalServerError)
				}
			}
		}()
		next.ServeHTTP(w, r)
	})
}
