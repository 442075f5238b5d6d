package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"

	"parley/cmd/parley/bench"
	"parley/internal/ingest"
	"parley/internal/settings"
	"parley/internal/store"
)

// benchCommand measures the promises of speed on a database of its own.
type benchCommand struct {
	options
	Parts    []string `arg:"" optional:"" help:"What to measure: start, read, ingest, chat, crm. Without any: the first three." enum:"start,read,ingest,chat,crm" default:"start,read,ingest"`
	Size     string   `help:"Conversations of the data set: 10k, 100k, 1M, 10M." default:"10k"`
	Readers  int      `help:"Readers at once." default:"16"`
	Requests int      `help:"Requests for each figure." default:"2000"`
	Mails    int      `help:"Mails for the ingest figures; 0: none." default:"4000"`
	Profile  string   `help:"Write a CPU profile of the measuring to this file." placeholder:"FILE"`
	Sockets  []int    `help:"Of chat: visitors with an open line, one run after another." default:"5000,10000"`
	Agents   int      `help:"Of chat: agents at work." default:"200"`
	Rate     int      `help:"Of chat: messages a second in all." default:"5"`
	Seconds  int      `help:"Of chat: how long each run lasts." default:"20"`
	Contacts string   `help:"Of crm: contacts with forty properties." default:"100k"`
}

func (c *benchCommand) Run(ctx context.Context) error {
	if c.Data == "data" {
		c.Data = filepath.Join("data", "bench-"+c.Size)
	}
	if err := c.check(); err != nil {
		return err
	}
	n, err := parseSize(c.Size)
	if err != nil {
		return err
	}
	return c.withDB(ctx, func(db *store.DB) error { return c.measure(ctx, db, n) })
}

func (c *benchCommand) measure(ctx context.Context, db *store.DB, n int) error {
	b, err := bench.New(ctx, db, bench.Options{Conversations: n, Readers: c.Readers, Requests: c.Requests, Version: version})
	if err != nil {
		return err
	}
	err = b.Fill(ctx, func(done int) {
		if done%10_000 == 0 || done == n {
			fmt.Fprintf(os.Stderr, "\rmaking the data set: %d of %d conversations", done, n)
		}
	})
	fmt.Fprintln(os.Stderr)
	if err != nil {
		return err
	}
	if c.Profile != "" {
		f, err := os.Create(c.Profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	for _, part := range c.Parts {
		switch part {
		case "start":
			err = b.Start(ctx, "--data", c.Data, "--database", c.Database)
		case "read":
			err = b.Read(ctx)
		case "ingest":
			err = c.ingest(ctx, db, b)
		case "crm":
			err = c.crm(ctx, b)
		case "chat":
			err = b.Chat(ctx, bench.ChatOptions{Sockets: c.Sockets, Agents: c.Agents, Rate: c.Rate, Seconds: c.Seconds}, "--data", c.Data, "--database", c.Database)
		}
		if err != nil {
			return err
		}
	}
	return b.Print(os.Stdout)
}

func (c *benchCommand) ingest(ctx context.Context, db *store.DB, b *bench.Bench) error {
	if c.Mails == 0 {
		return nil
	}
	blobs, err := c.openFiles(ctx)
	if err != nil {
		return err
	}
	defer blobs.Close()
	var empty [2]*bench.Bench
	for i := range empty {
		dir := filepath.Join(c.Data, fmt.Sprintf("yardstick-%d", i))
		if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o700)); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		key, err := c.key()
		if err != nil {
			return err
		}
		other, err := store.Open(ctx, store.Options{URL: filepath.Join(dir, "parley.db"), Key: key})
		if err != nil {
			return err
		}
		defer other.Close()
		if empty[i], err = bench.New(ctx, other, bench.Options{}); err != nil {
			return err
		}
	}
	return b.Ingest(ctx, ingest.New(db, blobs, nil), settings.NewDirectory(db), empty, ingest.New(empty[0].DB(), blobs, nil), c.Mails)
}

func (c *benchCommand) crm(ctx context.Context, b *bench.Bench) error {
	n, err := parseSize(c.Contacts)
	if err != nil {
		return fmt.Errorf("--contacts: %w", err)
	}
	return b.CRM(ctx, n)
}

// parseSize reads 10k, 1M or a number.
func parseSize(s string) (int, error) {
	factor := 1
	for suffix, f := range map[string]int{"k": 1000, "M": 1_000_000} {
		if strings.HasSuffix(s, suffix) {
			factor, s = f, strings.TrimSuffix(s, suffix)
		}
	}
	n, err := strconv.Atoi(s)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("--size %q: give a number such as 10k or 1M", s)
	}
	return n * factor, nil
}
