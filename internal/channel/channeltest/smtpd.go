//go:build unix

package channeltest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// OpenSMTPD starts OpenSMTPD as a relay that hands all mail on by LMTP, and
// returns its address. It needs root, and one runs at a time. Where there is
// none the test is skipped, or fails if CI is set.
func OpenSMTPD(t testing.TB, lmtpPort int) string {
	t.Helper()
	path, err := exec.LookPath("smtpd")
	if err != nil || os.Getuid() != 0 {
		if os.Getenv("CI") != "" {
			t.Fatal("OpenSMTPD is not installed, or the tests do not run as root")
		}
		t.Skip("OpenSMTPD is not installed, or the tests do not run as root")
	}
	port := freePort(t)
	conf := filepath.Join(t.TempDir(), "smtpd.conf")
	text := fmt.Sprintf("listen on 127.0.0.1 port %d hostname relay.localhost\naction out relay host lmtp://127.0.0.1:%d\nmatch from any for any action out\n", port, lmtpPort)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "-d", "-f", conf)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		cmd.Wait()
		if t.Failed() {
			said, _ := os.ReadFile(log.Name())
			t.Logf("OpenSMTPD said:\n%s", said)
		}
	})
	address := fmt.Sprintf("127.0.0.1:%d", port)
	for deadline := time.Now().Add(15 * time.Second); ; {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
			return address
		}
		if time.Now().After(deadline) {
			said, _ := os.ReadFile(log.Name())
			t.Fatalf("OpenSMTPD does not answer: %v\n%s", err, said)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
