package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Who gets it, in real browsers: the steps are in web/e2e/routing.mjs.
// Rows: ROUTE-05, ROUTE-08, ROUTE-09, ROUTE-12, ROUTE-14, ROUTE-18, ROUTE-22, ROUTE-23, ROUTE-24.
func TestStory_routing(t *testing.T) {
	if os.Getenv("PARLEY_E2E") == "" {
		t.Skip("browser stories run by make e2e")
	}
	binary := filepath.Join("..", "..", "bin", "parley")
	dir, web, smtp := t.TempDir(), freeAddress(t), freeAddress(t)
	run(t, binary, "seed", "--data", dir, "--mail-domain", "atlas.localhost")
	server := exec.Command(binary, "serve", "--data", dir, "--listen", web, "--smtp-listen", smtp, "--mail-domain", "atlas.localhost")
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Signal(os.Interrupt); server.Wait() })
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	story := exec.CommandContext(ctx, "node", "routing.mjs")
	story.Dir = filepath.Join("..", "..", "web", "e2e")
	story.Env = append(os.Environ(), "PARLEY_URL=http://"+web, "PARLEY_SMTP="+smtp)
	story.Stdout, story.Stderr = os.Stdout, os.Stderr
	if err := story.Run(); err != nil {
		t.Fatal(err)
	}
}
