package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// One person at a desk: what rows say, the way into search and back, panels
// and an editor that keep their size; the steps are in web/e2e/rows.mjs.
// Rows: LIST-02, LIST-03, LIST-04, THR-05, THR-08, VIEW-19, FILT-03, FILT-04, FILT-11.
func TestStory_rows(t *testing.T) {
	if os.Getenv("PARLEY_E2E") == "" {
		t.Skip("browser stories run by make e2e")
	}
	binary := filepath.Join("..", "..", "bin", "parley")
	web, smtp := freeAddress(t), freeAddress(t)
	common := []string{"--data", t.TempDir(), "--mail-domain", "atlas.localhost"}
	run(t, binary, append([]string{"seed"}, common...)...)
	server := exec.Command(binary, append([]string{"serve", "--listen", web, "--smtp-listen", smtp, "--demo-mailbox"}, common...)...)
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Signal(os.Interrupt); server.Wait() })
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	story := exec.CommandContext(ctx, "node", "rows.mjs")
	story.Dir = filepath.Join("..", "..", "web", "e2e")
	story.Env = append(os.Environ(), "PARLEY_URL=http://"+web, "PARLEY_SMTP="+smtp)
	story.Stdout, story.Stderr = os.Stdout, os.Stderr
	if err := story.Run(); err != nil {
		t.Fatal(err)
	}
}
