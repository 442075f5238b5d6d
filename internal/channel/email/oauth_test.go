package email

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"parley/internal/channel"
	"parley/internal/channel/channeltest"
	"parley/internal/parley"
)

// strictProvider takes nothing but what RFC 6749 and RFC 7636 ask for, lets
// each code and each refresh token be used once, and tokens run out at once.
type strictProvider struct {
	t         *testing.T
	mu        sync.Mutex
	challenge string
	refresh   string
	issued    int
	revoked   bool
}

func (s *strictProvider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := r.ParseForm(); err != nil || r.Method != http.MethodPost || r.PostForm.Get("client_id") != "id" || r.PostForm.Get("client_secret") != "secret" {
		s.refuse(w, "invalid_client", "")
		return
	}
	sum := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
	switch r.PostForm.Get("grant_type") {
	case "authorization_code":
		if s.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) || r.PostForm.Get("code") != "code" || r.PostForm.Get("redirect_uri") != "https://parley.test/back" {
			s.refuse(w, "invalid_grant", "wrong code or verifier")
			return
		}
		s.challenge = ""
	case "refresh_token":
		if s.revoked || r.PostForm.Get("refresh_token") != s.refresh {
			s.refuse(w, "invalid_grant", "Token has been expired or revoked.")
			return
		}
	}
	s.issued++
	s.refresh = fmt.Sprint("refresh", s.issued)
	claims := base64.RawURLEncoding.EncodeToString([]byte(`{"email":"Support@example.test"}`))
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"access_token": fmt.Sprint("access", s.issued), "token_type": "Bearer",
		"expires_in": 1, "refresh_token": s.refresh, "id_token": "e30." + claims + ".x"})
}

func (s *strictProvider) refuse(w http.ResponseWriter, code, words string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	json.NewEncoder(w).Encode(map[string]string{"error": code, "error_description": words})
}

// EMAIL-01, EMAIL-08: consent, exchange and renewal; a grant that was taken
// back fails with the provider's words.
func TestOAuth(t *testing.T) {
	t.Parallel()
	strict := &strictProvider{t: t}
	srv := httptest.NewServer(strict)
	defer srv.Close()
	for _, p := range []*Provider{Google("id", "secret", "https://parley.test/back"), Microsoft("id", "secret", "https://parley.test/back")} {
		verifier := "a-verifier-of-43-characters-and-more-than-that"
		u, err := url.Parse(p.AuthURL("state", verifier))
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		if q.Get("state") != "state" || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" ||
			u.Scheme != "https" || !strings.Contains(strings.ToLower(q.Get("scope")), "mail") && !strings.Contains(q.Get("scope"), "IMAP") {
			t.Errorf("%s: %s", p.Name, u)
		}
		*strict = strictProvider{t: t, challenge: q.Get("code_challenge")}
		p.TokenURL = srv.URL
		if _, err := p.Exchange(context.Background(), "code", "wrong"); err == nil || !strings.Contains(err.Error(), "wrong code or verifier") {
			t.Errorf("%s: with a wrong verifier: %v", p.Name, err)
		}
		grant, err := p.Exchange(context.Background(), "code", verifier)
		if err != nil {
			t.Fatal(err)
		}
		if grant.Address != "support@example.test" {
			t.Errorf("address %q", grant.Address)
		}
		acct := account(1, "support@example.test")
		rec := channeltest.NewRecorder(acct)
		rec.SetSecret(context.Background(), 1, "oauth_token", grant.Secret)
		tokens := &Tokens{Directory: rec, Providers: []*Provider{p}}
		var all sync.WaitGroup
		for range 5 { // each renewal gives another refresh token: they must not cross
			all.Go(func() {
				if token, err := tokens.Token(context.Background(), acct); err != nil || !strings.HasPrefix(token, "access") {
					t.Errorf("%s: %q, %v", p.Name, token, err)
				}
			})
		}
		all.Wait()
		strict.revoked = true
		var credential *credentialError
		if _, err := tokens.Token(context.Background(), acct); !errors.As(err, &credential) || !strings.Contains(credential.words, "expired or revoked") {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
}

// EMAIL-01: XOAUTH2 for sending, and what the server says when it refuses.
func TestSend_xoauth2(t *testing.T) {
	t.Parallel()
	relay := channeltest.Relay(t)
	relay.Auth = "XOAUTH2"
	acct := account(1, "support@example.test")
	acct.Settings.SMTP = server(t, relay.Addr, "none")
	acct.Settings.SMTP.Username, acct.Settings.SMTP.Auth = "support@example.test", "xoauth2"
	rec := channeltest.NewRecorder(acct)
	s := &Sender{Directory: rec, Tokens: func(context.Context, *parley.ChannelAccount) (string, error) { return "tok", nil }}
	if _, err := s.Send(context.Background(), acct, outbound()); err != nil {
		t.Fatal(err)
	}
	want := "AUTH XOAUTH2 " + base64.StdEncoding.EncodeToString([]byte("user=support@example.test\x01auth=Bearer tok\x01\x01"))
	if got := relay.Mails()[0].Auth; got != want {
		t.Errorf("auth %q, want %q", got, want)
	}
	s.Tokens = func(context.Context, *parley.ChannelAccount) (string, error) {
		return "", &credentialError{words: "invalid_grant revoked"}
	}
	_, err := s.Send(context.Background(), acct, outbound())
	var waits *channel.SendError
	if states := rec.States(); !errors.As(err, &waits) || waits.Permanent || len(states) != 1 || states[0].Reason != "Sending: invalid_grant revoked" {
		t.Errorf("%v, states %v", err, states)
	}
}

// EMAIL-08: IMAP servers explain a refused token in a challenge.
func TestSignIn_xoauth2Refused(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go func() {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		br := bufio.NewReader(conn)
		fmt.Fprint(conn, "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n")
		line, _ := br.ReadString('\n')
		tag, _, _ := strings.Cut(line, " ")
		fmt.Fprintf(conn, "+ %s\r\n", base64.StdEncoding.EncodeToString([]byte(`{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}`)))
		br.ReadString('\n')
		fmt.Fprintf(conn, "%s NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\r\n", tag)
		br.ReadString('\n')
	}()
	mailServer := server(t, ln.Addr().String(), "none")
	mailServer.Username, mailServer.Auth = "support@example.test", "xoauth2"
	probed := Probe(context.Background(), &parley.ChannelSettings{IMAP: mailServer}, Secrets{IMAP: "tok"}, nil)
	if probed.IMAP.OK || !strings.Contains(probed.IMAP.Words, "status 400") {
		t.Errorf("got %+v", probed.IMAP)
	}
}
