//go:build unix

package main

import (
	"context"
	"fmt"
	"net/smtp"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/blob/blobtest"
	"parley/internal/channel/channeltest"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// SAFE-01, SAFE-02: mail servers bring mail, and bring it again until they hear
// 250. What was acknowledged is there, once.
func TestCrash_smtp(t *testing.T) { newCrasher(t, 0.3).bySMTP() }

// SAFE-01, SAFE-02, SET-16: the same with the files in a bucket.
func TestCrash_smtpWithABucket(t *testing.T) {
	c := newCrasher(t, 0.1)
	c.o.inBucketOf(blobtest.Start(t).Bucket(t, "files"))
	c.bySMTP()
}

func (c *crasher) bySMTP() {
	c.t.Helper()
	var last atomic.Int64
	var stop atomic.Bool
	var senders sync.WaitGroup
	for range 4 {
		senders.Go(func() {
			for !stop.Load() {
				n := int(last.Add(1))
				for sendMail(c.o.SMTPListen, letter(n)) != nil {
					time.Sleep(5 * time.Millisecond) // until the server is back
				}
			}
		})
	}
	c.killing(250 * time.Millisecond)
	p := c.serve()
	stop.Store(true)
	senders.Wait()
	if err := p.stop(); err != nil {
		c.fatal("%v", err)
	}
	c.check(int(last.Load()))
}

// sendMail brings one mail by SMTP.
func sendMail(addr, raw string) error {
	client, err := smtp.Dial(addr)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := client.Mail("c@customer.test"); err != nil {
		return err
	}
	if err := client.Rcpt("support@shop.test"); err != nil {
		return err
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(strings.ReplaceAll(raw, "\n", "\r\n"))); err != nil {
		return err
	}
	return w.Close()
}

// SAFE-01, SAFE-03, SAFE-06: mail lands in a mailbox while the server that
// reads it dies again and again. All is fetched once, and the audit can
// account for each.
func TestCrash_imap(t *testing.T) {
	c := newCrasher(t, 0.25)
	server := channeltest.Dovecot(t)
	c.connect(server)
	done, delivered := make(chan struct{}), 0
	stop := make(chan struct{})
	go func() {
		defer close(done)
		for {
			delivered++
			server.Deliver(t, "support", "", letter(delivered), time.Now())
			select {
			case <-stop:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}()
	c.killing(500 * time.Millisecond)
	close(stop)
	<-done
	p := c.serve()
	c.wait("all mails of the mailbox", func(r *store.Reader) bool {
		threads, err := r.ThreadsAfter(c.acct.InboxID, 0, 1<<30)
		return err == nil && len(threads) >= delivered
	})
	audit := c.start("mailbox", "audit", "support@shop.test", "--wait", "5s")
	if <-audit.done; audit.err != nil {
		c.fatal("audit: %v", audit.err)
	}
	if err := p.stop(); err != nil {
		c.fatal("%v", err)
	}
	c.check(delivered)
}

// connect gives the account a mailbox on server.
func (c *crasher) connect(server *channeltest.DovecotServer) {
	c.t.Helper()
	p := openProgram(c.t, &c.o)
	storetest.Write(c.t, p.db, func(tx *store.Tx) error {
		acct := *c.acct
		acct.Settings.IMAP = &parley.MailServer{Host: server.Host, Port: server.Port, Security: "none", Username: "support"}
		return settings.UpdateAccount(tx, parley.ByUser(c.admin.ID), &acct, map[string]string{"imap_password": channeltest.DovecotPassword})
	})
}

// wait asks the database until ok holds.
func (c *crasher) wait(what string, ok func(*store.Reader) bool) {
	c.t.Helper()
	db, blobs := c.open()
	defer db.Close()
	defer blobs.Close()
	for late := time.After(time.Minute); ; {
		changed := db.Changed()
		if ok(db.Read(context.Background())) {
			return
		}
		select {
		case <-changed:
		case <-time.After(time.Second):
		case <-late:
			c.fatal("waited in vain for %s", what)
		}
	}
}

// SAFE-01, EMAIL-24: an import beside a running server is killed and begun
// again until it ends; meanwhile the server takes mail as ever.
func TestCrash_import(t *testing.T) {
	c := newCrasher(t, 0.2)
	p := c.serve()
	const each = 1500
	last, kills := 0, 0
	for kills < c.kills {
		file := filepath.Join(t.TempDir(), fmt.Sprintf("%d.mbox", last))
		if err := os.WriteFile(file, []byte(mbox(last+1, last+each)), 0o600); err != nil {
			t.Fatal(err)
		}
		last += each
		for killed := true; killed; {
			im := c.start("import", "mbox", file, "--account", "support@shop.test")
			moment := time.Duration(c.rnd.Int64N(int64(700 * time.Millisecond)))
			if kills >= c.kills {
				moment = time.Minute
			}
			select {
			case <-im.done:
				if killed = false; im.err != nil {
					c.fatal("import: %v", im.err)
				}
			case <-time.After(moment):
				im.kill()
				kills++
			}
		}
		last++
		if err := sendMail(c.o.SMTPListen, letter(last)); err != nil {
			c.fatal("the server did not take mail beside an import: %v", err)
		}
	}
	if err := p.stop(); err != nil {
		c.fatal("%v", err)
	}
	c.check(last)
}
