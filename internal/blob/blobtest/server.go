// Package blobtest starts a private server that speaks S3, for tests of what is
// kept in buckets. It checks signatures and rights as a real one does.
package blobtest

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"parley/internal/blob"
)

// Keys of a [Server].
const (
	KeyID  = "parley-test"
	Secret = "a-secret-that-no-log-may-hold"
)

// Server is a private versitygw.
type Server struct {
	Addr    string // host and port
	program string
	dir     string // of versitygw; the buckets are folders in one of it
}

// Start starts a server that ends with the test. Where there is none the test
// is skipped, or fails if CI is set.
func Start(t testing.TB) *Server {
	t.Helper()
	program, err := lookUp()
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("versitygw is not installed: scripts/install-test-tools does it")
		}
		t.Skip("versitygw is not installed: scripts/install-test-tools does it")
	}
	s := &Server{program: program, dir: t.TempDir()}
	for _, part := range []string{"buckets", "versions", "sidecar", "users"} {
		if err := os.Mkdir(filepath.Join(s.dir, part), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Addr = ln.Addr().String()
	ln.Close()
	cmd := exec.Command(program, "--quiet", "--port", s.Addr, "--iam-dir", filepath.Join(s.dir, "users"),
		"posix", "--sidecar", filepath.Join(s.dir, "sidecar"), "--versioning-dir", filepath.Join(s.dir, "versions"), filepath.Join(s.dir, "buckets"))
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+KeyID, "ROOT_SECRET_KEY="+Secret)
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if t.Failed() {
			t.Logf("versitygw: %s", log.String())
		}
	})
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if res, err := http.Get("http://" + s.Addr); err == nil {
			res.Body.Close()
			return s
		} else if time.Now().After(deadline) {
			t.Fatalf("versitygw did not start: %v", err)
		}
	}
}

// lookUp finds the program where scripts/install-test-tools puts it too.
func lookUp() (string, error) {
	if program, err := exec.LookPath("versitygw"); err == nil {
		return program, nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return exec.LookPath(filepath.Join(cache, "parley-tools", "versitygw"))
}

// Bucket makes a bucket and returns it with a file of keys.
func (s *Server) Bucket(t testing.TB, name string) blob.Bucket {
	t.Helper()
	if err := os.Mkdir(filepath.Join(s.dir, "buckets", name), 0o700); err != nil {
		t.Fatal(err)
	}
	return blob.Bucket{Name: name, Prefix: "parley", Endpoint: "http://" + s.Addr, Credentials: Credentials(t, KeyID, Secret), Scratch: t.TempDir()}
}

// Credentials writes a file of keys.
func Credentials(t testing.TB, id, secret string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "credentials")
	text := fmt.Sprintf("[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n", id, secret)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Files returns the places of what lies in a bucket, below its prefix, as the
// server has it on its disk.
func (s *Server) Files(t testing.TB, b blob.Bucket) []string {
	t.Helper()
	var out []string
	root := filepath.Join(s.dir, "buckets", b.Name, b.Prefix)
	filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			out = append(out, strings.TrimPrefix(path, root+"/"))
		}
		return nil
	})
	return out
}

// Holds reports whether the server has some bytes anywhere on its disk.
func (s *Server) Holds(t testing.TB, text string) bool {
	t.Helper()
	found := false
	filepath.WalkDir(s.dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			data, _ := os.ReadFile(path)
			found = found || strings.Contains(string(data), text)
		}
		return nil
	})
	return found
}

// KeepVersions lets the server keep what is removed from a bucket.
func (s *Server) KeepVersions(t testing.TB, b blob.Bucket) {
	t.Helper()
	if err := s.client(t).EnableVersioning(t.Context(), b.Name); err != nil {
		t.Fatal(err)
	}
}

// User makes a user with the secret [Secret] who may do some things in a bucket.
func (s *Server) User(t testing.TB, id, bucket string, may ...string) {
	t.Helper()
	out, err := exec.Command(s.program, "admin", "--access", KeyID, "--secret", Secret, "--endpoint-url", "http://"+s.Addr,
		"create-user", "--access", id, "--secret", Secret, "--role", "user").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	policy, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": []map[string]any{{"Effect": "Allow", "Principal": map[string]string{"AWS": id},
		"Action": may, "Resource": []string{"arn:aws:s3:::" + bucket, "arn:aws:s3:::" + bucket + "/*"}}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.client(t).SetBucketPolicy(t.Context(), bucket, string(policy)); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) client(t testing.TB) *minio.Client {
	t.Helper()
	c, err := minio.New(s.Addr, &minio.Options{Creds: credentials.NewStaticV4(KeyID, Secret, ""), Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
