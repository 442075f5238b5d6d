package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/blob"
	"parley/internal/blob/blobtest"
	"parley/internal/channel"
	"parley/internal/channel/channeltest"
	"parley/internal/channel/email"
	"parley/internal/files"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// inBucketOf lets an installation keep its files in a bucket.
func (o *options) inBucketOf(b blob.Bucket) {
	o.Files, o.FilesEndpoint, o.FilesCredentials = b.String(), b.Endpoint, b.Credentials
}

// inBucketBehindProxy keeps files in a bucket of a new server, whose connections
// the proxy can cut.
func (o *options) inBucketBehindProxy(t *testing.T) *channeltest.FaultProxy {
	t.Helper()
	server := blobtest.Start(t)
	b := server.Bucket(t, "files")
	proxy := channeltest.Proxy(t, server.Addr)
	b.Endpoint = "http://" + proxy.Addr
	o.inBucketOf(b)
	return proxy
}

// receive takes some mails in.
func receive(t *testing.T, p *program, acct *parley.ChannelAccount, first, last int) {
	t.Helper()
	for n := first; n <= last; n++ {
		in := email.Inbound([]byte(letter(n)), email.Meta{Account: acct, Source: channel.Source{Folder: "smtp"}})
		if _, err := p.receiver.Receive(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
}

// SET-16: all files go from the data folder to a bucket and back, while the
// server runs and by runs that are broken off, and each is there once.
func TestFilesCopy_thereAndBack(t *testing.T) {
	t.Parallel()
	b := blobtest.Start(t).Bucket(t, "files")
	o := newOptions(t)
	p := openProgram(t, &o)
	_, acct := setUp(t, p)
	receive(t, p, acct, 1, 30)
	o.FilesEndpoint, o.FilesCredentials = b.Endpoint, b.Credentials

	copyTo := func(o options, to string, remove bool) error {
		return (&filesCopyCommand{options: o, To: to, Remove: remove}).Run(t.Context())
	}
	broken, stop := context.WithCancel(t.Context())
	stop()
	if err := (&filesCopyCommand{options: o, To: b.String()}).Run(broken); err == nil {
		t.Error("it does not stop")
	}
	if err := copyTo(o, b.String(), false); err != nil {
		t.Fatal(err)
	}
	receive(t, p, acct, 31, 35)
	if err := copyTo(o, b.String(), true); err != nil {
		t.Fatal(err)
	}
	if left := names(t, p.blobs); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}

	far := o
	far.inBucketOf(b)
	if err := (&filesCheckCommand{options: far}).Run(t.Context()); err != nil {
		t.Errorf("check: %v", err)
	}
	there := openProgram(t, &far)
	if got := names(t, there.blobs); len(got) != 35 {
		t.Errorf("%d files in the bucket, want 35", len(got))
	}
	receive(t, there, acct, 36, 36)
	near := far
	near.Files = filepath.Join(t.TempDir(), "files")
	if err := copyTo(far, near.Files, false); err != nil {
		t.Fatal(err)
	}
	if err := (&filesCheckCommand{options: near}).Run(t.Context()); err != nil {
		t.Errorf("check: %v", err)
	}
}

func names(t *testing.T, s *blob.Store) (out []string) {
	t.Helper()
	if err := s.Each(t.Context(), func(e blob.Entry) error { out = append(out, e.Name); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

// SAFE-08: the check names what is missing and what has rotted, and what nothing
// names goes when it is asked to, but not what has just come.
func TestFilesCheck_tells(t *testing.T) {
	t.Parallel()
	o := newOptions(t)
	p := openProgram(t, &o)
	_, acct := setUp(t, p)
	receive(t, p, acct, 1, 20)
	kept := names(t, p.blobs)
	at := func(name string) string { return filepath.Join(o.Data, "files", blob.Place(name)) }
	if err := errors.Join(os.Remove(at(kept[3])), os.Remove(at(kept[19])), os.WriteFile(at(kept[7]), []byte("rotten"), 0o600)); err != nil {
		t.Fatal(err)
	}
	strays, err := p.blobs.Put([]byte("a mail that was never stored"), []byte("one on its way"))
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(at(strays[0]), old, old); err != nil {
		t.Fatal(err)
	}
	i := &inspection{db: p.db, blobs: p.blobs, remove: true}
	if err := i.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(i.missing, []string{kept[3], kept[19]}) || !slices.Equal(i.damaged, []string{kept[7]}) || i.found != 18 || i.unused != 2 || i.removed != 1 {
		t.Errorf("%+v", i)
	}
	if _, err := p.blobs.Get(strays[0]); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the old stray: %v", err)
	}
	if _, err := p.blobs.Get(strays[1]); err != nil {
		t.Errorf("the young stray: %v", err)
	}
	if err := (&filesCheckCommand{options: o}).Run(t.Context()); err == nil {
		t.Error("the command calls it good")
	}
}

// SAFE-08: a backup has the files of a bucket too, and a restore puts them into
// one; without files it is small and says so.
func TestBackup_ofABucket(t *testing.T) {
	t.Parallel()
	needPostgresTools(t)
	server := blobtest.Start(t)
	o := newOptions(t)
	o.inBucketOf(server.Bucket(t, "files"))
	p := openProgram(t, &o)
	_, acct := setUp(t, p)
	receive(t, p, acct, 1, 15)
	for _, without := range []bool{false, true} {
		file := filepath.Join(t.TempDir(), "b.tar.zst")
		if err := (&backupCommand{options: o, To: file, NoFiles: without}).Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		to := options{Data: filepath.Join(t.TempDir(), "new"), MaxMail: 1 << 20, MailDomain: "mail.test", LogLevel: "error", Listen: "127.0.0.1:0"}
		to.inBucketOf(server.Bucket(t, fmt.Sprintf("restored-%t", without)))
		if store.IsPostgres(o.Database) {
			to.Database = storetest.EmptyURL(t)
		}
		if err := (&restoreCommand{options: to, From: file}).Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := (&filesCheckCommand{options: to}).Run(t.Context())
		if without && (err == nil || !strings.Contains(err.Error(), "15 files are missing")) {
			t.Errorf("without files: %v", err)
		} else if !without && err != nil {
			t.Error(err)
		}
	}
}

// CRM-18: what was freed while the place of files was away goes when it is back;
// what is named again by then stays.
func TestFreed_goesForCertain(t *testing.T) {
	t.Parallel()
	o := newOptions(t)
	proxy := o.inBucketBehindProxy(t)
	p := openProgram(t, &o)
	_, acct := setUp(t, p)
	receive(t, p, acct, 1, 3)
	proxy.Refuse(true)
	proxy.Cut()
	storetest.Write(t, p.db, func(tx *store.Tx) error {
		threads, err := tx.ThreadsAfter(acct.InboxID, 0, 10)
		for _, th := range threads {
			_, e := tx.PurgeThread(th.ID)
			err = errors.Join(err, e)
		}
		return err
	})
	worker := &files.Worker{DB: p.db, Blobs: p.blobs}
	if err := worker.RemoveFreed(t.Context()); err != nil {
		t.Errorf("before its time: %v", err)
	}
	p.db.Now = func() time.Time { return time.Now().Add(time.Hour) }
	if err := worker.RemoveFreed(t.Context()); err == nil {
		t.Error("it says nothing")
	}
	proxy.Refuse(false)
	got := names(t, p.blobs)
	if len(got) != 3 {
		t.Fatalf("%d files", len(got))
	}
	storetest.Write(t, p.db, func(tx *store.Tx) error {
		return tx.Insert("attachment", &parley.Attachment{ID: parley.AttachmentID(tx.NewID()), Hash: got[1], CreatedAt: tx.Now})
	})
	if err := worker.RemoveFreed(t.Context()); err != nil {
		t.Error(err)
	}
	if left := names(t, p.blobs); !slices.Equal(left, got[1:2]) {
		t.Errorf("%d files, want the one that is named again", len(left))
	}
	if rest, err := p.db.Read(t.Context()).FreedBlobs(p.db.Now(), 10); err != nil || len(rest) > 0 {
		t.Errorf("still to go: %v, %v", rest, err)
	}
}

// THR-12, SET-16: a viewer gets parts of a file out of a bucket, and health says
// when files cannot be kept.
func TestProgram_onABucket(t *testing.T) {
	t.Parallel()
	o := newOptions(t)
	proxy := o.inBucketBehindProxy(t)
	p := openProgram(t, &o)
	setUp(t, p)
	hash, err := p.blobs.Put([]byte("0123456789"))
	if err != nil {
		t.Fatal(err)
	}
	serve := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, err := p.blobs.Open(hash[0])
		if err != nil {
			t.Error(err)
			return
		}
		defer f.Close()
		http.ServeContent(w, r, "", time.Time{}, f)
	}))
	defer serve.Close()
	req, _ := http.NewRequest("GET", serve.URL, nil)
	req.Header.Set("Range", "bytes=3-5")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if part, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusPartialContent || string(part) != "345" {
		t.Errorf("%s: %q", res.Status, part)
	}
	health := func() string {
		w := httptest.NewRecorder()
		p.handler().ServeHTTP(w, httptest.NewRequest("GET", "/healthz", nil))
		return fmt.Sprint(w.Code, " ", w.Body)
	}
	if got := health(); got != "200 ok\n" {
		t.Errorf("health: %q", got)
	}
	proxy.Refuse(true)
	proxy.Cut()
	if _, err := p.blobs.Put([]byte("a mail")); err == nil {
		t.Error("it was kept nowhere")
	}
	if got := health(); !strings.Contains(got, "files cannot be kept") || strings.Contains(got, "s3://") {
		t.Errorf("health: %q", got)
	}
}

// SET-16: what is wrong with the place of files is told at the start, by the name
// of the option.
func TestOptions_filesNamed(t *testing.T) {
	t.Parallel()
	b := blobtest.Start(t).Bucket(t, "files")
	for _, tt := range []struct {
		change func(o *options)
		want   string
	}{
		{func(o *options) { o.FilesEndpoint = "http://127.0.0.1:1" }, "--files-endpoint: "},
		{func(o *options) { o.FilesCredentials = "/nowhere" }, "--files-credentials: "},
		{func(o *options) { o.Files = "s3://other" }, "--files: "},
		{func(o *options) { o.Files = "gs://files" }, "--files: give"},
		{func(o *options) { o.Files = "/dev/null/files" }, "--files: "},
		{func(o *options) { o.Files = "s3://key:a-secret@files" }, "--files: give"},
		{func(o *options) { o.FilesEndpoint = "http://key:a-secret@127.0.0.1:1" }, "--files-endpoint: "},
	} {
		o := newOptions(t)
		o.inBucketOf(b)
		tt.change(&o)
		err := o.check()
		if err == nil {
			var p *program
			if p, err = newProgram(t.Context(), &o); err == nil {
				p.close()
			}
		}
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "a-secret") {
			t.Errorf("got %v, want %s…", err, tt.want)
		}
	}
}
