package files

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"parley/internal/blob"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

type library struct {
	t     *testing.T
	db    *store.DB
	blobs *blob.Store
	ahead time.Duration
}

func newLibrary(t *testing.T) *library {
	l := &library{t: t}
	l.db = storetest.NewAt(t, func() time.Time { return time.Now().Add(l.ahead) })
	var err error
	if l.blobs, err = blob.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.blobs.Close() })
	return l
}

func (l *library) add(path, name, text string, o Options) (*parley.File, error) {
	l.t.Helper()
	content, err := Keep(l.blobs, []byte(text))
	if err != nil {
		return nil, err
	}
	if o.Access == "" {
		o.Access = parley.Private
	}
	var f *parley.File
	err = l.db.Write(l.t.Context(), func(tx *store.Tx) error {
		folder, err := FolderAt(tx, path)
		if err == nil {
			f, err = Add(tx, folder, name, "API", content, o)
		}
		return err
	})
	return f, err
}

// ATK-02, ATK-31: a name is never a path, whatever is written in it.
func TestAdd_namesAreNoPaths(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	for given, want := range map[string]string{
		"../../etc/passwd": "/in/passwd", `..\..\boot.ini`: "/in/boot.ini", ".htaccess": "/in/htaccess", "a\x00b\u202egnp.exe": "/in/abgnp.exe",
		"résumé 100%_.pdf": "/in/résumé 100%_.pdf", "PHOTO.JPG": "/in/PHOTO.jpg",
	} {
		f, err := l.add("/in", given, "x", Options{})
		if err != nil || f.Path != want {
			t.Errorf("%q: got %+v, %v, want %s", given, f, err, want)
		}
	}
	for _, bad := range []string{"", "..", "/", "\u200b"} {
		if f, err := l.add("/in", bad, "x", Options{}); parley.KindOf(err) != parley.Invalid {
			t.Errorf("%q: got %+v, %v", bad, f, err)
		}
	}
	if f, err := l.add("/a/../../b", "x.txt", "x", Options{}); err == nil && f.Path != "/a/b/x.txt" {
		t.Errorf("got %+v", f)
	}
}

// CAPI-21: what lies in a folder comes along, and nothing else, whatever
// characters stand in names.
func TestUpdateFolder_movesWhatLiesInIt(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	in, _ := l.add("/é_1/x", "a.txt", "a", Options{})
	beside, err := l.add("/é_10/x", "a.txt", "b", Options{})
	if err != nil {
		t.Fatal(err)
	}
	storetest.Write(t, l.db, func(tx *store.Tx) error {
		f, err := tx.FolderAt("/é_1")
		if err != nil {
			return err
		}
		deep, err := tx.FolderAt("/é_1/x")
		if err != nil {
			return err
		}
		if err := UpdateFolder(tx, f, deep.ID, "inside"); parley.KindOf(err) != parley.Invalid {
			t.Errorf("a folder was moved into itself: %v", err)
		}
		return UpdateFolder(tx, f, 0, "moved%")
	})
	r := l.db.Read(t.Context())
	if f, err := r.File(in.ID); err != nil || f.Path != "/moved%/x/a.txt" {
		t.Errorf("got %+v, %v", f, err)
	}
	if f, err := r.File(beside.ID); err != nil || f.Path != "/é_10/x/a.txt" {
		t.Errorf("got %+v, %v", f, err)
	}
}

// CAPI-21, CAPI-22: a file that ran out or was removed is gone, and its bytes with
// it after a while, unless another has them.
func TestTidy(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	shared, _ := l.add("/a", "one.txt", "shared", Options{})
	if _, err := l.add("/a", "two.txt", "shared", Options{}); err != nil {
		t.Fatal(err)
	}
	short, err := l.add("/a", "short.txt", "short", Options{ExpiresAt: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	storetest.Write(t, l.db, func(tx *store.Tx) error { return Remove(tx, shared) })
	found := func() int {
		all, err := l.db.Read(t.Context()).FindFiles(nil, "id", 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	if n := found(); n != 2 {
		t.Errorf("got %d files, want 2", n)
	}
	l.ahead = 2 * time.Hour
	if n := found(); n != 1 {
		t.Errorf("after an hour: got %d files, want 1", n)
	}
	l.ahead = keptArchived + 3*time.Hour
	w := &Worker{DB: l.db, Blobs: l.blobs}
	if err := w.tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := l.blobs.Get(short.Hash); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the bytes are still there: %v", err)
	}
	if _, err := l.blobs.Get(shared.Hash); err != nil {
		t.Errorf("bytes that another file has are gone: %v", err)
	}
}

// CAPI-21: a file is fetched by a durable job; what cannot be had is told, and no
// detail of our network with it.
func TestImport(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, ".txt") {
			http.Error(w, "none", http.StatusNotFound)
			return
		}
		w.Write([]byte("from afar"))
	}))
	defer web.Close()
	jobs := job.NewRunner(l.db)
	(&Worker{DB: l.db, Blobs: l.blobs, Client: web.Client()}).Handle(jobs)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); jobs.Run(ctx) }()
	defer func() { stop(); <-done }()
	fetch := func(path string) *store.FileImport {
		var id int64
		storetest.Write(t, l.db, func(tx *store.Tx) error {
			folder, err := FolderAt(tx, "/in")
			if err == nil {
				id, err = Import{URL: web.URL + path, FolderID: folder.ID, Options: Options{Access: parley.Private}}.Enqueue(tx)
			}
			return err
		})
		for {
			changed := l.db.Changed()
			state, err := l.db.Read(t.Context()).FileImport(id)
			if err != nil {
				t.Fatal(err)
			}
			if state.Status != "PENDING" {
				return state
			}
			select {
			case <-changed:
			case <-time.After(time.Minute):
				t.Fatal("nothing happened for a minute")
			}
		}
	}
	good := fetch("/letters/hello.txt")
	f, err := l.db.Read(t.Context()).File(good.FileID)
	if err != nil || f.Path != "/in/hello.txt" || f.Size != 9 {
		t.Errorf("got %+v, %v", f, err)
	}
	if bad := fetch("/missing"); bad.Status != "FAILED" || strings.Contains(bad.Reason, "127.0.0.1") {
		t.Errorf("got %+v", bad)
	}
}
