package main

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"parley/internal/channel"
	"parley/internal/channel/email"
	"parley/internal/deliver"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

func needPostgresTools(t *testing.T) {
	t.Helper()
	if os.Getenv("PARLEY_TEST_POSTGRES") == "" {
		return
	}
	for _, tool := range []string{"pg_dump", "pg_restore"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
}

// SAFE-08: a backup taken while mail comes in holds one moment, whole: each
// message that it has can be read, with its files. SAFE-05: what was about to
// leave is not sent again.
func TestBackup_roundTripWhileMailArrives(t *testing.T) {
	t.Parallel()
	needPostgresTools(t)
	for _, name := range []string{"backup.tar.zst", "backup"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOptions(t)
			p := openProgram(t, &o)
			admin, acct := setUp(t, p)
			storetest.Write(t, p.db, func(tx *store.Tx) error {
				_, _, err := deliver.Compose(tx, admin, acct.InboxID, deliver.NewMessage{AccountID: acct.ID, To: []parley.Address{{Address: "c1@customer.test"}}, Subject: "offer", Text: "An offer."})
				return err
			})
			var stored atomic.Int64
			ctx, stop := context.WithCancel(context.Background())
			done := make(chan struct{})
			started := make(chan struct{})
			go func() {
				defer close(done)
				for n := 1; ctx.Err() == nil; n++ {
					raw := []byte(letter(n))
					in := email.Inbound(raw, email.Meta{Account: acct, Source: channel.Source{Folder: "smtp"}})
					if _, err := p.receiver.Receive(context.Background(), in); err != nil {
						t.Error(err)
					}
					if stored.Add(1) == 20 {
						close(started)
					}
				}
			}()
			<-started
			atLeast := stored.Load()
			file := filepath.Join(t.TempDir(), name)
			err := (&backupCommand{options: o, To: file, WithKey: true}).Run(context.Background())
			stop()
			<-done
			if err != nil {
				t.Fatal(err)
			}
			checkRestored(t, o, file, atLeast, acct.InboxID)
		})
	}
}

func checkRestored(t *testing.T, from options, file string, atLeast int64, inbox parley.InboxID) {
	t.Helper()
	o := options{Data: filepath.Join(t.TempDir(), "new"), MaxMail: 1 << 20, MailDomain: "mail.test", LogLevel: "error", Listen: "127.0.0.1:0"}
	if store.IsPostgres(from.Database) {
		o.Database = storetest.EmptyURL(t)
	}
	restore := &restoreCommand{options: o, From: file}
	if err := restore.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := restore.Run(context.Background()); err == nil {
		t.Error("a restore wrote over what was there")
	}
	o.check()
	p := openProgram(t, &o)
	r := p.db.Read(context.Background())
	threads, err := r.ThreadsAfter(inbox, 0, 1<<30)
	if err != nil || int64(len(threads)) < atLeast+1 {
		t.Fatalf("%d threads, %v; at least %d had been stored", len(threads), err, atLeast+1)
	}
	unknown := 0
	for _, th := range threads {
		messages, err := r.Messages(th.ID, nil, 10)
		if err != nil || len(messages) != 1 {
			t.Fatalf("thread %q: %d messages, %v", th.Subject, len(messages), err)
		}
		if m := messages[0]; m.Direction == parley.Outgoing {
			if m.Status == parley.MessageSending && !m.HandedAt.IsZero() {
				unknown++
			}
		} else if raw, err := p.blobs.Get(m.RawHash); err != nil || !bytes.Contains(raw, []byte(m.Subject)) {
			t.Fatalf("the bytes of %q: %v", m.Subject, err)
		}
	}
	if unknown != 1 {
		t.Errorf("%d messages count as handed over, want the one that was about to leave", unknown)
	}
	checkCounters(t, p.db)
}

// checkCounters compares the counters of all views with their members.
func checkCounters(t *testing.T, db *store.DB) {
	t.Helper()
	r := db.Read(context.Background())
	real, err := r.RealCounts()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range real {
		if n, err := r.CountOf(c.ViewID, c.Bucket); err != nil || n != c.Count {
			t.Errorf("view %d counts %d and holds %d (%v)", c.ViewID, n, c.Count, err)
		}
	}
}

// ATK-31: archives that point outside, hold links, bombs or nothing sensible
// are refused, and leave nothing behind.
func TestRestore_hostileArchives(t *testing.T) {
	t.Parallel()
	const good = `{"format":1,"engine":"sqlite"}`
	tests := []struct {
		name string
		head []tar.Header
		body string
	}{
		{"path out", []tar.Header{{Name: "backup.json"}, {Name: "../../evil"}}, good},
		{"path out behind files", []tar.Header{{Name: "backup.json"}, {Name: "files/../../evil"}}, good},
		{"absolute", []tar.Header{{Name: "/tmp/evil"}}, good},
		{"link", []tar.Header{{Name: "backup.json"}, {Name: "files", Typeflag: tar.TypeSymlink, Linkname: "/tmp"}}, good},
		{"hard link", []tar.Header{{Name: "secret.key", Typeflag: tar.TypeLink, Linkname: "/etc/passwd"}}, good},
		{"twice", []tar.Header{{Name: "parley.db"}, {Name: "parley.db"}}, good},
		{"stranger", []tar.Header{{Name: "backup.json"}, {Name: "bin/sh"}}, good},
		{"no database", []tar.Header{{Name: "backup.json"}}, good},
		{"not a database", []tar.Header{{Name: "backup.json"}, {Name: "parley.db"}}, good},
		{"no manifest", []tar.Header{{Name: "parley.db"}}, good},
		{"of the future", []tar.Header{{Name: "backup.json"}, {Name: "parley.db"}}, `{"format":9,"version":"9.0"}`},
		{"endless manifest", []tar.Header{{Name: "backup.json"}}, strings.Repeat(" ", 1<<20)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			file := filepath.Join(dir, "a", "backup.tar.zst")
			os.Mkdir(filepath.Dir(file), 0o700)
			writeTar(t, file, tt.head, tt.body)
			o := options{Data: filepath.Join(dir, "b", "data"), MaxMail: 1 << 20, Listen: "127.0.0.1:0"}
			if err := (&restoreCommand{options: o, From: file}).Run(context.Background()); err == nil {
				t.Error("it was taken")
			} else if testing.Verbose() {
				t.Log(err)
			}
			if left, _ := os.ReadDir(o.Data); len(left) > 0 {
				t.Errorf("%v was left behind", left)
			}
			for _, evil := range []string{filepath.Join(dir, "evil"), filepath.Join(dir, "b", "evil"), "/tmp/evil"} {
				if _, err := os.Lstat(evil); err == nil {
					t.Errorf("%s was written", evil)
				}
			}
		})
	}
}

func writeTar(t *testing.T, file string, heads []tar.Header, body string) {
	t.Helper()
	var buf bytes.Buffer
	z, err := zstd.NewWriter(&buf)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(z)
	for _, h := range heads {
		if h.Mode = 0o600; h.Typeflag == 0 {
			h.Size = int64(len(body))
		}
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			fmt.Fprint(w, body)
		}
	}
	w.Close()
	z.Close()
	if err := os.WriteFile(file, buf.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// SAFE-08: a file that rotted is told by both commands, and the rest is saved.
func TestBackup_tellsOfDamage(t *testing.T) {
	t.Parallel()
	if os.Getenv("PARLEY_TEST_POSTGRES") != "" {
		t.Skip("the same on both engines")
	}
	o := newOptions(t)
	p := openProgram(t, &o)
	setUp(t, p)
	names, err := p.blobs.Put([]byte("a file"), []byte("another"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(o.Data, "files", names[0][:2], names[0])
	if err := os.WriteFile(path, []byte("b file"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "b.tar.zst")
	if err := (&backupCommand{options: o, To: file}).Run(context.Background()); err == nil || !strings.Contains(err.Error(), names[0]) {
		t.Errorf("got %v", err)
	}
	to := t.TempDir()
	m, damaged, err := unpack(context.Background(), file, to)
	if err != nil || len(damaged) != 1 || damaged[0] != names[0] || time.Since(m.At) > time.Hour {
		t.Fatalf("%v, %v, %v", m, damaged, err)
	}
	if _, err := os.Stat(filepath.Join(to, "files", names[1][:2], names[1])); err != nil {
		t.Error(err)
	}
}
