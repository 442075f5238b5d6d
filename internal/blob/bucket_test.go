package blob_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/internal/blob"
	"parley/internal/blob/blobtest"
	"parley/internal/channel/channeltest"
)

// SET-16: what is wrong with a bucket is told apart when it is opened, and the
// keys are told to nobody.
func TestOpenBucket_refusals(t *testing.T) {
	t.Parallel()
	server := blobtest.Start(t)
	good := server.Bucket(t, "files")
	server.Bucket(t, "closed")
	server.User(t, "guest", "closed", "s3:ListBucket", "s3:GetObject", "s3:GetBucketVersioning")
	for name, tt := range map[string]struct {
		change func(*blob.Bucket)
		want   error
	}{
		"no server":      {func(b *blob.Bucket) { b.Endpoint = "http://127.0.0.1:1" }, blob.ErrUnreachable},
		"no address":     {func(b *blob.Bucket) { b.Endpoint = "s3.example.org" }, blob.ErrUnreachable},
		"no TLS there":   {func(b *blob.Bucket) { b.Endpoint = "https://" + server.Addr }, blob.ErrUnreachable},
		"wrong key":      {func(b *blob.Bucket) { b.Credentials = blobtest.Credentials(t, "nobody", blobtest.Secret) }, blob.ErrKeys},
		"wrong secret":   {func(b *blob.Bucket) { b.Credentials = blobtest.Credentials(t, blobtest.KeyID, "other-secret") }, blob.ErrKeys},
		"no key":         {func(b *blob.Bucket) { b.Credentials = blobtest.Credentials(t, "", "") }, blob.ErrKeys},
		"no keys":        {func(b *blob.Bucket) { b.Credentials = filepath.Join(t.TempDir(), "none") }, blob.ErrKeys},
		"no environment": {func(b *blob.Bucket) { b.Credentials = "" }, blob.ErrKeys},
		"no bucket":      {func(b *blob.Bucket) { b.Name = "other" }, blob.ErrBucket},
		"no right": {func(b *blob.Bucket) {
			b.Name, b.Credentials = "closed", blobtest.Credentials(t, "guest", blobtest.Secret)
		}, blob.ErrRight},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := good
			tt.change(&b)
			_, err := blob.OpenBucket(t.Context(), b)
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v", err)
			}
			if strings.Contains(err.Error(), blobtest.Secret) || strings.Contains(err.Error(), "other-secret") {
				t.Errorf("the secret is told: %v", err)
			}
			t.Log(err)
		})
	}
	t.Run("for reading", func(t *testing.T) {
		t.Parallel()
		b := good
		b.Name, b.Credentials, b.ReadOnly = "closed", blobtest.Credentials(t, "guest", blobtest.Secret), true
		s, err := blob.OpenBucket(t.Context(), b)
		opened(t, s, err)
	})
	if left := server.Files(t, good); len(left) > 0 {
		t.Errorf("trials left %v", left)
	}
}

// CRM-18: where the server keeps versions, what is removed is gone all the same.
func TestBucket_versions(t *testing.T) {
	t.Parallel()
	server := blobtest.Start(t)
	b := server.Bucket(t, "files")
	server.KeepVersions(t, b)
	s, err := blob.OpenBucket(t.Context(), b)
	opened(t, s, err)
	for range 3 {
		if _, err := s.Put([]byte("said in confidence")); err != nil {
			t.Fatal(err)
		}
	}
	if !server.Holds(t, "said in confidence") {
		t.Fatal("this test looks in the wrong places")
	}
	if err := s.Remove(blob.Hash([]byte("said in confidence"))); err != nil {
		t.Fatal(err)
	}
	if server.Holds(t, "said in confidence") {
		t.Error("a version is left")
	}
}

// SET-16: keys may be changed in their file while the server runs.
func TestBucket_newKeys(t *testing.T) {
	t.Parallel()
	b := blobtest.Start(t).Bucket(t, "files")
	right, err := os.ReadFile(b.Credentials)
	if err != nil {
		t.Fatal(err)
	}
	s, err := blob.OpenBucket(t.Context(), b)
	opened(t, s, err)
	write := func(text []byte, at time.Time) {
		if err := errors.Join(os.WriteFile(b.Credentials, text, 0o600), os.Chtimes(b.Credentials, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	write(bytes.ReplaceAll(right, []byte(blobtest.Secret), []byte("old")), time.Now().Add(-time.Hour))
	if _, err := s.Put([]byte("a")); !errors.Is(err, blob.ErrKeys) {
		t.Errorf("with old keys: %v", err)
	}
	write(right, time.Now())
	if _, err := s.Put([]byte("a")); err != nil {
		t.Errorf("with new keys: %v", err)
	}
}

// SAFE-02, SAFE-07: a connection that breaks at any byte leaves a blob whole or
// not there, and what was told as kept is there.
func TestBucket_brokenConnections(t *testing.T) {
	t.Parallel()
	server := blobtest.Start(t)
	b := server.Bucket(t, "files")
	direct, err := blob.OpenBucket(t.Context(), b)
	opened(t, direct, err)
	proxy := channeltest.Proxy(t, server.Addr)
	b.Endpoint = "http://" + proxy.Addr
	s, err := blob.OpenBucket(t.Context(), b)
	opened(t, s, err)
	kept := 0
	for i := range 60 {
		data := append(noise(20_000), byte(i))
		proxy.CutAfter(int64(i * i * 7))
		names, err := s.Put(data)
		if err == nil {
			kept++
		}
		name := blob.Hash(data)
		there := direct.Verify(name)
		if err == nil && (names[0] != name || there != nil) || there != nil && !errors.Is(there, fs.ErrNotExist) {
			t.Errorf("%d: put says %v, and what is there %v", i, err, there)
		}
		if there != nil {
			continue
		}
		proxy.CutAfter(int64(i * i * 7))
		if got, err := s.Get(name); err == nil && !bytes.Equal(got, data) {
			t.Errorf("%d: other bytes", i)
		} else if err != nil && errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%d: it counts as missing: %v", i, err)
		}
	}
	if proxy.Cuts() == 0 || kept == 0 {
		t.Errorf("%d cuts, %d kept", proxy.Cuts(), kept)
	}
	t.Logf("%d cuts, %d of 60 kept", proxy.Cuts(), kept)
}

// SAFE-07: a server that goes away is told, and that it is back too.
func TestBucket_trouble(t *testing.T) {
	t.Parallel()
	server := blobtest.Start(t)
	b := server.Bucket(t, "files")
	proxy := channeltest.Proxy(t, server.Addr)
	b.Endpoint = "http://" + proxy.Addr
	s, err := blob.OpenBucket(t.Context(), b)
	opened(t, s, err)
	proxy.Refuse(true)
	proxy.Cut()
	if _, err := s.Put([]byte("a mail")); !errors.Is(err, blob.ErrUnreachable) {
		t.Errorf("got %v", err)
	}
	if err := s.Trouble(t.Context()); !errors.Is(err, blob.ErrUnreachable) {
		t.Errorf("trouble: %v", err)
	}
	if _, err := s.Get(blob.Hash([]byte("a mail"))); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it counts as missing: %v", err)
	}
	proxy.Refuse(false)
	if _, err := s.Put([]byte("a mail")); err != nil {
		t.Error(err)
	}
	if err := s.Trouble(t.Context()); err != nil {
		t.Errorf("trouble: %v", err)
	}
}

// ParseBucket takes no keys in the address.
func TestParseBucket(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"s3://files": "files|", "s3://files/": "files|", "s3://files/a/b/": "files|a/b",
		"s3://": "", "http://files/a": "", "s3://key:secret@files": "", "s3://files?x=1": "", "files": "",
	} {
		b, err := blob.ParseBucket(address)
		if (err == nil) != (want != "") || err == nil && b.Name+"|"+b.Prefix != want {
			t.Errorf("%s: %+v, %v", address, b, err)
		}
	}
}
