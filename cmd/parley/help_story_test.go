package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// The knowledge base in a real browser: written in the settings, read on the
// public pages without a script, found in the chat. The steps are in
// web/e2e/help.mjs.
// Rows: CHAT-18, CHAT-27, CHAT-28.
func TestStory_help(t *testing.T) {
	if os.Getenv("PARLEY_E2E") == "" {
		t.Skip("browser stories run by make e2e")
	}
	binary := filepath.Join("..", "..", "bin", "parley")
	dir, web := t.TempDir(), freeAddress(t)
	run(t, binary, "seed", "--data", dir)
	server := exec.Command(binary, "serve", "--data", dir, "--listen", web, "--smtp-listen", freeAddress(t), "--base-url", "http://"+web)
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Signal(os.Interrupt); server.Wait() })
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	story := exec.CommandContext(ctx, "node", "help.mjs")
	story.Dir = filepath.Join("..", "..", "web", "e2e")
	story.Env = append(os.Environ(), "PARLEY_URL=http://"+web)
	story.Stdout, story.Stderr = os.Stdout, os.Stderr
	if err := story.Run(); err != nil {
		t.Fatal(err)
	}
}
