//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"parley/internal/blob"
	"parley/internal/parley"
	"parley/internal/store"
)

// SAFE-01, SAFE-02, SAFE-05, SAFE-09: the program is killed with SIGKILL at
// random moments, again and again, while mail comes in and goes out, and at the
// end everything is counted. PARLEY_KILLS says how often on each engine,
// PARLEY_SEED repeats the moments of an earlier run.

// crasher is an installation whose server is killed.
type crasher struct {
	t     *testing.T
	o     options
	port  int
	admin *parley.User
	acct  *parley.ChannelAccount
	kills int
	rnd   *rand.Rand
	log   string
}

// newCrasher sets up an installation that is to be killed a share of the times.
func newCrasher(t *testing.T, share float64) *crasher {
	t.Helper()
	if testing.Short() {
		t.Skip("takes a minute")
	}
	kills, seed := 120, uint64(time.Now().UnixNano())
	if n, err := strconv.Atoi(os.Getenv("PARLEY_KILLS")); err == nil {
		kills = n
	}
	if n, err := strconv.ParseUint(os.Getenv("PARLEY_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("PARLEY_SEED=%d", seed)
	c := &crasher{t: t, o: newOptions(t), kills: int(float64(kills) * share), rnd: rand.New(rand.NewPCG(seed, 0)), log: filepath.Join(t.TempDir(), "log")}
	p, err := newProgram(context.Background(), &c.o)
	if err != nil {
		t.Fatal(err)
	}
	c.admin, c.acct = setUp(t, p)
	p.close()
	c.port = freePort(t)
	c.o.SMTPListen = fmt.Sprintf("127.0.0.1:%d", c.port)
	return c
}

// freePort returns one below those that the system gives to connections, so
// that a server finds its port free again.
func freePort(t *testing.T) int {
	t.Helper()
	for port := 26000 + os.Getpid()%3000; port < 32000; port++ {
		if ln, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			ln.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return 0
}

// binary builds the program once for all tests.
var built atomic.Bool

var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "parley-test")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "parley")
	out, err := exec.Command("go", "build", "-tags", "noweb", "-o", path, ".").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return path, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if built.Load() {
		path, _ := binary()
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// process is a running parley.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	err  error
}

// start runs a command on the installation.
func (c *crasher) start(args ...string) *process {
	c.t.Helper()
	built.Store(true)
	path, err := binary()
	if err != nil {
		c.t.Fatal(err)
	}
	return c.startCommand(path, args...)
}

func (c *crasher) startCommand(path string, args ...string) *process {
	c.t.Helper()
	log, err := os.OpenFile(c.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		c.t.Fatal(err)
	}
	defer log.Close()
	args = append(args, "--data", c.o.Data, "--database", c.o.Database, "--mail-domain", c.o.MailDomain, "--listen", c.o.Listen,
		"--smtp-listen", c.o.SMTPListen, "--log-level", "warn")
	if c.o.Relay != "" {
		args = append(args, "--relay", c.o.Relay, "--relay-security", "none")
	}
	if c.o.Files != "" {
		args = append(args, "--files", c.o.Files, "--files-endpoint", c.o.FilesEndpoint, "--files-credentials", c.o.FilesCredentials)
	}
	p := &process{cmd: exec.Command(path, args...), done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if err := p.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	c.t.Cleanup(p.kill)
	return p
}

func (p *process) kill() {
	p.cmd.Process.Signal(syscall.SIGKILL)
	<-p.done
}

// stop ends it in peace.
func (p *process) stop() error {
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
		return p.err
	case <-time.After(30 * time.Second):
		p.kill()
		return errors.New("it did not end when it was asked to")
	}
}

// serve starts the server and waits until it takes mail.
func (c *crasher) serve() *process {
	c.t.Helper()
	p := c.start("serve")
	c.ready(p)
	return p
}

func (c *crasher) ready(p *process) {
	c.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; {
		conn, err := net.Dial("tcp", c.o.SMTPListen)
		if err == nil {
			conn.Close()
			return
		}
		select {
		case <-p.done:
			c.fatal("the server ended by itself: %v", p.err)
		case <-time.After(2 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			c.fatal("the server did not start")
		}
	}
}

func (c *crasher) fatal(format string, args ...any) {
	c.t.Helper()
	log, _ := os.ReadFile(c.log)
	c.t.Fatalf(format+"\nlog:\n%s", append(args, log[max(0, len(log)-4000):])...)
}

// killing starts the server and kills it as often as asked: at a random moment
// of its work, and each sixth time while it starts.
func (c *crasher) killing(longest time.Duration) {
	c.t.Helper()
	for i := range c.kills {
		p := c.start("serve")
		if i%6 != 5 {
			c.ready(p)
		}
		select {
		case <-p.done:
			c.fatal("the server ended by itself: %v", p.err)
		case <-time.After(time.Duration(c.rnd.Int64N(int64(longest)))):
		}
		p.kill()
	}
}

var number = regexp.MustCompile(`(?m)^Subject: number (\d+)\r?$`)

// stored counts the incoming mails by their numbers, as their bytes tell.
func (c *crasher) stored() map[int]int {
	c.t.Helper()
	db, blobs := c.open()
	defer db.Close()
	defer blobs.Close()
	r, got := db.Read(context.Background()), map[int]int{}
	threads, err := r.ThreadsAfter(c.acct.InboxID, 0, 1<<30)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, th := range threads {
		messages, err := r.Messages(th.ID, nil, 100)
		if err != nil || len(messages) == 0 {
			c.t.Fatalf("thread %d: %d messages, %v", th.ID, len(messages), err)
		}
		for _, m := range messages {
			raw, err := blobs.Get(m.RawHash)
			if err != nil {
				c.t.Fatalf("message %d: %v", m.ID, err)
			}
			if found := number.FindSubmatch(raw); found != nil {
				n, _ := strconv.Atoi(string(found[1]))
				got[n]++
			}
		}
	}
	return got
}

func (c *crasher) open() (*store.DB, *blob.Store) {
	c.t.Helper()
	db, err := store.Connect(context.Background(), store.Options{URL: c.o.Database})
	if err != nil {
		c.t.Fatal(err)
	}
	blobs, err := c.o.openFiles(context.Background())
	if err != nil {
		c.t.Fatal(err)
	}
	return db, blobs
}

// check wants the mails 1 to last once each, counters that are right, and a log
// without a gap.
func (c *crasher) check(last int) {
	c.t.Helper()
	got := c.stored()
	for n := 1; n <= last; n++ {
		if got[n] != 1 {
			c.t.Errorf("mail %d is there %d times", n, got[n])
		}
		delete(got, n)
	}
	if len(got) > 0 {
		c.t.Errorf("nobody sent %v", got)
	}
	db, blobs := c.open()
	defer db.Close()
	defer blobs.Close()
	checkCounters(c.t, db)
	checkLog(c.t, db)
	c.t.Logf("%d kills, %d mails", c.kills, last)
}

// checkLog wants the numbers of the event log without a gap up to its head.
func checkLog(t *testing.T, db *store.DB) {
	t.Helper()
	r := db.Read(context.Background())
	head, err := r.Head()
	if err != nil {
		t.Fatal(err)
	}
	for seq := int64(0); seq < head; {
		events, err := r.Events(seq, 1000)
		if err != nil || len(events) == 0 {
			t.Fatalf("the log ends at %d of %d (%v)", seq, head, err)
		}
		for _, e := range events {
			if seq++; e.Seq != seq {
				t.Fatalf("event %d stands where %d should", e.Seq, seq)
			}
		}
	}
}
