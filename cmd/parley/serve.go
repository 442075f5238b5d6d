package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"parley/internal/store"
)

// serveCommand runs the server until it is told to stop.
type serveCommand struct {
	options
}

func (c *serveCommand) Run(ctx context.Context) error {
	if err := c.check(); err != nil {
		return err
	}
	c.logging()
	p, err := newProgram(ctx, &c.options)
	if err != nil {
		return err
	}
	defer p.close()
	if !c.ReadOnly {
		release, err := succeed(ctx, c.Data, p.db)
		if err != nil {
			return err
		}
		defer release()
	}
	return p.run(ctx)
}

// run opens the doors, works until ctx ends, and lets what is under way finish.
func (p *program) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	web, err := net.Listen("tcp", p.options.Listen)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	parts, err := p.parts(web)
	if err != nil {
		web.Close()
		return err
	}
	var wg sync.WaitGroup
	failed := make(chan error, len(parts))
	for name, run := range parts {
		wg.Go(func() {
			if err := run(ctx); err != nil && ctx.Err() == nil {
				failed <- fmt.Errorf("%s: %w", name, err)
			}
		})
	}
	p.announce(ctx)
	select {
	case <-ctx.Done():
		err = nil
	case err = <-failed:
	}
	stop()
	wg.Wait()
	return err
}

// serveWeb answers HTTP and gives open requests a while at the end.
func (p *program) serveWeb(ctx context.Context, ln net.Listener) error {
	// No WriteTimeout: streams live long and set deadlines for each write.
	server := &http.Server{Handler: p.handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, BaseContext: func(net.Listener) context.Context { return ctx }}
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if server.Shutdown(grace) != nil {
			server.Close()
		}
	}()
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-done
	return nil
}

// announce says where to go, and at the first start how to begin.
func (p *program) announce(ctx context.Context) {
	slog.Info("parley is ready", "url", p.options.BaseURL, "database", p.db.Engine(), "version", version)
	p.warnOfFiles(ctx)
	if p.options.ReadOnly {
		slog.Warn("read-only for maintenance: nothing is stored, fetched or sent")
		return
	}
	has, err := p.db.Read(ctx).HasAdmin()
	if err != nil || has {
		return
	}
	fmt.Fprintf(os.Stderr, "\n  Open %s/setup to create the first administrator.\n  From another machine you need this code, good until then: %s\n\n", p.options.BaseURL, p.setupCode)
}

// migrateCommand brings the schema up to date without serving.
type migrateCommand struct {
	options
	Check bool `help:"Only say whether something is pending."`
}

func (c *migrateCommand) Run(ctx context.Context) error {
	if err := c.check(); err != nil {
		return err
	}
	o, err := c.storeOptions()
	if err != nil {
		return err
	}
	open := store.Open
	if c.Check {
		open = store.Connect
	}
	db, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer db.Close()
	current, target, err := db.Pending(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("schema %d of %d\n", current, target)
	if current < target {
		return errors.New("a migration is pending: run parley migrate")
	}
	return nil
}
