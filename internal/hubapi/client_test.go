package hubapi

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"parley/internal/auth"
	"parley/internal/guard"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// CAPI-25: the client that HubSpot publishes, unchanged, against a running
// server. Each script is a part of it.
func TestClient(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob("testdata/client/*.test.mjs")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, script := range scripts {
		t.Run(filepath.Base(script), func(t *testing.T) {
			t.Parallel()
			s := newShop(t, func(o *Options) {
				o.PlainTargets = true
				switch filepath.Base(script) {
				case "limits.test.mjs":
					o.Limit = 6
				case "searches.test.mjs":
					o.SearchLimit = 1
				}
			})
			s.work()
			s.play(script)
		})
	}
}

// work runs the shop's jobs until the test ends.
func (s *shop) work() {
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { s.jobs.Run(ctx) })
	wg.Go(func() { s.hooks.Run(ctx) })
	s.t.Cleanup(func() { stop(); wg.Wait() })
}

// play runs a script with the client of web/node_modules.
func (s *shop) play(script string) {
	s.t.Helper()
	web, err := filepath.Abs("../../web")
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(web, "node_modules/@hubspot/api-client")); err != nil {
		if testing.Short() {
			s.t.Skip("the client is not installed: run make web")
		}
		s.t.Fatalf("the client is not installed: run make web (%v)", err)
	}
	public, secret, code := s.consent()
	world, err := json.Marshal(map[string]any{"url": s.web.URL, "token": s.token, "developerKey": s.key, "appSecret": s.secret, "secondSignature": guard.SignatureV2([]byte(s.secret), "POST", "https://program.test/act?x=1", []byte("[]")),
		"ids":      s.ids,
		"clientId": public, "clientSecret": secret, "code": code, "redirect": redirect})
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	node := exec.CommandContext(ctx, "node", filepath.Base(script))
	node.Dir = filepath.Dir(script)
	node.Env = append(os.Environ(), "PARLEY_WEB="+web, "PARLEY_WORLD="+string(world))
	var out bytes.Buffer
	node.Stdout, node.Stderr = &out, &out
	if err := node.Run(); err != nil {
		s.t.Fatalf("%v\n%s", err, out.Bytes())
	}
}

const redirect = "https://program.test/back"

// consent makes a public app to which Ada has agreed.
func (s *shop) consent() (clientID, secret, code string) {
	s.t.Helper()
	app := &parley.App{Kind: parley.AppPublic, Name: "Public", Scopes: []string{"oauth", "crm.objects.owners.read"}, RedirectURLs: []string{redirect}}
	s.write(func(tx *store.Tx) error {
		secrets, err := settings.CreateApp(tx, s.ada, app)
		if err != nil {
			return err
		}
		secret = secrets.ClientSecret
		code, err = grantFor(tx, app, s.ada)
		return err
	})
	return app.ClientID, secret, code
}

func grantFor(tx *store.Tx, app *parley.App, u *parley.User) (string, error) {
	scopes, err := auth.CheckGrant(app, redirect, app.Scopes, nil)
	if err != nil {
		return "", err
	}
	return auth.Grant(tx, app, u, scopes, redirect)
}
