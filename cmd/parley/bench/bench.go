// Package bench measures the promises of speed: it makes data sets of known
// shape, asks the server's own handlers, and prints medians and percentiles
// as a table and as JSON. Nothing here asserts; machines differ.
package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"parley/internal/auth"
	"parley/internal/httpapi"
	"parley/internal/live"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// Options say what to measure.
type Options struct {
	Conversations int
	Readers       int
	Requests      int
	Version       string
}

// Figure is one measured thing.
type Figure struct {
	Promise string  `json:"promise"`
	Name    string  `json:"name"`
	Unit    string  `json:"unit"`
	Median  float64 `json:"median"`
	P95     float64 `json:"p95"`
	P99     float64 `json:"p99"`
	N       int     `json:"n"`
}

// Report is a run.
type Report struct {
	Machine       string   `json:"machine"`
	Engine        string   `json:"engine"`
	Conversations int      `json:"conversations"`
	Messages      int      `json:"messages"`
	Version       string   `json:"version"`
	Figures       []Figure `json:"figures"`
}

// Bench is one run on one database.
type Bench struct {
	Options
	db     *store.DB
	api    *httpapi.Server
	cookie string
	data   *dataSet
	report Report
}

// New prepares the installation of a run: an administrator and some colleagues.
func New(ctx context.Context, db *store.DB, o Options) (*Bench, error) {
	b := &Bench{Options: o, db: db, api: httpapi.New(httpapi.Options{DB: db, Hub: live.New(db), BaseURL: "http://localhost", MailDomain: "bench.example"})}
	b.report = Report{Machine: fmt.Sprintf("%s/%s, %d cores", runtime.GOOS, runtime.GOARCH, runtime.NumCPU()), Engine: db.Engine(), Conversations: o.Conversations,
		Messages: o.Conversations * messagesPerThread, Version: o.Version}
	rng := rand.New(rand.NewPCG(1, 2))
	b.data = &dataSet{db: db, rng: rng, zipf: rand.NewZipf(rng, 1.1, 4, vocabulary), base: db.Now().UTC()}
	return b, db.Write(ctx, b.install)
}

// DB is the database of the run.
func (b *Bench) DB() *store.DB { return b.db }

func (b *Bench) install(tx *store.Tx) error {
	has, err := tx.HasAdmin()
	if err != nil {
		return err
	}
	var u *parley.User
	if !has {
		s := settings.Setup{CompanyName: "Bench", Language: "en", Timezone: "UTC", FirstName: "Bench", Email: "bench@bench.example", MailDomain: "bench.example"}
		if u, err = s.Run(tx, ""); err != nil {
			return err
		}
		for i := range 40 {
			colleague := *u
			colleague.ID, colleague.Email, colleague.SuperAdmin = parley.UserID(tx.NewID()), fmt.Sprintf("agent%d@bench.example", i), false
			if err := tx.Insert("user", &colleague); err != nil {
				return err
			}
		}
	}
	users, err := tx.Users()
	if err != nil {
		return err
	}
	for _, x := range users {
		b.data.users = append(b.data.users, x.ID)
		if x.SuperAdmin {
			u = x
		}
	}
	accounts, err := tx.ChannelAccounts(0)
	if err != nil {
		return err
	}
	b.data.acct, b.data.inbox = accounts[0].ID, accounts[0].InboxID
	b.cookie, _, err = auth.StartSession(tx, u.ID, "bench", "127.0.0.1")
	return err
}

// Fill makes the data set where it is not there yet. A server that ran on it
// may have deleted a few.
func (b *Bench) Fill(ctx context.Context, progress func(done int)) error {
	have, err := b.db.Read(ctx).CountThreads()
	if err != nil || have >= int64(b.Conversations)*9/10 {
		return err
	}
	if err := b.data.contacts(ctx, max(100, b.Conversations/5)); err != nil {
		return err
	}
	return b.data.fill(ctx, b.Conversations, progress)
}

// add records durations as a figure in milliseconds.
func (b *Bench) add(promise, name string, took []time.Duration) {
	slices.Sort(took)
	at := func(p float64) float64 {
		return float64(took[min(len(took)-1, int(p*float64(len(took))))].Microseconds()) / 1000
	}
	b.report.Figures = append(b.report.Figures, Figure{promise, name, "ms", at(.5), at(.95), at(.99), len(took)})
}

// Value records a single figure.
func (b *Bench) Value(promise, name, unit string, value float64) {
	b.report.Figures = append(b.report.Figures, Figure{Promise: promise, Name: name, Unit: unit, Median: value, N: 1})
}

// Print writes the report as a table, then as JSON.
func (b *Bench) Print(w io.Writer) error {
	r := b.report
	fmt.Fprintf(w, "%s · %s · %d conversations, %d messages · %s\n\n", r.Machine, r.Engine, r.Conversations, r.Messages, r.Version)
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "promise\tfigure\tmedian\tp95\tp99\tunit\tn")
	for _, f := range r.Figures {
		if f.N == 1 {
			fmt.Fprintf(t, "%s\t%s\t%.1f\t\t\t%s\t\n", f.Promise, f.Name, f.Median, f.Unit)
			continue
		}
		fmt.Fprintf(t, "%s\t%s\t%.2f\t%.2f\t%.2f\t%s\t%d\n", f.Promise, f.Name, f.Median, f.P95, f.P99, f.Unit, f.N)
	}
	t.Flush()
	text, err := json.Marshal(r)
	fmt.Fprintf(w, "\n%s\n", strings.TrimSpace(string(text)))
	return err
}
