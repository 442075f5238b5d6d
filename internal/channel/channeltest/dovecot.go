//go:build unix

package channeltest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"parley/internal/parley"
)

// DovecotServer is a private Dovecot with a maildir for each user. Every user
// name is let in with [DovecotPassword].
type DovecotServer struct {
	Host string
	Port int // IMAP in clear text and STARTTLS
	TLS  int // IMAP over TLS
	LMTP int // takes mail for every user
	Cert *Certificate

	started int64

	dir  string
	uid  int
	gid  int
	cmd  *exec.Cmd
	log  string
	next atomic.Int64
}

// DovecotPassword opens every mailbox of a [DovecotServer].
const DovecotPassword = "correct-horse"

// Dovecot starts a private Dovecot that ends with the test. Where there is
// none the test is skipped, or fails if CI is set.
func Dovecot(t testing.TB) *DovecotServer {
	t.Helper()
	if _, err := exec.LookPath("dovecot"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("dovecot is not installed")
		}
		t.Skip("dovecot is not installed")
	}
	dir, err := os.MkdirTemp("", "dovecot") // t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	s := &DovecotServer{Host: "127.0.0.1", Port: freePort(t), TLS: freePort(t), LMTP: freePort(t), Cert: NewCertificate(t), dir: dir, started: time.Now().Unix(),
		uid: os.Getuid(), gid: os.Getgid(), log: filepath.Join(dir, "log")}
	t.Cleanup(func() {
		s.Stop()
		os.RemoveAll(dir)
	})
	s.write(t)
	s.Start(t)
	return s
}

// lastPort is the port handed out last. They lie below those that the system
// gives to connections, so that a server that stops finds its port free again.
var lastPort atomic.Int64

// freePort is one that no other process of tests has or will take, also while
// the server behind it is stopped: a lock says so for as long as this one lives.
func freePort(t testing.TB) int {
	t.Helper()
	locks := filepath.Join(os.TempDir(), "parley-test-ports")
	if err := os.MkdirAll(locks, 0o777); err != nil {
		t.Fatal(err)
	}
	lastPort.CompareAndSwap(0, int64(15000+os.Getpid()%10000))
	for range 2000 {
		port := int(lastPort.Add(1))
		lock, err := os.OpenFile(filepath.Join(locks, strconv.Itoa(port)), os.O_CREATE|os.O_RDWR, 0o666)
		if err != nil {
			t.Fatal(err)
		}
		if syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
			lock.Close()
			continue
		}
		ln, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			ln.Close()
			portLocks.Store(port, lock)
			return port
		}
		lock.Close()
	}
	t.Fatal("no port is free")
	return 0
}

var portLocks sync.Map // by port: a file that is dropped is closed, and its lock gone

const dovecotConf = `
base_dir = %[1]s/run
state_dir = %[1]s/run
log_path = %[1]s/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <%[1]s/cert.pem
ssl_key = <%[1]s/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
default_internal_user = %[2]s
default_internal_group = %[3]s
default_login_user = %[4]s
first_valid_uid = 1
mail_location = maildir:%[1]s/mail/%%u
mail_fsync = never
imap_idle_notify_interval = 10 s
maildir_stat_dirs = yes
passdb {
  driver = static
  args = password=%[5]s
}
userdb {
  driver = static
  args = uid=%[6]d gid=%[7]d home=%[1]s/mail/%%u
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    special_use = \Sent
    auto = create
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = %[8]d
  }
  inet_listener imaps {
    port = %[9]d
  }
}
service lmtp {
  chroot =
  inet_listener lmtp {
    address = 127.0.0.1
    port = %[10]d
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
`

// write lays out the configuration; the mails belong to an ordinary user.
func (s *DovecotServer) write(t testing.TB) {
	t.Helper()
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	own, err := user.LookupGroupId(me.Gid)
	if err != nil {
		t.Fatal(err)
	}
	internal, group, login := me.Username, own.Name, me.Username
	if s.uid == 0 {
		internal, group, login = "dovecot", "dovecot", "dovenull"
		nobody, err := user.Lookup("nobody")
		if err != nil {
			t.Fatal(err)
		}
		s.uid, _ = strconv.Atoi(nobody.Uid)
		s.gid, _ = strconv.Atoi(nobody.Gid)
	}
	conf := fmt.Sprintf(dovecotConf, s.dir, internal, group, login, DovecotPassword, s.uid, s.gid, s.Port, s.TLS, s.LMTP)
	files := map[string][]byte{"conf": []byte(conf), "cert.pem": s.Cert.CertPEM, "key.pem": s.Cert.KeyPEM}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(s.dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s.own(t, s.dir)
	s.own(t, filepath.Join(s.dir, "mail"))
}

// own makes a folder that the mail user may write to.
func (s *DovecotServer) own(t testing.TB, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	os.Chmod(dir, 0o755)
	if os.Getuid() == 0 {
		os.Chown(dir, s.uid, s.gid)
	}
}

// Start runs the server and waits until it answers.
func (s *DovecotServer) Start(t testing.TB) {
	t.Helper()
	var stderr bytes.Buffer
	s.cmd = exec.Command("dovecot", "-F", "-c", filepath.Join(s.dir, "conf"))
	s.cmd.Stderr = &stderr
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // with all its helpers
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; {
		conn, err := net.Dial("tcp", s.Addr())
		if err == nil {
			conn.Close()
			return
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(s.log)
			t.Fatalf("dovecot does not answer: %v\n%s%s", err, stderr.String(), log)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// Stop ends the server at once, as a loss of power would; its mail stays.
func (s *DovecotServer) Stop() {
	if s.cmd == nil {
		return
	}
	syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
	s.cmd.Wait()
	s.cmd = nil
	os.RemoveAll(filepath.Join(s.dir, "run"))
}

// Addr is where it takes IMAP in clear text.
func (s *DovecotServer) Addr() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// Account returns an account for the mailbox of a user, connected now.
func (s *DovecotServer) Account(id parley.ChannelAccountID, name string) *parley.ChannelAccount {
	return &parley.ChannelAccount{
		ID: id, Channel: parley.ChannelEmail, Address: name + "@example.test", Active: true,
		State: parley.AccountConnecting, CreatedAt: time.Now(),
		Settings: parley.ChannelSettings{IMAP: &parley.MailServer{
			Host: s.Host, Port: s.Port, Security: "none", Username: name}},
	}
}

// Deliver puts a mail into a folder ("" is INBOX), as if received at.
func (s *DovecotServer) Deliver(t testing.TB, name, folder, raw string, at time.Time) {
	t.Helper()
	dir := s.maildir(name, folder)
	for _, sub := range []string{"new", "cur", "tmp"} {
		s.own(t, filepath.Join(s.dir, "mail", name))
		s.own(t, dir)
		s.own(t, filepath.Join(dir, sub))
	}
	file := fmt.Sprintf("%d.%d.test", s.started, s.next.Add(1)+1000000) // numbers are given in this order
	tmp := filepath.Join(dir, "tmp", file)
	if err := os.WriteFile(tmp, []byte(strings.ReplaceAll(raw, "\r\n", "\n")), 0o666); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		os.Chown(tmp, s.uid, s.gid)
	}
	os.Chtimes(tmp, at, at)
	if err := os.Rename(tmp, filepath.Join(dir, "new", file)); err != nil {
		t.Fatal(err)
	}
}

func (s *DovecotServer) maildir(name, folder string) string {
	dir := filepath.Join(s.dir, "mail", name)
	if folder != "" {
		dir = filepath.Join(dir, "."+folder)
	}
	return dir
}

// Renumber gives a folder another UIDVALIDITY and its mails other numbers, as
// a server restored from a backup does. Call it while the server is stopped.
func (s *DovecotServer) Renumber(t testing.TB, name, folder string) {
	t.Helper()
	dir := s.maildir(name, folder)
	lists, _ := filepath.Glob(filepath.Join(dir, "dovecot*"))
	for _, file := range lists {
		os.RemoveAll(file)
	}
	list := fmt.Sprintf("3 V%d N1 G0123456789abcdef0123456789abcdef\n", time.Now().Unix()+1000)
	file := filepath.Join(dir, "dovecot-uidlist")
	if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		os.Chown(file, s.uid, s.gid)
	}
}

// Seen returns how many mails of a folder bear the flag \Seen.
func (s *DovecotServer) Seen(name, folder string) int {
	files, _ := filepath.Glob(filepath.Join(s.maildir(name, folder), "cur", "*:2,*S*"))
	return len(files)
}

// Spoil makes the n-th mail delivered unreadable for the server, or readable
// again. Dovecot then closes the connection of whoever asks for it.
func (s *DovecotServer) Spoil(t testing.TB, name, folder string, n int, spoilt bool) {
	t.Helper()
	mode := os.FileMode(0o666)
	if spoilt {
		mode = 0
	}
	files, _ := filepath.Glob(filepath.Join(s.maildir(name, folder), "*", fmt.Sprintf("%d.%d.test*", s.started, n+1000000)))
	if len(files) != 1 {
		t.Fatalf("mail %d is not there", n)
	}
	if err := os.Chmod(files[0], mode); err != nil {
		t.Fatal(err)
	}
}

// Maildir is the folder of a user's mailbox.
func (s *DovecotServer) Maildir(user string) string { return filepath.Join(s.dir, "mail", user) }
