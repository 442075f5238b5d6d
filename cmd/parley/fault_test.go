//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/internal/blob/blobtest"
	"parley/internal/channel/channeltest"
	"parley/internal/store"
)

// later sends a mail and wants a temporary refusal.
func (c *crasher) later(n int) {
	c.t.Helper()
	err := sendMail(c.o.SMTPListen, letter(n))
	var answer *textproto.Error
	if !errors.As(err, &answer) || answer.Code < 400 || answer.Code > 499 {
		c.fatal("mail %d: got %v, want a temporary refusal", n, err)
	}
}

// taken sends a mail until it is taken.
func (c *crasher) taken(n int) {
	c.t.Helper()
	var err error
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if err = sendMail(c.o.SMTPListen, letter(n)); err == nil {
			return
		}
	}
	c.fatal("mail %d: %v", n, err)
}

// health asks the web server, which must answer.
func (c *crasher) health() int {
	c.t.Helper()
	client := http.Client{Timeout: 20 * time.Second}
	res, err := client.Get("http://" + c.o.Listen + "/healthz")
	if err != nil {
		c.fatal("the web server does not answer: %v", err)
	}
	res.Body.Close()
	return res.StatusCode
}

func newFault(t *testing.T) *crasher {
	t.Helper()
	c := newCrasher(t, 0)
	c.o.Listen = fmt.Sprintf("127.0.0.1:%d", freePort(t)+1)
	return c
}

// onSmallDisk starts the server with its data on a disk of its own of some
// megabytes, which the test reaches under the folder returned.
func (c *crasher) onSmallDisk(size, then string) (*process, string) {
	c.t.Helper()
	own := []string{"-m"}
	if os.Getuid() != 0 {
		own = []string{"-r", "-m"}
	}
	if err := exec.Command("unshare", append(own, "true")...).Run(); err != nil {
		c.t.Skip("this machine gives tests no disks of their own")
	}
	path, err := binary()
	built.Store(true)
	if err != nil {
		c.t.Fatal(err)
	}
	master := c.o.Data
	c.o.Data = filepath.Join(c.t.TempDir(), "small")
	if !store.IsPostgres(c.o.Database) {
		c.o.Database = filepath.Join(c.o.Data, "parley.db")
	}
	os.Mkdir(c.o.Data, 0o755)
	script := `data=$1 && shift && mount -t tmpfs -o size=` + size + ` tmpfs "$data" && cp -a "$1/." "$data/" && shift && ` + then + ` exec "$0" "$@"`
	p := c.startCommand("unshare", append(own, "sh", "-c", script, path, c.o.Data, master, "serve")...)
	return p, fmt.Sprintf("/proc/%d/root%s", p.cmd.Process.Pid, c.o.Data)
}

// SAFE-07: a full disk is a temporary refusal; the server goes on answering,
// says why in its log, and takes mail again when there is room.
func TestFault_diskFull(t *testing.T) {
	c := newFault(t)
	p, disk := c.onSmallDisk("48m", "")
	c.ready(p)
	c.taken(1)
	filler := filepath.Join(disk, "filler")
	f, err := os.Create(filler)
	if err != nil {
		t.Fatal(err)
	}
	for page := make([]byte, 4096); err == nil; {
		_, err = f.Write(page)
	}
	f.Close()
	c.later(2)
	if got := c.health(); got != http.StatusOK {
		t.Errorf("health is %d while the disk is full", got)
	}
	c.told("no space left", "full")
	os.Remove(filler)
	c.taken(2)
	c.taken(3)
	if err := exec.Command("cp", "-a", disk+"/.", filepath.Dir(c.o.Data)+"/after").Run(); err != nil {
		t.Fatal(err)
	}
	if err := p.stop(); err != nil {
		c.fatal("%v", err)
	}
	if c.o.Data = filepath.Dir(c.o.Data) + "/after"; !store.IsPostgres(c.o.Database) {
		c.o.Database = filepath.Join(c.o.Data, "parley.db")
	}
	c.check(3)
}

// told wants one of some words in the log.
func (c *crasher) told(words ...string) {
	c.t.Helper()
	log, _ := os.ReadFile(c.log)
	for _, w := range words {
		if strings.Contains(string(log), w) {
			return
		}
	}
	c.fatal("the log does not tell of %q", words)
}

// SAFE-07: a data folder that cannot be written is told at the start, by name.
func TestFault_readOnlyData(t *testing.T) {
	c := newFault(t)
	p, _ := c.onSmallDisk("48m", "mount -o remount,ro \"$data\" &&")
	<-p.done
	if p.err == nil {
		t.Error("it started")
	}
	c.told("--data", c.o.Data)
}

// SAFE-07: while another process holds the database, mail is refused for the
// moment and reading goes on; after that all is well.
func TestFault_databaseLocked(t *testing.T) {
	c := newFault(t)
	p := c.serve()
	db, blobs := c.open()
	defer blobs.Close()
	defer db.Close()
	locked, release, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		done <- db.Write(context.Background(), func(*store.Tx) error { close(locked); <-release; return nil })
	}()
	<-locked
	if store.IsPostgres(c.o.Database) { // writers wait in line there, without end
		sent := make(chan error)
		go func() { sent <- sendMail(c.o.SMTPListen, letter(1)) }()
		if got := c.health(); got != http.StatusOK {
			t.Errorf("health is %d while the database is locked", got)
		}
		close(release)
		if err := <-sent; err != nil {
			c.fatal("%v", err)
		}
	} else {
		c.later(1)
		if got := c.health(); got != http.StatusOK {
			t.Errorf("health is %d while the database is locked", got)
		}
		c.told("locked")
		close(release)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	c.taken(1)
	c.taken(2)
	if err := p.stop(); err != nil {
		c.fatal("%v", err)
	}
	c.check(2)
}

// SAFE-02, SAFE-07: the server of the bucket goes and comes back: mail is refused
// for the moment, reading goes on, health says why, and no secret is in the log.
func TestFault_bucketGone(t *testing.T) {
	c := newFault(t)
	proxy := c.o.inBucketBehindProxy(t)
	p := c.serve()
	c.taken(1)
	proxy.Refuse(true)
	proxy.Cut()
	c.later(2)
	if got := c.health(); got != http.StatusOK {
		t.Errorf("health is %d while the bucket is away", got)
	}
	c.told("cannot be reached")
	proxy.Refuse(false)
	c.taken(2)
	for n := 3; n < 20; n++ {
		proxy.CutAfter(int64(n * 40))
		c.taken(n)
	}
	if err := p.stop(); err != nil {
		c.fatal("%v", err)
	}
	proxy.Refuse(true)
	c.port++
	late := c.start("serve")
	if <-late.done; late.err == nil {
		t.Error("it started without its bucket")
	}
	c.told("--files-endpoint")
	if log, _ := os.ReadFile(c.log); strings.Contains(string(log), blobtest.Secret) {
		t.Error("the secret is in the log")
	}
	proxy.Refuse(false)
	c.check(19)
}

// SAFE-07: PostgreSQL goes and comes back under load.
func TestFault_postgresGone(t *testing.T) {
	c := newFault(t)
	direct := c.o.Database
	u, err := url.Parse(direct)
	if err != nil || !store.IsPostgres(direct) {
		t.Skip("for PostgreSQL alone")
	}
	proxy := channeltest.Proxy(t, u.Host)
	u.Host = proxy.Addr
	c.o.Database = u.String()
	p := c.serve()
	c.taken(1)
	n := 1
	for range 3 {
		proxy.Refuse(true)
		proxy.Cut()
		c.later(n + 1)
		if got := c.health(); got != http.StatusServiceUnavailable {
			t.Errorf("health is %d without a database", got)
		}
		proxy.Refuse(false)
		n++
		c.taken(n)
	}
	if err := p.stop(); err != nil {
		c.fatal("%v", err)
	}
	proxy.Refuse(true)
	c.port++
	late := c.start("serve")
	if <-late.done; late.err == nil {
		t.Error("it started without a database")
	}
	c.told("cannot be reached")
	c.o.Database = direct
	c.check(n)
}
