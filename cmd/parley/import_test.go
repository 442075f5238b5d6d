package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/internal/parley"
	"parley/internal/store"
)

// counting is a bar that stops an import after some portions.
type counting struct {
	left int
	stop func()
}

func (c *counting) set(_, _ int64) {
	if c.left--; c.left < 0 && c.stop != nil {
		c.stop()
	}
}

func (c *counting) end() {}

// EMAIL-24: an import counts first, goes on where it was stopped, doubles
// nothing when run twice, keeps what it cannot read, and wakes nobody.
func TestImport_mbox(t *testing.T) {
	t.Parallel()
	o := newOptions(t)
	p := openProgram(t, &o)
	admin, acct := setUp(t, p)
	huge := "From - Mon Nov 02 08:00:00 2020\nSubject: huge\n\n" + strings.Repeat("x\n", int(o.MaxMail)) + "\n"
	broken := "From - Mon Nov 02 08:00:00 2020\nContent-Type: multipart/mixed; boundary=x\n\n" + strings.Repeat("--x\n\n\n", 20000) + "\n"
	file := filepath.Join(t.TempDir(), "old.mbox")
	if err := os.WriteFile(file, []byte(mbox(1, 400)+huge+broken+mbox(401, 500)+mbox(1, 3)), 0o600); err != nil {
		t.Fatal(err)
	}
	before, err := p.db.Read(context.Background()).Head()
	if err != nil {
		t.Fatal(err)
	}
	run := func(ctx context.Context, dry bool, b bar) (tally, error) {
		s, err := mboxSource(file, o.MaxMail)
		if err != nil {
			t.Fatal(err)
		}
		im := &mailImport{program: p, acct: acct, source: s, dry: dry, bar: b}
		err = im.run(ctx)
		return im.sum, err
	}
	sum, err := run(context.Background(), true, &counting{})
	if got := sum.text(true); err != nil || !strings.HasPrefix(got, "500 new, 3 already there, 1 unreadable") {
		t.Errorf("dry run: %s, %v", got, err)
	}
	ctx, stop := context.WithCancel(context.Background())
	first, err := run(ctx, false, &counting{left: 1, stop: stop})
	if !errors.Is(err, errStopped) || first.fresh == 0 || first.fresh >= 500 {
		t.Fatalf("stopped run: %s, %v", first.text(false), err)
	}
	second, err := run(context.Background(), false, &counting{})
	if err != nil || first.fresh+second.fresh != 500 || second.known != 3 || second.unreadable != 1 || len(second.refused) != 1 {
		t.Errorf("second run: %s, %v", second.text(false), err)
	}
	third, err := run(context.Background(), false, &counting{})
	if err != nil || third.fresh != 0 || third.known != 504 {
		t.Errorf("third run: %s, %v", third.text(false), err)
	}
	r := p.db.Read(context.Background())
	threads, err := r.ThreadsAfter(acct.InboxID, 0, 1000)
	if err != nil || len(threads) != 501 {
		t.Fatalf("%d threads, %v", len(threads), err)
	}
	for _, th := range threads {
		if th.Status != parley.ThreadClosed || !th.Quarantined && th.LatestMessageAt.Year() != 2020 {
			t.Fatalf("thread %q is %s at %v", th.Subject, th.Status, th.LatestMessageAt)
		}
	}
	if n, err := r.UnreadNotifications(admin.ID); n != 0 || err != nil {
		t.Errorf("%d notifications, %v", n, err)
	}
	if lines, err := r.Ledger(acct.ID, file, 0); err != nil || !anyLine(lines, "refused", "larger than the limit") {
		t.Errorf("the ledger does not tell of the mail that was left out (%v)", err)
	}
	events, err := r.Events(before, 10000)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Kind == parley.ThreadAssigned || e.Kind == parley.ThreadReopened {
			t.Errorf("an import made the event %s", e.Kind)
		}
	}
}

func anyLine(lines []*store.LedgerLine, outcome, reason string) bool {
	for _, l := range lines {
		if l.Outcome == outcome && strings.Contains(l.Reason, reason) {
			return true
		}
	}
	return false
}

// EMAIL-24, EMAIL-23: the folders of a maildir; what lay in Sent is ours; a mail
// that cannot be opened does not stop the rest.
func TestImport_maildir(t *testing.T) {
	t.Parallel()
	o := newOptions(t)
	p := openProgram(t, &o)
	_, acct := setUp(t, p)
	dir := t.TempDir()
	sent := strings.NewReplacer("c9@customer.test", "support@shop.test", "To: support@shop.test", "To: c1@customer.test", "Message-ID", "In-Reply-To: <1@customer.test>\nMessage-ID").Replace(letter(9))
	for name, data := range map[string]string{"cur/1.a:2,S": letter(1), "new/2.b": letter(2), ".Sent/cur/3.c:2,S": sent} {
		path := filepath.Join(dir, name)
		os.MkdirAll(filepath.Dir(path), 0o755)
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/etc/hostname", filepath.Join(dir, "cur", "0.link")); err != nil {
		t.Fatal(err)
	}
	s, err := maildirSource(dir, o.MaxMail)
	if err != nil {
		t.Fatal(err)
	}
	im := &mailImport{program: p, acct: acct, source: s, open: true, bar: &counting{}}
	if err := im.run(context.Background()); err != nil || im.sum.fresh != 3 || len(im.sum.refused) != 1 {
		t.Fatalf("%s, %v", im.sum.text(false), err)
	}
	threads, err := p.db.Read(context.Background()).ThreadsAfter(acct.InboxID, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, th := range threads {
		got = append(got, fmt.Sprint(th.Subject, " ", th.Status, " ", th.HasSent))
	}
	if strings.Join(got, ", ") != "number 1 open true, number 2 open false" {
		t.Errorf("got %s", strings.Join(got, ", "))
	}
}
