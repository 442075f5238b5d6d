package main

import (
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"parley/internal/channel/channeltest"
)

// The whole path on real mail, in a real browser: swaks writes to the fallback
// address over SMTP and into a Dovecot mailbox followed by IMAP; the team
// answers in Chromium; OpenSMTPD takes the answer and Dovecot stores it in the
// customer's mailbox; the customer answers. The steps are in web/e2e/story.mjs.
// Rows: VIEW-03, VIEW-07, LIST-10, THR-02, THR-11, THR-13, COLLAB-01, COLLAB-02, EMAIL-11, SPAM-08, SPAM-14, SPAM-15, SPAM-16.
func TestStory_mailInSeenAnswered(t *testing.T) {
	d := storyOf(t)
	dovecot := channeltest.Dovecot(t)
	relay := channeltest.OpenSMTPD(t, dovecot.LMTP)
	d.args = append(d.args, "--relay", relay, "--relay-security", "none")
	d.serve()
	host, imap, _ := strings.Cut(dovecot.Addr(), ":")
	d.play("story.mjs", "IMAP_HOST="+host, "IMAP_PORT="+imap, "IMAP_PASSWORD="+channeltest.DovecotPassword, "RELAY="+relay, "MAIL_DIR="+filepath.Dir(dovecot.Maildir("x")))
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
