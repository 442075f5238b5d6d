package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Every page of the settings in a real browser: axe finds nothing, in light,
// dark and French, and each kind of page keeps what it is told. The steps are in
// web/e2e/settings.mjs.
// Rows: SET-03, SET-06, SET-11, SET-12, SET-13, SET-17, EMAIL-08, SPAM-06.
func TestStory_settings(t *testing.T) {
	if os.Getenv("PARLEY_E2E") == "" {
		t.Skip("browser stories run by make e2e")
	}
	binary := filepath.Join("..", "..", "bin", "parley")
	dir, web := t.TempDir(), freeAddress(t)
	run(t, binary, "seed", "--data", dir)
	server := exec.Command(binary, "serve", "--data", dir, "--listen", web, "--smtp-listen", freeAddress(t))
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Signal(os.Interrupt); server.Wait() })
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	story := exec.CommandContext(ctx, "node", "settings.mjs")
	story.Dir = filepath.Join("..", "..", "web", "e2e")
	story.Env = append(os.Environ(), "PARLEY_URL=http://"+web)
	story.Stdout, story.Stderr = os.Stdout, os.Stderr
	if err := story.Run(); err != nil {
		t.Fatal(err)
	}
}
