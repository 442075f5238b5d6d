package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"text/tabwriter"
	"time"

	"parley/internal/importer"
)

// importHubSpotCommand moves an account of HubSpot in.
type importHubSpotCommand struct {
	options
	Token  string `env:"HUBSPOT_TOKEN" required:"" help:"Token of a private app there, with the read scopes of what is to be moved."`
	URL    string `help:"Where the account's API answers." default:"https://api.hubapi.com"`
	DryRun bool   `help:"Change nothing: only say what is new, changed or as it was."`
}

func (c *importHubSpotCommand) Run(ctx context.Context) error {
	if err := c.check(); err != nil {
		return err
	}
	c.logging()
	c.DemoMailbox = false // the server beside has it
	p, err := newProgram(ctx, &c.options)
	if err != nil {
		return err
	}
	defer p.close()
	m := c.move(p)
	err = m.Run(ctx)
	fmt.Fprintln(os.Stderr)
	printMoved(os.Stdout, &m.Report)
	if errors.Is(err, context.Canceled) {
		return errors.New("stopped: run it again to go on")
	}
	return err
}

func (c *importHubSpotCommand) move(p *program) *importer.Move {
	return &importer.Move{DB: p.db, Blobs: p.blobs, DryRun: c.DryRun, Client: &importer.Client{BaseURL: c.URL, Token: c.Token, HTTP: &http.Client{Timeout: 2 * time.Minute}},
		Progress: func(what string, done int) { fmt.Fprintf(os.Stderr, "\r\033[K%s: %d", what, done) }}
}

func printMoved(w io.Writer, r *importer.Report) {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "kind\tnew\tchanged\tas it was")
	for _, k := range r.Kinds {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\n", k.Kind, k.New, k.Changed, k.Equal)
	}
	t.Flush()
	for _, s := range r.Skipped {
		fmt.Fprintln(w, "not moved:", s)
	}
}
