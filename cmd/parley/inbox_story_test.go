package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Two people at one inbox, in real browsers: the steps are in web/e2e/inbox.mjs.
// Rows: VIEW-01, VIEW-06, VIEW-15, LIST-08, LIST-10, FILT-12, THR-01, THR-04, THR-23, THR-24, COLLAB-01, COLLAB-04, SAFE-09.
func TestStory_twoAtOneInbox(t *testing.T) {
	if os.Getenv("PARLEY_E2E") == "" {
		t.Skip("browser stories run by make e2e")
	}
	binary, err := filepath.Abs(filepath.Join("..", "..", "bin", "parley"))
	if err != nil {
		t.Fatal(err)
	}
	web, smtp := freeAddress(t), freeAddress(t)
	common := []string{"--data", t.TempDir(), "--mail-domain", "atlas.localhost"}
	run(t, binary, append([]string{"seed"}, common...)...)
	args, err := json.Marshal(append([]string{"serve", "--listen", web, "--smtp-listen", smtp, "--demo-mailbox"}, common...))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	story := exec.CommandContext(ctx, "node", "inbox.mjs")
	story.Dir = filepath.Join("..", "..", "web", "e2e")
	story.Env = append(os.Environ(), "PARLEY="+binary, "PARLEY_ARGS="+string(args), "PARLEY_URL=http://"+web, "PARLEY_SMTP="+smtp)
	story.Stdout, story.Stderr = os.Stdout, os.Stderr
	if err := story.Run(); err != nil {
		t.Fatal(err)
	}
}
