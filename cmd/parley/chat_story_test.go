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

// A visitor of the demo shop and two of the team, in real browsers: the steps
// are in web/e2e/chat.mjs. The shop stands on another site than Parley, and the
// visitor's way to both is a proxy of the story's, which it cuts.
// Rows: CHAT-01, CHAT-02, CHAT-05, CHAT-10, CHAT-11, CHAT-13, CHAT-14, CHAT-15, CHAT-17, CHAT-19, CHAT-21, CHAT-23, CHAT-24, SDK-01…16.
func TestStory_visitorAndTeam(t *testing.T) {
	if os.Getenv("PARLEY_E2E") == "" {
		t.Skip("browser stories run by make e2e")
	}
	binary, err := filepath.Abs(filepath.Join("..", "..", "bin", "parley"))
	if err != nil {
		t.Fatal(err)
	}
	web, proxy := freeAddress(t), freeAddress(t)
	common := []string{"--data", t.TempDir(), "--mail-domain", "atlas.localhost"}
	run(t, binary, append([]string{"seed"}, common...)...)
	args, err := json.Marshal(append([]string{"serve", "--demo-mailbox", "--listen", web, "--smtp-listen", freeAddress(t), "--base-url", "http://" + proxy}, common...))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	story := exec.CommandContext(ctx, "node", "chat.mjs")
	story.Dir = filepath.Join("..", "..", "web", "e2e")
	story.Env = append(os.Environ(), "PARLEY="+binary, "PARLEY_ARGS="+string(args), "PARLEY_URL=http://"+web, "PARLEY_PROXY="+proxy)
	story.Stdout, story.Stderr = os.Stdout, os.Stderr
	if err := story.Run(); err != nil {
		t.Fatal(err)
	}
}
