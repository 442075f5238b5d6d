package main

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/internal/channel/channeltest"
)

// The whole path on real mail, in a real browser: swaks writes to the fallback
// address over SMTP and into a Dovecot mailbox followed by IMAP; the team
// answers in Chromium; OpenSMTPD takes the answer and Dovecot stores it in the
// customer's mailbox; the customer answers. The steps are in web/e2e/story.mjs.
// Rows: VIEW-03, VIEW-07, LIST-10, THR-02, THR-11, THR-13, COLLAB-01, COLLAB-02, EMAIL-11, SPAM-08, SPAM-14, SPAM-15, SPAM-16.
func TestStory_mailInSeenAnswered(t *testing.T) {
	if os.Getenv("PARLEY_E2E") == "" {
		t.Skip("browser stories run by make e2e")
	}
	dovecot := channeltest.Dovecot(t)
	relay := channeltest.OpenSMTPD(t, dovecot.LMTP)
	binary := filepath.Join("..", "..", "bin", "parley")
	dir := t.TempDir()
	web, smtp := freeAddress(t), freeAddress(t)
	common := []string{"--data", dir, "--mail-domain", "atlas.localhost"}
	run(t, binary, append([]string{"seed"}, common...)...)
	server := exec.Command(binary, append([]string{"serve", "--listen", web, "--smtp-listen", smtp, "--relay", relay, "--relay-security", "none"}, common...)...)
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Signal(os.Interrupt); server.Wait() })
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	host, imap, _ := strings.Cut(dovecot.Addr(), ":")
	story := exec.CommandContext(ctx, "node", "story.mjs")
	story.Dir = filepath.Join("..", "..", "web", "e2e")
	story.Env = append(os.Environ(), "PARLEY_URL=http://"+web, "PARLEY_SMTP="+smtp, "IMAP_HOST="+host, "IMAP_PORT="+imap, "IMAP_PASSWORD="+channeltest.DovecotPassword,
		"RELAY="+relay, "MAIL_DIR="+filepath.Dir(dovecot.Maildir("x")))
	story.Stdout, story.Stderr = os.Stdout, os.Stderr
	if err := story.Run(); err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}
