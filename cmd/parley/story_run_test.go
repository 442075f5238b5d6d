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

// stage is the demo company of one browser story, and what a server of it is
// started with.
type stage struct {
	t      *testing.T
	binary string
	web    string // addresses
	smtp   string
	args   []string
}

// storyOf seeds a company for a story; stories run by make e2e.
func storyOf(t *testing.T, args ...string) *stage {
	t.Helper()
	if os.Getenv("PARLEY_E2E") == "" {
		t.Skip("browser stories run by make e2e")
	}
	binary, err := filepath.Abs(filepath.Join("..", "..", "bin", "parley"))
	if err != nil {
		t.Fatal(err)
	}
	d := &stage{t: t, binary: binary, web: freeAddress(t), smtp: freeAddress(t)}
	common := []string{"--data", t.TempDir(), "--mail-domain", "atlas.localhost"}
	run(t, binary, append([]string{"seed"}, common...)...)
	d.args = append(append([]string{"serve", "--listen", d.web, "--smtp-listen", d.smtp}, common...), args...)
	return d
}

// serve runs the server until the test ends.
func (d *stage) serve() {
	d.t.Helper()
	server := exec.Command(d.binary, d.args...)
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { server.Process.Signal(os.Interrupt); server.Wait() })
}

// play runs a script of web/e2e, which learns where the server is, and how to
// start it where it does that itself.
func (d *stage) play(script string, env ...string) {
	d.t.Helper()
	args, err := json.Marshal(d.args)
	if err != nil {
		d.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 6*time.Minute)
	defer cancel()
	story := exec.CommandContext(ctx, "node", script)
	story.Dir = filepath.Join("..", "..", "web", "e2e")
	story.Env = append(append(os.Environ(), "PARLEY="+d.binary, "PARLEY_ARGS="+string(args), "PARLEY_URL=http://"+d.web, "PARLEY_SMTP="+d.smtp), env...)
	story.Stdout, story.Stderr = os.Stdout, os.Stderr
	if err := story.Run(); err != nil {
		d.t.Fatal(err)
	}
}
