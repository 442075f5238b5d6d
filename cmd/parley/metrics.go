package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics answers Prometheus on an address of its own, so that nobody outside
// reads it by accident (SET-16).
func (p *program) metrics(ctx context.Context, ln net.Listener) error {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	gauge := func(name, help string, read func(ctx context.Context) (int64, error)) {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
			ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
			defer cancel()
			n, err := read(ctx)
			if err != nil {
				return -1
			}
			return float64(n)
		}))
	}
	gauge("parley_event_seq", "Number of the newest event of the log.", func(ctx context.Context) (int64, error) { return p.db.Read(ctx).Head() })
	gauge("parley_jobs_waiting", "Jobs that wait for their time or a worker.", func(ctx context.Context) (int64, error) { return p.db.Read(ctx).CountJobs("waiting") })
	gauge("parley_jobs_dead", "Jobs that were given up and wait for an administrator.", func(ctx context.Context) (int64, error) { return p.db.Read(ctx).CountJobs("dead") })
	gauge("parley_files_trouble", "1 while files cannot be kept, else 0.", func(ctx context.Context) (int64, error) {
		if p.blobs.Trouble(ctx) != nil {
			return 1, nil
		}
		return 0, nil
	})
	server := &http.Server{Handler: promhttp.HandlerFor(registry, promhttp.HandlerOpts{}), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		server.Close()
	}()
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
