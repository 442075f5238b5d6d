//go:build unix

package main

import (
	"context"
	"fmt"
	"regexp"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/channel/channeltest"
	"parley/internal/deliver"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// SAFE-05: the server dies while it sends, often just when the relay is about
// to take a mail or has taken it and did not answer yet. Each message leaves
// exactly once, or is called unknown and left at most once.
func TestCrash_send(t *testing.T) {
	c := newCrasher(t, 0.25)
	relay := channeltest.Relay(t)
	c.o.Relay = relay.Addr
	var victim atomic.Pointer[process]
	var trap atomic.Pointer[string] // the word at which the server dies
	relay.Script = func(verb, _ string) string {
		if word := trap.Load(); word != nil && *word == verb && trap.CompareAndSwap(word, nil) {
			victim.Load().kill()
		}
		return ""
	}
	p := openProgram(t, &c.o)
	c.sendAtOnce(p.db)
	total := 0
	for i := range c.kills {
		for range 3 {
			total++
			c.compose(p.db, total)
		}
		if word := []string{"", "MAIL", "DATA", "."}[i%4]; word != "" {
			trap.Store(&word)
		}
		server := c.start("serve")
		victim.Store(server)
		select {
		case <-server.done:
		case <-time.After(time.Duration(c.rnd.Int64N(int64(2 * time.Second)))):
		}
		trap.Store(nil)
		server.kill()
	}
	server := c.serve()
	c.wait("every message to be settled", func(*store.Reader) bool { return c.settled(p.db) == total })
	if err := server.stop(); err != nil {
		c.fatal("%v", err)
	}
	c.checkSent(p.db, relay, total)
}

// sendAtOnce leaves no time to undo.
func (c *crasher) sendAtOnce(db *store.DB) {
	c.t.Helper()
	storetest.Write(c.t, db, func(tx *store.Tx) error {
		in, err := tx.Inbox(c.acct.InboxID)
		if err != nil {
			return err
		}
		none := 0
		in.Settings.UndoSeconds = &none
		return settings.UpdateInbox(tx, parley.ByUser(c.admin.ID), in)
	})
}

func (c *crasher) compose(db *store.DB, n int) {
	c.t.Helper()
	storetest.Write(c.t, db, func(tx *store.Tx) error {
		_, _, err := deliver.Compose(tx, c.admin, c.acct.InboxID, deliver.NewMessage{ClientID: fmt.Sprint(n), AccountID: c.acct.ID,
			To: []parley.Address{{Address: "jane@customer.test"}}, Subject: fmt.Sprint("number ", n), Text: "Hello."})
		return err
	})
}

// messages are all that were written, by subject.
func (c *crasher) messages(db *store.DB) map[string]*parley.Message {
	c.t.Helper()
	r, out := db.Read(context.Background()), map[string]*parley.Message{}
	threads, err := r.ThreadsAfter(c.acct.InboxID, 0, 1<<30)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, th := range threads {
		messages, err := r.Messages(th.ID, nil, 10)
		if err != nil || len(messages) != 1 {
			c.t.Fatalf("thread %q: %d messages, %v", th.Subject, len(messages), err)
		}
		out[messages[0].Subject] = messages[0]
	}
	return out
}

func (c *crasher) settled(db *store.DB) int {
	n := 0
	for _, m := range c.messages(db) {
		if m.Status == parley.MessageSent || m.Status == parley.MessageUnknown {
			n++
		}
	}
	return n
}

var subjectLine = regexp.MustCompile(`(?m)^Subject: (.*?)\r?$`)

func (c *crasher) checkSent(db *store.DB, relay *channeltest.RelayServer, total int) {
	c.t.Helper()
	taken, ids := map[string]int{}, map[string]bool{}
	for _, m := range relay.Mails() {
		taken[subjectLine.FindStringSubmatch(m.Data)[1]]++
		ids[messageID.FindString(m.Data)] = true
	}
	if len(ids) != len(taken) {
		c.t.Errorf("%d mails bear %d Message-IDs", len(taken), len(ids))
	}
	unknown, arrived := 0, 0
	for subject, m := range c.messages(db) {
		switch n := taken[subject]; m.Status {
		case parley.MessageSent:
			if n != 1 {
				c.t.Errorf("%q is sent and the relay took it %d times", subject, n)
			}
		case parley.MessageUnknown:
			if unknown++; n > 1 {
				c.t.Errorf("%q is unknown and the relay took it %d times", subject, n)
			}
			arrived += n
		default:
			c.t.Errorf("%q is %s", subject, m.Status)
		}
	}
	checkCounters(c.t, db)
	checkLog(c.t, db)
	c.t.Logf("%d kills, %d messages, %d unknown, of these %d taken", c.kills, total, unknown, arrived)
}

var messageID = regexp.MustCompile(`(?mi)^Message-ID: .*$`)
